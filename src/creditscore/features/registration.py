"""登记信息 (REG) and its changes (CHG).

Every version carries the whole state of the registration, so that what was stated a year ago is the last version
before then. The band of employees and the number of shareholders are authorised; the rest is public.
"""

from creditscore.features._feature import (
    attribute,
    change,
    count,
    decayed,
    difference,
    distinct,
    latest,
    months,
    ratio,
    recency,
    share,
)
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.plan import AsOf, Constant, Window, col
from creditscore.records import ENTITY

_CHANGED = col("change_kind").is_not("initial")
_A_YEAR_AGO = (Window(36, 12),)
_TEN_YEARS = Constant(10.0)
_TERM_LEFT = col("term_to").days_since(AsOf()) / 365.25
_BAND = col("employee_band").coded({"0-9": 1, "10-49": 2, "50-99": 3, "100-299": 4, "300-999": 5, "1000+": 6})

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

PAID_CAPITAL = attribute(
    "paid_capital", of=ENTITY, value=col("paid_capital") + 0.0, risk="down", unit="元",
    title=("实缴资本", "paid-in capital"), group="REG", family="registration",
    why="What the owners have put in, not only promised.",
)  # fmt: skip

PAID_CAPITAL_SHARE = attribute(
    "paid_capital_share", of=ENTITY, value=col("paid_capital") / col("reg_capital"), risk="down", unit="1",
    title=("实缴资本占注册资本比", "paid-in over registered capital"), group="REG", family="registration",
    why="Capital that was only promised absorbs no loss; since July 2024 it is due within five years (Company Law art. 47).",
)  # fmt: skip

ANNUAL_REPORT_LATE = attribute(
    "annual_report_late", of=ENTITY, value=(~col("annual_report_on_time")).as_number(), risk="up", unit="1",
    title=("上年度年报未按时公示", "last annual report not on time"), group="REG", family="registration",
    why="A late annual report is an early sign of disorder and leads to the abnormal-operation list.",
)  # fmt: skip

EMPLOYEE_BAND = attribute(
    "employee_band_code", of=ENTITY, risk="down", unit="级", value=_BAND,
    title=("从业人员区间", "employee band"), group="REG", family="registration",
    why="Headcount says how much business there is.",
)  # fmt: skip

SIZE_CLASS = attribute(
    "size_class_code", of=ENTITY, value=col("size_class").coded({"micro": 1, "small": 2, "medium": 3, "large": 4}),
    risk="down", unit="级", title=("企业规模", "size class (1 micro to 4 large)"), group="REG", family="registration",
    why="Large entities have more to fall back on; public, unlike the band of employees.",
)  # fmt: skip

TERM_LEFT = attribute(
    "term_years_left", of=ENTITY, risk="down", unit="年",
    value=(_TEN_YEARS - (_TEN_YEARS - _TERM_LEFT).at_least(0.0)).at_least(0.0).or_else(10.0),
    title=("营业期限剩余年数（至多十年，长期按十年）", "years left of the registered term, ten at most and without end"),
    group="REG", family="registration", why="Nobody should lend beyond the day until which the borrower is registered.",
)  # fmt: skip

BRANCHES = attribute(
    "branch_count", of=ENTITY, value=col("branch_count") + 0.0, risk="down", unit="个",
    title=("分支机构数", "branches"), group="REG", family="registration",
    why="More than one place to earn in.",
)  # fmt: skip

SHAREHOLDERS = attribute(
    "shareholder_count", of=ENTITY, value=col("shareholder_count") + 0.0, risk="down", unit="人",
    title=("股东人数", "shareholders"), group="REG", family="registration",
    why="With one owner the business ends with that owner's luck, and nobody checks him.",
)  # fmt: skip

INVESTMENTS = attribute(
    "investment_count", of=ENTITY, value=col("invest_count") + 0.0, risk="none", unit="个",
    title=("对外投资数", "investments in others"), group="REG", family="registration",
    why="Money in other businesses: a cushion or a drain, so it carries no sign.",
)  # fmt: skip

LATE_REPORTS = distinct(
    "late_report_years", of=ENTITY, windows=months(36), where=~col("annual_report_on_time"), risk="up", unit="个",
    value=col("annual_report_year"), group="REG", family="annual_reports",
    title=("近{w}月登记记录中未按时年报的年度数", "years reported late, as registered within {w} months"),
    why="Once is an oversight, twice is how the entity is run.",
)  # fmt: skip

_REPORTS = distinct(
    "report_years", of=ENTITY, windows=months(36), value=col("annual_report_year"), risk="none", unit="个",
    title=("近{w}月登记记录中年报年度数", "years of annual reports, as registered within {w} months"), group="REG",
    family="annual_reports", why="Base of the share.",
)  # fmt: skip

LATE_REPORT_SHARE = share(
    "late_report_share", LATE_REPORTS, _REPORTS, zero=0.0, risk="up", unit="1",
    title=("近{w}月未按时年报年度占比", "share of annual reports that were late, as registered within {w} months"),
    why="A young entity has fewer reports to be late with; the share is fair to the old.",
)  # fmt: skip

CHANGES = count(
    "registration_changes", of=ENTITY, windows=months(12, 24, 36), risk="up", unit="次",
    where=_CHANGED, group="CHG", family="changes",
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

CONTROL_CHANGES = count(
    "control_changes", of=ENTITY, windows=months(6, 12), risk="up", unit="次", group="CHG", family="changes",
    where=col("change_kind").is_in(("representative", "shareholder", "address")),
    title=("近{w}月法定代表人、股东或住所变更次数", "changes of representative, shareholders or address, last {w} months"),
    why="The pattern of a business being handed over: new face, new owners, new address.",
)  # fmt: skip

NAME_CHANGES = count(
    "name_changes", of=ENTITY, windows=months(36), risk="up", unit="次", where=col("change_kind").is_("name"),
    title=("近{w}月名称变更次数", "changes of name, last {w} months"), group="CHG", family="changes",
    why="A new name leaves an old reputation behind.",
)  # fmt: skip

CHANGE_KINDS = distinct(
    "change_kinds", of=ENTITY, windows=months(12), where=_CHANGED, value=col("change_kind"), risk="up", unit="种",
    title=("近{w}月变更事项种类数", "kinds of registration change, last {w} months"), group="CHG", family="changes",
    why="When everything changes within a year it is another business under the old code.",
)  # fmt: skip

CHANGES_DECAYED = decayed(
    "registration_changes_decayed", of=ENTITY, windows=months(36), where=_CHANGED, risk="up", unit="次",
    title=("近{w}月衰减加权登记变更", "registration changes, halved for every year of age, last {w} months"),
    group="CHG", family="changes", why="One number for how many and how long ago.",
)  # fmt: skip

CHANGE_RECENCY = recency(
    "days_since_change", of=ENTITY, windows=months(36), where=_CHANGED, risk="down", unit="日",
    title=("距最近一次登记变更天数（{w}月内）", "days since the last registration change, within {w} months"),
    group="CHG", family="changes", why="A change of last week has not shown yet what it does.",
)  # fmt: skip

CHANGES_PER_YEAR = ratio(
    "registration_changes_per_year_36m", CHANGES.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月年均登记变更次数", "registration changes per year of existence, last 36 months"),
    why="A young entity had less time to change; the rate compares it with the old.",
)  # fmt: skip

_CHANGES_BEFORE = count(
    "registration_changes", of=ENTITY, windows=(Window(24, 12),), risk="up", unit="次", where=_CHANGED, group="CHG",
    family="changes", title=("前{w}月登记变更次数", "registration changes, months {w} before"),
    why="Parent of the rise.",
)  # fmt: skip

CHANGES_RISE = difference(
    "registration_changes_rise_12m", CHANGES.at(12), _CHANGES_BEFORE.at(24, 12), zero=None, risk="up", unit="次",
    title=("近12月较前12月登记变更增加", "registration changes, 12 months against the 12 before"),
    why="Unrest that is new tells more than an entity that always changes.",
)  # fmt: skip

DORMANCIES = count(
    "dormancy_count", of=ENTITY, windows=months(36), risk="up", unit="次", group="CHG", family="vitality",
    where=col("change_kind").is_("status") & col("reg_status").is_("dormant"),
    title=("近{w}月歇业次数", "times put to rest, last {w} months"),
    why="A business that was closed for a while lost customers it has to win again.",
)  # fmt: skip

_CAPITAL_BEFORE = latest(
    "reg_capital_before", of=ENTITY, windows=_A_YEAR_AGO, value=col("reg_capital"), risk="down", unit="元",
    title=("前{w}月登记的注册资本", "registered capital as of months {w} before"), group="CHG", family="vitality",
    why="Parent of the change.",
)  # fmt: skip

CAPITAL_CHANGE = change(
    "reg_capital_change_12m", REG_CAPITAL, _CAPITAL_BEFORE.at(36, 12), zero=None, risk="down", unit="1",
    family="vitality", title=("近12月注册资本变动率", "registered capital against that of a year before"),
    why="Owners who add capital believe in the business; a cut takes it from the creditors.",
)  # fmt: skip

_BAND_BEFORE = latest(
    "employee_band_before", of=ENTITY, windows=_A_YEAR_AGO, value=_BAND, risk="down", unit="级",
    title=("前{w}月登记的从业人员区间", "employee band as of months {w} before"), group="CHG", family="vitality",
    why="Parent of the change.",
)  # fmt: skip

BAND_CHANGE = difference(
    "employee_band_change_12m", EMPLOYEE_BAND, _BAND_BEFORE.at(36, 12), zero=None, risk="down", unit="级",
    family="vitality", title=("近12月从业人员区间变动", "employee band against that of a year before"),
    why="People leave, or are sent away, before the orders stop.",
)  # fmt: skip

FEATURES = (
    AGE_MONTHS, REG_CAPITAL, ANNUAL_REPORT_LATE, EMPLOYEE_BAND, PAID_CAPITAL, PAID_CAPITAL_SHARE, SIZE_CLASS,
    TERM_LEFT, BRANCHES, SHAREHOLDERS, INVESTMENTS, *LATE_REPORTS, *LATE_REPORT_SHARE, *CHANGES,
    *REPRESENTATIVE_CHANGES, *ADDRESS_CHANGES, *CONTROL_CHANGES, *NAME_CHANGES, *CHANGE_KINDS,
    *CHANGES_DECAYED, *CHANGE_RECENCY, CHANGES_PER_YEAR, CHANGES_RISE, *DORMANCIES, CAPITAL_CHANGE, BAND_CHANGE,
)  # fmt: skip
