"""企业融资信用评价: will an enterprise that owes money to a bank default within twelve months."""

from creditscore import features, samples
from creditscore.evaluations import _questions as asked
from creditscore.evaluations._evaluation import Evaluation
from creditscore.plan import GradeScale, RightsPolicy, Scale

MARKET_9 = GradeScale(
    name="market_9",
    grades=("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"),
    floors=(700.0, 665.0, 640.0, 605.0, 580.0, 560.0, 540.0, 520.0),
)
"""Nine non-default grades in the manner of GB/T 22116 (S44b); the floors are this project's own: at 20:1
odds and 30 points to double them, BBB begins at a PD of 4.3 %, B at 11.2 %, CC at 24 %."""

ENTERPRISE_FINANCING = Evaluation(
    name="enterprise_financing",
    title_zh="企业融资信用评价",
    title_en="enterprise credit for financing",
    spec=samples.Spec(
        evaluation="enterprise_financing",
        subjects=("enterprise", "cooperative"),
        layer="authorised",
        outcome="bad_12m",
        horizon_months=12,
        features=features.named(
            *asked.REGISTRATION, *asked.HEADCOUNT, *asked.CHANGES, *asked.PENALTIES, *asked.LISTS,
            *asked.TAX_GRADE, *asked.TAX_A_YEARS, *asked.TAX_FILINGS, *asked.TAX_ARREARS, *asked.UTILITIES,
            *asked.LENDING,
        ),
        rights=RightsPolicy(),
        scale=Scale(pdo=30.0),
        grade_scale=MARKET_9,
        purpose=("loan_origination", "loan_monitoring"),
        core_sources=("admin_penalty", "list_entry", "tax_filing", "utility_bill", "loan_performance"),
        minimum_coverage=3,
    ),
)  # fmt: skip
"""600 points at 20:1 as in domain.md 4.9, but 30 points to double the odds, so that every model of this many
inputs stays within 0 to 1000 (this project's own)."""
