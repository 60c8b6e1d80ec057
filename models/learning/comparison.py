"""Champion against challenger on the same labelled affiliates: average precision, and how sure its gain is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray

__all__ = ["Comparison", "compare"]


RESAMPLES = 1_000
LARGEST_WEIGHT = 50.0
"""An audited affiliate stands for all that could have been drawn instead of it, but for no more than this: a single one
that turns out bad would otherwise decide alone."""


@dataclass(frozen=True)
class Comparison:
    """Two models on the same labels.

    Attributes:
        fraud: Labelled fraud.
        clean: Labelled clean.
        champion: Average precision of the model in force, weighted by what each labelled affiliate stands for.
        challenger: That of the one that may replace it.
        gain: Challenger's less the champion's.
        gain_low: Lower end of the gain's 90 % interval, by paired bootstrap.
        gain_high: Upper end.
        better_share: Share of resamples in which the challenger is better; ties count half.
    """

    fraud: int
    clean: int
    champion: float
    challenger: float
    gain: float
    gain_low: float
    gain_high: float
    better_share: float


def compare(
    champion: FloatArray, challenger: FloatArray, is_fraud: BoolArray, weight: FloatArray, seed: int
) -> Comparison:
    """Compare two models' log-odds on labelled affiliates; both kinds of label must occur.

    Args:
        champion: Log-odds by the model in force.
        challenger: Log-odds by the other.
        is_fraud: The labels.
        weight: How many affiliates each stands for, at least 1.
        seed: Of the resamples. Fraud and clean are resampled apart, so that every resample has both.
    """
    weight = np.minimum(weight, LARGEST_WEIGHT)
    precisions = [average_precision(one, is_fraud, weight) for one in (champion, challenger)]
    rng = np.random.Generator(np.random.PCG64(seed))
    bad, good = np.flatnonzero(is_fraud), np.flatnonzero(~is_fraud)
    gains = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        drawn = np.concatenate([rng.choice(bad, len(bad)), rng.choice(good, len(good))])
        own = is_fraud[drawn], weight[drawn]
        gains[number] = average_precision(challenger[drawn], *own) - average_precision(champion[drawn], *own)
    low, high = np.quantile(gains, [0.05, 0.95])
    return Comparison(
        fraud=len(bad),
        clean=len(good),
        champion=precisions[0],
        challenger=precisions[1],
        gain=precisions[1] - precisions[0],
        gain_low=float(low),
        gain_high=float(high),
        better_share=float(np.mean(gains > 0) + np.mean(gains == 0) / 2),
    )


def average_precision(log_odds: FloatArray, is_fraud: BoolArray, weight: FloatArray) -> float:
    """Return the weighted average precision of a ranking."""
    from sklearn.metrics import average_precision_score  # slow to import

    return float(average_precision_score(is_fraud, log_odds, sample_weight=weight))
