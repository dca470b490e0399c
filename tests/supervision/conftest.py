"""One small made-up province with its planted truth, for the tests that compare what is found with what was done."""

from __future__ import annotations

import pandas as pd
import pytest

from creditscore import records, simulate
from creditscore.records import Province


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Province:
    folder = tmp_path_factory.mktemp("supervised") / "raw"
    simulate.write(folder, entities=2_000, seed=11)
    return records.read(folder)


@pytest.fixture(scope="session")
def planted(simulated: Province) -> pd.DataFrame:
    """``table_name, record_id, defect`` of everything that was planted."""
    return pd.read_parquet(simulated.path.parent / "truth" / "planted.parquet")
