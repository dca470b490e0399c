"""A scorecard as a frame: what each bin was worth in training, in the words of a Chinese validator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from creditscore.scorer import Binned, Scorecard


def points_table(card: Scorecard) -> pd.DataFrame:
    """One row per bin, the missing bin last: ``title_zh, title_en, range, count, bad_rate, woe, iv, points``.

    Index ``feature, bin``. ``count`` and ``bad_rate`` are weighted training figures; ``iv`` = (share of goods -
    share of bads) x WOE (Siddiqi 2006), null where the card keeps no counts.
    """
    return pd.concat([_bins(bins) for bins in card.binned])


def information_values(card: Scorecard) -> pd.Series:
    """Information value of each feature, largest first; null where the card keeps no counts."""
    table = points_table(card)["iv"].groupby(level="feature", sort=False).sum(min_count=1)
    return table.sort_values(ascending=False, kind="stable")


def _bins(bins: Binned) -> pd.DataFrame:
    kept = bool(bins.counts)
    counts = np.array([*bins.counts, bins.missing_count]) if kept else np.full(len(bins) + 1, np.nan)
    bads = np.array([*bins.bads, bins.missing_bads]) if kept and bins.bads else np.full(len(bins) + 1, np.nan)
    woe = np.array([*bins.woe, bins.missing_woe])
    goods = counts - bads
    shares = goods / goods.sum() - bads / bads.sum() if bads.sum() > 0 else np.full(len(woe), np.nan)
    frame = pd.DataFrame(
        {
            "feature": bins.field.name,
            "bin": np.arange(len(woe)),
            "title_zh": bins.field.title_zh,
            "title_en": bins.field.title_en,
            "range": bins.labels(),
            "count": counts,
            "bad_rate": np.divide(bads, counts, out=np.full(len(woe), np.nan), where=counts > 0),
            "woe": woe,
            "iv": shares * woe,
            "points": [*bins.points, bins.missing_points],
        }
    )
    return frame.set_index(["feature", "bin"])
