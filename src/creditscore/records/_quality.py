"""The quality of a delivery in lines of text: by table what was accepted, refused and warned of, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping

from creditscore.records._catalogue import TABLES
from creditscore.records._province import Province
from creditscore.records._read import CheckResult
from creditscore.records._rules import RULES


def quality_lines(result: Province | CheckResult) -> list[str]:
    """One line a table, one a rule under it with its titles and share of the table's rows, and the sums at the end.

    A row that breaks several rules counts under the first of them; a row with warnings is accepted. Warnings are
    shares of the accepted rows.
    """
    accepted, refused, warned, revised = _counts(result)
    lines: list[str] = []
    for name, rows in accepted.items():
        bad = sum(refused[name].values())
        head = f"{name} {TABLES[name].title_zh}: {rows + bad:,} rows, {rows:,} accepted, {bad:,} refused"
        if bad:
            head += f" ({_share(bad, rows + bad)})"
        if revised.get(name):
            head += f"; {revised[name]:,} replaced by a later revision"
        lines.append(head)
        lines += _rules("refused", name, refused[name], rows + bad)
        lines += _rules("warning", name, warned.get(name, {}), rows)
    rows, bad = sum(accepted.values()), sum(sum(rules.values()) for rules in refused.values())
    lines.append(
        f"all {len(accepted)} tables: {rows + bad:,} rows, {rows:,} accepted, {bad:,} refused ({_share(bad, rows + bad)})"
    )
    return lines


def _counts(
    result: Province | CheckResult,
) -> tuple[dict[str, int], dict[str, Mapping[str, int]], dict[str, Mapping[str, int]], dict[str, int]]:
    if isinstance(result, CheckResult):
        return dict(result.accepted), dict(result.rejected), dict(result.warnings), {}
    entries = result.manifest.tables
    return (
        {name: entry.rows for name, entry in entries.items()},
        {name: entry.rejected for name, entry in entries.items()},
        {name: entry.warnings for name, entry in entries.items()},
        {name: entry.revised for name, entry in entries.items()},
    )


def _rules(word: str, table: str, counts: Mapping[str, int], rows: int) -> list[str]:
    ordered = sorted((rule for rule, count in counts.items() if count), key=list(RULES).index)
    return [
        f"  {word} {table}: {rule} {counts[rule]:,} ({_share(counts[rule], rows)}) {RULES[rule][0]}: {RULES[rule][1]}"
        for rule in ordered
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "0.00 %"
