"""行业公示期限: construction (S23) and statistics (S16), where the sector's rule is all there is (domain.md 3.1).

Credit China has no rule of its own for these records in the texts found, so that its publicity and all use follow
the sector's (this project's own reading of "who determines, repairs").
"""

from datetime import date

from creditscore.plan import col
from creditscore.plan.rule import Case, Rule, RuleTable
from creditscore.rights.conditions import CONSTRUCTION_BODY, STATISTICS_EARLY_STOP

MARKET_OF_BUILDING = Rule(
    version="mohurd_2017_241",
    title_zh="建筑市场信用管理暂行办法（建市〔2017〕241号）",
    title_en="interim measures on credit in the construction market",
    in_force_from=date(2018, 1, 12),
    in_force_until=None,
    dated="proposal",
    dated_by="this project: the day of the first public account found; the day it entered into force is not sourced",
    conditions=CONSTRUCTION_BODY,
    cases=(
        Case(
            name="good", title_zh="优良信用信息", title_en="good conduct", when=col("behaviour").is_("good"),
            max_months=36, stated_end="publicity_until", adverse=False, source="S23, art. 10 (generally three years)",
        ),
        Case(
            name="bad", title_zh="不良信用信息（认定部门未载明期限的按上限）",
            title_en="bad conduct, the upper bound where the department states no term", min_months=6, max_months=36,
            stated_end="publicity_until", repair="determining_body",
            source="S23, art. 10 (six months to three years; the department sets the term)",
        ),
    ),
)  # fmt: skip

CONSTRUCTION_PUBLICITY = RuleTable(
    name="construction_publicity", family="construction", rules=(MARKET_OF_BUILDING,), ends_use=True
)
"""Bad conduct past its publicity may not be used against anybody (S23, art. 13): its use ends with it, always."""


def _statistics(
    version: str,
    titles: tuple[str, str],
    dates: tuple[date, date | None],
    source: str,
    *,
    dated_by: str,
    sourced: bool,
) -> Rule:
    return Rule(
        version=version,
        title_zh=titles[0],
        title_en=titles[1],
        in_force_from=dates[0],
        in_force_until=dates[1],
        dated="sourced" if sourced else "proposal",
        dated_by=dated_by,
        conditions=STATISTICS_EARLY_STOP,
        cases=(
            Case(
                name="uncorrected_or_repeated", title_zh="整改不到位或再次违法的延长至二年",
                title_en="found uncorrected, or committed again: two years", min_months=None, max_months=24,
                applied=False, source=f"{source}; not applied: no record says that it was found so",
            ),
            Case(
                name="ordinary", title_zh="统计失信公示一年", title_en="one year", min_months=6, max_months=12,
                source=source,
            ),
        ),
    )  # fmt: skip


STATISTICS_PUBLICITY = RuleTable(
    name="statistics_publicity",
    family="statistics",
    rules=(
        _statistics(
            "nbs_2019_33", ("企业统计信用管理办法（国统字〔2019〕33号）", "measures on the statistical credit of enterprises"),
            (date(2019, 3, 20), date(2022, 5, 19)), "S16 (art. 16)", sourced=False,
            dated_by="this project: the day it was issued; its closing article was not displayed",
        ),
        _statistics(
            "nbs_order_35", ("统计严重失信企业信用管理办法（国家统计局令第35号）", "NBS Order 35"), (date(2022, 5, 19), None),
            "S16 (terms as domain.md 3.1 gives them)", sourced=True, dated_by="S16: in force on the day of publication",
        ),
    ),
)  # fmt: skip
