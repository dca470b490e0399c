"""Rule tables as data, and the arithmetic of one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from creditscore.errors import DefinitionError
from creditscore.plan import RightsPolicy, col
from creditscore.plan.rights import Interval, intervals_of, learnt
from creditscore.plan.rule import Case, Condition, Rule, RuleTable

AS_SERVED = RightsPolicy()
INTERNAL = RightsPolicy(after_publicity="internal")


def case(name: str = "all", **declared) -> Case:
    return Case(
        **{"name": name, "title_zh": "", "title_en": "", "source": "S0", "max_months": 12, **declared}
    )


def rule(version: str, start: date, until: date | None, *cases: Case) -> Rule:
    return Rule(
        version=version,
        title_zh="",
        title_en="",
        in_force_from=start,
        in_force_until=until,
        cases=cases or (case(),),
    )


LONG = rule("long", date(2020, 1, 1), date(2022, 1, 1), case(max_months=36))
SHORT = rule("short", date(2022, 1, 1), None, case("small", when=col("fine") < 100, max_months=3), case())
TABLE = RuleTable(name="two versions", rules=(LONG, SHORT))


def record(day: date, **values) -> dict[str, object]:
    return {"event_date": day, "known_date": day, "superseded_date": None, "fine": 500, **values}


def event(kind: str, day: date, known: date | None = None) -> dict[str, object]:
    return {"kind": kind, "event_date": day, "known_date": known or day}


def intervals(row, *events, policy=AS_SERVED, rules=None, stop_months=None) -> tuple[Interval, ...]:
    return intervals_of(row, events=events, policy=policy, rules=rules, stop_months=stop_months)


def spans(found: tuple[Interval, ...]) -> list[tuple[date, date | None]]:
    return [(interval.usable_from, interval.usable_until) for interval in found]


# ------------------------------------------------------------------ declarations


def test_a_rule_table_has_no_gap():
    with pytest.raises(DefinitionError, match="end on the day the next begins"):
        RuleTable(name="gap", rules=(replace(LONG, in_force_until=date(2021, 12, 31)), SHORT))


def test_a_rule_table_has_no_overlap():
    with pytest.raises(DefinitionError, match="two: wanted each version to end"):
        RuleTable(name="two", rules=(replace(LONG, in_force_until=date(2022, 2, 1)), SHORT))


def test_the_last_version_stays_open():
    with pytest.raises(DefinitionError, match="the last to be open"):
        RuleTable(name="closed", rules=(LONG,))


def test_an_unverified_term_may_be_on_record_but_not_applied():
    case(status="unverified", basis_kind="project_default", applied=False)
    with pytest.raises(DefinitionError, match="only a sourced or proposed term"):
        case(status="unverified", basis_kind="project_default")


def test_a_term_without_a_number_cannot_be_applied():
    with pytest.raises(DefinitionError, match="max_months None"):
        case(max_months=None)


def test_a_line_without_a_term_says_so():
    assert case(max_months=None, open_ended=True).term_ends(record(date(2020, 1, 1))) is None
    with pytest.raises(DefinitionError, match="or say open_ended"):
        case(max_months=12, open_ended=True)


def test_what_the_decision_states_takes_the_place_of_the_term():
    row = record(date(2020, 1, 31), until=date(2020, 5, 5), months=1)
    assert case(stated_end="until").term_ends(row) == date(2020, 5, 5)
    assert case(stated_months="months").term_ends(row) == date(2020, 2, 29)
    blank = record(date(2020, 1, 31), until=None, months=None)
    assert case(stated_end="until").term_ends(blank) == date(2021, 1, 31)
    assert case(stated_months="months").term_ends(blank) == date(2021, 1, 31)


def test_the_earliest_repair_is_told_only_where_a_number_counts_from_the_event():
    row = record(date(2020, 11, 30))
    assert case(min_months=3).earliest_repair(row) == date(2021, 2, 28)
    assert case(min_months=None).earliest_repair(row) is None
    assert case(min_months=3, min_from="correction").earliest_repair(row) is None
    assert case(min_months=3, repair="barred").earliest_repair(row) is None


def test_repair_waits_for_a_day_the_decision_names():
    row = record(date(2020, 11, 30), until=date(2021, 5, 5))
    assert case(min_months=3, not_before="until").earliest_repair(row) == date(2021, 5, 5)
    assert case(min_months=9, not_before="until").earliest_repair(row) == date(2021, 8, 30)
    assert case(min_months=3, not_before="until").earliest_repair({**row, "until": None}) == date(2021, 2, 28)
    assert case(min_months=None, not_before="until").earliest_repair(row) is None


def test_two_lines_of_one_name_are_refused():
    with pytest.raises(DefinitionError, match="a name of its own"):
        rule("twice", date(2020, 1, 1), None, case("all", when=col("fine") < 1), case("all"))


def test_a_rule_is_not_applied_from_an_unverified_day():
    with pytest.raises(DefinitionError, match="dated unverified"):
        replace(LONG, dated="unverified")


def test_a_version_that_ends_before_it_begins_is_refused():
    backwards = replace(LONG, in_force_from=date(2023, 1, 1), in_force_until=date(2022, 1, 1))
    with pytest.raises(DefinitionError, match="wanted each version to end"):
        RuleTable(name="backwards", rules=(backwards, SHORT))


def test_a_condition_that_is_not_sourced_is_not_law():
    with pytest.raises(DefinitionError, match="condition promise: marked law but unverified"):
        Condition(code="promise", title_zh="", title_en="", source="K", status="unverified")


def test_nothing_unsourced_is_marked_as_law():
    with pytest.raises(DefinitionError, match="marked law but proposal"):
        case(status="proposal")


def test_every_record_finds_a_case():
    with pytest.raises(DefinitionError, match="one last case without"):
        rule("open", date(2020, 1, 1), None, case("small", when=col("fine") < 100))


def test_a_case_behind_the_catch_all_is_refused():
    with pytest.raises(DefinitionError, match="add or reorder"):
        rule("late", date(2020, 1, 1), None, case("all"), case("again"))


def test_an_unknown_amount_does_not_make_a_small_fine():
    assert SHORT.case_of(record(date(2020, 1, 1), fine=None)).name == "all"
    assert SHORT.case_of(record(date(2020, 1, 1), fine=99)).name == "small"


def test_before_the_first_version_there_is_no_rule():
    assert TABLE.on(date(2019, 12, 31)) is None
    assert TABLE.on(date(2020, 1, 1)) is LONG
    assert TABLE.on(date(2022, 1, 1)) is SHORT


# ------------------------------------------------------------------ one record


def test_a_record_nobody_touched_stays_in_use():
    found = intervals(record(date(2020, 1, 5)))
    assert spans(found) == [(date(2020, 1, 5), None)]
    assert found[0].known_from == date(2020, 1, 5)
    assert found[0].rule_version is None


def test_a_repair_ends_use_the_day_after_it_is_both_done_and_known():
    row = record(date(2020, 1, 5))
    late = event("repaired", date(2020, 6, 1), date(2020, 6, 10))
    early = event("repaired", date(2020, 6, 10), date(2020, 6, 1))
    assert learnt(late) == learnt(early) == date(2020, 6, 10)
    for change in (late, early):
        assert spans(intervals(row, change)) == [(date(2020, 1, 5), date(2020, 6, 11))]


def test_a_corrected_revision_gives_way_the_day_after():
    found = intervals(
        record(date(2020, 1, 5), superseded_date=date(2020, 3, 1)), event("corrected", date(2020, 3, 1))
    )
    assert spans(found) == [(date(2020, 1, 5), date(2020, 3, 2))]


def test_current_rights_drop_what_was_repaired_before_the_model_was_built():
    row, repair = record(date(2020, 1, 5)), event("repaired", date(2020, 6, 1))
    before = RightsPolicy(name="current_rights", built_on=date(2020, 6, 2))
    on_the_day = RightsPolicy(name="current_rights", built_on=date(2020, 6, 1))
    assert intervals(row, repair, policy=before) == ()
    assert spans(intervals(row, repair, policy=on_the_day)) == [(date(2020, 1, 5), date(2020, 6, 2))]


def test_an_objection_leaves_a_hole_until_it_is_rejected():
    row = record(date(2020, 1, 5))
    filed, rejected = (
        event("objection_filed", date(2020, 2, 1)),
        event("objection_rejected", date(2020, 3, 1)),
    )
    assert spans(intervals(row, filed, rejected)) == [
        (date(2020, 1, 5), date(2020, 2, 2)),
        (date(2020, 3, 2), None),
    ]


def test_an_objection_without_answer_takes_the_record_out():
    found = intervals(record(date(2020, 1, 5)), event("objection_filed", date(2020, 2, 1)))
    assert spans(found) == [(date(2020, 1, 5), date(2020, 2, 2))]


def test_a_rejection_learnt_before_its_filing_leaves_no_hole():
    filed = event("objection_filed", date(2020, 2, 1), date(2020, 5, 1))
    rejected = event("objection_rejected", date(2020, 3, 1), date(2020, 3, 1))
    assert spans(intervals(record(date(2020, 1, 5)), rejected, filed)) == [(date(2020, 1, 5), None)]


def test_a_rejection_answers_only_what_was_filed_before_it():
    events = (
        event("objection_filed", date(2020, 2, 1)),
        event("objection_rejected", date(2020, 3, 1)),
        event("objection_filed", date(2020, 4, 1)),
    )
    assert spans(intervals(record(date(2020, 1, 5)), *events)) == [
        (date(2020, 1, 5), date(2020, 2, 2)),
        (date(2020, 3, 2), date(2020, 4, 2)),
    ]


def test_two_objections_at_once_leave_one_hole():
    events = (
        event("objection_filed", date(2020, 2, 1)),
        event("objection_filed", date(2020, 2, 10)),
        event("objection_rejected", date(2020, 3, 1)),
    )
    assert len(intervals(record(date(2020, 1, 5)), *events)) == 2


def test_an_annotated_objection_leaves_the_record_in_use():
    policy = RightsPolicy(contested="annotate")
    found = intervals(record(date(2020, 1, 5)), event("objection_filed", date(2020, 2, 1)), policy=policy)
    assert spans(found) == [(date(2020, 1, 5), None)]


def test_an_upheld_objection_ends_use():
    events = (event("objection_filed", date(2020, 2, 1)), event("objection_upheld", date(2020, 3, 1)))
    annotate = RightsPolicy(contested="annotate")
    assert spans(intervals(record(date(2020, 1, 5)), *events)) == [(date(2020, 1, 5), date(2020, 2, 2))]
    assert spans(intervals(record(date(2020, 1, 5)), *events, policy=annotate)) == [
        (date(2020, 1, 5), date(2020, 3, 2))
    ]


# ------------------------------------------------------------------ terms of publicity


def test_nothing_stops_before_the_first_rule():
    found = intervals(record(date(2010, 1, 5)), rules=TABLE)
    assert spans(found) == [(date(2010, 1, 5), date(2020, 1, 1))]
    assert found[0].rule_version == "long"


def test_a_shorter_rule_ends_publicity_on_the_day_it_comes_into_force():
    found = intervals(record(date(2020, 6, 30)), rules=TABLE)
    assert spans(found) == [(date(2020, 6, 30), date(2022, 1, 1))]
    assert found[0].rule_version == "short"


def test_publicity_that_has_ended_does_not_begin_again_under_a_longer_rule():
    longer = RuleTable(
        name="longer",
        rules=(
            rule("short", date(2020, 1, 1), date(2022, 1, 1), case(max_months=3)),
            rule("long", date(2022, 1, 1), None, case(max_months=36)),
        ),
    )
    assert spans(intervals(record(date(2021, 1, 31)), rules=longer)) == [
        (date(2021, 1, 31), date(2021, 4, 30))
    ]


def test_current_rules_apply_the_rule_of_the_day_at_every_date():
    policy = RightsPolicy(name="current_rules", built_on=date(2023, 1, 1))
    assert spans(intervals(record(date(2010, 1, 31)), rules=TABLE, policy=policy)) == [
        (date(2010, 1, 31), date(2011, 1, 31))
    ]
    early = RightsPolicy(name="current_rules", built_on=date(2019, 1, 1))
    assert spans(intervals(record(date(2010, 1, 31)), rules=TABLE, policy=early)) == [
        (date(2010, 1, 31), None)
    ]


def test_use_may_outlast_publicity_inside_an_evaluation():
    found = intervals(record(date(2022, 1, 31), fine=50), rules=TABLE, policy=INTERNAL)
    assert spans(found) == [(date(2022, 1, 31), None)]
    assert found[0].published_until == date(2022, 4, 30)


def test_a_repair_ends_publicity_too():
    found = intervals(
        record(date(2022, 1, 31)), event("repaired", date(2022, 2, 2)), rules=TABLE, policy=INTERNAL
    )
    assert found[0].published_until == date(2022, 2, 3) == found[0].usable_until


def test_a_line_without_a_term_leaves_the_record_in_use():
    table = RuleTable(
        name="open", rules=(rule("open", date(2020, 1, 1), None, case(max_months=None, open_ended=True)),)
    )
    found = intervals(record(date(2020, 1, 5)), rules=table)
    assert spans(found) == [(date(2020, 1, 5), None)]
    assert found[0].rule_version is None


def test_a_record_taken_off_its_list_is_published_up_to_that_day_and_used_as_the_policy_says():
    table = replace(TABLE, taken_off="exit_date")
    row = record(date(2022, 1, 31), exit_date=date(2022, 3, 1))
    assert spans(intervals(row, rules=table)) == [(date(2022, 1, 31), date(2022, 3, 2))]
    (inside,) = intervals(row, rules=table, policy=INTERNAL)
    assert (inside.published_until, inside.usable_until) == (date(2022, 3, 2), None)


def test_a_rule_may_end_use_with_publicity_whatever_the_policy():
    table = replace(TABLE, ends_use=True)
    found = intervals(record(date(2022, 1, 31), fine=50), rules=table, policy=INTERNAL)
    assert spans(found) == [(date(2022, 1, 31), date(2022, 4, 30))]


def test_a_hard_stop_holds_whatever_the_policy():
    found = intervals(record(date(2010, 2, 28)), rules=TABLE, policy=INTERNAL, stop_months=60)
    assert spans(found) == [(date(2010, 2, 28), date(2015, 2, 28))]
