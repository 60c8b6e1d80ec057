"""The feature matrix: entities by features, small, the only thing that leaves the engine."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from features.catalogue import Feature

__all__ = ["FeatureMatrix"]


@dataclass(frozen=True)
class FeatureMatrix:
    """What was measured for each entity, with its support.

    All frames share one sorted index (`affiliate_id`, or `affiliate_id` and `sub_id`).

    Attributes:
        features: The features that were measured, in catalogue order; the columns of the three frames.
        values: The measured value, float; NaN where an entity has no support.
        events: For rates the number of events, else NaN.
        support: Trials or observations behind the value; 0 where there are none.
        entities: What is known of each entity: `clicks`, `orders` (counts in the windows), `promo_method`,
            `main_offer` (text, may be missing).
        not_available: Feature name → the absent columns that would have fed it. Such a feature has no
            column here: absent is never zero.
    """

    features: tuple[Feature, ...]
    values: pd.DataFrame
    events: pd.DataFrame
    support: pd.DataFrame
    entities: pd.DataFrame
    not_available: dict[str, tuple[str, ...]] = field(default_factory=dict)
