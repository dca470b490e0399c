"""登记信息 (REG, CHG) and data coverage (QLT)."""

from creditscore.features._feature import attribute, count, covered, months
from creditscore.plan import AsOf, col
from creditscore.records import ADMIN_PENALTY, ENTITY, LOAN_PERFORMANCE, TAX_FILING, UTILITY_BILL

AGE_MONTHS = attribute(
    "age_months", of=ENTITY, value=AsOf().days_since(col("established_on")) / 30.4375, risk="down", unit="月",
    title=("成立时长", "age since establishment"), group="REG", family="registration",
    why="Young entities fail more often.",
)  # fmt: skip

REG_CAPITAL = attribute(
    "reg_capital", of=ENTITY, value=col("reg_capital") + 0.0, risk="down", unit="元",
    title=("注册资本", "registered capital"), group="REG", family="registration",
    why="Capital subscribed absorbs losses; it also scales amounts.",
)  # fmt: skip

ANNUAL_REPORT_LATE = attribute(
    "annual_report_late", of=ENTITY, value=(~col("annual_report_on_time")).as_number(), risk="up", unit="1",
    title=("上年度年报未按时公示", "last annual report not on time"), group="REG", family="registration",
    why="A late annual report is an early sign of disorder and leads to the abnormal-operation list.",
)  # fmt: skip

EMPLOYEE_BAND = attribute(
    "employee_band_code", of=ENTITY, risk="down", unit="级",
    value=col("employee_band").coded(
        {"0-9": 1, "10-49": 2, "50-99": 3, "100-299": 4, "300-999": 5, "1000+": 6}
    ),
    title=("从业人员区间", "employee band"), group="REG", family="registration",
    why="Headcount says how much business there is.",
)  # fmt: skip

CHANGES = count(
    "registration_changes", of=ENTITY, windows=months(12, 24, 36), risk="up", unit="次",
    where=col("change_kind").is_not("initial"), group="CHG", family="changes",
    title=("近{w}月登记变更次数", "registration changes, last {w} months"),
    why="Frequent changes precede failure.",
)  # fmt: skip

REPRESENTATIVE_CHANGES = count(
    "representative_changes", of=ENTITY, windows=months(12, 36), risk="up", unit="次",
    where=col("change_kind").is_("representative"), group="CHG", family="changes",
    title=("近{w}月法定代表人变更次数", "changes of legal representative, last {w} months"),
    why="Owners who leave know first.",
)  # fmt: skip

ADDRESS_CHANGES = count(
    "address_changes", of=ENTITY, windows=months(24), risk="up", unit="次",
    where=col("change_kind").is_("address"), group="CHG", family="changes",
    title=("近{w}月住所变更次数", "changes of address, last {w} months"),
    why="A moving address makes an entity hard to reach.",
)  # fmt: skip

COVERAGE = tuple(
    feature
    for table in (ADMIN_PENALTY, TAX_FILING, UTILITY_BILL, LOAN_PERFORMANCE)
    for feature in covered(
        f"covered_{table.name}",
        of=table,
        windows=months(12),
        title=(f"近{{w}}月{table.title_zh}数据已覆盖", f"{table.title_en} covered, last {{w}} months"),
    )
)

FEATURES = (
    AGE_MONTHS, REG_CAPITAL, ANNUAL_REPORT_LATE, EMPLOYEE_BAND, *CHANGES, *REPRESENTATIVE_CHANGES,
    *ADDRESS_CHANGES, *COVERAGE,
)  # fmt: skip
