"""What Featuretools can say of the 60 features: ``python -m tests.bench.frames_featuretools FOLDER NAMES OUT``.

Its entity set has one time axis a table; ``cutoff_time`` with ``include_cutoff_time=False`` and a ``training_window``
gives our windows exactly. It has no second axis (when a record became known), no end of use, no ring, and no value
that depends on the day asked about (a bill unpaid *then*), so those questions are left out or answered on one axis.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import featuretools as ft
import pandas as pd
import pyarrow.parquet  # noqa: F401  (so that its import is not measured)

from tests.bench import frames_spec as spec
from tests.bench.probe import Spent

SAYABLE = frozenset({
    "utility_bill_count", "utility_amount", "electricity_usage", "tax_filing_count", "loan_max_dpd", "loan_months_overdue",
    "loan_months", "loan_worst_class", "loan_overdue_max", "loan_extensions", "loan_class_now", "penalty_count",
    "serious_penalty_count", "fine_sum", "fine_max", "penalty_domains", "safety_penalty_count",
})  # fmt: skip
"""Questions whose values and conditions do not depend on the day asked about."""

PRIMITIVES = {
    "sum": ft.primitives.Sum, "max": ft.primitives.Max, "distinct": ft.primitives.NumUnique,
    "latest": ft.primitives.Last,
}  # fmt: skip


def sayable(names: list[str]) -> list[tuple[str, spec.Wanted]]:
    """(table, feature) for the windows up to the day asked about."""
    return [
        (table, one)
        for table, ones in spec.wanted(names).items()
        for one in ones
        if one.end == 0 and one.name.rsplit("_", 1)[0] in SAYABLE
    ]


def entity_set(folder: Path) -> ft.EntitySet:
    """The four event tables below the entities, each on the axis of its events."""
    found = ft.EntitySet("province")
    owners = pd.read_parquet(folder / "entity.parquet", columns=["uscc"])
    found.add_dataframe(dataframe_name="entity", dataframe=owners, index="uscc")
    for table, columns in spec.COLUMNS.items():
        frame = pd.read_parquet(
            folder / f"{table}.parquet", columns=list(dict.fromkeys(["record_id", "uscc", "event_date", *columns]))
        )  # fmt: skip
        late = [name for name in frame.columns if name.endswith("_date") and name != "event_date"]
        frame = conditions(table, frame.drop(columns=late))
        frame["event_date"] = pd.to_datetime(frame["event_date"])
        found.add_dataframe(
            dataframe_name=table,
            dataframe=frame,
            index="record_id",
            time_index="event_date",
            logical_types=TYPES[table],
        )
        found.add_relationship("entity", "uscc", table, "uscc")
    return found


TYPES: dict[str, dict[str, str]] = {
    "utility_bill": {"amount_due": "Double", "usage": "Double"}, "tax_filing": {"declared_revenue": "Double"},
    "loan_performance": {"dpd": "Double", "five_class": "Double", "overdue_amount": "Double"},
    "admin_penalty": {"fine": "Double", "domain": "Categorical"},
}  # fmt: skip


def conditions(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Conditions that hold on any day, as columns: ``where`` can only compare a column with a value."""
    if table == "utility_bill":
        return frame.assign(
            billed=frame["amount_due"].notna(), electricity=frame["utility"].eq("electricity")
        )
    if table == "loan_performance":
        return frame.assign(overdue=frame["dpd"] > 0)
    if table == "admin_penalty":
        serious = frame["penalty_kind"].isin(spec.SERIOUS_KINDS) | (frame["fine"] >= spec.SERIOUS_FINE)
        return frame.assign(serious=serious, safety=frame["domain"].isin(spec.SAFETY))
    return frame


def feature(es: ft.EntitySet, table: str, one: spec.Wanted) -> Any:
    told: dict[str, Any] = {"parent_dataframe_name": "entity"}
    if one.ask.where:
        told["where"] = ft.Feature(es[table].ww[one.ask.where]) == True  # noqa: E712  (their language)
    if one.ask.verb == "count":
        made = ft.Feature(es[table].ww["record_id"], primitive=ft.primitives.Count, **told)
    else:
        made = ft.Feature(es[table].ww[one.ask.value], primitive=PRIMITIVES[one.ask.verb], **told)
    return made.rename(one.name)


def main(folder: Path, names: list[str], out: Path) -> dict[str, float]:
    warnings.simplefilter("ignore")
    asked = sayable(names)
    with Spent() as spent:
        es = entity_set(folder)
        snapshots = pd.read_parquet(folder / "snapshots.parquet")
        cutoffs = snapshots.rename(columns={"entity": "uscc", "as_of": "time"})
        parts = []
        for months in sorted({one.start for _, one in asked}):
            wanted = [(table, one) for table, one in asked if one.start == months]
            matrix = ft.calculate_feature_matrix(
                [feature(es, table, one) for table, one in wanted], es, cutoff_time=cutoffs,
                training_window=f"{months} months", include_cutoff_time=False,
                cutoff_time_in_index=True, n_jobs=1,
            )  # fmt: skip
            for _, one in wanted:
                value = matrix[one.name].astype("float64") / one.ask.per
                matrix[one.name] = value if one.ask.none is None else value.fillna(one.ask.none)
            parts.append(matrix[[one.name for _, one in wanted]])
        whole = pd.concat(parts, axis=1).reset_index()
        whole = whole.rename(columns={"uscc": "entity", "time": "as_of"})
        whole.assign(as_of=pd.to_datetime(whole["as_of"])).to_parquet(out)
    return spent.figures(features=len(asked))


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))))
