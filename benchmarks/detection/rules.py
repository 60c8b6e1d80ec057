"""A threshold rule set as vendors and guides publish it: the number of rules hit, no peers, no statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from features.matrix import FeatureMatrix

__all__ = ["RULES", "Rule", "rule_scores"]


@dataclass(frozen=True)
class Rule:
    """One published rule.

    Attributes:
        feature: What is compared.
        above: It hits above this.
        least: Least number of clicks or orders behind the value.
        source: Who says so.
    """

    feature: str
    above: float
    least: int
    source: str


RULES: tuple[Rule, ...] = (
    Rule("within_minute_order_ratio", 0.60, 2, "24metrics presets (Affise): 60 % of conversions within a minute, CPA"),
    Rule("late_order_ratio", 0.30, 2, "Everflow: more than 30 % of conversions after 24 hours"),
    Rule("barren_click_ratio", 0.99, 100, "24metrics: conversion below 1 %, at least 100 clicks"),
    Rule("conversion_ratio", 0.50, 100, "Swift Digital: conversion above 50 %; least clicks of 24metrics"),
    Rule("duplicate_address_order_ratio", 0.0, 1, "24metrics: an address orders the same offer again within 24 hours"),
    Rule("outdated_browser_click_ratio", 0.70, 100, "24metrics: 70 % old systems or browsers, CPA"),
    Rule("repeated_click_ratio", 0.20, 100, "a click-spam defender: 20 % of clicks repeated too fast"),
    Rule("declared_bot_click_ratio", 0.0, 100, "impact.com: spiders and bots, critical"),
    Rule("cancellation_ratio", 0.80, 12, "24metrics: 80 % of conversions rejected"),
    Rule("refund_ratio", 0.50, 10, "Voyage: more than 50 % of referred orders refunded"),
    Rule("chargeback_ratio", 0.03, 10, "affiliate-fraud-detection skill: more than 3 % charged back"),
    Rule("own_address_order_ratio", 0.0, 1, "Dub, PartnerStack: an order of the partner's own"),
    Rule("shared_payout_account_ratio", 0.0, 1, "Dub: a payout account of another partner"),
    Rule("paid_click_mark_ratio", 0.20, 100, "Dub: paid-click parameters on the landing page; the defender's 20 %"),
    Rule("clickless_coupon_order_ratio", 0.0, 1, "CouponLeak Guard: a coupon used without a click"),
)
"""Rules with published thresholds that the features can express; what a source calls "any" is above zero."""


def rule_scores(matrix: FeatureMatrix) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the share of rules that each entity hits, and whether it hits any.

    TUNE scores a partner by its share of criteria hit. Ties are broken by how near the others are to being hit.
    """
    hits, nearness = pd.DataFrame(index=matrix.values.index), pd.DataFrame(index=matrix.values.index)
    for rule in RULES:
        if rule.feature in matrix.values:
            value = matrix.values[rule.feature].where(matrix.support[rule.feature] >= rule.least).fillna(0.0)
            hits[rule.feature] = (value > rule.above).astype("float64")
            nearness[rule.feature] = (value / rule.above).clip(upper=1.0) if rule.above else hits[rule.feature]
    share = hits.sum(axis="columns").to_numpy(dtype=np.float64) / len(RULES)
    near = nearness.sum(axis="columns").to_numpy(dtype=np.float64) / len(RULES)
    return share + near / (2 * len(RULES)), share > 0
