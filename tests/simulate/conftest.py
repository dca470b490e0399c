"""One small made-up province for every test of this room, and SQL over its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from creditscore import simulate

ENTITIES, SEED = 6_000, 5

Ask = Callable[[str], pd.DataFrame]


def asking(folder: Path) -> Ask:
    """SQL over the raw tables of a folder, each a view under its name; the truth as ``true_<name>``."""
    connection: Any = duckdb.connect()
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")
    for path in sorted((folder / "truth").glob("*.parquet")):
        connection.execute(f"CREATE VIEW true_{path.stem} AS SELECT * FROM read_parquet('{path}')")
    return lambda sql: connection.execute(sql).df()


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate.write(tmp_path_factory.mktemp("simulated") / "raw", entities=ENTITIES, seed=SEED)


@pytest.fixture(scope="session")
def ask(raw: Path) -> Ask:
    return asking(raw)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same province without planted defects."""
    none = simulate.Defects(**dict.fromkeys(simulate.Defects.__dataclass_fields__, 0.0))
    return simulate.write(
        tmp_path_factory.mktemp("clean") / "raw",
        entities=ENTITIES,
        seed=SEED,
        settings=simulate.Settings(defects=none),
    )


@pytest.fixture(scope="session")
def ask_clean(clean: Path) -> Ask:
    return asking(clean)
