"""A credit report as one long CSV: a line per record and column, so that no section needs a layout of its own."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from creditscore.records import harmless

COLUMNS = (
    "section", "part", "table", "record_id", "event_date", "field", "title_zh", "title_en", "value", "text_zh", "text_en",
    "unit",
)  # fmt: skip

_HEAD = (
    "format", "format_version", "software_version", "generated_at", "layer", "channel", "as_of", "data_from", "data_until",
    "made_up", "records_sha256", "rule_version", "catalogue_version",
)  # fmt: skip

_STATUS = ("contested", "severity", "rule_version", "automatic_end", "earliest_repair")


def lines(content: dict[str, Any]) -> str:
    """The whole report; lines end in CRLF as RFC 4180 has them."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in (*_head(content), *_records(content), *_not_shown(content), *_score(content)):
        writer.writerow([cell(line.get(column)) for column in COLUMNS])
    return file.getvalue()


def cell(value: Any) -> str:
    """A value as a cell: null is empty, and no text can be run by a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(value)
    return str(value)


Line = dict[str, Any]


def _head(content: dict[str, Any]) -> Iterator[Line]:
    for field in _HEAD:
        yield {"section": "report", "field": field, "value": content[field]}
    for sentence in content["disclaimer"]:
        yield {
            "section": "report",
            "field": "disclaimer",
            "text_zh": sentence["zh"],
            "text_en": sentence["en"],
        }
    for warning in content["warnings"]:
        yield {"section": "report", "field": "warning", "value": warning["code"], "text_zh": warning["zh"],
               "text_en": warning["en"]}  # fmt: skip
    for rule in content["rules"]:
        yield {"section": "report", "field": "rule", "value": rule["version"], "text_zh": rule["title_zh"],
               "text_en": rule["title_en"]}  # fmt: skip
    subject = content["subject"]
    for field in ("identifier", "identifier_kind", "name", "masked"):
        yield {"section": "subject", "field": field, "value": subject[field]}


def _records(content: dict[str, Any]) -> Iterator[Line]:
    for section in content["sections"]:
        for table in section["tables"]:
            same = {"section": section["key"], "part": table["part"], "table": table["table"]}
            for record in table["records"]:
                of = {**same, "record_id": record["record_id"], "event_date": record["event_date"]}
                for column in table["columns"]:
                    value = record["values"][column["name"]]
                    if value is not None:
                        words = record["texts"].get(column["name"], {})
                        yield {
                            **of, "field": column["name"], "title_zh": column["title_zh"],
                            "title_en": column["title_en"], "value": value, "text_zh": words.get("zh"),
                            "text_en": words.get("en"), "unit": column["unit"],
                        }  # fmt: skip
                for field in _STATUS:
                    if record["status"][field]:
                        yield {**of, "field": f"status.{field}", "value": record["status"][field]}


def _not_shown(content: dict[str, Any]) -> Iterator[Line]:
    for line in content["not_shown"]:
        yield {"section": "not_shown", "field": line["rule"], "value": line["records"], "text_zh": line["zh"],
               "text_en": line["en"]}  # fmt: skip


def _score(content: dict[str, Any]) -> Iterator[Line]:
    answer = content["score"]
    if answer is None:
        return
    for field in ("status", "evaluation", "score", "grade", "grade_scale", "probability", "result_id"):
        yield {"section": "score", "field": field, "value": answer[field]}
    yield {"section": "score", "field": "human_review", "value": answer["use"]["human_review"]}
    for reason in answer["reasons"]:
        yield {
            "section": "score", "field": f"reason.{reason['code']}", "value": reason["points"],
            "text_zh": reason["text_zh"], "text_en": reason["text_en"],
            "record_id": " ".join(reason["record_ids"] or ()), "event_date": reason["earliest_repair"],
        }  # fmt: skip
