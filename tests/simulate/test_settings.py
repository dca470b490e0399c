"""Settings are checked when they are made."""

from __future__ import annotations

from datetime import date

import pytest

from creditscore.errors import DefinitionError
from creditscore.simulate import NATURAL_MIX, Defects, Settings
from creditscore.simulate._world import make_world, stream


def test_equal_settings_have_equal_digests() -> None:
    assert Settings().digest == Settings().digest
    assert Settings().digest != Settings(late_share=0.2).digest


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": date(2017, 1, 2)}, "first of a month"),
        ({"months": 12}, "at least 24"),
        ({"mix": (("enterprise", 0.5),)}, "sum to 1"),
        ({"defects": Defects(bad_uscc=0.5)}, "bad_uscc"),
    ],
)
def test_wrong_settings_are_named(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Settings(**wrong)


def test_the_natural_mix_is_whole() -> None:
    assert sum(share for _, share in NATURAL_MIX) == pytest.approx(1.0)


def test_streams_depend_on_family_and_block_only() -> None:
    def first(*names: object) -> float:
        return stream(7, *names).random()

    assert first("tax", 0) == first("tax", 0)
    assert len({first("tax", 0), first("tax", 1), first("lists", 0), stream(8, "tax", 0).random()}) == 4


def test_both_downturns_pull_the_cycle_down() -> None:
    world = make_world(Settings(), seed=1)
    cycle = dict(zip(zip(world.year.tolist(), (world.month + 1).tolist()), world.cycle))
    assert cycle[2020, 6] < cycle[2019, 12] - 0.15
    assert cycle[2022, 8] < cycle[2022, 1] - 0.15
    assert cycle[2021, 10] > cycle[2020, 6]


def test_the_span_is_108_months_to_the_start_of_2026() -> None:
    world = make_world(Settings(), seed=1)
    assert world.months == 108
    assert date.fromordinal(date(1970, 1, 1).toordinal() + world.end_day) == date(2026, 1, 1)
