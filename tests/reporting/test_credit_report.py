"""The credit report of one entity: what is shown, what is not, and to whom."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from io import StringIO

import jsonschema
import pytest

from creditscore import reporting, rights, scorer
from creditscore.errors import IdentifierError, ReportError
from creditscore.records import TABLES
from creditscore.reporting import credit_report_schema
from creditscore.reporting._credit_parts import APART, AUTHORISED, SECTIONS, TOO_FINE, columns_of
from tests.provinces import province
from tests.record_cards import card

FIRM, SHOP, OTHER = "91220102MA0Y1RPR7A", "92220102MA0000015U", "91220101MA0000007M"
DAY = date(2025, 6, 1)


def penalty(number: str, day: date, **more):
    return {
        "record_id": number, "uscc": FIRM, "event_date": day, "known_date": day + timedelta(days=3), "doc_no": number,
        "agency": "某市监局", "domain": "market_general", "penalty_kind": "fine", "fine": 3_000_000,
        "violation_fact": f"facts of {number}", **more,
    }  # fmt: skip


def happened(record: str, kind: str, day: date, table: str = "admin_penalty", uscc: str = FIRM):
    return {
        "record_id": record, "table_name": table, "uscc": uscc, "kind": kind, "event_date": day, "known_date": day,
    }  # fmt: skip


ENTITIES = [
    {"uscc": FIRM, "name": "<b>甲</b>公司", "entity_type": "enterprise", "event_date": date(2018, 1, 1),
     "reg_status": "active", "established_on": date(2018, 1, 1), "reg_capital": 123_456_00, "shareholder_count": 3,
     "legal_rep_hash": "hash-of-a-person", "oper_region_code": "220102", "change_kind": "initial"},
    {"uscc": SHOP, "name": "张三小吃店", "entity_type": "individual_business", "event_date": date(2018, 1, 1),
     "reg_status": "active", "established_on": date(2018, 1, 1), "legal_rep_hash": "hash-of-a-person"},
    {"uscc": OTHER, "name": "乙公司", "entity_type": "enterprise", "event_date": date(2026, 1, 5)},
]  # fmt: skip

LOANS = [
    {"uscc": FIRM, "event_date": date(2024, 1, 1), "contract_no": "L1", "bank_code": "B1", "principal": 100_000_00},
]  # fmt: skip

GRANT = {
    "uscc": FIRM, "authorisation_no": "A1", "user_id": "bank-1", "role": "bank", "purpose": "loan_origination",
    "scope": "loan_contract loan_performance tax_credit entity", "event_date": date(2025, 1, 1),
    "valid_from": date(2025, 1, 2), "valid_to": date(2025, 12, 31),
}  # fmt: skip


def tables(**more):
    base = {
        "entity": ENTITIES,
        "record_event": [happened("repaired", "repaired", date(2025, 3, 1)),
                         happened("contested", "objection_filed", date(2025, 5, 20)),
                         happened("later", "repaired", date(2025, 6, 1))],
        "admin_penalty": [
            penalty("old", date(2021, 1, 1)), penalty("repaired", date(2024, 9, 1)),
            penalty("contested", date(2024, 10, 1)), penalty("later", date(2024, 11, 1), paid_date=date(2025, 6, 2)),
            penalty("tomorrow", date(2025, 6, 1)), penalty("revised", date(2024, 12, 1), superseded_date=date(2025, 2, 1)),
            penalty("revised", date(2024, 12, 1), known_date=date(2025, 2, 1), fine=5_000_000),
            penalty("shop", date(2024, 9, 1), uscc=SHOP, violation_fact="当事人张三"),
        ],
        "list_entry": [
            {"record_id": "L1", "uscc": FIRM, "event_date": date(2024, 2, 1), "list_code": "abnormal_operation",
             "exit_date": date(2025, 7, 1), "exit_kind": "repaired", "decision_no": "=1+1"},
            {"record_id": "L2", "uscc": FIRM, "event_date": date(2024, 3, 1), "list_code": "wage_arrears"},
        ],
        "tax_credit": [
            {"uscc": FIRM, "event_date": date(2024, 4, 1), "year": 2023, "grade": "A", "a_list": True},
            {"uscc": FIRM, "event_date": date(2025, 4, 1), "year": 2024, "grade": "D", "direct_d_reason": "secret"},
        ],
        "complaint": [{"record_id": f"C{n}", "uscc": FIRM, "event_date": date(2025, 1, n), "channel": "12315",
                       "complaint_no": f"C{n}", "outcome": outcome, "closed_date": date(2025, 2, 1)}
                      for n, outcome in enumerate(("upheld", "rejected"), start=1)],
        "commitment": [{"record_id": f"K{n}", "uscc": FIRM, "event_date": date(2025, 1, n), "commitment_no": f"K{n}",
                        "matter": "m", "published": public} for n, public in enumerate((True, False), start=1)],
        "loan_contract": LOANS, "authorisation": [GRANT],
    }  # fmt: skip
    return base | more


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return province(tmp_path_factory.mktemp("credit") / "records", tables())


@pytest.fixture(scope="module")
def report(made):
    return reporting.credit_report(made, FIRM, as_of=DAY)


def part(report, name: str):
    return next(
        table
        for section in report.content["sections"]
        for table in section["tables"]
        if table["part"] == name
    )


def ids(report, name: str):
    return [record["record_id"] for record in part(report, name)["records"]]


# ------------------------------------------------------------------ what is shown


def test_penalties_shown_are_those_known_and_published_on_the_day_newest_first(report):
    assert ids(report, "admin_penalty") == ["revised", "later", "contested"]


def test_what_is_kept_back_is_counted_by_rule_and_a_repair_leaves_no_trace_of_its_own(report):
    assert [(line["rule"], line["records"]) for line in report.content["not_shown"]] == [
        ("publicity_over", 2)
    ]
    for written in (report.to_json(), report.csv, report.html):
        assert "facts of repaired" not in written and "facts of old" not in written


def test_a_contested_record_says_so_in_every_form(report):
    marks = {
        record["record_id"]: record["status"]["contested"]
        for record in part(report, "admin_penalty")["records"]
    }
    assert marks == {"revised": False, "later": False, "contested": True}
    assert report.html.count('class="mark contested"') == 1 and "异议处理中" in report.html
    assert "status.contested" in report.csv


def test_the_revision_in_force_is_shown_with_its_own_figures(report):
    revised = part(report, "admin_penalty")["records"][0]
    assert revised["values"]["fine"] == 50_000.0
    assert "50,000.00" in report.html


def test_before_the_correction_was_known_the_first_version_is_shown(made):
    earlier = reporting.credit_report(made, FIRM, as_of="2025-02-01")
    revised = next(r for r in part(earlier, "admin_penalty")["records"] if r["record_id"] == "revised")
    assert revised["values"]["fine"] == 30_000.0
    assert revised["known_date"] == "2024-12-04"


def test_late_facts_are_told_only_once_they_are_facts(made, report):
    later = next(r for r in part(report, "admin_penalty")["records"] if r["record_id"] == "later")
    assert later["values"]["paid_date"] is None
    entry = part(report, "other_list_entry")["records"][0]
    assert entry["values"]["exit_date"] is None and entry["values"]["exit_kind"] is None
    assert ids(reporting.credit_report(made, FIRM, as_of="2025-07-02"), "other_list_entry") == []


def test_what_happens_later_changes_nothing_but_the_digest_of_the_records(tmp_path, report):
    grown = tables()
    grown["record_event"] = [
        *grown["record_event"],
        happened("later", "revoked", DAY),
        happened("L1", "repaired", DAY),
    ]
    grown["admin_penalty"] = [*grown["admin_penalty"], penalty("new", DAY - timedelta(days=1))]
    found = reporting.credit_report(province(tmp_path / "records", grown), FIRM, as_of=DAY)
    assert found.content | {"records_sha256": ""} == report.content | {"records_sha256": ""}


def test_serious_and_other_lists_stand_apart(report):
    assert ids(report, "serious_list_entry") == ["L2"] and ids(report, "other_list_entry") == ["L1"]


def test_of_tax_grades_only_the_published_a_list_is_public(report):
    (only,) = part(report, "tax_a_list")["records"]
    assert only["values"] == {"year": 2023, "a_list": True}
    assert "secret" not in report.to_json() + report.html + report.csv


def test_only_upheld_complaints_and_published_commitments_are_shown(report):
    assert ids(report, "complaint") == ["C1"] and ids(report, "commitment") == ["K1"]


def test_adverse_records_say_when_their_term_ends_and_when_repair_may_be_asked_for(report):
    status = part(report, "admin_penalty")["records"][1]["status"]
    assert status["rule_version"] == "ndrc_order_58"
    assert (status["automatic_end"], status["earliest_repair"]) == ("2027-11-01", "2025-02-01")


def test_the_enterprise_publicity_system_has_rules_of_its_own(tmp_path):
    rows = {
        "entity": ENTITIES,
        "admin_penalty": [penalty("warned", date(2025, 1, 1), penalty_kind="warning", fine=None)],
    }
    made = province(tmp_path / "records", rows)
    assert ids(reporting.credit_report(made, FIRM, as_of=DAY), "admin_penalty") == ["warned"]
    necips = reporting.credit_report(made, FIRM, as_of=DAY, channel="necips")
    assert ids(necips, "admin_penalty") == []
    assert [(line["rule"], line["records"]) for line in necips.content["not_shown"]] == [("not_published", 1)]


def test_every_table_has_its_place_and_none_stands_in_two():
    public = [one.table for parts in SECTIONS.values() for one in parts]
    authorised = [one.table for one in AUTHORISED]
    assert {*public, *authorised, *APART, *TOO_FINE} == set(TABLES)
    assert len(set(authorised)) == len(authorised)
    assert sorted(set(public) & set(authorised)) == ["tax_credit"]
    assert [name for name in set(public) if public.count(name) > 1] == ["list_entry"]


def test_a_source_that_is_not_there_or_does_not_cover_is_no_good_behaviour(report):
    absent = part(report, "award")
    assert absent["delivered"] is False and absent["covered_from"] is None
    assert "无记录不等于无此情况" in report.html


# ------------------------------------------------------------------ natural persons


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@pytest.mark.parametrize("opened", [False, True])
def test_no_layer_ever_shows_a_link_to_a_person_or_a_hash(table, opened):
    for column in columns_of(table, opened=opened, masked=False):
        assert not column.link and not column.name.endswith("_hash")
        assert opened or column.layer == "public"


def test_a_link_is_left_out_whatever_its_name():
    from creditscore.records import Column, Table

    linked = Table(
        name="x", title_zh="x", title_en="x", event=("x", "x"), key=(), basis="registration",
        own=(Column(name="owner", kind="text", title_zh="x", title_en="x", link="shareholder"),
             Column(name="seat", kind="text", title_zh="x", title_en="x", layer="public")),
    )  # fmt: skip
    assert [column.name for column in columns_of(linked, opened=True, masked=False)] == ["seat"]


def test_an_individual_business_is_masked_and_its_narrative_left_out(made):
    found = reporting.credit_report(made, SHOP, as_of=DAY)
    written = found.to_json() + found.html + found.csv
    assert found.content["subject"]["masked"] and found.content["subject"]["name"] == rights.mask_name(
        "张三小吃店"
    )
    assert ids(found, "admin_penalty") == ["shop"]
    assert "张三" not in written and "hash-of-a-person" not in written


def test_adverse_records_of_an_individual_business_stop_at_five_years(tmp_path):
    entry = {
        "record_id": "L9",
        "uscc": SHOP,
        "event_date": date(2019, 1, 1),
        "list_code": "abnormal_operation",
    }
    firm = entry | {"record_id": "L8", "uscc": FIRM}
    made = province(tmp_path / "records", {"entity": ENTITIES, "list_entry": [entry, firm]})
    assert ids(reporting.credit_report(made, SHOP, as_of="2023-12-31"), "other_list_entry") == ["L9"]
    assert ids(reporting.credit_report(made, SHOP, as_of="2024-01-01"), "other_list_entry") == []
    assert ids(reporting.credit_report(made, FIRM, as_of="2024-01-01"), "other_list_entry") == ["L8"]


@pytest.mark.parametrize(
    "given",
    ["11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ", "110105194912310021", "110105491231002"],
)
def test_what_looks_like_a_resident_id_is_refused_and_never_echoed(made, given):
    with pytest.raises(IdentifierError) as caught:
        reporting.credit_report(made, given, as_of=DAY)
    assert "resident ID" in str(caught.value) and given not in str(caught.value)
    assert "1949" not in str(caught.value) and "4912" not in str(caught.value)


def test_a_mistyped_code_and_an_unknown_entity_are_told_apart(made):
    with pytest.raises(IdentifierError, match="check character"):
        reporting.credit_report(made, FIRM[:-1] + "B", as_of=DAY)
    with pytest.raises(ReportError, match="no record of it in records was known before 2025-06-01"):
        reporting.credit_report(made, OTHER, as_of=DAY)


def test_a_day_before_the_data_is_refused_and_one_after_them_is_flagged(made):
    with pytest.raises(ReportError, match="lies before the data"):
        reporting.credit_report(made, FIRM, as_of="2017-01-01")
    codes = [
        one["code"] for one in reporting.credit_report(made, FIRM, as_of="2026-05-01").content["warnings"]
    ]
    assert "as_of_after_data" in codes
    assert "as_of_after_data" not in [
        one["code"] for one in reporting.credit_report(made, FIRM, as_of="2026-01-01").content["warnings"]
    ]


# ------------------------------------------------------------------ the three forms


def test_every_form_carries_what_it_rests_on(made, report):
    assert report.content["records_sha256"] == made.digest
    for written in (report.to_json(), report.csv, report.html):
        for fact in ("2025-06-01", "2026-01-01", made.digest, rights.RULE_VERSION, "2022-draft", FIRM):
            assert fact in written
        assert "评价结果仅供分级分类监管和授信参考，不得作为失信惩戒" in written
    assert "虚构数据" in report.html and report.content["made_up"] is True


def test_the_json_is_as_its_schema_says(made, report):
    validator = jsonschema.Draft202012Validator(credit_report_schema())
    for one in (
        report, reporting.credit_report(made, SHOP, as_of=DAY, generated_at="2025-06-02T08:00:00+08:00"),
        reporting.credit_report(made, FIRM, as_of=DAY, layer="financing", authorisation="A1", user="bank-1",
                                model=scorer.Scorer(card())),
    ):  # fmt: skip
        validator.validate(json.loads(one.to_json()))
    broken = json.loads(report.to_json()) | {"layer": "secret"}
    assert not validator.is_valid(broken)


def test_there_is_no_clock(made, report):
    again = reporting.credit_report(made, FIRM, as_of=DAY)
    assert (again.to_json(), again.html, again.csv) == (report.to_json(), report.html, report.csv)
    assert report.content["generated_at"] is None and "生成时间" not in report.html
    said = reporting.credit_report(made, FIRM, as_of=DAY, generated_at="2025-06-02T08:00:00+08:00")
    assert "2025-06-02T08:00:00+08:00" in said.html
    with pytest.raises(ReportError, match="generated_at: wanted a time"):
        reporting.credit_report(made, FIRM, as_of=DAY, generated_at="today")


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(report, tmp_path):
    (file,) = report.save(tmp_path / "one.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig"))))
    assert not [row for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    (number,) = [row for row in rows if row["record_id"] == "L1" and row["field"] == "decision_no"]
    assert number["value"] == "'=1+1"
    fines = {row["record_id"]: row["value"] for row in rows if row["field"] == "fine"}
    assert fines == {"revised": "50000.0", "later": "30000.0", "contested": "30000.0"}


def test_the_csv_holds_every_value_of_the_json(report):
    rows = list(csv.DictReader(StringIO(report.csv)))
    held = {(row["part"], row["record_id"], row["field"]) for row in rows}
    for section in report.content["sections"]:
        for table in section["tables"]:
            for record in table["records"]:
                for name, value in record["values"].items():
                    assert ((table["part"], record["record_id"], name) in held) == (value is not None)


def test_the_page_is_one_file_with_both_languages_and_escaped_names(report):
    page = report.html
    assert "&lt;b&gt;甲&lt;/b&gt;公司" in page and "<b>甲" not in page
    assert "http:" not in page and "https:" not in page and "@import" not in page
    assert not re.search(r"<(script|link|iframe|object|embed|img)\b", page)
    for target in re.findall(r"url\(([^)]*)\)", page):
        assert target.strip("\"'").startswith("data:font/woff;base64,")
    assert '<html lang="zh-CN">' in page and page.index("公共信用信息报告") < page.index(
        "Public credit report"
    )
    assert len(page.encode()) < 1_000_000


def test_a_long_part_says_on_the_page_how_many_more_there_are(tmp_path):
    many = [
        {
            "record_id": f"I{n:03d}",
            "uscc": FIRM,
            "event_date": date(2024, 1, 1) + timedelta(days=n),
            "failed": False,
        }
        for n in range(45)
    ]
    made = province(tmp_path / "records", {"entity": ENTITIES, "inspection": many})
    found = reporting.credit_report(made, FIRM, as_of=DAY)
    assert len(part(found, "inspection")["records"]) == 45
    assert "另有 15 条" in found.html


def test_files_are_named_after_entity_and_day_and_nothing_else_is_left(report, tmp_path):
    written = report.save(tmp_path / "out", formats=("json", "html"))
    assert [path.name for path in written] == [
        f"credit-report_{FIRM}_2025-06-01.json", f"credit-report_{FIRM}_2025-06-01.html",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
    with pytest.raises(ReportError, match="wanted formats among"):
        report.save(tmp_path / "other", formats=("pdf",))


# ------------------------------------------------------------------ the financing layer


def financing(made, **more):
    asked = {"layer": "financing", "authorisation": "A1", "user": "bank-1"} | more
    return reporting.credit_report(made, FIRM, as_of=DAY, **asked)


def test_an_authorisation_opens_its_tables_to_the_user_it_names(made, report):
    found = financing(made)
    assert ids(found, "loan_contract") == ["loan_contract-0"]
    assert part(found, "registration")["records"][0]["values"]["shareholder_count"] == 3
    assert {record["values"]["grade"] for record in part(found, "tax_credit")["records"]} == {"A", "D"}
    assert found.content["authorisation"]["user_id"] == "bank-1"
    with pytest.raises(StopIteration):
        part(found, "utility_bill")
    with pytest.raises(StopIteration):
        part(report, "loan_contract")
    assert "shareholder_count" not in part(report, "registration")["records"][0]["values"]


@pytest.mark.parametrize(
    ("changes", "asked", "why"),
    [
        ({}, {"authorisation": None}, "no authorisation"),
        ({}, {"user": None}, "no user"),
        ({}, {"authorisation": "A9"}, "no such authorisation"),
        ({}, {"user": "bank-2"}, "names another user"),
        ({"withdrawn_date": DAY}, {}, "it was withdrawn on 2025-06-01"),
        ({"valid_from": date(2025, 6, 2)}, {}, "valid from 2025-06-02 only"),
        ({"valid_to": date(2025, 5, 31)}, {}, "it ended on 2025-05-31"),
        ({"purpose": "inspection_planning"}, {}, "its purpose is inspection_planning"),
        ({"uscc": OTHER}, {}, "no such authorisation of this entity"),
        ({"known_date": date(2025, 6, 2)}, {}, "no such authorisation"),
        ({"superseded_date": date(2025, 5, 1)}, {}, "no such authorisation"),
    ],
)
def test_an_authorisation_that_does_not_hold_is_refused_with_the_reason(tmp_path, changes, asked, why):
    made = province(tmp_path / "records", tables(authorisation=[GRANT | changes]))
    with pytest.raises(ReportError, match=why):
        financing(made, **asked)


def test_an_individual_business_needs_its_operators_separate_consent(tmp_path):
    grant = GRANT | {"uscc": SHOP}
    asked = {"as_of": DAY, "layer": "financing", "authorisation": "A1", "user": "bank-1"}
    without = province(tmp_path / "without", tables(authorisation=[grant]))
    with pytest.raises(ReportError, match="separate consent is not on it"):
        reporting.credit_report(without, SHOP, **asked)
    given = province(tmp_path / "given", tables(authorisation=[grant | {"operator_consent": True}]))
    assert reporting.credit_report(given, SHOP, **asked).content["subject"]["masked"]


# ------------------------------------------------------------------ the score


def test_the_score_names_the_records_behind_each_reason_and_when_they_can_be_repaired(made):
    found = reporting.credit_report(made, FIRM, as_of=DAY, model=scorer.Scorer(card()))
    answer = found.content["score"]
    assert answer["status"] == "scored" and answer["probability"] is None
    reasons = {reason["feature"]: reason for reason in answer["reasons"]}
    assert reasons["penalty_count_36m"]["record_ids"] == ["later", "revised"]
    assert reasons["penalty_count_36m"]["earliest_repair"] == "2025-02-01"
    assert reasons["fine_max_36m"]["record_ids"] == ["revised"]
    assert sorted(reasons["listed_count_36m"]["record_ids"]) == ["L1", "L2"]
    assert answer["contested"] == [{"table": "admin_penalty", "record_id": "contested"}]
    assert answer["use"]["reference_only"] and answer["use"]["human_review"] == "required"
    assert "revised" in found.html and "score" in found.csv


def test_a_reason_of_a_public_report_names_only_records_it_shows(tmp_path):
    minor = penalty("minor", date(2026, 4, 10), fine=100_00)
    made = province(
        tmp_path / "records", {"entity": ENTITIES, "admin_penalty": [minor], "list_entry": []},
        data_until=date(2026, 6, 1),
    )  # fmt: skip
    found = reporting.credit_report(made, FIRM, as_of="2026-05-01", model=scorer.Scorer(card()))
    assert ids(found, "admin_penalty") == []
    assert [line["rule"] for line in found.content["not_shown"]] == ["not_published"]
    reasons = {reason["feature"]: reason["record_ids"] for reason in found.content["score"]["reasons"]}
    assert reasons["penalty_count_36m"] == []
    assert "minor" not in json.dumps(found.content["score"], ensure_ascii=False)


def test_models_that_may_not_be_shown_are_refused(made):
    internal = scorer.Scorer(card(evaluation="enterprise_risk"))
    with pytest.raises(ReportError, match="internal early warning"):
        reporting.credit_report(made, FIRM, as_of=DAY, model=internal)
    bank = scorer.Scorer(card("authorised"))
    with pytest.raises(ReportError, match="it reads authorised records and the report is public"):
        reporting.credit_report(made, FIRM, as_of=DAY, model=bank)
    assert financing(made, model=bank).content["score"]["status"] == "scored"


def test_a_model_beyond_the_scope_of_the_authorisation_is_refused(tmp_path):
    narrow = province(tmp_path / "records", tables(authorisation=[GRANT | {"scope": "tax_credit"}]))
    with pytest.raises(ReportError, match=r"reads \['loan_performance'\], outside the scope"):
        financing(narrow, model=scorer.Scorer(card("authorised")))


# ------------------------------------------------------------------ one definition with the set-wise filter


def test_the_report_shows_what_the_set_wise_publication_filter_shows(made):
    for name in ("admin_penalty", "list_entry", "tax_credit"):
        rows = rights.published(made, name, on=DAY).to_pandas()
        for entity in (FIRM, SHOP):
            found = reporting.credit_report(made, entity, as_of=DAY)
            shown = [
                record["record_id"]
                for section in found.content["sections"]
                for table in section["tables"]
                if table["table"] == name
                for record in table["records"]
            ]
            assert sorted(shown) == sorted(rows[rows["uscc"] == entity]["record_id"])
