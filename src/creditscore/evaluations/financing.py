"""企业融资信用评价: will an enterprise that owes money to a bank default within twelve months."""

from creditscore import features, samples
from creditscore.evaluations._evaluation import Evaluation
from creditscore.plan import GradeScale, RightsPolicy, Scale

MARKET_9 = GradeScale(
    name="market_9",
    grades=("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"),
    floors=(760.0, 710.0, 660.0, 610.0, 570.0, 540.0, 500.0, 460.0),
)
"""Nine non-default grades in the manner of GB/T 22116 (S44b); the floors are this project's own."""

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
        features=tuple(
            feature
            for feature in features.select(
                groups=("REG", "CHG", "PEN", "LST", "TAX", "UTL", "LOA"),
                tables=(
                    "entity", "admin_penalty", "list_entry", "tax_credit", "tax_filing", "tax_arrears",
                    "utility_bill", "loan_contract", "loan_performance",
                ),
            )
            if feature.direction != "none"
        ),
        rights=RightsPolicy(),
        scale=Scale(),
        grade_scale=MARKET_9,
        purpose=("loan_origination", "loan_monitoring"),
        core_sources=("admin_penalty", "list_entry", "tax_filing", "utility_bill", "loan_performance"),
        minimum_coverage=3,
    ),
)  # fmt: skip
"""Scale: 600 points at 20:1 and 50 points to double the odds (domain.md 4.9, this project's own)."""
