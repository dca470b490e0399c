"""The score in a credit report: only where the layer allows it, with the records behind every reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from creditscore import evaluations
from creditscore.errors import ReportError
from creditscore.plan import tables_of
from creditscore.reporting._access import Grant
from creditscore.reporting._credit_content import Material
from creditscore.scorer import Scorer

Row = Mapping[str, Any]


def allowed(model: Scorer | None, *, layer: str) -> None:
    """Refuse a model that may not be shown in this layer: internal warnings never, authorised data in financing only."""
    if model is None:
        return
    header = model.header
    declared = evaluations.EVALUATIONS.get(header.evaluation)
    if declared is not None and declared.internal:
        raise ReportError(
            f"model {header.model_id}: {header.evaluation} is an internal early warning, never published or pushed as a "
            "grade; leave the bundle out, or ask `creditscore repair` for its internal use"
        )
    if header.layer != "public" and layer == "public":
        raise ReportError(
            f"model {header.model_id}: it reads authorised records and the report is public; ask for the financing layer "
            "with an authorisation, or leave the bundle out"
        )


def read_by(model: Scorer) -> frozenset[str]:
    """Record tables the inputs of a model rest on."""
    return frozenset[str]().union(*(tables_of(feature.node) for feature in model.header.features))


def in_scope(model: Scorer, scope: Sequence[str]) -> None:
    """Refuse a model that reads authorised records of tables the authorisation does not open."""
    read = set().union(
        *(tables_of(feature.node) for feature in model.header.features if feature.layer != "public")
    )
    closed = sorted(read - set(scope))
    if closed:
        raise ReportError(
            f"model {model.header.model_id}: it reads {closed}, outside the scope of the authorisation "
            f"({' '.join(scope) or 'empty'}); obtain a wider one, or leave the bundle out"
        )


def block(
    model: Scorer,
    held: Mapping[str, Sequence[Row]],
    coverage: Sequence[Row],
    *,
    material: Material,
    grant: Grant | None,
    data_until: date,
) -> dict[str, Any]:
    """The answer as its contract has it; a reason names only records that the report shows."""
    if grant is not None:
        in_scope(model, grant.scope)
    answer = evaluations.judge(
        model, held, coverage, as_of=material.as_of, subject=material.entity, data_cutoff=data_until,
        purpose=None if grant is None else grant.purpose,
        separate_consent=grant is not None and grant.operator_consent,
    )  # fmt: skip
    content = answer.to_dict()
    shown = {record_id for _, record_id in material.seen}
    for reason in content["reasons"]:
        if reason["record_ids"] is not None:
            reason["record_ids"] = [record_id for record_id in reason["record_ids"] if record_id in shown]
    content["contested"] = [one for one in content["contested"] if one["record_id"] in shown]
    return content
