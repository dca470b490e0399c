"""The policy-coverage table says what is true: every mechanism is there, and nothing works without a test.

That the named tests pass is seen at the end of a whole run (``tests/conftest.py``): a run in which one of them failed,
was skipped or did not run is red.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests import policy_coverage as table
from tests.conftest import PolicyWatch

ROWS = table.rows()


def test_every_mechanism_has_one_row_in_order():
    assert tuple(row.id for row in ROWS) == table.IDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_what_works_and_which_test_shows_it(row):
    assert row.status in table.STATUSES and row.zh and row.en and row.priority and row.measure
    if row.status in ("works", "partly"):
        assert row.tests and row.module, f"{row.id} is said to work without a test or a module"
    else:
        assert not row.tests, f"{row.id}: a mechanism that is {row.status} names tests"
    if row.status != "works":
        assert len(row.note) > 10, f"{row.id}: say what is missing, or why there is no software object"
    if row.priority.startswith("OUT"):
        assert row.status == "out"
    assert not any(test.startswith("tests/real/") for test in row.tests), "the real data may be absent"
    missing = [test for test in row.tests if not table.is_there(test)]
    assert not missing, f"{row.id} rests on tests that are not there: {missing}"
    if row.module:
        named = [table.ROOT / "src" / "creditscore" / part for part in row.module.replace(",", " ").split()]
        assert all(path.exists() for path in named), f"{row.id}: no such module among {row.module}"


def test_the_committed_table_is_the_one_the_data_say():
    assert table.REPORT.read_text(encoding="utf-8") == table.markdown(), "run python -m tests.policy_coverage"


def test_a_row_without_its_test_is_caught():
    assert not table.is_there("tests/laws/test_policy_coverage.py::test_that_is_not_there")
    assert not table.is_there("tests/laws/no_such_file.py::test_a_row_without_its_test_is_caught")
    assert table.is_there("tests/laws/test_policy_coverage.py::test_a_row_without_its_test_is_caught")


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [({}, 0), ({"a": "failed"}, 1), ({"a": "skipped"}, 1), ({"a": None}, 1), ({"elsewhere": "failed"}, 0)],
    ids=["all passed", "one failed", "one skipped", "one did not run", "another failed"],
)
def test_a_run_in_which_a_named_test_did_not_pass_is_red(outcomes, status, monkeypatch, capsys):
    monkeypatch.setattr(table, "named_tests", lambda: frozenset({"a", "b"}))
    watch, session = PolicyWatch(), SimpleNamespace(exitstatus=0)
    for name in ("a", "b", *outcomes):
        outcome = outcomes.get(name, "passed")
        if outcome is not None:
            report = SimpleNamespace(
                nodeid=f"{name}[case]@group", when="call", outcome=outcome, passed=outcome == "passed"
            )
            watch.pytest_runtest_logreport(report)
    watch.pytest_sessionfinish(session, pytest.ExitCode.OK)
    assert session.exitstatus == status
    assert ("rests on tests that did not pass" in capsys.readouterr().out) == bool(status)
