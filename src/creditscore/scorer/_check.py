"""What any artefact's inputs and header must satisfy before it may score anything."""

from __future__ import annotations

from math import isfinite

from creditscore.errors import DefinitionError
from creditscore.scorer._field import Field
from creditscore.scorer._header import Header

GROUP_ATTRIBUTE = "info_"
"""Columns that only describe groups for validation (info_region, info_size, ...): never inputs."""


def check_inputs(header: Header, fields: tuple[Field, ...]) -> None:
    """Raises DefinitionError for inputs that no model of this header may have."""
    if not fields:
        raise DefinitionError(f"model {header.model_id}: wanted at least one input, found none")
    names = [field.name for field in fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DefinitionError(f"model {header.model_id}: input {twice[0]} stands twice; name each input once")
    for field in fields:
        if not field.name:
            raise DefinitionError(f"model {header.model_id}: an input has no name")
        if field.name.startswith(GROUP_ATTRIBUTE):
            raise DefinitionError(
                f"input {field.name}: a group attribute ({GROUP_ATTRIBUTE}...) describes who a subject is and may "
                "not be scored; leave it out"
            )
        if header.layer == "public" and field.layer != "public":
            raise DefinitionError(
                f"input {field.name}: its layer is {field.layer}, but {header.evaluation} is public; a public "
                "evaluation sees public columns only"
            )
        limits = [x for x in (field.minimum, field.low, field.high, field.maximum) if x is not None]
        if not all(map(isfinite, limits)) or limits != sorted(limits):
            raise DefinitionError(
                f"input {field.name}: wanted minimum <= low <= high <= maximum, found {limits}"
            )


def check_length(model: str, what: str, found: int, wanted: int) -> None:
    """Raises DefinitionError unless there is one of ``what`` per input."""
    if found != wanted:
        raise DefinitionError(f"model {model}: wanted {wanted} {what}, one per input, found {found}")
