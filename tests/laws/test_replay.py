"""Log replay: what an online answer was made of, written down, gives the same features in batch."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from creditscore import features
from creditscore.features import FEATURES
from creditscore.plan import RightsPolicy, evaluate, months_before
from creditscore.records import TABLES, Province
from tests.generators import AS_OF, records
from tests.provinces import province

SELECT = tuple(FEATURES.values())[::10]
DAYS = (AS_OF, months_before(AS_OF, 1), date(2023, 7, 1))
POLICIES = (
    RightsPolicy(),
    RightsPolicy(after_publicity="internal", contested="annotate"),
    RightsPolicy(name="current_rules", built_on=date(2026, 6, 1)),
)
COVERAGE = [
    {"table_name": name, "region_code": None, "entity_type": None, "covered_from": "2010-01-01", "covered_until": None}
    for name in TABLES
    if name != "coverage"
]  # fmt: skip
Call = dict[str, Any]


def call(number: int) -> Call:
    """One online call as it would be logged: plain JSON, dates as text."""
    random, code = Random(number), f"91220101MA{number:08d}"
    held = {
        name: records(table, random, uscc=code, most=4 if name == "entity" else 12)
        for name, table in TABLES.items()
        if table.enveloped
    }
    held["record_event"] = [
        {"record_id": row["record_id"], "table_name": "admin_penalty", "uscc": code, "kind": "repaired",
         "event_date": date(2024, 1, 5), "known_date": date(2024, 1, 9)}
        for row in held["admin_penalty"][::2]
    ]  # fmt: skip
    asked = {"entity": code, "as_of": random.choice(DAYS).isoformat(), "records": held, "coverage": COVERAGE}
    return json.loads(json.dumps(asked, default=date.isoformat))


def typed(table: str, row: Call) -> Call:
    """A logged row as records hold it."""
    dates = {column.name for column in TABLES[table].columns if column.kind == "date"}
    return {
        name: date.fromisoformat(value) if name in dates and value is not None else value
        for name, value in row.items()
    }


def answered(one: Call, policy: RightsPolicy) -> dict[str, float | None]:
    held = {table: [typed(table, row) for row in rows] for table, rows in one["records"].items()}
    coverage = [typed("coverage", row) for row in one["coverage"]]
    as_of = date.fromisoformat(one["as_of"])
    return evaluate(SELECT, features.situation(held, coverage, as_of=as_of, policy=policy))


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return [call(number) for number in range(40)]


@pytest.fixture(scope="module")
def replayed(calls: list[Call], tmp_path_factory: pytest.TempPathFactory) -> Province:
    """The records of every call, read from the log, as a province."""
    tables: dict[str, list[Call]] = {"coverage": [typed("coverage", row) for row in COVERAGE]}
    for one in calls:
        for table, rows in one["records"].items():
            tables.setdefault(table, []).extend(typed(table, row) for row in rows)
    folder: Path = tmp_path_factory.mktemp("replay") / "records"
    return province(folder, tables, data_from=date(2010, 1, 1))


@pytest.mark.parametrize("policy", POLICIES, ids=("as_served", "inside", "current_rules"))
def test_a_logged_call_replayed_in_batch_gives_the_same_features(
    policy: RightsPolicy, calls: list[Call], replayed: Province
) -> None:
    online = pd.DataFrame([answered(one, policy) for one in calls]).astype("float64")
    snapshots = pd.DataFrame(
        {
            "entity": [one["entity"] for one in calls],
            "as_of": [date.fromisoformat(one["as_of"]) for one in calls],
        }
    )
    batch = features.compute(replayed, snapshots, select=SELECT, rights=policy)
    assert online.notna().sum().sum() > 1000
    pd.testing.assert_frame_equal(batch[online.columns], online, rtol=1e-9, atol=1e-9)
