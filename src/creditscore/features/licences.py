"""行政许可与行政确认 (LIC).

Which business needs a licence depends on its trade, so how many an entity has carries no sign; that one was taken
away or is running out does.
"""

from creditscore.features._feature import count, covered, distinct, maximum, months, ratio, share
from creditscore.features.inspections import FAILED_INSPECTIONS
from creditscore.features.penalties import GUARDED_DOMAINS, SAFETY_PENALTIES
from creditscore.plan import AsOf, Constant, col
from creditscore.records import ADMIN_ACTION, ADMIN_LICENCE

_STANDING = col("ended_date").is_null()
"""Not ended as far as is known on the day (a late fact)."""

_LEFT = col("valid_to").days_since(AsOf())
_IN_FORCE = _STANDING & (_LEFT >= 0)
_FIVE_YEARS = Constant(1826.0)

LICENCES = count(
    "licence_count", of=ADMIN_LICENCE, windows=months(24, 36), risk="none", unit="件",
    title=("近{w}月取得行政许可数", "licences granted, last {w} months"), group="LIC", family="licences",
    why="New permissions are asked for by those who mean to go on; how many depends on the trade.",
)  # fmt: skip

LICENCES_IN_FORCE = count(
    "licence_in_force_count", of=ADMIN_LICENCE, windows=months(36), where=_IN_FORCE, risk="none", unit="件",
    title=("近{w}月取得且现行有效的许可数", "licences in force, granted within {w} months"), group="LIC",
    family="licences", why="What the entity may do today by the permissions on file.",
)  # fmt: skip

LICENSED_DOMAINS = distinct(
    "licensed_domains", of=ADMIN_LICENCE, windows=months(36), where=_IN_FORCE, value=col("domain"), risk="none",
    unit="个", title=("近{w}月有效许可涉及领域数", "fields with a licence in force, granted within {w} months"),
    group="LIC", family="licences", why="Width of the licensed business: more than one leg to stand on.",
)  # fmt: skip

WITHDRAWN = count(
    "withdrawn_licence_count", of=ADMIN_LICENCE, windows=months(36), where=col("ended_date") < col("valid_to"),
    risk="up", unit="件", title=("近{w}月取得且提前失效的许可数", "licences granted within {w} months that ended early"),
    group="LIC", family="licence_loss", why="Withdrawn, or given up: that line of business has stopped.",
)  # fmt: skip

WITHDRAWN_SHARE = share(
    "withdrawn_licence_share", WITHDRAWN, LICENCES, zero=0.0, risk="up", unit="1",
    title=("近{w}月提前失效许可占比", "share of licences that ended early, last {w} months"), family="licence_loss",
    why="Losing the only licence is not the same as losing one of ten.",
)  # fmt: skip

EXPIRING = count(
    "expiring_licence_count", of=ADMIN_LICENCE, windows=months(36), where=_IN_FORCE & (_LEFT <= 182), risk="up",
    unit="件", title=("近{w}月取得且半年内到期的许可数", "licences granted within {w} months that run out in half a year"),
    group="LIC", family="licence_loss", why="The loan would outlive the permission to earn what repays it.",
)  # fmt: skip

LONGEST_LEFT = maximum(
    "licence_days_left_max", of=ADMIN_LICENCE, windows=months(36), where=_IN_FORCE, risk="none", unit="日",
    value=_FIVE_YEARS - (_FIVE_YEARS - _LEFT).at_least(0.0), group="LIC", family="licences",
    title=("近{w}月取得许可的最长剩余有效天数（至多五年）", "longest life left of a licence granted within {w} months"),
    why="How long the business is known to be allowed; 0 also where the trade needs no licence.",
)  # fmt: skip

_SAFETY_LICENCES = count(
    "safety_licence_count", of=ADMIN_LICENCE, windows=months(36), where=col("domain").is_in(GUARDED_DOMAINS),
    risk="none", unit="件", group="LIC", family="licences",
    title=("近{w}月取得食药安全类许可数", "food, drug, safety and fire licences, last {w} months"),
    why="Exposure in the fields where lives are at stake.",
)  # fmt: skip

SAFETY_PENALTIES_PER_LICENCE = share(
    "safety_penalty_per_licence", SAFETY_PENALTIES, _SAFETY_LICENCES, zero=None, risk="up", unit="次/件",
    title=("近{w}月每件食药安全类许可对应处罚次数", "food, drug, safety and fire penalties per licence, last {w} months"),
    why="Among those who may do dangerous things, who does them carelessly (null without such a licence).",
)  # fmt: skip

FAILED_PER_LICENCE = ratio(
    "failed_inspection_per_licence_24m", FAILED_INSPECTIONS.at(24), LICENCES.at(24), zero=None, risk="up",
    unit="次/件", title=("近24月每件许可对应检查不合格次数", "failed inspections per licence, last 24 months"),
    why="Every licence brings its inspectors; per licence the failures compare (null without a licence).",
)  # fmt: skip

CONFIRMATIONS = count(
    "confirmation_in_force_count", of=ADMIN_ACTION, windows=months(36), risk="none", unit="件", group="LIC",
    where=col("action_kind").is_("confirmation") & (col("valid_to") >= AsOf()), family="licences",
    title=("近{w}月取得且现行有效的行政确认数", "qualifications confirmed within {w} months and in force"),
    why="Qualifications an authority has confirmed and not let lapse.",
)  # fmt: skip

COVERAGE = covered(
    "covered_admin_licence", of=ADMIN_LICENCE, windows=months(36),
    title=("近{w}月行政许可数据已覆盖", "administrative licence covered, last {w} months"),
)  # fmt: skip

FEATURES = (
    *LICENCES, *LICENCES_IN_FORCE, *LICENSED_DOMAINS, *WITHDRAWN, *WITHDRAWN_SHARE, *EXPIRING, *LONGEST_LEFT,
    *SAFETY_PENALTIES_PER_LICENCE, FAILED_PER_LICENCE, *CONFIRMATIONS, *COVERAGE,
)  # fmt: skip
