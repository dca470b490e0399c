"""How well a model ranks: AUC, KS, Brier and lift with intervals, the oracle beside it, models compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from creditscore.errors import ValidationError
from creditscore.validation._arrays import Floats, scored, two_classes
from creditscore.validation._bootstrap import bootstrap
from creditscore.validation._delong import Interval, auc, delong, delong_paired

if TYPE_CHECKING:
    from creditscore.samples import Sample
    from creditscore.validation._arrays import Artefact

SHARES = (0.05, 0.10, 0.20)
"""Riskiest shares for which lift and capture are shown."""


def counts(sample: Sample) -> pd.Series:
    """Rows, entities, bad rows and distinct bad entities, bad rates and the span of ``as_of``."""
    frame, bad = sample.frame, np.asarray(sample.y) == 1
    weight = np.asarray(sample.weight, dtype=np.float64)
    dates = pd.to_datetime(frame["as_of"])
    return pd.Series(
        {
            "rows": len(frame),
            "entities": int(frame["entity"].nunique()),
            "bad_rows": int(bad.sum()),
            "bad_entities": int(frame.loc[bad, "entity"].nunique()),
            "bad_rate": float(bad.mean()),
            "weighted_bad_rate": float(weight @ bad / weight.sum()),
            "first_as_of": _day(dates.min()),
            "last_as_of": _day(dates.max()),
            "quarters": int(dates.nunique()),
        },
        dtype=object,
        name="value",
    )


def discrimination(
    sample: Sample,
    artefact: Artefact,
    *,
    oracle: pd.DataFrame | None = None,
    replicates: int = 400,
    seed: int = 7,
) -> pd.DataFrame:
    """Figures of ranking and accuracy on a sample, rows unweighted.

    Index ``metric`` (``auc, gini, ks, brier, brier_skill, log_loss, pr_auc, weighted_auc, lift_5,
    capture_5, ...`` and, with ``oracle`` = frame of ``entity, as_of, true_pd``, ``oracle_auc, efficiency``).
    Columns ``value``; ``low, high``, the wider of what follows, which is what is judged; ``delong_low,
    delong_high`` (rows independent); ``clustered_low, clustered_high`` (bootstrap by entity with ``seed``).
    """
    rows = scored(sample, artefact)
    return figures(rows, oracle=oracle, replicates=replicates, seed=seed)


def figures(
    rows: pd.DataFrame, *, oracle: pd.DataFrame | None = None, replicates: int = 400, seed: int = 7
) -> pd.DataFrame:
    """``discrimination`` on a frame made by ``scored``."""
    bad = two_classes(rows["outcome"])
    risk, probability = -rows["score"].to_numpy(), rows["probability"].to_numpy()
    area = delong(bad, risk=risk)
    draws = bootstrap(
        bad, risk=risk, probability=probability, entity=rows["entity"], replicates=replicates, seed=seed
    )
    table: dict[str, dict[str, float]] = {
        "auc": {**_bounds(area), **_clustered(draws.loc["auc"])},
        "gini": _gini(area, draws.loc["auc"]),
        "ks": {"value": draws.loc["ks", "value"], **_clustered(draws.loc["ks"])},
        "brier": {"value": draws.loc["brier", "value"], **_clustered(draws.loc["brier"])},
    }
    rate = float(bad.mean())
    table["brier_skill"] = {"value": 1.0 - draws.loc["brier", "value"] / (rate * (1.0 - rate))}
    table["log_loss"] = {"value": _log_loss(bad, probability)}
    table["pr_auc"] = {"value": _average_precision(bad, risk)}
    table["weighted_auc"] = {"value": _weighted_auc(bad, risk, weight=rows["weight"].to_numpy())}
    for share in SHARES:
        lift, capture = _lift(bad, risk, share=share)
        table[f"lift_{share:.0%}".rstrip("%")] = {"value": lift}
        table[f"capture_{share:.0%}".rstrip("%")] = {"value": capture}
    if oracle is not None:
        table |= _beside_oracle(rows, oracle, area=area.value)
    columns = ["value", "low", "high", "delong_low", "delong_high", "clustered_low", "clustered_high"]
    frame = pd.DataFrame.from_dict(table, orient="index", dtype=np.float64).reindex(columns=columns)
    frame["low"] = frame[["delong_low", "clustered_low"]].min(axis=1)
    frame["high"] = frame[["delong_high", "clustered_high"]].max(axis=1)
    return frame.rename_axis("metric")


def compare(
    test: Sample, /, *, oracle: pd.DataFrame | None = None, seed: int = 7, **artefacts: Artefact
) -> pd.DataFrame:
    """Models side by side on the same rows: ``compare(test, card=card, trees=trees)``.

    One row per model: ``auc, ks, gini, brier`` with ``_low`` and ``_high`` (the wider of DeLong and entity
    bootstrap for the AUC, bootstrap for the others), and against the first model ``auc_gain, gain_low,
    gain_high, p_delong`` (paired, rows independent) and ``p_clustered`` (paired, by entity); with ``oracle``
    (frame of ``entity, as_of, true_pd``) also ``oracle_auc`` and ``efficiency``.
    """
    if not artefacts:
        raise ValidationError("compare: wanted at least one model by name, found none; pass card=card")
    frames = {name: scored(test, artefact) for name, artefact in artefacts.items()}
    return compared(frames, oracle=oracle, seed=seed)


def compared(
    frames: dict[str, pd.DataFrame],
    *,
    oracle: pd.DataFrame | None = None,
    seed: int = 7,
    replicates: int = 400,
) -> pd.DataFrame:
    """``compare`` on frames made by ``scored`` from one sample."""
    first = next(iter(frames.values()))
    bad, entity = two_classes(first["outcome"]), first["entity"]
    table: dict[str, dict[str, float]] = {}
    for name, rows in frames.items():
        values = figures(rows, oracle=oracle, replicates=replicates, seed=seed)
        line: dict[str, float] = {}
        for metric in ("auc", "gini", "ks", "brier"):
            part = values.loc[metric]
            line[metric] = part["value"]
            line[f"{metric}_low"], line[f"{metric}_high"] = part["low"], part["high"]
        gain = delong_paired(bad, first=-first["score"], second=-rows["score"])
        clustered = delong_paired(bad, first=-first["score"], second=-rows["score"], entity=entity)
        line |= {
            "auc_gain": gain.value,
            "gain_low": min(gain.low, clustered.low),
            "gain_high": max(gain.high, clustered.high),
            "p_delong": gain.p_value,
            "p_clustered": clustered.p_value,
        }
        for metric in ("oracle_auc", "efficiency") if oracle is not None else ():
            line[metric] = values.loc[metric, "value"]
        table[name] = line
    return pd.DataFrame.from_dict(table, orient="index").rename_axis("model")


def curve(rows: pd.DataFrame, *, points: int = 200) -> pd.DataFrame:
    """Cumulated shares from the riskiest row on: ``score, good, bad, gap``; at most about ``points`` rows.

    ``bad`` against ``good`` is the ROC curve; the largest ``gap`` is the KS distance and is always kept. ``attrs["auc"]`` is the area of the whole curve.
    """
    bad = two_classes(rows["outcome"])
    score, place = np.unique(rows["score"].to_numpy(), return_inverse=True)
    bads, goods = np.bincount(place, bad), np.bincount(place, ~bad)
    frame = pd.DataFrame(
        {"score": score, "good": np.cumsum(goods) / goods.sum(), "bad": np.cumsum(bads) / bads.sum()}
    )
    start = pd.DataFrame({"score": [score[0]], "good": [0.0], "bad": [0.0]})
    frame = pd.concat([start, frame], ignore_index=True)
    frame["gap"] = (frame["bad"] - frame["good"]).abs()
    kept = np.unique(np.linspace(0, len(frame) - 1, min(points, len(frame))).astype(int))
    kept = np.union1d(kept, [int(frame["gap"].to_numpy().argmax())])
    frame = frame.iloc[kept].reset_index(drop=True)
    frame.attrs["auc"] = auc(bad, risk=-rows["score"].to_numpy())
    return frame


def _day(stamp: pd.Timestamp) -> str:
    """ISO date; empty where the caller gave no dates."""
    return "" if pd.isna(stamp) else stamp.date().isoformat()


def _bounds(area: Interval) -> dict[str, float]:
    return {"value": area.value, "delong_low": area.low, "delong_high": area.high}


def _clustered(draw: pd.Series) -> dict[str, float]:
    return {"clustered_low": draw["low"], "clustered_high": draw["high"]}


def _gini(area: Interval, draw: pd.Series) -> dict[str, float]:
    both = {**_bounds(area), **_clustered(draw)}
    return {name: 2 * value - 1 for name, value in both.items()}


def _log_loss(bad: np.ndarray, probability: Floats) -> float:
    safe = np.clip(probability, 1e-15, 1 - 1e-15)
    return float(-np.where(bad, np.log(safe), np.log1p(-safe)).mean())


def _average_precision(bad: np.ndarray, risk: Floats) -> float:
    """Area under precision against recall as a step function over distinct risk values."""
    _, place = np.unique(-risk, return_inverse=True)
    bads = np.bincount(place, bad)
    precision = np.cumsum(bads) / np.cumsum(np.bincount(place))
    return float(bads @ precision / bads.sum())


def _weighted_auc(bad: np.ndarray, risk: Floats, *, weight: Floats) -> float:
    _, place = np.unique(risk, return_inverse=True)
    bads, goods = np.bincount(place, weight * bad), np.bincount(place, weight * ~bad)
    return float(bads @ (np.cumsum(goods) - goods / 2) / (bads.sum() * goods.sum()))


def _lift(bad: np.ndarray, risk: Floats, *, share: float) -> tuple[float, float]:
    """Bad rate among the riskiest ``share`` over the overall one, and the share of bads found there.

    Rows tied at the cut count in proportion, so the order of the rows does not matter.
    """
    _, place = np.unique(-risk, return_inverse=True)
    total, bads = np.bincount(place), np.bincount(place, bad)
    target = share * len(bad)
    taken = np.clip((target - (np.cumsum(total) - total)) / total, 0.0, 1.0)
    captured = float(bads @ taken / bads.sum())
    return captured / share, captured


def _beside_oracle(rows: pd.DataFrame, oracle: pd.DataFrame, *, area: float) -> dict[str, dict[str, float]]:
    """AUC of the true probability and the model's (AUC - 0.5) / (oracle - 0.5), where truth is known."""
    truth = oracle[["entity", "as_of", "true_pd"]].assign(as_of=pd.to_datetime(oracle["as_of"]))
    keys = rows[["entity", "as_of", "outcome", "score"]].astype({"as_of": truth["as_of"].dtype})
    known = keys.merge(truth, on=["entity", "as_of"], how="left", validate="one_to_one")
    known = known[known["true_pd"].notna()]
    if len(known) < 0.9 * len(rows):
        raise ValidationError(
            f"oracle: wanted a true_pd for every sample row, found {len(known)} of {len(rows)}; "
            "pass the truth of the same province and quarters"
        )
    best = delong(known["outcome"], risk=known["true_pd"])
    own = area if len(known) == len(rows) else auc(known["outcome"], risk=-known["score"])
    return {"oracle_auc": _bounds(best), "efficiency": {"value": (own - 0.5) / (best.value - 0.5)}}
