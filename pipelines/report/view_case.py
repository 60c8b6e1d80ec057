"""What the pages say of one affiliate, as plain values.

Conventions are those of `view`.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.judging.other_reasons import DETECTOR

__all__ = [
    "PRINCIPAL_POINTS",
    "PRINCIPAL_REASONS",
    "AtRisk",
    "Case",
    "DailyActivity",
    "Evidence",
    "Money",
    "PeerComparison",
    "Reason",
    "TimelineEntry",
]

PRINCIPAL_REASONS = 4
PRINCIPAL_POINTS = 0.5
"""Log-odds below which a reason is no principal one: it multiplies the odds by less than 1.65."""
SECOND_ODDITY_POINTS = 1.0
"""From here on a second family of features confirms the first. On programmes by other hands two thirds of the flags
without one were right, and nine tenths of those with one (`docs/benchmarks.md`)."""


@dataclass(frozen=True)
class Money:
    """An amount in one currency; an empty currency means that the logs named none."""

    currency: str
    minor: int


@dataclass(frozen=True)
class AtRisk:
    """Commission of one currency that can still be reversed.

    Attributes:
        commission: The commission of these orders.
        orders: How many orders it stands for.
        first_lock_day: The day after which part of it can no longer be reversed.
        last_lock_day: The day after which none of it can be reversed.
    """

    commission: Money
    orders: int
    first_lock_day: int
    last_lock_day: int


@dataclass(frozen=True)
class Evidence:
    """Rows behind one reason.

    Attributes:
        kind: `click`, `order`, `partner` (who shares something, a row for each owner), `account` (which they share), or
            `finding` of a screening.
        ids: Their ids, the most telling first.
        total: How many rows there are, of which these are the first; None when unknown.
    """

    kind: str
    ids: tuple[str, ...]
    total: int | None = None


@dataclass(frozen=True)
class Reason:
    """One reason behind a score.

    Attributes:
        rank: 1 = strongest.
        code: Feature name, or one of `models.judging.other_reasons`.
        title: What a reviewer reads as its name.
        sentence: The reason in words and numbers.
        value: The measured value with its unit, ready to read; empty for a reason that is no feature.
        peer_median: The peers' median in the same unit; empty for a reason that is no feature.
        expected: What peers would have with the affiliate's own offers, in the same unit; empty where that changes
            nothing, and for a reason that is no feature. Points are counted from there, not from the median.
        peer_percentile: Share of peers with a lower value, 0–100, those with the same counting half; None when unknown.
        support: Trials or observations behind the value; None for a reason that is no feature.
        tail_p: How often a peer with nothing to hide would show at least this much; None when unknown.
        points: Its exact contribution to the log-odds.
        points_centi: The same in hundredths as shown, rounded so that what is shown adds up.
        type_words: The kinds of misconduct it would be consistent with, in plain words.
        why: Why a high value speaks for them.
        innocent: The innocent explanation to rule out.
        clears: What would clear it.
        evidence: The rows behind it.
        oddity: The family of features that shows the same oddity; empty for a detector, which adds none of its own.
    """

    rank: int
    code: str
    title: str
    sentence: str
    value: str
    peer_median: str
    expected: str
    peer_percentile: float | None
    support: int | None
    tail_p: float | None
    points: float
    points_centi: int
    type_words: tuple[str, ...]
    why: str
    innocent: str
    clears: str
    evidence: tuple[Evidence, ...] = ()
    oddity: str = ""


@dataclass(frozen=True)
class PeerComparison:
    """One feature of an affiliate beside its peers, ready to be drawn.

    Attributes:
        title: The feature's name.
        unit: Unit of the values, see `formats.format_value`.
        kind: `rate` or `level`.
        value: The affiliate's value.
        low: Lower end of its 95 % interval; None where none is known.
        high: Upper end of it.
        peer_median: The peers' median.
        peers: The peers' values, sorted, the affiliate left out.
        peer_group: Name of the peer group.
        instead_of: Name of the affiliate's own group where nobody else of it has a value, so that others are shown than
            the reason speaks of; else empty.
    """

    title: str
    unit: str
    kind: str
    value: float
    low: float | None
    high: float | None
    peer_median: float
    peers: tuple[float, ...]
    peer_group: str
    instead_of: str = ""


@dataclass(frozen=True)
class DailyActivity:
    """Clicks and orders of consecutive days.

    Attributes:
        first_day: The first day.
        clicks: Clicks of each day from then on.
        orders: Orders of each day from then on.
    """

    first_day: int
    clicks: tuple[int, ...]
    orders: tuple[int, ...]


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened on a day."""

    day: int
    text: str


@dataclass(frozen=True)
class Case:
    """Everything the pages say of one flagged affiliate.

    Attributes:
        reference: Unique for the affiliate and the as-of day.
        affiliate_id: The id as the logs give it.
        name: Its name, or empty.
        file_name: Name of its own page in `cases/`.
        rank: Place among all that were scored by log-odds, 1 = highest.
        score: 0–100, a ranking scale.
        band: `review` or `hold`.
        p_value: Calibrated tail of the log-odds.
        q_value: The same adjusted for the length of the night's list.
        type_words: The best supported kind of misconduct in plain words.
        peer_group: Name of the peer group.
        promo_method: Declared promotion method, or empty.
        clicks: Clicks in the window.
        orders: Orders in the window.
        at_risk: Commission that can still be reversed, by currency.
        commission_known: Whether the logs say what orders earn; if not, nothing is known to be at risk or safe.
        prior_centi: Log-odds before any evidence, hundredths.
        log_odds_centi: prior_centi + Σ points_centi of the reasons.
        reasons: All reasons, the strongest first.
        peers: The principal reason beside the peers; None when nothing can be compared.
        daily: Activity by day; None when there is none.
        timeline: What happened when, in order of time.
    """

    reference: str
    affiliate_id: str
    name: str
    file_name: str
    rank: int
    score: float
    band: str
    p_value: float
    q_value: float
    type_words: str
    peer_group: str
    promo_method: str
    clicks: int
    orders: int
    at_risk: tuple[AtRisk, ...]
    commission_known: bool
    prior_centi: int
    log_odds_centi: int
    reasons: tuple[Reason, ...]
    peers: PeerComparison | None
    daily: DailyActivity | None
    timeline: tuple[TimelineEntry, ...]

    @property
    def principal(self) -> tuple[Reason, ...]:
        """The reasons a reader should know first: at most four that weigh enough.

        The strongest is among them however little it weighs, so that no flag goes without a reason.
        """
        telling = (
            reason
            for place, reason in enumerate(self.reasons[:PRINCIPAL_REASONS])
            if reason.points >= PRINCIPAL_POINTS or (place == 0 and reason.points > 0)
        )
        return tuple(telling)

    @property
    def rests_on_one(self) -> bool:
        """Whether reasons of one family alone weigh `SECOND_ODDITY_POINTS` or more."""
        return len({reason.oddity for reason in self.reasons if reason.points >= SECOND_ODDITY_POINTS} - {""}) <= 1

    @property
    def overview(self) -> tuple[Reason, ...]:
        """The principal reasons as the overview shows them: the detector's, which names no measurement, comes last."""
        return tuple(sorted(self.principal, key=lambda reason: reason.code == DETECTOR.code))

    @property
    def further(self) -> tuple[Reason, ...]:
        """The reasons that are not principal, the strongest first."""
        principal = {reason.code for reason in self.principal}
        return tuple(reason for reason in self.reasons if reason.code not in principal)
