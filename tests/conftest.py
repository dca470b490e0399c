"""What every test may count on: markers, quiet third parties, the folder of real data."""

from __future__ import annotations

import os
from pathlib import Path

# Before anything imports mlflow or matplotlib: no telemetry, no window.
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["DO_NOT_TRACK"] = "true"
os.environ["MPLBACKEND"] = "Agg"

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

# `ci` draws the same examples every time, so that a red run can be repeated; `explore` looks for new ones.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=SLOW)
settings.register_profile("explore", max_examples=2_000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    """Register the two markers of this house."""
    config.addinivalue_line("markers", "real: needs the folder of real data (see the fixture real_data)")
    config.addinivalue_line("markers", "slow: left out of `make test`, run by `make test-all`")


class PolicyWatch:
    """At the end of a whole run: every test that the policy-coverage table rests on has passed."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.other: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid.split("[", 1)[0].split("@", 1)[0]  # "@group" is xdist's
        if report.when == "call" and report.passed:
            self.passed.add(name)
        elif not report.passed:
            self.other[name] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        from tests.policy_coverage import named_tests

        broken = sorted(
            f"{test}: {self.other.get(test, 'did not run')}"
            for test in named_tests()
            if test in self.other or test not in self.passed
        )
        if broken and exitstatus == pytest.ExitCode.OK:
            print("\nthe policy-coverage table rests on tests that did not pass:", *broken, sep="\n  ")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


TOGETHER = (
    "tests/simulate/", "tests/supervision/", "tests/reporting/", "tests/laws/test_repair_laws.py",
    "tests/laws/test_parity.py", "tests/laws/test_standing_laws.py", "tests/cli/test_report.py",
    "tests/real/test_cumcm_read.py",
)  # fmt: skip
"""Tests that share a costly province: one process of xdist runs all of a place, so that it is made once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares fixtures."""
    for item in items:
        place = next((place for place in TOGETHER if item.nodeid.startswith(place)), None)
        if place is not None and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(place))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Watch the named tests, in the process that sees every report, if the whole suite was asked for."""
    config = session.config
    whole = config.args == config.getini("testpaths") and not config.option.keyword and not config.option.lf
    if whole and not hasattr(config, "workerinput") and not config.option.collectonly:
        config.pluginmanager.register(PolicyWatch(), "policy-watch")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data: CREDITSCORE_REAL_DATA, or `../shared/data` beside the checkout."""
    folder = Path(os.environ.get("CREDITSCORE_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("real data absent: set CREDITSCORE_REAL_DATA to its folder")
    return folder
