"""The severity that features and outcomes ask for is the one NDRC Order 36 publishes by."""

from __future__ import annotations

from datetime import date
from itertools import product

from creditscore.codes import enumerations
from creditscore.plan.operations import compile_expression
from creditscore.rights import GENERAL_PENALTY, SERIOUS_PENALTY
from creditscore.rights.publicity import ORDER_36

DAY = date(2026, 6, 1)
FINES = (None, 0.0, 9_999.99, 10_000.0, 499_999.99, 500_000.0)


def test_what_is_general_and_serious_is_what_the_lines_of_the_order_say() -> None:
    lines = [
        (None if case.when is None else compile_expression(case.when), case.severity)
        for case in ORDER_36.applied
    ]
    serious, general = compile_expression(SERIOUS_PENALTY), compile_expression(GENERAL_PENALTY)
    kinds, procedures = enumerations.codes("penalty_kind"), ("simple", "ordinary", None)
    seen: set[str | None] = set()
    for kind, procedure, fine, confiscated in product(kinds, procedures, FINES, (None, 0.0, 1.0)):
        row = {"penalty_kind": kind, "procedure": procedure, "fine": fine, "confiscated": confiscated,
               "domain": "food"}  # fmt: skip
        by_order = next(severity for holds, severity in lines if holds is None or holds(row, DAY) is True)
        if serious(row, DAY) is True:
            asked = "serious"
        else:
            asked = "general" if general(row, DAY) is True else "minor"
        assert asked == by_order, row
        assert general(row, DAY) is not None
        seen.add(asked)
    assert seen == {"minor", "general", "serious"}
