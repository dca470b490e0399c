"""Runs, models and aliases in a store of their own; what loads scores as the bundle does."""

from __future__ import annotations

import builtins
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from creditscore import scorer, tracking
from creditscore.errors import InputErrors, MissingExtra, TrackingError
from tests import judged

NAME = "enterprise_financing"
EVALUATION = SimpleNamespace(name=NAME, title="企业融资信用评价 financing")
DIGESTS = {"train": "5f" * 32, "test": "6a" * 32, "records": "7b" * 32}


class Report:
    """Metrics and a page with its JSON beside it."""

    metrics = {"auc": 0.71, "test.auc": 0.69, "bad_rate": 0.04, "hopeless": float("nan")}

    def save(self, path: Path) -> Path:
        path.write_text("<html></html>", encoding="utf-8")
        path.with_suffix(".json").write_text("{}", encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return judged.population(entities=200, quarters=judged.TRAIN)


@pytest.fixture(scope="module")
def logged(frame, tmp_path_factory):
    """A champion and a challenger logged under it, in one store."""
    folder = tmp_path_factory.mktemp("tracking")
    champion, challenger = judged.card(frame), judged.card(frame, version="2")
    bundles = [
        scorer.write_bundle(folder / f"bundle-{version}", card)
        for version, card in ((1, champion), (2, challenger))
    ]
    store = folder / "store"
    first = tracking.log(
        EVALUATION, champion, Report(), bundle=bundles[0], store=store, alias="champion", params={"max_bins": 6},
        datasets=DIGESTS,
    )  # fmt: skip
    second = tracking.log(
        EVALUATION, challenger, Report(), bundle=bundles[1], store=store, alias="challenger", parent=first.run_id,
    )  # fmt: skip
    return SimpleNamespace(store=store, runs=(first, second), card=champion, bundles=bundles)


def stored(logged) -> list[Path]:
    return [path for path in logged.store.rglob("*") if path.is_file()]


def test_what_loads_by_its_alias_scores_as_the_bundle_does(logged, frame):
    loaded = tracking.load(logged.store, NAME)
    inputs = frame[list(logged.card.field_names)]
    answers = loaded.predict(inputs, params={"top": 2})
    bank = scorer.load(logged.bundles[0]).score_batch(inputs, top=2)
    pd.testing.assert_frame_equal(answers, pd.DataFrame(bank))
    assert np.array_equal(answers["score"], logged.card.scores(inputs))
    assert {"reason_1", "reason_2"} <= set(answers) and "reason_3" not in answers


def test_the_challenger_is_another_version_of_the_same_name(logged):
    first, second = logged.runs
    assert (first.name, first.version) == (NAME, "1")
    assert (second.name, second.version) == (NAME, "2")
    assert tracking.load(logged.store, NAME, "challenger").metadata.model_id == second.model_id
    assert second.model_uri == f"models:/{second.model_id}"


def test_nothing_in_the_store_is_a_pickle(logged):
    names = {path.suffix for path in stored(logged)}
    assert not names & {".pkl", ".pickle", ".joblib", ".skops", ".cloudpickle"}, names
    for path in stored(logged):
        head = path.read_bytes()[:2]
        assert head[:1] != b"\x80", f"{path.name} begins like a pickle"


def test_no_path_of_this_machine_is_written_into_a_model(logged):
    files = [path for path in stored(logged) if path.name != "mlflow.db"]
    folder = os.fsencode(logged.store.parent)
    assert files
    assert not [path.name for path in files if folder in path.read_bytes()]
    described = next(path for path in files if path.name == "MLmodel").read_text("utf-8")
    assert (
        "model_code_path: _pyfunc.py" in described and str(Path(scorer.__file__).parents[1]) not in described
    )


def test_a_run_says_what_the_model_is_and_rests_on(logged):
    runs = tracking.runs(logged.store).set_index("run_id")
    run = runs.loc[logged.runs[0].run_id]
    header = logged.card.header
    assert run["status"] == "FINISHED" and run["name"] == NAME and run["version"] == "1"
    assert run["params.kind"] == "scorecard" and run["params.max_bins"] == "6" and run["params.seed"] == "7"
    assert run["params.feature_hash"] == header.feature_hash and run["params.rights.policy"] == "as_served"
    assert run["params.rule_version"] == "2026.1" and run["tags.creditscore.made_up"] == "true"
    assert run["tags.creditscore.data.train"] == DIGESTS["train"]
    assert run["tags.creditscore.reference_only"] == "true"
    assert run["metrics.auc"] == 0.71 and "metrics.hopeless" not in run
    assert runs.loc[logged.runs[1].run_id, "parent"] == logged.runs[0].run_id


def test_a_run_keeps_its_report_and_its_bundle(logged):
    folder = logged.store / "artifacts" / logged.runs[0].run_id / "artifacts"
    assert (folder / "report" / "report.html").is_file() and (folder / "report" / "report.json").is_file()
    assert scorer.load(folder / "bundle").artefact == logged.card


def test_the_registered_version_carries_what_a_registry_is_searched_by(logged):
    import mlflow

    client = mlflow.MlflowClient(f"sqlite:///{logged.store / 'mlflow.db'}")
    made = client.get_model_version(NAME, "1")
    assert made.tags["creditscore.layer"] == "authorised" and made.tags["creditscore.purpose"] == "financing"
    assert len(made.tags["creditscore.bundle_sha256"]) == 64 and made.run_id == logged.runs[0].run_id
    inputs = client.get_run(made.run_id).inputs.dataset_inputs
    assert {one.dataset.name for one in inputs} == set(DIGESTS)
    assert DIGESTS["test"] in next(one.dataset.source for one in inputs if one.dataset.name == "test")


def test_every_number_is_asked_for_as_a_double(logged):
    inputs = tracking.load(logged.store, NAME).metadata.get_input_schema().inputs
    assert {column.name: column.type.name for column in inputs} == {
        **dict.fromkeys(logged.card.field_names, "double"),
        "entity": "string",
    }


def test_a_missing_column_is_refused_without_echoing_values(logged, frame):
    loaded = tracking.load(logged.store, NAME)
    inputs = frame[list(logged.card.field_names)].head(1).assign(registered_capital=987654321.0)
    with pytest.raises(InputErrors, match="dpd_max_12m is missing") as refusal:
        loaded.predict(inputs.drop(columns="dpd_max_12m"))
    assert "987654321" not in str(refusal.value)


def test_an_individual_business_is_refused_by_its_code(logged, frame):
    loaded = tracking.load(logged.store, NAME)
    inputs = frame[list(logged.card.field_names)].head(1).assign(entity="92220101MA0000000X")
    assert loaded.predict(inputs)["status"].tolist() == ["refused"]


def test_an_alias_moves_to_the_version_logged_last(logged, frame, tmp_path):
    third = tracking.log(
        EVALUATION, logged.card, bundle=logged.bundles[0], store=logged.store, alias="challenger"
    )
    assert third.version == "3"
    held = tracking.runs(logged.store).set_index("version")["aliases"]
    assert held["1"] == "champion" and held["2"] == "" and held["3"] == "challenger"


def test_left_out_the_bundle_is_made_by_the_evaluation(logged, frame):
    made = []

    def bundle(artefact):
        def save(path):
            made.append(scorer.write_bundle(path, artefact))
            return made[-1]

        return SimpleNamespace(save=save)

    evaluation = SimpleNamespace(name=NAME, title="x", bundle=bundle)
    run = tracking.log(evaluation, logged.card, store=logged.store)
    kept = logged.store / "artifacts" / run.run_id / "artifacts" / "bundle"
    assert scorer.load(kept).artefact == logged.card
    assert made and not made[0].exists()


def test_mlflow_is_left_as_it_was_found(logged, monkeypatch, tmp_path):
    import mlflow

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1")
    before = mlflow.get_tracking_uri()
    tracking.runs(logged.store)
    assert os.environ["MLFLOW_TRACKING_URI"] == "http://127.0.0.1:1" and mlflow.get_tracking_uri() == before
    assert list(tmp_path.iterdir()) == []


def test_telemetry_is_off(logged):
    from mlflow.telemetry import get_telemetry_client

    assert get_telemetry_client() is None


def test_nothing_is_printed(logged, capfd):
    tracking.runs(logged.store)
    tracking.load(logged.store, NAME)
    assert capfd.readouterr() == ("", "")


# ------------------------------------------------------------------ refusals


def test_the_bundle_of_another_model_is_refused_before_anything_is_logged(logged):
    before = len(tracking.runs(logged.store))
    with pytest.raises(TrackingError, match="another model's"):
        tracking.log(EVALUATION, logged.card, bundle=logged.bundles[1], store=logged.store)
    assert len(tracking.runs(logged.store)) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"params": {"seed": 8}}, "seed: the artefact says 7, params says 8"),
        ({"alias": "winner"}, "wanted one of champion, challenger"),
        ({"bundle": Path("nowhere")}, "bundle nowhere: not there"),
        ({"store": "file:///tmp/runs"}, "file store"),
    ],
)
def test_what_cannot_be_logged_is_refused_in_one_sentence(logged, change, message):
    before = len(tracking.runs(logged.store))
    with pytest.raises(TrackingError, match=message):
        tracking.log(
            EVALUATION, logged.card, **({"bundle": logged.bundles[0], "store": logged.store} | change)
        )
    assert len(tracking.runs(logged.store)) == before


def test_an_artefact_of_another_evaluation_is_refused(logged):
    other = SimpleNamespace(name="enterprise_risk", title="x")
    with pytest.raises(TrackingError, match="fitted for 'enterprise_financing'"):
        tracking.log(other, logged.card, bundle=logged.bundles[0], store=logged.store)


def test_an_alias_nobody_holds_is_named_with_what_is_there(logged):
    with pytest.raises(TrackingError, match="nothing stands under alias 'old'"):
        tracking.load(logged.store, NAME, "old")


def test_a_folder_without_a_store_is_not_made_into_one(tmp_path):
    with pytest.raises(TrackingError, match=r"mlflow\.db"):
        tracking.runs(tmp_path / "empty")
    assert list(tmp_path.iterdir()) == []


def test_a_script_that_is_not_ours_is_never_run(logged):
    model = logged.runs[0].model_id
    script = next(logged.store.rglob(f"{model}/artifacts/_pyfunc.py"))
    ours = script.read_bytes()
    try:
        script.write_bytes(ours + b"\nraise SystemExit('executed')\n")
        with pytest.raises(TrackingError, match=r"use scorer\.load"):
            tracking.load(logged.store, NAME)
    finally:
        script.write_bytes(ours)


def test_without_mlflow_the_error_names_the_extra(logged, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "mlflow":
            raise ModuleNotFoundError("No module named 'mlflow'", name="mlflow")
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.split(".")[0] == "mlflow"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'creditscore\[research\]'"):
        tracking.runs(logged.store)
