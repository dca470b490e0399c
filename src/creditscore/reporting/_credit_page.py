"""A credit report as one page: the content's plain data put into cells, the rest is the template's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from creditscore.reporting import _page
from creditscore.reporting._texts import Text, catalogue, text
from creditscore.scorer.reason import UNITS_EN

Plain = dict[str, Any]

MOST_ROWS = 30
"""Records of one part on the page, newest first; JSON and CSV hold all."""

WIDEST = 5
"""Columns a table may have on A4; wider records are shown one below the other."""

_YES = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True)
class Shown:
    """One part of a section: heading, notes, and its records as a table or one below the other."""

    title: Text
    note: Text | None
    coverage: Text
    missing: bool
    heads: tuple[Text, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Text, ...], ...]
    marks: tuple[Plain, ...]
    wide: bool
    count: int
    more: Text | None


def page(content: Plain) -> str:
    """The report as HTML; whatever comes from data is escaped by the template."""
    sections: list[Plain] = []
    for section in content["sections"]:
        parts = [_part(table) for table in section["tables"]]
        sections.append({
            "key": section["key"], "title": Text(section["title_zh"], section["title_en"]), "parts": parts,
            "count": sum(part.count for part in parts), "missing": [part.title for part in parts if part.missing],
        })  # fmt: skip
    title = text("title" if content["layer"] == "public" else "title_financing", table="credit")
    return _page.fill(
        "credit_report.html.jinja", "credit_report.css",
        title=title, credit=content, sections=sections, facts=_facts(content), basis=_basis(content), score=_score(content),
        foot=_foot(content), say=lambda key, **facts: text(key, table="credit").format(**facts),
    )  # fmt: skip


def _same(value: Any) -> Text:
    return Text(str(value), str(value))


def _facts(content: Plain) -> list[tuple[Text, Text]]:
    subject = content["subject"]
    kind = "identifier" if subject["identifier_kind"] == "uscc" else "pseudonym_identifier"
    facts: list[tuple[str, Any]] = [
        ("name", subject["name"]), (kind, subject["identifier"]), ("entity_type", subject["entity_type"]),
        ("reg_status", subject["reg_status"]), ("as_of", content["as_of"]), ("data_until", content["data_until"]),
        ("layer", text(f"layer_{content['layer']}", table="credit")), ("channel", text(content["channel"], table="credit")),
    ]  # fmt: skip
    if content["generated_at"] is not None:
        facts.append(("generated_at", content["generated_at"]))
    if (grant := content["authorisation"]) is not None:
        until = grant["valid_to"] or ""
        facts.append(
            (
                "authorisation",
                f"{grant['authorisation_no']} → {grant['user_id']}, {grant['valid_from']} – {until}",
            )
        )
    return [(text(key, table="credit"), _value(value)) for key, value in facts]


def _value(value: Any) -> Text:
    if value is None:
        return Text("–", "–")
    if isinstance(value, dict):
        return Text(value["zh"], value["en"])
    return value if isinstance(value, Text) else _same(value)


def _basis(content: Plain) -> list[tuple[Text, Text]]:
    keys = ("rule_version", "catalogue_version", "records_sha256", "software_version")
    facts = [(text(key, table="credit"), _same(content[key])) for key in keys]
    for rule in content["rules"]:
        after = text("proposal_dated", table="credit") if rule["dated"] != "sourced" else Text("", "")
        facts.append((
            text("rules", table="credit"),
            Text(f"{rule['title_zh']}，{rule['in_force_from']} 起{after.zh}",
                 f"{rule['title_en']}, from {rule['in_force_from']} {after.en}".strip()),
        ))  # fmt: skip
    return facts


def _foot(content: Plain) -> str:
    """What stands at the foot of every printed page, as a CSS string; made of codes and dates, never of names."""
    subject = content["subject"]
    parts = [
        text("title" if content["layer"] == "public" else "title_financing", table="credit").zh, subject["identifier"],
        f"{text('as_of', table='credit').zh} {content['as_of']}", content["records_sha256"][:12],
        text("reference_word", table="credit").zh,
    ]  # fmt: skip
    if content["made_up"]:
        parts.append(text("made_up_word", table="credit").zh)
    return "".join(letter for letter in " · ".join(parts) if letter not in "\"\\\n<>&'")


def _part(table: Plain) -> Shown:
    records = table["records"][:MOST_ROWS]
    columns = [
        column
        for column in table["columns"]
        if any(record["values"][column["name"]] is not None for record in records)
    ]
    titles = catalogue()["credit_parts"].get(table["part"])
    coverage, missing = _coverage(table)
    return Shown(
        title=Text(titles["zh"], titles["en"]) if titles else Text(table["title_zh"], table["title_en"]),
        note=None if table["note"] is None else text(table["note"], table="credit_notes"),
        coverage=coverage,
        missing=missing,
        heads=(Text(table["event_zh"], table["event_en"]), *(_head(column) for column in columns)),
        numeric=(False, *(column["kind"] in ("money", "integer", "number") for column in columns)),
        rows=tuple(
            (_same(record["event_date"]), *(_cell(column, record) for column in columns))
            for record in records
        ),
        marks=tuple(_mark(record["status"]) for record in records),
        wide=len(columns) > WIDEST,
        count=len(table["records"]),
        more=_more(len(table["records"]) - len(records)),
    )


def _more(count: int) -> Text | None:
    return text("more", table="credit").format(count=count) if count > 0 else None


def _coverage(table: Plain) -> tuple[Text, bool]:
    """Since when the source covers the entity, or that it does not; a missing source is not good behaviour."""
    if not table["delivered"]:
        return text("not_delivered", table="credit"), True
    if table["covered_from"] is None:
        return text("not_covered", table="credit"), True
    return text("covered_since", table="credit").format(day=table["covered_from"]), False


def _head(column: Plain) -> Text:
    unit = "元" if column["unit"] == "CNY_yuan" else column["unit"]
    english = "" if unit in ("年", "个", "件", "比例") else UNITS_EN.get(unit, unit)
    return Text(
        column["title_zh"] + (f"（{unit}）" if unit not in ("", "年", "比例") else ""),
        column["title_en"] + (f" ({english})" if english else ""),
    )


def _cell(column: Plain, record: Plain) -> Text:
    value = record["values"][column["name"]]
    if value is None:
        return Text("", "")
    if words := record["texts"].get(column["name"]):
        return Text(words["zh"], words["en"])
    if isinstance(value, bool):
        return _YES[value]
    if column["kind"] == "money":
        return _same(f"{value:,.2f}")
    return _same(f"{value:g}" if column["kind"] == "number" else value)


def _mark(status: Plain) -> Plain:
    """What is said of a record's publicity and repair."""
    words: list[Text] = []
    if status["severity"] is not None:
        words.append(text(f"severity_{status['severity']}", table="credit"))
    words += [
        text(key, table="credit").format(day=status[key])
        for key in ("automatic_end", "earliest_repair")
        if status[key] is not None
    ]
    return {"contested": status["contested"], "words": words}


def _score(content: Plain) -> Plain | None:
    answer = content["score"]
    if answer is None:
        return None
    words = lambda key: text(key, table="credit")  # noqa: E731
    facts: list[tuple[Text, Text]] = [
        (words("evaluation"), _same(answer["evaluation"])), (words("answer_status"), words(answer["status"])),
    ]  # fmt: skip
    if answer["status"] == "scored":
        facts += [
            (words("score_value"), _same(f"{answer['score']:.1f}")),
            (words("grade"), _same(f"{answer['grade']} ({answer['grade_scale']})")),
        ]
    facts += [
        (words("review"), words(f"review_{answer['use']['human_review']}")),
        (words("model"), _same(f"{answer['model']['id']} v{answer['model']['version']}")),
    ]
    return {
        "facts": facts,
        "why": [Text(note["text_zh"], note["text_en"]) for note in (*answer["use"]["why"], *answer["warnings"])],
        "reasons": [
            (Text(reason["text_zh"], reason["text_en"]), f"{reason['points']:,.1f}", _ids(reason["record_ids"]),
             reason["earliest_repair"] or "–")
            for reason in answer["reasons"]
        ],
    }  # fmt: skip


def _ids(record_ids: list[str] | None) -> str:
    if not record_ids:
        return "–"
    return ", ".join(record_ids[:5]) + (f" … ({len(record_ids)})" if len(record_ids) > 5 else "")
