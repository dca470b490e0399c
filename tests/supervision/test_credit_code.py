"""重错码率: wrong codes, shared codes, and whether they were put right in time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from creditscore.supervision import code_faults, code_quality
from tests.provinces import province
from tests.supervision.subjects import AS_OF, FIRM, OTHER_FIRM, registered, rows

WRONG, WRONG_TOO = FIRM[:-1] + "0", OTHER_FIRM[:-1] + "0"


def quarantined(folder, **values: Any) -> None:
    """Add refused registrations, as reading leaves them: everything as text."""
    (folder / "rejected").mkdir()
    content = [
        {"uscc": WRONG, "name": "虚构甲", "known_date": "2024-03-05", "event_date": "2024-03-01",
         "oper_region_code": "220102", "_rule": "bad_uscc", "_detail": "", "_file": "x.csv", "_row": 1},
        {"uscc": WRONG_TOO, "name": "虚构乙", "known_date": "2024-03-05", "event_date": "2024-03-01",
         "oper_region_code": "220102", "_rule": "bad_uscc", "_detail": "", "_file": "x.csv", "_row": 2},
        {"uscc": "91", "name": "虚构丙", "known_date": "2024-03-05", "event_date": "2024-03-01",
         "oper_region_code": "220102", "_rule": "unknown_region", "_detail": "", "_file": "x.csv", "_row": 3},
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(content), folder / "rejected" / "entity.parquet")


def arrived(code: str, day: date, **more: Any) -> dict[str, Any]:
    return {**registered(code)[0], "event_date": day, "known_date": day, **more}


def test_wrong_codes_are_found_with_the_day_they_were_put_right(tmp_path):
    made = province(tmp_path, {"entity": [arrived(FIRM, date(2024, 4, 2), name="虚构甲")]})
    quarantined(tmp_path)
    assert rows(code_faults(made, as_of=AS_OF), "fault", "code", "month", "corrected_on") == [
        ("wrong", WRONG, date(2024, 3, 1), date(2024, 4, 2)),
        ("wrong", WRONG_TOO, date(2024, 3, 1), None),
    ]


def test_a_later_registration_may_name_the_wrong_code_as_its_former_one(tmp_path):
    made = province(tmp_path, {"entity": [arrived(FIRM, date(2024, 5, 6), former_uscc=WRONG_TOO)]})
    quarantined(tmp_path)
    assert (WRONG_TOO, date(2024, 5, 6)) in rows(code_faults(made, as_of=AS_OF), "code", "corrected_on")


def test_one_code_with_two_dates_of_establishment_is_shared(tmp_path):
    made = province(tmp_path, {"entity": [
        arrived(FIRM, date(2024, 1, 2), established_on=date(2010, 1, 1)),
        arrived(FIRM, date(2024, 2, 5), established_on=date(2015, 1, 1)),
        arrived(OTHER_FIRM, date(2024, 1, 2), established_on=date(2011, 1, 1)),
        arrived(OTHER_FIRM, date(2024, 6, 3), established_on=date(2011, 1, 1), name="改名"),
    ]})  # fmt: skip
    assert rows(code_faults(made, as_of=AS_OF), "fault", "code", "month", "corrected_on") == [
        ("shared", FIRM, date(2024, 2, 1), None)
    ]


def test_a_shared_code_is_put_right_when_the_other_row_is_replaced(tmp_path):
    made = province(tmp_path, {"entity": [
        arrived(FIRM, date(2024, 1, 2), established_on=date(2010, 1, 1), superseded_date=date(2024, 3, 4)),
        arrived(FIRM, date(2024, 2, 5), established_on=date(2015, 1, 1)),
    ]})  # fmt: skip
    assert rows(code_faults(made, as_of=AS_OF), "fault", "corrected_on") == [("shared", date(2024, 3, 4))]


def test_the_rates_are_those_of_the_month_of_arrival(tmp_path):
    made = province(tmp_path, {"entity": [
        arrived(OTHER_FIRM, date(2024, 3, 6)), arrived(FIRM, date(2024, 4, 2), name="虚构甲"),
    ]})  # fmt: skip
    quarantined(tmp_path)
    frame = code_quality(code_faults(made, as_of=AS_OF), made, as_of=AS_OF)
    columns = ("region", "month", "codes", "wrong", "shared", "bad_code_rate", "corrected", "correction_rate")
    assert rows(frame, *columns) == [
        ("220102", date(2024, 3, 1), 3, 2, 0, 2 / 3, 1, 0.5),
        ("220102", date(2024, 4, 1), 1, 0, 0, 0.0, 0, None),
    ]


def test_a_correction_rate_waits_for_the_next_month_to_end(tmp_path):
    made = province(tmp_path, {"entity": [arrived(OTHER_FIRM, date(2024, 3, 6))]})
    quarantined(tmp_path)
    early = date(2024, 4, 30)
    frame = code_quality(code_faults(made, as_of=early), made, as_of=early)
    assert rows(frame, "wrong", "corrected", "correction_rate") == [(2, None, None)]


def test_a_correction_after_the_next_month_comes_too_late_for_the_rate(tmp_path):
    made = province(tmp_path, {"entity": [arrived(FIRM, date(2024, 5, 1), name="虚构甲")]})
    quarantined(tmp_path)
    frame = code_quality(code_faults(made, as_of=AS_OF), made, as_of=AS_OF)
    assert rows(frame[frame["wrong"] > 0], "corrected", "correction_rate") == [(0, 0.0)]
