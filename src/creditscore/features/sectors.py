"""行业信用 (SEC): grades and conduct that the sectors state (domain.md 2.16), without safety and fire.

A grade is null where the sector has not graded the entity within the window: most entities are of no concern to
customs or the environmental authority, and that is neither good nor bad.
"""

from creditscore.features._feature import (
    change,
    count,
    decayed,
    latest,
    maximum,
    minimum,
    months,
    ratio,
    recency,
    share,
    total,
    trend,
)
from creditscore.features.exposures import YEARS_IN_VIEW
from creditscore.features.registration import REG_CAPITAL
from creditscore.plan import Constant, Window, col
from creditscore.records import (
    CONSTRUCTION_CREDIT,
    CUSTOMS_CREDIT,
    ENV_CREDIT,
    FISCAL_EVENT,
    FOREIGN_ECON_EVENT,
    HEALTH_EVENT,
    IP_EVENT,
    SECURITIES_EVENT,
    SOCIAL_ORG_INSPECTION,
    STATISTICS_EVENT,
)

_COLOUR = col("colour").coded({"green": 5, "blue": 4, "yellow": 3, "red": 2, "black": 1})
_CUSTOMS_2021 = col("grade_2021").coded({"advanced": 5, "regular": 3, "dishonest": 2})
_CUSTOMS_2026 = col("grade_2026").coded(
    {"advanced": 5, "certified": 4, "regular": 3, "dishonest": 2, "seriously_dishonest": 1}
)
_BAD = col("behaviour").is_("bad")
_LATE_ABROAD = col("submitted_date").is_null() | (col("submitted_date") > col("event_date"))
_RESULT = col("result").coded({"pass": 4, "basic_pass": 3, "fail": 2, "absent": 1})
_ASSESSED = col("assessment_grade").coded({"5A": 5, "4A": 4, "3A": 3, "2A": 2, "1A": 1, "none": 0})

ENV_COLOUR = latest(
    "env_colour_code", of=ENV_CREDIT, windows=months(24), value=_COLOUR, risk="down", unit="级",
    title=("近{w}月最新环境信用颜色", "latest environmental colour (5 green to 1 black), within {w} months"),
    group="SEC", family="environment", why="Red and black mean dearer power, no subsidies and a bank that has to ask.",
)  # fmt: skip

ENV_POINTS = latest(
    "env_points", of=ENV_CREDIT, windows=months(24), value=col("points"), risk="down", unit="分",
    title=("近{w}月最新环境信用得分", "latest environmental points, within {w} months"), group="SEC",
    family="environment", why="Finer than the colour: how near the next lower one is.",
)  # fmt: skip

ENV_WORST = minimum(
    "env_colour_worst", of=ENV_CREDIT, windows=months(36), value=_COLOUR, risk="down", unit="级",
    title=("近{w}月最差环境信用颜色", "worst environmental colour, last {w} months"), group="SEC",
    family="environment", why="What happened once in this plant can happen again.",
)  # fmt: skip

_ENV_POINTS_BEFORE = latest(
    "env_points", of=ENV_CREDIT, windows=(Window(36, 12),), value=col("points"), risk="down", unit="分",
    title=("前{w}月最新环境信用得分", "latest environmental points, months {w} before"), group="SEC",
    family="environment", why="Parent of the change.",
)  # fmt: skip

ENV_CHANGE = change(
    "env_points_change_12m", ENV_POINTS.at(24), _ENV_POINTS_BEFORE.at(36, 12), zero=None, risk="down", unit="1",
    title=("最新环境信用得分较一年前变动", "latest environmental points against those of a year before"),
    why="The trend tells whether the plant is being cared for.",
)  # fmt: skip

_CONSTRUCTION_RECORDS = count(
    "construction_record_count", of=CONSTRUCTION_CREDIT, windows=months(12, 36), risk="none", unit="条",
    title=("近{w}月建筑市场信用信息数", "records of conduct in construction, last {w} months"), group="SEC",
    family="construction", why="The base of the rate; who builds more is seen more.",
)  # fmt: skip

CONSTRUCTION_BAD = count(
    "construction_bad_count", of=CONSTRUCTION_CREDIT, windows=months(12, 36), where=_BAD, risk="up", unit="条",
    title=("近{w}月建筑市场不良信息数", "bad conduct in construction, last {w} months"), group="SEC",
    family="construction", why="Unsafe sites, illegal subcontracting, wages not paid: claims that come later.",
)  # fmt: skip

CONSTRUCTION_BAD_SHARE = share(
    "construction_bad_share", CONSTRUCTION_BAD, _CONSTRUCTION_RECORDS, zero=0.0, risk="up", unit="1",
    title=("近{w}月建筑市场不良信息占比", "share of bad conduct among records in construction, last {w} months"),
    why="In proportion to how often it was seen.",
)  # fmt: skip

CONSTRUCTION_GOOD = count(
    "construction_good_count", of=CONSTRUCTION_CREDIT, windows=months(36), where=~_BAD, risk="down", unit="条",
    title=("近{w}月建筑市场良好信息数", "good conduct in construction, last {w} months"), group="SEC",
    family="construction", why="Prizes and wages paid in full are stated by those who saw the site.",
)  # fmt: skip

CONSTRUCTION_BAD_POINTS = total(
    "construction_bad_points", of=CONSTRUCTION_CREDIT, windows=months(12, 36), where=_BAD, risk="up", unit="分",
    value=(Constant(0.0) - col("points")).at_least(0.0), group="SEC", family="construction",
    title=("近{w}月建筑市场不良信息扣分合计", "points deducted in construction, last {w} months"),
    why="The sector weighs what it records: five points are not half a point.",
)  # fmt: skip

CONSTRUCTION_GRADE = latest(
    "construction_grade_code", of=CONSTRUCTION_CREDIT, windows=months(36), risk="down", unit="级",
    value=col("grade").coded({"AAA": 5, "AA": 4, "A": 3, "B": 2, "C": 1}), group="SEC", family="construction",
    title=("近{w}月最新建筑市场信用等级", "latest grade in construction (5 AAA to 1 C), within {w} months"),
    why="The grade decides which tenders are open.",
)  # fmt: skip

CONSTRUCTION_DECAYED = decayed(
    "construction_bad_decayed", of=CONSTRUCTION_CREDIT, windows=months(36), where=_BAD, risk="up", unit="条",
    title=("近{w}月衰减加权建筑市场不良信息", "bad conduct in construction, halved for every year of age, last {w} months"),
    group="SEC", family="construction", why="One number for how many and how long ago.",
)  # fmt: skip

CUSTOMS_GRADE = latest(
    "customs_grade_code", of=CUSTOMS_CREDIT, windows=months(60), value=_CUSTOMS_2026.or_else(_CUSTOMS_2021),
    risk="down", unit="级", title=("近{w}月最新海关信用等级", "latest customs grade (5 advanced to 1 seriously dishonest)"),
    group="SEC", family="customs", why="Advanced certification opens every border; a dishonest trader is inspected at each.",
)  # fmt: skip

CUSTOMS_WORST = minimum(
    "customs_grade_worst", of=CUSTOMS_CREDIT, windows=months(60), value=_CUSTOMS_2026.or_else(_CUSTOMS_2021),
    risk="down", unit="级", title=("近{w}月最差海关信用等级", "worst customs grade, last {w} months"), group="SEC",
    family="customs", why="A grade regained after dishonesty is worth less than one never lost.",
)  # fmt: skip

PATENTS = latest(
    "patent_count_latest", of=IP_EVENT, windows=months(24), value=col("patent_count"), risk="down", unit="件",
    title=("近{w}月最新有效专利数", "patents in force, latest count within {w} months"), group="SEC",
    family="technology", why="Something of its own to sell, and to pledge.",
)  # fmt: skip

PATENT_TREND = trend(
    "patent_trend", of=IP_EVENT, windows=months(48), value=col("patent_count"), risk="down", unit="1/月",
    title=("近{w}月有效专利数趋势", "trend of patents in force, last {w} months"), group="SEC", family="technology",
    why="Fees left unpaid let patents lapse: a quiet saving by those in need.",
)  # fmt: skip

TRADEMARKS = latest(
    "trademark_count_latest", of=IP_EVENT, windows=months(24), value=col("trademark_count"), risk="down", unit="件",
    title=("近{w}月最新注册商标数", "trademarks, latest count within {w} months"), group="SEC", family="technology",
    why="A brand outlives a bad year.",
)  # fmt: skip

ABNORMAL_APPLICATIONS = total(
    "abnormal_application_sum", of=IP_EVENT, windows=months(36), value=col("abnormal_application_count"), risk="up",
    unit="件", title=("近{w}月非正常专利申请数", "abnormal patent applications, last {w} months"), group="SEC",
    family="ip_conduct", why="Applications made for the subsidy: invention on paper only.",
)  # fmt: skip

ABNORMAL_TO_PATENTS = ratio(
    "abnormal_application_to_patents_36m", ABNORMAL_APPLICATIONS.at(36), PATENTS.at(24), zero=None, risk="up",
    unit="1", title=("近36月非正常申请与有效专利之比", "abnormal applications over patents in force, 36 months"),
    why="A few among a thousand patents are slips, a few among none are a scheme.",
)  # fmt: skip

INFRINGEMENTS = count(
    "ip_infringement_count", of=IP_EVENT, windows=months(36), where=col("infringement_judgment"), risk="up",
    unit="次", title=("近{w}月知识产权侵权判决次数", "counts with a judgment of infringement, last {w} months"),
    group="SEC", family="ip_conduct", why="The product may have to leave the market.",
)  # fmt: skip

PLEDGED = latest(
    "ip_pledged_latest", of=IP_EVENT, windows=months(24), value=col("pledged").as_number(), risk="none", unit="1",
    title=("近{w}月知识产权最新质押状态", "intellectual property pledged, latest state within {w} months"), group="SEC",
    family="technology", why="A bank has valued it, and it is no longer free: no sign.",
)  # fmt: skip

STATISTICS = count(
    "statistics_event_count", of=STATISTICS_EVENT, windows=months(12), risk="up", unit="次",
    title=("近{w}月统计失信次数", "statistical dishonesty, last {w} months"), group="SEC", family="books",
    why="Figures sent to the statistical authority were false, late or missing.",
)  # fmt: skip

STATISTICS_FALSE = count(
    "statistics_false_count", of=STATISTICS_EVENT, windows=months(12), risk="up", unit="次", group="SEC",
    where=col("event_kind").is_in(("false_data", "refused")), family="books",
    title=("近{w}月统计造假或拒报次数", "false or refused statistics, last {w} months"),
    why="Not a late form but a lie about output and sales.",
)  # fmt: skip

FISCAL = count(
    "fiscal_event_count", of=FISCAL_EVENT, windows=months(36), risk="up", unit="次",
    title=("近{w}月财政资金使用不良次数", "misuse of public funds, last {w} months"), group="SEC", family="public_funds",
    why="Public money went elsewhere than promised, or to no effect.",
)  # fmt: skip

FISCAL_FRAUD = count(
    "fiscal_fraud_count", of=FISCAL_EVENT, windows=months(36), where=col("event_kind").is_in(("fraud", "misuse")),
    risk="up", unit="次", title=("近{w}月套取或挪用财政资金次数", "public funds obtained by fraud or diverted, last {w} months"),
    group="SEC", family="public_funds", why="Who diverts a grant will divert a loan.",
)  # fmt: skip

FISCAL_AMOUNT = total(
    "fiscal_amount_sum", of=FISCAL_EVENT, windows=months(36), value=col("amount"), risk="up", unit="元",
    title=("近{w}月财政资金使用不良涉及金额", "public funds concerned, last {w} months"), group="SEC",
    family="public_funds", why="It will be claimed back.",
)  # fmt: skip

FISCAL_TO_CAPITAL = ratio(
    "fiscal_to_capital_36m", FISCAL_AMOUNT.at(36), REG_CAPITAL, zero=None, risk="up", unit="1",
    title=("近36月财政资金不良金额占注册资本比", "public funds concerned over registered capital, 36 months"),
    why="Whether it can be paid back at all.",
)  # fmt: skip

FISCAL_PER_YEAR = ratio(
    "fiscal_event_per_year_36m", FISCAL.at(36), YEARS_IN_VIEW, zero=None, risk="up", unit="次/年",
    title=("近36月年均财政资金使用不良次数", "misuse of public funds per year of existence, last 36 months"),
    why="A young entity had less time for it.",
)  # fmt: skip

HEALTH_BAD = count(
    "health_misconduct_count", of=HEALTH_EVENT, windows=months(36), risk="up", unit="次", group="SEC",
    where=col("event_kind").is_in(("demerit", "penalty")), family="health",
    title=("近{w}月医疗机构记分或处罚次数", "demerits and penalties in health care, last {w} months"),
    why="At a set number of points the practice licence is suspended.",
)  # fmt: skip

HEALTH_POINTS = total(
    "health_demerit_points", of=HEALTH_EVENT, windows=months(12, 36), value=col("points"), risk="up", unit="分",
    title=("近{w}月医疗机构不良执业记分", "demerit points in health care, last {w} months"), group="SEC", family="health",
    why="The balance that decides about the licence.",
)  # fmt: skip

SECURITIES = count(
    "securities_event_count", of=SECURITIES_EVENT, windows=months(36), risk="up", unit="次",
    title=("近{w}月证券监管事件次数", "measures and penalties on the securities market, last {w} months"), group="SEC",
    family="books", why="The regulator has read the accounts and found something.",
)  # fmt: skip

SECURITIES_GRAVE = count(
    "securities_grave_count", of=SECURITIES_EVENT, windows=months(36), risk="up", unit="次", group="SEC",
    where=col("event_kind").is_not("regulatory_measure"), family="books",
    title=("近{w}月证券违法违规次数", "violations on the securities market, last {w} months"),
    why="More than a letter: disclosure, fraud or delisting.",
)  # fmt: skip

SECURITIES_RECENCY = recency(
    "days_since_securities_event", of=SECURITIES_EVENT, windows=months(36), risk="down", unit="日",
    title=("距最近一次证券监管事件天数（{w}月内）", "days since the last securities event, within {w} months"),
    group="SEC", family="books", why="Bond holders leave in the first weeks.",
)  # fmt: skip

_ABROAD = count(
    "foreign_report_count", of=FOREIGN_ECON_EVENT, windows=months(36), risk="none", unit="次",
    title=("近{w}月对外经济合作应报送次数", "reports due on business abroad, last {w} months"), group="SEC",
    family="abroad", why="The base of the rate; who is active abroad has more to report.",
)  # fmt: skip

ABROAD_LATE = count(
    "foreign_report_late_count", of=FOREIGN_ECON_EVENT, windows=months(36), where=_LATE_ABROAD, risk="up", unit="次",
    title=("近{w}月对外经济合作逾期报送次数", "reports on business abroad late or missing, last {w} months"), group="SEC",
    family="abroad", why="What is not reported is often not going well.",
)  # fmt: skip

ABROAD_LATE_SHARE = share(
    "foreign_report_late_share", ABROAD_LATE, _ABROAD, zero=0.0, risk="up", unit="1",
    title=("近{w}月对外经济合作逾期报送占比", "share of reports on business abroad late or missing, last {w} months"),
    why="In proportion to what was due.",
)  # fmt: skip

RESERVE_SHORT = maximum(
    "foreign_reserve_shortfall_max", of=FOREIGN_ECON_EVENT, windows=months(36), risk="up", unit="元", group="SEC",
    value=(col("reserve_required") - col("reserve_paid").or_else(0)).at_least(0.0), family="abroad",
    title=("近{w}月对外合作备用金最大缺口", "largest shortfall of the reserve for business abroad, last {w} months"),
    why="The reserve brings workers home when the firm cannot; it is the first thing saved on.",
)  # fmt: skip

SOCIAL_RESULT = latest(
    "social_inspection_code", of=SOCIAL_ORG_INSPECTION, windows=months(24), value=_RESULT, risk="down", unit="级",
    title=("近{w}月最新社会组织年检结论", "latest inspection of a social organisation (4 passed to 1 absent)"),
    group="SEC", family="social_organisations", why="The yearly look of civil affairs at money and purpose.",
)  # fmt: skip

SOCIAL_FAILED = count(
    "social_inspection_failed_count", of=SOCIAL_ORG_INSPECTION, windows=months(36), risk="up", unit="次", group="SEC",
    where=col("result").is_in(("fail", "absent")), family="social_organisations",
    title=("近{w}月社会组织年检不合格或未参检次数", "inspections failed or missed, last {w} months"),
    why="Failed or missed twice in a row, the registration may be revoked.",
)  # fmt: skip

SOCIAL_ASSESSED = latest(
    "social_assessment_code", of=SOCIAL_ORG_INSPECTION, windows=months(24), value=_ASSESSED, risk="down", unit="级",
    title=("近{w}月最新社会组织评估等级", "latest assessment of a social organisation (5 for 5A, 0 for none)"),
    group="SEC", family="social_organisations", why="3A and above come first for public orders and may take deductible donations.",
)  # fmt: skip

FEATURES = (
    *ENV_COLOUR, *ENV_POINTS, *ENV_WORST, ENV_CHANGE, *CONSTRUCTION_BAD,
    *CONSTRUCTION_BAD_SHARE, *CONSTRUCTION_GOOD, *CONSTRUCTION_BAD_POINTS, *CONSTRUCTION_GRADE, *CONSTRUCTION_DECAYED,
    *CUSTOMS_GRADE, *CUSTOMS_WORST, *PATENTS, *PATENT_TREND, *TRADEMARKS, *ABNORMAL_APPLICATIONS,
    ABNORMAL_TO_PATENTS, *INFRINGEMENTS, *PLEDGED, *STATISTICS, *STATISTICS_FALSE, *FISCAL, *FISCAL_FRAUD,
    *FISCAL_AMOUNT, FISCAL_TO_CAPITAL, FISCAL_PER_YEAR, *HEALTH_BAD, *HEALTH_POINTS, *SECURITIES, *SECURITIES_GRAVE,
    *SECURITIES_RECENCY, *ABROAD_LATE, *ABROAD_LATE_SHARE, *RESERVE_SHORT, *SOCIAL_RESULT, *SOCIAL_FAILED,
    *SOCIAL_ASSESSED,
)  # fmt: skip
