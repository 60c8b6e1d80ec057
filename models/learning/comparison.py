"""Champion against challenger on the same labelled affiliates: average precision, precision at k, log loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray

__all__ = ["Comparison", "Figures", "compare"]


RESAMPLES = 1_000
LARGEST_WEIGHT = 50.0
"""An audited affiliate stands for all that could have been drawn instead of it, but for no more than this: a single one
that turns out bad would otherwise decide alone."""


@dataclass(frozen=True)
class Figures:
    """How well one model ranks the labelled.

    Attributes:
        average_precision: Weighted by what each labelled affiliate stands for.
        precision_at_k: Share of fraud among the k ranked highest, k being the number labelled fraud; unweighted.
        log_loss: Mean, weighted.
    """

    average_precision: float
    precision_at_k: float
    log_loss: float


@dataclass(frozen=True)
class Comparison:
    """Two models on the same labels.

    Attributes:
        fraud: Labelled fraud.
        clean: Labelled clean.
        champion: Figures of the model in force.
        challenger: Figures of the one that may replace it.
        gain: Challenger's average precision less the champion's.
        gain_low: Lower end of the gain's 90 % interval, by paired bootstrap.
        gain_high: Upper end.
        better_share: Share of resamples in which the challenger is better; ties count half.
    """

    fraud: int
    clean: int
    champion: Figures
    challenger: Figures
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
    figures = [_figures(one, is_fraud, weight) for one in (champion, challenger)]
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
        champion=figures[0],
        challenger=figures[1],
        gain=figures[1].average_precision - figures[0].average_precision,
        gain_low=float(low),
        gain_high=float(high),
        better_share=float(np.mean(gains > 0) + np.mean(gains == 0) / 2),
    )


def average_precision(log_odds: FloatArray, is_fraud: BoolArray, weight: FloatArray) -> float:
    """Return the weighted average precision of a ranking."""
    from sklearn.metrics import average_precision_score  # slow to import

    return float(average_precision_score(is_fraud, log_odds, sample_weight=weight))


def _figures(log_odds: FloatArray, is_fraud: BoolArray, weight: FloatArray) -> Figures:
    count = int(is_fraud.sum())
    # Ties at the bar share its places, so that the order of rows does not matter.
    bar = np.sort(log_odds)[::-1][count - 1]
    above, at = log_odds > bar, log_odds == bar
    hits = is_fraud[above].sum() + is_fraud[at].mean() * (count - above.sum())
    loss = np.logaddexp(0, log_odds) - is_fraud * log_odds
    return Figures(
        average_precision(log_odds, is_fraud, weight),
        float(hits / count),
        float(np.average(loss, weights=weight)),
    )
