"""Counts of honest look-alikes, drawn from every entity's fitted beta-binomial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, IntArray
from models.nulls.beta_binomial import EXACT_EVENTS, TAIL_FLOOR, leading_probabilities

__all__ = ["RateNull"]


@dataclass(frozen=True)
class RateNull:
    """Draws counts of honest look-alikes: every entity's fitted beta-binomial at its own support.

    Attributes:
        support: Trials of each entity that speaks, 0 where it is silent.
        mean: Fitted mean of each.
        overdispersion: Fitted overdispersion of each.
        judged_mean: Mean that each is judged against: honest counts are drawn from the best estimate, and judged with
            the same caution as the observed ones.
        judged_overdispersion: The same for the spread.
    """

    support: FloatArray
    mean: FloatArray
    overdispersion: FloatArray
    judged_mean: FloatArray
    judged_overdispersion: FloatArray

    def redraw(self, entities: IntArray, rows: IntArray, uniform: FloatArray) -> FloatArray:
        """Return the tails of redrawn counts.

        A count is the `uniform` quantile of its distribution. Where it has more than `EXACT_EVENTS` events, its tail
        is uniform itself and taken without the detour.

        Args:
            entities: Positions of the entities of this block, all with support.
            rows: For each draw the position in `entities`, not decreasing.
            uniform: For each draw a number in (0, 1); larger means more events.
        """
        n, mean = self.support[entities], self.mean[entities]
        flipped = mean > 0.5
        width = int(min(n.max(), EXACT_EVENTS))
        pmf = leading_probabilities(n, np.where(flipped, 1 - mean, mean), self.overdispersion[entities], width)
        cumulative = np.minimum(np.cumsum(pmf, axis=1), 1.0)
        cumulative[np.arange(width + 1)[None, :] >= n[:, None]] = 1.0
        middle = self._judged_middle(entities, cumulative - pmf / 2)
        turned = flipped[rows]
        quantile = np.where(turned, 1 - uniform, uniform)
        shelf = (cumulative + np.arange(len(entities))[:, None]).ravel()
        count = np.searchsorted(shelf, quantile + rows, side="right") - rows * (width + 1)
        listed = (count >= 0) & (count <= width) & (count <= n[rows])
        position = np.where(listed, middle[rows, np.clip(count, 0, width)], quantile)
        return np.clip(np.where(turned, position, 1 - position), TAIL_FLOOR, 1)

    def _judged_middle(self, entities: IntArray, middle: FloatArray) -> FloatArray:
        """Return P(K < k) + ½ P(K = k) as rows, k = 0, 1 …, of what entities are judged against, given the fitted."""
        mean, spread = self.judged_mean[entities], self.judged_overdispersion[entities]
        differs = (mean != self.mean[entities]) | (spread != self.overdispersion[entities])
        if differs.any():
            nearer = np.where(self.mean[entities] > 0.5, 1 - mean, mean)
            pmf = leading_probabilities(
                self.support[entities][differs], nearer[differs], spread[differs], middle.shape[1] - 1
            )
            middle[differs] = np.minimum(np.cumsum(pmf, axis=1), 1.0) - pmf / 2
        return middle
