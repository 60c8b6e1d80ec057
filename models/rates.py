"""Rates: beta-binomial tails, and a fit of their spread that fraud at the top can't stretch.

An entity's events K out of n trials follow a beta-binomial with `mean` m and `overdispersion` r (intra-class
correlation): Var(K/n) = m (1 − m) (1 + (n − 1) r) / n. Honest entities differ, so r is estimated from the peers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from models.pooling import pool

__all__ = ["WIDENING", "RateFit", "RateNull", "beta_binomial_interval", "fit_rates", "rate_tail"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

EXACT_EVENTS = 60
"""Up to this many events (from the nearer end) the distribution is summed exactly, beyond it a moment-matched beta."""
FIT_EXACT_EVENTS = 20
"""The same while fitting, where the middle of the distribution decides and speed counts."""
OUTLIER_TAIL = 1e-3
"""Entities with a smaller tail leave the fit before it is repeated; honest ones lose a thousandth."""
FIT_ROUNDS = 3
FIT_SAMPLE = 2_000
"""A fit looks at this many entities at most, evenly spread over support."""
SMALLEST_OVERDISPERSION = 1e-4
LARGEST_OVERDISPERSION = 0.6
LOGIT_VARIANCES = (0.002, 20.0)
"""Narrowest and widest spread between entities that a fit may find."""
WIDEST_LOGIT = 16.0
"""Means are looked for between e⁻¹⁶ and 1 − e⁻¹⁶."""
SOLVE_STEPS = 14
"""Halvings of that range: to two thousandths of a logit, far below any fit's own error."""
LEAST_SHAPE = 0.1
"""The beta distribution's smaller shape parameter stays above this; below it "most never, some always" fits all."""
WIDENING = 7.0
"""A fit on m entities is widened by 1 + 7/m: what three deviations of a Student t amount to, whose degrees of freedom
(m / 2.7) are those of a scale from the quartiles (Cornish–Fisher: 1 + (3² + 1) / (4 · m / 2.7))."""
TAIL_FLOOR = 1e-12
RARE_EVENTS = 3.0
"""Rule of three: a kind of event that was not seen may still come up to three times in as many trials (the 95 % upper
limit of a Poisson mean without events; Hanley & Lippman-Hand 1983, JAMA 249)."""
RARE_OVERDISPERSION = 0.01
"""Least overdispersion of a kind of event that was hardly ever seen: rare events come in bunches (a double click, one
visitor on a bad line), and nothing has shown that these do not. Three hundred events show it."""
_TINY = 1e-300


@dataclass(frozen=True)
class RateFit:
    """A fitted programme.

    Attributes:
        programme_mean: Mean rate of the whole programme.
        group_means: Mean rate of each peer group, shrunk to the programme's.
        programme_logit_variance: Spread between all entities about the programme's mean, on the logit scale.
        group_logit_variance: Spread between members about their own group's mean, pooled over groups.
        least_mean: No entity is judged against a smaller mean (nor a larger one than 1 − this): `RARE_EVENTS` out of
            all the trials that tell, which n trials of one entity are only as far as events do not come in bunches.
        least_overdispersion: No entity is judged against a smaller spread: `RARE_OVERDISPERSION` where no event was
            seen, fading as events accumulate.

    Both spreads are widened for the fit's own error. On the logit scale groups of different mean are about equally
    wide; the overdispersion is the logit variance times mean · (1 − mean). The two least values carry what a fit
    without events cannot know: the first few events of a kind are weak evidence, many of them in one place are strong.
    """

    programme_mean: float
    group_means: FloatArray
    programme_logit_variance: float
    group_logit_variance: float
    least_mean: float
    least_overdispersion: float

    @property
    def programme_overdispersion(self) -> float:
        """Overdispersion of the whole programme."""
        return float(_overdispersion(self.programme_logit_variance, np.array([self.programme_mean]))[0])

    def entity_means(self, groups: IntArray) -> FloatArray:
        """Return the best estimate of each entity's mean (`groups`: code of the peer group, −1 = programme)."""
        return np.append(self.group_means, self.programme_mean)[groups]

    def entity_overdispersions(self, groups: IntArray) -> FloatArray:
        """Return the best estimate of each entity's spread."""
        variance = np.where(groups < 0, self.programme_logit_variance, self.group_logit_variance)
        return _overdispersion(variance, self.entity_means(groups))

    def judged_means(self, groups: IntArray) -> FloatArray:
        """Return the mean that each entity is judged against: the best estimate, within what the fit can know."""
        return np.asarray(np.clip(self.entity_means(groups), self.least_mean, 1 - self.least_mean), dtype=np.float64)

    def judged_overdispersions(self, groups: IntArray) -> FloatArray:
        """Return the spread that each entity is judged against."""
        variance = np.where(groups < 0, self.programme_logit_variance, self.group_logit_variance)
        spread = _overdispersion(variance, self.judged_means(groups))
        return np.asarray(np.maximum(spread, self.least_overdispersion), dtype=np.float64)


def beta_binomial_interval(
    events: FloatArray,
    support: FloatArray,
    mean: FloatArray,
    overdispersion: FloatArray | float,
    exact_events: int = EXACT_EVENTS,
) -> tuple[FloatArray, FloatArray]:
    """Return P(K < events) and P(K = events), entity by entity.

    Exact (summed from the nearer end) up to `exact_events` events; beyond, a beta distribution with the same mean
    and variance as K/n and a continuity correction, whose tail is slightly too heavy, never too light.
    """
    flipped = mean > 0.5
    count = np.where(flipped, support - events, events)
    nearer = np.where(flipped, 1 - mean, mean)
    spread = np.broadcast_to(np.asarray(overdispersion, dtype=np.float64), count.shape)
    below, at = _lower_half_interval(count, support, nearer, spread, exact_events)
    return np.where(flipped, np.clip(1 - below - at, 0, 1), below), at


def _lower_half_interval(
    count: FloatArray, support: FloatArray, mean: FloatArray, overdispersion: FloatArray, exact_events: int
) -> tuple[FloatArray, FloatArray]:
    below, at = np.empty(len(count)), np.empty(len(count))
    exact = count <= exact_events
    if exact.any():
        pmf = _leading_probabilities(support[exact], mean[exact], overdispersion[exact], int(count[exact].max()))
        last = count[exact].astype(np.int64)
        rows = np.arange(len(last))
        at[exact] = pmf[rows, last]
        below[exact] = np.cumsum(pmf, axis=1)[rows, last] - at[exact]
    many = ~exact
    if many.any():
        n, k = support[many], count[many]
        spread = (1 + (n - 1) * overdispersion[many]) / n
        size = 1 / spread - 1
        a, b = mean[many] * size, (1 - mean[many]) * size
        below[many] = special.betainc(a, b, (k - 0.5) / n)
        at[many] = special.betainc(a, b, np.minimum((k + 0.5) / n, 1)) - below[many]
    return np.clip(below, 0, 1), np.clip(at, 0, 1)


def _leading_probabilities(support: FloatArray, mean: FloatArray, overdispersion: FloatArray, last: int) -> FloatArray:
    """Return P(K = 0 … last) as rows, by the ratio of neighbours; zero beyond the support."""
    size = 1 / overdispersion - 1
    a, b, n = (mean * size)[:, None], ((1 - mean) * size)[:, None], support[:, None]
    log_first = special.betaln(a, n + b) - special.betaln(a, b)
    if last == 0:
        return np.asarray(np.exp(log_first), dtype=np.float64)
    j = np.arange(last, dtype=np.float64)[None, :]
    inside = j < n
    ratio = np.where(inside, (n - j) * (a + j) / ((j + 1) * np.where(inside, b + n - j - 1, 1.0)), 1.0)
    log_pmf = np.concatenate([log_first, log_first + np.cumsum(np.log(ratio), axis=1)], axis=1)
    return np.where(np.arange(last + 1)[None, :] <= n, np.exp(log_pmf), 0.0)


def rate_tail(
    events: FloatArray, support: FloatArray, mean: FloatArray, overdispersion: FloatArray | float
) -> FloatArray:
    """Return the mid-p upper tail P(K > events) + ½ P(K = events); no events is never evidence (≥ ½)."""
    below, at = beta_binomial_interval(events, support, mean, overdispersion)
    return np.clip(1 - below - at / 2, TAIL_FLOOR, 1)


def fit_rates(events: FloatArray, support: FloatArray, groups: IntArray, group_count: int) -> RateFit:
    """Fit means and overdispersion from the middle of the programme.

    Under the right fit the probability integral transform of the counts is uniform (for counts in its non-randomised
    form: Czado, Gneiting & Held 2009, Biometrics 65). The mean puts half of it below ½, the overdispersion puts half
    of it between ¼ and ¾; what lies further out has no say. Entities with a tail under `OUTLIER_TAIL` are then left
    out and the fit repeated. A vote counts n/(n + median n), so that no single large entity decides.
    A group's mean is shrunk to the programme's on the logit scale (`pooling.pool`).

    Args:
        events: Counts of entities with enough support.
        support: Their trials, at least 1.
        groups: Code of each entity's peer group, −1 for none.
        group_count: Number of peer groups.

    Returns:
        The fit. With no events at all the programme's mean is half an event out of all trials, and entities are
        judged against the fit's least mean and spread.
    """
    order = np.lexsort((events, support))
    order = order[np.unique(np.linspace(0, len(order) - 1, min(len(order), FIT_SAMPLE)).astype(np.int64))]
    k, n, codes = events[order], support[order], groups[order]
    vote = n / (n + np.median(n))
    floor = 0.5 / (support.sum() + 1)
    keep = np.ones(len(k), dtype=bool)
    mean = float(np.clip(_pilot_mean(k, n), floor, 1 - floor))
    variance = 0.5
    for _ in range(FIT_ROUNDS):
        everyone = np.zeros(int(keep.sum()), dtype=np.int64)
        found = _solve_means(k[keep], n[keep], vote[keep], everyone, np.array([mean]), variance)[0]
        mean = float(np.clip(found, floor, 1 - floor))
        means = np.full(len(k), mean)
        variance = _solve_logit_variance(k[keep], n[keep], vote[keep], means[keep])
        keep = rate_tail(k, n, means, _overdispersion(variance, means)) >= OUTLIER_TAIL
    widening = (1 + WIDENING / len(events)) ** 2
    programme_variance = variance * widening
    least = _least_believed(mean, support)
    if not group_count:
        return RateFit(mean, np.empty(0), programme_variance, programme_variance, *least)
    group_means = _group_means(k, n, vote, codes, group_count, mean, variance)
    own = np.append(group_means, mean)[codes]
    for _ in range(2):
        keep = rate_tail(k, n, own, _overdispersion(variance, own)) >= OUTLIER_TAIL
        variance = _solve_logit_variance(k[keep], n[keep], vote[keep], own[keep])
    return RateFit(mean, group_means, programme_variance, variance * widening, *least)


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


def _group_means(
    events: FloatArray,
    support: FloatArray,
    vote: FloatArray,
    codes: IntArray,
    group_count: int,
    mean: float,
    logit_variance: float,
) -> FloatArray:
    inside = codes >= 0
    start = np.full(group_count, mean)
    own = _solve_means(events[inside], support[inside], vote[inside], codes[inside], start, logit_variance)
    members = np.bincount(codes[inside], minlength=group_count).astype(np.float64)
    # A group without an event has not shown that it never has one: half an event out of all its trials.
    floor = 0.5 / (np.bincount(codes[inside], weights=support[inside], minlength=group_count) + 1)
    own = np.clip(own, floor, 1 - floor)
    # Delta method: sampling adds 1 / (n m (1 − m)) to the logit's variance.
    variance = logit_variance + 1 / (float(np.median(support)) * mean * (1 - mean))
    return np.asarray(special.expit(pool(special.logit(own), members, float(special.logit(mean)), variance)))


def _pilot_mean(events: FloatArray, support: FloatArray) -> float:
    """Return the pooled rate without the fifth of the entities that have the highest rates."""
    rate = events / support
    low = rate <= np.quantile(rate, 0.8)
    return float(events[low].sum() / support[low].sum())


def _overdispersion(logit_variance: FloatArray | float, mean: FloatArray) -> FloatArray:
    """Return the overdispersion of a logit variance (delta method), within what the mean allows (`LEAST_SHAPE`)."""
    rarer = np.minimum(mean, 1 - mean)
    largest = np.minimum(LARGEST_OVERDISPERSION, rarer / (rarer + LEAST_SHAPE))
    wanted = logit_variance * mean * (1 - mean)
    spread: FloatArray = np.clip(wanted, SMALLEST_OVERDISPERSION, np.maximum(largest, SMALLEST_OVERDISPERSION))
    return spread


def _mass_below(point: float, below: FloatArray, at: FloatArray) -> FloatArray:
    """Return each entity's share of its transform interval that lies under `point`."""
    return np.clip((point - below) / np.maximum(at, _TINY), 0, 1)


def _solve_means(
    events: FloatArray, support: FloatArray, vote: FloatArray, codes: IntArray, start: FloatArray, logit_variance: float
) -> FloatArray:
    """Bisect on the logit scale for the mean of every group at once; a group without members keeps its start."""
    count = len(start)
    total = np.bincount(codes, weights=vote, minlength=count)
    # Wide enough for a group whose way of advertising makes usual what is rare elsewhere.
    low, high = np.full(count, -WIDEST_LOGIT), np.full(count, WIDEST_LOGIT)
    for _ in range(SOLVE_STEPS):
        middle = (low + high) / 2
        mean = special.expit(middle)[codes]
        spread = _overdispersion(logit_variance, mean)
        below, at = beta_binomial_interval(events, support, mean, spread, FIT_EXACT_EVENTS)
        half = np.bincount(codes, weights=vote * _mass_below(0.5, below, at), minlength=count)
        too_small = half < 0.5 * total - 1e-9
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    return np.where(total > 0, special.expit((low + high) / 2), start)


def _solve_logit_variance(events: FloatArray, support: FloatArray, vote: FloatArray, mean: FloatArray) -> float:
    """Bisect on the log scale for the least spread that holds half of the votes between the quartiles."""
    low, high = np.log(LOGIT_VARIANCES)
    total = vote.sum()
    for _ in range(9):
        middle = (low + high) / 2
        spread = _overdispersion(float(np.exp(middle)), mean)
        below, at = beta_binomial_interval(events, support, mean, spread, FIT_EXACT_EVENTS)
        inner = vote @ (_mass_below(0.75, below, at) - _mass_below(0.25, below, at))
        if inner < 0.5 * total - 1e-9:
            low = middle
        else:
            high = middle
    return float(np.exp(high))


@dataclass(frozen=True)
class RateNull:
    """Draws counts of honest look-alikes: every entity's fitted beta-binomial at its own support.

    Attributes:
        support: Trials of each entity that speaks, 0 where it is silent.
        mean: Fitted mean of each.
        overdispersion: Fitted overdispersion of each.
        judged_mean: Mean that each is judged against, where not the fitted one: honest counts are drawn from the best
            estimate, and judged with the same caution as the observed ones.
        judged_overdispersion: The same for the spread; given together with `judged_mean`.
    """

    support: FloatArray
    mean: FloatArray
    overdispersion: FloatArray
    judged_mean: FloatArray | None = None
    judged_overdispersion: FloatArray | None = None

    def redraw(self, entities: IntArray, rows: IntArray, uniform: FloatArray) -> FloatArray:
        """Return the tails of redrawn counts.

        A count is the `uniform` quantile of its distribution. Where it has more than `EXACT_EVENTS` events, its tail
        is uniform itself and taken without the detour.

        Args:
            entities: Positions of the entities of this block, all with support.
            rows: For each draw the position in `entities`, not decreasing.
            uniform: For each draw a number in (0, 1); larger means more events.
        """
        n, mean = self.support[entities], self.mean[entities]
        flipped = mean > 0.5
        width = int(min(n.max(), EXACT_EVENTS))
        pmf = _leading_probabilities(n, np.where(flipped, 1 - mean, mean), self.overdispersion[entities], width)
        cumulative = np.minimum(np.cumsum(pmf, axis=1), 1.0)
        cumulative[np.arange(width + 1)[None, :] >= n[:, None]] = 1.0
        middle = self._judged_middle(entities, cumulative - pmf / 2)
        turned = flipped[rows]
        quantile = np.where(turned, 1 - uniform, uniform)
        shelf = (cumulative + np.arange(len(entities))[:, None]).ravel()
        count = np.searchsorted(shelf, quantile + rows, side="right") - rows * (width + 1)
        listed = (count >= 0) & (count <= width) & (count <= n[rows])
        position = np.where(listed, middle[rows, np.clip(count, 0, width)], quantile)
        return np.clip(np.where(turned, position, 1 - position), TAIL_FLOOR, 1)

    def _judged_middle(self, entities: IntArray, middle: FloatArray) -> FloatArray:
        """Return P(K < k) + ½ P(K = k) as rows, k = 0, 1 …, of what entities are judged against, given the fitted."""
        if self.judged_mean is None or self.judged_overdispersion is None:
            return middle
        mean, spread = self.judged_mean[entities], self.judged_overdispersion[entities]
        differs = (mean != self.mean[entities]) | (spread != self.overdispersion[entities])
        if differs.any():
            nearer = np.where(self.mean[entities] > 0.5, 1 - mean, mean)
            pmf = _leading_probabilities(
                self.support[entities][differs], nearer[differs], spread[differs], middle.shape[1] - 1
            )
            middle[differs] = np.minimum(np.cumsum(pmf, axis=1), 1.0) - pmf / 2
        return middle
