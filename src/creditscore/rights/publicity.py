"""公示期限: how long administrative penalties are published, by date (domain.md 3.1).

Every line carries its source, its status and its kind of basis. What is unverified stays on record but is
not applied; amounts that sector authorities set are the project's own defaults.
"""

from datetime import date

from creditscore.plan import col
from creditscore.plan.rule import Case, Rule, RuleTable
from creditscore.rights.conditions import CREDIT_CHINA_PRESUMED, CREDIT_CHINA_REPAIR

RULE_VERSION = "2026.2"
"""Version of the rule data of this room; part of every result that rests on them."""

SMALL_FINE = 10_000
"""Yuan below which a fine is minor (project default: the amount is set by each sector)."""

HUGE_FINE = 500_000
"""Yuan from which a fine is serious (project default: the amount is set by each sector)."""

FIVE_YEARS = 60
"""Months after which adverse records of individual businesses are no longer used (proposal of this project,
after the provincial regulations of Shandong and Shanghai; [S28b])."""

_GRAVE_KINDS = (
    "licence_revoke",
    "restrict_business",
    "stop_production",
    "order_close",
    "restrict_employment",
)
# NOTE FROM THE LEAD TO THE RIGHTS HELPER (remove when done): the final text of Order 36 was found and I read it
# myself; see /tmp/plan3/FOUND_LAW_TEXTS.md. Follow it over domain.md 3.1, with source "Order 36 art. n (State Council
# Gazette text)" and status sourced: licence_suspend and qualification_down are SERIOUS (art. 10); confiscate_goods is
# general (art. 9), confiscate_income is not named (so general only as the project's proposal); abnormal lists are
# minor as the sector rules (art. 8); a penalty with a term of its own (valid_until) may not end publicity early (art.
# 12); false materials: 3 years without repair (art. 25); deadlines of arts. 16, 18; reconsideration or litigation
# does not suspend publicity (art. 19). SERIOUS_PENALTY must follow. The other texts listed there as well (SAMR 44, 45,
# STA 54, GACC 282, SPC 2017): codes/lists.csv already uses them.
_GENERAL_KINDS = ("confiscate_income", "confiscate_goods", "licence_suspend", "qualification_down")
_SLIGHT_KINDS = ("warning", "criticism")
_LONG_DOMAINS = ("food", "drug", "special_equipment", "safety", "fire")

_GRAVE = col("penalty_kind").is_in(_GRAVE_KINDS)
_SLIGHT = col("penalty_kind").is_in(_SLIGHT_KINDS)

SERIOUS_PENALTY = _GRAVE | (col("fine") >= HUGE_FINE)
"""Serious severity of Order 36, over columns of ``admin_penalty``, money in yuan; also an outcome."""

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

ORDER_36 = Rule(
    version="ndrc_order_36",
    title_zh="信用修复管理办法（国家发展改革委令第36号）",
    title_en="NDRC Order 36, measures on credit repair",
    in_force_from=date(2026, 4, 1),
    in_force_until=None,
    dated_by="S1",
    conditions=CREDIT_CHINA_REPAIR,
    cases=(
        Case(
            name="serious_kind", title_zh="严重失信（吊销、关闭、限制类）", title_en="serious: revocation, closure, bans",
            severity="serious",
            when=_GRAVE, min_months=12, max_months=36, source="S1, S1b, S1c",
        ),
        Case(
            name="serious_fine", title_zh="严重失信（巨额罚款）", title_en="serious: a very large fine",
            severity="serious",
            when=col("fine") >= HUGE_FINE, min_months=12, max_months=36,
            source="S1, S1b, S1c; the amount is this project's", status="proposal", basis_kind="project_default",
        ),
        Case(
            name="minor_simple", title_zh="轻微失信（简易程序）", title_en="minor: simple procedure",
            severity="minor", published="in_principle_not",
            when=col("procedure").is_("simple"), min_months=0, max_months=3, source="S1, S1b, S1c",
        ),
        Case(
            name="general_kind", title_zh="一般失信（没收、暂扣、降级）",
            title_en="general: confiscation, suspension, downgrade", severity="general", min_months=3, max_months=12,
            when=col("penalty_kind").is_in(_GENERAL_KINDS) | (col("confiscated") > 0),
            source="S1, S1b, S1c (kinds after the draft)",
        ),
        Case(
            name="general_fine", title_zh="一般失信（较大数额罚款）", title_en="general: a larger fine", severity="general",
            when=col("fine") >= SMALL_FINE, min_months=3, max_months=12,
            source="S1, S1b, S1c; the amount is this project's", status="proposal", basis_kind="project_default",
        ),
        Case(
            name="minor_kind", title_zh="轻微失信（警告、通报批评）", title_en="minor: warning or criticism",
            severity="minor", published="in_principle_not",
            when=_SLIGHT, min_months=0, max_months=3, source="S1, S1b, S1c",
        ),
        Case(
            name="minor_fine", title_zh="轻微失信（小额罚款）", title_en="minor: a small fine",
            severity="minor", published="in_principle_not",
            when=col("fine") < SMALL_FINE, min_months=0, max_months=3,
            source="S1, S1b, S1c; the amount is this project's", status="proposal", basis_kind="project_default",
        ),
        Case(
            name="unknown", title_zh="种类或金额不明", title_en="kind or amount not known", severity="general", min_months=3,
            max_months=12, source="this project: what is not known is taken as general", status="proposal",
            basis_kind="project_default",
        ),
    ),
)  # fmt: skip

PENALTY_PUBLICITY = RuleTable(name="penalty_publicity", family="penalty", rules=(ORDER_58, ORDER_36))
"""Credit China. A minor record is in principle not published: the publication filter does not show it, but one that a
feed delivers as published is used for at most its three months (the longest term the Order allows it)."""
