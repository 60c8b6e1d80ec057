"""The models that labels trained, in MLflow's registry: which is champion, which is challenger, and what each learned.

A version is registered whole or not at all: its files and figures are logged first, the version with all its tags is
one transaction, and only then does an alias point at it.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from models.challenger import Scale
from models.weights import BUILT_IN, Weights
from pipelines.errors import UsageProblem, UserError
from pipelines.mlflow_store import any_alias, experiment, open_store
from pipelines.night.publish import manifest_of

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

    from pipelines.home import Home

__all__ = [
    "BUILT_IN_MODEL",
    "Model",
    "Promotion",
    "alias",
    "both",
    "in_force_on",
    "move_champion",
    "register",
    "version",
]

NAME = "affguard"
EXPERIMENT = "affguard-feedback"
_WEIGHTS = "weights.json"

Alias = Literal["champion", "challenger"]


@dataclass(frozen=True)
class Model:
    """A version in the registry; version 0 is the built-in judgement, which needs no registry.

    Attributes:
        version: Its number.
        weights: Its multipliers.
        trained_as_of: The last day whose labels it may have learned from; None for the built-in one.
        evidence: Version of the built-in judgement that its multipliers apply to.
        trained_on: Hash of the labels and points that it was trained on.
        learned_from: Affiliates whose labels it learned from.
        scale: What a sum of points under its weights means among the labelled it was trained on.
        built_in_scale: The same for the built-in weights.
    """

    version: int = 0
    weights: Weights = BUILT_IN
    trained_as_of: date | None = None
    evidence: str = ""
    trained_on: str = ""
    learned_from: frozenset[str] = frozenset()
    scale: Scale = field(default=Scale(0.0, 1.0))
    built_in_scale: Scale = field(default=Scale(0.0, 1.0))

    def told(self) -> str:
        """Say which model it is, for a message."""
        return f"version {self.version}" if self.version else "the built-in model"


BUILT_IN_MODEL = Model()


@dataclass(frozen=True)
class Promotion:
    """A move of the champion alias.

    Attributes:
        version: Who became champion; 0 for the built-in weights.
        as_of: The last day whose labels had a say in it (`YYYY-MM-DD`).
        because: Why, where a person decided and not the comparison.
    """

    version: int
    as_of: str
    because: str


def both(home: Home) -> tuple[Model, Model | None]:
    """Return champion (the built-in model when there is none) and challenger; the caller holds the lock."""
    if not any_alias(home):
        return BUILT_IN_MODEL, None
    with open_store(home) as client:
        return alias(client, "champion") or BUILT_IN_MODEL, alias(client, "challenger")


def alias(client: MlflowClient, name: Alias) -> Model | None:
    """Return the model that an alias points at, or None."""
    aliases = _aliases(client)
    return version(client, int(aliases[name])) if name in aliases else None


def version(client: MlflowClient, number: int) -> Model:
    """Return a version of the model.

    Raises:
        UsageProblem: There is no such version.
        UserError: Its file is missing or is not what was registered.
    """
    if number == 0:
        return BUILT_IN_MODEL
    known = {int(one.version): one for one in _versions(client)}
    if number not in known:
        listed = ", ".join(str(one) for one in sorted(known)) or "none yet: `affguard train` makes one"
        raise UsageProblem(f"There is no version {number} of the model. Versions: 0 (the built-in weights), {listed}.")
    found = known[number]
    tags = found.tags
    if not {"weights", "trained_as_of", "evidence", "trained_on"} <= set(tags):
        raise UserError(
            f"Version {number} of the model in MLflow was not registered by `affguard train`; name another."
        )
    content = _content(client, str(found.run_id), number, tags["weights"])
    return Model(
        version=number,
        weights=Weights.of(content["multipliers"]),
        trained_as_of=date.fromisoformat(tags["trained_as_of"]),
        evidence=tags["evidence"],
        trained_on=tags["trained_on"],
        learned_from=frozenset(content["learned_from"]),
        scale=Scale(**content["scale"]),
        built_in_scale=Scale(**content["built_in_scale"]),
    )


def register(
    home: Home, model: Model, params: Mapping[str, str], metrics: Mapping[str, float], codes: list[str]
) -> tuple[Model, bool]:
    """Register a trained model and make it the challenger; the caller holds the lock.

    Args:
        home: Where the registry is.
        model: The model; its version is given here.
        params: What it was trained on and how, for people.
        metrics: How well it does.
        codes: Reason codes that it takes, for its signature.

    Returns:
        The registered model, and whether it is new: the same data give no second version.
    """
    with open_store(home) as client:
        number = next((int(v.version) for v in _versions(client) if v.tags.get("trained_on") == model.trained_on), None)
        is_new = number is None
        if number is None:
            run_id = _log(client, home, model, params, metrics, codes)
            number = _create_version(client, model, run_id)
        client.set_registered_model_alias(NAME, "challenger", str(number))
        return version(client, number), is_new


def move_champion(home: Home, number: int, promotion: Promotion, facts: Mapping[str, str]) -> None:
    """Point the champion alias at a version, and record when and why; the caller holds the lock."""
    with open_store(home) as client:
        version(client, number)
        if number:
            for key, value in {**facts, "promoted_as_of": promotion.as_of, "because": promotion.because}.items():
                client.set_model_version_tag(NAME, str(number), key, value[:5_000])
        history = [*_history(client), promotion][-50:]
        moves = json.dumps([[one.version, one.as_of, one.because[:60]] for one in history])
        client.set_registered_model_tag(NAME, "promotions", moves)
        aliases = _aliases(client)
        if number:
            client.set_registered_model_alias(NAME, "champion", str(number))
        elif "champion" in aliases:
            client.delete_registered_model_alias(NAME, "champion")


def in_force_on(home: Home, day: date) -> Model:
    """Return the model that scored a night when it was new; the caller holds the lock.

    That is the one its published run names, or where there is none the last one promoted by then. A model that learned
    from decisions taken after the night is never it.
    """
    manifest = manifest_of(home, day.isoformat()) or {}
    published = manifest.get("models", {}).get("champion", {}).get("version")
    if published == 0 or not home.tracking_database.exists():
        return BUILT_IN_MODEL
    with open_store(home) as client:
        then = [one.version for one in _history(client) if one.as_of <= day.isoformat()]
        for number in (published, *reversed(then)):
            model = None if number is None else version(client, number)
            if model is not None and (model.trained_as_of is None or model.trained_as_of <= day):
                return model
    return BUILT_IN_MODEL


def _log(
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

    content = {
        "multipliers": dict(model.weights.multipliers),
        "scale": {"intercept": model.scale.intercept, "slope": model.scale.slope},
        "built_in_scale": {"intercept": model.built_in_scale.intercept, "slope": model.built_in_scale.slope},
        "evidence": model.evidence,
        "learned_from": sorted(model.learned_from),
    }
    data = scratch / _WEIGHTS
    data.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
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


def _create_version(client: MlflowClient, model: Model, run_id: str) -> int:
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(NAME, description="Multipliers of reason points, learned from labels.")
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    tags = {
        "trained_on": model.trained_on,
        "trained_as_of": str(model.trained_as_of),
        "evidence": model.evidence,
        "weights": model.weights.sha256,
    }
    return int(client.create_model_version(NAME, source, run_id, tags=tags).version)


def _content(client: MlflowClient, run_id: str, number: int, sha256: str) -> dict[str, Any]:
    """Return what a version's file says, when it is the one that was registered."""
    from mlflow.exceptions import MlflowException

    try:
        path = Path(client.download_artifacts(run_id, f"model/data/{_WEIGHTS}"))
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if Weights.of(content["multipliers"]).sha256 == sha256:
            return content
        fault = "its hash is not the registered one"
    except (OSError, ValueError, KeyError, MlflowException) as error:
        fault = str(error).partition("\n")[0]
    raise UserError(
        f"The file of version {number} of the model is missing or changed ({fault}). Put it back from a copy, or "
        "choose another model: `affguard promote --version N` (0 = the built-in weights), or train a new one."
    )


def _versions(client: MlflowClient) -> list[Any]:
    found = client.search_model_versions(f"name = '{NAME}'", max_results=10_000)
    return sorted(found, key=lambda one: int(one.version))


def _aliases(client: MlflowClient) -> dict[str, str]:
    found = client.search_registered_models(f"name = '{NAME}'")
    return dict(found[0].aliases) if found else {}


def _history(client: MlflowClient) -> list[Promotion]:
    found = client.search_registered_models(f"name = '{NAME}'")
    moves = json.loads(found[0].tags.get("promotions", "[]")) if found else []
    return [Promotion(int(number), str(as_of), str(because)) for number, as_of, because in moves]
