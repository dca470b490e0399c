"""One definition, two machines: the engine equals the interpreter for every feature and entity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest

from creditscore import features
from creditscore.features import FEATURES, _engine, _joins
from creditscore.plan import RightsPolicy, evaluate
from creditscore.records import TABLES, Province
from tests.generators import AS_OF
from tests.generators import records as some_records
from tests.provinces import province

ENTITIES = 60
ALL = tuple(FEATURES.values())
MOST = {"entity": 8, "tax_filing": 60, "utility_bill": 90, "loan_performance": 40, "complaint_case": 40}
"""Dense enough for ratios over narrow rings to have a base."""
POLICIES = {
    "as_served": RightsPolicy(),
    "past publicity inside": RightsPolicy(after_publicity="internal", contested="annotate"),
    "current_rights": RightsPolicy(name="current_rights", built_on=date(2025, 6, 1)),
    "current_rules": RightsPolicy(name="current_rules", built_on=date(2026, 6, 1)),
}
COVERAGE: list[dict[str, Any]] = [
    {"table_name": name, "covered_from": date(2010, 1, 1)} for name in TABLES if name not in ("utility_bill", "coverage")
] + [
    {"table_name": "utility_bill", "region_code": "220102", "covered_from": date(2022, 3, 1)},
    {"table_name": "utility_bill", "region_code": "220200", "entity_type": "enterprise",
     "covered_from": date(2010, 1, 1), "covered_until": date(2024, 2, 1)},
    {"table_name": "utility_bill", "region_code": "220802", "covered_from": date(2010, 1, 1)},
]  # fmt: skip


def entity_code(number: int) -> str:
    """Every third is an individual business: its adverse records stop at five years."""
    return f"9{2 if number % 3 == 0 else 1}220101MA{number:08d}"


def made_up_tables() -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES if name != "coverage"}
    random = Random(20240229)
    for number in range(ENTITIES):
        code = entity_code(number)
        for name, table in TABLES.items():
            if table.enveloped:
                tables[name] += some_records(table, random, uscc=code, most=MOST.get(name, 14))
    for row in tables["entity"]:
        row["oper_region_code"] = random.choice(("220102", "220283", "220802", None))
    tables["record_event"] = [
        event for name in TABLES for event in _events(name, tables.get(name, []), random)
    ]
    return tables


def _events(name: str, rows: list[dict[str, Any]], random: Random) -> Iterator[dict[str, Any]]:
    """Status changes near the day; half of the objections are answered within 40 days."""
    if name not in ("admin_penalty", "list_entry"):
        return
    kinds = ("repaired", "revoked", "objection_filed", "objection_upheld")
    for row in rows:
        if random.random() < 0.5:
            day = AS_OF + timedelta(days=random.randint(-300, 100))
            known = random.choice((day, AS_OF, AS_OF - timedelta(days=1), day + timedelta(days=40)))
            event = {"record_id": row["record_id"], "table_name": name, "uscc": row["uscc"], "event_date": day,
                     "known_date": known, "kind": random.choice(kinds)}  # fmt: skip
            yield event
            if event["kind"] == "objection_filed" and random.random() < 0.5:
                answered = day + timedelta(days=random.randint(0, 40))
                yield {**event, "kind": "objection_rejected", "event_date": answered, "known_date": answered}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Province:
    folder: Path = tmp_path_factory.mktemp("parity") / "province"
    return province(
        folder,
        {**made_up_tables(), "coverage": COVERAGE},
        data_from=date(2010, 1, 1),
        data_until=date(2026, 1, 1),
    )


@pytest.fixture(scope="module")
def snapshots() -> pd.DataFrame:
    codes = [entity_code(number) for number in range(ENTITIES)]
    days = [AS_OF, date(2024, 3, 31), date(2023, 7, 1)]
    grid = [(code, day) for code in [*codes, "91220101MANOBODY00"] for day in days]
    return pd.DataFrame(grid, columns=["entity", "as_of"])


def by_interpreter(made_up: Province, snapshots: pd.DataFrame, policy: RightsPolicy) -> pd.DataFrame:
    coverage = made_up.rows("coverage")
    rows: list[dict[str, Any]] = []
    for entity, group in snapshots.groupby("entity", sort=False):
        of_entity = made_up.records_of(str(entity))
        for day in group["as_of"]:
            rows.append(evaluate(ALL, features.situation(of_entity, coverage, as_of=day, policy=policy)))
    return pd.DataFrame(rows).astype("float64")


@pytest.mark.parametrize("name", POLICIES)
def test_batch_equals_one_by_one_for_every_feature(
    name: str, made_up: Province, snapshots: pd.DataFrame
) -> None:
    policy = POLICIES[name]
    batch = features.compute(made_up, snapshots, select=ALL, rights=policy)
    single = by_interpreter(made_up, snapshots, policy)
    assert list(batch["entity"]) == list(snapshots["entity"])
    for feature in ALL:
        np.testing.assert_allclose(
            batch[feature.name].to_numpy(), single[feature.name].to_numpy(), rtol=1e-9, atol=1e-9,
            err_msg=feature.name,
        )  # fmt: skip


def test_the_generated_records_exercise_every_feature(made_up: Province, snapshots: pd.DataFrame) -> None:
    batch = features.compute(made_up, snapshots, select=ALL)
    flat = [f.name for f in ALL if batch[f.name].nunique() < 2 and f.group != "QLT"]
    assert flat == []


MUTANTS = {
    "event on the day": lambda s, r: [r["event_date"] <= s["as_of"], *_engine_rule(s, r)[2:]],
    "known dropped": lambda s, r: [*_engine_rule(s, r)[1:2], *_engine_rule(s, r)[3:]],
    "known on the day": lambda s, r: [r["known_from"] <= s["as_of"], *_engine_rule(s, r)[1:2], *_engine_rule(s, r)[3:]],
    "start of use dropped": lambda s, r: [*_engine_rule(s, r)[1:3], *_engine_rule(s, r)[4:]],
    "end of use dropped": lambda s, r: _engine_rule(s, r)[1:4],
    "end of use on the day": lambda s, r: [
        *_engine_rule(s, r)[1:4], r["usable_until"].isnull() | (r["usable_until"] >= s["as_of"])
    ],
}  # fmt: skip
_engine_rule = _joins.in_use


@pytest.mark.parametrize("mutant", MUTANTS)
def test_an_engine_off_by_a_day_is_caught(
    mutant: str, made_up: Province, snapshots: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = [FEATURES[name] for name in ("penalty_count_36m", "listed_count_36m", "days_since_penalty_36m")]
    right = features.compute(made_up, snapshots, select=select)
    monkeypatch.setattr(_joins, "in_use", lambda s, r: [s["entity"] == r["uscc"], *MUTANTS[mutant](s, r)])
    wrong = features.compute(made_up, snapshots, select=select)
    assert not right.equals(wrong)


def test_row_order_and_a_chunk_of_one_change_nothing(
    made_up: Province, snapshots: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = features.select(groups=("PEN", "LST"))
    right = features.compute(made_up, snapshots, select=select)
    monkeypatch.setattr(_engine, "CHUNK", 3)
    turned = features.compute(made_up, snapshots.iloc[::-1], select=select).iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(right, turned)


def test_of_one_entity_equals_its_row_of_the_batch(made_up: Province) -> None:
    code = entity_code(7)
    one = features.of(made_up, code, as_of="2024-02-29")
    day = pd.DataFrame({"entity": [code], "as_of": [AS_OF]})
    batch = features.compute(made_up, day, select=ALL).iloc[0]
    assert {n for n, v in one.items() if v is None} == {f.name for f in ALL if pd.isna(batch[f.name])}
    assert all(v is None or v == pytest.approx(batch[n], rel=1e-9) for n, v in one.items())
