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
