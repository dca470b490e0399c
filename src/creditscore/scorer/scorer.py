"""A scorer: an artefact, the rules of use around it, and answers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from struct import Struct
from typing import TYPE_CHECKING, Any, Literal, Unpack, cast

from creditscore.errors import Fault, InputErrors
from creditscore.scorer._engine import engine_of, intake_of, ranked, silent
from creditscore.scorer._example import example_of
from creditscore.scorer._field import Field
from creditscore.scorer._header import Header
from creditscore.scorer._intake import Given, capped
from creditscore.scorer._json import plain
from creditscore.scorer._parts import digest_of
from creditscore.scorer._request import PLAIN, Asked, AskedOfRecords, Request, day_text
from creditscore.scorer._review import (
    CONTESTED,
    LOWEST_GRADES,
    NOT_ALLOWED,
    OUTSIDE,
    OVERRIDDEN,
    THIN,
    TOO_THIN,
    UNKNOWN_COVERAGE,
    is_thin,
    is_too_thin,
    overridden,
    standing_warnings,
    use_of,
)
from creditscore.scorer._schema import input_schema
from creditscore.scorer._subject import OUTSIDE_SUBJECTS, RESIDENT_ID, is_outside, refusal_of
from creditscore.scorer.answer import Answer, Note, Status, Terms, Use
from creditscore.scorer.reason import STATES, Reason, State, family_code, reason_code
from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from creditscore.scorer._records import RecordScoring
    from creditscore.scorer.trees import Trees

Level = Literal["feature", "family"]
"""Reasons per input, or per family of correlated inputs (more stable between refits)."""

NAN = float("nan")


class Scorer:
    """What a bank calls. ``provider`` is the bundle's named provider or None, ``golden`` the number of golden
    rows in the bundle, ``plan`` its files about records, read when records are first scored. Thread-safe: nothing else
    changes after it is made.
    """

    def __init__(
        self,
        artefact: Scorecard | Trees,
        *,
        provider: Mapping[str, str] | None = None,
        golden: int = 0,
        sha256: str | None = None,
        plan: Mapping[str, bytes] | None = None,
    ) -> None:
        self.artefact = artefact
        self.plan = dict(plan or {})
        self.provider = provider
        self.golden = golden
        header = artefact.header
        self.terms = Terms(
            evaluation=header.evaluation,
            layer=header.layer,
            grade_scale=header.grade_scale.name,
            outcome=header.outcome,
            horizon_months=header.horizon_months,
            rights_policy=plain(header.rights),
            model_id=header.model_id,
            model_version=header.version,
            model_sha256=sha256 or digest_of(artefact),
            rule_version=header.rule_version,
            catalogue_version=header.catalogue_version,
        )
        self.standing = standing_warnings(header, provider)
        self.intake = intake_of(artefact)
        self.engine = engine_of(artefact)
        self.quiet = silent(artefact)
        self.lowest = header.grade_scale.lowest_two
        self.offset, self.factor = header.scale.offset, header.scale.factor
        self.floors, self.grades = header.grade_scale.floors[::-1], header.grade_scale.grades[::-1]
        self.codes = [
            {state: reason_code(field, state=state) for state in STATES} for field in artefact.fields
        ]
        self.numeric = Struct(f"<{sum(field.kind == 'number' for field in artefact.fields)}d")
        self.labels = [j for j, field in enumerate(artefact.fields) if field.kind == "category"]
        self._uses: dict[tuple[Note, ...], Use] = {}

    @property
    def header(self) -> Header:
        return self.artefact.header

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.artefact.fields

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs, in order."""
        return self.artefact.field_names

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of one input, with units, ranges, direction and missing policy."""
        return input_schema(self.header, self.fields)

    def example(self) -> dict[str, float | str | None]:
        """An input that is accepted: the middle of what training saw."""
        return example_of(self.artefact)

    def __repr__(self) -> str:
        return f"<Scorer {self.terms.model_id} {self.terms.model_version} ({self.artefact.kind}, {len(self.fields)} inputs)>"

    def score(
        self, features: Mapping[str, Any], *, top: int = 4, level: Level = "feature", **asked: Unpack[Asked]
    ) -> Answer:
        """The answer for one subject.

        ``features`` maps every input's name to a number, a label or None (no data); ``top`` is the number of
        reasons; the other keywords are those of ``Request``. Raises InputErrors listing every fault at once.
        """
        request = Request(**asked) if asked else PLAIN
        faults: list[Fault] = request.faults(self.header) if asked else []
        if top < 0 or level not in ("feature", "family"):
            faults.append(
                {"pointer": "/top", "code": "range", "detail": "wanted top >= 0 and level feature or family"}
            )
        refusal = self._refusal(request) if asked and not faults else None
        if refusal is not None:
            return self._unscored("refused", request, (refusal,))
        values, odd = self.intake.read(features, faults)
        if faults:
            raise InputErrors(capped(faults))
        coverage = request.covered(self.header) if asked else None
        if is_too_thin(self.header, coverage):
            return self._unscored("not_scored", request, (TOO_THIN,), values=values)
        return self._answer(values, odd, request, coverage, top, level)

    @cached_property
    def records(self) -> RecordScoring:
        """What scoring of records needs, checked against the model and compiled. Raises BundleError naming the part
        that is missing or at fault; a service calls it when it starts.
        """
        from creditscore.scorer._records import RecordScoring

        return RecordScoring(self.header, self.names, self.plan)

    def score_records(
        self,
        records: Mapping[str, Sequence[Mapping[str, Any]]],
        as_of: date | str,
        *,
        coverage: Sequence[Mapping[str, Any]] | Mapping[str, date | str | None] = (),
        top: int = 4,
        level: Level = "feature",
        **asked: Unpack[AskedOfRecords],
    ) -> Answer:
        """The answer for one subject on one day from its raw records, those on or after ``as_of`` unseen.

        ``records`` are rows by table, as ``Province.records_of`` gives them or as JSON does: dates as ISO text, money
        as whole fen, a column left out is null; status changes are rows of ``record_event``. ``coverage`` are rows of
        the table of that name, or table → first day from which it covers this subject; a table that is not there is
        not covered, and what rests on it is null. The features are those the model was fitted on, under its rights
        policy; whom the evaluation does not judge (no registration in use, too young) is ``not_scored``. ``subject`` is
        read from the rows. Reasons carry ``record_ids``. Raises InputErrors listing every fault with its place,
        BundleError for a bundle without the parts that say what records are.
        """
        from creditscore.scorer._records import score_records

        return score_records(self, records, as_of, coverage, top=top, level=level, asked=asked)

    def score_batch(
        self, table: Any, *, top: int = 4, subject: str | None = "entity", result_ids: bool = False
    ) -> dict[str, Any]:
        """Columns of answers for a table (mapping of arrays, frame, Arrow table); see ``_batch``."""
        from creditscore.scorer._batch import score_table

        return score_table(self, table, top=top, subject=subject, result_ids=result_ids)

    def points(self, features: Mapping[str, Any]) -> tuple[float, dict[str, float]]:
        """Score, and points of every input against the reference. Raises InputErrors."""
        faults: list[Fault] = []
        values, _ = self.intake.read(features, faults)
        if faults:
            raise InputErrors(capped(faults))
        score, lost = self.engine(values)
        return score, dict(zip(self.artefact.field_names, lost))

    def _answer(
        self,
        values: list[Given],
        odd: list[int],
        request: Request,
        coverage: Mapping[str, Any] | None,
        top: int,
        level: Level,
    ) -> Answer:
        header = self.header
        score, lost = self.engine(values)
        model_grade = self.grades[bisect_right(self.floors, score)]
        grade = overridden(header, model_grade, request.overrides) if request.overrides else model_grade
        strange = self.intake.warnings(values, odd) if odd else ()
        why = self._why(grade, request, coverage, strange)
        warnings = (*strange, *(note for note in why if note is UNKNOWN_COVERAGE), *self.standing)
        probability: float | None = None
        if header.layer != "public":
            probability = self.artefact.calibration.probability(-((score - self.offset) / self.factor))
        reasons = (
            self._reasons(lost, values, top) if level == "feature" else self._families(lost, values, top)
        )
        return Answer(
            terms=self.terms,
            status="scored",
            use=self._use(request, why),
            subject=request.subject,
            as_of=day_text(request.as_of),
            request_id=request.request_id,
            data_cutoff=day_text(request.data_cutoff),
            scored_at=day_text(request.scored_at),
            valid_until=day_text(request.valid_until),
            score=score,
            grade=grade,
            grade_before_override=model_grade,
            overrides=tuple(request.overrides),
            probability=probability,
            reasons=reasons,
            coverage=coverage,
            contested=request.disputes() if request.contested else (),
            warnings=warnings,
            packed=self.pack(values),
            context=request.context(coverage) if request is not PLAIN else "",
        )

    def _unscored(
        self, status: Status, request: Request, why: tuple[Note, ...], *, values: Sequence[Given] = ()
    ) -> Answer:
        hidden = RESIDENT_ID in why
        coverage = request.covered(self.header)
        return Answer(
            terms=self.terms,
            status=status,
            use=Use(purpose=request.purpose, allowed=self.header.purpose, human_review="required", why=why),
            subject=None if hidden else request.subject,
            as_of=day_text(request.as_of),
            request_id=request.request_id,
            data_cutoff=day_text(request.data_cutoff),
            scored_at=day_text(request.scored_at),
            valid_until=day_text(request.valid_until),
            coverage=coverage,
            contested=request.disputes(),
            warnings=self.standing,
            packed=self.pack(values) if values else b"",
            context=request.context(coverage),
        )

    def _refusal(self, request: Request) -> Note | None:
        if request.purpose is not None and self.header.purpose and request.purpose not in self.header.purpose:
            return NOT_ALLOWED
        if request.subject is None:
            return None
        return refusal_of(self.header, request.subject, separate_consent=request.separate_consent)

    def _why(
        self, grade: str, request: Request, coverage: Mapping[str, Any] | None, strange: Sequence[Note]
    ) -> tuple[Note, ...]:
        header = self.header
        found: list[Note] = []
        if grade in self.lowest:
            found.append(LOWEST_GRADES)
        if request.overrides:
            found.append(OVERRIDDEN)
        if request.contested:
            found.append(CONTESTED)
        if is_thin(header, coverage):
            found.append(THIN)
        if strange:
            found.append(OUTSIDE)
        if request.subject is not None and is_outside(header, request.subject):
            found.append(OUTSIDE_SUBJECTS)
        if coverage is None and header.minimum_coverage:
            found.append(UNKNOWN_COVERAGE)
        return tuple(found)

    def _use(self, request: Request, why: tuple[Note, ...]) -> Use:
        if request.purpose is not None:
            return use_of(self.header, request.purpose, why)
        use = self._uses.get(why)
        if use is None:
            use = self._uses[why] = use_of(self.header, None, why)
        return use

    def _state(self, j: int, value: Given) -> State:
        if value is None:
            return "missing"
        field = self.fields[j]
        return "unseen" if field.kind == "category" and value not in self.intake.seen[field.name] else "value"

    def _reasons(self, lost: Sequence[float], values: Sequence[Given], top: int) -> tuple[Reason, ...]:
        out: list[Reason] = []
        for j in ranked(lost, values, self.quiet, top):
            field, value = self.fields[j], values[j]
            state = self._state(j, value)
            out.append(
                Reason(
                    code=self.codes[j][state],
                    feature=field.name,
                    family=field.family,
                    points=lost[j],
                    field=field,
                    value=value,
                    state=state,
                )
            )
        return tuple(out)

    def _families(self, lost: Sequence[float], values: Sequence[Given], top: int) -> tuple[Reason, ...]:
        """Points summed over each family's inputs; the text names the input that lost most in it."""
        total: dict[str, float] = {}
        for j, field in enumerate(self.fields):
            total[field.family] = total.get(field.family, 0.0) + lost[j]
        worst: dict[str, int] = {}
        for j in ranked(lost, values, self.quiet, len(lost)):
            worst.setdefault(self.fields[j].family, j)
        chosen = sorted((family for family in worst if total[family] < 0.0), key=total.__getitem__)
        return tuple(
            Reason(
                code=family_code(family), feature=None, family=family, points=total[family],
                field=self.fields[worst[family]], value=values[worst[family]],
                state=self._state(worst[family], values[worst[family]]),
            )
            for family in chosen[:top]
        )  # fmt: skip

    def pack(self, values: Sequence[Given]) -> bytes:
        """Values as bytes for the result's identity: numbers as little-endian float64, then labels."""
        if not self.labels:
            return self.numeric.pack(
                *[NAN if value is None else cast("float", value) + 0.0 for value in values]
            )
        numbers = [
            NAN if value is None else cast("float", value) + 0.0
            for value, field in zip(values, self.fields)
            if field.kind == "number"
        ]
        labels = "".join(f"\x00{'' if values[j] is None else values[j]}" for j in self.labels)
        return self.numeric.pack(*numbers) + labels.encode()
