"""``bad_12m``, path by path: one entity per case, judged on 2021-01-01 over the year 2021."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.plan import RightsPolicy
from creditscore.samples import OutcomeRule
from creditscore.samples._drawing import _judged
from tests.loans import YUAN, code, firm, loan, spec
from tests.provinces import province

AS_OF = date(2021, 1, 1)


def case(changes=None, **how):
    return lambda uscc: loan(uscc, changes=changes, **how)


def both(*parts):
    return lambda uscc: [row for number, part in enumerate(parts) for row in part(uscc, f"L{number}")]


def part(changes=None, **how):
    return lambda uscc, contract: loan(uscc, contract=contract, changes=changes, **how)


CASES = {
    # good
    "paid as agreed": (case(), "good"),
    "29 days late": (case({(2021, 6): {"dpd": 29}}), "good"),
    "settled in the window": (case({(2021, 6): {"settled": True, "balance": 0}}, last=(2021, 6)), "good"),
    "paid down to nothing": (case({(2021, 6): {"balance": 0}}, last=(2021, 6)), "good"),
    "extended only": (case({(2021, m): {"extended": True} for m in range(1, 13)}), "good"),
    "renewed": (both(part({(2021, 3): {"settled": True}}, last=(2021, 3)), part(first=(2021, 4))), "good"),
    "bad on the day after the window": (case({(2022, 1): {"dpd": 120}}), "good"),
    "last month of the window not in yet": (case(last=(2021, 11)), "good"),
    "a gap inside": (case(without=((2021, 5), (2021, 6), (2021, 7))), "good"),
    "december before not in": (case(without=((2020, 12),)), "good"),
    "bad four months before, cured": (case({(2020, 9): {"dpd": 95}}), "good"),
    "watch class": (case({(2021, 6): {"five_class": 2}}), "good"),
    "a trifle in default": (both(part(), part({(2021, 6): {"dpd": 200}}, balance=999 * YUAN)), "good"),
    # bad
    "90 days late": (case({(2021, 6): {"dpd": 90}}), "bad: dpd"),
    "late in the last month": (case({(2021, 12): {"dpd": 91}}), "bad: dpd"),
    "substandard": (case({(2021, 2): {"five_class": 3}}), "bad: five_class"),
    "written off": (case({(2021, 2): {"written_off": True, "balance": 0}}, last=(2021, 2)), "bad: written_off"),
    "restructured in distress": (case({(2021, 2): {"restructured": True}}), "bad: restructured"),
    "sold with a balance": (case({(2021, 2): {"transferred": True}}, last=(2021, 2)), "bad: transferred"),
    "worst of two loans": (both(part(), part({(2021, 6): {"dpd": 100}})), "bad: dpd"),
    "a new loan turns bad": (both(part(), part({(2021, 9): {"dpd": 100}}, first=(2021, 5))), "bad: dpd"),
    "bad and then settled": (
        case({(2021, 5): {"dpd": 95}, (2021, 6): {"settled": True, "balance": 0}}, last=(2021, 6)), "bad: dpd",
    ),
    "bad and then lost": (case({(2021, 5): {"dpd": 95}}, last=(2021, 5)), "bad: dpd"),
    "two ways at once": (case({(2021, 6): {"dpd": 120, "five_class": 4}}), "bad: dpd five_class"),
    # neither
    "30 days late": (case({(2021, 6): {"dpd": 30}}), "overdue_but_not_bad"),
    "89 days late": (case({(2021, 6): {"dpd": 89}}), "overdue_but_not_bad"),
    "feed lost": (case(last=(2021, 10)), "lost_feed"),
    "feed lost at once": (case(last=(2020, 12)), "lost_feed"),
    "one of two feeds lost": (both(part(), part(last=(2021, 3))), "lost_feed"),
    # not in the population
    "no loan": (lambda uscc: [], "no_open_loan"),
    "settled before": (case({(2020, 12): {"settled": True, "balance": 0}}, last=(2020, 12)), "no_open_loan"),
    "loan begins later": (case(first=(2021, 1)), "no_open_loan"),
    "loan of a trifle": (case(balance=999 * YUAN), "no_open_loan"),
    "bad on the last day before": (case({(2020, 12): {"dpd": 90}}), "not_performing"),
    "bad three months before": (case({(2020, 10): {"five_class": 3}}), "not_performing"),
    "written off before": (case({(2020, 11): {"written_off": True, "balance": 0}}, last=(2020, 11)), "not_performing"),
    "restructured before": (case({(2020, m): {"restructured": True} for m in range(6, 13)}), "not_performing"),
}  # fmt: skip


def found(frame) -> dict[str, str]:
    paths = [name for name in frame.columns if name.startswith("path_")]
    states = {}
    for row in frame.to_dict("records"):
        if isinstance(row["reason"], str):
            states[row["entity"]] = row["reason"]
        else:
            by = " ".join(name.removeprefix("path_") for name in paths if row[name] is True)
            states[row["entity"]] = f"bad: {by}" if row["outcome"] == 1 else "good"
    return states


def judge(folder, rows, firms, *, events=(), of=None, as_of=AS_OF) -> dict[str, str]:
    tables = {"entity": firms, "loan_performance": rows}
    if events:
        tables["record_event"] = events
    made = province(folder, tables, data_until=date(2023, 1, 1))
    return found(_judged(made, of or spec(), [as_of], None))


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    rows = [row for number, (build, _) in enumerate(CASES.values()) for row in build(code(number))]
    firms = [firm(code(number)) for number in range(len(CASES))]
    return judge(tmp_path_factory.mktemp("cases"), rows, firms)


@pytest.mark.parametrize(("number", "name"), list(enumerate(CASES)))
def test_a_loan(judged, number, name):
    assert judged[code(number)] == CASES[name][1]


def test_deregistered_with_a_balance_is_bad_and_without_one_is_not(tmp_path):
    left, paid, later = code(1), code(2), code(3)
    rows = loan(left, last=(2021, 5)) + loan(later)
    rows += loan(paid, last=(2021, 5), changes={(2021, 5): {"settled": True, "balance": 0}})
    firms = [firm(uscc) for uscc in (left, paid, later)]
    firms += [firm(uscc, event_date=date(2021, 6, 1), reg_status="deregistered") for uscc in (left, paid)]
    firms += [firm(later, event_date=date(2022, 1, 1), reg_status="deregistered")]
    assert judge(tmp_path, rows, firms) == {left: "bad: deregistered", paid: "good", later: "good"}


def test_a_day_past_the_bound_counts_only_where_the_bound_itself_does_not(tmp_path):
    rule = OutcomeRule(dpd_bad_inclusive=False)
    rows = loan(code(1), changes={(2021, 6): {"dpd": 90}}) + loan(code(2), changes={(2021, 6): {"dpd": 91}})
    states = judge(tmp_path, rows, [firm(code(1)), firm(code(2))], of=spec(rule=rule))
    assert states == {code(1): "overdue_but_not_bad", code(2): "bad: dpd"}


def event(row, kind: str, day: date) -> dict[str, object]:
    return {
        "record_id": row["record_id"], "table_name": "loan_performance", "uscc": row["uscc"], "kind": kind,
        "event_date": day, "known_date": day,
    }  # fmt: skip


def test_a_month_that_was_annulled_or_corrected_is_no_event(tmp_path):
    annulled, corrected = loan(code(1), changes={(2021, 6): {"dpd": 95}}), loan(code(2))
    wrong = dict(corrected[17], record_id="wrong", dpd=95, superseded_date=date(2021, 8, 1))
    bad = next(row for row in annulled if row["dpd"])
    states = judge(
        tmp_path, [*annulled, *corrected, wrong], [firm(code(1)), firm(code(2))],
        events=[event(bad, "objection_upheld", date(2022, 3, 1))],
    )  # fmt: skip
    assert states == {code(1): "good", code(2): "good"}


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [(RightsPolicy(), "bad: dpd"),
     (RightsPolicy(name="current_rules", built_on=date(2022, 6, 1)), "bad: dpd"),
     (RightsPolicy(name="current_rights", built_on=date(2022, 6, 1)), "outcome_repaired"),
     (RightsPolicy(name="current_rights", built_on=date(2022, 3, 1)), "bad: dpd")],
)  # fmt: skip
def test_a_repaired_month_is_bad_as_served_and_never_good(tmp_path, policy, wanted):
    rows = loan(code(1), changes={(2021, 6): {"dpd": 95}})
    repaired = event(next(row for row in rows if row["dpd"]), "repaired", date(2022, 3, 1))
    assert judge(tmp_path, rows, [firm(code(1))], events=[repaired], of=spec(rights=policy)) == {
        code(1): wanted
    }


def test_an_event_on_as_of_itself_belongs_to_the_outcome(tmp_path):
    rows = loan(code(1), changes={(2021, 1): {"dpd": 95}})
    assert judge(tmp_path, rows, [firm(code(1))], as_of=date(2021, 1, 31)) == {code(1): "bad: dpd"}
