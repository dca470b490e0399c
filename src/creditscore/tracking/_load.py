"""What a store holds: a model by its alias, and the runs as a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditscore.errors import TrackingError
from creditscore.tracking._model import check_model
from creditscore.tracking._store import Place, Store, library

if TYPE_CHECKING:
    import pandas as pd


def load(store: Place, name: str, alias: str = "champion") -> Any:
    """The registered model ``name`` under ``alias``, as MLflow's ``PyFuncModel``.

    ``.predict(frame, params={"top": 4})`` takes one float64 column per input and gives the columns of
    ``scorer.Scorer.score_batch``. Loading replays the bundle's golden rows.

    Raises:
        TrackingError: no such store, model or alias; or its script is not this package's own.
    """
    mlflow = library()
    place = Store.at(store)
    with place.client() as client:
        version = _version(client, name, alias)
        source = client.get_model_version_download_uri(name, version.version)
        folder = Path(mlflow.artifacts.download_artifacts(artifact_uri=source, tracking_uri=place.uri))
        return mlflow.pyfunc.load_model(str(check_model(folder)))


def _version(client: Any, name: str, alias: str) -> Any:
    from mlflow.exceptions import MlflowException

    try:
        return client.get_model_version_by_alias(name, alias)
    except MlflowException as absent:
        models = {model.name: sorted(model.aliases) for model in client.search_registered_models()}
        raise TrackingError(
            f"model {name}: nothing stands under alias {alias!r}; found {models}; log it with alias={alias!r}"
        ) from absent


def runs(store: Place) -> pd.DataFrame:
    """Every run, the newest first: one row each.

    Columns: ``run_id, name, version, aliases, status, started`` (UTC), ``parent``, then ``params.*``,
    ``metrics.*`` (float64) and ``tags.creditscore.*``. Raises TrackingError if there is no store.
    """
    import pandas as pd

    with Store.at(store).client() as client:
        versions = {made.run_id: made for made in client.search_model_versions()}
        aliases = _aliases(client)
        rows = [_row(run, versions.get(run.info.run_id), aliases) for run in _every_run(client)]
    first = ["run_id", "name", "version", "aliases", "status", "started", "parent"]
    frame = pd.DataFrame(rows, columns=None if rows else first)
    frame["started"] = pd.to_datetime(frame["started"], unit="ms", utc=True)
    rest = sorted(set(frame.columns) - set(first))
    return frame[first + rest]


def _every_run(client: Any) -> list[Any]:
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    found: list[Any] = []
    token: str | None = None
    while True:
        page = client.search_runs(experiments, order_by=["attributes.start_time DESC"], page_token=token)
        found += page
        token = page.token
        if not token:
            return found


def _aliases(client: Any) -> dict[tuple[str, str], list[str]]:
    held: dict[tuple[str, str], list[str]] = {}
    for model in client.search_registered_models():
        for alias, version in model.aliases.items():
            held.setdefault((model.name, str(version)), []).append(alias)
    return held


def _row(run: Any, made: Any, aliases: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    name, version = (made.name, str(made.version)) if made is not None else (None, None)
    row: dict[str, Any] = {
        "run_id": run.info.run_id, "name": name, "version": version,
        "aliases": ",".join(sorted(aliases.get((name, version), ()))) if name and version else "",
        "status": run.info.status, "started": run.info.start_time,
        "parent": run.data.tags.get("mlflow.parentRunId"),
    }  # fmt: skip
    row |= {f"params.{key}": value for key, value in run.data.params.items()}
    row |= {f"metrics.{key}": float(value) for key, value in run.data.metrics.items()}
    row |= {f"tags.{key}": value for key, value in run.data.tags.items() if key.startswith("creditscore.")}
    return row
