"""Files that say in the open what the model holds: input schema, calibration, scale and grades, reasons, card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from creditscore.errors import BundleError, DefinitionError
from creditscore.scorer._json import loads, plain
from creditscore.scorer._schema import input_schema
from creditscore.scorer.reason import reason_table

if TYPE_CHECKING:
    from creditscore.scorer.scorecard import Scorecard
    from creditscore.scorer.trees import Trees

LICENSE_TEXT = """\
The software that reads this bundle (creditscore) is licensed under the Apache License, Version 2.0.
The terms of use of the model in this bundle are those of the provider named in MANIFEST.json.
"""


def pretty(data: Any) -> bytes:
    """JSON for people: sorted, indented, ending in a newline."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()


def calibration_view(artefact: Scorecard | Trees) -> dict[str, Any]:
    header = artefact.header
    return {
        **artefact.calibration.to_dict(),
        "formula": "probability = 1 / (1 + exp(-(intercept + slope * log_odds_of_bad)))",
        "outcome": header.outcome,
        "horizon_months": header.horizon_months,
    }


def scale_view(artefact: Scorecard | Trees) -> dict[str, Any]:
    header = artefact.header
    return {
        "scale": plain(header.scale),
        "formula": "score = base_score + pdo / ln 2 * (ln(odds of good) - ln(base_odds)); unrounded, unclipped",
        "grade_scale": plain(header.grade_scale),
        "closed": "a grade holds scores >= its floor; the last grade has no floor",
        "lowest_two": [
            grade for grade in header.grade_scale.grades if grade in header.grade_scale.lowest_two
        ],
    }


def views_of(artefact: Scorecard | Trees) -> dict[str, bytes]:
    """Name → bytes; every one follows from the artefact."""
    return {
        "schema.json": pretty(input_schema(artefact.header, artefact.fields)),
        "calibration.json": pretty(calibration_view(artefact)),
        "scale.json": pretty(scale_view(artefact)),
        "reasons.json": pretty({"reasons": reason_table(artefact.fields)}),
        "model_card.md": model_card(artefact).encode(),
        "LICENSE": LICENSE_TEXT.encode(),
    }


def check_views(artefact: Scorecard | Trees, files: Mapping[str, bytes]) -> None:
    """Raises BundleError where a view contradicts the model: what people read must be what is computed."""
    read = {
        name: _read(files, name) for name in ("schema.json", "calibration.json", "scale.json", "reasons.json")
    }
    schema, names = read["schema.json"], [field.name for field in artefact.fields]
    if sorted(schema.get("properties", {})) != sorted(names) or schema.get("required") != names:
        raise BundleError(f"schema.json: wanted the model's {len(names)} inputs, found others")
    for name, wanted in (
        ("calibration.json", calibration_view(artefact)),
        ("scale.json", scale_view(artefact)),
    ):
        for key, value in wanted.items():
            if key not in ("formula", "closed") and read[name].get(key) != value:
                raise BundleError(f"{name}: {key} is not the model's")
    reasons = read["reasons.json"].get("reasons")
    listed = cast("list[Any]", reasons) if isinstance(reasons, list) else []
    codes = sorted(str(cast("dict[str, Any]", one).get("code")) for one in listed if isinstance(one, dict))
    if codes != sorted(one["code"] for one in reason_table(artefact.fields)):
        raise BundleError("reasons.json: its codes are not those the model can give")


def _read(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        data = loads(files[name], where=name)
    except DefinitionError as error:
        raise BundleError(str(error)) from None
    if not isinstance(data, dict):
        raise BundleError(f"{name}: wanted an object")
    return cast("dict[str, Any]", data)


def model_card(artefact: Scorecard | Trees) -> str:
    """The least a model must say about itself; a fuller card comes in the bundle's parts."""
    header = artefact.header
    rights = header.rights
    low, high = artefact.attainable
    lines = [
        f"# {header.evaluation}: {header.model_id} {header.version}",
        "",
        f"- Kind 类型: {artefact.kind}, {len(artefact.fields)} inputs",
        f"- Subjects 对象: {', '.join(header.subjects) or 'not said'}; layer 层级: {header.layer}",
        f"- Outcome 目标: {header.outcome} within {header.horizon_months} months",
        f"- Purpose 用途: {', '.join(header.purpose) or 'not said'}",
        f"- Score 分数: {low:.1f} to {high:.1f} attainable, reference {artefact.reference_score:.1f}, higher is better",
        f"- Grades 等级: {header.grade_scale.name} ({', '.join(header.grade_scale.grades)})",
        f"- Rights policy 权利口径: {rights.name}, built on {rights.built_on or 'not applicable'}",
        f"- Data until 数据截止: {header.data_cutoff or 'not said'}",
        f"- Made-up data 模拟数据: {'yes' if header.made_up else 'no'}",
        *(f"- Assumption 假设: {text}" for text in header.assumptions),
        "",
        "评价结果仅供分级分类监管和授信参考，不得作为失信惩戒、减损权益或增加义务的直接依据；不利决定须经人工复核。",
        "",
        "For reference only; any decision against a subject must be reviewed by a person.",
        "",
    ]
    return "\n".join(lines)
