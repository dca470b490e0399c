"""Refusing a model whose attainable scores leave the declared scale."""

from __future__ import annotations

from math import floor, log

from creditscore.errors import FitError
from creditscore.plan import Scale


def check_range(name: str, attainable: tuple[float, float], scale: Scale) -> None:
    """Raises FitError saying which pdo fits when the lowest or highest attainable score leaves the scale."""
    lowest, highest = attainable
    if scale.low <= lowest and highest <= scale.high:
        return
    ways = [
        (scale.base_score - scale.low, log(scale.base_odds) - scale.log_odds_good(lowest)),
        (scale.high - scale.base_score, scale.log_odds_good(highest) - log(scale.base_odds)),
    ]
    fitting = min(room / need for room, need in ways if need > 0.0) * log(2.0)
    shown = floor(fitting * 10.0) / 10.0
    advice = (
        f"declare a scale with pdo <= {shown:g}"
        if shown > 0.0
        else "declare a scale whose bounds hold the base score"
    )
    raise FitError(
        f"{name}: wanted scores within {scale.low:g}..{scale.high:g} for every input, found attainable "
        f"{lowest:.1f}..{highest:.1f} with pdo {scale.pdo:g}; {advice}"
    )
