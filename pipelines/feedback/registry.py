"""The models that labels trained, in MLflow's registry: which is champion, which is challenger, and what each learned.

A version is registered whole or not at all: its files and figures are logged first, the version with all its tags is
one transaction, and only then does an alias point at it. What it learned stands in its tags; the files are for people
and for `mlflow.pyfunc.load_model`, so a home folder can be moved or copied without them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from models.judging.weights import Weights
from models.learning.challenger import Scale
from pipelines.errors import UsageProblem, UserError
from pipelines.feedback.model import BUILT_IN_MODEL, Model, Promotion
from pipelines.feedback.nights import WEIGHTS_FILE
from pipelines.feedback.record import NAME, content_of, create_version, log_training
from pipelines.mlflow_store import any_alias, open_store
from pipelines.runs.publish import manifest_of

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

    from pipelines.home import Home

__all__ = [
    "BUILT_IN_MODEL",
    "Model",
    "Promotion",
    "alias",
    "aliases",
    "champion_and_challenger",
    "in_force_on",
    "move_champion",
    "readable_alias",
    "register",
    "version",
]

_logger = logging.getLogger("affguard")

Alias = Literal["champion", "challenger"]


def champion_and_challenger(home: Home, day: date) -> tuple[Model, Model | None]:
    """Return champion and challenger for a night; the caller holds the lock.

    No model that learned from decisions taken after the night is either: in place of such a champion stands the last
    one promoted by the night, or the built-in model.
    """
    if not any_alias(home):
        return BUILT_IN_MODEL, None
    with open_store(home) as client:
        champion = alias(client, "champion") or BUILT_IN_MODEL
        if not _knew_by(champion, day):
            champion = _promoted_by(client, day)
        challenger = readable_alias(client, "challenger")
        return champion, challenger if challenger is not None and _knew_by(challenger, day) else None


def readable_alias(client: MlflowClient, name: Alias) -> Model | None:
    """Return the model that an alias points at; None, with a warning, when it cannot be read."""
    known = aliases(client)
    return _readable(client, int(known[name])) if name in known else None


def alias(client: MlflowClient, name: Alias) -> Model | None:
    """Return the model that an alias points at, or None."""
    known = aliases(client)
    return version(client, int(known[name])) if name in known else None


def version(client: MlflowClient, number: int) -> Model:
    """Return a version of the model.

    Raises:
        UsageProblem: There is no such version.
        UserError: What it learned is missing or is not what was registered.
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
    content = content_of(tags, number)
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
        same = (int(v.version) for v in _versions(client) if v.tags.get("trained_on") == model.trained_on)
        number = next((one for one in same if _readable(client, one)), None)
        is_new = number is None
        if number is None:
            run_id = log_training(client, home, model, params, metrics, codes)
            number = create_version(client, model, run_id)
        client.set_registered_model_alias(NAME, "challenger", str(number))
        return version(client, number), is_new


def move_champion(home: Home, promotion: Promotion, facts: Mapping[str, str]) -> None:
    """Point the champion alias at the promoted version, and record when and why; the caller holds the lock.

    The alias says who is champion; it moves before the history is written, which `_history` knows.
    """
    number = promotion.version
    with open_store(home) as client:
        version(client, number)
        earlier = _history(client)
        if number:
            for key, value in {**facts, "promoted_as_of": promotion.as_of, "because": promotion.because}.items():
                client.set_model_version_tag(NAME, str(number), key, value[:5_000])
            client.set_registered_model_alias(NAME, "champion", str(number))
        elif "champion" in aliases(client):
            client.delete_registered_model_alias(NAME, "champion")
        history = [*earlier, promotion][-50:]
        moves = json.dumps([[one.version, one.as_of, one.because[:60]] for one in history])
        client.set_registered_model_tag(NAME, "promotions", moves)


def in_force_on(home: Home, day: date) -> Model:
    """Return the model that scored a night when it was new; the caller holds the lock.

    That is the one its published run was scored with, or where there is none the last one promoted by then. A model
    that learned from decisions taken after the night is never it.
    """
    published = _published(home, day)
    if published is not None and _knew_by(published, day):
        return published
    if not home.tracking_database.exists():
        return BUILT_IN_MODEL
    with open_store(home) as client:
        return _promoted_by(client, day)


def _published(home: Home, day: date) -> Model | None:
    """Return the model that a published run names, with the multipliers kept beside it, or None.

    Its number alone is not enough: another registry, made after a loss, counts from 1 again.
    """
    manifest = manifest_of(home, day.isoformat()) or {}
    named = manifest.get("models", {}).get("champion", {})
    if not named.get("version"):
        return BUILT_IN_MODEL if named else None
    path = home.runs / day.isoformat() / WEIGHTS_FILE
    try:
        weights = Weights.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _logger.warning("%s cannot be read (%s): the registry says who was champion then.", path, error)
        return None
    if weights.sha256 != named.get("weights"):
        _logger.warning("%s is not what the run names: the registry says who was champion then.", path)
        return None
    trained = named.get("trained_as_of")
    return Model(
        version=int(named["version"]),
        weights=weights,
        trained_as_of=None if trained is None else date.fromisoformat(trained),
        evidence=str(manifest.get("model_version")).partition("+")[0],
    )


def _promoted_by(client: MlflowClient, day: date) -> Model:
    """Return the last model promoted by a day that learned from nothing later."""
    for one in reversed(_history(client)):
        if one.as_of <= day.isoformat():
            model = _readable(client, one.version)
            if model is not None and _knew_by(model, day):
                return model
    return BUILT_IN_MODEL


def _knew_by(model: Model, day: date) -> bool:
    return model.trained_as_of is None or model.trained_as_of <= day


def _readable(client: MlflowClient, number: int) -> Model | None:
    try:
        return version(client, number)
    except UserError as error:
        _logger.warning("%s It is passed over.", error.message)
        return None


def _versions(client: MlflowClient) -> list[Any]:
    found = client.search_model_versions(f"name = '{NAME}'", max_results=10_000)
    return sorted(found, key=lambda one: int(one.version))


def aliases(client: MlflowClient) -> dict[str, str]:
    """Return alias → version, as text."""
    found = client.search_registered_models(f"name = '{NAME}'")
    return dict(found[0].aliases) if found else {}


def _history(client: MlflowClient) -> list[Promotion]:
    """Return the moves of the champion alias, in order; one that a crash kept from being recorded is the last."""
    found = client.search_registered_models(f"name = '{NAME}'")
    if not found:
        return []
    moves = json.loads(found[0].tags.get("promotions", "[]"))
    history = [Promotion(int(number), str(as_of), str(because)) for number, as_of, because in moves]
    champion = int(aliases(client).get("champion", 0))
    if champion == (history[-1].version if history else 0):
        return history
    tags: Mapping[str, str] = next((one.tags for one in _versions(client) if int(one.version) == champion), {})
    as_of = tags.get("promoted_as_of") or (history[-1].as_of if history else tags.get("trained_as_of", ""))
    return [*history, Promotion(champion, as_of, tags.get("because", ""))]
