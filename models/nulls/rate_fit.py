"""A fitted rate: the mean and the spread that each entity is drawn from, and those that it is judged against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from models.arrays import FloatArray, IntArray

__all__ = ["Counts", "RateFit", "moved", "overdispersion_of"]


SMALLEST_OVERDISPERSION = 1e-4
LARGEST_OVERDISPERSION = 0.6
LEAST_SHAPE = 0.1
"""The beta distribution's smaller shape parameter stays above this; below it "most never, some always" fits all."""


@dataclass(frozen=True)
class RateFit:
    """A fitted programme.

    Attributes:
        programme_mean: Mean rate of the whole programme.
        group_means: Mean rate of each peer group, shrunk to the programme's.
        programme_logit_variance: Spread between all entities about the programme's mean, on the logit scale.
        group_logit_variance: Spread between members about their own group's mean, pooled over groups.
        least_mean: No entity is judged against a smaller mean (nor a larger one than 1 − this): `rates.RARE_EVENTS`
            out of all the trials that tell, which n trials of one entity are only as far as events do not come in
            bunches.
        least_overdispersion: No entity is judged against a smaller spread: `rates.RARE_OVERDISPERSION` where no event
            was seen, fading as events accumulate.

    Both spreads are widened for the fit's own error. On the logit scale groups of different mean are about equally
    wide; the overdispersion is the logit variance times mean · (1 − mean). The two least values carry what a fit
    without events cannot know: the first few events of a kind are weak evidence, many of them in one place are strong.
    """

    programme_mean: float
    group_means: FloatArray
    programme_logit_variance: float
    group_logit_variance: float
    least_mean: float
    least_overdispersion: float

    @property
    def programme_overdispersion(self) -> float:
        """Overdispersion of the whole programme."""
        return float(overdispersion_of(self.programme_logit_variance, np.array([self.programme_mean]))[0])

    def entity_means(self, groups: IntArray, shift: FloatArray | None = None) -> FloatArray:
        """Return the best estimate of each entity's mean.

        Args:
            groups: Code of each entity's peer group, −1 for the programme.
            shift: What its offers add on the logit scale; None for nothing.
        """
        return moved(np.append(self.group_means, self.programme_mean)[groups], shift)

    def entity_overdispersions(self, groups: IntArray, shift: FloatArray | None = None) -> FloatArray:
        """Return the best estimate of each entity's spread."""
        variance = np.where(groups < 0, self.programme_logit_variance, self.group_logit_variance)
        return overdispersion_of(variance, self.entity_means(groups, shift))

    def judged_means(self, groups: IntArray, shift: FloatArray | None = None) -> FloatArray:
        """Return the mean that each entity is judged against: the best estimate, within what the fit can know."""
        means = self.entity_means(groups, shift)
        return np.asarray(np.clip(means, self.least_mean, 1 - self.least_mean), dtype=np.float64)

    def judged_overdispersions(self, groups: IntArray, shift: FloatArray | None = None) -> FloatArray:
        """Return the spread that each entity is judged against."""
        variance = np.where(groups < 0, self.programme_logit_variance, self.group_logit_variance)
        spread = overdispersion_of(variance, self.judged_means(groups, shift))
        return np.asarray(np.maximum(spread, self.least_overdispersion), dtype=np.float64)


@dataclass(frozen=True)
class Counts:
    """Counts of one feature, of the entities with enough support.

    Attributes:
        events: Counts.
        support: Their trials, at least 1.
        groups: Code of each entity's peer group, −1 for none.
        shift: What each entity's offers add to its mean on the logit scale (`models.nulls.offer_mix`); None for
            nothing.
    """

    events: FloatArray
    support: FloatArray
    groups: IntArray
    shift: FloatArray | None = None


def overdispersion_of(logit_variance: FloatArray | float, mean: FloatArray) -> FloatArray:
    """Return the overdispersion of a logit variance (delta method), within what the mean allows (`LEAST_SHAPE`)."""
    rarer = np.minimum(mean, 1 - mean)
    largest = np.minimum(LARGEST_OVERDISPERSION, rarer / (rarer + LEAST_SHAPE))
    wanted = logit_variance * mean * (1 - mean)
    spread: FloatArray = np.clip(wanted, SMALLEST_OVERDISPERSION, np.maximum(largest, SMALLEST_OVERDISPERSION))
    return spread


def moved(mean: FloatArray, shift: FloatArray | None) -> FloatArray:
    """Return means moved on the logit scale."""
    return mean if shift is None else np.asarray(special.expit(special.logit(mean) + shift), dtype=np.float64)
