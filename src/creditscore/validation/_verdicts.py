"""From metrics and frames to findings; every number comes from ``review``, every bar from thresholds.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from creditscore.validation._finding import Finding, Light, verdict
from creditscore.validation._segments import SMALLEST

Metrics = Mapping[str, float]
Tables = Mapping[str, pd.DataFrame]


def verdicts(metrics: Metrics, tables: Tables) -> tuple[Finding, ...]:
    """The findings of a review but for leakage, in reading order."""
    return (
        *_sample(metrics, tables),
        *_ranking(metrics),
        _segments(tables["segments"]),
        *_grades(tables),
        *_probabilities(metrics),
        *_drift(metrics, tables),
        _challenger(metrics),
        *_reasons(metrics, tables, part="champion"),
        *(_reasons(metrics, tables, part="challenger") if "signs_challenger" in tables else ()),
    )


def _sample(metrics: Metrics, tables: Tables) -> tuple[Finding, ...]:
    return (
        verdict(
            "B2",
            metrics["test_bad_entities"],
            train=int(metrics["train_bad_entities"]),
            rows=int(tables["counts"].loc["bad_rows", "test"]),
        ),
    )


def _ranking(metrics: Metrics) -> tuple[Finding, ...]:
    before, after = metrics["train_auc"], metrics["auc"]
    error = metrics.get("auc_error", 0.0)
    p_value = float(stats.norm.sf((before - after) / error)) if error > 0 else None
    oracle = metrics.get("oracle_auc")
    return (
        verdict("D1", metrics["auc_low"], auc=after, bad_entities=int(metrics["test_bad_entities"])),
        verdict("D1-high", after),
        verdict("D3", metrics["ks_low"], ks=metrics["ks"]),
        verdict("D2", p_value, before=before, after=after),
        verdict("S5", before - after),
        verdict("E1", metrics.get("efficiency"), auc=after, oracle=oracle),
    )


def _segments(table: pd.DataFrame) -> Finding:
    judged = table[table["outcome"] != "insufficient"]
    if judged.empty:
        return verdict("D5", None)
    worst = judged["gap"].astype(float).idxmax()
    name = " ".join(map(str, worst)) if isinstance(worst, tuple) else str(worst)
    return verdict("D5", float(judged.loc[worst, "gap"]), group=name, evidence=(name,))


def _grades(tables: Tables) -> tuple[Finding, ...]:
    grades = tables["grades"]
    held = grades[grades["entities"] >= SMALLEST]
    if held.empty:
        return (verdict("C1", None), verdict("C1-over", None, grades=""), verdict("S3", None, pairs=""))
    worst = held["jeffreys_p"].idxmin()
    line = held.loc[worst]
    over = held.index[held["jeffreys_p"] > 0.99]
    under = tuple(map(str, held.index[held["jeffreys_p"] < 0.05]))
    largest = grades["n"].idxmax()
    return (
        verdict(
            "C1",
            float(line["jeffreys_p"]),
            grade=worst,
            pd=line["mean_pd"],
            n=int(line["n"]),
            low=", ".join(under) or "–",
            evidence=under,
        ),
        verdict(
            "C1-over",
            float(len(over)),
            grades=", ".join(map(str, over)) or "–",
            evidence=tuple(map(str, over)),
        ),
        _order(tables["inversions"]),
        verdict("K1", float(grades["n"].max() / grades["n"].sum()), grade=largest, evidence=(str(largest),)),
    )


def _order(found: pd.DataFrame) -> Finding:
    pairs = tuple(f"{line.better} < {line.worse}" for line in found.itertuples())
    light: Light = "green"
    if pairs:
        light = "amber" if len(pairs) == 1 and not found["significant"].any() else "red"
    named = f" ({'; '.join(pairs)})" if pairs else ""
    return verdict("S3", float(len(pairs)), light=light, pairs=named, evidence=pairs)


def _probabilities(metrics: Metrics) -> tuple[Finding, ...]:
    z = metrics["calibration_spiegelhalter"]
    return (
        verdict(
            "C6",
            metrics["calibration_slope"],
            error=metrics["calibration_slope_error"],
            intercept=metrics["calibration_intercept"],
        ),
        verdict("C4", abs(z), z=z),
        verdict(
            "C3", metrics["calibration_hosmer_lemeshow_p"], statistic=metrics["calibration_hosmer_lemeshow"]
        ),
        verdict("C5", metrics["brier_skill"]),
    )


def _drift(metrics: Metrics, tables: Tables) -> tuple[Finding, ...]:
    csi = tables["csi"]
    worst = str(csi.index[0]) if len(csi) else ""
    return (
        verdict("S1", metrics["psi"], critical=metrics["psi_critical"]),
        verdict(
            "S1-features",
            float(csi["csi"].iloc[0]) if len(csi) else None,
            feature=worst,
            evidence=tuple(map(str, csi.index[csi["csi"] > 0.10])),
        ),
    )


def _challenger(metrics: Metrics) -> Finding:
    if "challenger_auc_gain" not in metrics:
        return verdict("B1", None)
    return verdict(
        "B1",
        metrics["challenger_auc_gain"],
        low=metrics["challenger_gain_low"],
        high=metrics["challenger_gain_high"],
        p=metrics["challenger_p_delong"],
        clustered=metrics["challenger_p_clustered"],
    )


def _reasons(metrics: Metrics, tables: Tables, *, part: str) -> tuple[Finding, ...]:
    signs, swept = tables[f"signs_{part}"], tables[f"sweep_{part}"]
    wrong = tuple(map(str, signs.index[signs["outcome"] == "failed"]))
    broken = tuple(map(str, swept.index[swept["breaches"].to_numpy(dtype=np.int64) > 0]))
    declared = bool(signs["direction"].isin(["up", "down"]).any())
    found = (
        verdict("X1", metrics[f"{part}_additivity"], rows=int((signs["n"] + signs["missing"]).max())),
        verdict(
            "X2",
            float(len(wrong)) if declared else None,
            checked=int((signs["outcome"] != "not_applicable").sum()),
            features=_named(wrong),
            evidence=wrong,
        ),
        verdict(
            "M1",
            float(swept["breaches"].sum()) if len(swept) else None,
            steps=int(swept["steps"].sum()) if len(swept) else 0,
            features=_named(broken),
            evidence=broken,
        ),
    )
    return tuple(_of_challenger(finding) for finding in found) if part == "challenger" else found


def _named(features: tuple[str, ...]) -> str:
    return f" ({', '.join(features)})" if features else ""


def _of_challenger(finding: Finding) -> Finding:
    return replace(
        finding,
        code=f"{finding.code}-challenger",
        title_zh=f"挑战者：{finding.title_zh}",
        title_en=f"challenger: {finding.title_en}",
    )
