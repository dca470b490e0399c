"""The numbered parts of a report on ranking, calibration, stability and comparison."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from creditscore import codes
from creditscore.reporting import _curves
from creditscore.reporting._blocks import Block, Facts, Figures, Grid, Note, Section, Verdicts, figure
from creditscore.reporting._material import Material, identity, same
from creditscore.reporting._tables import Cell, Sheet, sheet
from creditscore.reporting._texts import Text, catalogue, text, word
from creditscore.validation import thresholds

GROUPS = {
    "discrimination": ("B2", "D1", "D1-high", "D2", "D3", "S5", "E1"),
    "calibration": ("C1", "C1-over", "C3", "C4", "C5", "C6", "S3", "K1"),
    "stability": ("S1", "S1-features"),
    "segments": ("D5",),
    "comparison": ("B1",),
    "explanation": ("X1", "X2", "M1"),
    "leakage": ("Q3",),
}
"""Codes of the findings of each section; a challenger's carry ``-challenger``."""


def headline(material: Material) -> Section:
    """Which model, whose data, and every verdict; the sources of the thresholds stand in the sections."""
    lights = [finding.light for finding in material.findings]
    tally = {light: lights.count(light) for light in ("green", "amber", "red", "grey")}
    blocks: list[Block] = []
    if material.made_up:
        blocks.append(Note(text("made_up"), "banner"))
    if getattr(material.evaluation, "internal", False):
        blocks.append(Note(text("internal"), "banner"))
    blocks.append(Facts(identity(material)))
    blocks.append(Note(text("summary").format(**tally)))
    blocks.append(Verdicts(material.findings, brief=True))
    versions = {"thresholds": thresholds()["version"], "texts": catalogue()["version"]}
    blocks.append(Note(text("versions").format(**versions), "small"))
    return Section("headline", tuple(blocks))


def purpose(material: Material) -> Section:
    """For reference only, with a human behind every adverse use."""
    header = material.champion.header
    spec = getattr(material.evaluation, "spec", None)
    core = tuple(getattr(spec, "core_sources", header.core_sources) or ())
    minimum = getattr(spec, "minimum_coverage", header.minimum_coverage)
    lowest = "、".join(header.grade_scale.grades[-2:])
    lines = [
        text("reference_only", table="purpose"),
        text("human_review", table="purpose").format(lowest=lowest),
        text("no_persons", table="purpose"),
        text("no_reject", table="purpose"),
    ]
    if core:
        lines.append(text("not_scored", table="purpose").format(minimum=minimum, count=len(core)))
    return Section("purpose", tuple(Note(line) for line in lines))


def sample(material: Material) -> Section:
    """Who is in the sample, who was left out, how the bad ones turned bad."""
    counted = material.tables["counts"]
    facts = []
    for name, line in counted.iterrows():
        facts.append(
            {"count": text(str(name), table="counts")} | {part: _count(line[part]) for part in counted}
        )
    columns = [("count", text("item")), ("train", text("train")), ("test", text("sample_test"))]
    blocks: list[Block] = [Grid(_plain(facts, columns)), Note(text("rows_note"), "small")]
    excluded = dict(material.train.excluded) | dict(material.test.excluded)
    if excluded:
        rows = [
            {"why": word(why, table="excluded"), "count": same(_excluded(count))}
            for why, count in excluded.items()
        ]
        blocks.append(
            Grid(_plain(rows, [("why", text("excluded_note")), ("count", text("n", table="columns"))]))
        )
    paths = dict(getattr(material.train, "paths", {}) or {})
    if paths:
        rows = [
            {"path": word(path, table="paths"), "share": same(f"{share:.1%}")}
            for path, share in paths.items()
        ]
        blocks.append(Grid(_plain(rows, [("path", text("paths_note")), ("share", text("share"))])))
    blocks.append(Note(text("suppressed_note"), "small"))
    return Section("sample", tuple(blocks))


def discrimination(material: Material) -> Section:
    """Ranking in and out of time, with intervals and the oracle."""
    tables = material.tables
    now, before = tables["discrimination"], tables["discrimination_train"]
    rows = pd.DataFrame(
        {
            "value": now["value"],
            "low": now["low"],
            "high": now["high"],
            "delong": [_interval(one.delong_low, one.delong_high) for one in now.itertuples()],
            "clustered": [_interval(one.clustered_low, one.clustered_high) for one in now.itertuples()],
            "development": [
                f"{before.loc[name, 'value']:.3f}" if name in before.index else "–" for name in now.index
            ],
        },
        index=now.index,
    )
    curves = {str(text("champion")): tables["curve"]}
    if "curve_challenger" in tables:
        curves[str(text("challenger"))] = tables["curve_challenger"]
    blocks: list[Block] = [
        Grid(sheet(rows, ["metric", *rows.columns])),
        Note(text("interval_note"), "small"),
        Figures((figure(_curves.plot_roc(curves), "roc"), figure(_curves.plot_ks(tables["curve"]), "ks"))),
        Note(text("acquaintance_note"), "small"),
        Grid(
            sheet(
                _known(tables["acquaintance"]),
                ["rows", "n", "entities", "bads", "auc", "auc_low", "auc_high"],
            )
        ),
    ]
    if "oracle_auc" in now.index:
        blocks.insert(1, Note(text("oracle_note"), "small"))
    return Section("discrimination", (*_verdicts(material, "discrimination"), *blocks))


def calibration(material: Material) -> Section:
    """Predicted against observed, by grade and by tenth."""
    grades, pools = material.tables["grades"], material.tables["grades_pooled"]
    floors = (*material.champion.header.grade_scale.floors, float("nan"))
    counted = ["grades", "n", "entities", "bads", "bad_entities", "mean_pd", "observed", "observed_low",
               "observed_high", "jeffreys_p", "direction"]  # fmt: skip
    blocks: tuple[Block, ...] = (
        Grid(sheet(grades.assign(floor=floors), ["grade", "floor", "n", "entities", "mean_pd", "jeffreys_p",
                                                 "direction"])),
        Note(text("pooled_note"), "small"),
        Grid(sheet(pools, counted)),
        Figures((figure(_curves.plot_grades(grades, pools=pools), "grades"),)),
        Figures((figure(_curves.plot_calibration(material.tables["reliability"]), "calibration"),)),
    )  # fmt: skip
    return Section("calibration", (*_verdicts(material, "calibration"), *blocks))


def stability(material: Material) -> Section:
    """Has the population moved, and the model's hold on it."""
    tables = material.tables
    bins = tables["psi"].rename(columns={"low": "score_low", "high": "score_high"})
    bins = bins.replace([float("inf"), -float("inf")], float("nan"))
    csi = _titled(tables["csi"], material)
    blocks: list[Block] = [
        Figures((figure(_curves.plot_psi(tables["psi"]), "psi"),)),
        Grid(sheet(bins, ["bin", "score_low", "score_high", "expected", "actual", "contribution"])),
        Note(text("psi_note"), "small"),
    ]
    if len(tables["quarters"]):
        columns = ["as_of", "part", "n", "bads", "bad_entities", "bad_rate", "mean_pd", "auc", "auc_low", "auc_high",
                   "psi"]  # fmt: skip
        dated = tables["quarters"].replace({"part": {"test": "sample_test"}})
        blocks.append(Figures((figure(_curves.plot_quarters(tables["quarters"]), "quarters"),)))
        blocks.append(Grid(sheet(dated, columns)))
    blocks.append(Grid(sheet(csi, ["title", "csi", "critical", "missing_before", "missing_now"], top=15)))
    return Section("stability", (*_verdicts(material, "stability"), *blocks))


def comparison(material: Material) -> Section:
    """Champion against challenger on the same rows."""
    found = _verdicts(material, "comparison")
    if "compare" not in material.tables:
        return Section("comparison", found)
    columns = ["model", "auc", "auc_low", "auc_high", "ks", "gini", "brier", "auc_gain", "gain_low", "gain_high",
               "p_delong", "p_clustered"]  # fmt: skip
    blocks = (Grid(sheet(material.tables["compare"], columns)), Note(text("compare_note"), "small"))
    return Section("comparison", (*found, *blocks))


def segments(material: Material) -> Section:
    """The model in every part of the province."""
    table = material.tables["segments"]
    found = _verdicts(material, "segments")
    if table.empty:
        return Section("segments", (*found, Note(text("none_given"))))
    columns = ["dimension", "group", "n", "entities", "bad_entities", "bad_rate", "mean_pd", "auc", "auc_low",
               "auc_high", "gap", "review_share", "outcome"]  # fmt: skip
    table = table.reset_index()
    table["group"] = [_group(*pair) for pair in zip(table["dimension"], table["group"], strict=True)]
    notes = (Note(text("segment_note"), "small"), Note(text("suppressed_note"), "small"))
    return Section("segments", (*found, Grid(sheet(table, columns)), *notes))


def leakage(material: Material) -> Section:
    """What the features know alone."""
    single = _titled(material.tables["single_features"], material)
    columns = ["title", "auc", "missing_auc", "correlation", "suspicion"]
    blocks = (Grid(sheet(single, columns, top=10)), Note(text("single_note"), "small"))
    return Section("leakage", (*_verdicts(material, "leakage"), *blocks))


def titles(material: Material) -> dict[str, Text]:
    """Feature names and their titles, from the models and the sample."""
    found = {feature.name: Text(feature.title_zh, feature.title_en) for feature in material.train.features}
    for artefact in material.artefacts().values():
        found |= {field.name: Text(field.title_zh, field.title_en) for field in artefact.fields}
    return found


def _titled(frame: pd.DataFrame, material: Material) -> pd.DataFrame:
    names = titles(material)
    return frame.assign(title=[names.get(str(name), same(str(name))) for name in frame.index])


def _verdicts(material: Material, key: str) -> tuple[Verdicts, ...]:
    codes = GROUPS[key]
    found = tuple(one for one in material.findings if one.code.removesuffix("-challenger") in codes)
    return (Verdicts(found),) if found else ()


def _known(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(index={name: text(f"rows_{name}") for name in ("all", "seen", "unseen")})


def _group(dimension: str, label: str) -> Text:
    """A code of a region or an industry with its name; other labels as the catalogue has them."""
    if dimension == "region" and codes.regions.known(label):
        region = codes.regions.get(label)
        return Text(f"{region.name_zh} {label}", region.name_en)
    section = codes.industries.SECTIONS.get(label) if dimension == "industry" else None
    if section is not None:
        return Text(f"{label} {section.name_zh}", section.name_en)
    return word(label, table="groups")


def _interval(low: float, high: float) -> str:
    return "–" if pd.isna(low) else f"{low:.3f} – {high:.3f}"


def _count(value: object) -> Text:
    if isinstance(value, float):
        return same(f"{value:.2%}")
    return same(f"{value:,}" if isinstance(value, int) else str(value) or "–")


def _excluded(count: int) -> str:
    return f"{count:,}" if count == 0 or count >= 10 else text("suppressed").zh


def _plain(rows: Sequence[dict[str, Text]], columns: Sequence[tuple[str, Text]]) -> Sheet:
    heads = tuple(head for _, head in columns)
    cells = tuple(
        tuple(
            Cell(row[name].zh, row[name].en if row[name].en != row[name].zh else "", numeric=at > 0)
            for at, (name, _) in enumerate(columns)
        )
        for row in rows
    )
    return Sheet(heads, cells)
