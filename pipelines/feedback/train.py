"""Training: labels and published nights make a challenger, which is registered once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.days import date_of
from pipelines.errors import UsageProblem
from pipelines.feedback.gather import Labelled, labelled_nights, labels_as_of, latest_day, nights_until, refuse_far
from pipelines.feedback.registry import Model, register
from pipelines.lock import exclusive
from pipelines.runs.identity import MODEL_VERSION
from pipelines.runs.publish import finish_interrupted
from pipelines.settings.read import read_settings

if TYPE_CHECKING:
    from models.learning.challenger import Challenger
    from pipelines.home import Home

__all__ = ["Trained", "train_job"]

_METHOD = "additive-1"
"""Version of the way a challenger is fitted: another way on the same data is another model."""


@dataclass(frozen=True)
class Trained:
    """What training gave.

    Attributes:
        model: The challenger as registered.
        is_new: False when the same data had trained it before.
        as_of: The last day whose labels counted.
        fraud: Labels of fraud it learned from.
        clean: Labels of clean it learned from.
        nights: Published nights that those labels speak of.
        without_night: Labels that no published night precedes.
        log_loss_built_in: Mean log loss of left-out labels under the built-in weights.
        log_loss: The same under the chosen strength.
        strongest: (reason code, multiplier), the furthest from 1 first.
    """

    model: Model
    is_new: bool
    as_of: date
    fraud: int
    clean: int
    nights: int
    without_night: int
    log_loss_built_in: float
    log_loss: float
    strongest: tuple[tuple[str, float], ...]


def train_job(home: Home, as_of: date | None) -> Trained:
    """Train a challenger from the labels decided by a day and the nights published by then.

    Args:
        home: The home folder.
        as_of: The last day that counts; None for the day of the last night, or of a label at most 60 days after it.

    Raises:
        UsageProblem: The day lies far ahead, there are too few labels of a kind, or no night to learn from; says how
            to come by them.
    """
    import numpy as np

    from models.learning.challenger import fit_challenger

    settings, terms = read_settings(home.root)
    with exclusive(home, "train"):
        finish_interrupted(home)
        refuse_far(home, as_of)
        day = as_of or latest_day(home)
        labels = labels_as_of(home, settings, terms, day)
        labelled = labelled_nights(home, labels, nights_until(home, day))
        rows = labelled.rows
        is_fraud = rows["is_fraud"].to_numpy(dtype=np.bool_)
        _check_enough(int(is_fraud.sum()), int((~is_fraud).sum()), day, labelled.without_night)
        if not labelled.points.shape[1]:
            raise UsageProblem(
                f"None of the {len(rows)} labelled affiliates had a single reason with points on the night its label "
                "speaks of: there is nothing to weigh. Later nights, with more clicks and orders, will have some."
            )
        who = [str(one) for one in rows["affiliate_id"]]
        fitted = fit_challenger(labelled.points, is_fraud, who)
        model = _model(labelled, fitted)
        registered, is_new = register(
            home, model, _params(labelled, fitted), _metrics(labelled, fitted), list(labelled.points.columns)
        )
    multipliers = sorted(registered.weights.multipliers, key=lambda pair: (-abs(np.log(pair[1])), pair[0]))
    return Trained(
        model=registered,
        is_new=is_new,
        as_of=day,
        fraud=int(is_fraud.sum()),
        clean=int((~is_fraud).sum()),
        nights=len(labelled.nights),
        without_night=labelled.without_night,
        log_loss_built_in=fitted.log_loss[float("inf")],
        log_loss=fitted.log_loss[fitted.strength],
        strongest=tuple(multipliers[:8]),
    )


def _check_enough(fraud: int, clean: int, day: date, without_night: int) -> None:
    from models.learning.challenger import FEWEST_OF_EACH

    if min(fraud, clean) >= FEWEST_OF_EACH:
        return
    lost = f" {without_night} more speak of no published night." if without_night else ""
    raise UsageProblem(
        f"Too few labels decided up to {day} to learn from: {fraud} fraud and {clean} clean, and at least "
        f"{FEWEST_OF_EACH} of either are needed.{lost} Decide on flagged affiliates and on those that each night's "
        "audit.csv draws (the clean ones come from there), then load the decisions: `affguard load --labels FILE` "
        "(affiliate_id, outcome, decided_at)."
    )


def _model(labelled: Labelled, fitted: Challenger) -> Model:
    import numpy as np

    from models.learning.challenger import built_in_scale

    rows = labelled.rows
    total = labelled.points.to_numpy(dtype=np.float64).sum(axis=1)
    return Model(
        weights=fitted.weights,
        trained_as_of=date_of(int(rows["decided_us"].max()) // DAY_US),
        evidence=MODEL_VERSION,
        trained_on=_hash(labelled),
        learned_from=frozenset(str(one) for one in rows["affiliate_id"]),
        scale=fitted.scale,
        built_in_scale=built_in_scale(total, rows["is_fraud"].to_numpy(dtype=np.bool_)),
    )


def _hash(labelled: Labelled) -> str:
    """Hash labels, points and the way of fitting: all that a challenger is a function of."""
    digest = hashlib.sha256(f"{_METHOD}\n{MODEL_VERSION}\n".encode())
    digest.update(labelled.rows.to_csv(index=False).encode())
    digest.update("\n".join(labelled.points.columns).encode())
    digest.update(labelled.points.to_numpy(dtype="<f8").tobytes())
    return digest.hexdigest()


def _params(labelled: Labelled, fitted: Challenger) -> dict[str, str]:
    return {
        "method": _METHOD,
        "evidence": MODEL_VERSION,
        "strength": str(fitted.strength),
        "nights": " ".join(f"{night.day}:{night.run_id[:12]}" for night in labelled.nights),
        "labels_sha256": hashlib.sha256(labelled.rows.to_csv(index=False).encode()).hexdigest(),
        "points_sha256": hashlib.sha256(labelled.points.to_numpy(dtype="<f8").tobytes()).hexdigest(),
        "multipliers_that_changed": str(len(fitted.weights.multipliers)),
    }


def _metrics(labelled: Labelled, fitted: Challenger) -> dict[str, float]:
    bad = int(labelled.rows["is_fraud"].sum())
    return {
        "labels_fraud": float(bad),
        "labels_clean": float(len(labelled.rows) - bad),
        "labels_without_night": float(labelled.without_night),
        "log_loss_left_out": fitted.log_loss[fitted.strength],
        "log_loss_left_out_built_in": fitted.log_loss[float("inf")],
    }
