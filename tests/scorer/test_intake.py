"""A wrong input is refused with every fault at once, and never with a value of somebody's."""

from __future__ import annotations

from decimal import Decimal
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditscore.errors import InputErrors
from creditscore.scorer import Scorer
from tests.scorer.artefacts import card

CARD = card()
SCORER = Scorer(CARD)
GOOD = SCORER.example()


def faults(features: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputErrors) as caught:
        SCORER.score(features)
    return [(fault["pointer"], fault["code"]) for fault in caught.value.errors]


def test_every_fault_is_listed_with_pointer_and_code() -> None:
    row = {**GOOD, "f0": "12", "f1": True, "f3": None, "f4": inf, "f5": [1], "F6": 2.0, "kind": 3}
    del row["f6"]
    assert sorted(faults(row)) == [
        ("/F6", "unknown_feature"), ("/f0", "type"), ("/f1", "type"), ("/f3", "missing_forbidden"),
        ("/f4", "not_finite"), ("/f5", "type"), ("/f6", "missing_feature"), ("/kind", "type"),
    ]  # fmt: skip


def test_a_misspelt_name_is_met_with_the_nearest() -> None:
    row = {**GOOD, "f17x": 1.0}
    with pytest.raises(InputErrors, match="did you mean f17"):
        SCORER.score(row)


def test_pointers_are_escaped() -> None:
    assert ("/a~1b~0c", "unknown_feature") in faults({**GOOD, "a/b~c": 1.0})


@given(secret=st.integers(10**9, 10**12))
def test_no_value_is_ever_echoed(secret: int) -> None:
    for value in (f"{secret}", [secret], Decimal(secret), complex(secret), {"x": secret}):
        with pytest.raises(InputErrors) as caught:
            SCORER.score({**GOOD, "f0": value})
        assert str(secret) not in str(caught.value)


@pytest.mark.parametrize("features", [None, [], "f0", 3.0])
def test_what_is_no_mapping_is_refused(features: Any) -> None:
    assert ("", "type") in faults(features)


def test_numbers_of_any_real_type_count_and_nan_is_missing() -> None:
    wanted = SCORER.score({**GOOD, "f0": 12.0}).score
    for value in (12, np.float64(12), np.int32(12), np.float32(12)):
        assert SCORER.score({**GOOD, "f0": value}).score == wanted
    assert SCORER.score({**GOOD, "f0": nan}).score == SCORER.score({**GOOD, "f0": None}).score
    assert faults({**GOOD, "f3": nan}) == [("/f3", "missing_forbidden")]
    assert faults({**GOOD, "f0": 10**400}) == [("/f0", "not_finite")]


def test_a_flood_of_unknown_names_is_cut_short() -> None:
    found = faults({**GOOD, **{f"zz{i}": 1.0 for i in range(5000)}})
    assert len(found) == 200
    assert found[-1] == ("", "more")


def test_the_schema_says_unit_direction_missing_and_range() -> None:
    schema = SCORER.schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(CARD.field_names)
    field = schema["properties"]["f1"]
    assert (field["type"], field["x-unit"], field["x-monotone"]) == (
        ["number", "null"],
        "CNY_yuan",
        "riskier",
    )
    assert field["x-minimum"] <= field["x-low"] <= field["x-high"] <= field["x-maximum"]
    assert schema["properties"]["f3"]["type"] == "number"
    assert schema["properties"]["f3"]["x-missing"] == "forbidden"
    assert schema["properties"]["kind"]["x-categories"] == ["a", "b", "c"]


def test_the_schema_is_sound_and_accepts_what_the_scorer_accepts() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    judge = jsonschema.Draft202012Validator(SCORER.schema())
    jsonschema.Draft202012Validator.check_schema(SCORER.schema())
    assert judge.is_valid(GOOD)
    assert not judge.is_valid({**GOOD, "f3": None})
    assert not judge.is_valid({**GOOD, "zz": 1.0})
    assert not judge.is_valid({**GOOD, "f0": "1"})


def test_the_example_is_accepted_without_a_warning_about_it() -> None:
    assert all(note.feature is None for note in SCORER.score(SCORER.example()).warnings)
