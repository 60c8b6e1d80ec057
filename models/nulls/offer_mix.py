"""Offer mix: what each entity's own offers would give with anybody, so that an offer's nature is nobody's fault.

Fashion comes back, trials end, leads are turned down and some offers are bought in seconds, whoever sends the customer.
What an offer adds to a rate is learned from its other partners, beyond what their peer groups explain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from features.matrix import FeatureMatrix
from models.arrays import FloatArray, IntArray
from models.nulls.rate_fit import RateFit, moved

__all__ = ["OfferMix", "offer_mix"]


FEWEST_OTHERS = 4
"""An offer with fewer other partners shifts nobody: two accounts of one owner are no standard for each other."""
LARGEST_SHIFT = 1.5
"""Most that an offer of the fewest other partners adds or takes on the logit scale (4.5 times the odds): more would
excuse anything. What more partners show may be as much more as their mean is surer: by the root of their number."""
LEAST_INFORMATION = 1.0
"""Discounted trials × m (1 − m) below which an offer has no say in how far offers differ."""
DIGITS = 9
"""Shifts are rounded, so that the last bits of a sum decide nothing."""
_TINY = 1e-9


@dataclass(frozen=True)
class OfferMix:
    """Measurements by entity and offer.

    Attributes:
        by_offer: Features of each (entity, offer).
        rows: Its rows that count, by entity and offer: sums do not depend on the order in which they come.
        entity: For each of these rows the position of the entity.
        offer: For each of these rows the number of the offer.
    """

    by_offer: FeatureMatrix
    rows: IntArray
    entity: IntArray
    offer: IntArray

    def shift(self, name: str, support: FloatArray, groups: IntArray, fit: RateFit) -> FloatArray | None:
        """Return what each entity's offers add to its mean of one rate, on the logit scale; None where they do not.

        An offer's shift is the logit of its rate less that of what its partners' peer groups would give. The entity
        itself is left out, any other counts for no more than its overdispersion lets it, and the shift is believed as
        far as offers differ by more than chance (random effects after DerSimonian & Laird 1986).

        Args:
            name: The feature.
            support: Each entity's support, of all offers and of none.
            groups: Code of each entity's peer group.
            fit: The fit without offers.
        """
        trials, events = (
            np.nan_to_num(frame[name].to_numpy(dtype=np.float64)[self.rows])
            for frame in (self.by_offer.support, self.by_offer.events)
        )
        mean = np.clip(fit.entity_means(groups), _TINY, 1 - _TINY)[self.entity]
        weight = trials / (1 + np.maximum(trials - 1, 0) * fit.entity_overdispersions(groups)[self.entity])
        rate = np.clip(events, 0, trials) / np.maximum(trials, 1)
        cells: FloatArray = np.stack(
            [weight * rate, weight, weight * mean, weight * mean * (1 - mean), (trials > 0) * 1.0]
        )
        offers: FloatArray = np.stack([np.bincount(self.offer, weights=row) for row in cells])
        common, between = _random_effects(_differences(offers), offers[3])
        if between == 0:
            return None
        others = np.maximum(offers[:, self.offer] - cells, 0.0)
        believed = np.where(others[4] >= FEWEST_OTHERS, between / (between + 1 / np.maximum(others[3], _TINY)), 0.0)
        largest = LARGEST_SHIFT * np.sqrt(np.maximum(others[4] / FEWEST_OTHERS, 1.0))
        by_cell = np.clip(believed * (_differences(others) - common), -largest, largest)
        expected = np.bincount(self.entity, weights=trials * (moved(mean, by_cell) - mean), minlength=len(groups))
        covered = np.bincount(self.entity, weights=trials, minlength=len(groups))
        own = np.clip(fit.entity_means(groups), _TINY, 1 - _TINY)
        mixed = np.clip(own + expected / np.maximum(np.maximum(covered, support), 1), _TINY, 1 - _TINY)
        return np.asarray(np.round(special.logit(mixed) - special.logit(own), DIGITS), dtype=np.float64)


def offer_mix(index: pd.Index, by_offer: FeatureMatrix) -> OfferMix:
    """Return the mix of the entities of an index.

    Args:
        index: Affiliates.
        by_offer: Features of each (affiliate, offer), of some of them or of more.
    """
    affiliate, offer = (by_offer.values.index.get_level_values(level) for level in (0, 1))
    entity, number = index.get_indexer(affiliate).astype(np.int64), pd.factorize(offer, sort=True)[0].astype(np.int64)
    rows = np.flatnonzero((entity >= 0) & (number >= 0))
    rows = rows[np.lexsort((number[rows], entity[rows]))]
    return OfferMix(by_offer, rows, entity[rows], number[rows])


def _differences(sums: FloatArray) -> FloatArray:
    """Return by how much rates exceed what is expected, on the logit scale; half a trial is added as expected."""
    events, trials, expected = sums[:3]
    mean = np.clip(expected / np.maximum(trials, _TINY), _TINY, 1 - _TINY)
    rate = np.clip((events + mean / 2) / (trials + 0.5), _TINY, 1 - _TINY)
    return np.asarray(special.logit(rate) - special.logit(mean), dtype=np.float64)


def _random_effects(difference: FloatArray, information: FloatArray) -> tuple[float, float]:
    """Return what the offers that tell enough have in common, and the variance between them beyond chance."""
    telling = information > LEAST_INFORMATION
    own, weight = difference[telling], information[telling]
    if len(own) < 3:
        return 0.0, 0.0
    common = float((weight * own).sum() / weight.sum())
    excess = float((weight * (own - common) ** 2).sum()) - (len(own) - 1)
    return common, max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))
