"""The model as MLflow sees it (models-from-code: this file is logged and run on load; the bundle is data).

It holds no arithmetic: the bundle is loaded and scored by ``creditscore.scorer``, as at a bank.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlflow.models
import mlflow.pyfunc
import pandas as pd

from creditscore import scorer


class BundleModel(mlflow.pyfunc.PythonModel):
    """A bundle behind ``predict``: a frame of features in, a frame of scores with reasons out."""

    def load_context(self, context: Any) -> None:
        """Load the bundle, which checks its digests and replays its golden rows."""
        self.scorer = scorer.load(Path(context.artifacts["bundle"]))

    def predict(
        self,
        context: Any,  # noqa: ARG002  (MLflow's signature)
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,
    ) -> pd.DataFrame:
        """One row of answers per row of ``model_input``; ``params`` may hold ``top``, the number of reasons."""
        top = int((params or {}).get("top", 4))
        return pd.DataFrame(self.scorer.score_batch(model_input, top=top))


mlflow.models.set_model(BundleModel())
