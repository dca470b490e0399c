"""Every error this package raises on purpose, grouped by the stage that fails.

A message is one sentence naming the thing, what was wanted, what was found, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class CreditscoreError(Exception):
    """Root of the tree; catch it to catch everything this package refuses."""


class DefinitionError(CreditscoreError):
    """A declaration (feature, table, rule, evaluation) contradicts itself or the law."""


class RecordsError(CreditscoreError):
    """A record table or folder cannot be read at all."""


class MappingError(RecordsError):
    """A column mapping is wrong or does not fit the source."""


class IdentifierError(RecordsError):
    """An identifier is not acceptable, above all one that looks like a resident ID."""


class RightsError(CreditscoreError):
    """A question about what may be used cannot be answered."""


class FeatureError(CreditscoreError):
    """Features cannot be computed as asked."""


class SampleError(CreditscoreError):
    """A sample cannot be drawn or split as asked."""


class FitError(CreditscoreError):
    """A model cannot be fitted, or what was fitted may not be shipped."""


class ValidationError(CreditscoreError):
    """A validation figure cannot be computed from what was given."""


class ReportError(CreditscoreError):
    """A report cannot be written."""


class TrackingError(CreditscoreError):
    """The tracking store cannot be used as asked."""


class BundleError(CreditscoreError):
    """A bundle is refused; the message names the file at fault."""


class Fault(TypedDict):
    """One thing wrong with one input: where (RFC 6901 pointer), which code, and a sentence."""

    pointer: str
    code: str
    detail: str


class InputErrors(CreditscoreError):
    """An input to the scorer is refused; ``errors`` lists every fault at once."""

    def __init__(self, errors: Sequence[Fault]) -> None:
        self.errors: list[Fault] = list(errors)
        lines = "; ".join(f"{fault['pointer']}: {fault['detail']}" for fault in self.errors)
        super().__init__(f"input refused, {len(self.errors)} fault(s): {lines}")


class MissingExtra(CreditscoreError, ImportError):
    """A library of an optional extra is not installed."""

    def __init__(self, library: str, *, extra: str, why: str) -> None:
        super().__init__(
            f"{library} is not installed; {why}; install it with: pip install 'creditscore[{extra}]'"
        )


class DataHorizonWarning(UserWarning):
    """A day asked for lies outside the data: what happened there is not known; coverage says so."""


class UnknownEntityWarning(UserWarning):
    """No registration (or, where there is no register, no record) of the entity asked about is known on the day.

    Where there is a register, no source is known to cover it: its features are null and its coverage is 0.
    """
