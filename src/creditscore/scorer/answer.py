"""The answer: one frozen contract (DESIGN section 5), every key present, null where not built or not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from creditscore.errors import DefinitionError
from creditscore.scorer.reason import Reason

Status = Literal["scored", "not_scored", "refused"]

BasisKind = Literal["law", "published_method", "project_default"]

Review = Literal["required", "advised", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A rule that caps the grade: never better than ``cap``, with its basis and texts."""

    code: str
    cap: str
    basis_kind: BasisKind
    basis: str
    text_zh: str
    text_en: str

    def __post_init__(self) -> None:
        if self.basis_kind not in ("law", "published_method", "project_default"):
            raise DefinitionError(
                f"override {self.code}: wanted basis_kind law, published_method or project_default, "
                f"found {self.basis_kind!r}"
            )
        if not self.basis:
            raise DefinitionError(f"override {self.code}: no basis; name the article or method it rests on")

    def to_dict(self) -> dict[str, str]:
        return {
            name: getattr(self, name) for name in ("code", "cap", "basis_kind", "basis", "text_zh", "text_en")
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A warning, or a why of a human review or refusal: ``feature`` is null where it concerns no one input."""

    code: str
    text_zh: str
    text_en: str
    feature: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "feature": self.feature, "text_zh": self.text_zh, "text_en": self.text_en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What the answer may be used for: reference only, with a human behind every adverse use."""

    purpose: str | None
    allowed: tuple[str, ...]
    human_review: Review
    why: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "purpose": self.purpose, "allowed": list(self.allowed), "reference_only": True,
            "human_review": self.human_review, "why": [note.to_dict() for note in self.why],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What every answer of one scorer says alike."""

    evaluation: str
    layer: str
    grade_scale: str
    outcome: str
    horizon_months: int
    rights_policy: Mapping[str, Any]
    model_id: str
    model_version: str
    model_sha256: str
    rule_version: str | None
    catalogue_version: str | None


def result_id(
    model_sha256: str, subject: str | None, as_of: str | None, packed: bytes, context: str = ""
) -> str:
    """Identity of a result: SHA-256 over the model, the subject, the day, the input and the circumstances.

    The same question to the same model gives the same id, on any machine and at any time.
    """
    given = sha256(packed).hexdigest()
    asked = f"{model_sha256}\x1f{subject or ''}\x1f{as_of or ''}\x1f{given}\x1f{context}"
    return sha256(asked.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One subject's answer. ``to_dict`` gives the published contract; a refusal never says "reject"."""

    terms: Terms = field(repr=False)
    status: Status
    use: Use
    subject: str | None = None
    as_of: str | None = None
    request_id: str | None = None
    data_cutoff: str | None = None
    scored_at: str | None = None
    valid_until: str | None = None
    score: float | None = None
    grade: str | None = None
    grade_before_override: str | None = None
    overrides: tuple[Override, ...] = ()
    probability: float | None = None
    reasons: tuple[Reason, ...] = ()
    coverage: Mapping[str, Any] | None = None
    contested: tuple[Mapping[str, Any], ...] = ()
    warnings: tuple[Note, ...] = ()
    packed: bytes = field(default=b"", repr=False)
    context: str = field(default="", repr=False)

    @property
    def result_id(self) -> str:
        return result_id(self.terms.model_sha256, self.subject, self.as_of, self.packed, self.context)

    def to_dict(self) -> dict[str, Any]:
        """Every key of the contract, plain JSON data."""
        terms = self.terms
        return {
            "result_id": self.result_id,
            "request_id": self.request_id,
            "status": self.status,
            "subject": self.subject,
            "evaluation": terms.evaluation,
            "layer": terms.layer,
            "as_of": self.as_of,
            "data_cutoff": self.data_cutoff,
            "scored_at": self.scored_at,
            "valid_until": self.valid_until,
            "score": self.score,
            "grade": self.grade,
            "grade_scale": terms.grade_scale,
            "grade_before_override": self.grade_before_override,
            "overrides": [override.to_dict() for override in self.overrides],
            "probability": self.probability,
            "outcome": terms.outcome,
            "horizon_months": terms.horizon_months,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "coverage": None if self.coverage is None else dict(self.coverage),
            "contested": [dict(one) for one in self.contested],
            "warnings": [note.to_dict() for note in self.warnings],
            "use": self.use.to_dict(),
            "rights_policy": dict(terms.rights_policy),
            "model": {"id": terms.model_id, "version": terms.model_version, "sha256": terms.model_sha256},
            "rule_version": terms.rule_version,
            "catalogue_version": terms.catalogue_version,
        }

    def __str__(self) -> str:
        if self.status != "scored":
            return f"{self.status}: " + "; ".join(note.text_en for note in self.use.why)
        lost = "\n".join(
            f"  {reason.points:+8.1f}  {reason.text_zh} | {reason.text_en}" for reason in self.reasons
        )
        return f"score {self.score:.1f}, grade {self.grade}, human review {self.use.human_review}\n{lost}"
