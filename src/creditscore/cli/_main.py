"""Arguments, exit codes and what each command says it wrote.

Exit codes: 0 done, 1 a law of the catalogue is broken (``--check``), 2 refused, 3 done but rows were refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from creditscore.errors import CreditscoreError, MissingExtra

Command = Callable[[argparse.Namespace], int]

_EXTRAS = {
    "pandas": "research", "ibis": "research", "duckdb": "research", "pyarrow": "batch", "lightgbm": "research",
    "scipy": "research", "sklearn": "research", "matplotlib": "research", "jinja2": "research",
    "mlflow": "research", "rich": "batch", "pyspark": "spark",
}  # fmt: skip


def _lazy(module: str, name: str) -> Command:
    """The command ``name`` of a module of this room, imported when it is run."""

    def run(arguments: argparse.Namespace) -> int:
        command: Command = getattr(import_module(f"creditscore.cli.{module}"), name)
        return command(arguments)

    return run


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"wanted a day such as 2026-05-01, found {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="creditscore", description="Explainable public-credit scoring of market entities."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, run: Command) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    _research_commands(command)
    _records_commands(command)
    _entity_commands(command)
    _supervision_commands(command)
    _scoring_commands(command)
    return parser


def _research_commands(command: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    demo = command("demo", "the main job on a made-up province", _lazy("_research", "demo"))
    demo.add_argument("--entities", type=int, default=20_000)
    demo.add_argument("--seed", type=int, default=7)
    demo.add_argument("--out", type=Path, default=Path("build/demo"))

    simulate = command(
        "simulate", "write a made-up province of record tables", _lazy("_research", "simulate")
    )
    simulate.add_argument("out", type=Path, metavar="OUT")
    simulate.add_argument("--entities", type=int, required=True)
    simulate.add_argument("--seed", type=int, required=True)

    features = command("features", "feature matrix of a province", _lazy("_research", "features"))
    features.add_argument("records", type=Path, metavar="RECORDS")
    when = features.add_mutually_exclusive_group(required=True)
    when.add_argument("--as-of", type=_day, metavar="DATE", help="every entity on this day")
    when.add_argument("--snapshots", type=Path, metavar="FILE", help="CSV or Parquet with entity and as_of")
    features.add_argument("--out", type=Path, required=True, metavar="FILE")
    features.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb",
                          help="spark: on this machine or as spark-submit says; FILE is then a folder")  # fmt: skip
    features.add_argument("--names", nargs="+", metavar="NAME", help="these features, in this order")
    features.add_argument(
        "--groups", nargs="+", metavar="GROUP", help="features of these groups, such as PEN TAX"
    )
    features.add_argument(
        "--layer", choices=("public", "authorised"), help="public: nothing that needs authorisation"
    )
    features.add_argument(
        "--partitions", type=int, metavar="N", help="parts; each bounds memory and is resumed"
    )
    features.add_argument("--memory", metavar="SIZE", help="what the engine may hold, such as 2GiB")

    explain = command("explain", "what a feature asks, and for one entity the rows that counted",
                      _lazy("_research", "explain"))  # fmt: skip
    explain.add_argument("name", metavar="FEATURE")
    explain.add_argument("--records", type=Path, metavar="RECORDS")
    explain.add_argument("--entity", metavar="CODE")
    explain.add_argument("--as-of", type=_day, metavar="DATE")

    train = command("train", "sample, fit, validate, track and export", _lazy("_research", "train"))
    train.add_argument("records", type=Path, metavar="RECORDS")
    train.add_argument("--evaluation", required=True, metavar="NAME")
    train.add_argument("--out", type=Path, required=True, metavar="DIR")
    train.add_argument("--first", type=_day, default=None, metavar="DATE", help="first snapshot")
    train.add_argument("--last", type=_day, default=None, metavar="DATE", help="last snapshot")
    train.add_argument("--test-from", type=_day, default=None, metavar="DATE")
    train.add_argument("--seed", type=int, default=7)

    dictionary = command("dictionary", "print the feature dictionary", _lazy("_research", "dictionary"))
    dictionary.add_argument("--out", type=Path, default=None, metavar="FILE")
    dictionary.add_argument("--check", type=Path, nargs="?", const=Path("reports/feature_dictionary.md"),
                            default=None, metavar="FILE", help="compare with the committed dictionary")  # fmt: skip

    rules = command("rules", "rule tables in force on a day", _lazy("_research", "rules"))
    rules.add_argument("--on", type=_day, required=True, metavar="DATE")


def _records_commands(command: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    read = command("read", "somebody else's files → canonical Parquet", _lazy("_records", "read"))
    read.add_argument("raw", type=Path, metavar="RAW")
    read.add_argument(
        "--mapping", required=True, metavar="FILE_OR_NAME", help="TOML file or built-in mapping"
    )
    read.add_argument(
        "--out", type=Path, required=True, metavar="RECORDS", help="replaces the tables of an earlier run"
    )
    read.add_argument(
        "--rejected", type=Path, default=None, metavar="DIR", help="refused rows, Parquet (RECORDS/rejected)"
    )
    read.add_argument(
        "--key", type=Path, default=None, metavar="FILE", help="key of person links, outside the data"
    )

    check = command("check", "check record tables and count refused rows by rule", _lazy("_records", "check"))
    check.add_argument("records", type=Path, metavar="RECORDS")
    check.add_argument(
        "--rejected", type=Path, default=None, metavar="DIR", help="keeps refused rows there, as Parquet"
    )

    command("mappings", "list the built-in mappings", _lazy("_records", "mappings"))

    publish = command(
        "publish",
        "every decision not revoked as a 双公示 file: for reporting, not what may be shown",
        _lazy("_records", "publish"),
    )
    publish.add_argument("records", type=Path, metavar="RECORDS")
    publish.add_argument("--out", type=Path, required=True, metavar="FILE", help=".csv or .xlsx")
    publish.add_argument("--table", choices=("admin_penalty", "admin_licence"), default="admin_penalty")
    publish.add_argument("--layout", default="2018", metavar="YEAR", help="2018 or 2015")
    publish.add_argument("--headers", choices=("chinese", "interface"), default="chinese")
    publish.add_argument("--encoding", choices=("utf-8-sig", "utf-8", "gb18030"), default="utf-8-sig")
    publish.add_argument("--since", type=_day, default=None, metavar="DATE", help="decided on or after")
    publish.add_argument("--until", type=_day, default=None, metavar="DATE", help="decided before")


def _entity_commands(command: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    report = command("report", "the public credit report of one entity", _lazy("_report", "report"))
    repair = command(
        "repair", "what of an entity's adverse records can be repaired, and when", _lazy("_report", "repair")
    )
    for one in (report, repair):
        one.add_argument(
            "entity", metavar="ENTITY", help="unified social credit code, or pseudonym of the records"
        )
        one.add_argument("--records", type=Path, required=True, metavar="RECORDS")
        one.add_argument("--as-of", type=_day, required=True, metavar="DATE")
        one.add_argument(
            "--bundle", type=Path, default=None, metavar="B", help="adds the answer of this model"
        )
        one.add_argument("--channel", choices=("credit_china", "necips"), default="credit_china")
        one.add_argument("--authorisation", default=None, metavar="NO", help="opens authorised records")
        one.add_argument(
            "--user", default=None, metavar="USER", help="who asks, as the authorisation names them"
        )
    report.add_argument("--layer", choices=("public", "financing"), default="public")
    report.add_argument(
        "--out",
        type=Path,
        default=None,
        metavar="FILE_OR_DIR",
        help="a folder, or a file by its suffix (.html, .json, .csv); without it JSON to the screen",
    )
    report.add_argument("--format", type=lambda text: tuple(text.split(",")), default=("html", "json", "csv"),
                        metavar="html,json,csv", help="what to write into a folder")  # fmt: skip
    report.add_argument("--generated-at", default=None, metavar="TIME", help="time to state on the report")
    repair.add_argument("--out", type=Path, default=None, metavar="FILE", help="JSON or CSV by its suffix")


def _supervision_commands(command: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    supervise = command(
        "supervise",
        "how the system itself does: the sheets of supervision as CSV",
        _lazy("_supervise", "supervise"),
    )
    supervise.add_argument("records", type=Path, metavar="RECORDS")
    supervise.add_argument("--as-of", type=_day, required=True, metavar="DATE")
    supervise.add_argument("--out", type=Path, required=True, metavar="DIR")
    supervise.add_argument(
        "--titles", choices=("zh", "en", "name"), default="zh", help="what heads the columns"
    )


def _scoring_commands(command: Callable[[str, str, Command], argparse.ArgumentParser]) -> None:
    score = command("score", "score a table of features with a bundle", _lazy("_score", "score"))
    score.add_argument("table", type=Path, metavar="IN", help="CSV, NDJSON or Parquet")
    score.add_argument("--bundle", type=Path, required=True)
    score.add_argument("--out", type=Path, required=True, help="CSV, NDJSON or Parquet by its suffix")
    score.add_argument("--reasons", type=int, default=4, metavar="N")
    score.add_argument("--errors", type=Path, default=None, metavar="FILE", help="NDJSON of refused rows")

    verify = command("verify", "replay every golden row of a bundle", _lazy("_score", "verify"))
    verify.add_argument("bundle", type=Path, metavar="BUNDLE")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except MissingExtra as error:
        print(f"creditscore {arguments.command}: {error}", file=sys.stderr)
    except CreditscoreError as error:
        print(f"creditscore {arguments.command}: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        needed = MissingExtra(str(error.name), extra=extra, why=f"`creditscore {arguments.command}` needs it")
        print(f"creditscore {arguments.command}: {needed}", file=sys.stderr)
    except OSError as error:  # a folder that cannot be written, a full disk: no fault of the data
        place = f"{error.filename}: " if error.filename is not None else ""
        why = (error.strerror or str(error)).lower()
        print(
            f"creditscore {arguments.command}: {place}{why}; name a file or folder that can be read and written "
            "(a raw folder is checked into a folder beside its records: read it into RECORDS first if it is read-only)",
            file=sys.stderr,
        )
    return 2
