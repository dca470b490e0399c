"""The publication filter and the repair table, over whole tables."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import records, rights
from creditscore.errors import RightsError
from tests.provinces import province

FIRM, SHOP = "91220101MA00000000", "92220101MA00000000"
ON = date(2026, 6, 1)


def penalty(record_id: str, **values) -> dict[str, object]:
    return {"record_id": record_id, "uscc": FIRM, "event_date": date(2026, 5, 1), "domain": "food",
            "penalty_kind": "fine", "fine": 5_000_000, "procedure": "ordinary", **values}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    day = date(2026, 5, 1)
    return province(
        tmp_path_factory.mktemp("published") / "province",
        {
            "entity": [
                {"record_id": "shop", "uscc": SHOP, "event_date": day, "name": "长春市南关区张三小吃店",
                 "entity_type": "individual_business"},
                {"record_id": "firm", "uscc": FIRM, "event_date": day, "name": "张三有限公司"},
            ],
            "admin_penalty": [
                penalty("general", paid_date=date(2026, 5, 20)), penalty("paid later", paid_date=date(2026, 7, 1)),
                penalty("minor", fine=100), penalty("barred", penalty_kind="licence_revoke", fine=None),
                penalty("repaired"), penalty("tomorrow", known_date=ON), penalty("contested"),
            ],
            "tax_credit": [
                {"record_id": "A", "uscc": FIRM, "event_date": day, "grade": "A", "a_list": True, "year": 2025},
                {"record_id": "B", "uscc": FIRM, "event_date": day, "grade": "B", "a_list": False, "year": 2025},
            ],
            "commitment": [
                {"record_id": "open", "uscc": FIRM, "event_date": day, "published": True},
                {"record_id": "closed", "uscc": FIRM, "event_date": day, "published": False},
            ],
            "utility_bill": [{"uscc": FIRM, "event_date": day}],
            "decision_register": [{"uscc": FIRM, "event_date": day}],
            "repair_application": [
                {"uscc": FIRM, "event_date": date(2026, 5, 25), "about_table": "admin_penalty",
                 "about_record_id": "general", "duties_done": True, "corrected": True, "promise": True},
            ],
            "record_event": [
                {"record_id": "repaired", "table_name": "admin_penalty", "uscc": FIRM, "kind": "repaired",
                 "event_date": date(2026, 5, 20), "known_date": date(2026, 5, 20)},
                {"record_id": "contested", "table_name": "admin_penalty", "uscc": FIRM, "kind": "objection_filed",
                 "event_date": date(2026, 5, 20), "known_date": date(2026, 5, 20)},
            ],
        },
        data_until=date(2027, 1, 1),
    )  # fmt: skip


def rows(table) -> dict[str, dict[str, object]]:
    return {row["record_id"]: row for row in table.to_pyarrow().to_pylist()}


def test_what_may_be_shown_of_penalties(made):
    china = rows(rights.published(made, "admin_penalty", on=ON))
    assert set(china) == {"general", "paid later", "barred", "contested"}
    assert china["contested"]["contested"] and not china["general"]["contested"]
    assert china["barred"]["severity"] == "serious"
    assert china["general"]["published_until"] == date(2027, 5, 1)
    market = rows(rights.published(made, "admin_penalty", on=ON, channel="necips"))
    assert set(market) == set(china) | {"minor"}
    assert market["minor"]["rule_version"] == "samr_order_45"


def test_what_will_happen_is_not_shown(made):
    shown = rows(rights.published(made, "admin_penalty", on=ON))
    assert shown["general"]["paid_date"] == date(2026, 5, 20)
    assert shown["paid later"]["paid_date"] is None
    assert "superseded_date" not in shown["general"]


def test_only_public_columns_are_shown_and_individual_businesses_are_masked(made):
    shown = rows(rights.published(made, "entity", on=ON))
    assert shown["shop"]["name"] == "长春市南关区张*小吃店"
    assert shown["firm"]["name"] == "张三有限公司"
    assert "legal_rep_hash" not in shown["firm"]
    assert shown["shop"]["masked"]
    assert not shown["firm"]["masked"]


def test_of_tax_grades_the_a_list_alone_is_shown(made):
    shown = rows(rights.published(made, "tax_credit", on=ON))
    assert set(shown) == {"A"}
    assert "grade" not in shown["A"]


def test_a_commitment_is_shown_if_it_was_made_public(made):
    assert set(rows(rights.published(made, "commitment", on=ON))) == {"open"}


@pytest.mark.parametrize("table", ["utility_bill", "decision_register", "repair_application"])
def test_what_is_never_published_is_refused(made, table):
    with pytest.raises(RightsError, match=f"{table}: .*nothing of it is ever published"):
        rights.published(made, table, on=ON)


def test_the_repair_table_says_when_and_what_is_missing(made):
    wanted = rows(rights.repair_table(made, "admin_penalty", on=ON))
    assert set(wanted) == {"general", "paid later", "minor", "barred", "contested"}
    assert wanted["general"]["unmet"] == "period_not_reached"
    assert (
        wanted["paid later"]["unmet"]
        == "period_not_reached fine_unpaid correction_not_shown promise_not_given"
    )
    assert wanted["minor"]["earliest_repair"] == date(2026, 5, 1)
    assert wanted["barred"]["earliest_repair"] == date(2027, 5, 1)
    assert wanted["general"]["unseen"] == "other_conditions"
    later = rows(rights.repair_table(made, "admin_penalty", on=date(2026, 8, 1)))
    assert later["general"]["unmet"] == ""
    market = rows(rights.repair_table(made, "admin_penalty", on=ON, channel="necips"))
    assert market["barred"]["unmet"] == "barred_kind"


def test_dates_stay_dates_and_flags_stay_flags(made):
    schema = rights.standings(made, "admin_penalty", on=ON, columns=["record_id"]).schema()
    assert schema.names == ("record_id", *rights.STANDING_COLUMNS)
    kinds = {name: str(kind).removeprefix("!") for name, kind in schema.items()}
    assert {
        kinds[name] for name in ("usable_until", "published_until", "automatic_end", "earliest_repair")
    } == {"date"}
    assert {kinds[name] for name in ("known", "visible", "usable", "repairable", "contested", "masked")} == {
        "boolean"
    }


def test_no_column_of_a_record_table_is_hidden_by_what_rights_add():
    for table in records.TABLES.values():
        added = {*rights.RIGHTS_COLUMNS, *rights.STANDING_COLUMNS}
        assert not added & {column.name for column in table.columns}, table.name
