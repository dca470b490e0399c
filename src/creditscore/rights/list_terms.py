"""名单期限: how long an entry on a list lasts, from the registry of lists (``codes/lists.csv``, domain.md 2.9).

A list with a sourced term ends by it, counted from the entry (for tax the Order counts from publication, a day no
record delivers); one that lasts until the duty is done, or whose term no source states, has no automatic end. From
2026-04-01 NDRC Order 36 gives every list of serious dishonesty one to three years (arts. 10, 12): this project applies
it where the list has no sourced rule of its own, since the Order leaves those who have not corrected to the sector's
rules. Abnormal lists are minor as the sector rules (art. 8 (3)) and may be left as soon as the duty is done (art. 12);
how long they are shown stays with their own rules, publicity being what such a list is for. A term stated in the
decision itself (``term_months``) goes before all.
"""

from datetime import date
from itertools import pairwise

from creditscore.codes import lists
from creditscore.codes.lists import CreditList
from creditscore.plan import col
from creditscore.plan.rule import Case, Rule, RuleTable, Status
from creditscore.rights.conditions import LIST_EXIT, order_36

ORDER_36_FROM = date(2026, 4, 1)
"""First day of NDRC Order 36 (art. 30)."""

ABNORMAL = ("abnormal_operation", "so_abnormal")
"""Abnormal lists (异常名录), minor in the words of Order 36 art. 8 (3)."""

DATED: dict[str, tuple[date, Status, str]] = {
    "wage_arrears": (date(2022, 1, 1), "sourced", "S17"),
    "statistics_serious": (
        date(2019, 3, 20), "proposal", "this project: the day 国统字〔2019〕33号 was issued (S16); its closing article was "
        "not displayed",
    ),
}  # fmt: skip
"""First days of the rules whose date the registry does not give yet."""

FROM_CORRECTION = ("wage_arrears",)
"""Lists whose shortest time counts from the correction (S17), a day no record delivers."""


def _begins(found: CreditList) -> tuple[date, Status, str] | None:
    """First day of a list's own rule; none if its term is not sourced or not dated."""
    if found.term_status != "S" or found.term_kind == "unsourced":
        return None
    if found.in_force_from is not None:
        return found.in_force_from, "sourced", found.term_source
    return DATED.get(found.list_code)


def _own(found: CreditList, *, graded: bool) -> Case:
    """The line of a list with a rule of its own; ``graded`` once Order 36 grades dishonesty."""
    minimum = found.min_months if found.min_status == "S" else None
    open_ended = found.term_kind != "fixed"
    ordered = graded and found.serious and found.term_kind == "unsourced"
    minor = graded and found.list_code in ABNORMAL
    articles = (
        "8 (3), 12" if minor else "10 (3), 12" if ordered else "10 (3)" if graded and found.serious else ""
    )
    sources = (order_36(articles) if articles else "", found.term_source, found.min_source)
    return Case(
        name=found.list_code,
        title_zh=found.name_zh,
        title_en=found.name_en,
        when=col("list_code").is_(found.list_code),
        max_months=36 if ordered else found.term_months,
        min_months=0 if minor and minimum is None else minimum,
        min_from="correction" if found.list_code in FROM_CORRECTION else "event",
        open_ended=open_ended and not ordered,
        stated_months="term_months",
        severity="minor" if minor else "serious" if graded and found.serious else None,
        repair="determining_body",
        source="; ".join(dict.fromkeys(filter(None, sources))),
    )


def _on_record(found: CreditList) -> Case:
    """The line of a list whose term no source states: shown, never applied."""
    known = f" ({found.unverified_term_months} months, unverified)" if found.unverified_term_months else ""
    return Case(
        name=found.list_code, title_zh=f"{found.name_zh}（期限无可查依据）", title_en=f"{found.name_en}: no sourced term",
        when=col("list_code").is_(found.list_code), max_months=None, repair="determining_body", applied=False,
        source=f"{found.term_source}{known}", status="unverified", basis_kind="project_default",
    )  # fmt: skip


def _serious_without_term(codes: tuple[str, ...]) -> Case:
    return Case(
        name="serious_list", title_zh="严重失信主体名单（自身期限无可查依据的）",
        title_en="any other list of serious dishonesty", when=col("list_code").is_in(codes), min_months=12,
        max_months=36, stated_months="term_months", severity="serious", repair="determining_body",
        source=order_36("10 (3), 12"),
    )  # fmt: skip


_WITHOUT_TERM = Case(
    name="without_term", title_zh="期限无可查依据的名单，至移出为止", title_en="no sourced term: until taken off",
    max_months=None, open_ended=True, stated_months="term_months", repair="determining_body",
    source="this project: a term without a source is not invented", status="proposal", basis_kind="project_default",
)  # fmt: skip


def _cases(start: date) -> tuple[Case, ...]:
    graded = start >= ORDER_36_FROM
    own: list[Case] = []
    on_record: list[Case] = []
    for found in lists.LISTS.values():
        begins = _begins(found)
        fixed = found.term_kind == "fixed" and begins is not None and begins[0] <= start
        until_done = found.term_kind == "until_done" and found.term_status == "S"
        minimum_only = found.term_kind == "unsourced" and found.min_status == "S"
        if fixed or until_done or minimum_only:
            own.append(_own(found, graded=graded))
        elif begins is None:
            on_record.append(_on_record(found))
    left = tuple(case.name for case in on_record if lists.LISTS[case.name].serious)
    return (*own, *on_record, *((_serious_without_term(left),) if graded and left else ()), _WITHOUT_TERM)


def _versions() -> tuple[Rule, ...]:
    begins = [found for code in lists.LISTS if (found := _begins(lists.get(code))) is not None]
    dated: dict[date, tuple[Status, list[str]]] = {ORDER_36_FROM: ("sourced", [order_36("30")])}
    for day, status, source in sorted(begins, key=lambda begin: begin[0]):
        before, sources = dated.get(day, (status, []))
        dated[day] = ("proposal" if "proposal" in (before, status) else "sourced", [*sources, source])
    days = sorted(dated)
    return tuple(
        Rule(
            version=f"list_terms_{start:%Y_%m_%d}",
            title_zh=f"名单期限（自{start.isoformat()}起）",
            title_en=f"terms of the lists from {start.isoformat()}",
            in_force_from=start,
            in_force_until=end,
            cases=_cases(start),
            conditions=LIST_EXIT if start >= ORDER_36_FROM else (),
            dated=dated[start][0],
            dated_by="; ".join(dict.fromkeys(dated[start][1])),
        )
        for start, end in pairwise((*days, None))
        if start is not None
    )


LIST_TERMS = RuleTable(name="list_terms", family="list", rules=_versions(), taken_off="exit_date")
"""An entry that was taken off is no longer published (Credit China stops within three working days, S2b); whether it is
still used is for the policy to say, as with every record past its publicity."""
