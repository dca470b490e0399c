"""公示期限: how long administrative penalties are published, by date (domain.md 3.1, and the final text of NDRC Order 36
arts. 7-12, which goes before it).

Every line carries its source, its status and its kind of basis. What is unverified stays on record but is
not applied; amounts that sector authorities set are the project's own defaults.
"""

from dataclasses import replace
from datetime import date

from creditscore.plan import col
from creditscore.plan.rule import Case, Rule, RuleTable
from creditscore.rights.conditions import CREDIT_CHINA_PRESUMED, CREDIT_CHINA_REPAIR, order_36

RULE_VERSION = "2026.3"
"""Version of the rule data of this room; part of every result that rests on them."""

SMALL_FINE = 10_000
"""Yuan below which a fine is minor (project default: the amount is set by each sector)."""

HUGE_FINE = 500_000
"""Yuan from which a fine is serious (project default: the amount is set by each sector)."""

FIVE_YEARS = 60
"""Months after which adverse records of individual businesses are no longer used (proposal of this project,
after the provincial regulations of Shandong and Shanghai; [S28b])."""

_GRAVE_KINDS = (
    "licence_suspend",
    "qualification_down",
    "licence_revoke",
    "restrict_business",
    "stop_production",
    "order_close",
    "restrict_employment",
)
"""Order 36 art. 10 (2)."""

_SLIGHT_KINDS = ("warning", "criticism")
_LONG_DOMAINS = ("food", "drug", "special_equipment", "safety", "fire")

_GRAVE = col("penalty_kind").is_in(_GRAVE_KINDS)
_SLIGHT = col("penalty_kind").is_in(_SLIGHT_KINDS)

_CUSTOMS = col("domain").is_("customs")
_NO_MONEY = (col("fine").or_else(0) <= 0) & (col("confiscated").or_else(0) <= 0)
_BANNED = col("penalty_kind").is_in(("licence_revoke", "restrict_business", "restrict_employment"))

SERIOUS_PENALTY = _GRAVE | (col("fine") >= HUGE_FINE)
"""Serious severity of Order 36 art. 10, over columns of ``admin_penalty``, money in yuan; also an outcome, and then one
bar for every sector (customs grades its own penalties otherwise where publicity is concerned)."""

GENERAL_PENALTY = (
    ~SERIOUS_PENALTY.or_else(False)
    & ~col("procedure").is_("simple").or_else(False)
    & (
        col("penalty_kind").is_in(("confiscate_goods", "confiscate_income"))
        | (col("confiscated").or_else(0) > 0)
        | (col("fine") >= SMALL_FINE).or_else(False)
        | (col("fine").is_null() & ~_SLIGHT)
    )
)
"""General severity of Order 36 art. 9, in the same terms; what is neither serious nor general is minor."""

ORDER_58 = Rule(
    version="ndrc_order_58",
    title_zh="失信行为纠正后的信用信息修复管理办法（试行）（国家发展改革委令第58号）",
    title_en="NDRC Order 58, trial measures on credit repair",
    in_force_from=date(2023, 5, 1),
    in_force_until=date(2026, 4, 1),
    dated_by="S2",
    conditions=CREDIT_CHINA_PRESUMED,
    cases=(
        Case(
            name="not_published", title_zh="简易程序或仅警告、通报批评", title_en="simple procedure, or only warned",
            when=col("procedure").is_("simple") | _SLIGHT, min_months=0, max_months=None, published="no",
            source="K", status="unverified", basis_kind="project_default", applied=False,
        ),
        Case(
            name="long_minimum", title_zh="食品、药品、特种设备、安全生产、消防领域",
            title_en="food, drugs, special equipment, work safety, fire",
            when=col("domain").is_in(_LONG_DOMAINS), min_months=12, max_months=36, source="S2, S2b",
        ),
        Case(
            name="ordinary", title_zh="其他行政处罚", title_en="any other penalty", min_months=3, max_months=36,
            source="S2",
        ),
    ),
)  # fmt: skip

_CASES_OF_ORDER_36 = (
    Case(
        name="customs_smuggling", title_zh="海关：走私或故意违反出口管制法", severity="serious",
        title_en="customs: smuggling, or deliberate breach of export control", when=_CUSTOMS, min_months=12,
        max_months=36, applied=False,
        source="GACC Order 282 art. 34-36 (public copy); not applied: no record says that it was this",
    ),
    Case(
        name="customs_serious", title_zh="海关：吊销许可证件、禁止从事报关业务", severity="serious",
        title_en="customs: licence revoked, or banned from customs business", when=_CUSTOMS & _BANNED, min_months=12,
        max_months=36, source="GACC Order 282 art. 34-36 (public copy), under Order 36 art. 11",
    ),
    Case(
        name="customs_minor", title_zh="海关：简易程序或警告、通报批评", severity="minor", published="no",
        title_en="customs: simple procedure, or warned or criticised", min_months=0, max_months=3,
        when=_CUSTOMS & (col("procedure").is_("simple") | (_SLIGHT & _NO_MONEY)),
        source="GACC Order 282 art. 34-36 (public copy): never published; used no longer than Order 36 art. 12 allows",
    ),
    Case(
        name="customs_general", title_zh="海关：其他行政处罚", title_en="customs: any other penalty", severity="general",
        when=_CUSTOMS, min_months=3, max_months=12,
        source="GACC Order 282 art. 34-36 (public copy), under Order 36 art. 11",
    ),
    Case(
        name="serious_kind", title_zh="严重失信（暂扣、降级、吊销、关闭、限制类）",
        title_en="serious: suspension, downgrade, revocation, closure, bans", severity="serious", when=_GRAVE,
        min_months=12, max_months=36, source=order_36("10 (2), 12"),
    ),
    Case(
        name="serious_fine", title_zh="严重失信（巨额罚款）", title_en="serious: a very large fine", severity="serious",
        when=col("fine") >= HUGE_FINE, min_months=12, max_months=36, status="proposal", basis_kind="project_default",
        source=f"{order_36('10 (1), 12')}; sectors set the amount, this one is the project's",
    ),
    Case(
        name="serious_repeated", title_zh="严重失信（认定为屡禁不止、屡罚不改）", severity="serious",
        title_en="serious: determined to repeat in spite of bans and penalties", min_months=12, max_months=36,
        applied=False, source=f"{order_36('10 (4), 12')}; not applied: no record says that it was determined so",
    ),
    Case(
        name="minor_simple", title_zh="轻微失信（简易程序）", title_en="minor: simple procedure",
        severity="minor", published="in_principle_not", when=col("procedure").is_("simple"), min_months=0,
        max_months=3, source=order_36("8 (1), 12"),
    ),
    Case(
        name="general_kind", title_zh="一般失信（没收非法财物）", title_en="general: confiscation of illegal goods",
        severity="general", when=col("penalty_kind").is_("confiscate_goods"), min_months=3, max_months=12,
        source=order_36("9 (2), 12"),
    ),
    Case(
        name="general_income", title_zh="一般失信（没收违法所得；或没收内容不明）", severity="general", min_months=3,
        title_en="general: confiscation of illegal income, or of what is not said", max_months=12,
        when=col("penalty_kind").is_("confiscate_income") | (col("confiscated") > 0), status="proposal",
        basis_kind="project_default",
        source=f"{order_36('9, 12')} does not name the confiscation of income: this project takes it as general",
    ),
    Case(
        name="general_fine", title_zh="一般失信（较大数额罚款）", title_en="general: a larger fine", severity="general",
        when=col("fine") >= SMALL_FINE, min_months=3, max_months=12, status="proposal", basis_kind="project_default",
        source=f"{order_36('9 (1), 12')}; sectors set the amount, this one is the project's",
    ),
    Case(
        name="minor_kind", title_zh="轻微失信（警告、通报批评）", title_en="minor: warning or criticism",
        severity="minor", published="in_principle_not", when=_SLIGHT, min_months=0, max_months=3,
        source=order_36("8 (2), 12"),
    ),
    Case(
        name="minor_fine", title_zh="轻微失信（小额罚款）", title_en="minor: a small fine", severity="minor",
        published="in_principle_not", when=col("fine") < SMALL_FINE, min_months=0, max_months=3, status="proposal",
        basis_kind="project_default",
        source=f"{order_36('8 (3), 12')}; sectors set the amount, this one is the project's",
    ),
    Case(
        name="false_materials_record", title_zh="修复中提供虚假材料、承诺严重不实的信用记录（公示三年，不得提前终止）",
        title_en="the record of false materials or a false promise in a repair: three years, no early end",
        severity=None, min_months=None, max_months=36, repair="barred", applied=False,
        source=f"{order_36('25')}; not applied: no table holds such a record of its own",
    ),
    Case(
        name="unknown", title_zh="种类或金额不明", title_en="kind or amount not known", severity="general", min_months=3,
        max_months=12, source="this project: what is not known is taken as general", status="proposal",
        basis_kind="project_default",
    ),
)  # fmt: skip

ORDER_36 = Rule(
    version="ndrc_order_36",
    title_zh="信用修复管理办法（国家发展改革委令第36号）",
    title_en="NDRC Order 36, measures on credit repair",
    in_force_from=date(2026, 4, 1),
    in_force_until=None,
    dated_by=order_36("30"),
    conditions=CREDIT_CHINA_REPAIR,
    cases=tuple(replace(case, not_before="valid_until") for case in _CASES_OF_ORDER_36),
)
"""The lines in the order of art. 12: of several kinds in one decision the one shown longest counts, and ``penalty_kind`` is
the most severe. A penalty with a term of its own (``valid_until``) cannot end publicity before it. A sector's own grading
goes before arts. 8-10 (art. 11): that of customs is here, others are not found yet."""

PENALTY_PUBLICITY = RuleTable(name="penalty_publicity", family="penalty", rules=(ORDER_58, ORDER_36))
"""Credit China. A minor record is in principle not published: the publication filter does not show it, but one that a
feed delivers as published is used for at most its three months (the longest term the Order allows it)."""
