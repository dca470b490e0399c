"""Every sheet of supervision, and how each is asked of a province."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from creditscore.errors import DefinitionError
from creditscore.plan import RightsPolicy
from creditscore.records import Province
from creditscore.supervision._sheet import Sheet
from creditscore.supervision.city_index import BOTTOM_RANK, CITY_RANKS
from creditscore.supervision.coverage import COVERAGE_SHARE, SOURCE_COVERAGE, coverage_share, source_coverage
from creditscore.supervision.credit_code import CODE_FAULTS, CODE_QUALITY, code_faults, code_quality
from creditscore.supervision.credit_loan import CREDIT_LOANS, credit_loans
from creditscore.supervision.dual_publicity import (
    DUAL_PUBLICITY,
    MISSING_DECISIONS,
    WRONG_ROWS,
    dual_publicity,
    missing_decisions,
    wrong_rows,
)
from creditscore.supervision.fulfilment import (
    COMMITMENT_ALERTS,
    COMMITMENT_REGISTRY,
    FULFILMENT,
    commitment_alerts,
    commitment_fulfilment,
    commitment_registry,
)
from creditscore.supervision.government import (
    GOV_ARREARS,
    GOV_CLEARANCE,
    GOV_DEFAULTERS,
    gov_arrears,
    gov_clearance,
    gov_defaulters,
)
from creditscore.supervision.list_lifecycle import LIST_LIFECYCLE, list_lifecycle
from creditscore.supervision.publication import (
    OVER_PUBLICATION,
    PUBLICATION_LAG,
    over_publication,
    publication_lag,
)
from creditscore.supervision.repeat_offence import REPEAT_OFFENDERS, repeat_offenders
from creditscore.supervision.timeliness import TIMELINESS, procedure_timeliness

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        REPEAT_OFFENDERS, SOURCE_COVERAGE, COVERAGE_SHARE, DUAL_PUBLICITY, MISSING_DECISIONS, WRONG_ROWS,
        PUBLICATION_LAG, OVER_PUBLICATION, CODE_FAULTS, CODE_QUALITY, LIST_LIFECYCLE, GOV_DEFAULTERS,
        GOV_CLEARANCE, GOV_ARREARS, FULFILMENT, COMMITMENT_REGISTRY, COMMITMENT_ALERTS, CREDIT_LOANS, TIMELINESS, BOTTOM_RANK, CITY_RANKS,
    )
}  # fmt: skip
"""Every sheet by name."""


def sheet(name: str) -> Sheet:
    """The sheet called ``name``: titles, kinds, units and order of its columns."""
    try:
        return SHEETS[name]
    except KeyError:
        raise DefinitionError(f"no sheet {name!r}; wanted one of {sorted(SHEETS)}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One sheet about a province: its frame, or why there is none."""

    sheet: Sheet
    frame: pd.DataFrame | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """``ask`` gives one frame per sheet; all of ``needs`` and one of ``any_of`` must be there."""

    sheets: tuple[Sheet, ...]
    ask: Callable[[Province, date, RightsPolicy | None], tuple[pd.DataFrame, ...]]
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    def lacking(self, province: Province) -> str:
        """Why the question cannot be asked; empty if it can."""
        absent = [name for name in self.needs if not province.has(name)]
        if absent:
            return f"table {absent[0]} is missing"
        if self.any_of and not any(map(province.has, self.any_of)):
            return f"none of the tables {', '.join(self.any_of)} is there"
        return ""


def _plain(function: Callable[..., pd.DataFrame]) -> Callable[..., tuple[pd.DataFrame, ...]]:
    def ask(province: Province, as_of: date, policy: RightsPolicy | None) -> tuple[pd.DataFrame, ...]:  # noqa: ARG001
        return (function(province, as_of=as_of),)

    return ask


def _by_rights(function: Callable[..., pd.DataFrame]) -> Callable[..., tuple[pd.DataFrame, ...]]:
    def ask(province: Province, as_of: date, policy: RightsPolicy | None) -> tuple[pd.DataFrame, ...]:
        return (function(province, as_of=as_of, policy=policy),)

    return ask


def _coverage(province: Province, as_of: date, policy: RightsPolicy | None) -> tuple[pd.DataFrame, ...]:  # noqa: ARG001
    found = source_coverage(province, as_of=as_of)
    return found, coverage_share(found)


def _codes(province: Province, as_of: date, policy: RightsPolicy | None) -> tuple[pd.DataFrame, ...]:  # noqa: ARG001
    faults = code_faults(province, as_of=as_of)
    return faults, code_quality(faults, province, as_of=as_of)


_PLATFORM = ("admin_penalty", "admin_licence", "admin_action")
QUESTIONS: tuple[_Question, ...] = (
    _Question(sheets=(REPEAT_OFFENDERS,), ask=_by_rights(repeat_offenders), needs=("admin_penalty",)),
    _Question(sheets=(SOURCE_COVERAGE, COVERAGE_SHARE), ask=_coverage, needs=("entity", "coverage")),
    _Question(sheets=(DUAL_PUBLICITY,), ask=_plain(dual_publicity), any_of=_PLATFORM),
    _Question(sheets=(MISSING_DECISIONS,), ask=_plain(missing_decisions), needs=("decision_register",)),
    _Question(sheets=(WRONG_ROWS,), ask=_plain(wrong_rows)),
    _Question(sheets=(PUBLICATION_LAG,), ask=_plain(publication_lag), any_of=_PLATFORM),
    _Question(
        sheets=(OVER_PUBLICATION,), ask=_by_rights(over_publication), any_of=("admin_penalty", "list_entry")
    ),
    _Question(sheets=(CODE_FAULTS, CODE_QUALITY), ask=_codes, needs=("entity",)),
    _Question(sheets=(LIST_LIFECYCLE,), ask=_plain(list_lifecycle), needs=("list_entry",)),
    _Question(sheets=(GOV_DEFAULTERS,), ask=_plain(gov_defaulters), needs=("list_entry", "entity")),
    _Question(sheets=(GOV_CLEARANCE,), ask=_plain(gov_clearance), needs=("list_entry", "entity")),
    _Question(sheets=(GOV_ARREARS,), ask=_plain(gov_arrears), needs=("contract_performance", "entity")),
    _Question(sheets=(FULFILMENT,), ask=_plain(commitment_fulfilment), needs=("commitment",)),
    _Question(sheets=(COMMITMENT_REGISTRY,), ask=_plain(commitment_registry), needs=("commitment",)),
    _Question(sheets=(COMMITMENT_ALERTS,), ask=_plain(commitment_alerts), needs=("commitment",)),
    _Question(sheets=(CREDIT_LOANS,), ask=_plain(credit_loans), needs=("loan_contract", "entity")),
    _Question(
        sheets=(TIMELINESS,), ask=_plain(procedure_timeliness), any_of=("repair_application", "objection")
    ),
)
"""Every question that a province alone can answer; the city index needs a panel of its own."""


def supervise(province: Province, *, as_of: date, policy: RightsPolicy | None = None) -> Iterator[Answer]:
    """Every sheet about a province at ``as_of``, one after the other, with its defaults.

    ``policy`` decides which penalties count and how long they may be shown (unless given, each sheet's own). A sheet
    whose tables are not there comes without a frame and says why.
    """
    for question in QUESTIONS:
        if why := question.lacking(province):
            yield from (Answer(sheet=missing, frame=None, why=why) for missing in question.sheets)
            continue
        frames = question.ask(province, as_of, policy)
        for found, frame in zip(question.sheets, frames, strict=True):
            yield Answer(sheet=found, frame=frame)
