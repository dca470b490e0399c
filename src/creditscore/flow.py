"""The story in one screen: records → features → sample → models → report → MLflow → bundle → scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore import evaluations, features, models, reporting, samples, scorer, simulate, tracking
from creditscore.errors import FitError
from creditscore.evaluations import Evaluation

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Province

Progress = Callable[[str, int, int], None]

FIRST, LAST, TEST_FROM = date(2020, 1, 1), date(2025, 1, 1), date(2024, 1, 1)
"""Snapshots of the made-up province: 36 months to look back on, 36 of training, an embargo of 12, 12 of test
and 12 in which the last outcome unfolds (simulation.md)."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What one training run leaves behind."""

    evaluation: Evaluation
    card: scorer.Scorecard
    trees: scorer.Trees
    report: Path
    bundles: dict[str, Path]
    runs: dict[str, tracking.Run]
    metrics: dict[str, float]
    summary: pd.DataFrame


def train(
    province: Province,
    *,
    evaluation: Evaluation,
    out: Path,
    as_of: Sequence[date],
    test_from: date,
    seed: int = 7,
    oracle: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Sample, fit a scorecard (champion) and trees (challenger), validate, export and track both.

    ``oracle`` is the true probability of a made-up province (``entity``, ``as_of``, ``true_pd``). Everything is
    written under ``out``: the report, one bundle per model, the tracking store.
    """
    step = _steps(progress, f"train {evaluation.name}", 5)
    sample = evaluation.sample(province, as_of=as_of, progress=progress)
    fit_on, test = sample.split(test_from=test_from)
    step()
    card = models.fit_scorecard(fit_on, seed=seed)
    step()
    trees = models.fit_trees(fit_on, seed=seed)
    step()
    lending = evaluation.spec.outcome == "bad_12m"
    report = reporting.validate(
        evaluation, fit_on, test, champion=card, challenger=trees, oracle=oracle, seed=seed,
        vintage=samples.vintage(province) if lending else None,
        roll_rate=samples.roll_rate(province) if lending else None,
    )  # fmt: skip
    page = report.save(out / f"{evaluation.name}.html")
    step()
    fitted: dict[str, Any] = {"scorecard": card, "trees": trees}
    parts = {"validation.json": page.with_suffix(".json").read_bytes()}
    bundles = {
        kind: evaluation.bundle(artefact, parts=parts).save(
            out / "bundles" / f"{evaluation.name}-{kind}", replace=True
        )
        for kind, artefact in fitted.items()
    }
    datasets = {"train": fit_on.digest, "test": test.digest, "records": province.digest}
    runs = {
        kind: tracking.log(
            evaluation,
            artefact,
            report,
            bundle=bundles[kind],
            store=out / "tracking",
            datasets=datasets,
            alias="champion" if kind == "scorecard" else "challenger",
            params={"seed": seed},
        )
        for kind, artefact in fitted.items()
    }
    step()
    return Trained(
        evaluation=evaluation, card=card, trees=trees, report=page, bundles=bundles, runs=runs,
        metrics=report.metrics, summary=_summary(test, fitted, oracle),
    )  # fmt: skip


def _steps(progress: Progress | None, stage: str, of: int) -> Callable[[], None]:
    """A function to call after each step."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(stage, done, of)

    if progress is not None:
        progress(stage, 0, of)
    return step


def _summary(test: samples.Sample, fitted: dict[str, Any], oracle: pd.DataFrame | None) -> pd.DataFrame:
    from creditscore import validation

    return validation.compare(test, oracle=oracle, **fitted)


def score_province(
    province: Province,
    *,
    evaluation: Evaluation,
    bundle: Path,
    as_of: date,
    out: Path,
    progress: Progress | None = None,
) -> Path:
    """Score every eligible entity of a province on one day and write the answers as Parquet."""
    import pandas as pd

    everyone = samples.population(province, evaluation.spec, as_of=as_of)
    population = everyone[everyone["reason"].isna()].reset_index(drop=True)
    computed = features.compute(
        province, population[["entity", "as_of"]], select=evaluation.spec.features,
        rights=evaluation.spec.rights, progress=progress,
    )  # fmt: skip
    loaded = scorer.load(bundle)
    names = [field.name for field in loaded.fields]
    answers = pd.DataFrame(loaded.score_batch(computed[names], top=4))
    frame = pd.concat([computed[["entity", "as_of"]], answers], axis=1)
    unfinished = out.with_name(f".{out.name}.unfinished")
    frame.to_parquet(unfinished, index=False)
    unfinished.replace(out)
    return out


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What the main job leaves behind; ``refused`` says why an evaluation has no model that may be shipped."""

    province: Province
    trained: tuple[Trained, ...]
    refused: dict[str, str]
    scores: Path


def demo(
    out: Path,
    *,
    entities: int = 20_000,
    seed: int = 7,
    judged: Sequence[Evaluation] = (evaluations.ENTERPRISE_FINANCING, evaluations.ENTERPRISE_RISK),
    progress: Progress | None = None,
) -> Demo:
    """The main job on a made-up province: records → … → report, MLflow run, exported bundle, scores.

    A small province may hold too few bads for an evaluation: it is then refused with the reason, and the
    others go on; raises FitError if none is left.
    """
    out.mkdir(parents=True, exist_ok=True)
    province = simulate.province(entities=entities, seed=seed, out=out / "province", progress=progress)
    truth = simulate.truth(out / "province")["true_pd"]
    quarters = samples.quarters(FIRST, LAST)
    trained: list[Trained] = []
    refused: dict[str, str] = {}
    for evaluation in judged:
        oracle = truth if evaluation.spec.outcome == "bad_12m" else None
        try:
            trained.append(
                train(
                    province,
                    evaluation=evaluation,
                    out=out,
                    as_of=quarters,
                    test_from=TEST_FROM,
                    seed=seed,
                    oracle=oracle,
                    progress=progress,
                )
            )
        except FitError as error:
            refused[evaluation.name] = str(error)
    if not trained:
        raise FitError("; ".join(f"{name}: {why}" for name, why in refused.items()))
    best = trained[0]
    scores = score_province(
        province, evaluation=best.evaluation, bundle=best.bundles["scorecard"], as_of=province.data_until,
        out=out / "scores.parquet", progress=progress,
    )  # fmt: skip
    return Demo(province=province, trained=tuple(trained), refused=refused, scores=scores)
