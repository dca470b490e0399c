"""What a made-up province looks like on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from creditscore import simulate
from creditscore.errors import RecordsError
from creditscore.records import TABLES
from creditscore.simulate._arrow import TYPES

SMALL = 400


def digests(folder: Path) -> dict[str, str]:
    files = sorted(folder.rglob("*.parquet"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_seed_gives_one_province(tmp_path: Path) -> None:
    first = simulate.write(tmp_path / "a", entities=SMALL, seed=11)
    second = simulate.write(tmp_path / "b", entities=SMALL, seed=11)
    assert digests(first) == digests(second)


def test_another_seed_gives_another_province(tmp_path: Path) -> None:
    first = digests(simulate.write(tmp_path / "a", entities=SMALL, seed=11))
    second = digests(simulate.write(tmp_path / "b", entities=SMALL, seed=12))
    drawn = {name for name in first if name != "coverage.parquet"}
    assert all(first[name] != second[name] for name in drawn)


def test_planting_defects_draws_nothing_else_anew(ask, ask_clean) -> None:
    known = "SELECT count(*) AS n, sum(dpd) AS days FROM loan_performance WHERE record_id NOT IN (SELECT record_id "
    planted = known + "FROM true_planted)"
    same = ask(planted)
    also = ask_clean(planted)
    assert len(ask("SELECT 1 FROM true_planted")) > 0
    assert also["n"][0] > same["n"][0]
    shared = "SELECT max(true_pd) AS top, count(*) AS n FROM true_true_pd"
    assert ask(shared).equals(ask_clean(shared))


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_has_the_declared_columns_and_types(name: str, raw: Path) -> None:
    schema = pq.read_schema(raw / f"{name}.parquet")
    assert schema.names == [column.name for column in TABLES[name].columns]
    for column in TABLES[name].columns:
        stored = schema.field(column.name).type
        plain = stored.value_type if pa.types.is_dictionary(stored) else stored
        assert plain == TYPES[column.kind], column.name


def test_every_file_says_that_it_is_made_up(raw: Path) -> None:
    for path in sorted(raw.rglob("*.parquet")):
        marks = pq.read_metadata(path).metadata
        assert marks[b"creditscore.made_up"] == b"true", path
        assert marks[b"creditscore.table"].decode().endswith(path.stem)
        assert marks[b"creditscore.seed"] == b"5"
        assert marks[b"creditscore.settings"].decode() == simulate.Settings().digest


def test_every_name_says_that_it_is_made_up(ask) -> None:
    assert ask("SELECT bool_and(name LIKE '虚构%') AS so FROM entity WHERE name IS NOT NULL")["so"][0]


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(RecordsError, match="not an empty folder"):
        simulate.write(tmp_path, entities=SMALL, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_no_entities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="at least 1"):
        simulate.write(tmp_path / "none", entities=0, seed=1)


def test_what_breaks_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(step: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate.write(tmp_path / "out", entities=SMALL, seed=1, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_entities(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    simulate.write(tmp_path / "out", entities=20, seed=1, progress=lambda *step: seen.append(step))
    assert seen == [("entities", 0, 20), ("entities", 20, 20)]


@pytest.mark.parametrize(
    "settings",
    [
        simulate.Settings(borrower_share=0.0),
        simulate.Settings(months=24),
        simulate.Settings(mix=simulate.NATURAL_MIX, borrower_share=0.18),
    ],
    ids=["nobody borrows", "two years", "natural mix"],
)
def test_unusual_provinces_can_be_written(settings: simulate.Settings, tmp_path: Path) -> None:
    out = simulate.write(tmp_path / "out", entities=60, seed=2, settings=settings)
    assert len(simulate.truth(out)["entities"]) == 60
