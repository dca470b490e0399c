"""What an evaluation is: who is judged, by which layer, features, outcome and scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore import samples, scorer
from creditscore.errors import DefinitionError
from creditscore.evaluations._record_plan import judged, record_plan
from creditscore.plan import Feature, RightsPolicy, tables_of
from creditscore.records import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Province
    from creditscore.scorer.record_plan import RecordPlan

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """One declared evaluation; numbers learned from data never stand here.

    ``spec`` refuses what its layer may not read. Raises ``DefinitionError`` where a feature over negative records
    could move either way when a record is added.
    """

    name: str
    title_zh: str
    title_en: str
    spec: samples.Spec

    def __post_init__(self) -> None:
        for feature in self.spec.features:
            negative = [table for table in tables_of(feature.node) if TABLES[table].negative]
            if negative and not feature.record_monotone:
                raise DefinitionError(
                    f"evaluation {self.name}: feature {feature.name} rests on {negative[0]}, and adding a record "
                    "could lower the risk it shows; use a count, sum, maximum or recency"
                )
            if feature.direction == "none":
                raise DefinitionError(
                    f"evaluation {self.name}: feature {feature.name} has no direction of risk; declare one or "
                    "leave it out"
                )

    @property
    def internal(self) -> bool:
        """Whether it is an early warning, never published (``samples.Spec``)."""
        return self.spec.internal

    @property
    def title(self) -> str:
        return f"{self.title_zh} {self.title_en}"

    @property
    def tables(self) -> tuple[str, ...]:
        """Record tables the features rest on, in the catalogue's order."""
        read = set().union(*(tables_of(feature.node) for feature in self.spec.features))
        return tuple(name for name in TABLES if name in read)

    def asking(self, *features: Feature) -> Evaluation:
        """This evaluation with more questions, for research; what it may not read is refused as ever.

        Raises ``DefinitionError`` for a feature it asks already, one of a closed layer, or one without a direction.
        """
        return replace(self, spec=replace(self.spec, features=(*self.spec.features, *features)))

    def sample(
        self,
        province: Province,
        *,
        as_of: Sequence[date],
        outcomes: pd.DataFrame | None = None,
        rights: RightsPolicy | None = None,
        progress: Progress | None = None,
    ) -> samples.Sample:
        """Entities of this evaluation on each day, with features and outcome (``samples.draw``).

        ``rights`` replaces the declared policy (for a back-test under another); ``outcomes`` are a bank's own.
        """
        spec = self.spec if rights is None else replace(self.spec, rights=rights)
        return samples.draw(province, spec, as_of=as_of, outcomes=outcomes, progress=progress)

    def bundle(
        self, artefact: scorer.Scorecard | scorer.Trees, *, parts: Mapping[str, bytes | str] | None = None
    ) -> Unsaved:
        """The bundle of ``artefact``, to be written by ``.save(path)``; where its inputs are computed from records it
        scores raw records as well (``Scorer.score_records``).

        ``parts`` are further files by name (model card, validation summary). Raises ``DefinitionError`` if the
        artefact was fitted for another evaluation.
        """
        fitted_for = artefact.header.evaluation
        if fitted_for != self.name:
            raise DefinitionError(
                f"evaluation {self.name}: the artefact was fitted for {fitted_for!r}; bundle it there"
            )
        return Unsaved(
            artefact=artefact,
            parts=dict(parts or {}),
            plan=record_plan(artefact.header, judged=judged(self.spec)),
        )


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """A bundle not yet written."""

    artefact: Any
    parts: dict[str, bytes | str]
    plan: RecordPlan | None = None

    def save(self, path: Path | str, *, replace: bool = False) -> Path:
        """Write the bundle folder (beside it first, then moved into place) and return it.

        The same bundle may be saved again; another one in its place needs ``replace``.
        """
        return scorer.write_bundle(
            Path(path), self.artefact, parts=self.parts, plan=self.plan, replace=replace
        )
