"""The questions evaluations ask, by name: a feature added to the library changes no score by itself.

Each line is a feature, or one question and the windows it is asked over.
"""

REGISTRATION = ("age_months", "reg_capital", "annual_report_late")
HEADCOUNT = ("employee_band_code",)
CHANGES = ("registration_changes 12m 24m 36m", "representative_changes 12m 36m", "address_changes 24m")
PENALTIES = (
    "penalty_count 3m 12m 24m 36m", "serious_penalty_count 12m 36m", "fine_sum 12m 24m 36m", "fine_max 36m",
    "days_since_penalty 36m", "penalty_domains 36m", "safety_penalty_count 12m 36m", "unpaid_fine_sum 36m",
    "fine_to_capital 12m",
)  # fmt: skip
LISTS = (
    "listed_count 12m 36m", "abnormal_operation_open 36m", "abnormal_operation_count 12m 36m",
    "serious_list_open 36m", "serious_list_count 36m", "judgment_defaulter_count 36m", "list_kinds 36m",
    "days_since_listed 36m",
)  # fmt: skip
TAX_GRADE = ("tax_grade_code 24m",)
TAX_A_YEARS = ("tax_a_years 36m",)
TAX_FILINGS = (
    "late_filing_count 3m 6m 12m 24m", "late_filing_share 3m 6m 12m 24m", "unfiled_count 6m 12m",
    "late_filing_days_mean 6m 12m", "late_filing_days_max 12m", "zero_return_count 6m 12m",
    "declared_revenue 6m 12m 12_6m 24_12m", "declared_revenue_change 6m 12m", "declared_revenue_trend 12m",
)  # fmt: skip
TAX_ARREARS = ("tax_arrears_count 12m 24m", "tax_arrears_open 36m", "tax_arrears_to_capital")
UTILITIES = (
    "utility_late_count 3m 6m 12m", "utility_late_share 3m 6m 12m", "utility_unpaid_count 6m 12m",
    "utility_unpaid_amount 12m", "utility_unpaid_to_billed 12m", "utility_delay_mean 6m 12m",
    "utility_delay_max 12m", "utility_cutoff_count 12m 24m", "electricity_change 3m 6m",
)  # fmt: skip
LENDING = (
    "loan_max_dpd 3m 6m 12m 24m", "loan_months_overdue 3m 6m 12m 24m", "loan_overdue_share 6m 12m 24m",
    "days_since_overdue 24m", "loan_worst_class 6m 12m 24m", "loan_overdue_max 6m 12m", "loan_extensions 12m 24m",
    "loan_balance_to_revenue", "new_loans 6m 12m 36m", "lender_count 24m 36m", "loan_rate_mean 36m",
    "loan_class_now 3m",
)  # fmt: skip
