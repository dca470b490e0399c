"""Reading and checking many rows of one table: utility bills from Parquet, defects planted and counted."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.bench import bills
from tests.bench.probe import Spent

REFUSED = tuple(rule for rule in (*bills.DEFECTS, "duplicate_key") if rule != "suspected_unit_error")


def delivered(work: Path, rows: int) -> Path:
    """A raw folder of bills, kept for the measurements after it."""
    folder = work / f"bills-{rows}"
    if not folder.is_dir():
        unfinished = work / f"bills-{rows}.writing"
        shutil.rmtree(unfinished, ignore_errors=True)
        bills.write(unfinished, rows).rename(folder)
        unfinished.with_name(f"{unfinished.name}-planted.json").rename(work / f"bills-{rows}-planted.json")
    return folder


def _compared(folder: Path, rejected: Mapping[str, int], warned: Mapping[str, int]) -> dict[str, float]:
    """How many planted rows were missed or wrongly refused, by rule, added up; and the suspected units."""
    planted = bills.planted(folder)
    return {
        "planted": sum(planted[rule] for rule in REFUSED),
        "misjudged": sum(abs(rejected.get(rule, 0) - planted[rule]) for rule in REFUSED)
        + sum(count for rule, count in rejected.items() if rule not in REFUSED),
        "units_planted": planted["suspected_unit_error"],
        "units_suspected": warned.get("suspected_unit_error", 0),
    }


def bills_check(work: Path, rows: int) -> dict[str, float]:
    """Every rule and warning; nothing written."""
    import duckdb  # noqa: F401  (imported late by records)
    import pyarrow.parquet  # noqa: F401

    from creditscore import records

    folder = delivered(work, rows)
    with Spent() as spent:
        found = records.check(folder)
    told = _compared(folder, found.rejected["utility_bill"], found.warnings["utility_bill"])
    total = found.accepted["utility_bill"] + sum(found.rejected["utility_bill"].values())
    return spent.figures(rows=total, rows_per_cpu_s=total / spent.cpu, **told)


def bills_read(work: Path, rows: int) -> dict[str, float]:
    """Checked, quarantined, written and digested."""
    import duckdb  # noqa: F401  (imported late by records)
    import pyarrow.parquet  # noqa: F401

    from creditscore import records

    folder, out = delivered(work, rows), work / f"bills-{rows}-canonical"
    shutil.rmtree(out, ignore_errors=True)
    with Spent() as spent:
        province = records.read(folder, out=out)
    told = _compared(folder, province.rejected["utility_bill"], province.warnings["utility_bill"])
    total = province.manifest.tables["utility_bill"].rows + sum(province.rejected["utility_bill"].values())
    shutil.rmtree(out)
    return spent.figures(rows=total, rows_per_cpu_s=total / spent.cpu, **told)


def tables_read(work: Path, rows: int) -> dict[str, float]:
    """Every declared table with ``rows`` rows: what a table costs however small it is."""
    import duckdb  # noqa: F401  (imported late by records)
    import pyarrow.parquet  # noqa: F401

    from creditscore import records
    from creditscore.records import TABLES
    from tests.records import tables as made

    folder, out = work / f"tables-{rows}", work / f"tables-{rows}-canonical"
    for table in TABLES.values():
        changes = {"record_id": "admin_penalty-0"} if table.name == "record_event" else {}
        made.write(folder, table, [made.row(table, number, **changes) for number in range(rows)])
    shutil.rmtree(out, ignore_errors=True)
    with Spent() as spent:
        province = records.read(folder, out=out)
    count = len(province.tables)
    return spent.figures(tables=count, cpu_ms_per_table=spent.cpu / count * 1e3)


MEASURES = {"bills_check": bills_check, "bills_read": bills_read, "tables_read": tables_read}
