"""Golden rows: inputs made from the model's own edges, thresholds and limits, with the answers expected.

None comes from training. Row k takes, for each input, one of its probes (every edge and the float just below
it, every threshold and the float just above it, limits, zero, missing, every category); strides differ by
input, so that probes meet in ever new combinations and each of them occurs.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd, inf, nextafter
from typing import TYPE_CHECKING, Any, cast

from creditscore.errors import BundleError, CreditscoreError
from creditscore.scorer._json import dumps, loads
from creditscore.scorer.scorecard import Scorecard

if TYPE_CHECKING:
    from creditscore.scorer._field import Field
    from creditscore.scorer._intake import Given
    from creditscore.scorer.scorer import Scorer
    from creditscore.scorer.trees import Trees

FEWEST = 200
REPLAYED, WITH_REASONS = 200, 20
"""Rows replayed at load, and how many of them with reasons; ``replay(..., every=True)`` takes all."""

LARGE = 1e300
TOLERANCE = 1e-9
"""Points, for trees; a scorecard's scores must be equal."""

STRIDES = (1, 3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)


def golden_rows(artefact: Scorecard | Trees) -> list[dict[str, Given]]:
    """At least 200 inputs, made deterministically."""
    probes = [_probes(artefact, j, field) for j, field in enumerate(artefact.fields)]
    rows = max(FEWEST, *(len(many) for many in probes))
    strides = [_stride(j, len(many)) for j, many in enumerate(probes)]
    return [
        {
            field.name: many[(k * stride + j) % len(many)]
            for j, (field, many, stride) in enumerate(zip(artefact.fields, probes, strides))
        }
        for k in range(rows)
    ]


def _stride(j: int, length: int) -> int:
    start = j % len(STRIDES)
    return next((s for s in STRIDES[start:] + STRIDES[:start] if gcd(s, length) == 1), 1)


def _probes(artefact: Scorecard | Trees, j: int, field: Field) -> list[Given]:
    found: set[float] = {0.0}
    labels: list[Given] = []
    if isinstance(artefact, Scorecard):
        bins = artefact.binned[j]
        labels = [label for group in bins.groups for label in group]
        for edge in bins.edges:
            found |= {edge, nextafter(edge, -inf)}
    else:
        for threshold in artefact.threshold[artefact.feature == j].tolist():
            found |= {threshold, nextafter(threshold, inf)}
    found |= {x for x in (field.minimum, field.low, field.high, field.maximum) if x is not None}
    many = labels or cast("list[Given]", sorted(x + 0.0 for x in found if abs(x) < LARGE))
    return many if field.missing == "forbidden" else [*many, None]


def golden_lines(scorer: Scorer) -> bytes:
    """JSON lines: features and the expected score, grade, probability and reasons."""
    lines: list[str] = []
    for features in golden_rows(scorer.artefact):
        answer = scorer.score(features)
        reasons = [[reason.code, reason.points] for reason in answer.reasons]
        lines.append(
            dumps(
                {
                    "features": features,
                    "score": answer.score,
                    "grade": answer.grade,
                    "probability": answer.probability,
                    "reasons": reasons,
                }
            )
        )
    return ("\n".join(lines) + "\n").encode()


def replay(scorer: Scorer, lines: bytes, *, every: bool = False) -> int:
    """Score golden rows again; the number of rows in the file. Raises BundleError at the first difference.

    At load 200 rows spread over the file, 20 of them with reasons; ``every`` takes all, all with reasons.
    """
    rows = lines.splitlines()
    if len(rows) < FEWEST:
        raise BundleError(f"golden.jsonl: wanted at least {FEWEST} rows, found {len(rows)}")
    count = len(rows) if every else REPLAYED
    picked = [i * len(rows) // count for i in range(count)]
    explained = set(picked if every else picked[:: REPLAYED // WITH_REASONS])
    quick: list[tuple[int, Mapping[str, Any]]] = []
    try:
        for i in picked:
            row = loads(rows[i], where=f"golden.jsonl line {i + 1}")
            if i in explained:
                _compare(scorer, i, row)
            else:
                quick.append((i, row))
        _compare_many(scorer, quick)
    except BundleError:
        raise
    except (CreditscoreError, TypeError, KeyError, ValueError, AttributeError, ArithmeticError) as error:
        raise BundleError(f"golden.jsonl: a row cannot be scored: {type(error).__name__}: {error}") from None
    return len(rows)


def _compare(scorer: Scorer, i: int, row: Mapping[str, Any]) -> None:
    answer = scorer.score(row["features"])
    _same(scorer, i, "score", answer.score, row["score"])
    _same(scorer, i, "probability", answer.probability, row["probability"])
    if answer.grade != row["grade"]:
        raise _differs(i, "grade")
    if [reason.code for reason in answer.reasons] != [code for code, _ in row["reasons"]]:
        raise _differs(i, "reasons")
    for reason, (_, points) in zip(answer.reasons, row["reasons"]):
        _same(scorer, i, "points of a reason", reason.points, points)


def _compare_many(scorer: Scorer, rows: list[tuple[int, Mapping[str, Any]]]) -> None:
    """Score, grade and probability only: card rows one by one (no numpy needed), tree rows together."""
    if isinstance(scorer.artefact, Scorecard):
        for i, row in rows:
            answer = scorer.score(row["features"], top=0)
            _same(scorer, i, "score", answer.score, row["score"])
            _same(scorer, i, "probability", answer.probability, row["probability"])
            if answer.grade != row["grade"]:
                raise _differs(i, "grade")
        return
    names = scorer.artefact.field_names
    columns = {name: [row["features"][name] for _, row in rows] for name in names}
    scores = scorer.artefact.scores(columns).tolist()
    for (i, row), score in zip(rows, scores):
        _same(scorer, i, "score", score, row["score"])
        if scorer.header.grade_scale.grade(score) != row["grade"]:
            raise _differs(i, "grade")


def _same(scorer: Scorer, i: int, what: str, found: float | None, wanted: float | None) -> None:
    if found is None or wanted is None:
        if found is not wanted:
            raise _differs(i, what)
        return
    exact = isinstance(scorer.artefact, Scorecard) and what != "probability"
    if not abs(found - wanted) <= (0.0 if exact else TOLERANCE):
        raise _differs(i, what)


def _differs(i: int, what: str) -> BundleError:
    return BundleError(
        f"golden.jsonl: line {i + 1} gives another {what} than the bundle says; do not use it, ask the provider"
    )
