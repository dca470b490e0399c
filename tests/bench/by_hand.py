"""The same 60 features as one DuckDB statement, written by hand as a careful analyst would.

One join per event table with the visibility predicate, one GROUP BY, conditional aggregates, distinct values as
a bit mask; the version of the entity in force, coverage by place and kind, publicity of penalties, repairs.
Nothing here is generated from the plans: the columns are named and written out, so that equal results are
evidence for both.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from creditscore.plan import Feature


class Line(NamedTuple):
    """One aggregate: what of which value, where; ``none`` is the value when nothing was seen."""

    verb: str
    value: str = ""
    where: str = ""
    per: int = 1
    none: str = "0"


_BILLED = "amount_due IS NOT NULL"
_DELAY = "greatest(0, date_diff('day', event_date, coalesce(paid, as_of)))"
_TAX_DELAY = "greatest(0, date_diff('day', event_date, coalesce(filed, as_of)))"
_SERIOUS = (
    "penalty_kind IN ('licence_suspend', 'qualification_down', 'licence_revoke', 'restrict_business', 'stop_production', "
    "'order_close', 'restrict_employment') OR fine >= 50000000"
)
_SAFETY = "domain IN ('food', 'drug', 'special_equipment', 'safety', 'fire')"

LINES: dict[str, dict[str, Line]] = {
    "utility_bill": {
        "utility_bill_count": Line("count", where=_BILLED),
        "utility_late_count": Line("count", where=f"{_BILLED} AND (paid IS NULL OR paid > event_date)"),
        "utility_unpaid_count": Line("count", where=f"{_BILLED} AND paid IS NULL"),
        "utility_unpaid_amount": Line("sum", "amount_due", "paid IS NULL", per=100),
        "utility_amount": Line("sum", "amount_due", per=100),
        "utility_delay_mean": Line("avg", _DELAY, _BILLED),
        "utility_delay_max": Line("max", _DELAY, _BILLED),
        "utility_cutoff_count": Line("count", where="cutoff_date < as_of"),
        "electricity_usage": Line("sum", "usage", "utility = 'electricity'"),
    },
    "tax_filing": {
        "tax_filing_count": Line("count"),
        "late_filing_count": Line("count", where="filed IS NULL OR filed > event_date"),
        "unfiled_count": Line("count", where="filed IS NULL"),
        "late_filing_days_mean": Line("avg", _TAX_DELAY),
        "late_filing_days_max": Line("max", _TAX_DELAY),
        "zero_return_count": Line("count", where="zero_return AND filed IS NOT NULL"),
        "declared_revenue": Line(
            "sum", "declared_revenue", "filed IS NOT NULL AND tax_type = 'vat'", per=100
        ),
        "declared_revenue_trend": Line(
            "trend", "ln(1 + declared_revenue / 100)", "filed IS NOT NULL AND tax_type = 'vat'", none="NULL"
        ),
    },
    "loan_performance": {
        "loan_max_dpd": Line("max", "dpd"),
        "loan_months_overdue": Line("count", where="dpd > 0"),
        "loan_months": Line("count"),
        "days_since_overdue": Line("recency", where="dpd > 0"),
        "loan_worst_class": Line("max", "five_class", none="1"),
        "loan_overdue_max": Line("max", "overdue_amount", per=100),
        "loan_extensions": Line("count", where="extended"),
        "loan_balance_max": Line("max", "balance", per=100),
        "loan_class_now": Line("latest", "five_class", none="1"),
    },
    "admin_penalty": {
        "penalty_count": Line("count"),
        "serious_penalty_count": Line("count", where=_SERIOUS),
        "fine_sum": Line("sum", "fine", per=100),
        "fine_max": Line("max", "fine", per=100),
        "days_since_penalty": Line("recency"),
        "penalty_domains": Line("domains"),
        "safety_penalty_count": Line("count", where=_SAFETY),
        "unpaid_fine_sum": Line("sum", "fine", "paid IS NULL", per=100),
    },
}
"""Every question the 60 features ask, by the beginning of the feature's name."""

_PAIR = {
    "utility_bill": "CASE WHEN e.paid_date < s.as_of THEN e.paid_date END AS paid, cutoff_date, amount_due, usage, utility",
    "tax_filing": "CASE WHEN e.filed_date < s.as_of THEN e.filed_date END AS filed, zero_return, declared_revenue, tax_type",
    "loan_performance": "record_id, known_date, dpd, five_class, overdue_amount, extended, balance",
    "admin_penalty": (
        "CASE WHEN e.paid_date < s.as_of THEN e.paid_date END AS paid, penalty_kind, fine, domain"
    ),
}

# Order 58 of the NDRC: 36 months, in force from 2023-05-01; the order after it ends nothing before 2026-04-01.
_PENALTIES = """(
  SELECT p.*, least(superseded_date + 1, ended + 1,
    CASE WHEN greatest(event_date + INTERVAL 36 MONTH, DATE '2023-05-01') < DATE '2026-04-01'
         THEN greatest(event_date + INTERVAL 36 MONTH, DATE '2023-05-01')::DATE END) AS until
  FROM '{folder}/admin_penalty.parquet' p LEFT JOIN (
    SELECT record_id, min(greatest(event_date, known_date)) AS ended FROM '{folder}/record_event.parquet'
    WHERE table_name = 'admin_penalty' AND kind IN ('repaired', 'revoked', 'objection_upheld') GROUP BY 1
  ) r USING (record_id)
)"""
_PLAIN = "(SELECT *, superseded_date + 1 AS until FROM '{folder}/{table}.parquet')"


def statement(folder: Path, features: tuple[Feature, ...], out: Path) -> str:
    """The statement that writes the features of ``folder``'s snapshots to ``out``, in the snapshots' order."""
    asked = {table: _asked(table, features) for table in LINES}
    known = {name for lines in asked.values() for name in lines}
    missing = [feature.name for feature in features if feature.name not in known]
    if missing:
        raise LookupError(f"by_hand: {missing} are not written by hand; add their lines")
    months = sorted(
        {month for lines in asked.values() for _, window in lines.values() for month in window} - {0}
    )
    bounds = ", ".join(f"(as_of - INTERVAL {month} MONTH)::DATE AS b{month}" for month in months)
    parts = [_aggregated(folder, table, lines) for table, lines in asked.items()]
    finished = {
        name: _finished(table, name, *pair) for table, lines in asked.items() for name, pair in lines.items()
    }
    columns = ",\n  ".join(finished[feature.name] for feature in features)
    joins = "\n".join(f"LEFT JOIN {table}_seen USING (row)" for table in asked)
    return f"""COPY (
WITH raw AS MATERIALIZED (
  SELECT row_number() OVER () - 1 AS row, entity, as_of::DATE AS as_of FROM '{folder}/snapshots.parquet'
), versions AS (
  SELECT row, arg_max((oper_region_code, entity_type), event_date) AS place
  FROM raw JOIN '{folder}/entity.parquet' e ON entity = uscc AND event_date < as_of AND known_date < as_of
    AND (superseded_date IS NULL OR superseded_date >= as_of) GROUP BY row
), placed AS MATERIALIZED (
  SELECT raw.*, place[1] AS region, place[2] AS kind, {bounds} FROM raw LEFT JOIN versions USING (row)
), since AS MATERIALIZED (
  SELECT region, kind, as_of, {
        ", ".join(f"min(covered_from) FILTER (table_name = '{table}') AS {table}_since" for table in asked)
    }
  FROM (SELECT DISTINCT region, kind, as_of FROM placed) p JOIN '{folder}/coverage.parquet' c
    ON (c.region_code IS NULL OR c.region_code IN (region, region[:4] || '00'))
    AND (c.entity_type IS NULL OR c.entity_type = kind)
    AND covered_from < as_of AND (covered_until IS NULL OR covered_until >= as_of)
  GROUP BY ALL
), {", ".join(parts)}
SELECT entity, placed.as_of, {columns}
FROM placed LEFT JOIN since ON since.as_of = placed.as_of AND since.region IS NOT DISTINCT FROM placed.region
  AND since.kind IS NOT DISTINCT FROM placed.kind
{joins}
ORDER BY row) TO '{out}' (FORMAT parquet)"""


def _asked(table: str, features: tuple[Feature, ...]) -> dict[str, tuple[Line, tuple[int, int]]]:
    """Feature name → its line and window (start, end) in months, read from the name."""
    found: dict[str, tuple[Line, tuple[int, int]]] = {}
    for feature in features:
        match = re.fullmatch(r"(\w+?)_(\d+)(?:_(\d+))?m", feature.name)
        if match is not None and match[1] in LINES[table]:
            found[feature.name] = (LINES[table][match[1]], (int(match[2]), int(match[3] or 0)))
    return found


def _aggregated(folder: Path, table: str, lines: dict[str, tuple[Line, tuple[int, int]]]) -> str:
    widest = max(start for _, (start, _) in lines.values())
    months = sorted({month for _, window in lines.values() for month in window} - {0})
    source = (_PENALTIES if table == "admin_penalty" else _PLAIN).format(folder=folder, table=table)
    aggregates = ",\n    ".join(_aggregate(name, *pair, widest) for name, pair in lines.items())
    return f"""{table}_seen AS (
  SELECT row, {aggregates} FROM (
    SELECT s.row, s.as_of, {", ".join(f"s.b{month}" for month in months)}, event_date, {_PAIR[table]}
    FROM placed s JOIN {source} e ON s.entity = e.uscc
      AND event_date < as_of AND event_date >= b{widest} AND known_date < as_of
      AND (until IS NULL OR until > as_of)
  ) GROUP BY row)"""


def _aggregate(name: str, line: Line, window: tuple[int, int], widest: int) -> str:
    start, end = window
    conditions = [f"event_date >= b{start}"] * (start != widest) + [f"event_date < b{end}"] * (end > 0)
    conditions += [f"({line.where})"] * bool(line.where)
    only = f" FILTER ({' AND '.join(conditions)})" if conditions else ""
    if line.verb == "trend":
        return _trend(name, line, conditions)
    call = {
        "count": "count(*)",
        "recency": "max(event_date)",
        "latest": f"arg_max({line.value}, (event_date, known_date, record_id))",
        "domains": "bit_or(" + " + ".join(f"CASE domain WHEN '{d}' THEN {1 << i} ELSE 0 END" for i, d in
                                         enumerate(_domains())) + ")",
    }.get(line.verb, f"{line.verb}({line.value})")  # fmt: skip
    return f"{call}{only} AS raw_{name}"


def _trend(name: str, line: Line, conditions: list[str]) -> str:
    month = "(date_diff('month', as_of, event_date))::DOUBLE"
    only = f" FILTER ({' AND '.join([*conditions, f'{line.value} IS NOT NULL'])})"
    mask = f"bit_or(1::BIGINT << -date_diff('month', as_of, event_date)){only}"
    return f"CASE WHEN bit_count({mask}) >= 3 THEN regr_slope({line.value}, {month}){only} END AS raw_{name}"


def _domains() -> tuple[str, ...]:
    from creditscore import records

    return records.ADMIN_PENALTY.column("domain").codes


def _finished(table: str, name: str, line: Line, window: tuple[int, int]) -> str:
    raw = f"raw_{name}"
    if line.verb == "recency":
        value = f"date_diff('day', coalesce({raw}, b{window[0]}), placed.as_of)"
    elif line.verb == "domains":
        value = f"coalesce(bit_count({raw}), 0)"
    else:
        value = f"coalesce({raw}{f' / {line.per}' if line.per != 1 else ''}, {line.none})"
    return f"CASE WHEN {table}_since <= b{window[0]} THEN ({value})::DOUBLE END AS {name}"
