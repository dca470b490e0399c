"""市场监管处罚公示: penalties on the enterprise publicity system (SAMR Order 45, read in full; domain.md 3.1).

The Order binds market-supervision departments. A record names its domain, not the branch of the authority, so
that which records it governs is this project's own reading: the domains those departments (and the drug
authorities, art. 18) police. The clock of the Order is the day of publication (art. 13), which no record delivers; the
term is counted from the decision instead, so that nothing is shown longer than the Order allows. From when on an early
stop may be asked for is left to another text (art. 14), which was not found: no minimum is presumed.
"""

from datetime import date

from creditscore.plan import col
from creditscore.plan.rule import Case, Rule, RuleTable
from creditscore.rights.conditions import MARKET_EARLY_STOP, order_45
from creditscore.rights.publicity import SMALL_FINE

MARKET_DOMAINS = (
    "food", "drug", "special_equipment", "quality", "advertising", "ip", "certification_testing", "market_general",
)  # fmt: skip
"""Domains of market supervision (this project's own reading of the record's domain)."""

_RESTRICTED = col("penalty_kind").is_in(("restrict_business", "restrict_employment"))
_BARRED = col("penalty_kind").is_in(
    ("stop_production", "restrict_business", "restrict_employment", "qualification_down", "licence_revoke")
)
_NO_MONEY = (col("fine").or_else(0) <= 0) & (col("confiscated").or_else(0) <= 0)
_SLIGHT_OR_FINE = col("penalty_kind").is_in(("warning", "criticism", "fine"))
_LONGER_THAN_THREE_YEARS = col("valid_until").days_since(col("event_date")) > 1096

ORDER_45 = Rule(
    version="samr_order_45",
    title_zh="市场监督管理行政处罚信息公示规定（国家市场监督管理总局令第45号）",
    title_en="SAMR Order 45, publicity of administrative penalties",
    in_force_from=date(2021, 9, 1),
    in_force_until=None,
    dated_by=order_45("19"),
    conditions=MARKET_EARLY_STOP,
    cases=(
        Case(
            name="other_authority", title_zh="其他领域（不属本规定）", title_en="another domain, outside this Order",
            when=~col("domain").is_in(MARKET_DOMAINS), max_months=None, open_ended=True, published="no",
            source="this project: the Order binds market-supervision departments only", status="proposal",
            basis_kind="project_default",
        ),
        Case(
            name="simple_procedure", title_zh="简易程序", title_en="simple procedure", when=col("procedure").is_("simple"),
            max_months=None, open_ended=True, published="no", source=order_45("2: ordinary procedure only"),
        ),
        Case(
            name="only_warned", title_zh="仅受到警告", title_en="only a warning",
            when=col("penalty_kind").is_("warning") & _NO_MONEY, max_months=None, open_ended=True, published="no",
            source=order_45("2"),
        ),
        Case(
            name="restricted_longer", title_zh="限制超过三年的，按实际限制期限",
            title_en="restricted for more than three years: as long as the restriction",
            when=_RESTRICTED & _LONGER_THAN_THREE_YEARS, max_months=36, stated_end="valid_until", repair="barred",
            source=order_45("13, 14"),
        ),
        Case(
            name="barred", title_zh="停产停业、限制类、降级、吊销（不得提前停止公示）",
            title_en="stopped, restricted, downgraded or revoked: no early stop", when=_BARRED, max_months=36,
            repair="barred", source=order_45("13, 14"),
        ),
        Case(
            name="criticism", title_zh="仅受到通报批评", title_en="only criticism",
            when=col("penalty_kind").is_("criticism") & _NO_MONEY, max_months=3, source=order_45("13"),
        ),
        Case(
            name="low_fine", title_zh="较低数额罚款", title_en="a low fine",
            when=_SLIGHT_OR_FINE & (col("fine") < SMALL_FINE) & (col("confiscated").or_else(0) <= 0), max_months=3,
            source=f"{order_45('13')}; provincial departments set the amount, this one is the project's", status="proposal",
            basis_kind="project_default",
        ),
        Case(
            name="other_penalty", title_zh="其他行政处罚", title_en="any other penalty", max_months=36,
            source=order_45("13"),
        ),
    ),
)  # fmt: skip

MARKET_PUBLICITY = RuleTable(name="market_publicity", family="penalty", channel="necips", rules=(ORDER_45,))
"""Publication on the enterprise publicity system. It decides no use: whoever uses records follows Credit China."""
