"""Commands about record tables: reading them in, checking them, writing 双公示 files."""

from __future__ import annotations

import argparse

from creditscore.cli._progress import bars

REFUSED_ROWS = 3
"""Exit code where the work is done but rows were refused."""


def read(arguments: argparse.Namespace) -> int:
    """``creditscore read``: exit 3 if rows were refused."""
    from creditscore import records

    with bars() as progress:
        province = records.convert(
            arguments.raw, mapping=arguments.mapping, out=arguments.out, rejected=arguments.rejected,
            key=arguments.key, progress=progress,
        )  # fmt: skip
    print(f"{province.manifest.title or arguments.raw.name}: {province.data_from} to {province.data_until}")
    for text in province.assumptions:
        print(f"assumed: {text}")
    print(*records.quality_lines(province), sep="\n")
    print(f"wrote {province.path}")
    if province.rejected:
        print(f"refused rows with the rules they break: {arguments.rejected or province.path / 'rejected'}")
    return REFUSED_ROWS if province.rejected else 0


def check(arguments: argparse.Namespace) -> int:
    """``creditscore check``: a summary by table and rule; exit 3 if rows were refused."""
    from creditscore import records

    with bars() as progress:
        result = records.check(arguments.records, rejected=arguments.rejected, progress=progress)
    print(*records.quality_lines(result), sep="\n")
    earlier = sum(sum(rules.values()) for rules in result.earlier.values())
    if earlier:
        print(f"{earlier:,} rows were refused when these records were read in")
    if result.rejected_rows and arguments.rejected is not None:
        print(f"refused rows with the rules they break: {arguments.rejected}")
    return REFUSED_ROWS if result.rejected_rows else 0


def publish(arguments: argparse.Namespace) -> int:
    """``creditscore publish``: a 双公示 file of the decisions in a folder of records."""
    from creditscore import records

    out = records.write_dual_publicity(
        records.read(arguments.records), arguments.out, table=arguments.table, layout=arguments.layout,
        headers=arguments.headers, encoding=arguments.encoding, since=arguments.since, until=arguments.until,
    )  # fmt: skip
    print(f"wrote {out}")
    return 0


def mappings(_: argparse.Namespace) -> int:
    """``creditscore mappings``: the built-in mappings by name."""
    from creditscore import records

    for name, title in records.mappings().items():
        print(f"{name}: {title}")
    return 0
