"""From samples and models to a report: validation computes, sections arrange, the page shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from creditscore import validation
from creditscore.errors import ReportError
from creditscore.reporting import _sections, _sections_reasons
from creditscore.reporting._blocks import Section
from creditscore.reporting._material import Material, fingerprint, software, tables_of
from creditscore.reporting._page import render
from creditscore.reporting._report import Report
from creditscore.scorer import Scorecard
from creditscore.validation import SMALLEST

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.evaluations import Evaluation
    from creditscore.samples import Sample
    from creditscore.scorer import Trees

ORDER: tuple[Callable[[Material], Section | None], ...] = (
    _sections.headline,
    _sections.purpose,
    _sections.sample,
    _sections.discrimination,
    _sections.calibration,
    _sections.stability,
    _sections_reasons.explanation,
    _sections_reasons.cases,
    _sections.comparison,
    _sections_reasons.vintage,
    _sections_reasons.roll_rate,
    _sections_reasons.scorecard,
    _sections.segments,
    _sections.leakage,
    _sections_reasons.limitations,
    _sections_reasons.signatures,
    _sections_reasons.reproducibility,
)


def validate(
    evaluation: Evaluation,
    train: Sample,
    test: Sample,
    *,
    champion: Scorecard | Trees,
    challenger: Scorecard | Trees | None = None,
    oracle: pd.DataFrame | None = None,
    vintage: pd.DataFrame | None = None,
    roll_rate: pd.DataFrame | None = None,
    cases: int = 3,
    rows: int = 2000,
    replicates: int = 400,
    seed: int = 7,
    created: date | None = None,
) -> Report:
    """Judge ``champion`` out of time and write it up.

    Args:
        evaluation: whose declaration the report names.
        train: what the model was fitted on (in sample figures, reference of the PSI).
        test: rows out of time.
        champion: the model judged; ``challenger`` is compared with it on the same rows.
        challenger: another model of the same evaluation, or none.
        oracle: frame ``entity, as_of, true_pd`` of a made-up province.
        vintage: frame of ``samples.vintage``; ``roll_rate`` of ``samples.roll_rate``.
        roll_rate: see ``vintage``.
        cases: anonymous waterfalls shown.
        rows: rows explained; ``replicates``: bootstrap draws; both from ``seed``.
        replicates: see ``rows``.
        seed: one seed, one report.
        created: date printed on the report (there is no hidden clock).

    Raises:
        ValidationError: where a figure cannot be computed (one class only, a feature missing).
        ReportError: where the model is of another evaluation.
    """
    for part, artefact in (("champion", champion), ("challenger", challenger)):
        if artefact is not None and artefact.header.evaluation != evaluation.name:
            raise ReportError(
                f"report of {evaluation.name}: wanted a {part} fitted for it, found one of "
                f"{artefact.header.evaluation}; pass the evaluation the model was fitted for"
            )
    review = validation.review(
        train, test, champion=champion, challenger=challenger, oracle=oracle, rows=rows,
        replicates=replicates, seed=seed,
    )  # fmt: skip
    cards = [one for one in (champion, challenger) if isinstance(one, Scorecard)]
    points = validation.points_table(cards[0]) if cards else None
    material = Material(
        evaluation=evaluation, train=train, test=test, champion=champion, challenger=challenger, review=review,
        tables=tables_of(review, vintage=vintage, roll_rate=roll_rate, points=points), cases=cases, seed=seed,
        rows=rows, replicates=replicates, created=created,
    )  # fmt: skip
    return Report(
        evaluation=evaluation.name,
        metrics=review.metrics,
        findings=review.findings,
        tables=material.tables,
        explanations=review.explanations,
        facts=_facts(material),
        excluded=_excluded(train, test),
        draw=lambda: page(material),
    )


def page(material: Material) -> str:
    """All sections, drawn."""
    sections = [section for section in (write(material) for write in ORDER) if section is not None]
    return render(material.title, sections)


def _facts(material: Material) -> dict[str, str]:
    header = material.champion.header
    facts = {
        "model_id": header.model_id,
        "model_version": header.version,
        "kind": material.champion.kind,
        "model_sha256": fingerprint(material.champion),
        "feature_hash": header.feature_hash,
        "train_digest": str(material.train.digest),
        "test_digest": str(material.test.digest),
        "rights_policy": header.rights.name,
        "thresholds_version": validation.thresholds()["version"],
        "made_up": str(material.made_up).lower(),
        "seed": str(material.seed),
        "software": software(),
    }
    if material.challenger is not None:
        facts["challenger_id"] = material.challenger.header.model_id
        facts["challenger_sha256"] = fingerprint(material.challenger)
    return facts


def _excluded(train: Sample, test: Sample) -> dict[str, int | None]:
    counts = dict(train.excluded) | dict(test.excluded)
    return {why: None if 0 < count < SMALLEST else int(count) for why, count in counts.items()}
