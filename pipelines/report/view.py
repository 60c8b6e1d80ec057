"""What the pages show, as plain values: gathered by `assemble`, drawn by `render` and `tables`.

Days are integer days since 1970-01-01 UTC, money integer minor units with its currency, shares 0–1. Every text may
be hostile: it is cleaned and escaped where it is shown, never here.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.judging.judgement import NOT_JUDGED
from pipelines.days import day_number
from pipelines.list_facts import LIST_CLASSES, ListClass, ListFacts
from pipelines.report.view_case import (
    AtRisk,
    Case,
    DailyActivity,
    Evidence,
    Money,
    PeerComparison,
    Reason,
    TimelineEntry,
)
from pipelines.report.view_feeds import LateFeed
from pipelines.report.view_sources import SourceRow, Sources

__all__ = [
    "POOR_FIT",
    "AtRisk",
    "Case",
    "ColumnGap",
    "CurrencyUse",
    "DailyActivity",
    "Evidence",
    "Money",
    "PeerComparison",
    "Quality",
    "Reason",
    "ReportView",
    "Ring",
    "RunFacts",
    "Scored",
    "SourceRow",
    "Sources",
    "TableRows",
    "Tally",
    "TimelineEntry",
    "WatchRow",
]

POOR_FIT = 0.15
"""From this `bulk_gap` on, the number of flagged affiliates cannot be relied on; their order can."""


@dataclass(frozen=True)
class WatchRow:
    """One line of the watch list; `rank` and `log_odds_centi` as in `Case`."""

    affiliate_id: str
    name: str
    rank: int
    score: float
    log_odds_centi: int
    p_value: float
    type_words: str
    sentence: str


@dataclass(frozen=True)
class Ring:
    """Affiliates that share more than chance would give.

    Attributes:
        ring_id: Its id.
        members: Affiliate ids.
        shares: What they share, in words.
        observed: How much they share.
        expected: How much chance would give.
    """

    ring_id: str
    members: tuple[str, ...]
    shares: str
    observed: float
    expected: float


@dataclass(frozen=True)
class Tally:
    """A count of rows and the money they stand for."""

    rows: int
    money: tuple[Money, ...] = ()


@dataclass(frozen=True)
class TableRows:
    """What counts of one table as of the day.

    Attributes:
        table: Its name.
        rows: Rows that count.
        revisions: Rows that a later version replaced.
        first_day: Day of the earliest row; None where the table has no time or no rows.
        last_day: Day of the latest row.
    """

    table: str
    rows: int
    revisions: int = 0
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True)
class CurrencyUse:
    """Orders of one currency as of the day; a sum is None where no order gives one."""

    currency: str
    orders: int
    amount_minor: int | None
    commission_minor: int | None

    @property
    def amount(self) -> Money | None:
        """What was ordered."""
        return None if self.amount_minor is None else Money(self.currency, self.amount_minor)

    @property
    def commission(self) -> Money | None:
        """What it earns the affiliates."""
        return None if self.commission_minor is None else Money(self.currency, self.commission_minor)


@dataclass(frozen=True)
class Quality:
    """How sound the data of the night were; a function of the rows that count, never of how they were loaded.

    Attributes:
        tables: What counts, table by table; orders taken from click logs and order lines beside those given as orders.
        orders_without_known_click: Orders that name no click, or one that is not in the logs; None where no clicks are.
        events_waiting: Events of orders not seen yet.
        unmatched_refunds: Returned order lines for which no earlier order was found.
        adjustments: Orders of which the lines add up to nothing or less.
        currencies: Orders by currency.
        commission_known: Whether any order says what it earns the affiliate.
        absent_columns: Optional columns (`table.column`) that no source gives.
        late_feeds: Logs that end before the as-of day, by more than they ever paused.
    """

    tables: tuple[TableRows, ...] = ()
    orders_without_known_click: int | None = 0
    events_waiting: int = 0
    unmatched_refunds: Tally = Tally(0)
    adjustments: Tally = Tally(0)
    currencies: tuple[CurrencyUse, ...] = ()
    commission_known: bool = True
    absent_columns: tuple[str, ...] = ()
    late_feeds: tuple[LateFeed, ...] = ()

    @property
    def empty_tables(self) -> tuple[str, ...]:
        """Tables without a row that counts; order lines, another way to give orders, are not missed."""
        empty = (one.table for one in self.tables if not one.rows and not one.revisions)
        return tuple(name for name in empty if name != "order_lines")

    @property
    def has_order_lines(self) -> bool:
        """Whether orders came as lines of articles, the only ones that have unmatched refunds and adjustments."""
        return any(one.table == "order_lines" and one.rows for one in self.tables)


@dataclass(frozen=True)
class ColumnGap:
    """A feature that could not be measured, and the absent columns that would have fed it."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """What was scored and how sure the list is.

    Attributes:
        affiliates: Affiliates active in a window.
        clicks: Their clicks in the windows.
        orders: Their orders in the windows.
        traffic_days: Length of the traffic window.
        order_days: Length of the window in which orders are followed.
        change_days: The last days that are set against the affiliate's own past.
        measured: Titles of the features that were measured.
        gaps: Features that were not.
        method: How p-values were made.
        bulk_gap: Largest distance of the p-values' distribution from the uniform one over its honest half.
        fdr: Flagged is q ≤ this.
        hold_q: Hold is q ≤ this.
        watch_p: Watch is p ≤ this.
        expected_false: Expected number of false flags on the list.
        expected_false_low: Lower end of its 90 % interval.
        expected_false_high: Upper end of it.
        bands: Number of affiliates by band, in the order of the bands.
    """

    affiliates: int
    clicks: int
    orders: int
    traffic_days: int
    order_days: int
    change_days: int
    measured: tuple[str, ...]
    gaps: tuple[ColumnGap, ...]
    method: str
    bulk_gap: float
    fdr: float
    hold_q: float
    watch_p: float
    expected_false: float
    expected_false_low: float
    expected_false_high: float
    bands: tuple[tuple[str, int], ...]

    @property
    def fits_poorly(self) -> bool:
        """Whether the p-values miss the honest bulk of the programme by so much that their count says little."""
        return self.bulk_gap > POOR_FIT

    @property
    def is_judged(self) -> bool:
        """Whether anybody could be compared with anybody."""
        return self.affiliates > 0 and self.method != NOT_JUDGED


@dataclass(frozen=True)
class RunFacts:
    """Which run this is.

    Attributes:
        programme: Its name.
        as_of_day: The last day that counts.
        run_id: Hash of all that the result depends on.
        model_version: Version of the model.
        lists: The reference lists installed, by name.
    """

    programme: str
    as_of_day: int
    run_id: str
    model_version: str
    lists: tuple[ListFacts, ...] = ()

    @property
    def missing_list_classes(self) -> tuple[ListClass, ...]:
        """Classes of which no list is installed."""
        installed = {facts.kind for facts in self.lists}
        return tuple(kind for kind in LIST_CLASSES if kind not in installed)

    def list_age_days(self, facts: ListFacts) -> int:
        """Return how many days older than the as-of day a list is; negative where it is from a later day."""
        return self.as_of_day - day_number(facts.snapshot)


@dataclass(frozen=True)
class ReportView:
    """Everything `report.html` shows; the same for every run with the same `run_id`."""

    run: RunFacts
    scored: Scored
    cases: tuple[Case, ...]
    watch: tuple[WatchRow, ...]
    watch_total: int
    rings: tuple[Ring, ...]
    sources: Sources
    quality: Quality

    def ring_of(self, affiliate_id: str) -> Ring | None:
        """Return the ring that an affiliate is a member of."""
        return next((ring for ring in self.rings if affiliate_id in ring.members), None)
