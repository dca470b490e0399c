"""公共信用信息报告: what may be shown of one entity on one day, as a page, as JSON and as CSV (S062, S082).

For reference only; nothing here is an official report. There is no clock: the day is an argument, and so is the
time of making, if it is to be on the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from creditscore import __version__, features, rights
from creditscore.codes import catalogue, enumerations
from creditscore.errors import ReportError
from creditscore.plan.rule import Channel
from creditscore.reporting import _credit_csv, _credit_page, _credit_score
from creditscore.reporting._access import Grant, day_of, granted, identified, known_of
from creditscore.reporting._credit_content import Material, Plain, opened_part, public_part, registration
from creditscore.reporting._credit_parts import AUTHORISED, SECTIONS
from creditscore.reporting._texts import Text, text
from creditscore.reporting._written import write_whole

if TYPE_CHECKING:
    from creditscore.records import Province
    from creditscore.scorer import Scorer

FORMAT = "creditscore.credit_report"
FORMAT_VERSION = 1
"""Version of the JSON (``credit_report.schema.json``): a change that breaks a reader raises it."""

FORMATS = ("html", "json", "csv")

Layer = Literal["public", "financing"]

_BESIDES = ("entity", "record_event", "repair_application", "authorisation")


@dataclass(frozen=True, eq=False, kw_only=True)
class CreditReport:
    """The finished report: ``content`` is what the JSON holds; page and CSV are made of it alone."""

    content: dict[str, Any]

    def to_json(self) -> str:
        """The content as JSON, described by ``credit_report.schema.json``."""
        return json.dumps(self.content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @cached_property
    def html(self) -> str:
        """The page: one file, both languages, no reference to anything outside."""
        return _credit_page.page(self.content)

    @cached_property
    def csv(self) -> str:
        """One line per record and column, UTF-8 with a byte order mark once written; see ``_credit_csv``."""
        return _credit_csv.lines(self.content)

    def save(self, out: Path | str, *, formats: Sequence[str] = FORMATS) -> list[Path]:
        """Write the report and return the files.

        ``out`` ending in .html, .json or .csv is that one file; anything else is a folder that gets
        ``credit-report_<entity>_<as_of>`` in every format asked for. Nothing is left half-written.
        """
        path = Path(out)
        suffix = path.suffix.lower().lstrip(".")
        if suffix in FORMATS:
            return [self._write(path, suffix)]
        unknown = sorted(set(formats) - set(FORMATS))
        if unknown or not formats:
            raise ReportError(
                f"credit report: wanted formats among {list(FORMATS)}, found {unknown or 'none'}; choose"
            )
        name = f"credit-report_{self.content['subject']['identifier']}_{self.content['as_of']}"
        return [self._write(path / f"{name}.{one}", one) for one in dict.fromkeys(formats)]

    def _write(self, path: Path, kind: str) -> Path:
        written = {"html": lambda: self.html, "json": self.to_json, "csv": lambda: "\ufeff" + self.csv}[
            kind
        ]()
        return write_whole(path, written, newline="")

    def __repr__(self) -> str:
        shown = sum(
            len(table["records"]) for section in self.content["sections"] for table in section["tables"]
        )
        subject = self.content["subject"]
        return (
            f"CreditReport of {subject['identifier']} on {self.content['as_of']} ({self.content['layer']}"
            f"{', made-up data' if self.content['made_up'] else ''}): {shown} records shown"
        )


def credit_report(
    province: Province,
    entity: str,
    *,
    as_of: date | str,
    layer: Layer = "public",
    channel: Channel = "credit_china",
    model: Scorer | None = None,
    authorisation: str | None = None,
    user: str | None = None,
    generated_at: datetime | str | None = None,
) -> CreditReport:
    """The credit report of one entity on one day.

    ``layer`` public shows catalogue records through the publication filter; ``financing`` adds what the
    ``authorisation`` opens to the ``user`` it names. ``channel`` decides by whose rules penalties are published. A
    ``model`` adds its answer with the records behind every reason. Raises ``IdentifierError`` for what cannot be an
    entity (never echoing it), ``ReportError`` for an unknown entity, a day before the data, an authorisation that does
    not hold, or a model that may not be shown in this layer.
    """
    name = identified(entity, province)
    day = day_of(as_of, province)
    _credit_score.allowed(model, layer=layer)
    held = province.records_of(name, tables=_needed(province, layer, model))
    known = known_of(held, day, province, besides=_BESIDES)
    grant = None
    if layer == "financing":
        grant = granted(held, entity=name, number=authorisation, user=user, on=day)
    coverage = province.rows("coverage") if province.has("coverage") else []
    material = _material(name, day, channel, known, coverage, province, grant)
    content = _content(material, province, layer=layer, grant=grant)
    content["generated_at"] = _moment(generated_at)
    if model is not None:
        content["score"] = _credit_score.block(
            model, held, coverage, material=material, grant=grant, data_until=province.data_until
        )
    return CreditReport(content=content)


def _moment(generated_at: datetime | str | None) -> str | None:
    """The time to state on the report, as the caller says it; refused if it is none."""
    if isinstance(generated_at, str):
        try:
            return datetime.fromisoformat(generated_at).isoformat()
        except ValueError:
            raise ReportError(
                "generated_at: wanted a time such as 2026-06-30T09:00:00+08:00; correct it"
            ) from None
    return None if generated_at is None else generated_at.isoformat()


def _needed(province: Province, layer: Layer, model: Scorer | None) -> list[str]:
    """Record tables a report reads, of those that are there."""
    wanted = {part.table for parts in SECTIONS.values() for part in parts} | set(_BESIDES)
    if layer == "financing":
        wanted |= {part.table for part in AUTHORISED}
    if model is not None:
        wanted |= _credit_score.read_by(model)
    return [table for table in province.tables if table in wanted]


def _material(
    entity: str,
    day: date,
    channel: Channel,
    known: Mapping[str, Sequence[Mapping[str, Any]]],
    coverage: Sequence[Mapping[str, Any]],
    province: Province,
    grant: Grant | None,
) -> Material:
    versions = [row for row in known.get("entity", ()) if row["superseded_date"] is None]
    now = max(versions, key=lambda row: (row["event_date"], row["known_date"], row["record_id"]), default={})
    covered = features.covered_from(
        coverage, region=now.get("oper_region_code"), kind=now.get("entity_type"), as_of=day
    )
    return Material(
        entity=entity, as_of=day, channel=channel, known=known, covered=covered, delivered=frozenset(province.tables),
        opened=frozenset() if grant is None else frozenset(grant.scope),
    )  # fmt: skip


def _content(material: Material, province: Province, *, layer: Layer, grant: Grant | None) -> Plain:
    now, changes, current = registration(material)
    sections = [_section("registration", [now, changes])]
    for key, parts in SECTIONS.items():
        sections.append(_section(key, [public_part(part, material) for part in parts]))
    opened = [opened_part(part, material) for part in AUTHORISED if part.table in material.opened]
    if opened:
        sections.append(_section("authorised", opened))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "software_version": __version__,
        "generated_at": None,
        "layer": layer,
        "channel": material.channel,
        "as_of": material.as_of.isoformat(),
        "data_from": province.data_from.isoformat(),
        "data_until": province.data_until.isoformat(),
        "made_up": province.made_up,
        "records_sha256": province.digest,
        "assumptions": list(province.assumptions),
        "rule_version": rights.RULE_VERSION,
        "rules": _rules(material.as_of),
        "catalogue_version": catalogue.VERSION,
        "disclaimer": [
            _both(text(key, table="credit")) for key in ("reference_only", "human_review", "not_official")
        ],
        "warnings": _warnings(material, province),
        "authorisation": None if grant is None else grant.to_dict(),
        "subject": _subject(material, province, current),
        "sections": sections,
        "not_shown": _not_shown(material),
        "score": None,
    }


def _both(words: Text) -> Plain:
    return {"zh": words.zh, "en": words.en}


def _section(key: str, tables: list[Plain]) -> Plain:
    title = text(key, table="credit_sections")
    return {"key": key, "title_zh": title.zh, "title_en": title.en, "tables": tables}


def _rules(day: date) -> list[Plain]:
    """The rule tables in force; a first day that no source states says so."""
    found: list[Plain] = []
    for table in rights.RULE_TABLES.values():
        rule = table.on(day)
        if rule is not None:
            found.append({
                "table": table.name, "channel": table.channel, "version": rule.version, "title_zh": rule.title_zh,
                "title_en": rule.title_en, "in_force_from": rule.in_force_from.isoformat(), "dated": rule.dated,
            })  # fmt: skip
    return found


def _warnings(material: Material, province: Province) -> list[Plain]:
    found: list[tuple[str, Text]] = []
    if material.as_of > province.data_until:
        found.append(
            ("as_of_after_data", text("as_of_after_data", table="credit").format(day=province.data_until))
        )
    if province.identifier == "pseudonym":
        found.append(("pseudonym", text("pseudonym", table="credit")))
    if material.masked:
        found.append(("masked", text("masked", table="credit")))
    if any(table == "entity" for table in province.tables) and not material.known.get("entity"):
        found.append(("not_registered", text("not_registered", table="credit")))
    assumed = (
        one for one in province.assumptions if "not read:" not in one
    )  # files of the delivery are not the subject's
    found += [("assumption", Text(f"数据假设：{one}", f"assumption: {one}")) for one in assumed]
    return [{"code": code, **_both(words)} for code, words in found]


def _subject(material: Material, province: Province, current: Mapping[str, Any] | None) -> Plain:
    row = current or {}
    named: str | None = row.get("name")
    kind, status = row.get("entity_type"), row.get("reg_status")
    return {
        "identifier": material.entity,
        "identifier_kind": province.identifier,
        "name": rights.mask_name(named) if material.masked else named,
        "masked": material.masked,
        "entity_type": None if kind is None else {"code": kind, **_titled("entity_type", kind)},
        "reg_status": None if status is None else {"code": status, **_titled("reg_status", status)},
    }


def _titled(enumeration: str, code: str) -> Plain:
    zh, en = enumerations.title(enumeration, code)
    return {"zh": zh, "en": en}


def _not_shown(material: Material) -> list[Plain]:
    """Counts by rule alone: what was kept back is not told apart, so that a repair leaves no trace."""
    return [
        {"rule": rule, "records": material.not_shown[rule], **_both(text(rule, table="not_shown"))}
        for rule in ("publicity_over", "not_published")
        if material.not_shown[rule]
    ]


def credit_report_schema() -> Plain:
    """The JSON Schema (2020-12) of a report's JSON."""
    from importlib import resources

    file = resources.files("creditscore.reporting").joinpath("credit_report.schema.json")
    return json.loads(file.read_text(encoding="utf-8"))
