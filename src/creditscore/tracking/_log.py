"""One run per model: its facts, its report, its bundle, and a version in the registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from creditscore import scorer
from creditscore.errors import TrackingError
from creditscore.tracking import _facts
from creditscore.tracking._model import write_model
from creditscore.tracking._store import Place, Store

ALIASES = ("champion", "challenger")


class Judged(Protocol):
    """What tracking asks of an evaluation; ``bundle`` only where no bundle is given."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


class Reported(Protocol):
    """What tracking asks of a report: flat metrics, and a page with its JSON beside it."""

    @property
    def metrics(self) -> Mapping[str, float]: ...

    def save(self, path: Path, /) -> Path: ...


@dataclass(frozen=True, kw_only=True)
class Run:
    """Where a model went: the run, the logged model, and its version under the registered ``name``."""

    run_id: str
    model_id: str
    model_uri: str
    name: str
    version: str


def log(
    evaluation: Judged,
    artefact: scorer.Scorecard | scorer.Trees,
    report: Reported | None = None,
    *,
    bundle: Path | str | None = None,
    store: Place = "mlruns",
    alias: str | None = None,
    params: Mapping[str, Any] | None = None,
    datasets: Mapping[str, str] | None = None,
    parent: str | None = None,
) -> Run:
    """Log one model as one MLflow run and register it under the evaluation's name.

    Args:
        evaluation: names the experiment and the registered model.
        artefact: what was fitted; its header gives parameters and tags.
        report: its ``metrics``, and its page and JSON as files; None where there is none yet.
        bundle: the exported bundle of ``artefact``; left out, ``evaluation.bundle(artefact)`` makes it.
        store: a folder (made if absent) or the address of a tracking server.
        alias: ``champion`` or ``challenger``; moves there from whatever version held it.
        params: further parameters.
        datasets: what it was made from, name (``train``, ``test``, ``records``) → digest.
        parent: id of the run this one belongs under.

    Raises:
        TrackingError: bundle and artefact differ, the artefact is another evaluation's, or the store refuses.
        MissingExtra: MLflow is not installed.
    """
    _check(evaluation, artefact, alias)
    said = _facts.parameters(artefact, params or {})
    metrics = {} if report is None else _facts.metrics(report.metrics)
    place = Store.at(store, create=True)
    with TemporaryDirectory(prefix="creditscore-") as work, place.client() as client:
        ready = _bundle_of(evaluation, artefact, bundle, Path(work))
        tags = _facts.tags(artefact, bundle=_facts.bundle_digest(ready), datasets=datasets or {})
        run = client.create_run(
            place.experiment(client, evaluation.name),
            run_name=f"{artefact.header.model_id}-{artefact.header.version}",
            tags={} if parent is None else {"mlflow.parentRunId": parent},
        )
        try:
            _log_files(client, run, report, ready, Path(work))
            _log_inputs(client, run, datasets or {})
            model = _log_model(client, run, evaluation, artefact, bundle=ready, work=Path(work), params=said)
            _log_facts(client, run, model, params=said, tags=tags, metrics=metrics)
            version = _register(client, run, evaluation, model, tags=tags, alias=alias)
        except BaseException:
            client.set_terminated(run.info.run_id, "FAILED")
            raise
        client.set_terminated(run.info.run_id, "FINISHED")
    return Run(
        run_id=run.info.run_id, model_id=model.model_id, model_uri=model.model_uri, name=evaluation.name,
        version=version,
    )  # fmt: skip


def _check(evaluation: Judged, artefact: Any, alias: str | None) -> None:
    if alias is not None and alias not in ALIASES:
        raise TrackingError(f"alias: wanted one of {', '.join(ALIASES)}, found {alias!r}")
    fitted_for = artefact.header.evaluation
    if fitted_for != evaluation.name:
        raise TrackingError(
            f"evaluation {evaluation.name}: the artefact was fitted for {fitted_for!r}; log it under that one"
        )


def _bundle_of(evaluation: Any, artefact: Any, bundle: Path | str | None, work: Path) -> Path:
    """The bundle to keep, which must hold this very artefact: parameters and scores speak of one model."""
    ready = evaluation.bundle(artefact).save(work / "bundle") if bundle is None else Path(bundle)
    if not ready.exists():
        raise TrackingError(
            f"bundle {ready.name}: not there; write it with evaluation.bundle(artefact).save(path)"
        )
    if scorer.load(ready).artefact != artefact:
        raise TrackingError(
            f"bundle {ready.name}: wanted the bundle of this artefact, found another model's; save it anew"
        )
    return ready


def _log_files(client: Any, run: Any, report: Reported | None, bundle: Path, work: Path) -> None:
    if report is not None:
        folder = work / "report"
        folder.mkdir()
        report.save(folder / "report.html")
        client.log_artifacts(run.info.run_id, str(folder), "report")
    if bundle.is_file():
        client.log_artifact(run.info.run_id, str(bundle), "bundle")
    else:
        client.log_artifacts(run.info.run_id, str(bundle), "bundle")


def _log_inputs(client: Any, run: Any, datasets: Mapping[str, str]) -> None:
    """Digests as MLflow's own data inputs; it keeps 36 characters, the whole digest is in the source and a tag."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    inputs = [
        DatasetInput(
            Dataset(name, digest[:36], "creditscore", json.dumps({"digest": digest})),
            [InputTag("mlflow.data.context", name)],
        )
        for name, digest in datasets.items()
    ]
    if inputs:
        client.log_inputs(run.info.run_id, datasets=inputs)


def _log_model(
    client: Any,
    run: Any,
    evaluation: Judged,
    artefact: Any,
    *,
    bundle: Path,
    work: Path,
    params: Mapping[str, str],
) -> Any:
    from mlflow.entities import LoggedModelOutput

    model = client.create_logged_model(
        run.info.experiment_id, name=evaluation.name, source_run_id=run.info.run_id, model_type=artefact.kind,
        params=dict(params),
    )  # fmt: skip
    try:
        folder = write_model(work / "model", artefact, bundle=bundle, model=model)
        client.log_model_artifacts(model.model_id, str(folder))
    except BaseException:
        client.finalize_logged_model(model.model_id, "FAILED")
        raise
    client.log_outputs(run.info.run_id, models=[LoggedModelOutput(model.model_id, step=0)])
    return client.finalize_logged_model(model.model_id, "READY")


def _log_facts(
    client: Any,
    run: Any,
    model: Any,
    *,
    params: Mapping[str, str],
    tags: Mapping[str, str],
    metrics: Mapping[str, float],
) -> None:
    """Times are the run's own start: a figure has no time apart from its run."""
    from mlflow.entities import Metric, Param, RunTag

    client.log_batch(
        run.info.run_id,
        params=[Param(name, value) for name, value in params.items()],
        tags=[RunTag(name, value) for name, value in tags.items()],
    )
    points = [
        Metric(name, value, run.info.start_time, 0, model_id=model.model_id)
        for name, value in metrics.items()
    ]
    for start in range(0, len(points), 500):  # a server takes 1,000 in one request
        client.log_batch(run.info.run_id, metrics=points[start : start + 500])


def _register(
    client: Any, run: Any, evaluation: Judged, model: Any, *, tags: Mapping[str, str], alias: str | None
) -> str:
    if not client.search_registered_models(f"name = '{evaluation.name}'"):
        client.create_registered_model(evaluation.name, description=evaluation.title)
    made = client.create_model_version(
        evaluation.name,
        source=model.model_uri,
        run_id=run.info.run_id,
        tags=dict(tags),
        model_id=model.model_id,
    )
    if alias is not None:
        client.set_registered_model_alias(evaluation.name, alias, made.version)
    return str(made.version)
