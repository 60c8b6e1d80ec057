"""Which fraud type is named."""

from __future__ import annotations

import numpy as np
import pytest

from features.definitions import catalogue
from models.judging.naming import best_fraud_types

LOUD, NOTHING = [0.0] * 4, [0.0] * 4


@pytest.mark.parametrize(
    ("points", "quiet", "named"),
    [
        ([3.0, 0.0, 0.0, 0.0], LOUD, "click_spam"),
        ([0.0, 3.0, 0.0, 0.0], LOUD, "cookie_stuffing"),
        ([0.4, 0.0, 0.0, 0.0], LOUD, ""),
        ([0.4, 0.0, 0.0, 9.0], LOUD, ""),
        ([1.4, 0.0, 2.0, 9.0], LOUD, "ring"),
        (NOTHING, LOUD, ""),
        # However loud one reason is, what should speak for its type and is quiet counts against it.
        ([0.0, 2.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], "cookie_stuffing"),
        ([9.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], "click_spam"),
        ([9.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], "cookie_stuffing"),
        (NOTHING, [1.0, 1.0, 0.0, 0.0], ""),
    ],
)
def test_fraud_type_is_the_best_supported_and_needs_support(
    points: list[float], quiet: list[float], named: str
) -> None:
    """Two features, a ring, and a detector that speaks for no type."""
    fraud_types = [("click_spam", "cookie_stuffing"), ("cookie_stuffing", "bot_clicks"), ("ring",), ()]
    assert list(best_fraud_types(np.array([points]), np.array([quiet]), fraud_types, np.ones(4))) == [named]


def test_a_type_whose_other_reasons_stay_quiet_gives_way() -> None:
    fraud_types = [("click_spam",), ("click_spam",), ("bot_clicks",)]
    points = np.array([[3.0, 0.0, 2.0], [3.0, 0.0, 2.0]])
    quiet = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert list(best_fraud_types(points, quiet, fraud_types, np.ones(3))) == ["click_spam", "bot_clicks"]


def test_orders_that_were_cancelled_in_time_are_not_named_after_refunds_that_came_too_late() -> None:
    """The type is one of orders refunded after the commission locks; the ratio counts those before, too."""
    features = catalogue()
    names = [feature.name for feature in features]
    points = np.zeros((2, len(features)))
    points[:, names.index("refund_ratio")] = 3.0
    points[0, names.index("cancellation_ratio")] = 1.0
    points[1, names.index("late_refund_ratio")] = 3.0
    weights = np.array([feature.weight for feature in features])
    types = [feature.fraud_types for feature in features]
    assert list(best_fraud_types(points, np.zeros_like(points), types, weights)) == ["fake_orders", "refund_abuse"]


def test_of_nobody_no_fraud_type_is_named() -> None:
    assert len(best_fraud_types(np.empty((0, 2)), np.empty((0, 2)), [("ring",), ()], np.ones(2))) == 0


def test_a_type_of_many_faint_reasons_is_not_held_back_by_their_number() -> None:
    """Ten features of weight 0.1 make less noise than one of weight 1, so their type needs no ten times the support."""
    fraud_types = [("cookie_stuffing", "click_spam"), ("click_spam",), *[("click_spam",)] * 10]
    weights = np.array([1.0, 0.35, *[0.1] * 10])
    points = np.array([[1.5, 1.4, *[0.0] * 10]])
    assert list(best_fraud_types(points, np.zeros_like(points), fraud_types, weights)) == ["click_spam"]


def test_the_best_type_with_enough_support_is_named_though_another_leads_with_less() -> None:
    """`bust_out` has the most support for its noise, but less than is needed to be named at all."""
    fraud_types = [("bust_out",), *[("ring",)] * 4]
    points, quiet = np.array([[0.9, 2.0, 0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0, 1.0, 0.0]])
    assert list(best_fraud_types(points, quiet, fraud_types, np.ones(5))) == ["ring"]
