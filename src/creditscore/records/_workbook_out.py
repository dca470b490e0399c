"""A sheet written as .xlsx: one sheet, a header and rows of texts and exact numbers, the same bytes for the same rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from creditscore.errors import RecordsError
from creditscore.records import _limits
from creditscore.records._sheet import letters

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_SPOILT = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def write_workbook(
    path: Path, *, sheet: str, header: Sequence[str], rows: Iterable[Sequence[str | Decimal]]
) -> int:
    """Write one sheet; returns the number of rows below the header. More rows than a sheet holds are refused."""
    count = 0
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        for name, text in {**_PARTS, "xl/workbook.xml": book}.items():
            archive.writestr(_part(name), _HEAD + text)
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as stream:
            stream.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{_row(1, header)}'.encode())
            for count, row in enumerate(rows, start=1):
                if count >= _limits.LIMITS.rows:
                    raise RecordsError(
                        f"{path}: more than {_limits.LIMITS.rows - 1:,} rows do not fit on a sheet; write CSV, or fewer days"
                    )
                stream.write(_row(count + 1, row).encode())
            stream.write(b"</sheetData></worksheet>")
    return count


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _row(number: int, values: Sequence[str | Decimal]) -> str:
    cells = (_cell(f"{letters(column)}{number}", value) for column, value in enumerate(values, start=1))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: str | Decimal) -> str:
    if value == "":
        return ""
    if isinstance(value, Decimal):
        return f'<c r="{place}"><v>{value:f}</v></c>'
    text = escape(_SPOILT.sub(_spelt, value))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _spelt(found: re.Match[str]) -> str:
    """A control character in the format's own spelling; a text that looks like one is kept from being read as one."""
    text = found[0]
    return f"_x005F{text}" if text.startswith("_x") else f"_x{ord(text):04X}_"
