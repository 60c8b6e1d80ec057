"""Simulated programmes with a known truth, drawn independently of the code under test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from features.catalogue import Family, Feature, Kind
from features.matrix import FeatureMatrix

FAMILIES: tuple[Family, ...] = ("volume", "click_to_order", "address", "source", "outcome", "customer", "geography")
TYPES = ("click_spam", "cookie_stuffing", "bot_clicks", "click_hijack", "refund_abuse", "fake_orders", "geo_mismatch")


def make_feature(name: str, position: int, kind: Kind = "rate", minimum_support: int = 5) -> Feature:
    """A feature whose family and fraud type go by its position."""
    group = position % len(FAMILIES)
    return Feature(
        name=name,
        family=FAMILIES[group],
        kind=kind,
        title=name.replace("_", " ").capitalize(),
        description="",
        unit="ratio",
        fraud_types=(TYPES[group], TYPES[(group + 1) % len(TYPES)]),
        why="",
        innocent="",
        clears="",
        minimum_support=minimum_support,
        needs=(),
        sentence="{value}",
    )


def matrix_of(
    features: tuple[Feature, ...],
    values: np.ndarray,
    events: np.ndarray,
    support: np.ndarray,
    method: list[str] | None = None,
) -> FeatureMatrix:
    """Arrays as a matrix of affiliates a0000, a0001, …"""
    index = pd.Index([f"a{number:04d}" for number in range(len(values))], name="affiliate_id")
    names = [feature.name for feature in features]
    entities = pd.DataFrame(
        {"clicks": 100, "orders": 10, "promo_method": method or np.full(len(values), None), "main_offer": None},
        index=index,
    )
    return FeatureMatrix(
        features=features,
        values=pd.DataFrame(values, index=index, columns=names, dtype=float),
        events=pd.DataFrame(events, index=index, columns=names, dtype=float),
        support=pd.DataFrame(support, index=index, columns=names, dtype=float),
        entities=entities,
    )


def simulate(
    seed: int, count: int = 150, fraud_share: float = 0.0, rates: int = 18, levels: int = 6
) -> tuple[FeatureMatrix, np.ndarray]:
    """An overdispersed programme with heavy-tailed volumes; each fraud stands out in the features of one type.

    Returns:
        The matrix and who is fraud.
    """
    rng = np.random.default_rng(seed)
    features = tuple(
        make_feature(f"feature_{position}", position, "rate" if position < rates else "level")
        for position in range(rates + levels)
    )
    fraud = np.zeros(count, dtype=bool)
    fraud[: round(count * fraud_share)] = True
    kind = rng.integers(0, len(FAMILIES), count)
    volume = np.ceil(np.exp(rng.normal(5, 1.3, count)))
    volume[fraud] = np.maximum(volume[fraud], 60)
    shape = (count, rates + levels)
    values, events, support = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
    for position in range(rates + levels):
        struck = fraud & (kind == position % len(FAMILIES))
        trials = np.maximum(1, np.floor(volume * rng.choice([1.0, 0.3, 0.1])))
        support[:, position] = trials
        if position < rates:
            mean, spread = rng.uniform(0.01, 0.5), rng.uniform(0.005, 0.05)
            size = 1 / spread - 1
            chance = rng.beta(mean * size, (1 - mean) * size, count)
            chance = np.where(struck, np.minimum(0.97, chance + 0.45), chance)
            events[:, position] = rng.binomial(trials.astype(int), chance)
            values[:, position] = events[:, position] / trials
        else:
            scatter = np.sqrt(0.5**2 + 3.0 / trials)
            values[:, position] = 10 + rng.normal(0, 1, count) * scatter + np.where(struck, 8 * scatter, 0)
    return matrix_of(features, values, events, support), fraud
