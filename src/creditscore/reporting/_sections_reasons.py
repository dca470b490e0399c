"""The numbered parts of a report on reasons, loans, the card itself, limits and sign-off."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditscore.reporting import _ageing, _shapes
from creditscore.reporting._blocks import (
    Block,
    Facts,
    Figures,
    Grid,
    Note,
    Section,
    Signatures,
    Verdicts,
    figure,
)
from creditscore.reporting._material import Material, provenance
from creditscore.reporting._sections import GROUPS
from creditscore.reporting._tables import Sheet, sheet
from creditscore.reporting._texts import Text, text, word
from creditscore.scorer import Scorecard
from creditscore.validation import Explanation

SHOWN = 25
"""Features in the table of signs."""


def explanation(material: Material) -> Section:
    """What drives each model, and whether it drives the declared way."""
    codes = GROUPS["explanation"]
    found = tuple(one for one in material.findings if one.code.removesuffix("-challenger") in codes)
    blocks: list[Block] = [Verdicts(found), Note(text("contribution_note"), "small")]
    for part, shown in material.review.explanations.items():
        blocks += _of_part(material, part, shown)
    return Section("explanation", tuple(blocks))


def cases(material: Material) -> Section:
    """A few anonymous rows from low to high scores."""
    shown = material.review.explanations["champion"]
    figures = []
    for number, row in enumerate(chosen(shown, cases=material.cases, seed=material.seed), start=1):
        label = text("case").format(number=number)
        axes = _shapes.plot_waterfall(shown, row, number=number)
        figures.append(figure(axes, "waterfall", name=f"case{number}", caption=label))
    return Section("cases", (Note(text("case_note"), "small"), *(Figures((one,)) for one in figures)))


def chosen(shown: Explanation, *, cases: int, seed: int) -> list[int]:
    """One row near each of ``cases`` levels of the score, drawn from the twenty nearest."""
    levels = np.quantile(shown.scores, np.linspace(0.05, 0.95, cases)) if cases else []
    generator = np.random.default_rng(seed)
    rows: list[int] = []
    for level in levels:
        near = np.argsort(np.abs(shown.scores - level), kind="stable")[:20]
        free = [int(row) for row in near if row not in rows]
        if free:
            rows.append(int(generator.choice(free)))
    return rows


def vintage(material: Material) -> Section:
    """Cumulated bad rates of each cohort of loans (账龄分析)."""
    table = material.tables.get("vintage")
    if table is None or table.empty:
        return Section("vintage", (Note(text("none_given")),))
    drawing = figure(_ageing.plot_vintage(table), "vintage")
    return Section(
        "vintage",
        (
            Figures((drawing,)),
            Grid(_ageing.vintage_sheet(table)),
            Note(text("vintage_note"), "small"),
        ),
    )


def roll_rate(material: Material) -> Section:
    """Where loans of one state are a month later (滚动率)."""
    table = material.tables.get("roll_rate")
    if table is None or table.empty:
        return Section("roll_rate", (Note(text("none_given")),))
    drawing = figure(_ageing.plot_roll_rate(table), "roll_rate")
    return Section("roll_rate", (Figures((drawing,)), Note(text("roll_note"), "small")))


def scorecard(material: Material) -> Section | None:
    """The points table of the card (champion, or challenger if the champion has none)."""
    cards = [one for one in material.artefacts().values() if isinstance(one, Scorecard)]
    if not cards:
        return None
    table = material.tables["points"].copy()
    table["title"] = _first_only(table)
    table["score_points"] = table["points"]
    table["range"] = [word(label, table="groups") for label in table["range"]]
    base = Text(f"基础分 {cards[0].base_points:.1f}", f"base points {cards[0].base_points:.1f}")
    columns = ["title", "range", "count", "bad_rate", "woe", "iv", "score_points"]
    blocks = (Note(base), Grid(sheet(table, columns)), Note(text("points_note"), "small"))
    return Section("scorecard", blocks)


def limitations(material: Material) -> Section:
    """What the figures do not show."""
    header = material.champion.header
    weight = np.asarray(material.test.weight, dtype=float)
    lines = [text("made_up", table="limits")] if material.made_up else []
    own = ("selection",) if header.outcome == "bad_12m" else ()
    lines += [text(key, table="limits") for key in (*own, "clusters", "inspection")]
    if any(one.kind == "trees" for one in material.artefacts().values()):
        lines.append(text("tpd", table="limits"))
    lines.append(text("rights", table="limits").format(policy=header.rights.name))
    if np.ptp(weight) > 0:
        counted = material.tables["counts"]["test"]
        facts = {"low": weight.min(), "high": weight.max(), "plain": counted["bad_rate"]}
        lines.append(text("weights", table="limits").format(weighted=counted["weighted_bad_rate"], **facts))
    lines.append(text("thresholds", table="limits"))
    lines += [text("assumption", table="limits").format(text=one) for one in material.assumptions]
    return Section("limitations", tuple(Note(line) for line in lines))


def signatures(material: Material) -> Section:  # noqa: ARG001  (every section takes the material)
    """Three different people."""
    roles = tuple(text(role) for role in ("developer", "validator", "approver"))
    return Section("signatures", (Signatures(roles),))


def reproducibility(material: Material) -> Section:
    """Hashes, seeds, versions."""
    return Section("reproducibility", (Facts(provenance(material)),))


def _of_part(material: Material, part: str, shown: Explanation) -> list[Block]:
    role, kind = text(part), word(shown.kind)
    heading = Text(f"{role.zh}：{kind.zh}", f"{role.en}: {kind.en}")
    features = _shapes.plot_importance(shown)
    families = _shapes.plot_importance(shown, by="family")
    swarm = _shapes.plot_beeswarm(shown)
    blocks: list[Block] = [
        Note(heading),
        Figures((figure(features, "importance", name=f"{part}-importance"),)),
        Figures((figure(families, "families", name=f"{part}-families"),)),
        Figures((figure(swarm, "beeswarm", name=f"{part}-beeswarm"),)),
        Figures(_dependences(material, part, shown)),
    ]
    signs, note = _signs(material, part)
    return [*blocks, Grid(signs), Note(note, "small")]


def _dependences(material: Material, part: str, shown: Explanation) -> tuple:
    names = [str(name) for name in material.tables[f"importance_{part}"].head(6).index]
    found = []
    for at, name in enumerate(names):
        field = shown.fields[shown.names.index(name)]
        axes = _shapes.plot_dependence(shown, name)
        caption = Text(f"依赖图：{field.title_zh}", f"dependence: {field.title_en}")
        found.append(figure(axes, "dependence", name=f"{part}-dependence{at}", caption=caption))
    return tuple(found)


def _signs(material: Material, part: str) -> tuple[Sheet, Text]:
    """The most important features and every one out of line; all are in the JSON."""
    table = material.tables[f"signs_{part}"].rename(columns={"direction": "declared"})
    table = table.loc[material.tables[f"importance_{part}"].index]
    fields = {field.name: field for field in material.review.explanations[part].fields}
    table = table.assign(
        title=[Text(fields[str(name)].title_zh, fields[str(name)].title_en) for name in table.index],
        breaches=material.tables[f"sweep_{part}"]["breaches"].reindex(table.index),
    )
    wrong = (table["outcome"] == "failed") | (table["breaches"].fillna(0).astype(float) > 0)
    kept = table[(np.arange(len(table)) < SHOWN) | wrong]
    columns = ["title", "declared", "rho", "in_order", "missing", "missing_points", "breaches", "outcome"]
    return sheet(kept, columns), text("signs_note").format(shown=min(SHOWN, len(table)), count=len(table))


def _first_only(table: pd.DataFrame) -> list[Text]:
    first = ~table.index.get_level_values("feature").duplicated()
    pairs = zip(table["title_zh"], table["title_en"], first, strict=True)
    return [Text(zh, en) if shown else Text("", "") for zh, en, shown in pairs]
