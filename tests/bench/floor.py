"""The floor of DESIGN section 7: scan every column the plan uses, one GROUP BY entity with a count and maxima."""

from __future__ import annotations

from pathlib import Path

from creditscore.plan import Aggregate, Feature, columns_of, leaves

ALWAYS = ("uscc", "event_date", "known_date", "superseded_date")


def columns(features: tuple[Feature, ...]) -> dict[str, list[str]]:
    """Table → the columns its plan uses: dates of the predicate, values, conditions, and the repair's record id."""
    used: dict[str, set[str]] = {}
    for feature in features:
        for leaf in leaves(feature.node):
            if isinstance(leaf, Aggregate):
                mine = used.setdefault(leaf.table, set(ALWAYS))
                mine |= columns_of(leaf.value) | columns_of(leaf.where)
                if leaf.verb == "latest":
                    mine.add("record_id")
    if "admin_penalty" in used:
        used["admin_penalty"].add("record_id")  # joined to record_event
    return {table: sorted(names) for table, names in used.items()}


def statements(folder: Path, features: tuple[Feature, ...], out: Path) -> list[str]:
    """One statement per event table, Parquet to Parquet."""
    return [
        f"COPY (SELECT uscc, count(*), {', '.join(f'max({name})' for name in names if name != 'uscc')} "
        f"FROM '{folder}/{table}.parquet' GROUP BY uscc) TO '{out.with_name(f'{out.stem}-{table}.parquet')}' (FORMAT parquet)"
        for table, names in columns(features).items()
    ]
