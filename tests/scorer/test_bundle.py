"""A bundle: the same bytes for the same model, whole or not at all, and golden rows nobody lived."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from math import inf, nextafter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from creditscore.errors import BundleError
from creditscore.scorer import Bundle, Scorecard, Scorer, Trees, load, write_bundle
from tests.scorer.artefacts import card, row_of, rows_for
from tests.scorer.test_trees import FIELDS, columns_of, fitted, trees_of

CARD = card()


@pytest.fixture(scope="module")
def trees() -> Trees:
    booster, _ = fitted()
    return trees_of(booster, FIELDS)


def artefact_of(kind: str, trees: Trees) -> Scorecard | Trees:
    return CARD if kind == "card" else trees


def contents(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("kind", ["card", "trees"])
@pytest.mark.parametrize("name", ["b", "b.zip", "b.csb"])
def test_a_bundle_gives_the_same_answers_after_loading(
    kind: str, name: str, trees: Trees, tmp_path: Path
) -> None:
    artefact = artefact_of(kind, trees)
    scorer = load(write_bundle(tmp_path / name, artefact))
    assert scorer.artefact == artefact
    assert scorer.golden >= 200
    memory = Scorer(artefact)
    assert scorer.terms == memory.terms
    columns = rows_for(artefact, 20)
    for i in range(20):
        row = row_of(columns, i)
        assert scorer.score(row).to_dict() == memory.score(row).to_dict()
    assert load(tmp_path / name, every_golden_row=True).golden == scorer.golden


@pytest.mark.parametrize("kind", ["card", "trees"])
def test_the_same_model_gives_the_same_bytes_as_folder_and_as_zip(
    kind: str, trees: Trees, tmp_path: Path
) -> None:
    artefact = artefact_of(kind, trees)
    again = type(artefact).from_json(artefact.to_json())
    one, two = write_bundle(tmp_path / "1", artefact), write_bundle(tmp_path / "2", again)
    assert contents(one) == contents(two)
    first, second = write_bundle(tmp_path / "1.zip", artefact), write_bundle(tmp_path / "2.zip", again)
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_another_process_with_another_hash_seed_writes_the_same_bytes(tmp_path: Path, root: Path) -> None:
    code = (
        "import sys; from tests.scorer.artefacts import card; from creditscore.scorer import write_bundle; "
        "write_bundle(sys.argv[1], card())"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / f"{seed}.zip")],
            check=True, cwd=root, env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'src'}:{root}"},
        )  # fmt: skip
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_the_manifest_names_every_file_its_digest_and_size(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "b", CARD, parts={"report/summary.json": "{}"}, ids={"commit": "abc"})
    manifest = json.loads((path / "MANIFEST.json").read_text("utf-8"))
    assert manifest["format_version"] == 1
    assert manifest["provider"] is None
    assert manifest["warnings"][0]["code"] == "provider_not_named"
    assert manifest["ids"] == {"commit": "abc"}
    files = contents(path)
    del files["MANIFEST.json"]
    assert {n: (e["sha256"], e["size"]) for n, e in manifest["files"].items()} == {
        name: (sha256(content).hexdigest(), len(content)) for name, content in files.items()
    }
    assert {"model.json", "schema.json", "calibration.json", "scale.json", "reasons.json", "golden.jsonl",
            "model_card.md", "LICENSE", "report/summary.json"} == set(files)  # fmt: skip


def test_a_named_provider_takes_the_warning_away(tmp_path: Path) -> None:
    provider = {"name": "某征信机构", "filing_number": "A1"}
    scorer = load(write_bundle(tmp_path / "b", CARD, provider=provider))
    assert scorer.provider == provider
    assert scorer.score(scorer.example(), coverage=CARD.header.core_sources).warnings == ()


def test_golden_rows_hold_every_edge_and_the_float_below_limits_missing_and_every_category() -> None:
    rows = [
        json.loads(line)["features"] for line in Bundle(artefact=CARD).files()["golden.jsonl"].splitlines()
    ]
    assert len(rows) >= 200
    for bins in CARD.binned:
        seen = {row[bins.field.name] for row in rows}
        if bins.groups:
            assert seen == {"a", "b", "c", None}
            continue
        wanted = {
            *bins.edges,
            *(nextafter(edge, -inf) for edge in bins.edges),
            bins.field.minimum,
            bins.field.maximum,
        }
        assert wanted <= seen
        assert (None in seen) is (bins.field.missing == "allowed")


def test_golden_rows_hold_every_threshold_and_none_is_a_training_row() -> None:
    booster, x = fitted()
    made = trees_of(booster, FIELDS)
    rows = [
        json.loads(line)["features"] for line in Bundle(artefact=made).files()["golden.jsonl"].splitlines()
    ]
    for j in range(len(FIELDS)):
        thresholds = made.threshold[made.feature == j]
        seen = {row[f"x{j}"] for row in rows}
        assert {t for t in thresholds.tolist() if abs(t) < 1e300} <= seen
    lived = {tuple(None if v != v else v for v in row) for row in x.tolist()}
    assert not lived & {tuple(row[f"x{j}"] for j in range(len(FIELDS))) for row in rows}


def test_a_bundle_that_is_there_already_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "b", CARD)
    before = contents(path)
    assert write_bundle(path, CARD) == path, "the same bundle again is no error"
    with pytest.raises(BundleError, match="exists already"):
        write_bundle(path, card(seed=2))
    assert contents(path) == before
    write_bundle(path, card(seed=2), replace=True)
    assert load(path).artefact == card(seed=2)
    assert [p.name for p in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/../../x", "MANIFEST.json", "model.json", ".hidden", "a\\b", ""]
)
def test_a_part_that_climbs_or_takes_a_name_is_refused_and_nothing_is_written(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(BundleError, match="wanted a plain relative name"):
        write_bundle(tmp_path / "b", CARD, parts={name: "x"})
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if self.name == "schema.json":
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_bundle(tmp_path / "b", CARD)
    assert list(tmp_path.iterdir()) == []


def test_a_fuller_model_card_replaces_the_least_one(tmp_path: Path) -> None:
    assert "仅供分级分类监管和授信参考" in (write_bundle(tmp_path / "1", CARD) / "model_card.md").read_text(
        "utf-8"
    )
    path = write_bundle(tmp_path / "2", CARD, parts={"model_card.md": "# 模型卡\n"})
    assert (path / "model_card.md").read_text("utf-8") == "# 模型卡\n"
    load(path)


def test_trees_from_a_bundle_keep_lightgbms_numbers(trees: Trees, tmp_path: Path) -> None:
    booster, x = fitted()
    again = load(write_bundle(tmp_path / "b.zip", trees)).artefact
    assert (again.log_odds(columns_of(x)) == booster.predict(x, raw_score=True)).all()
    assert np.abs(again.shap(columns_of(x)) - booster.predict(x, pred_contrib=True)[:, :-1]).max() < 1e-9


def test_a_bundle_of_a_model_with_one_input_loads(tmp_path: Path) -> None:
    small: Any = card(inputs=1)
    assert load(write_bundle(tmp_path / "b", small)).artefact == small
