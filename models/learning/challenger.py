"""The challenger: multipliers of reason points learned from labels, held close to the built-in ones.

A logistic regression of the label on Σ multiplier × points. The prior is centred on the built-in judgement: every
multiplier at 1. Reasons of one kind (a family of features, a fraud type) move together first and apart second, so that
a few dozen labels reach features that few labelled affiliates have points in.

Which affiliates get labels depends on the score, which is a sum of the very points that the regression is given: such a
choice does not bias its likelihood (missing at random, Rubin 1976, Biometrika 63), so rows are not reweighted here. It
does leave nothing to learn from among the quiet, which is what the random audit is for. A comparison of two models is
another matter: see `models.learning.comparison`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from features.definitions import catalogue
from models.arrays import BoolArray, FloatArray
from models.judging.weights import Weights

__all__ = ["FEWEST_OF_EACH", "Challenger", "Scale", "built_in_scale", "fit_challenger", "groups_of"]


FEWEST_OF_EACH = 5
"""Labels of either kind without which nothing is learned: a fold each."""
STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Ridges that cross-validation chooses among: a multiplier strays from 1 by about 1, 0.6, 0.3, 0.2 or 0.1, and by as
much again with each of its groups."""
LEAST, MOST = 0.05, 20.0
"""Nothing is silenced altogether: what a night's reasons do not show, later labels could not bring back."""
FOLDS = 5
_ITERATIONS = 5_000


@dataclass(frozen=True)
class Scale:
    """Turns a sum of points into the log-odds that a labelled affiliate is fraud: intercept + slope × sum."""

    intercept: float
    slope: float

    def log_odds(self, total: FloatArray) -> FloatArray:
        """Return the log-odds of sums of points."""
        return self.intercept + self.slope * total


@dataclass(frozen=True)
class Challenger:
    """What labels taught.

    Attributes:
        weights: Multipliers of the built-in points.
        scale: What sums under these weights mean among the labelled.
        strength: The ridge that was chosen; infinite when the built-in weights predicted best.
        log_loss: Strength → mean log loss of labels that were left out of the fit, infinity being the built-in weights.
    """

    weights: Weights
    scale: Scale
    strength: float
    log_loss: dict[float, float]


def fit_challenger(points: pd.DataFrame, is_fraud: BoolArray, who: Sequence[str]) -> Challenger:
    """Learn multipliers from labels.

    The result does not depend on the order of rows or columns.

    Args:
        points: Labels × reason codes, the built-in points of the labelled affiliate on the night its label applies to;
            0 where a reason had none.
        is_fraud: The labels, at least `FEWEST_OF_EACH` of either kind.
        who: The labelled affiliates; labels of one affiliate stay together in cross-validation.

    Raises:
        ValueError: Too few labels of a kind.
    """
    from threadpoolctl import threadpool_limits

    if min(int(is_fraud.sum()), int((~is_fraud).sum())) < FEWEST_OF_EACH:
        raise ValueError(f"at least {FEWEST_OF_EACH} labels of either kind are needed")
    order = np.lexsort((*points[sorted(points.columns)].to_numpy().T[::-1], is_fraud, np.array(who, dtype=str)))
    points, is_fraud = points.iloc[order], is_fraud[order]
    codes = sorted(str(code) for code in points.columns if (points[code] > 0).any())
    given, truth = points[codes].to_numpy(dtype=np.float64), is_fraud.astype(np.float64)
    groups = groups_of(codes)
    folds = _folds([who[place] for place in order], is_fraud)
    with threadpool_limits(1):  # matrices this small are faster so, and their sums have one order
        losses = {ridge: _left_out_loss(given, truth, groups, folds, ridge) for ridge in (np.inf, *STRENGTHS)}
        strength = min(losses, key=lambda one: (losses[one], -one))
        multipliers, scale = _fit(given, truth, groups, strength)
    return Challenger(Weights.of(dict(zip(codes, multipliers.tolist(), strict=True))), scale, strength, losses)


def built_in_scale(total: FloatArray, is_fraud: BoolArray) -> Scale:
    """Return what sums of points mean among the labelled, as a logistic regression on the sum alone.

    The slope has a normal prior around 1, at which the sum would be log-odds as it stands.
    """
    truth = is_fraud.astype(np.float64)

    def objective(at: FloatArray) -> tuple[float, FloatArray]:
        z = at[0] + at[1] * total
        residual = special.expit(z) - truth
        loss = float(np.sum(np.logaddexp(0, z) - truth * z)) + 0.5 * (at[1] - 1) ** 2
        return loss, np.array([residual.sum(), residual @ total + at[1] - 1])

    intercept, slope = _minimised(objective, np.array([0.0, 0.5]), [(None, None), (LEAST, None)])
    return Scale(float(intercept), float(slope))


def groups_of(codes: Sequence[str]) -> FloatArray:
    """Return codes × groups, 1 where a reason belongs to a group: its family, and the type it speaks for first.

    What the catalogue does not know (detectors, reasons of a later kind) is grouped by the first word of its code.
    """
    known = {feature.name: feature for feature in catalogue()}
    names = [
        (f"family {known[code].family}", f"type {known[code].fraud_types[0]}")
        if code in known
        else (f"kind {code.partition('_')[0]}",)
        for code in codes
    ]
    groups = sorted({name for own in names for name in own})
    return np.array([[float(group in own) for group in groups] for own in names]).reshape(len(codes), len(groups))


def _fit(points: FloatArray, truth: FloatArray, groups: FloatArray, strength: float) -> tuple[FloatArray, Scale]:
    """Return multipliers and scale: a convex problem, whose one minimum does not depend on where the search starts.

    Multipliers are normal around 1 with covariance (identity + groups groups') / strength: each strays by itself, and
    with every group it belongs to. The slope is that of the built-in sum: what one point is worth among these labels.
    """
    scale = built_in_scale(points.sum(axis=1), truth > 0)
    codes = len(groups)
    if np.isinf(strength):
        return np.ones(codes), scale
    precision = strength * np.linalg.inv(np.eye(codes) + np.einsum("cg,dg->cd", groups, groups))
    worth = scale.slope * points

    def objective(at: FloatArray) -> tuple[float, FloatArray]:
        z = at[0] + np.einsum("nc,c->n", worth, at[1:])
        residual, stray = special.expit(z) - truth, at[1:] - 1
        pull = np.einsum("cd,d->c", precision, stray)
        loss = float(np.sum(np.logaddexp(0, z) - truth * z) + 0.5 * np.sum(stray * pull))
        return loss, np.concatenate([[residual.sum()], np.einsum("nc,n->c", worth, residual) + pull])

    start = np.concatenate([[scale.intercept], np.ones(codes)])
    bounds: list[tuple[float | None, float | None]] = [(None, None), *[(LEAST, MOST)] * codes]
    found = _minimised(objective, start, bounds)
    return found[1:], Scale(float(found[0]), scale.slope)


def _minimised(objective: object, start: FloatArray, bounds: list[tuple[float | None, float | None]]) -> FloatArray:
    from scipy.optimize import minimize  # slow to import

    options = {"maxiter": _ITERATIONS, "maxfun": 2 * _ITERATIONS, "ftol": 1e-11, "gtol": 1e-6}
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)  # type: ignore[call-overload]
    return np.asarray(found.x, dtype=np.float64)


def _left_out_loss(points: FloatArray, truth: FloatArray, groups: FloatArray, folds: FloatArray, ridge: float) -> float:
    """Return the mean log loss of labels under models fitted without them."""
    total = 0.0
    for fold in range(FOLDS):
        out = folds == fold
        multipliers, scale = _fit(points[~out], truth[~out], groups, ridge)
        z = scale.log_odds(np.einsum("nc,c->n", points[out], multipliers))
        total += float(np.sum(np.logaddexp(0, z) - truth[out] * z))
    return total / len(truth)


def _folds(who: Sequence[str], is_fraud: BoolArray) -> FloatArray:
    """Deal affiliates out to folds, those ever labelled fraud and the others each in the order of a hash."""
    fraud = {name for name, bad in zip(who, is_fraud, strict=True) if bad}
    dealt = sorted(set(who), key=lambda name: (name not in fraud, hashlib.sha256(name.encode()).hexdigest()))
    fold_of = {name: place % FOLDS for place, name in enumerate(dealt)}
    return np.array([fold_of[name] for name in who], dtype=np.float64)
