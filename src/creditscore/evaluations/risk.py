"""企业信用风险预警: will an enterprise commit serious misconduct within twelve months.

A fitted prediction of misconduct partly measures inspection effort: it stays an internal early warning, never
pushed as a grade, never published. It reads catalogue records only.
"""

from creditscore import features, samples
from creditscore.evaluations import _questions as asked
from creditscore.evaluations._evaluation import Evaluation
from creditscore.plan import GradeScale, RightsPolicy, Scale

RISK_ABCD = GradeScale(name="risk_abcd", grades=("A", "B", "C", "D"), floors=(630.0, 600.0, 570.0))
"""A lowest, D highest risk (SAMR 2022 No. 6 names the classes, S42); the floors are this project's own."""

ENTERPRISE_RISK = Evaluation(
    name="enterprise_risk",
    title_zh="企业信用风险预警",
    title_en="enterprise early warning of misconduct",
    spec=samples.Spec(
        evaluation="enterprise_risk",
        subjects=("enterprise", "cooperative"),
        layer="public",
        outcome="misconduct_12m",
        horizon_months=12,
        features=features.named(
            *asked.REGISTRATION, *asked.CHANGES, *asked.PENALTIES, *asked.LISTS, *asked.TAX_A_YEARS,
            *asked.TAX_ARREARS,
        ),
        rights=RightsPolicy(),
        scale=Scale(pdo=30.0),
        grade_scale=RISK_ABCD,
        purpose=("inspection_planning",),
        core_sources=("admin_penalty", "list_entry", "tax_arrears"),
        minimum_coverage=2,
        internal=True,
    ),
)  # fmt: skip
