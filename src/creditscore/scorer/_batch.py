"""Many rows at once: the same answers as one by one, as columns.

A table of the wrong shape (a column missing or unknown) is refused whole; a row with a fault is refused alone,
with its faults in ``errors``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from creditscore.errors import Fault, InputErrors
from creditscore.scorer._columns import is_none, labels, names_of, numbers, plain
from creditscore.scorer._field import Field
from creditscore.scorer._intake import capped, pointer, strange, usual_range
from creditscore.scorer._subject import refusal_of
from creditscore.scorer.answer import result_id
from creditscore.scorer.reason import STATES
from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from creditscore.scorer.scorer import Scorer

Floats = NDArray[np.float64]

BLOCK = 16_384
"""Rows at a time, so that working arrays stay in cache."""

BESIDE = ("entity", "subject", "as_of", "request_id")
"""Columns that may stand beside the inputs."""


def score_table(
    scorer: Scorer, table: Any, *, top: int, subject: str | None, result_ids: bool
) -> dict[str, Any]:
    """Columns of equal length for ``table``.

    ``score``, ``probability`` (NaN unless scored; left out of public layers), ``grade``, ``status``,
    ``human_review``, ``reason_1`` ... ``reason_<top>`` (codes, None where fewer inputs lost points) with
    ``points_1`` ..., ``warnings`` and ``errors`` (None, or a list per row), and ``result_id`` if asked.
    ``subject`` names the column of the subject's code, if the table has it. Raises InputErrors for a table
    whose columns are not those of the inputs.
    """
    names = names_of(table)
    faults = _table_faults(scorer, names, subject)
    if faults:
        raise InputErrors(capped(faults))
    columns, errors = _columns(scorer, table)
    rows = len(columns[0])
    subjects = _text_column(table, subject, names, rows)
    refused = _refusals(scorer, subjects, errors)
    out = _empty(scorer, rows, top)
    for start in range(0, rows, BLOCK):
        part = slice(start, min(start + BLOCK, rows))
        _fill(
            scorer,
            [column[part] for column in columns],
            {name: column[part] for name, column in out.items()},
            top,
        )
    days = _text_column(table, "as_of", names, rows)
    return _finished(scorer, columns, out, errors, refused, (subjects, days) if result_ids else None)


def _table_faults(scorer: Scorer, names: list[str], subject: str | None) -> list[Fault]:
    present = set(names)
    faults: list[Fault] = [
        {"pointer": pointer(name), "code": "missing_feature", "detail": f"column {name} is missing"}
        for name in scorer.artefact.field_names
        if name not in present
    ]
    known = {*scorer.intake.names, *BESIDE, subject}
    faults.extend(scorer.intake.unknown(name) for name in names if name not in known)
    return faults


def _text_column(table: Any, name: str | None, names: list[str], rows: int) -> list[str | None] | None:
    if name is None or name not in names:
        return None
    values = plain(table[name])
    if values.dtype.kind == "M":
        days = np.datetime_as_string(values, unit="D").tolist()
        return [None if day == "NaT" else day for day in days]
    found = cast("list[Any]", values.tolist())
    if len(found) != rows:
        detail = f"wanted {rows} rows as in the inputs, found {len(found)}"
        raise InputErrors([{"pointer": pointer(name), "code": "length", "detail": detail}])
    return [
        None if one is None or one != one else str(one)[:10] if name == "as_of" else str(one) for one in found
    ]


def _columns(scorer: Scorer, table: Any) -> tuple[list[NDArray[Any]], dict[int, list[Fault]]]:
    """Every input's column, and the faults of single rows."""
    errors: dict[int, list[Fault]] = {}
    columns: list[NDArray[Any]] = []
    for field in scorer.fields:
        text = field.kind == "category"
        values, wrong = labels(table[field.name]) if text else numbers(table[field.name])
        if columns and len(values) != len(columns[0]):
            detail = f"wanted {len(columns[0])} rows as in {scorer.fields[0].name}, found {len(values)}"
            raise InputErrors([{"pointer": pointer(field.name), "code": "length", "detail": detail}])
        if wrong is not None:
            _add(errors, field, wrong, "type", "wanted text or null" if text else "wanted a number or null")
        empty = is_none(values) if text else np.isnan(values)
        if field.missing == "forbidden" and empty.any():
            blank = empty if wrong is None else empty & ~wrong
            _add(
                errors, field, blank, "missing_forbidden", "training never saw it missing; a value is needed"
            )
        if text:
            _unseen(scorer, field, values, errors)
        else:
            infinite = np.isinf(values)
            if infinite.any():
                _add(errors, field, infinite, "not_finite", "wanted a finite number")
                values = np.where(infinite, np.nan, values)
        columns.append(values)
    return columns, errors


def _add(
    errors: dict[int, list[Fault]], field: Field, where: NDArray[np.bool_], code: str, detail: str
) -> None:
    for row in np.flatnonzero(where).tolist():
        fault: Fault = {"pointer": pointer(field.name), "code": code, "detail": detail}
        errors.setdefault(row, []).append(fault)


def _unseen(scorer: Scorer, field: Field, values: NDArray[Any], errors: dict[int, list[Fault]]) -> None:
    if field.name not in scorer.intake.unseen_refused:
        return
    seen = scorer.intake.seen[field.name]
    unseen = np.fromiter((v is not None and v not in seen for v in values.tolist()), np.bool_, len(values))
    _add(errors, field, unseen, "unknown_category", f"wanted one of {', '.join(sorted(seen))}")


def _refusals(
    scorer: Scorer, subjects: list[str | None] | None, errors: dict[int, list[Fault]]
) -> NDArray[np.intp]:
    """Rows that are refused: by who the subject is, or by a fault."""
    if subjects is not None:
        for row, one in enumerate(subjects):
            note = None if one is None else refusal_of(scorer.header, one, separate_consent=False)
            if note is not None:
                errors[row] = [{"pointer": "/subject", "code": note.code, "detail": note.text_en}]
    return np.array(sorted(errors), dtype=np.intp)


def _empty(scorer: Scorer, rows: int, top: int) -> dict[str, NDArray[Any]]:
    out: dict[str, NDArray[Any]] = {"score": np.empty(rows), "grade": np.empty(rows, dtype=object)}
    if scorer.header.layer != "public":
        out["probability"] = np.empty(rows)
    out["status"] = np.full(rows, "scored", dtype=object)
    out["human_review"] = np.empty(rows, dtype=object)
    for i in range(1, top + 1):
        out[f"reason_{i}"] = np.empty(rows, dtype=object)
        out[f"points_{i}"] = np.empty(rows)
    out["warnings"] = np.full(rows, None, dtype=object)
    return out


def _fill(scorer: Scorer, columns: list[NDArray[Any]], out: dict[str, NDArray[Any]], top: int) -> None:
    header = scorer.header
    score, lost = points_of(scorer, columns, explain=top > 0)
    out["score"][:] = score
    if "probability" in out:
        scale = header.scale
        out["probability"][:] = scorer.artefact.calibration.probabilities(
            -((score - scale.offset) / scale.factor)
        )
    floors = np.array(header.grade_scale.floors[::-1])
    place = len(floors) - np.searchsorted(floors, score, side="right")
    out["grade"][:] = np.array(header.grade_scale.grades, dtype=object)[place]
    lowest = np.array([grade in scorer.lowest for grade in header.grade_scale.grades])
    review = lowest[place] | _warn(scorer, columns, out["warnings"])
    otherwise = "advised" if header.minimum_coverage else "none"
    out["human_review"][:] = np.array([otherwise, "required"], dtype=object)[review.astype(np.intp)]
    if top:
        _reasons(scorer, columns, lost, out, top)


def points_of(scorer: Scorer, columns: list[NDArray[Any]], *, explain: bool) -> tuple[Floats, Floats]:
    """Scores (n,) and points against the reference (inputs, n), the latter empty unless asked."""
    artefact = scorer.artefact
    if isinstance(artefact, Scorecard):
        lost = np.empty((len(columns), len(columns[0])))
        score = np.full(len(columns[0]), artefact.base_points)
        for j, (bins, column) in enumerate(zip(artefact.binned, columns)):
            np.take(np.array(bins.lookup), bins.indices(column), out=lost[j], mode="clip")
            score += lost[j]
        lost -= np.array(artefact.reference)[:, None]
        return score, lost
    scale = artefact.header.scale
    if not explain:
        return scale.offset + scale.factor * -artefact.forest.log_odds(columns), np.empty((0, 0))
    got = artefact.forest.explain(columns)
    score = scale.offset + scale.factor * -got[-1]
    return score, (got[:-1] - np.array(artefact.reference)[:, None]) * -scale.factor


def _warn(scorer: Scorer, columns: list[NDArray[Any]], warnings: NDArray[Any]) -> NDArray[np.bool_]:
    """Fills ``warnings`` with ``code:input`` lists; which rows lie outside what training saw."""
    outside = np.zeros(len(warnings), dtype=np.bool_)
    for field, column in zip(scorer.fields, columns):
        if field.kind == "category":
            seen = scorer.intake.seen[field.name]
            odd = np.fromiter(
                (v is not None and v not in seen for v in column.tolist()), np.bool_, len(column)
            )
        else:
            low, high = usual_range(field)
            odd = (column < low) | (column > high)
        for row in np.flatnonzero(odd).tolist():
            codes = ["unseen_category"] if field.kind == "category" else strange(field, float(column[row]))
            if codes:
                outside[row] = True
                warnings[row] = [*(warnings[row] or []), *(f"{code}:{field.name}" for code in codes)]
    return outside


def _reasons(
    scorer: Scorer, columns: list[NDArray[Any]], lost: Floats, out: dict[str, NDArray[Any]], top: int
) -> None:
    """The inputs that lost most, as ``ranked`` finds them for one row: by points, ties by order."""
    never, when_missing = scorer.quiet
    heard = lost.copy()
    states = np.zeros(lost.shape, dtype=np.uint8)
    for j, (field, column) in enumerate(zip(scorer.fields, columns)):
        category = field.kind == "category"
        empty = is_none(column) if category else np.isnan(column)
        states[j] = empty
        if category:
            seen = scorer.intake.seen[field.name]
            odd = (0 if value is None or value in seen else 2 for value in column.tolist())
            states[j] |= np.fromiter(odd, np.uint8, len(column))
        if j in never:
            heard[j] = 0.0
        elif j in when_missing:
            heard[j][empty] = 0.0
    codes = np.array([[known[state] for state in STATES] for known in scorer.codes], dtype=object)
    rows: NDArray[np.intp] = np.arange(len(heard[0]), dtype=np.intp)
    for i in range(1, top + 1):
        least, which = _least(heard)
        said = least < 0.0
        found = codes[which, states[which, rows]]
        found[~said] = None
        out[f"reason_{i}"][:] = found
        out[f"points_{i}"][:] = np.where(said, least, np.nan)
        heard[which, rows] = 0.0


def _least(heard: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Smallest of each column (inputs, n), and the first row it stands in."""
    least = heard[0].copy()
    which = np.zeros(len(least), dtype=np.intp)
    lower = np.empty(len(least), dtype=np.bool_)
    for j in range(1, len(heard)):
        np.less(heard[j], least, out=lower)
        np.copyto(least, heard[j], where=lower)
        np.copyto(which, j, where=lower)
    return least, which


def _finished(
    scorer: Scorer,
    columns: list[NDArray[Any]],
    out: dict[str, NDArray[Any]],
    errors: dict[int, list[Fault]],
    refused: NDArray[np.intp],
    asked: tuple[list[str | None] | None, list[str | None] | None] | None,
) -> dict[str, Any]:
    for name, column in out.items():
        if name not in ("status", "human_review"):
            column[refused] = np.nan if column.dtype == np.float64 else None
    out["status"][refused] = "refused"
    out["human_review"][refused] = "required"
    listed = np.full(len(out["status"]), None, dtype=object)
    for row, faults in errors.items():
        listed[row] = capped(faults)
    if asked is not None:
        out["result_id"] = _identities(scorer, columns, errors, *asked)
    return {**out, "errors": listed}


def _identities(
    scorer: Scorer,
    columns: list[NDArray[Any]],
    errors: dict[int, list[Fault]],
    subjects: list[str | None] | None,
    days: list[str | None] | None,
) -> NDArray[Any]:
    """The result id of every scored row, the one a single answer has; None for refused rows."""
    rows = len(columns[0])
    found = np.full(rows, None, dtype=object)
    listed = [
        column.tolist() if field.kind == "category" else np.where(np.isnan(column), np.nan, column).tolist()
        for field, column in zip(scorer.fields, columns)
    ]
    for row, values in enumerate(zip(*listed)):
        if row not in errors:
            who = subjects[row] if subjects else None
            when = days[row] if days else None
            found[row] = result_id(scorer.terms.model_sha256, who, when, scorer.pack(values))
    return found
