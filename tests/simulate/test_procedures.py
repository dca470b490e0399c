"""Objections, applications for repair and authorisations agree with what happened to the records."""

from __future__ import annotations

import pytest

from creditscore.records import TABLES
from creditscore.simulate import Settings


def test_every_right_has_cases(ask_clean) -> None:
    rows = ask_clean(
        "SELECT table_name::VARCHAR AS t, kind::VARCHAR AS kind, count(*) AS n FROM record_event GROUP BY ALL"
    )
    cases = rows.set_index(["t", "kind"])["n"]
    for kind in TABLES["record_event"].column("kind").codes:
        assert cases["admin_penalty", kind] >= 5, kind
    for table in [name for name, declared in TABLES.items() if declared.rights != "none"]:
        assert cases[table, "repaired"] > 0, table
    assert (cases["list_entry", "revoked"], cases["list_entry", "objection_upheld"]) > (0, 0)
    assert cases["construction_credit", "objection_filed"] > 0


def test_every_objection_event_belongs_to_an_objection(ask_clean) -> None:
    events = ask_clean("""
        SELECT e.kind::VARCHAR AS kind, o.result::VARCHAR AS result, e.event_date = o.event_date AS filed,
        e.event_date = o.closed_date AS closed FROM record_event e LEFT JOIN objection o
        ON o.about_record_id = e.record_id AND o.about_table = e.table_name WHERE e.kind LIKE 'objection%'
        AND e.known_date < '2025-11-01'
    """)
    assert len(events) > 20
    for kind, same in (
        ("objection_filed", "filed"),
        ("objection_upheld", "closed"),
        ("objection_rejected", "closed"),
    ):
        of_kind = events[events["kind"] == kind]
        assert len(of_kind) > 0 and of_kind[same].all(), kind
    for verdict in ("upheld", "rejected"):
        assert (events[events["kind"] == f"objection_{verdict}"]["result"] == verdict).all()


def test_an_objection_without_a_verdict_is_pending_or_cannot_be_verified(ask_clean) -> None:
    rows = ask_clean("""
        SELECT result::VARCHAR AS result, closed_date IS NULL AS open, event_date FROM objection o WHERE NOT EXISTS
        (SELECT 1 FROM record_event e WHERE e.record_id = o.about_record_id AND e.kind IN
        ('objection_upheld', 'objection_rejected'))
    """)
    settled = rows[rows["event_date"] < "2025-06-01"]
    assert (settled["result"] == "unverifiable").all()
    assert rows["result"].isna().eq(rows["open"]).all()


def test_every_repair_was_applied_for_with_everything_shown(ask_clean) -> None:
    rows = ask_clean("""
        SELECT r.result::VARCHAR AS result, r.duties_done AND r.corrected AND r.promise AS shown,
        r.closed_date = e.event_date AS then_, r.uscc = e.uscc AS same, false_materials FROM record_event e
        LEFT JOIN repair_application r ON r.about_record_id = e.record_id AND r.result = 'granted'
        WHERE e.kind = 'repaired' AND e.event_date < '2025-11-01'
    """)
    assert len(rows) > 100
    assert (rows["result"] == "granted").all()
    assert (
        rows["shown"].all()
        and rows["then_"].all()
        and rows["same"].all()
        and not rows["false_materials"].any()
    )


def test_some_applications_are_refused_some_are_open_and_some_rest_on_false_materials(ask_clean) -> None:
    rows = ask_clean("SELECT coalesce(result::VARCHAR, 'open') AS result, closed_date IS NULL AS open, "
                     "coalesce(false_materials, FALSE) AS false FROM repair_application")  # fmt: skip
    counts = rows["result"].value_counts()
    assert counts["refused"] > 20 and counts["granted"] > counts["refused"] > counts["open"] > 0
    assert rows["open"].eq(rows["result"] == "open").all()
    refused = rows[rows["result"] == "refused"]
    assert 0 < refused["false"].sum() == rows["false"].sum()
    assert refused["false"].mean() == pytest.approx(Settings().false_materials, abs=0.04)


def test_false_materials_are_in_the_truth(ask_clean) -> None:
    marked = ask_clean("SELECT record_id FROM true_planted WHERE defect = 'false_materials' ORDER BY 1")
    told = ask_clean("SELECT record_id FROM repair_application WHERE false_materials ORDER BY 1")
    assert len(told) > 0 and marked["record_id"].tolist() == told["record_id"].tolist()


def test_nobody_applies_or_objects_before_the_record_is_there(ask_clean) -> None:
    for table in ("objection", "repair_application"):
        for about in ("admin_penalty", "list_entry", "construction_credit", "statistics_event"):
            early = ask_clean(f"""
                SELECT count(*) AS n FROM {table} a JOIN {about} r ON r.record_id = a.about_record_id
                WHERE a.event_date < r.event_date OR a.uscc <> r.uscc AND r.uscc IN (SELECT uscc FROM entity)
            """)
            assert early["n"][0] == 0, (table, about)


def test_authorisations_cover_a_time_and_individual_businesses_consent_apart(ask_clean) -> None:
    rows = ask_clean("""
        SELECT valid_to > valid_from AS forwards, operator_consent IS NOT NULL AS asked, uscc[1:2] = '92' AS individual
        FROM authorisation
    """)
    assert rows["forwards"].all()
    assert rows["asked"].eq(rows["individual"]).all()
