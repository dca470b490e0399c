"""Monthly invoice records made from single invoices (domain.md 2.11)."""

from __future__ import annotations

import hashlib

from creditscore.errors import RecordsError
from creditscore.records._cast import ColumnSpec, literal
from creditscore.records._catalogue import TABLES
from creditscore.records._check import Feed, Job
from creditscore.records._deliver import REJECTED, Delivery, finish, workshop, write_coverage, write_table
from creditscore.records._manifest import Source
from creditscore.records._province import Province
from creditscore.records._rules import Context
from creditscore.records._stage import scannable

_MONTHLY = "vat_invoice_monthly"


def monthly_invoices(province: Province) -> Province:
    """Add ``vat_invoice_monthly`` to a province that has ``vat_invoice``, and return it opened anew.

    One row a subject and month with an invoice, dated by the month's last day. ``out_count`` counts the sales
    invoices issued, of which ``void_count`` were voided; void ones enter no amount and no other count. A red invoice (negative amount) lowers ``out_amount`` and is counted in ``red_count`` and,
    as a positive sum, ``red_amount``. Buyers, sellers and the largest buyer's share rest on positive invoices
    in force. A month becomes known when its last invoice does, and no earlier than its last day plus the
    assumed lag of the invoices. A last month that the data do not cover to its end is left out. Exact
    duplicates were dropped and counted when the invoices were read.
    """
    if not province.has("vat_invoice"):
        raise RecordsError(
            f"table 'vat_invoice' is missing from {province.path}; found {list(province.tables)}; "
            "monthly invoices are made from single ones: read those first"
        )
    manifest = province.manifest
    entry = manifest.tables["vat_invoice"]
    invoices = province.path / "vat_invoice.parquet"
    lag = entry.lag_days or 0
    with workshop(province.path) as shop:
        target = shop.scratch / "monthly.parquet"
        shop.connection.execute(
            f"COPY ({_months(literal(str(invoices)), lag)}) TO {literal(str(target))} (FORMAT parquet)"
        )
        staged = scannable(target, connection=shop.connection)
        columns = {
            name: ColumnSpec(source=name, unit="fen" if TABLES[_MONTHLY].column(name).kind == "money" else "")
            for name in staged.columns
        }
        job = Job(table=TABLES[_MONTHLY], feeds=(Feed(staged=staged, columns=columns, made_id=True),),
                  identifier=manifest.identifier, context=Context(regions="free", tables=tuple(TABLES)))  # fmt: skip
        lags = {name: found.lag_days for name, found in manifest.tables.items() if found.lag_days is not None}
        delivery = Delivery(
            out=province.path, rejected=province.path / REJECTED, covered_from={}, origin=manifest.source,
            lags={**lags, **({_MONTHLY: lag} if entry.lag_days is not None else {})},
            source=Source(title=manifest.title, made_up=manifest.made_up, identifier=manifest.identifier,
                          regions=manifest.regions, data_from=manifest.data_from, data_until=manifest.data_until,
                          assumptions=manifest.assumptions),
        )  # fmt: skip
        digest = hashlib.sha256(f"{_MONTHLY} {lag} {entry.sha256}".encode()).hexdigest()
        made = write_table(job, delivery, shop=shop, digest=digest)
        coverage = [row for row in province.rows("coverage") if row["table_name"] != _MONTHLY]
        coverage += [
            {**row, "table_name": _MONTHLY} for row in coverage if row["table_name"] == "vat_invoice"
        ]
        covered = write_coverage(coverage, delivery, shop=shop)
        finish({**manifest.tables, _MONTHLY: made, "coverage": covered}, delivery, shop=shop)
    return Province(province.path)


def _months(invoices: str, lag: int) -> str:
    scan = f"(SELECT *, last_day(event_date) AS ends FROM read_parquet({invoices}))"
    in_force = "NOT void"
    sold, bought = f"({in_force} AND side = 'out')", f"({in_force} AND side = 'in')"
    return f"""
        WITH invoice AS {scan},
        buyer AS (
            SELECT uscc, ends, max(bought) / sum(bought) AS top1_buyer_share,
                   list_sum(max(bought, 5)) / sum(bought) AS top5_buyer_share FROM (
                SELECT uscc, ends, counterparty, sum(amount) AS bought FROM invoice
                WHERE {sold} AND amount > 0 GROUP BY ALL
            ) GROUP BY ALL
        ),
        month AS (
            SELECT
                uscc, ends,
                greatest(max(known_date), ends + {lag}) AS known_date,
                coalesce(sum(amount) FILTER ({sold}), 0)::BIGINT AS out_amount,
                {_tax(sold)} AS out_tax,
                count(*) FILTER (side = 'out') AS out_count,
                coalesce(sum(amount) FILTER ({bought}), 0)::BIGINT AS in_amount,
                {_tax(bought)} AS in_tax,
                count(*) FILTER ({bought}) AS in_count,
                count(*) FILTER (void AND side = 'out') AS void_count,
                count(*) FILTER ({sold} AND amount < 0) AS red_count,
                coalesce(-sum(amount) FILTER ({sold} AND amount < 0), 0)::BIGINT AS red_amount,
                count(DISTINCT counterparty) FILTER ({sold} AND amount > 0) AS buyer_count,
                count(DISTINCT counterparty) FILTER ({bought} AND amount > 0) AS seller_count,
                min(source_code) AS source_code, min(region_code) AS region_code
            FROM invoice WHERE superseded_date IS NULL AND ends <= (SELECT max(event_date) FROM invoice)
            GROUP BY uscc, ends
        )
        SELECT uscc, ends AS event_date, known_date, source_code, region_code,
               date_trunc('month', ends)::DATE AS month, out_amount, out_tax, out_count, in_amount, in_tax, in_count,
               void_count, red_count, red_amount, buyer_count, seller_count, top1_buyer_share, top5_buyer_share
        FROM month LEFT JOIN buyer USING (uscc, ends) ORDER BY uscc, event_date
    """


def _tax(side: str) -> str:
    """Tax of one side's invoices in force; null, never a short sum, where one of them carries none."""
    said = f"count(tax) FILTER ({side}) = count(*) FILTER ({side})"
    return f"CASE WHEN {said} THEN coalesce(sum(tax) FILTER ({side}), 0)::BIGINT END"
