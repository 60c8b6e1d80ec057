"""Every run is an MLflow run on a local SQLite store, and the same run is never tracked twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.mlflow_store import experiment, open_store

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

    from pipelines.home import Home
    from pipelines.runs.identity import Identity
    from pipelines.settings.model import Settings

__all__ = ["track"]

_EXPERIMENT = "affguard"
_ARTIFACTS = ("scores.parquet", "quality.parquet", "rings.parquet", "report.html")


def track(home: Home, day: str, identity: Identity, settings: Settings, metrics: dict[str, float], folder: Path) -> str:
    """Record a run before it is published: parameters, metrics and artifacts.

    Returns:
        MLflow's id of the run; the one recorded before when this run id was.
    """
    with open_store(home) as client:
        return _tracked(client, home, day, identity, settings, metrics, folder)


def _tracked(
    client: MlflowClient,
    home: Home,
    day: str,
    identity: Identity,
    settings: Settings,
    metrics: dict[str, float],
    folder: Path,
) -> str:
    """Record the run unless that is complete already; what a crash left half recorded is made anew."""
    from mlflow.entities import Metric, Param, RunTag

    experiment_id = experiment(client, home, _EXPERIMENT)
    for run in client.search_runs([experiment_id], f"tags.run_id = '{identity.run_id}'"):
        if run.data.tags.get("complete") == "yes":
            return str(run.info.run_id)
        client.delete_run(run.info.run_id)
    run = client.create_run(experiment_id, run_name=day, tags={"run_id": identity.run_id, "as_of": day})
    parameters = {
        f"{section}.{name}": value
        for section in ("windows", "judgement")
        for name, value in getattr(settings, section).model_dump().items()
    }
    client.log_batch(
        run.info.run_id,
        params=[Param(name, str(value)) for name, value in {**parameters, **_versions(identity)}.items()],
        metrics=[Metric(name, value, run.info.start_time, 0) for name, value in sorted(metrics.items())],
    )
    for name in _ARTIFACTS:
        client.log_artifact(run.info.run_id, str(folder / name))
    client.log_batch(run.info.run_id, tags=[RunTag("complete", "yes")])
    client.set_terminated(run.info.run_id)
    return str(run.info.run_id)


def _versions(identity: Identity) -> dict[str, str]:
    return {
        "model_version": identity.model_version,
        "weights": identity.weights,
        "code": identity.code,
        "terms": identity.terms,
    }
