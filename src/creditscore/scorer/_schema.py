"""What an input must look like, as JSON Schema 2020-12 with our own words beginning with ``x-``."""

from __future__ import annotations

from typing import Any

from creditscore.scorer._field import Field
from creditscore.scorer._header import Header

DIALECT = "https://json-schema.org/draft/2020-12/schema"

UNITS = {"元": "CNY_yuan"}


def input_schema(header: Header, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Schema of one features object: every input required, null only where missing is allowed.

    ``x-minimum`` and ``x-maximum`` are what training saw: outside them an answer carries a warning and wants a
    review, so they are no validation keywords.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:creditscore:{header.model_id}:{header.version}:features",
        "title": f"{header.evaluation} {header.model_id} {header.version}",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields],
        "properties": {field.name: _property(field) for field in fields},
    }


def _property(field: Field) -> dict[str, Any]:
    kind = "string" if field.kind == "category" else "number"
    described: dict[str, Any] = {
        "type": kind if field.missing == "forbidden" else [kind, "null"],
        "title": field.title_zh,
        "description": field.title_en,
        "x-unit": UNITS.get(field.unit, field.unit),
        "x-monotone": {"up": "riskier", "down": "safer", "none": "none"}[field.direction],
        "x-missing": field.missing,
        "x-group": field.group,
        "x-family": field.family,
        "x-layer": field.layer,
    }
    limits = {
        "x-minimum": field.minimum, "x-low": field.low, "x-high": field.high, "x-maximum": field.maximum,
    }  # fmt: skip
    described.update({name: value for name, value in limits.items() if value is not None})
    if field.kind == "category":
        described["x-categories"] = list(field.categories)
    return described
