"""Where runs are kept: a folder (SQLite and artifacts side by side) or a tracking server."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditscore.errors import MissingExtra, TrackingError

Place = Path | str

_TELEMETRY = "MLFLOW_DISABLE_TELEMETRY"
_SETTINGS = {"MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false", "MLFLOW_UV_AUTO_DETECT": "false"}
"""No progress bars; and no lock file of whatever folder we stand in goes into a model."""
_ADDRESSES = ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")
_NOISE = (
    "Any type hint is inferred as AnyType",
    "Add type hints to the `predict` method",
    "An input example was not provided",
    "The ``noload`` loader strategy is deprecated",
)


def library() -> Any:
    """MLflow, imported with its telemetry off. Raises MissingExtra if it is not installed."""
    os.environ[_TELEMETRY] = "true"
    with _quiet():
        try:
            import mlflow
            import mlflow.pyfunc
            from mlflow.telemetry import get_telemetry_client, set_telemetry_client
        except ModuleNotFoundError as absent:
            if (absent.name or "").split(".")[0] != "mlflow":
                raise
            raise MissingExtra(
                "mlflow", extra="research", why="tracking keeps runs and models in it"
            ) from absent
    if get_telemetry_client() is not None:
        set_telemetry_client()  # imported before us with telemetry on; it asks the environment again
    return mlflow


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars, no MLflow chatter; what MLflow wants to warn of stays, but for lines known to be noise."""
    logger, held = logging.getLogger("mlflow"), {name: os.environ.get(name) for name in _SETTINGS}
    level = logger.level
    os.environ.update(_SETTINGS)
    try:
        with warnings.catch_warnings():
            for line in _NOISE:
                warnings.filterwarnings("ignore", message=f".*{line}")
            logger.setLevel(logging.WARNING)
            yield
    finally:
        logger.setLevel(level)
        _restore(held)


def _restore(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@dataclass(frozen=True)
class Store:
    """Addresses of a store: ``uri`` for MLflow, ``artifacts`` where it keeps files (None: the server decides)."""

    uri: str
    artifacts: str | None

    @classmethod
    def at(cls, place: Place, *, create: bool = False) -> Store:
        """A folder becomes ``sqlite:///<folder>/mlflow.db`` with ``<folder>/artifacts``; an address stays.

        Raises TrackingError for a ``file:`` address (MLflow's file store is closed) and, unless ``create``,
        for a folder that holds no store.
        """
        text = str(place)
        if text.startswith("file:"):
            raise TrackingError(
                f"store {text}: wanted a folder or a server, found MLflow's file store; give the folder"
            )
        if isinstance(place, str) and text.startswith("sqlite:///"):
            folder = Path(text.removeprefix("sqlite:///")).absolute().parent
            return cls(text, (folder / "artifacts").as_uri())
        if isinstance(place, str) and "://" in text:
            return cls(text, None)
        folder = Path(place).absolute()
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not (folder / "mlflow.db").is_file():
            raise TrackingError(
                f"store {folder.name}: wanted a folder with mlflow.db, found none; log a run there first, or name "
                "the folder that was given to tracking.log"
            )
        return cls(f"sqlite:///{folder / 'mlflow.db'}", (folder / "artifacts").as_uri())

    @contextmanager
    def client(self) -> Iterator[Any]:
        """An MLflow client of this store; every address MLflow keeps globally is put back afterwards.

        MLflow resolves some model addresses through its global settings even inside a client, so they are
        pointed here meanwhile: not for use from two threads at once.
        """
        mlflow = library()
        from mlflow.exceptions import MlflowException
        from mlflow.tracking._model_registry import utils as registry
        from mlflow.tracking._tracking_service import utils as tracking

        held = tracking._tracking_uri, registry._registry_uri
        variables = {name: os.environ.get(name) for name in _ADDRESSES}
        with _quiet():
            try:
                mlflow.set_tracking_uri(self.uri)
                mlflow.set_registry_uri(self.uri)
                yield mlflow.MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
            except MlflowException as refusal:
                raise TrackingError(f"the tracking store refused: {refusal.message}") from refusal
            finally:
                mlflow.set_tracking_uri(held[0])
                mlflow.set_registry_uri(held[1])
                _restore(variables)

    def experiment(self, client: Any, name: str) -> str:
        """Id of the experiment called ``name``, made if it is not there."""
        found = client.get_experiment_by_name(name)
        if found is not None:
            return found.experiment_id
        return client.create_experiment(name, artifact_location=self.artifacts)
