"""One small world and its report, drawn once for the whole room."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from creditscore import reporting
from tests.judged import world


def evaluation(**changes):
    facts = {
        "name": "enterprise_financing",
        "title_zh": "企业融资信用评价",
        "title_en": "enterprise credit for financing",
        "internal": False,
        "spec": SimpleNamespace(core_sources=("admin_penalty", "tax_filing"), minimum_coverage=1),
    }
    return SimpleNamespace(**(facts | changes))


def loans():
    """What samples.vintage and samples.roll_rate return, with a few small cells."""
    random = np.random.default_rng(0)
    rows = []
    for at, size in enumerate((400, 250, 8)):
        bad = 0
        for month in range(25 - 3 * at):
            bad += int(random.binomial(size, 0.004))
            rows.append((f"2021Q{at + 1}", month, size, bad, bad / size))
    vintage = pd.DataFrame(rows, columns=["cohort", "months_on_book", "loans", "bad_loans", "bad_share"])
    states = ["0", "1-30", "31-60", "61-89", "90+", "settled"]
    shares = [
        [0.96, 0.03, 0, 0, 0, 0.01], [0.5, 0.3, 0.18, 0, 0.01, 0.01], [0.2, 0.1, 0.3, 0.4, 0, 0],
        [0.1, 0.1, 0.1, 0.2, 0.5, 0], [0, 0, 0, 0, 1, 0],
    ]  # fmt: skip
    roll = pd.DataFrame(shares, index=pd.Index(states[:5], name="bucket"), columns=states)
    return vintage, roll.assign(loan_months=[50_000, 900, 300, 120, 7])


@pytest.fixture(scope="session")
def small():
    return world(entities=600)


@pytest.fixture(scope="session")
def report(small):
    vintage, roll_rate = loans()
    return reporting.validate(
        evaluation(), small.train, small.test, champion=small.card, challenger=small.trees, oracle=small.oracle,
        vintage=vintage, roll_rate=roll_rate, replicates=40, rows=400,
    )  # fmt: skip


@pytest.fixture(scope="session")
def page(report):
    return report.html
