"""The main job, small: everything it promises is there and agrees with itself."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from creditscore import features, flow, records, scorer, tracking
from creditscore.flow import Demo

ENTITIES, SEED = 2_500, 11


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("flow") / "demo"


@pytest.fixture(scope="module")
def done(out: Path) -> Demo:
    return flow.demo(out, entities=ENTITIES, seed=SEED)


pytestmark = pytest.mark.xdist_group("flow")


def test_the_estimate_is_possible_and_not_too_good(done: Demo) -> None:
    for trained in done.trained:
        for _, row in trained.summary.iterrows():
            assert 0.5 < row["auc"] < 0.95


def test_every_model_has_a_bundle_a_run_and_an_alias(done: Demo, out: Path) -> None:
    for trained in done.trained:
        assert set(trained.bundles) == {"scorecard", "trees"}
        for kind, alias in (("scorecard", "champion"), ("trees", "challenger")):
            loaded = scorer.load(trained.bundles[kind])
            assert loaded.terms.model_id == f"{trained.evaluation.name}-{kind}"
            assert trained.runs[kind].name == trained.evaluation.name
            assert tracking.load(out / "tracking", trained.evaluation.name, alias=alias) is not None


def test_the_report_says_it_is_made_up_and_has_its_numbers_beside_it(done: Demo) -> None:
    for trained in done.trained:
        page = trained.report.read_text(encoding="utf-8")
        assert "模拟数据" in page
        assert json.loads(trained.report.with_suffix(".json").read_text(encoding="utf-8"))
        assert trained.metrics


def test_scores_of_the_province_are_those_of_its_bundle(done: Demo) -> None:
    scores = pd.read_parquet(done.scores)
    financing = done.trained[0]
    assert len(scores) > 500
    assert scores["entity"].is_unique
    loaded = scorer.load(financing.bundles["scorecard"])
    scored = scores[scores["status"] == "scored"]
    for _, row in scored.head(5).iterrows():
        asked = features.of(
            done.province, row["entity"], as_of=row["as_of"].date(), select=financing.evaluation.spec.features
        )
        answer = loaded.score(
            {field.name: asked[field.name] for field in loaded.fields}, subject=row["entity"]
        )
        assert answer.score == pytest.approx(row["score"], abs=1e-9)
        assert answer.grade == row["grade"]


def test_no_entity_is_named_in_a_report(done: Demo) -> None:
    codes = set(done.province.frame("entity", ["uscc"])["uscc"])
    names = set(done.province.frame("entity", ["name"])["name"].dropna())
    for trained in done.trained:
        page = trained.report.read_text(encoding="utf-8")
        assert not any(code in page for code in codes)
        assert not any(name in page for name in names)


def test_nothing_handed_over_or_tracked_is_a_pickle(done: Demo, out: Path) -> None:
    suspicious = {".pkl", ".pickle", ".joblib", ".skops"}
    assert [path for path in out.rglob("*") if path.suffix in suspicious] == []
    assert done.scores.is_file()


def test_golden_rows_are_no_training_rows(done: Demo) -> None:
    """Generated, never copied: none equals a row of the sample the model was fitted on."""
    for trained in done.trained:
        sample = trained.evaluation.sample(done.province, as_of=flow.samples.quarters(flow.FIRST, flow.LAST))
        for bundle in trained.bundles.values():
            names = [field.name for field in scorer.load(bundle).fields]
            rows = set(map(tuple, sample.X[names].astype("float64").fillna(-1.0).to_numpy().tolist()))
            golden = [json.loads(line) for line in (bundle / "golden.jsonl").read_text("utf-8").splitlines()]
            inputs = {
                tuple(-1.0 if row["features"][n] is None else float(row["features"][n]) for n in names)
                for row in golden
            }
            assert len(golden) >= 200
            assert not rows & inputs


def test_the_same_seed_gives_the_same_models(done: Demo, tmp_path: Path) -> None:
    province = records.read(done.province.path)
    first = done.trained[0]
    again = flow.train(
        province, evaluation=first.evaluation, out=tmp_path, seed=SEED, test_from=flow.TEST_FROM,
        as_of=flow.samples.quarters(flow.FIRST, flow.LAST),
    )  # fmt: skip
    assert again.card == first.card
    assert again.trees == first.trees
    for kind, bundle in first.bundles.items():
        model = (bundle / "model.json").read_bytes()
        assert (again.bundles[kind] / "model.json").read_bytes() == model
