"""屡罚不改: who was penalised again, by which records, and by whose rights."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditscore.plan import RightsPolicy, months_before
from creditscore.supervision import PATTERNS, repeat_offenders
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, OTHER_FIRM, registered, rows

POLICY = RightsPolicy(after_publicity="internal")


def penalty(number: int, day: date, *, code: str | None = "fake_invoicing", domain: str = "tax", **more: Any):
    return {
        "uscc": FIRM, "record_id": f"p{number}", "event_date": day, "doc_no": f"〔{day.year}〕{number}号", "agency": "甲局",
        "violation_code": code, "domain": domain, "penalty_kind": "fine", "fine": 100_000, **more,
    }  # fmt: skip


def found(folder: Path, penalties: list[dict[str, Any]], **tables: Any) -> list[tuple[Any, ...]]:
    made = province(folder, {"entity": registered(FIRM, OTHER_FIRM), "admin_penalty": penalties, **tables})
    frame = repeat_offenders(made, as_of=AS_OF, policy=POLICY)
    return rows(frame, "uscc", "pattern", "code", "times", "record_ids")


def test_two_penalties_for_the_same_violation_within_24_months_make_a_repeat_offender(tmp_path):
    pair = [penalty(1, date(2022, 9, 2)), penalty(2, date(2024, 9, 1), domain="quality")]
    assert found(tmp_path, pair) == [(FIRM, "same_violation", "fake_invoicing", 2, ("p1", "p2"))]


def test_a_penalty_of_24_months_and_a_day_ago_does_not_count(tmp_path):
    assert found(tmp_path, [penalty(1, date(2022, 9, 1)), penalty(2, date(2024, 9, 1))]) == []


def test_three_penalties_in_one_domain_within_36_months_make_a_repeat_offender(tmp_path):
    days = [date(2021, 9, 2), date(2023, 1, 1), date(2024, 1, 1)]
    three = [
        penalty(n, day, code=code)
        for n, (day, code) in enumerate(zip(days, ("tax_books", "invoice_lost", None)))
    ]
    assert found(tmp_path, three) == [(FIRM, "same_domain", "tax", 3, ("p0", "p1", "p2"))]


def test_penalties_of_different_subjects_are_not_put_together(tmp_path):
    assert (
        found(tmp_path, [penalty(1, date(2024, 1, 1)), penalty(2, date(2024, 2, 1), uscc=OTHER_FIRM)]) == []
    )


def test_a_repaired_or_revoked_penalty_does_not_count(tmp_path):
    three = [penalty(n, date(2024, n, 1)) for n in (1, 2, 3)]
    change = {
        "table_name": "admin_penalty",
        "uscc": FIRM,
        "event_date": date(2024, 6, 1),
        "known_date": date(2024, 6, 2),
    }
    events = [
        {**change, "record_id": "p1", "kind": "repaired"},
        {**change, "record_id": "p2", "kind": "revoked"},
    ]
    assert found(tmp_path / "repaired", three, record_event=events) == []
    late = [{**event, "known_date": AS_OF} for event in events]
    assert len(found(tmp_path / "not yet known", three, record_event=late)) == 2


def test_a_contested_penalty_does_not_count_while_the_objection_is_open(tmp_path):
    filed = {
        "table_name": "admin_penalty", "uscc": FIRM, "record_id": "p1", "kind": "objection_filed",
        "event_date": date(2024, 8, 1), "known_date": date(2024, 8, 1),
    }  # fmt: skip
    pair = [penalty(n, date(2024, n, 1)) for n in (1, 2)]
    assert found(tmp_path, pair, record_event=[filed]) == []


def test_a_penalty_past_its_publicity_counts_only_under_a_policy_that_keeps_it(tmp_path):
    pair = [penalty(1, date(2023, 6, 1)), penalty(2, date(2023, 7, 1))]
    made = province(
        tmp_path, {"entity": registered(FIRM), "admin_penalty": pair}, data_until=date(2028, 1, 1)
    )
    then = date(2025, 6, 1)
    rules = RightsPolicy(name="current_rules", built_on=date(2026, 5, 1))
    kept = RightsPolicy(name="current_rules", built_on=date(2026, 5, 1), after_publicity="internal")
    assert len(repeat_offenders(made, as_of=then, policy=rules)) == 0
    assert len(repeat_offenders(made, as_of=then, policy=kept)) == 1


def test_what_arrives_tomorrow_or_was_corrected_away_is_not_counted(tmp_path):
    first = penalty(1, date(2024, 1, 1))
    tomorrow = penalty(2, date(2024, 2, 1), known_date=AS_OF)
    replaced = penalty(3, date(2024, 3, 1), superseded_date=date(2024, 4, 1))
    assert found(tmp_path, [first, tomorrow, replaced]) == []


def test_one_decision_delivered_twice_counts_once(tmp_path):
    twice = [penalty(1, date(2024, 1, 1)), penalty(1, date(2024, 1, 1), record_id="p1b", doc_no="[2024] 1号")]
    assert found(tmp_path, twice) == []


def test_kinds_that_gather_the_rest_are_not_the_same_violation(tmp_path):
    pair = [penalty(n, date(2024, n, 1), code="tax_other", domain="other") for n in (1, 2, 3)]
    assert found(tmp_path, pair) == []


def test_fines_are_summed_in_yuan_and_the_rule_says_that_it_is_the_projects_own(tmp_path):
    made = province(tmp_path, {"admin_penalty": [penalty(n, date(2024, n, 1)) for n in (1, 2)]})
    frame = repeat_offenders(made, as_of=AS_OF, policy=POLICY)
    assert rows(frame, "fines", "basis_kind", "entity_type") == [(2000.0, "project_default", "enterprise")]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, str, str]]:
    one = st.tuples(
        st.sampled_from([FIRM, OTHER_FIRM, "91X", "92X"]), st.integers(1, 1_200),
        st.sampled_from(["fake_invoicing", "copyright", "tax_other"]), st.sampled_from(["tax", "ip", "other"]),
    )  # fmt: skip
    return draw(st.lists(one, max_size=30))


@given(histories())
@settings(max_examples=12)
def test_the_engine_finds_what_a_plain_count_finds(history):
    penalties = [
        penalty(n, AS_OF - timedelta(days=back), uscc=subject, code=code, domain=domain)
        for n, (subject, back, code, domain) in enumerate(history)
    ]
    expected = set()
    for pattern in PATTERNS:
        since = months_before(AS_OF, pattern.months)
        seen = Counter(
            (row["uscc"], row[pattern.same]) for row in penalties
            if row["event_date"] >= since and row[pattern.same] not in pattern.ignored
        )  # fmt: skip
        expected |= {(who, pattern.name, code, n) for (who, code), n in seen.items() if n >= pattern.times}
    with TemporaryDirectory() as folder:
        made = province(Path(folder) / "p", {"admin_penalty": penalties})
        frame = repeat_offenders(made, as_of=AS_OF, policy=POLICY)
        assert set(rows(frame, "uscc", "pattern", "code", "times")) == expected
