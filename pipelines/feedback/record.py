"""What training leaves in MLflow: a run, its model's files for people, and a version whose tags hold all it learned."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.judging.weights import Weights
from pipelines.errors import UserError
from pipelines.mlflow_store import experiment

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

    from pipelines.feedback.model import Model
    from pipelines.home import Home

__all__ = ["NAME", "content_of", "create_version", "log_training"]

NAME = "affguard"
EXPERIMENT = "affguard-feedback"
_WEIGHTS = "weights.json"
_CONTENT = "content_"
"""Tags that together hold what the file says, in parts: MLflow refuses a tag of more than 100,000 characters."""
_PART = 80_000


def log_training(
    client: MlflowClient,
    home: Home,
    model: Model,
    params: Mapping[str, str],
    metrics: Mapping[str, float],
    codes: list[str],
) -> str:
    """Record a training run, its model as an MLflow model with signature; what a crash left half recorded goes."""
    from mlflow.entities import Metric, Param, RunTag

    experiment_id = experiment(client, home, EXPERIMENT)
    for run in client.search_runs([experiment_id], f"tags.trained_on = '{model.trained_on}'"):
        client.delete_run(run.info.run_id)
    tags = {"trained_on": model.trained_on, "trained_as_of": str(model.trained_as_of)}
    run = client.create_run(experiment_id, run_name=f"train {model.trained_as_of}", tags=tags)
    run_id = str(run.info.run_id)
    client.log_batch(
        run_id,
        params=[Param(name, value[:6_000]) for name, value in sorted(params.items())],
        metrics=[Metric(name, value, run.info.start_time, 0) for name, value in sorted(metrics.items())],
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = _saved(model, codes, Path(scratch))
        client.log_artifacts(run_id, str(folder), "model")
    client.log_batch(run_id, tags=[RunTag("complete", "yes")])
    client.set_terminated(run_id)
    return run_id


def _saved(model: Model, codes: list[str], scratch: Path) -> Path:
    """Write the model as MLflow has it: the weights as text, read back by `models.scorer`."""
    from mlflow import pyfunc
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, Schema
    from mlflow.types.schema import TensorSpec

    data = scratch / _WEIGHTS
    data.write_text(json.dumps(_learned(model), indent=1) + "\n", encoding="utf-8")
    columns: list[ColSpec | TensorSpec] = [ColSpec(DataType.double, code, required=False) for code in codes]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*An input example was not provided", UserWarning)
        pyfunc.save_model(
            scratch / "model",
            loader_module="models.scorer",
            data_path=str(data),
            signature=ModelSignature(Schema(columns), Schema([ColSpec(DataType.double, "log_odds")])),
            pip_requirements=["affguard"],
        )
    return scratch / "model"


def _learned(model: Model) -> dict[str, Any]:
    return {
        "multipliers": dict(model.weights.multipliers),
        "scale": {"intercept": model.scale.intercept, "slope": model.scale.slope},
        "built_in_scale": {"intercept": model.built_in_scale.intercept, "slope": model.built_in_scale.slope},
        "evidence": model.evidence,
        "learned_from": sorted(model.learned_from),
    }


def create_version(client: MlflowClient, model: Model, run_id: str) -> int:
    """Register a training run's model as a version; all its tags come with it or not at all."""
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(NAME, description="Multipliers of reason points, learned from labels.")
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    text = json.dumps(_learned(model))
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    tags = {
        "trained_on": model.trained_on,
        "trained_as_of": str(model.trained_as_of),
        "evidence": model.evidence,
        "weights": model.weights.sha256,
        **{f"{_CONTENT}{place}": part for place, part in enumerate(parts)},
    }
    return int(client.create_model_version(NAME, source, run_id, tags=tags).version)


def content_of(tags: Mapping[str, str], number: int) -> dict[str, Any]:
    """Return what a version learned, when it is what was registered."""
    parts = sorted((int(key.removeprefix(_CONTENT)), part) for key, part in tags.items() if key.startswith(_CONTENT))
    try:
        content: dict[str, Any] = json.loads("".join(part for _, part in parts))
        if Weights.of(content["multipliers"]).sha256 == tags["weights"]:
            return content
        fault = "its hash is not the registered one"
    except (ValueError, KeyError, TypeError) as error:
        fault = str(error)
    raise UserError(
        f"Version {number} of the model in {NAME}'s registry is damaged ({fault}). Put `mlflow.db` back from a copy, "
        "or choose another model: `affguard promote --version N` (0 = the built-in weights), or train it anew: "
        "`affguard train`."
    )
