"""The policy-coverage table: what of the province's measures works, in which module, and which test shows it.

``tests/policy_coverage.toml`` holds one table a mechanism, by its row id (S001 to S111 the measures, U01 to U11 the
payment network): ``measure, zh, en, priority, status`` (works | partly | not yet | out), ``module``, ``tests`` (their
ids without parameters), and a ``note``: what is missing where not all works, the reason where a mechanism has no
software object. ``python -m tests.policy_coverage`` writes ``reports/policy_coverage.md`` from it.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "policy_coverage.toml"
REPORT = ROOT / "reports" / "policy_coverage.md"
IDS = (*(f"S{number:03d}" for number in range(1, 112)), *(f"U{number:02d}" for number in range(1, 12)))
STATUSES = ("works", "partly", "not yet", "out")
_ZH = {"works": "已实现", "partly": "部分实现", "not yet": "未实现", "out": "不适用"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mechanism. ``tests`` are node ids such as ``tests/codes/test_lists.py::test_x``."""

    id: str
    measure: str
    zh: str
    en: str
    priority: str
    status: str
    module: str = ""
    tests: tuple[str, ...] = ()
    note: str = ""


@lru_cache
def rows() -> tuple[Row, ...]:
    """Every row in the order of the file."""
    given = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Row(id=key, **{**value, "tests": tuple(value.get("tests", ()))}) for key, value in given.items()
    )


@lru_cache
def functions(path: Path) -> frozenset[str]:
    """Names of the test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def is_there(test: str) -> bool:
    """Whether a test id names a function of a file of this checkout."""
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.is_file() and name in functions(path)


def named_tests() -> frozenset[str]:
    """Every test some row rests on."""
    return frozenset(test for row in rows() for test in row.tests)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def markdown() -> str:
    """The report."""
    counts = Counter(row.status for row in rows())
    lines = [
        "# 政策覆盖表 Policy coverage",
        "",
        "One row for each mechanism of the province's measures 1 to 78 (S001 to S111) and of the payment network's data",
        "(U01 to U11). *works* and *partly* rest on the tests named, which run in `make test`; *out* says why there is no",
        "software object. Generated from `tests/policy_coverage.toml` by `python -m tests.policy_coverage`; do not edit.",
        "",
        "| status | rows |",
        "|---|---|",
        *(f"| {_ZH[status]} {status} | {counts[status]} |" for status in STATUSES),
        "",
        "| row | measure | mechanism | priority | status | module | shown by | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows():
        tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.tests)
        cells = (row.id, row.measure, f"{row.zh} {row.en}", row.priority, f"{_ZH[row.status]} {row.status}",
                 f"`{row.module}`" if row.module else "", tests, row.note)  # fmt: skip
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the report."""
    REPORT.write_text(markdown(), encoding="utf-8")
    print(f"wrote {REPORT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
