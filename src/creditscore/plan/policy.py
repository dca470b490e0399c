"""Which state of the records a sample or a score may rest on (DESIGN section 4, rights policy)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from creditscore.errors import DefinitionError

PolicyName = Literal["as_served", "current_rights", "current_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsPolicy:
    """``as_served``: what production would have seen; ``current_rights``: a record repaired or revoked by
    ``built_on`` is dropped everywhere (looks into the future: those who repair survive); ``current_rules``:
    the rule tables in force on ``built_on`` applied at every historical date.

    ``after_publicity`` says whether a record past its publicity end may still be used inside an evaluation;
    ``contested`` whether a record under objection is left out (the project's own caution: publicity goes on, Order 36
    art. 19) or only annotated.
    """

    name: PolicyName = "as_served"
    built_on: date | None = None
    after_publicity: Literal["stop", "internal"] = "stop"
    contested: Literal["exclude", "annotate"] = "exclude"

    def __post_init__(self) -> None:
        if self.name != "as_served" and self.built_on is None:
            raise DefinitionError(
                f"rights policy {self.name}: built_on is missing; name the day whose rights or rules apply "
                "(there is no hidden clock)"
            )
