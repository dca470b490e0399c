"""Beijing: what the dated law makes of the real penalties on the last day of 2023 (issue 3, "Real input").

The figures are golden: they move only with the mapping or with the law, and then somebody must say why.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from creditscore import records, rights
from creditscore.codes import violations
from creditscore.plan import RightsPolicy

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("beijing")]

ON = date(2023, 12, 31)
UNDER_ORDER_36 = date(2026, 4, 1)
AS_SERVED = RightsPolicy()
TODAYS_LAW = RightsPolicy(name="current_rules", built_on=UNDER_ORDER_36)
ASKED = [
    "record_id", "uscc", "event_date", "known_date", "agency", "domain", "penalty_kind", "fine", "confiscated",
    "procedure", "valid_until", "publicity_until",
]  # fmt: skip


@pytest.fixture(scope="module")
def source(real_data):
    return pd.read_parquet(real_data / "beijing_open_data" / "penalties_before_2024_or_undated.parquet")


@pytest.fixture(scope="module")
def province(real_data, root, tmp_path_factory):
    out = tmp_path_factory.mktemp("beijing") / "records"
    return records.convert(real_data, mapping=root / "notebooks" / "mappings" / "beijing.toml", out=out)


@pytest.fixture(scope="module")
def penalties(province):
    return province.frame("admin_penalty")


@pytest.fixture(scope="module")
def refused(province):
    return pd.read_parquet(province.path / "rejected" / "admin_penalty.parquet")


@pytest.fixture(scope="module")
def standing(province):
    """The accepted penalties as they stand on a day, in a channel, by a policy."""

    def ask(on=ON, *, channel="credit_china", policy=AS_SERVED):
        rows = rights.standings(
            province, "admin_penalty", on=on, channel=channel, policy=policy, columns=ASKED
        )
        return rows.execute().set_index("record_id").sort_index()

    return ask


def test_every_delivered_penalty_is_accepted_or_quarantined_by_a_rule(province, source, refused):
    """Of 6,763: 1,650 carry no date, 90 repeat a row exactly, 2 name a region that never was."""
    accepted = province.manifest.tables["admin_penalty"].rows
    print(
        f"\nBeijing penalties: {len(source):,} delivered, {accepted:,} accepted, refused {province.rejected['admin_penalty']}"
    )
    assert (len(source), accepted) == (6_763, 5_021)
    assert province.rejected["admin_penalty"] == {"undated": 1_650, "duplicate_key": 90, "unknown_region": 2}
    assert len(refused) == 1_742
    assert province.manifest.tables["admin_penalty"].warnings == {"fine_without_amount": 44}
    dated = source[source["decision_date"].notna()]
    assert int(dated.duplicated().sum()) == 90, "every duplicate is an exact copy"


def test_a_decision_of_two_feeds_is_not_folded_without_its_number(penalties, source):
    """The files give no decision number. Seven decisions, told by subject, day, agency, violation and basis, come from
    two feeds each and stay two records: a guess would fold different decisions of one day as well.
    """
    assert penalties["doc_no"].isna().all()
    dated = source[source["decision_date"].notna() & source["violation_type"].notna()].drop_duplicates()
    plain = dated[["violation_type", "basis"]].apply(lambda texts: texts.str.replace(r"\s", "", regex=True))
    keys = dated[["subject_id", "decision_date", "authority"]].join(plain)
    feeds = dated.groupby([keys[name] for name in keys], dropna=False)["source"].nunique()
    print("\nBeijing penalties delivered by two feeds:", int((feeds > 1).sum()))
    assert int((feeds > 1).sum()) == 7


def test_the_kind_of_a_penalty_is_what_its_category_names_or_a_fine_if_it_has_an_amount(
    penalties, source, refused
):
    """Tax and some other feeds name the procedure or the field of law instead of the kind: 2,965 of 5,021.

    Of these 2,184 state an amount, which is a fine. The 781 that are left say nothing of the kind at all.
    """
    kept = source.drop(index=(refused["_row"] - 1).to_numpy())
    category = kept["category"].fillna("")
    named = category.str.contains("警告|罚款|没收|责令停产停业|吊销许可")
    amount = (kept["fine_yuan"] > 0).fillna(False)
    counts = penalties["penalty_kind"].value_counts().to_dict()
    print(f"\nBeijing penalties: kinds {counts}; of {int((~named).sum()):,} that name none, "
          f"{int((~named & amount).sum()):,} have an amount")  # fmt: skip
    assert (int((~named).sum()), int((~named & amount).sum())) == (2_965, 2_184)
    assert int((~named & ~amount).sum()) == counts["other"]
    assert counts == {
        "fine": 3_883, "other": 781, "warning": 186, "confiscate_goods": 162, "stop_production": 8, "licence_revoke": 1,
    }  # fmt: skip
    several = penalties["penalty_kinds"].dropna().str.contains("|", regex=False)
    assert int(several.sum()) == 330, "decisions of several kinds"


def test_violations_are_classified_and_free_texts_are_kept_nowhere(penalties, source, refused):
    """Some agencies name natural persons in what was violated and why: only codes and provisions are kept."""
    kept = source.drop(index=(refused["_row"] - 1).to_numpy())
    texts = [";".join(part for part in pair if isinstance(part, str)) for pair in
             zip(kept["violation_type"], kept["basis"], strict=True)]  # fmt: skip
    expected = violations.classify_many(texts)
    found = penalties["violation_code"]
    same = [a == b or (a is None and pd.isna(b)) for a, b in zip(expected, found, strict=True)]
    print(f"\nBeijing penalties: {int(found.notna().sum()):,} classified, {found.nunique()} kinds of violation, "
          f"{found.value_counts().head(3).to_dict()}; {int(penalties['legal_basis'].notna().sum()):,} name a provision")  # fmt: skip
    assert all(same)
    assert (int(found.notna().sum()), int(penalties["legal_basis"].notna().sum())) == (4_390, 4_304)
    assert penalties[["violation_type", "violation_fact", "penalty_content"]].isna().all(axis=None)
    provision = r"《[^《》]+》[第条款项之（）()0-9一二三四五六七八九十百零〇]*"
    assert penalties["legal_basis"].dropna().str.fullmatch(provision).all()


def test_under_order_58_a_third_of_the_penalties_is_past_publicity(standing, penalties):
    """The longest term is three years from the decision, in force since 2023-05-01; 49 are not yet known on the day."""
    stood = standing()
    over = penalties.set_index("record_id").sort_index()["event_date"] + pd.DateOffset(months=36)
    assert ((stood["published_until"] <= pd.Timestamp(ON)) == (over <= pd.Timestamp(ON))).all()
    found = figures(stood)
    print("\nBeijing penalties on 2023-12-31 under Order 58:", found)
    assert set(stood["rule_version"]) == {"ndrc_order_58"}
    assert found == {"known": 4_972, "past": 2_057, "visible": 2_915, "usable": 2_915}
    assert stood["severity"].isna().all(), "Order 58 knows no severity"
    assert stood[stood["visible"]].groupby("case").size().to_dict() == {
        "long_minimum": 104,
        "ordinary": 2_811,
    }


def figures(stood):
    past = stood["known"] & (stood["published_until"] <= pd.Timestamp(ON))
    return {"known": int(stood["known"].sum()), "past": int(past.sum()), "visible": int(stood["visible"].sum()),
            "usable": int(stood["usable"].sum())}  # fmt: skip


ORDER_36 = {
    ("general", "general_fine"): (942, 294),
    ("general", "general_income"): (1, 0), ("general", "general_kind"): (69, 86), ("general", "unknown"): (445, 346),
    ("minor", "minor_fine"): (2_466, 92), ("minor", "minor_kind"): (169, 17),
    ("serious", "serious_fine"): (15, 21), ("serious", "serious_kind"): (1, 8),
}  # fmt: skip
"""(severity, case) → past on the last day of 2023, still in use."""


def test_under_order_36_four_in_five_are_past_publicity_and_use(standing):
    """The rules of 2026-04-01 applied to 2023-12-31 (``current_rules``), as a champion trains on them.

    Terms run three months, a year or three years by severity. Small fines make half of the records minor, and the
    amount that divides them is this project's default (each sector sets its own).
    """
    stood, law = standing(policy=TODAYS_LAW), standing(UNDER_ORDER_36)
    assert set(law["rule_version"]) == {"ndrc_order_36"}
    past = stood["known"] & (stood["usable_until"] <= pd.Timestamp(ON))
    told = pd.DataFrame(
        {"case": law["case"], "severity": law["severity"], "past": past, "usable": stood["usable"]}
    )
    by_case = told.groupby(["severity", "case"])[["past", "usable"]].sum()
    print(f"\nBeijing penalties on 2023-12-31 under Order 36: {int(past.sum()):,} of {int(stood['known'].sum()):,} past,",
          by_case.to_dict("index"))  # fmt: skip
    assert int(past.sum()) + int(stood["usable"].sum()) == 4_972
    assert {
        key: tuple(map(int, row)) for key, row in zip(by_case.index, by_case.to_numpy(), strict=True)
    } == ORDER_36
    assert int(past.sum()) == sum(past for past, _ in ORDER_36.values())


def test_on_the_day_order_36_begins_all_but_a_few_records_leave_publicity(standing):
    """Penalties of 2023 shown for three years under Order 58 are past one year, or were minor and are not shown."""
    before, after = standing(date(2026, 3, 31)), standing(UNDER_ORDER_36)
    print(
        "\nBeijing penalties shown on 2026-03-31:",
        int(before["visible"].sum()),
        "and on 2026-04-01:",
        int(after["visible"].sum()),
    )
    assert (int(before["visible"].sum()), int(after["visible"].sum())) == (1_153, 8)


def test_order_45_governs_none_of_them(standing, penalties):
    """No department of market supervision is among the agencies, so the enterprise publicity system shows nothing."""
    stood = standing(channel="necips")
    assert set(stood["rule_version"]) == {"samr_order_45"} and set(stood["case"]) == {"other_authority"}
    assert not penalties["agency"].fillna("").str.contains("市场监督|工商|药品|知识产权").any()
    assert (int(stood["visible"].sum()), int(stood["published_until"].notna().sum())) == (0, 0)
    assert (stood["usable"] == standing()["usable"]).all(), "use follows Credit China"


def test_publicity_as_delivered_ends_long_before_the_longest_term(standing):
    """A last day of publicity stands on 779 records; the rule's end is the first day on which the term is over."""
    stood = standing()
    delivered, over = stood["publicity_until"], stood["automatic_end"]
    day = pd.Timedelta(days=1)
    agree = (delivered == over) | (delivered == over - day)
    found = {
        "missing": int(delivered.isna().sum()), "agree": int(agree.sum()),
        "earlier": int((delivered < over - day).sum()), "later": int((delivered > over).sum()),
    }  # fmt: skip
    months = (
        (delivered.dt.year - stood["event_date"].dt.year) * 12
        + delivered.dt.month
        - stood["event_date"].dt.month
    )
    gone = delivered.notna() & (delivered < pd.Timestamp(ON))
    print("\nBeijing penalties, publicity_until against Order 58:", found, "months:",
          months.dropna().astype(int).value_counts().head(4).to_dict(),
          f"; {int(gone.sum())} are over by their own date, of which {int((gone & stood['visible']).sum())} may still be shown")  # fmt: skip
    assert found == {"missing": 4_242, "agree": 105, "earlier": 672, "later": 2}
    assert sum(found.values()) == len(stood)


def test_one_record_and_all_records_stand_alike(province, standing, penalties):
    """Set-wise rights = row-wise rights, on every real record, before and after the change of law."""
    rows = {row["record_id"]: row for row in province.rows("admin_penalty")}
    for on in (ON, UNDER_ORDER_36):
        stood = standing(on)
        for found in stood.itertuples():
            alone = rights.standing_on("admin_penalty", rows[found.Index], (), on=on)
            shown = alone.in_channel()
            assert (alone.known, alone.visible, alone.usable, shown.case, shown.severity, " ".join(shown.unmet)) == (
                found.known, found.visible, found.usable, found.case,
                None if pd.isna(found.severity) else found.severity, found.unmet,
            ), found.Index  # fmt: skip
            assert (
                None if pd.isna(found.published_until) else found.published_until.date()
            ) == shown.published_until


def test_lists_without_any_date_are_refused_whole(real_data, root, tmp_path):
    """95,870 entries of the abnormal-operation list and 326 arrears: nobody can say on which day they were known."""
    mapping = root / "notebooks" / "mappings" / "beijing_undated.toml"
    undated = records.convert(real_data, mapping=mapping, out=tmp_path / "records")
    print("\nBeijing lists without dates, refused:", undated.rejected)
    assert undated.undated == {"list_entry": 95_870, "tax_arrears": 326}
    assert undated.rejected == {name: {"undated": count} for name, count in undated.undated.items()}
    assert [len(undated.frame(name)) for name in ("entity", "list_entry", "tax_arrears", "coverage")] == [
        0,
        0,
        0,
        0,
    ]


def test_grades_of_three_sectors_name_a_year_or_a_day_of_their_own(real_data):
    """No record type holds another rater's grade, and 1,590 of 2,239 name the year alone: none is mapped."""
    grades = pd.read_csv(real_data / "beijing_open_data" / "credit_grades.csv", dtype=str)
    year_alone = grades["period"].str.fullmatch(r"\d{4}")
    assert (len(grades), int(year_alone.sum())) == (2_239, 1_590)
