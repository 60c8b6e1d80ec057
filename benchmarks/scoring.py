"""Scoring alone: a generated feature matrix of any number of affiliates is judged."""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np
import pandas as pd

from features.catalogue import Feature
from features.definitions import catalogue
from features.matrix import FeatureMatrix
from models.judging.judge import judge
from models.judging.judgement import JudgementSettings

__all__ = ["generated_matrix"]

SEED = 20_260_101
METHODS = ("content", "coupon", "cashback", "email", "search", "social")
ODD_SHARE = 0.02
"""Share of affiliates whose rates are higher than everybody's."""


def generated_matrix(affiliates: int) -> FeatureMatrix:
    """Return every feature of the catalogue for a number of affiliates: long-tailed supports, rates that differ."""
    random = np.random.default_rng(SEED)
    index = pd.Index([f"affiliate-{number:06}" for number in range(affiliates)], name="affiliate_id")
    clicks = np.floor(np.exp(random.normal(5, 2, affiliates))).astype("int64") + 1
    orders = random.binomial(clicks, 0.02)
    is_odd = random.random(affiliates) < ODD_SHARE
    parts = {feature.name: _measured(feature, random, clicks, orders, is_odd) for feature in catalogue()}
    values, events, support = (
        pd.DataFrame({name: part[place] for name, part in parts.items()}, index=index) for place in range(3)
    )
    entities = pd.DataFrame(
        {
            "clicks": clicks,
            "orders": orders,
            "promo_method": random.choice(METHODS, affiliates),
            "main_offer": [f"offer-{number}" for number in random.integers(0, 40, affiliates)],
        },
        index=index,
    )
    return FeatureMatrix(catalogue(), values, events, support, entities)


def _measured(
    feature: Feature,
    random: np.random.Generator,
    clicks: np.ndarray[tuple[int], np.dtype[np.int64]],
    orders: np.ndarray[tuple[int], np.dtype[np.int64]],
    is_odd: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[object, object, object]:
    """Return value, events and support of one feature."""
    support = orders if any(need.startswith("orders.") for need in feature.needs) else clicks
    share = random.beta(2, 30, len(support)) + 0.2 * (is_odd & (random.random(len(support)) < 0.2))
    if feature.kind == "rate":
        events = random.binomial(support, share)
        value = np.divide(events, support, out=np.full(len(support), np.nan), where=support > 0)
        return value, events.astype("float64"), support.astype("float64")
    spread = np.abs(share + random.normal(0, 0.3, len(support)) / np.sqrt(np.maximum(support, 1)))
    return np.where(support > 0, spread, np.nan), np.full(len(support), np.nan), support.astype("float64")


def main() -> None:
    """Judge as the command line asks, and print the seconds of the judgement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--affiliates", type=int, required=True)
    asked = parser.parse_args()
    matrix = generated_matrix(asked.affiliates)
    started = time.perf_counter()
    judge(matrix, JudgementSettings())
    json.dump({"seconds": time.perf_counter() - started}, sys.stdout)


if __name__ == "__main__":
    main()
