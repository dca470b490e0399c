"""What rows of the policy-coverage table say of features, worked out by hand and held against supervision."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from creditscore import features
from creditscore.codes import awards, enumerations, lists
from creditscore.features import FEATURES
from creditscore.plan import Covered, RightsPolicy, tables_of
from creditscore.records import table
from creditscore.supervision import PATTERNS, repeat_offenders
from tests.features import asked
from tests.features.asked import Record
from tests.provinces import province
from tests.supervision.subjects import FIRM, OTHER_FIRM, registered

DAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def answers(names: list[str], **records: list[Record]) -> dict[str, float | None]:
    return asked.answers(names, records, as_of=DAY)


def answer(name: str, **records: list[Record]) -> float | None:
    return answers([name], **records)[name]


def over(source: str) -> list[str]:
    """Features that read one table and no other, without those of its coverage."""
    return [
        name
        for name, feature in FEATURES.items()
        if tables_of(feature.node) == {source} and not isinstance(feature.node, Covered)
    ]


def codes(enumeration: str) -> list[str]:
    return list(enumerations.codes(enumeration))


# S035: 屡罚不改


def test_repeat_offences_are_those_that_supervision_lists_on_the_same_records(tmp_path: Path) -> None:
    def penalty(number: int, day: date, code: str | None, who: str = FIRM, **said: Any) -> Record:
        return {
            "uscc": who, "record_id": f"p{number}", "event_date": day, "doc_no": f"〔{day.year}〕{number}号",
            "agency": "甲局", "violation_code": code, "domain": "food", "penalty_kind": "fine", "fine": 100_000, **said,
        }  # fmt: skip

    seen = [
        penalty(1, date(2024, 6, 1), "food_label"), penalty(2, date(2025, 8, 1), "food_label"),
        penalty(3, date(2025, 9, 1), "food_label"), penalty(4, date(2025, 10, 1), "food_expired"),
        penalty(5, date(2026, 1, 1), "food_expired"), penalty(6, date(2026, 2, 1), None),
        penalty(7, date(2026, 3, 1), None), penalty(8, date(2026, 4, 1), "copyright"),
        penalty(9, date(2026, 5, 1), "copyright", known_date=DAY), penalty(10, date(2024, 5, 31), "copyright"),
        penalty(11, date(2026, 5, 2), "food_label"),
        penalty(21, date(2026, 1, 1), "trademark", OTHER_FIRM), penalty(22, date(2026, 2, 1), "patent", OTHER_FIRM),
    ]  # fmt: skip
    revoked = {
        "table_name": "admin_penalty", "uscc": FIRM, "record_id": "p11", "kind": "revoked", "event_date": date(2026, 5, 9),
        "known_date": date(2026, 5, 10),
    }  # fmt: skip
    made = province(
        tmp_path / "p",
        {"entity": registered(FIRM, OTHER_FIRM), "admin_penalty": seen, "record_event": [revoked]},
        data_until=date(2027, 1, 1),
    )
    policy = RightsPolicy(after_publicity="internal")
    asked = pd.DataFrame({"entity": [FIRM, OTHER_FIRM], "as_of": [DAY, DAY]})
    name = "repeat_violation_count_24m"
    counted = features.compute(made, asked, select=[FEATURES[name]], rights=policy).set_index("entity")[name]
    same = tuple(pattern for pattern in PATTERNS if pattern.name == "same_violation")
    listed = repeat_offenders(made, as_of=DAY, policy=policy, patterns=same)
    assert list(listed["code"]) == ["food_expired", "food_label"]
    again = (listed["times"] - 1).groupby(listed["uscc"]).sum().reindex([FIRM, OTHER_FIRM], fill_value=0)
    assert counted.to_dict() == again.to_dict() == {FIRM: 3, OTHER_FIRM: 0}


# S011 S023 S026 S073 S074: penalties of one field


@pytest.mark.parametrize(
    ("feature", "domains"),
    [
        ("deception_penalty_count_12m", {"quality", "advertising", "ip", "certification_testing"}),
        ("books_penalty_count_12m", {"tax", "finance", "customs", "statistics"}),
        ("safety_penalty_count_12m", {"food", "drug", "special_equipment", "safety", "fire"}),
        ("environment_penalty_count_12m", {"env"}),
        ("labour_penalty_count_12m", {"labour"}),
    ],
)
def test_a_penalty_counts_in_its_own_field_and_in_no_other(feature: str, domains: set[str]) -> None:
    def counted(domain: str) -> float | None:
        return answer(feature, admin_penalty=[{"domain": domain}])

    assert {domain for domain in codes("domain") if counted(domain) == 1.0} == domains
    assert {counted(domain) for domain in codes("domain")} == {0.0, 1.0}


# S015 S017 S020 S036 S044: those who owe


def test_every_list_counts_and_those_who_owe_count_as_debtors() -> None:
    owing = {"judgment_defaulter", "wage_arrears", "social_insurance_serious", "major_tax_violation"}
    for code, found in lists.LISTS.items():
        names = ["listed_count_36m", "debt_list_count_36m", "serious_list_count_36m"]
        seen = answers(names, list_entry=[{"list_code": code}])
        assert list(seen.values()) == [1.0, float(code in owing), float(found.effect == "grade_D")], code


def test_tax_violations_are_counted_by_kind_and_amount_and_held_against_the_capital() -> None:
    seen = [
        {"nature": "fake_invoice", "amount": 300_000_00, "transferred_to_police": True},
        {"nature": "evasion", "amount": 100_000_00, "event_date": ago(400)},
    ]
    capital = [
        {"event_date": date(2015, 1, 1), "established_on": date(2015, 1, 1), "reg_capital": 800_000_00}
    ]
    assert answer("tax_violation_count_36m", tax_violation=seen) == 2.0
    assert answer("tax_fraud_count_36m", tax_violation=seen) == 1.0
    assert answer("tax_police_count_36m", tax_violation=seen) == 1.0
    assert answer("tax_violation_to_capital_36m", tax_violation=seen, entity=capital) == 0.5


# S012 S025 S043 S045 S097: honours


@pytest.mark.parametrize("code", awards.AWARDS)
def test_an_honour_is_a_plus_and_to_have_none_is_nought_and_no_gap(code: str) -> None:
    names = ["award_count_36m", "award_level_max_36m", "award_kinds_36m", "integrity_award_count_36m"]
    assert {FEATURES[name].direction for name in names} == {"down"}
    assert set(answers(names, award=[]).values()) == {0.0}
    integrity = {
        "tax_A",
        "aeo_advanced",
        "assured_consumption",
        "integrity_benchmark",
        "auto_performance_certificate",
    }
    seen = answers(names, award=[{"award_code": code, "level": "province"}])
    counts = (
        awards.get(code).effect != "sampling_only"
    )  # which lowers the sampling rate and does nothing else
    assert list(seen.values()) == [float(counts), 3.0 * counts, float(counts), float(code in integrity)]


# S026 S027 S033 S046 S072: grades delivered by the sectors


@pytest.mark.parametrize(
    ("feature", "source", "column", "best_first"),
    [
        ("env_colour_code_24m", "env_credit", "colour", codes("env_colour")),
        ("construction_grade_code_36m", "construction_credit", "grade", codes("construction_grade")),
        ("customs_grade_code_60m", "customs_credit", "grade_2021", codes("customs_grade_2021")),
        ("customs_grade_code_60m", "customs_credit", "grade_2026", codes("customs_grade_2026")),
        ("tax_grade_code_24m", "tax_credit", "grade", ["A", "B", "M", "C", "D"]),
        ("social_inspection_code_24m", "social_org_inspection", "result", codes("so_inspection_result")),
        ("social_assessment_code_24m", "social_org_inspection", "assessment_grade", codes("so_assessment")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_delivered_grade_is_an_ordinal_input(
    feature: str, source: str, column: str, best_first: list[str]
) -> None:
    of = {code: answer(feature, **{source: [{column: code}]}) for code in best_first}
    values = list(of.values())
    assert all(value is not None for value in values)
    assert values == sorted(set(values), reverse=True), (
        "every grade has a number of its own, the best the highest"
    )
    assert FEATURES[feature].direction == "down"
    best, worst = best_first[0], best_first[-1]
    older, newer = {column: best, "event_date": ago(300)}, {column: worst, "event_date": ago(20)}
    assert answer(feature, **{source: [newer, older]}) == of[worst]
    assert answer(feature, **{source: [older, newer | {"known_from": DAY}]}) == of[best]
    assert answer(feature, **{source: []}) is None
    assert answer(feature, **{source: [{column: best, "event_date": ago(2000)}]}) is None


# S022 S040: complaints


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in codes("complaint_outcome") if outcome != "upheld"]
)
def test_a_complaint_that_was_not_upheld_counts_against_nobody(outcome: str) -> None:
    names = over("complaint")
    closed = None if outcome == "pending" else ago(5)
    filed = [{"channel": channel, "domain": "food", "outcome": outcome, "closed_date": closed}
             for channel in codes("complaint_channel")]  # fmt: skip
    assert len(names) >= 10
    assert answers(names, complaint=filed) == answers(names, complaint=[])


def test_an_upheld_complaint_counts_whatever_its_channel_and_in_its_own_channel() -> None:
    narrow = {
        "upheld_consumer_complaint_count_12m": "12315",
        "upheld_wage_complaint_count_24m": "wage_portal",
    }
    for channel in codes("complaint_channel"):
        filed = [{"channel": channel, "outcome": "upheld", "closed_date": ago(5)}]
        seen = answers(["upheld_complaint_count_12m", *narrow], complaint=filed)
        assert seen.pop("upheld_complaint_count_12m") == 1.0
        assert seen == {name: float(channel == own) for name, own in narrow.items()}


# S001 S066: commitments; S037: contracts


def test_a_false_promise_is_a_broken_one_and_weighs_twice() -> None:
    def promise(outcome: str, **said: Any) -> Record:
        given = {"commitment_type": "approval_substitute", "event_date": ago(365), "due_date": ago(90)}
        return {**given, "outcome": outcome, "verified_date": ago(60), **said}

    seen = [
        promise("fulfilled"),
        promise("breached"),
        promise("false_promise"),
        promise("fulfilled", domain="other"),
    ]
    assert answer("broken_commitment_count_36m", commitment=seen) == 2.0
    assert answer("broken_approval_commitment_count_36m", commitment=seen) == 2.0
    assert answer("commitment_breach_share_36m", commitment=seen) == 0.5
    assert answer("commitment_fulfilment_share_36m", commitment=seen) == 0.5
    assert answer("broken_commitment_decayed_36m", commitment=[promise("false_promise")]) == pytest.approx(
        1.0
    )
    assert answer("broken_commitment_decayed_36m", commitment=[promise("breached")]) == pytest.approx(0.5)
    open_to_all = promise("fulfilled", commitment_type="volunteered", published=True)
    assert answer("volunteered_commitment_count_36m", commitment=[*seen, open_to_all]) == 1.0


def test_a_contract_is_late_from_the_day_after_it_fell_due_and_breached_once_that_was_stated() -> None:
    def contract(performed: date | None, outcome: str | None, stated: date | None) -> Record:
        return {
            "event_date": ago(100), "contract_role": "debtor", "amount": 100_00, "performed_date": performed,
            "outcome": outcome, "outcome_date": stated,
        }  # fmt: skip

    seen = [
        contract(ago(100), "performed", ago(100)), contract(ago(99), "delayed", ago(90)), contract(None, "breached", ago(10)),
        contract(None, "disputed", DAY),
    ]  # fmt: skip
    assert answer("contract_late_count_12m", contract_performance=seen) == 3.0
    assert answer("contract_breach_count_36m", contract_performance=seen) == 1.0
    assert answer("contract_breach_share_36m", contract_performance=seen) == 0.25


# S018 S028: disclosures; S048 S049 S050 S051: business abroad


@pytest.mark.parametrize("kind", codes("disclosure_kind"))
def test_a_disclosure_of_any_kind_is_late_after_its_day_and_an_environmental_one_is_told_apart(
    kind: str,
) -> None:
    def counted(name: str, submitted: date | None) -> float | None:
        due = {"event_date": ago(50), "disclosure_kind": kind, "submitted_date": submitted}
        return answer(name, disclosure_event=[due])

    on_time, late = ago(50), ago(49)
    assert [counted("disclosure_late_count_12m", day) for day in (on_time, late, None)] == [0.0, 1.0, 1.0]
    assert counted("env_disclosure_late_count_36m", late) == float(kind == "env_annual")


@pytest.mark.parametrize("kind", codes("foreign_event_kind"))
def test_a_report_on_business_abroad_of_any_kind_is_late_after_its_day(kind: str) -> None:
    on_time, late, unknown = ({"event_kind": kind, "event_date": ago(50), "submitted_date": day}
                              for day in (ago(50), ago(49), DAY))  # fmt: skip
    assert answer("foreign_report_late_count_36m", foreign_econ_event=[on_time]) == 0.0
    assert answer("foreign_report_late_count_36m", foreign_econ_event=[on_time, late, unknown]) == 2.0
    assert answer(
        "foreign_report_late_share_36m", foreign_econ_event=[on_time, late, unknown]
    ) == pytest.approx(2 / 3)


# S008 S009 S059 S060 S061 S076 S078 S079 S080 S101: events of the sectors


@pytest.mark.parametrize(
    ("feature", "source", "kinds"),
    [
        ("securities_event_count_36m", "securities_event", set(codes("securities_event_kind"))),
        ("securities_grave_count_36m", "securities_event",
         {"disclosure_violation", "fraud", "forced_delisting", "gatekeeper_penalty"}),
        ("bidding_misconduct_count_12m", "bidding_event",
         {"collusion", "falsification", "abandoned", "unsigned", "poor_performance"}),
        ("bid_rigging_count_36m", "bidding_event", {"collusion", "falsification"}),
        ("abandoned_bid_count_36m", "bidding_event", {"abandoned", "unsigned"}),
        ("good_performance_count_36m", "bidding_event", {"good_performance"}),
        ("fiscal_event_count_36m", "fiscal_event", {"fraud", "misuse", "poor_result"}),
        ("fiscal_fraud_count_36m", "fiscal_event", {"fraud", "misuse"}),
        ("health_misconduct_count_36m", "health_event", {"demerit", "penalty"}),
        ("statistics_false_count_12m", "statistics_event", {"false_data", "refused"}),
        ("statistics_event_count_12m", "statistics_event", set(codes("statistics_event_kind"))),
        ("accident_count_36m", "safety_event", {"accident"}),
        ("hidden_danger_open_count_36m", "safety_event", {"hidden_danger_order"}),
        ("fire_count_36m", "fire_event", {"fire"}),
        ("fire_hazard_open_count_36m", "fire_event", {"hazard_order"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_an_event_of_a_sector_counts_by_its_kind(feature: str, source: str, kinds: set[str]) -> None:
    (column,) = (column for column in table(source).columns if column.name == "event_kind")
    counted = {kind: answer(feature, **{source: [{"event_kind": kind}]}) for kind in column.codes}
    assert {kind for kind, number in counted.items() if number == 1.0} == kinds
    assert set(counted.values()) <= {0.0, 1.0}


def test_how_much_public_money_how_many_points_and_how_long_ago() -> None:
    spent = [
        {"event_kind": "misuse", "amount": 30_000_00},
        {"event_kind": "poor_result", "amount": 10_000_00},
    ]
    capital = [{"event_date": date(2015, 1, 1), "established_on": date(2015, 1, 1), "reg_capital": 80_000_00}]
    assert answer("fiscal_amount_sum_36m", fiscal_event=spent) == 40_000.0
    assert answer("fiscal_to_capital_36m", fiscal_event=spent, entity=capital) == 0.5
    marks = [
        {"event_kind": "demerit", "points": 4.0},
        {"event_kind": "demerit", "points": 2.5, "event_date": ago(400)},
    ]
    assert answer("health_demerit_points_12m", health_event=marks) == 4.0
    assert answer("health_demerit_points_36m", health_event=marks) == 6.5
    assert answer("days_since_securities_event_36m", securities_event=[{"event_kind": "fraud"}]) == 30.0


def test_applications_on_paper_are_held_against_the_patents_in_force() -> None:
    counts = [
        {"event_date": ago(400), "patent_count": 3, "trademark_count": 9, "abnormal_application_count": 1},
        {"event_date": ago(40), "patent_count": 8, "trademark_count": 5, "abnormal_application_count": 1,
         "infringement_judgment": True, "pledged": True},
    ]  # fmt: skip
    assert answer("patent_count_latest_24m", ip_event=counts) == 8.0
    assert answer("trademark_count_latest_24m", ip_event=counts) == 5.0
    assert answer("abnormal_application_sum_36m", ip_event=counts) == 2.0
    assert answer("abnormal_application_to_patents_36m", ip_event=counts) == 0.25
    assert answer("ip_infringement_count_36m", ip_event=counts) == 1.0
    assert answer("ip_pledged_latest_24m", ip_event=counts) == 1.0


def test_a_social_organisation_that_failed_or_stayed_away_is_counted() -> None:
    years = [{"event_date": ago(30 + 365 * back), "result": result}
             for back, result in enumerate(("pass", "absent", "fail"))]  # fmt: skip
    assert answer("social_inspection_failed_count_36m", social_org_inspection=years) == 2.0


# S013: food


def test_samples_below_the_standard_are_told_in_proportion() -> None:
    tested = [{"domain": "food", "qualified": good} for good in (True, True, True, False)]
    old = {"domain": "food", "qualified": False, "event_date": ago(500)}
    assert answer("unfit_sample_share_36m", sampling_test=[*tested, old]) == 0.4
    assert answer("unfit_sample_count_12m", sampling_test=[*tested, old]) == 1.0
    assert answer("days_since_unfit_sample_36m", sampling_test=tested) == 30.0


# U06: settlement


def test_settlement_inflow_is_compared_with_the_year_before_by_the_month() -> None:
    def flows(first: date, amount: int, months: int) -> list[Record]:
        found = []
        for index in range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + months):
            month = date(index // 12, index % 12 + 1, 1)
            found.append(
                {"event_date": month.replace(day=28), "month": month, "inflow": amount, "outflow": 1}
            )
        return found

    two_years = flows(date(2024, 6, 1), 200_00, 12) + flows(date(2025, 6, 1), 150_00, 12)
    assert answer("settlement_inflow_12m", settlement_monthly=two_years) == 1_800.0
    assert answer("settlement_inflow_change_12m", settlement_monthly=two_years) == -0.25
    assert answer("settlement_inflow_change_3m", settlement_monthly=two_years[:-1]) == -0.25
