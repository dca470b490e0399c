"""信用修复测算表: the repair calculation of one entity, gated as a report is, as JSON and CSV (S034)."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore import __version__, rights, supervision
from creditscore.errors import ReportError
from creditscore.plan.rule import Channel
from creditscore.records import TABLES
from creditscore.reporting import _credit_csv, _credit_score
from creditscore.reporting._access import day_of, granted, identified, known_of
from creditscore.reporting._texts import text
from creditscore.reporting._written import write_whole

if TYPE_CHECKING:
    from creditscore.records import Province
    from creditscore.scorer import Scorer
    from creditscore.supervision import Repairs

FORMAT = "creditscore.repairs"
FORMAT_VERSION = 1
SUFFIXES = (".json", ".csv")


@dataclass(frozen=True, eq=False, kw_only=True)
class RepairReport:
    """``repairs`` are the lines; ``head`` says of whom, on which records, for reference only."""

    head: dict[str, Any]
    repairs: Repairs

    def to_json(self) -> str:
        """The calculation as JSON: null where a date or a score does not exist."""
        content = {**self.head, **_plain(asdict(self.repairs))}
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @property
    def csv(self) -> str:
        """One line a record."""
        names = [name for name in supervision.RepairLine.__dataclass_fields__ if name != "after"]
        file = StringIO()
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*names, "score_after", "grade_after"])
        for line in self.repairs.lines:
            after = (None, None) if line.after is None else (line.after.score, line.after.grade)
            values = [_plain(getattr(line, name)) for name in names]
            writer.writerow(
                [
                    _credit_csv.cell("; ".join(one) if isinstance(one, list) else one)
                    for one in (*values, *after)
                ]
            )
        return file.getvalue()

    def save(self, out: Path | str) -> Path:
        """Write JSON or CSV (UTF-8 with a byte order mark) by the suffix; nothing is left half-written."""
        path = Path(out)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise ReportError(f"{path.name}: unknown suffix; wanted one of {list(SUFFIXES)}")
        written = self.to_json() if suffix == ".json" else "\ufeff" + self.csv
        return write_whole(path, written, newline="")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def repair_report(
    province: Province,
    entity: str,
    *,
    as_of: date | str,
    channel: Channel = "credit_china",
    model: Scorer | None = None,
    authorisation: str | None = None,
    user: str | None = None,
) -> RepairReport:
    """What of one entity's adverse records can be repaired on a day, when, under which rule, and what it is worth.

    A ``model`` that reads authorised records needs an ``authorisation`` that opens them to ``user``; an internal early
    warning may be asked here, since nothing of it is published. Raises as ``credit_report`` does.
    """
    name = identified(entity, province)
    day = day_of(as_of, province)
    held = province.records_of(name, tables=[table for table in province.tables if _wanted(table, model)])
    known_of(held, day, province)
    consent = False
    if model is not None and model.header.layer != "public":
        grant = granted(held, entity=name, number=authorisation, user=user, on=day)
        _credit_score.in_scope(model, grant.scope)
        consent = grant.operator_consent
    found = supervision.repairs(
        held, as_of=day, channel=channel, model=model, subject=name, separate_consent=consent,
        coverage=province.rows("coverage") if province.has("coverage") else (),
    )  # fmt: skip
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "software_version": __version__,
        "subject": name,
        "masked": rights.is_individual_business(name),
        "made_up": province.made_up,
        "data_until": province.data_until.isoformat(),
        "after_data": day > province.data_until,
        "records_sha256": province.digest,
        "disclaimer": [
            {"zh": one.zh, "en": one.en}
            for one in (
                text(key, table="credit") for key in ("reference_only", "repair_note", "not_official")
            )
        ],
    }
    return RepairReport(head=head, repairs=found)


def _wanted(table: str, model: Scorer | None) -> bool:
    """Adverse records with what happened to them; with a model all it may read."""
    declared = TABLES[table]
    beside = table in ("entity", "record_event", "repair_application", "authorisation")
    return (
        beside
        or declared.negative
        or declared.rights != "none"
        or (model is not None and table in _credit_score.read_by(model))
    )
