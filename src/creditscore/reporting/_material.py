"""What a report is written from: the models, the samples and the finished review."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from typing import TYPE_CHECKING

from creditscore.reporting._ageing import roll_rate_table, vintage_table
from creditscore.reporting._tables import published
from creditscore.reporting._texts import Text, text, word

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.evaluations import Evaluation
    from creditscore.samples import Sample
    from creditscore.scorer import Scorecard, Trees
    from creditscore.validation import Finding, Review


@dataclass(frozen=True, eq=False, kw_only=True)
class Material:
    """Everything a section may show; ``tables`` are already without small cells."""

    evaluation: Evaluation
    train: Sample
    test: Sample
    champion: Scorecard | Trees
    challenger: Scorecard | Trees | None
    review: Review
    tables: dict[str, pd.DataFrame]
    cases: int
    seed: int
    rows: int
    replicates: int
    created: date | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.review.findings

    @property
    def made_up(self) -> bool:
        return bool(self.champion.header.made_up or getattr(self.test, "made_up", False))

    @property
    def assumptions(self) -> tuple[str, ...]:
        both = (*self.champion.header.assumptions, *getattr(self.test, "assumptions", ()))
        return tuple(dict.fromkeys(both))

    @property
    def title(self) -> Text:
        """The evaluation's name in both languages."""
        name = self.evaluation.name
        zh, en = getattr(self.evaluation, "title_zh", name), getattr(self.evaluation, "title_en", name)
        return Text(zh, en)

    def artefacts(self) -> dict[str, Scorecard | Trees]:
        """The models by part."""
        found: dict[str, Scorecard | Trees] = {"champion": self.champion}
        return found | ({"challenger": self.challenger} if self.challenger is not None else {})


def tables_of(
    review: Review,
    *,
    vintage: pd.DataFrame | None,
    roll_rate: pd.DataFrame | None,
    points: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """The review's tables as published, with the loan pages' beside them."""
    tables = dict(review.tables)
    if vintage is not None:
        tables["vintage"] = vintage_table(vintage)
    if roll_rate is not None:
        tables["roll_rate"] = roll_rate_table(roll_rate)
    if points is not None:
        tables["points"] = points
    shown = published(tables)
    if points is not None:
        hidden = shown["points"]["count"].isna() & points["count"].notna()
        shown["points"].loc[hidden, ["bad_rate", "iv"]] = float("nan")
    return shown


def identity(material: Material) -> tuple[tuple[Text, Text], ...]:
    """Which model this is, for the head of the report."""
    header, scale = material.champion.header, material.champion.header.scale
    values = {
        "evaluation": Text(f"{material.title.zh}（{material.evaluation.name}）", material.title.en),
        "model": same(f"{header.model_id}  v{header.version}"),
        "kind": word(material.champion.kind),
        "layer": word(header.layer),
        "subjects": _many(header.subjects),
        "outcome": word(header.outcome),
        "scale": Text(
            f"{scale.base_score:g} 分对应好坏比 {scale.base_odds:g}:1，每 {scale.pdo:g} 分翻倍",
            f"{scale.base_score:g} at {scale.base_odds:g}:1, {scale.pdo:g} points to double the odds",
        ),
        "grade_scale": same(f"{header.grade_scale.name}: {' '.join(header.grade_scale.grades)}"),
        "purpose": _many(header.purpose),
        "policy": word(header.rights.name),
        "data_cutoff": same(header.data_cutoff.isoformat() if header.data_cutoff else "–"),
        "created": same(material.created.isoformat() if material.created else "–"),
    }
    return tuple((text(key, table="facts"), value) for key, value in values.items())


def provenance(material: Material) -> tuple[tuple[Text, Text], ...]:
    """What is needed to compute this report again."""
    header = material.champion.header
    values = {"model_sha256": fingerprint(material.champion)}
    if material.challenger is not None:
        values["challenger_sha256"] = fingerprint(material.challenger)
    values |= {
        "feature_hash": header.feature_hash,
        "train_digest": str(material.train.digest),
        "test_digest": str(material.test.digest),
        "rule_version": header.rule_version or "–",
        "catalogue_version": header.catalogue_version or "–",
        "policy": _policy(material),
        "seed": f"{header.seed if header.seed is not None else '–'} / {material.seed}",
        "explained": f"{material.rows:,} / {material.replicates:,}",
        "software": software(),
    }
    return tuple((text(key, table="facts"), same(value)) for key, value in values.items())


def fingerprint(artefact: Scorecard | Trees) -> str:
    """SHA-256 of the artefact's canonical form; empty if it has none."""
    write = getattr(artefact, "to_json", None)
    if write is None:
        return "–"
    content = write()
    if not isinstance(content, (str, bytes)):
        return "–"
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def software() -> str:
    """Versions of what computed the figures."""
    names = ("creditscore", "numpy", "pandas", "scipy", "matplotlib")
    found = []
    for name in names:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join([f"Python {platform.python_version()}", *found])


def same(value: str) -> Text:
    """A value that needs no translation."""
    return Text(value, value)


def _policy(material: Material) -> str:
    rights = material.champion.header.rights
    built = f", built_on {rights.built_on.isoformat()}" if rights.built_on else ""
    return f"{rights.name}{built}, after_publicity {rights.after_publicity}, contested {rights.contested}"


def _many(values: tuple[str, ...]) -> Text:
    if not values:
        return text("none_given")
    words = [word(value) for value in values]
    return Text("、".join(one.zh for one in words), ", ".join(one.en for one in words))
