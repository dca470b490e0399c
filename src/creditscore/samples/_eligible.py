"""Who would be judged on one day, whatever becomes of them: for scoring a whole province."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from creditscore.samples._drawing import checked_days
from creditscore.samples._population import INFO, dates, reasons, versions, with_info

if TYPE_CHECKING:
    import pandas as pd

    from creditscore.records import Province
    from creditscore.samples.spec import Spec


def population(province: Province, spec: Spec, *, as_of: date | str) -> pd.DataFrame:
    """Every entity registered on the day: ``entity, as_of``, info columns and ``reason``.

    ``reason`` says why an entity is not judged (another kind of subject, not in business, too young, thin
    coverage) and is null for those who are. Raises SampleError for a day outside the data.
    """
    (day,) = checked_days(province, [as_of])
    coverage = province.rows("coverage") if province.has("coverage") else []
    frame = versions(province, spec, {"as_of": dates([day])})
    frame["reason"] = reasons(frame, spec, coverage)
    return with_info(frame)[["entity", "as_of", *INFO, "reason"]].reset_index(drop=True)
