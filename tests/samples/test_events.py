"""Samples at the days of inspections."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore import samples
from creditscore.errors import DefinitionError, SampleError
from creditscore.plan import RightsPolicy, col
from tests.loans import chosen, code, firm, spec
from tests.provinces import province

PAST = chosen("inspection_count_12m", "failed_inspection_count_12m")


def inspection(number: int, day: date, failed: bool, **values):
    return {
        "uscc": code(number),
        "event_date": day,
        "failed": failed,
        "inspection_no": f"{day}-{failed}",
        **values,
    }


INSPECTIONS = [
    inspection(0, date(2021, 3, 1), True, known_date=date(2021, 3, 9)),
    inspection(0, date(2021, 3, 9), False),
    inspection(0, date(2021, 3, 10), False),
    inspection(1, date(2021, 5, 1), False),
    inspection(1, date(2021, 5, 1), True),
    inspection(1, date(2021, 5, 1), False, domain="fire"),
    inspection(2, date(2021, 6, 1), True, superseded_date=date(2021, 6, 5)),
    inspection(2, date(2021, 6, 1), False, record_id="corrected"),
    inspection(3, date(2021, 7, 1), False, domain="fire", record_id="annulled"),
]


def asked(**values):
    return spec(features=PAST, subjects=(), **values)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    return province(
        tmp_path_factory.mktemp("inspected"), {"inspection": INSPECTIONS}, data_until=date(2022, 1, 1)
    )


def test_each_inspection_is_a_row_on_its_day(inspected):
    sample = samples.at_events(inspected, asked(), table="inspection", label="failed")
    rows = list(zip(sample.frame["entity"], sample.frame["as_of"].dt.date, sample.y, strict=True))
    assert rows == [
        (code(0), date(2021, 3, 1), 1),
        (code(0), date(2021, 3, 9), 0),
        (code(0), date(2021, 3, 10), 0),
        (code(1), date(2021, 5, 1), 1),
        (code(2), date(2021, 6, 1), 0),
        (code(3), date(2021, 7, 1), 0),
    ]
    assert sample.excluded == {"same_day": 2}
    assert (sample.spec.outcome, sample.spec.horizon_months) == ("given", 0)


def test_features_are_strictly_before_the_day_and_known_before_it(inspected):
    """The first inspection became known on 9 March: unseen on the 9th, seen on the 10th; nothing sees itself."""
    sample = samples.at_events(inspected, asked(), table="inspection", label="failed")
    first = sample.frame[sample.frame["entity"] == code(0)]
    assert first["inspection_count_12m"].tolist() == [0.0, 0.0, 2.0]
    assert first["failed_inspection_count_12m"].tolist() == [0.0, 0.0, 1.0]


def test_which_events_can_be_chosen(inspected):
    sample = samples.at_events(
        inspected, asked(), table="inspection", label="failed", where=col("domain").is_("fire")
    )
    assert sample.frame["entity"].tolist() == [code(1), code(3)]


def test_a_training_set_of_inspections_ends_the_day_before_the_test(inspected):
    sample = samples.at_events(inspected, asked(), table="inspection", label="failed")
    train, test = sample.split(test_from="2021-05-01")
    assert (len(train), len(test)) == (3, 3)


def test_an_annulled_inspection_is_no_event(tmp_path):
    events = [{"record_id": "annulled", "table_name": "inspection", "uscc": code(3), "kind": "revoked",
               "event_date": date(2021, 8, 1), "known_date": date(2021, 8, 1)}]  # fmt: skip
    made = province(
        tmp_path, {"inspection": INSPECTIONS, "record_event": events}, data_until=date(2022, 1, 1)
    )
    sample = samples.at_events(made, asked(), table="inspection", label="failed")
    assert code(3) not in set(sample.frame["entity"])


def test_a_repaired_failure_is_neither_good_nor_bad_under_current_rights(tmp_path):
    rows = [inspection(0, date(2021, 3, 1), True, record_id="r"), inspection(1, date(2021, 3, 1), False)]
    rows += [inspection(2, date(2021, 3, 1), True)]
    events = [{"record_id": "r", "table_name": "inspection", "uscc": code(0), "kind": "repaired",
               "event_date": date(2021, 8, 1), "known_date": date(2021, 8, 1)}]  # fmt: skip
    made = province(tmp_path, {"inspection": rows, "record_event": events}, data_until=date(2022, 1, 1))
    policy = RightsPolicy(name="current_rights", built_on=date(2021, 12, 1))
    sample = samples.at_events(made, asked(rights=policy), table="inspection", label="failed")
    assert sample.frame["entity"].tolist() == [code(1), code(2)]
    assert sample.excluded == {"outcome_unknown": 1}
    assert len(samples.at_events(made, asked(), table="inspection", label="failed")) == 3


def test_the_kind_of_subject_is_checked_where_it_is_known(tmp_path):
    firms = [firm(code(0)), firm(code(1), entity_type="individual_business")]
    made = province(tmp_path, {"inspection": INSPECTIONS, "entity": firms}, data_until=date(2022, 1, 1))
    sample = samples.at_events(
        made, spec(features=PAST, subjects=("enterprise",)), table="inspection", label="failed"
    )
    assert sample.frame["entity"].unique().tolist() == [code(0)]
    assert sample.excluded == {"other_subject": 3, "same_day": 2}
    assert sample.frame["info_industry"].unique().tolist() == ["C"]


@pytest.mark.parametrize(
    ("label", "message"), [("domain", "wanted a column of yes/no"), ("verdict", "no column 'verdict'")]
)
def test_a_label_that_is_none_is_refused(inspected, label, message):
    with pytest.raises((SampleError, DefinitionError), match=message):
        samples.at_events(inspected, asked(), table="inspection", label=label)


def test_a_table_that_is_not_there_is_named(inspected):
    with pytest.raises(SampleError, match="table 'admin_penalty' is missing"):
        samples.at_events(inspected, asked(), table="admin_penalty", label="fine")


def test_no_event_at_all_is_an_error(inspected):
    with pytest.raises(SampleError, match="no event of inspection is left"):
        samples.at_events(
            inspected, asked(), table="inspection", label="failed", where=col("domain").is_("tax")
        )
