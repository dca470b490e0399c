"""By what counts are scaled: time in view, premises, people (parents of rates, from registration).

They say nothing that ``age_months`` and ``employee_band_code`` do not say, so they are no features of the
catalogue; a rate over one of them moves one way when a record is added. The band of employees is authorised, and
so is every rate over it; years and premises are public.
"""

from creditscore.features._feature import attribute
from creditscore.plan import AsOf, Constant, col
from creditscore.records import ENTITY

_AGE = AsOf().days_since(col("established_on")) / 365.25

YEARS_IN_VIEW = attribute(
    "years_in_view", of=ENTITY, value=Constant(3.0) - (Constant(3.0) - _AGE.at_least(1.0)).at_least(0.0),
    risk="none", unit="年", title=("近三年内的存续年数", "years of existence within the last three, one at least"),
    group="REG", family="registration", why="Who has existed for one year had one year to offend in.",
)  # fmt: skip

HUNDREDS_EMPLOYED = attribute(
    "hundreds_employed", of=ENTITY, risk="none", unit="百人",
    value=col("employee_band").coded(
        {"0-9": 0.05, "10-49": 0.3, "50-99": 0.75, "100-299": 2.0, "300-999": 6.5, "1000+": 15.0}
    ),
    title=("从业人员（按区间估计）", "people employed, by the middle of the band"), group="REG",
    family="registration", why="A large entity meets more inspectors and customers; the middles are this project's own.",
)  # fmt: skip

PREMISES = attribute(
    "premises", of=ENTITY, value=col("branch_count").or_else(0) + 1.0, risk="none", unit="处",
    title=("经营场所数（含分支机构）", "premises, branches included"), group="REG", family="registration",
    why="Every branch is one more place to be inspected and complained about.",
)  # fmt: skip
