"""Rates: beta-binomial tails, and a fit of their spread that fraud at the top can't stretch.

An entity's events K out of n trials follow a beta-binomial with `mean` m and `overdispersion` r (intra-class
correlation): Var(K/n) = m (1 − m) (1 + (n − 1) r) / n. Honest entities differ, so r is estimated from the peers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import special

from models.arrays import BoolArray, FloatArray, IntArray
from models.nulls.beta_binomial import beta_binomial_interval, rate_tail
from models.nulls.pooling import pool
from models.nulls.rate_fit import Counts, RateFit, moved, overdispersion_of
from models.nulls.roots import roots_of_increasing

__all__ = ["WIDENING", "Counts", "RateFit", "fit_rates", "fit_rates_together"]


FIT_EXACT_EVENTS = 20
"""Up to this many events counts are summed exactly while fitting, where the middle of the distribution decides."""
OUTLIER_TAIL = 1e-3
"""Entities with a smaller tail leave the fit before it is repeated; honest ones lose a thousandth."""
FIT_ROUNDS = 3
FIT_SAMPLE = 2_000
"""A fit looks at this many entities at most, evenly spread over support."""
LOGIT_VARIANCES = (0.002, 20.0)
"""Narrowest and widest spread between entities that a fit may find."""
WIDEST_LOGIT = 16.0
"""Means are looked for between e⁻¹⁶ and 1 − e⁻¹⁶."""
MEAN_TOLERANCE, VARIANCE_TOLERANCE = 0.002, 0.01
"""Of a mean on the logit scale and of a spread on the log scale: far below any fit's own error."""
HALVED_TO = 1.2
"""Width on those scales within which the shares of votes are nearly straight lines."""
WIDENING = 7.0
"""A fit on m entities is widened by 1 + 7/m: what three deviations of a Student t amount to, whose degrees of freedom
(m / 2.7) are those of a scale from the quartiles (Cornish–Fisher: 1 + (3² + 1) / (4 · m / 2.7))."""
RARE_EVENTS = 3.0
"""Rule of three: a kind of event that was not seen may still come up to three times in as many trials (the 95 % upper
limit of a Poisson mean without events; Hanley & Lippman-Hand 1983, JAMA 249)."""
RARE_OVERDISPERSION = 0.01
"""Least overdispersion of a kind of event that was hardly ever seen: rare events come in bunches (a double click, one
visitor on a bad line), and nothing has shown that these do not. Three hundred events show it."""
_TINY = 1e-300


def fit_rates(events: FloatArray, support: FloatArray, groups: IntArray, group_count: int) -> RateFit:
    """Fit one feature alone (`fit_rates_together`)."""
    return fit_rates_together([Counts(events, support, groups)], group_count)[0]


def fit_rates_together(features: Sequence[Counts], group_count: int) -> list[RateFit]:
    """Fit means and overdispersion of every feature from the middle of the programme.

    Under the right fit the probability integral transform of the counts is uniform (for counts in its non-randomised
    form: Czado, Gneiting & Held 2009, Biometrics 65). The mean puts half of it below ½, the overdispersion puts half
    of it between ¼ and ¾; what lies further out has no say. Entities with a tail under `OUTLIER_TAIL` are then left
    out and the fit repeated. A vote counts n/(n + median n), so that no single large entity decides.
    A group's mean is shrunk to the programme's on the logit scale (`pooling.pool`). Where offers shift
    entities, a fitted mean is that of one which they do not.

    Features have no say in each other's fit: they are solved side by side only to be quick.

    Args:
        features: Counts of each feature.
        group_count: Number of peer groups.

    Returns:
        The fits. With no events at all the programme's mean is half an event out of all trials, and entities are
        judged against the fit's least mean and spread.
    """
    if not features:
        return []
    sample = _sample(features)
    floor = np.array([0.5 / (one.support.sum() + 1) for one in features])
    mean, variance, kept = np.clip(_pilot_means(sample), floor, 1 - floor), np.full(len(features), 0.5), sample
    for _ in range(FIT_ROUNDS):
        found = _solve_means(kept, kept.feature, mean, variance)
        mean = np.clip(found, floor, 1 - floor)
        variance = _solve_logit_variances(kept, moved(mean[kept.feature], kept.shift), len(features))
        kept = sample.where(_is_usual(sample, moved(mean[sample.feature], sample.shift), variance))
    widening = (1 + WIDENING / np.array([len(one.events) for one in features])) ** 2
    programme_variance, group_means = variance, np.empty((len(features), 0))
    if group_count:
        group_means = _group_means(sample, group_count, mean, variance)
        own = moved(np.column_stack([group_means, mean])[sample.feature, sample.groups], sample.shift)
        for _ in range(2):
            usual = _is_usual(sample, own, variance)
            variance = _solve_logit_variances(sample.where(usual), own[usual], len(features))
    return [
        RateFit(
            float(mean[position]),
            group_means[position],
            float(programme_variance[position] * widening[position]),
            float(variance[position] * widening[position]),
            *_least_believed(float(mean[position]), one.support),
        )
        for position, one in enumerate(features)
    ]


def _least_believed(mean: float, support: FloatArray) -> tuple[float, float]:
    """Return the least mean and overdispersion that entities are judged against, from how much the programme shows.

    With overdispersion r, n trials of one entity tell as much of how many entities have any event at all as
    s · ln(1 + n/s) trials of different ones, s = 1/r − 1 (the log of the beta-binomial's P(K = 0), per unit of mean).
    """
    seen = min(mean, 1 - mean) * float(support.sum())
    overdispersion = RARE_OVERDISPERSION * RARE_EVENTS / (RARE_EVENTS + seen)
    size = 1 / overdispersion - 1
    telling = size * float(np.log1p(support / size).sum())
    return RARE_EVENTS / (2 * RARE_EVENTS + telling), overdispersion


@dataclass(frozen=True)
class _Sample:
    """Rows of all features that the fit looks at, feature by feature."""

    events: FloatArray
    support: FloatArray
    groups: IntArray
    vote: FloatArray
    feature: IntArray
    shift: FloatArray

    def where(self, rows: BoolArray | IntArray) -> _Sample:
        """Return some of the rows."""
        return _Sample(*(column[rows] for column in vars(self).values()))


def _sample(features: Sequence[Counts]) -> _Sample:
    """Return at most `FIT_SAMPLE` rows of each feature, evenly spread over support."""
    parts = []
    for position, one in enumerate(features):
        order = np.lexsort((one.events, one.support))
        order = order[np.unique(np.linspace(0, len(order) - 1, min(len(order), FIT_SAMPLE)).astype(np.int64))]
        n = one.support[order]
        vote = n / (n + np.median(n))
        shift = np.zeros(len(order)) if one.shift is None else one.shift[order]
        parts.append((one.events[order], n, one.groups[order], vote, np.full(len(order), position), shift))
    return _Sample(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _is_usual(sample: _Sample, mean: FloatArray, logit_variance: FloatArray) -> BoolArray:
    """Return which rows are no outliers; `mean` is a row's, `logit_variance` a feature's."""
    spread = overdispersion_of(logit_variance[sample.feature], mean)
    return np.asarray(rate_tail(sample.events, sample.support, mean, spread) >= OUTLIER_TAIL)


def _group_means(sample: _Sample, group_count: int, mean: FloatArray, logit_variance: FloatArray) -> FloatArray:
    """Return features × groups means, shrunk to the programme's."""
    inside = sample.where(sample.groups >= 0)
    shape = (len(mean), group_count)
    codes = inside.feature * group_count + inside.groups
    start, spread = np.repeat(mean, group_count), np.repeat(logit_variance, group_count)
    own = _solve_means(inside, codes, start, spread).reshape(shape)
    members = np.bincount(codes, minlength=own.size).astype(np.float64).reshape(shape)
    # A group without an event has not shown that it never has one: half an event out of all its trials.
    floor = 0.5 / (np.bincount(codes, weights=inside.support, minlength=own.size).reshape(shape) + 1)
    own = special.logit(np.clip(own, floor, 1 - floor))
    first = np.searchsorted(sample.feature, np.arange(len(mean) + 1))
    pooled = np.empty(shape)
    for position, centre in enumerate(mean):
        # Delta method: sampling adds 1 / (n m (1 − m)) to the logit's variance.
        typical = float(np.median(sample.support[first[position] : first[position + 1]]))
        variance = float(logit_variance[position] + 1 / (typical * centre * (1 - centre)))
        pooled[position] = pool(own[position], members[position], float(special.logit(centre)), variance)
    return np.asarray(special.expit(pooled))


def _pilot_means(sample: _Sample) -> FloatArray:
    """Return each feature's pooled rate without the fifth of the entities that have the highest rates."""
    rate = sample.events / sample.support
    first = np.searchsorted(sample.feature, np.arange(sample.feature[-1] + 2))
    pilots = []
    for start, end in pairwise(first):
        low = rate[start:end] <= np.quantile(rate[start:end], 0.8)
        pilots.append(sample.events[start:end][low].sum() / sample.support[start:end][low].sum())
    return np.array(pilots)


def _mass_below(point: float, below: FloatArray, at: FloatArray) -> FloatArray:
    """Return each entity's share of its transform interval that lies under `point`."""
    return np.clip((point - below) / np.maximum(at, _TINY), 0, 1)


def _solve_means(sample: _Sample, codes: IntArray, start: FloatArray, logit_variance: FloatArray) -> FloatArray:
    """Solve on the logit scale for the mean of every problem at once; one without rows keeps its start.

    Args:
        sample: Rows.
        codes: The problem that each row belongs to.
        start: What a problem without rows keeps.
        logit_variance: Spread of each problem.
    """
    total = np.bincount(codes, weights=sample.vote, minlength=len(start))

    def share_below_half(logit: FloatArray, problems: IntArray) -> FloatArray:
        location = np.empty(len(start))
        location[problems] = logit
        asked = _rows_of(codes, problems, len(start))
        k, n, code = sample.events[asked], sample.support[asked], codes[asked]
        mean = special.expit(location[code] + sample.shift[asked])
        spread = overdispersion_of(logit_variance[code], mean)
        below, at = beta_binomial_interval(k, n, mean, spread, FIT_EXACT_EVENTS)
        half = np.bincount(code, weights=sample.vote[asked] * _mass_below(0.5, below, at), minlength=len(start))
        return np.where(total > 0, half / np.maximum(total, _TINY) - 0.5, 0.0)[problems]

    # Wide enough for a group whose way of advertising makes usual what is rare elsewhere.
    limits = (-WIDEST_LOGIT, WIDEST_LOGIT)
    root = roots_of_increasing(share_below_half, len(start), limits, HALVED_TO, MEAN_TOLERANCE)
    return np.where(total > 0, special.expit(root), start)


def _solve_logit_variances(sample: _Sample, mean: FloatArray, feature_count: int) -> FloatArray:
    """Solve on the log scale for the least spread that holds half of each feature's votes between the quartiles."""
    total = np.bincount(sample.feature, weights=sample.vote, minlength=feature_count)

    def share_inside(log_variance: FloatArray, problems: IntArray) -> FloatArray:
        variance = np.empty(feature_count)
        variance[problems] = np.exp(log_variance)
        asked = _rows_of(sample.feature, problems, feature_count)
        code = sample.feature[asked]
        spread = overdispersion_of(variance[code], mean[asked])
        below, at = beta_binomial_interval(
            sample.events[asked], sample.support[asked], mean[asked], spread, FIT_EXACT_EVENTS
        )
        mass = _mass_below(0.75, below, at) - _mass_below(0.25, below, at)
        inner = np.bincount(code, weights=sample.vote[asked] * mass, minlength=feature_count)
        return np.where(total > 0, inner / np.maximum(total, _TINY) - 0.5, 0.0)[problems]

    low, high = np.log(LOGIT_VARIANCES)
    return np.exp(roots_of_increasing(share_inside, feature_count, (low, high), HALVED_TO, VARIANCE_TOLERANCE))


def _rows_of(codes: IntArray, problems: IntArray, count: int) -> IntArray:
    """Return the rows that belong to some of the problems."""
    asked = np.zeros(count, dtype=bool)
    asked[problems] = True
    return np.flatnonzero(asked[codes])
