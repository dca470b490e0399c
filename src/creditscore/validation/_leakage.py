"""Features that know too much: named like an outcome, equal to it, or too good alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from creditscore.errors import ValidationError
from creditscore.validation._arrays import Flags, Floats, two_classes
from creditscore.validation._delong import auc_of_enough
from creditscore.validation._finding import Finding

if TYPE_CHECKING:
    from creditscore.samples import Sample


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    text = resources.files("creditscore.validation").joinpath("leakage.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def single_features(sample: Sample) -> pd.DataFrame:
    """How well each feature alone separates the outcome, best first.

    Index ``feature``; columns ``auc`` (the larger of both directions, over rows with a value; texts ordered
    by their bad rate), ``missing_auc`` (of having no value), ``correlation`` (with the outcome, absolute)
    and ``suspicion`` (why the name is suspicious, in English, else empty).
    """
    bad = two_classes(sample.y)
    lines: dict[str, dict[str, Any]] = {}
    for name in sample.X.columns:
        values = _numbers(sample.X[name], bad)
        held = ~np.isnan(values)
        lines[str(name)] = {
            "auc": _folded(bad[held], values[held]),
            "missing_auc": _folded(bad, held.astype(np.float64)),
            "correlation": _correlation(bad[held], values[held]),
            "suspicion": (_suspicion(sample, str(name)) or ("", ""))[1],
        }
    frame = pd.DataFrame.from_dict(lines, orient="index").rename_axis("feature")
    return frame.sort_values("auc", ascending=False, kind="stable")


def leakage(sample: Sample, *, explained: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """One failed finding per suspected feature, naming it; one passed finding if there is none.

    A feature is suspected if its name or title is that of an outcome or of a rating, if it equals or nearly
    equals the outcome, or if alone it reaches an AUC above 0.85. ``explained`` maps a feature to the reason
    why it may stay; it then passes, with that reason, unless it equals the outcome.
    """
    rules, explained = _rules(), explained or {}
    found: list[Finding] = []
    table = single_features(sample)
    for name, line in table.iterrows():
        best = np.nanmax([line["auc"], line["missing_auc"], 0.5])
        equal = best >= rules["equal_auc"] or line["correlation"] >= rules["equal_correlation"]
        named = _suspicion(sample, str(name))
        if equal:
            reason = ("与结果几乎相同", "equals or nearly equals the outcome")
        elif named is not None:
            reason = named
        elif best > rules["alert_auc"]:
            reason = ("单独的区分能力过高，须先作出解释", "too good alone: leakage until explained")
        else:
            continue
        found.append(_alert(str(name), best, reason, why=None if equal else explained.get(str(name))))
    return tuple(found) or (_clean(table),)


def refuse_leakage(sample: Sample, *, explained: Mapping[str, str] | None = None) -> None:
    """Raise ValidationError naming every feature ``leakage`` suspects and does not find explained."""
    failed = [finding for finding in leakage(sample, explained=explained) if finding.outcome == "failed"]
    if failed:
        faults = "; ".join(f"{finding.evidence[0]}: {finding.detail_en}" for finding in failed)
        raise ValidationError(
            f"leakage: wanted features known before the outcome, found {faults}; "
            "leave the feature out, or pass explained={name: reason} if it is known before as_of"
        )


def _alert(name: str, best: float, reason: tuple[str, str], *, why: str | None) -> Finding:
    rules = _rules()
    tail = ("", "") if why is None else (f"；已说明：{why}", f"; explained: {why}")
    return Finding(
        code="Q3",
        title_zh=f"泄漏检查：{name}",
        title_en=f"leakage check: {name}",
        outcome="failed" if why is None else "passed",
        light="red" if why is None else "amber",
        value=float(best),
        threshold=f"AUC ≤ {rules['alert_auc']}",
        source_zh="项目惯例，验证参考 Q3",
        source_en="project convention, validation reference Q3",
        detail_zh=f"{reason[0]}（单特征 AUC {best:.3f}）{tail[0]}",
        detail_en=f"{reason[1]} (AUC alone {best:.3f}){tail[1]}",
        evidence=(name,),
    )


def _clean(table: pd.DataFrame) -> Finding:
    best = float(np.nanmax([table["auc"].max(), 0.5]))
    return Finding(
        code="Q3",
        title_zh="泄漏检查",
        title_en="leakage check",
        outcome="passed",
        light="green",
        value=best,
        threshold=f"AUC ≤ {_rules()['alert_auc']}",
        source_zh="项目惯例，验证参考 Q3",
        source_en="project convention, validation reference Q3",
        detail_zh=f"{len(table)} 个特征中单独区分能力最高者 AUC {best:.3f}",
        detail_en=f"the best of {len(table)} features alone has AUC {best:.3f}",
        evidence=(str(table.index[0]),) if len(table) else (),
    )


def _suspicion(sample: Sample, name: str) -> tuple[str, str] | None:
    texts = [name]
    texts += [
        text
        for feature in sample.features
        if feature.name == name
        for text in (feature.title_zh, feature.title_en)
    ]
    for rule in _rules()["names"]:
        if any(re.search(rule["pattern"], text.lower()) for text in texts):
            return rule["zh"], rule["en"]
    return None


def _numbers(column: pd.Series, bad: Flags) -> Floats:
    """Numbers as they are; texts of at most 20 kinds as their bad rate, others as null."""
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    if column.nunique() > 20:
        return np.full(len(column), np.nan)
    rate = pd.Series(bad.astype(np.float64), index=column.index).groupby(column).transform("mean")
    return rate.to_numpy(dtype=np.float64)


def _folded(bad: Flags, values: Floats) -> float:
    area = auc_of_enough(bad, risk=values)
    return max(area, 1.0 - area)


def _correlation(bad: Flags, values: Floats) -> float:
    if len(values) < 3 or np.ptp(values) == 0.0 or np.ptp(bad.astype(int)) == 0:
        return 0.0
    return float(abs(np.corrcoef(values, bad)[0, 1]))
