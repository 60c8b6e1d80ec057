"""Every run is an MLflow run on a local SQLite store, and the same run is never tracked twice."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import UserError

if TYPE_CHECKING:
    import sqlite3

    from mlflow.tracking import MlflowClient

    from pipelines.home import Home
    from pipelines.night.identity import Identity
    from pipelines.settings.model import Settings

__all__ = ["track"]

_EXPERIMENT = "affguard"
_ARTIFACTS = ("scores.parquet", "quality.parquet", "rings.parquet", "report.html")


def track(home: Home, day: str, identity: Identity, settings: Settings, metrics: dict[str, float], folder: Path) -> str:
    """Record a run before it is published: parameters, metrics and artifacts.

    Returns:
        MLflow's id of the run; the one recorded before when this run id was.
    """
    # No telemetry leaves the machine, and MLflow's own chatter does not belong into the job's log.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    from mlflow.entities import Metric, Param, RunTag

    for chatty in ("mlflow", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

    if not home.tracking_database.exists():
        _make_store(home)
    client = _open_store(home)
    found = client.get_experiment_by_name(_EXPERIMENT)
    experiment_id = (
        found.experiment_id
        if found
        else client.create_experiment(_EXPERIMENT, artifact_location=home.tracking_artifacts.as_uri())
    )
    for run in client.search_runs([experiment_id], f"tags.run_id = '{identity.run_id}'"):
        if run.data.tags.get("complete") == "yes":
            return str(run.info.run_id)
        client.delete_run(run.info.run_id)  # a crash left it half recorded
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


def _open_store(home: Home) -> MlflowClient:
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    uri = _uri(home.tracking_database)
    try:
        client = MlflowClient(tracking_uri=uri)
        client.get_experiment_by_name(_EXPERIMENT)
    except MlflowException as error:
        if "out-of-date" not in str(error):
            raise
        raise UserError(
            f"{home.tracking_database} was written by an older MLflow. Copy it, then run: mlflow db upgrade {uri}"
        ) from error
    return client


def _make_store(home: Home) -> None:
    """Make MLflow's store in a file aside, and put it into place when it is whole.

    A store whose making was cut off cannot be opened again. And since nothing is lost with the file aside, its hundred
    small commits need not each wait for the disk.
    """
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
    from sqlalchemy import Engine, event

    making = home.tracking_database.with_name(home.tracking_database.name + ".making")
    for left_over in (making, making.with_name(making.name + "-journal")):
        left_over.unlink(missing_ok=True)
    event.listen(Engine, "connect", _do_not_wait)
    try:
        SqlAlchemyStore(_uri(making), home.tracking_artifacts.as_uri()).engine.dispose()  # type: ignore[no-untyped-call]
    finally:
        event.remove(Engine, "connect", _do_not_wait)
    with making.open("rb") as handle:
        os.fsync(handle.fileno())
    making.rename(home.tracking_database)


def _do_not_wait(connection: sqlite3.Connection, _: object) -> None:
    """See https://www.sqlite.org/pragma.html#pragma_synchronous."""
    connection.execute("pragma synchronous = off")


def _uri(database: Path) -> str:
    return f"sqlite:///{database}"


def _versions(identity: Identity) -> dict[str, str]:
    return {"model_version": identity.model_version, "code": identity.code, "terms": identity.terms}
