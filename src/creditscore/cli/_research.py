"""Commands that need the research stack."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from creditscore.cli._progress import bars
from creditscore.errors import FeatureError

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.flow import Trained
    from creditscore.plan import Feature
    from creditscore.records import Province
    from creditscore.rights import RuleLine


def _wrote(*paths: Path | str) -> None:
    for path in paths:
        print(f"wrote {path}")


_SHOWN = {
    "auc": "AUC", "ks": "KS", "gini": "Gini", "brier": "Brier",
}  # fmt: skip


def _print_trained(trained: Trained) -> None:
    print(f"\n{trained.evaluation.title}, out of time (with 95 % intervals):")
    for model, row in trained.summary.iterrows():
        figures = [
            f"{title} {row[name]:.3f} [{row[f'{name}_low']:.3f}, {row[f'{name}_high']:.3f}]"
            for name, title in _SHOWN.items()
        ]
        if "oracle_auc" in row:
            figures.append(f"oracle AUC {row['oracle_auc']:.3f}, efficiency {row['efficiency']:.2f}")
        print(f"  {model}: {', '.join(figures)}")
    _wrote(trained.report, *trained.bundles.values())
    for kind, run in trained.runs.items():
        print(f"tracked {kind}: model {run.name} version {run.version}, run {run.run_id}")


def _implausible(trained: Trained) -> list[str]:
    """Models of a made-up province that rank hardly at all, or too well to be true (simulation.md)."""
    if "oracle_auc" not in trained.summary.columns:
        return []
    return [
        f"{trained.evaluation.name} {model}: AUC {row['auc']:.3f} [{row['auc_low']:.3f}, {row['auc_high']:.3f}]; "
        "wanted a lower bound above 0.6 and an estimate under 0.95"
        for model, row in trained.summary.iterrows()
        if not (row["auc_low"] > 0.6 and row["auc"] < 0.95)
    ]


def demo(arguments: argparse.Namespace) -> int:
    """``creditscore demo``."""
    from creditscore import flow

    with bars() as progress:
        done = flow.demo(arguments.out, entities=arguments.entities, seed=arguments.seed, progress=progress)
    print("MADE-UP DATA: everything below is about a simulated province.\n")
    print(done.province)
    for trained in done.trained:
        _print_trained(trained)
    for name, why in done.refused.items():
        print(f"\n{name}: no model may be shipped: {why}")
    _wrote(done.scores)
    odd = [text for trained in done.trained for text in _implausible(trained)]
    for text in odd:
        print(f"implausible: {text}", file=sys.stderr)
    return 1 if odd else 0


def simulate(arguments: argparse.Namespace) -> int:
    """``creditscore simulate``."""
    from creditscore import simulate as room

    with bars() as progress:
        out = room.write(arguments.out, entities=arguments.entities, seed=arguments.seed, progress=progress)
    _wrote(out)
    return 0


def _snapshots(province: Province, as_of: date | None, file: Path | None) -> pd.DataFrame:
    import pandas as pd

    if file is not None:
        return (
            pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file, dtype={"entity": "str"})
        )
    entities = sorted(set(province.frame("entity", ["uscc"])["uscc"]))
    return pd.DataFrame({"entity": entities, "as_of": pd.Timestamp(as_of)})


def features(arguments: argparse.Namespace) -> int:
    """``creditscore features``."""
    from creditscore import features as room
    from creditscore import records

    province = records.read(arguments.records)
    day = arguments.as_of
    if day is not None and not province.data_from < day <= province.data_until:
        raise FeatureError(
            f"as_of {day} lies outside the data ({province.data_from} to {province.data_until}); choose a day inside"
        )
    snapshots = _snapshots(province, day, arguments.snapshots)
    with bars() as progress:
        out = room.write(
            province, snapshots, arguments.out, select=_asked(arguments, province), engine=arguments.engine,
            partitions=arguments.partitions, memory=arguments.memory, progress=progress,
        )  # fmt: skip
    _wrote(out)
    return 0


def _asked(arguments: argparse.Namespace, province: Province) -> tuple[Feature, ...]:
    """The features named, or those of the groups and the layer whose tables are there."""
    from creditscore import features as room

    if arguments.names:
        return room.named(*arguments.names)
    chosen = room.select(groups=arguments.groups, layer=arguments.layer, tables=province.tables)
    if not chosen:
        raise FeatureError(
            f"groups {arguments.groups} of {arguments.layer or 'any'} layer: no feature whose tables are in "
            f"{province.path.name}; groups are {', '.join(room.GROUPS)}"
        )
    return chosen


def explain(arguments: argparse.Namespace) -> int:
    """``creditscore explain``: the wording, lineage and statement of a feature, and the rows that counted."""
    from creditscore import features as room
    from creditscore import records

    province = None if arguments.records is None else records.read(arguments.records)
    print(room.explain(arguments.name, province=province, entity=arguments.entity, as_of=arguments.as_of))
    return 0


def train(arguments: argparse.Namespace) -> int:
    """``creditscore train``."""
    from creditscore import evaluations, flow, records, samples

    province = records.read(arguments.records)
    evaluation = evaluations.get(arguments.evaluation)
    quarters = samples.quarters(arguments.first or flow.FIRST, arguments.last or flow.LAST)
    with bars() as progress:
        trained = flow.train(
            province, evaluation=evaluation, out=arguments.out, as_of=quarters,
            test_from=arguments.test_from or flow.TEST_FROM, seed=arguments.seed, progress=progress,
        )  # fmt: skip
    _print_trained(trained)
    return 0


def dictionary(arguments: argparse.Namespace) -> int:
    """``creditscore dictionary``: prints it, writes it, or compares the committed files with the declarations.

    A name that ends in ``.html`` means the page that can be searched, any other the markdown; ``--check`` compares
    both where the page lies beside the markdown.
    """
    if arguments.check is not None:
        files = [arguments.check, arguments.check.with_suffix(".html")]
        stale = [file for file in files if file == arguments.check or file.exists()]
        stale = [file for file in stale if not _says_what_is_declared(file)]
        for file in stale:
            print(
                f"{file} is not what the declarations say; write it again with: creditscore dictionary --out {file}",
                file=sys.stderr,
            )
        return 1 if stale else 0
    if arguments.out is None:
        print(_dictionary("md"))
        return 0
    from creditscore.reporting import write_whole

    _wrote(write_whole(arguments.out, _dictionary(arguments.out.suffix[1:]) + "\n"))
    return 0


def _dictionary(form: str) -> str:
    from creditscore import features, reporting

    return reporting.dictionary() if form == "html" else features.dictionary()


def _says_what_is_declared(file: Path) -> bool:
    """The embedded font of a page is not compared: its bytes change with the library that packs it."""
    from creditscore import reporting

    if not file.is_file():
        return False
    said, wanted = file.read_text(encoding="utf-8"), _dictionary(file.suffix[1:]) + "\n"
    return said == wanted or (
        file.suffix == ".html" and reporting.without_font(said) == reporting.without_font(wanted)
    )


def rules(arguments: argparse.Namespace) -> int:
    """``creditscore rules``: every line of the rule tables in force, with its channel, source, status and basis."""
    from creditscore import rights

    for line in rights.rules(on=arguments.on):
        since = "always" if line.in_force_from is None else f"from {line.in_force_from}"
        until = "" if line.in_force_until is None else f" until {line.in_force_until}"
        print(
            f"{line.table} [{line.channel}] {line.version} ({since}{until}; date {line.dated}) {_rule_line(line)}"
        )
    return 0


def _rule_line(line: RuleLine) -> str:
    said = [
        "before an early end" if line.kind == "condition" else f"use stops after {line.max_months} months"
    ]
    if line.kind == "term":
        least = "no minimum" if line.min_months is None else f"at least {line.min_months}"
        least += " from correction" if line.min_from == "correction" else ""
        most = "no automatic end" if line.max_months is None else f"at most {line.max_months}"
        said = [f"{least}, {most} (months)", line.severity or ""]
        said += [f"published: {line.published}"] if line.published != "yes" else []
        said += [f"early end: {line.repair}"] if line.repair != "on_application" else []
    told = "; ".join(part for part in said if part)
    applied = "" if line.applied else " (not applied)"
    return (
        f"{line.case}: {line.title_zh} {line.title_en}: {told}; source {line.source}; status {line.status}; "
        f"{line.basis_kind}{applied}"
    )
