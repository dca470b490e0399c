"""A small made-up population with a known truth, and models on it that need no fitting room."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from creditscore import scorer
from creditscore.plan import GradeScale, RightsPolicy, Scale

GRADES = GradeScale(
    name="market_9",
    grades=("AAA", "AA", "A", "BBB", "BB", "B", "C"),
    floors=(700.0, 670.0, 640.0, 610.0, 580.0, 540.0),
)

FIELDS = (
    scorer.Field(name="penalty_count_12m", title_zh="近12月行政处罚次数", title_en="penalties, last 12 months",
                 unit="次", direction="up", group="PEN", family="penalties"),
    scorer.Field(name="penalty_days_36m", title_zh="距最近处罚天数", title_en="days since the last penalty",
                 unit="天", direction="down", group="PEN", family="penalties"),
    scorer.Field(name="late_filing_share_12m", title_zh="近12月逾期申报占比", title_en="share of late filings",
                 direction="up", group="TAX", family="tax"),
    scorer.Field(name="registered_capital", title_zh="注册资本", title_en="registered capital", unit="元",
                 direction="down", group="REG", family="registration"),
    scorer.Field(name="dpd_max_12m", title_zh="近12月最大逾期天数", title_en="worst days past due", unit="天",
                 direction="up", group="LEN", family="lending"),
    scorer.Field(name="usage_change", title_zh="用电量同比", title_en="electricity, change on the year",
                 direction="none", group="UTL", family="utilities"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drawn:
    """The surface of ``samples.Sample`` that validation and reporting use."""

    frame: pd.DataFrame
    features: tuple[Any, ...]
    excluded: dict[str, int] = field(default_factory=dict)
    digest: str = "5f" * 32
    spec: Any = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(feature.name for feature in self.features)

    @property
    def X(self) -> pd.DataFrame:
        return self.frame[list(self.names)]

    @property
    def y(self) -> np.ndarray:
        return self.frame["outcome"].to_numpy()

    @property
    def weight(self) -> np.ndarray:
        return self.frame["weight"].to_numpy()

    @property
    def distinct_bads(self) -> int:
        return int(self.frame.loc[self.frame["outcome"] == 1, "entity"].nunique())

    def __len__(self) -> int:
        return len(self.frame)


def drawn(frame: pd.DataFrame, *, names: tuple[str, ...] = (), **facts: Any) -> Drawn:
    """A sample of any frame with ``entity, as_of, outcome, weight``; features are plain or from FIELDS."""
    known = {one.name: one for one in FIELDS}
    chosen = names or tuple(one.name for one in FIELDS)
    plain = {name: SimpleNamespace(name=name, title_zh=name, title_en=name) for name in chosen}
    return Drawn(frame, tuple(known.get(name, plain[name]) for name in chosen), **facts)


def population(*, entities: int = 1500, quarters: tuple[str, ...], seed: int = 7) -> pd.DataFrame:
    """One row per entity and quarter with features, outcome and ``true_pd``; about 8 % bad."""
    random = np.random.default_rng(seed)
    latent = random.normal(size=entities)
    region = random.choice(["220100", "220200", "220300", "222400"], entities, p=[0.6, 0.25, 0.146, 0.004])
    parts = []
    for quarter in quarters:
        now = latent + 0.5 * random.normal(size=entities)
        count = random.poisson(np.exp(-1.6 + 0.7 * now))
        late = np.clip(0.1 + 0.12 * now + 0.1 * random.normal(size=entities), 0, 1)
        late[random.random(entities) < 0.2] = np.nan
        dpd = np.where(
            random.random(entities) < 1 / (1 + np.exp(2 - now)), random.integers(1, 60, entities), 0
        )
        true = 1 / (1 + np.exp(3.2 - 1.1 * now - 0.03 * dpd - 0.3 * count))
        parts.append(
            pd.DataFrame(
                {
                    "entity": [f"91220101MA{place:08d}" for place in range(entities)],
                    "as_of": pd.Timestamp(quarter),
                    "penalty_count_12m": count.astype(float),
                    "penalty_days_36m": np.where(count > 0, random.integers(1, 365, entities), 1096.0),
                    "late_filing_share_12m": late,
                    "registered_capital": np.round(np.exp(14 - 0.3 * now + random.normal(size=entities)), 2),
                    "dpd_max_12m": dpd.astype(float),
                    "usage_change": random.normal(size=entities),
                    "outcome": (random.random(entities) < true).astype(int),
                    "weight": np.where(random.random(entities) < 0.5, 1.0, 3.0),
                    "info_region": region,
                    "info_size": np.where(random.random(entities) < 0.8, "micro", "small"),
                    "true_pd": true,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def header(**changes: Any) -> scorer.Header:
    """A header of made-up data."""
    facts: dict[str, Any] = {
        "model_id": "enterprise_financing-card", "version": "1", "evaluation": "enterprise_financing",
        "layer": "authorised", "subjects": ("enterprise", "cooperative"), "outcome": "bad_12m",
        "horizon_months": 12, "scale": Scale(), "grade_scale": GRADES, "rights": RightsPolicy(),
        "feature_hash": "ab" * 32, "purpose": ("financing",), "made_up": True, "rule_version": "2026.1",
        "assumptions": ("tax_filing.known_date assumed 30 days after event_date",), "seed": 7,
    }  # fmt: skip
    return scorer.Header(**(facts | changes))


def card(frame: pd.DataFrame, *, only: tuple[str, ...] = (), **changes: Any) -> scorer.Scorecard:
    """A scorecard with bins at a few quantiles and WOE from the frame, every coefficient 0.7."""
    bad = frame["outcome"].to_numpy() == 1
    binned = []
    for one in FIELDS:
        if only and one.name not in only:
            continue
        values = frame[one.name].to_numpy()
        held = ~np.isnan(values)
        edges = np.unique(np.quantile(values[held], [0.25, 0.5, 0.75, 0.9]))
        edges = edges[edges > values[held].min()]
        place = np.searchsorted(edges, values[held], side="right")
        rows = np.bincount(place, minlength=len(edges) + 1).astype(float)
        bads = np.bincount(place, bad[held], minlength=len(edges) + 1)
        woe = np.log((rows - bads + 0.5) / (bads + 0.5)) - np.log((~bad).sum() / bad.sum())
        if one.direction != "none":
            woe = np.sort(woe)[:: -1 if one.direction == "up" else 1]
        binned.append(
            scorer.Binned(
                field=one, edges=tuple(edges.tolist()), woe=tuple(woe.tolist()), counts=tuple(rows.tolist()),
                bads=tuple(bads.tolist()), missing_policy="neutral", missing_count=float((~held).sum()),
                missing_bads=float(bad[~held].sum()),
            )
        )  # fmt: skip
    return scorer.Scorecard.from_woe(
        header(**changes),
        binned=tuple(binned),
        intercept=float(np.log((~bad).sum() / bad.sum())),
        coefficients=(0.7,) * len(binned),
    )


@dataclass(frozen=True)
class Straight:
    """A model in the shape of trees: points linear in a few inputs, nulls as the mean."""

    header: scorer.Header
    fields: tuple[scorer.Field, ...] = FIELDS
    slopes: tuple[float, ...] = (-18.0, 0.004, -90.0, 0.0, -1.1, 3.0)
    means: tuple[float, ...] = (0.3, 900.0, 0.12, 0.0, 6.0, 0.0)
    reference_score: float = 640.0
    kind: str = "trees"

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)

    def contributions(self, columns: Any) -> np.ndarray:
        parts = [
            slope * np.nan_to_num(np.asarray(columns[one.name], dtype=float) - mean)
            for one, slope, mean in zip(self.fields, self.slopes, self.means)
        ]
        return np.column_stack(parts)

    def scores(self, columns: Any) -> np.ndarray:
        return self.reference_score + self.contributions(columns).sum(axis=1)

    def log_odds(self, columns: Any) -> np.ndarray:
        scale = self.header.scale
        return -(self.scores(columns) - scale.offset) / scale.factor

    def probabilities(self, columns: Any) -> np.ndarray:
        return 1 / (1 + np.exp(-self.log_odds(columns)))


TRAIN = ("2021-01-01", "2021-07-01", "2022-01-01")
TEST = ("2023-01-01", "2023-07-01")


def world(*, entities: int = 1500, seed: int = 7) -> SimpleNamespace:
    """Train and test samples, a card, straight trees and the oracle, of one made-up population."""
    frame = population(entities=entities, quarters=(*TRAIN, *TEST), seed=seed)
    before = frame["as_of"] < pd.Timestamp("2022-07-01")
    spec = SimpleNamespace(evaluation="enterprise_financing", outcome="bad_12m", rights=RightsPolicy())
    facts = {"excluded": {"younger_than_12_months": 37, "embargo": 1200, "not_performing": 4}, "spec": spec}
    train = drawn(frame[before].reset_index(drop=True), **facts)
    test = drawn(frame[~before].reset_index(drop=True), **facts)
    return SimpleNamespace(
        train=train,
        test=test,
        card=card(train.frame),
        trees=Straight(header(model_id="enterprise_financing-trees")),
        oracle=frame[["entity", "as_of", "true_pd"]],
    )
