"""The model folder MLflow stores: the script, the bundle, a signature, no path of this machine, no pickle."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import creditscore
from creditscore.errors import TrackingError
from creditscore.tracking._store import library

SCRIPT = Path(__file__).with_name("_pyfunc.py")
LOADER = "mlflow.pyfunc.loaders.code_model"


def write_model(folder: Path, artefact: Any, *, bundle: Path, model: Any) -> Path:
    """Write the folder for the logged model ``model``, with every path in it relative to the folder."""
    mlflow = library()
    from mlflow.models import Model

    described = Model(artifact_path=model.model_uri, model_uuid=model.model_id, model_id=model.model_id,
                      run_id=model.source_run_id)  # fmt: skip
    mlflow.pyfunc.save_model(
        folder, python_model=str(SCRIPT), artifacts={"bundle": str(bundle)}, mlflow_model=described,
        signature=_signature(artefact), pip_requirements=_requirements(),
    )  # fmt: skip
    _made_portable(folder)
    return folder


def check_model(folder: Path) -> Path:
    """``folder``, if loading it runs this package's own script and nothing else; else TrackingError.

    MLflow executes the script it finds in a store, so it is compared with the installed one before.
    """
    from mlflow.models import Model

    flavor = Model.load(str(folder / "MLmodel")).flavors.get("python_function", {})
    script = folder / Path(str(flavor.get("model_code_path"))).name
    same = script.is_file() and _digest(script) == _digest(SCRIPT)
    if flavor.get("loader_module") != LOADER or flavor.get("code") is not None or not same:
        raise TrackingError(
            f"model folder: wanted the script of creditscore {creditscore.__version__}, found another one, which "
            "loading would execute; take the bundle from the run's artifacts and use scorer.load"
        )
    return folder


def _signature(artefact: Any) -> Any:
    """Every number a double (an integer column could hold no null), categories and the subject's code strings.

    Inputs are marked optional so that the scorer refuses a missing one: MLflow's own refusal echoes values.
    """
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, ParamSchema, ParamSpec, Schema

    inputs: list[Any] = [
        ColSpec("string" if field.kind == "category" else "double", field.name, required=False)
        for field in artefact.fields
    ]
    inputs.append(ColSpec("string", "entity", required=False))
    outputs: list[Any] = [ColSpec("double", "score"), ColSpec("string", "grade")]
    if artefact.header.layer != "public":
        outputs.append(ColSpec("double", "probability"))
    outputs += [ColSpec("string", "status"), ColSpec("string", "human_review")]
    return ModelSignature(
        inputs=Schema(inputs), outputs=Schema(outputs), params=ParamSchema([ParamSpec("top", "long", 4)])
    )


def _requirements() -> list[str]:
    """What loading needs, said outright: inferring it would start the model in another process."""
    needed = [f"creditscore=={creditscore.__version__}"]
    needed += [f"{name}=={version(name)}" for name in ("numpy", "pandas")]
    for name in ("mlflow-skinny", "mlflow"):
        try:
            return [*needed, f"{name}=={version(name)}"]
        except PackageNotFoundError:
            continue
    return needed


def _made_portable(folder: Path) -> None:
    """Replace the absolute paths MLflow puts into MLmodel; it reads their last part only."""
    from mlflow.models import Model

    path = folder / "MLmodel"
    model = Model.load(str(path))
    flavor = model.flavors["python_function"]
    flavor["model_code_path"] = SCRIPT.name
    for artifact in flavor["artifacts"].values():
        artifact["uri"] = artifact["path"]
    model.save(str(path))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
