"""Everything a validator asks of a model, computed once: frames, flat metrics and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.validation import _calibration, _stability
from creditscore.validation._arrays import scored
from creditscore.validation._delong import delong, delong_clustered
from creditscore.validation._discrimination import compared, counts, curve, figures
from creditscore.validation._explanation import (
    Explanation,
    additivity,
    explain,
    importance,
    sign_check,
    sweep,
)
from creditscore.validation._finding import Finding
from creditscore.validation._leakage import leakage, single_features
from creditscore.validation._segments import segments
from creditscore.validation._verdicts import verdicts

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.validation._arrays import Artefact


@dataclass(frozen=True, eq=False, kw_only=True)
class Review:
    """``tables`` by name, ``metrics`` flat and finite, ``findings`` in the order of the thresholds file,
    ``explanations`` by part (``champion``, ``challenger``).
    """

    tables: dict[str, pd.DataFrame]
    metrics: dict[str, float]
    findings: tuple[Finding, ...]
    explanations: dict[str, Explanation]


def review(
    train: Sample,
    test: Sample,
    *,
    champion: Artefact,
    challenger: Artefact | None = None,
    oracle: pd.DataFrame | None = None,
    rows: int = 2000,
    replicates: int = 400,
    seed: int = 7,
) -> Review:
    """Judge ``champion`` out of time on ``test``, against ``train`` and, if given, a challenger and the truth.

    ``rows`` are explained, ``replicates`` entity bootstraps are drawn, both from ``seed``.
    """
    before, after = scored(train, champion), scored(test, champion)
    tables = _figures(train, test, before, after, oracle=oracle, replicates=replicates, seed=seed)
    tables |= _stabilities(train, test, champion, before=before, after=after)
    artefacts = {"champion": champion} | ({"challenger": challenger} if challenger is not None else {})
    explanations: dict[str, Explanation] = {}
    for part, artefact in artefacts.items():
        found = explain(artefact, test, rows=rows, seed=seed)
        explanations[part] = found
        tables |= _explanations(artefact, test, found, part=part, seed=seed)
    if challenger is not None:
        other = scored(test, challenger)
        tables["compare"] = compared(
            {"champion": after, "challenger": other}, replicates=replicates, seed=seed
        )
        tables["curve_challenger"] = curve(other)
    metrics = _metrics(tables)
    for part, found in explanations.items():
        metrics[f"{part}_additivity"] = additivity(artefacts[part], found)
    leaks = leakage(train)
    findings = verdicts(metrics, tables) + leaks
    metrics |= {
        f"findings_{light}": float(sum(finding.light == light for finding in findings))
        for light in ("green", "amber", "red", "grey")
    }
    return Review(tables=tables, metrics=metrics, findings=findings, explanations=explanations)


def acquaintance(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """Test rows of entities seen in train against those of new ones: ``n, entities, bads, auc`` and bounds."""
    known = test["entity"].isin(set(train["entity"]))
    lines: dict[str, dict[str, float]] = {}
    for name, rows in (("all", test), ("seen", test[known]), ("unseen", test[~known])):
        bads = int(rows["outcome"].sum())
        line: dict[str, float] = {"n": len(rows), "entities": int(rows["entity"].nunique()), "bads": bads}
        if min(bads, len(rows) - bads) >= 30:
            risk = -rows["score"]
            plain = delong(rows["outcome"], risk=risk)
            clustered = delong_clustered(rows["outcome"], risk=risk, entity=rows["entity"])
            line |= {
                "auc": plain.value,
                "auc_low": min(plain.low, clustered.low),
                "auc_high": max(plain.high, clustered.high),
                "error": max(plain.error, clustered.error),
            }
        lines[name] = line
    columns = ["n", "entities", "bads", "auc", "auc_low", "auc_high", "error"]
    return pd.DataFrame.from_dict(lines, orient="index").reindex(columns=columns).rename_axis("rows")


def _figures(
    train: Sample,
    test: Sample,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    oracle: pd.DataFrame | None,
    replicates: int,
    seed: int,
) -> dict[str, pd.DataFrame]:
    grades = _calibration.by_grade(after)
    return {
        "counts": pd.DataFrame({"train": counts(train), "test": counts(test)}).rename_axis("count"),
        "discrimination_train": figures(before, replicates=replicates, seed=seed),
        "discrimination": figures(after, oracle=oracle, replicates=replicates, seed=seed),
        "acquaintance": acquaintance(before, after),
        "curve": curve(after),
        "grades": grades,
        "inversions": _calibration.inversions(grades),
        "grades_pooled": _calibration.pooled(after),
        "reliability": _calibration.pooled(after.assign(band=_calibration.bands(after)), by="band"),
        "calibration": pd.DataFrame(
            {"train": _calibration.summary(before), "test": _calibration.summary(after)}
        ).rename_axis("figure"),
        "single_features": single_features(train),
    }


def _stabilities(
    train: Sample, test: Sample, artefact: Artefact, *, before: pd.DataFrame, after: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    bins = _stability.shift(before["score"].to_numpy(), after["score"].to_numpy())
    return {
        "psi": bins,
        "csi": _stability.csi(train, test, artefact),
        "quarters": _stability.by_quarter(before, after),
        "segments": segments(test, artefact),
    }


def _explanations(
    artefact: Artefact, test: Sample, found: Explanation, *, part: str, seed: int
) -> dict[str, pd.DataFrame]:
    return {
        f"importance_{part}": importance(found),
        f"families_{part}": importance(found, by="family"),
        f"signs_{part}": sign_check(artefact, found),
        f"sweep_{part}": sweep(artefact, test, seed=seed),
    }


def _metrics(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    values: dict[str, float] = {}
    for prefix, name in (("", "discrimination"), ("train_", "discrimination_train")):
        for metric, line in tables[name].iterrows():
            values[f"{prefix}{metric}"] = line["value"]
            for bound in ("low", "high"):
                values[f"{prefix}{metric}_{bound}"] = line[bound]
    for part, column in tables["counts"].items():
        for name in ("rows", "entities", "bad_rows", "bad_entities", "bad_rate", "weighted_bad_rate"):
            values[f"{part}_{name}"] = float(column[name])
    for name, value in tables["calibration"]["test"].items():
        values[f"calibration_{name}"] = value
    counted = tables["counts"]
    values["psi"] = tables["psi"]["contribution"].sum()
    values["psi_critical"] = _stability.psi_critical(
        len(tables["psi"]), n=int(counted.loc["entities", "train"]), m=int(counted.loc["entities", "test"])
    )
    if len(tables["csi"]):
        values["csi_largest"] = tables["csi"]["csi"].max()
    values["auc_fall"] = values["train_auc"] - values["auc"]
    values["auc_error"] = tables["acquaintance"].loc["all", "error"]
    values["auc_unseen_entities"] = tables["acquaintance"].loc["unseen", "auc"]
    if "compare" in tables:
        gain = tables["compare"].loc["challenger"]
        values |= {f"challenger_{name}": gain[name] for name in gain.index}
    for part in ("champion", "challenger"):
        if f"signs_{part}" in tables:
            values[f"{part}_signs_failed"] = float((tables[f"signs_{part}"]["outcome"] == "failed").sum())
            values[f"{part}_sweep_breaches"] = float(tables[f"sweep_{part}"]["breaches"].sum())
    return {name: float(value) for name, value in values.items() if np.isfinite(value)}
