"""A scorecard in print: the same points that are summed, as columns, text and HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditscore.scorer.binned import Binned
    from creditscore.scorer.scorecard import Scorecard

COLUMNS = ("feature", "title_zh", "title_en", "bin", "count", "bads", "bad_rate", "woe", "points", "policy")

WOE_CONVENTION = "WOE = ln(share of goods / share of bads): larger is safer"


def as_rows(card: Scorecard) -> dict[str, list[Any]]:
    """Columns of equal length; the first row holds the base points."""
    rows: list[tuple[Any, ...]] = [
        ("(base)", "基础分", "base points", "", None, None, None, None, card.base_points, "")
    ]
    for bins in card.binned:
        rows.extend(_bins(bins))
    return {name: [row[i] for row in rows] for i, name in enumerate(COLUMNS)}


def _bins(bins: Binned) -> list[tuple[Any, ...]]:
    names = bins.labels()
    counts = [*(bins.counts or (None,) * len(bins)), bins.missing_count if bins.counts else None]
    bads = [*(bins.bads or (None,) * len(bins)), bins.missing_bads if bins.bads else None]
    woe = [*bins.woe, bins.missing_woe]
    policies = [""] * len(bins) + [f"missing: {bins.missing_policy}"]
    if bins.field.kind == "category":
        names, counts, bads, woe = [*names, "unseen"], [*counts, None], [*bads, None], [*woe, None]
        policies.append(f"unseen: {bins.unseen_policy}")
    field = bins.field
    return [
        (field.name, field.title_zh, field.title_en, name, count, bad, _rate(bad, count), w, points, policy)
        for name, count, bad, w, points, policy in zip(names, counts, bads, woe, bins.lookup, policies)
    ]


def _rate(bads: float | None, count: float | None) -> float | None:
    return bads / count if count and bads is not None else None


def _cells(card: Scorecard) -> list[list[str]]:
    rows = as_rows(card)
    out: list[list[str]] = []
    last = ""
    for i, name in enumerate(rows["feature"]):
        shown = "" if name == last else f"{name} {rows['title_zh'][i]}"
        last = name
        count, rate, woe = rows["count"][i], rows["bad_rate"][i], rows["woe"][i]
        out.append(
            [
                shown,
                rows["bin"][i],
                "" if count is None else f"{count:,.0f}",
                "" if rate is None else f"{rate:.2%}",
                "" if woe is None else f"{woe:+.3f}",
                f"{rows['points'][i]:.2f}",
                rows["policy"][i],
            ]
        )
    return out


HEADINGS = ("feature", "bin", "count", "bad rate", "WOE", "points", "policy")


def _caption(card: Scorecard) -> str:
    scale, low_high = card.header.scale, card.attainable
    return (
        f"{card.header.evaluation} {card.header.model_id} {card.header.version}: {scale.base_score:g} points at "
        f"{scale.base_odds:g}:1 odds of good, {scale.pdo:g} points double the odds; attainable "
        f"{low_high[0]:.1f} to {low_high[1]:.1f}, reference {card.reference_score:.1f}; {WOE_CONVENTION}"
    )


def _width(text: str) -> int:
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in text)


def as_text(card: Scorecard) -> str:
    """The table in fixed width (a Chinese character is two columns wide)."""
    lines = [list(HEADINGS), *_cells(card)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(HEADINGS))]
    left = {0, 1, 6}

    def pad(text: str, i: int) -> str:
        space = " " * (widths[i] - _width(text))
        return text + space if i in left else space + text

    body = "\n".join("  ".join(pad(text, i) for i, text in enumerate(line)).rstrip() for line in lines)
    return f"{_caption(card)}\n{body}"


def as_html(card: Scorecard) -> str:
    """The table for a notebook; every text is escaped."""
    head = "".join(f"<th>{escape(name)}</th>" for name in HEADINGS)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in _cells(card)
    )
    return (
        f"<table><caption>{escape(_caption(card))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
