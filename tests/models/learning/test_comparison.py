"""Champion against challenger: a bootstrap that knows when it does not know."""

from __future__ import annotations

import numpy as np
import pytest

from models.learning.comparison import average_precision, compare
from pipelines.feedback.promote import SURE_SHARE


def test_a_model_against_itself() -> None:
    rng = np.random.default_rng(1)
    log_odds, is_fraud = rng.normal(size=40), np.arange(40) % 4 == 0
    same = compare(log_odds, log_odds, is_fraud, np.ones(40), seed=1)
    assert (same.gain, same.gain_low, same.gain_high, same.better_share) == (0, 0, 0, 0.5)
    assert same.champion == same.challenger


def test_a_better_model_is_better_with_enough_labels_only() -> None:
    rng = np.random.default_rng(2)

    def shares(count: int) -> float:
        is_fraud = np.arange(count) % 2 == 0
        noise = rng.normal(size=count)
        return compare(noise + is_fraud, noise + 1.6 * is_fraud, is_fraud, np.ones(count), seed=1).better_share

    assert shares(6) < SURE_SHARE
    assert shares(400) > 0.99


def test_an_audited_affiliate_stands_for_those_not_drawn() -> None:
    """One quiet fraud that stands for thirty others weighs as much as thirty."""
    is_fraud = np.array([True, False, True])
    log_odds = np.array([3.0, 2.0, 1.0])
    weighed = average_precision(log_odds, is_fraud, np.array([1.0, 1.0, 30.0]))
    repeated = average_precision(np.array([3.0, 2.0, *[1.0] * 30]), np.array([True, False, *[True] * 30]), np.ones(32))
    assert weighed == pytest.approx(repeated)
