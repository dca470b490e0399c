"""``creditscore supervise``: every sheet of supervision as a CSV that a spreadsheet opens, in one folder."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from creditscore.cli._progress import bars
from creditscore.errors import ReportError

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.supervision import Sheet

COLUMNS = "columns.csv"
"""What the columns of the sheets mean; also the mark of a folder that this command wrote."""

_ENCODING = "utf-8-sig"
"""UTF-8 with a byte order mark: without it spreadsheets take Chinese for something else."""

"""What a spreadsheet would run at the start of a cell."""


def supervise(arguments: argparse.Namespace) -> int:
    """Write the sheets, then move the folder into place; the folder of an earlier run is replaced."""
    from creditscore import records, supervision

    out: Path = arguments.out
    _refuse_strange(out, [*supervision.SHEETS])
    province = records.read(arguments.records)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".unfinished", dir=out.parent))
    lines: list[str] = []
    try:
        with bars() as progress:
            for done, answer in enumerate(supervision.supervise(province, as_of=arguments.as_of)):
                progress(answer.sheet.name, done, done + 1)
                lines.append(_line(answer.sheet, answer.frame, answer.why))
                if answer.frame is not None:
                    _write(
                        unfinished / f"{answer.sheet.name}.csv", answer.sheet, answer.frame, arguments.titles
                    )
        _write_columns(unfinished / COLUMNS, supervision.SHEETS.values())
        _put(unfinished, out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if province.made_up:
        print("MADE-UP DATA: everything below is about a simulated province.")
    print(*lines, f"wrote {out}", sep="\n")
    return 0


def _line(sheet: Sheet, frame: pd.DataFrame | None, why: str) -> str:
    said = f"not written: {why}" if frame is None else f"{len(frame):,} rows"
    return f"{sheet.name} {sheet.title_zh} {sheet.title_en}: {said}"


def _refuse_strange(out: Path, sheets: list[str]) -> None:
    """A folder is replaced only if this command wrote all that is in it."""
    if not out.exists():
        return
    ours = {COLUMNS, *(f"{name}.csv" for name in sheets)}
    found = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if found and (COLUMNS not in found or not found <= ours):
        raise ReportError(
            f"{out}: wanted a new folder or one that this command wrote, found {sorted(found - ours)[:5] or 'other files'}; "
            "name another folder"
        )


def _put(unfinished: Path, out: Path) -> None:
    unfinished.chmod(0o755)
    if out.exists():
        before = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".before", dir=out.parent))
        out.replace(before)
        unfinished.replace(out)
        shutil.rmtree(before)
    else:
        unfinished.replace(out)


def _write(path: Path, sheet: Sheet, frame: pd.DataFrame, titles: str) -> None:
    from creditscore.records import harmless

    shown = frame.copy()
    for field in sheet.fields:
        if field.kind in ("date", "month"):
            shown[field.name] = shown[field.name].dt.strftime("%Y-%m-%d")
        elif field.kind == "ids":
            shown[field.name] = ["|".join(ids) for ids in shown[field.name]]
        elif field.kind == "money":
            shown[field.name] = shown[field.name].map("{:.2f}".format, na_action="ignore")
        if field.kind in ("text", "ids"):
            shown[field.name] = shown[field.name].map(harmless, na_action="ignore")
    names = {
        field.name: {"zh": field.title_zh, "en": field.title_en}.get(titles, field.name)
        for field in sheet.fields
    }
    shown.rename(columns=names).to_csv(path, index=False, encoding=_ENCODING)


def _write_columns(path: Path, sheets: Iterable[Sheet]) -> None:
    import pandas as pd

    rows = [
        {"sheet": sheet.name, "sheet_zh": sheet.title_zh, "sheet_en": sheet.title_en, "rows": sheet.rows,
         "column": field.name, "title_zh": field.title_zh, "title_en": field.title_en, "kind": field.kind,
         "unit": field.unit, "codes": field.enumeration, "source": sheet.source}
        for sheet in sheets for field in sheet.fields
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(path, index=False, encoding=_ENCODING)
