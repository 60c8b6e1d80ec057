"""What `summary.html` shows, as plain values: what is true of one execution only.

Conventions are those of `view`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.report.view import RunFacts

if TYPE_CHECKING:
    from pipelines.feedback.watch import DriftReport, NightOutcome
    from pipelines.load.refusals import RefusedOfAffiliate, RefusedReason
    from pipelines.report.view_feeds import LateFeed

__all__ = [
    "LoadLine",
    "Moved",
    "StepTiming",
    "Summary",
]


@dataclass(frozen=True)
class Moved:
    """An affiliate whose place on the list changed since the run before.

    Attributes:
        affiliate_id: Its id.
        name: Its name, or empty.
        band_before: Band of the run before; empty = was not scored.
        band_now: Band now; empty = is not scored any more.
        score_before: Score of the run before.
        score_now: Score now.
    """

    affiliate_id: str
    name: str
    band_before: str
    band_now: str
    score_before: float | None
    score_now: float | None


@dataclass(frozen=True)
class StepTiming:
    """How long one step took; `rows` is None where a step counts none."""

    step: str
    rows: int | None
    seconds: float


@dataclass(frozen=True)
class LoadLine:
    """Accounting of one file: read = loaded + duplicate + revision + rejected."""

    file: str
    table: str
    read: int
    loaded: int
    duplicate: int
    revision: int
    rejected: int


@dataclass(frozen=True)
class Summary:
    """Everything `summary.html` shows: what is true of this execution only.

    Attributes:
        run: Which run.
        affiliates: Number of affiliates scored.
        flagged: Number flagged.
        previous_day: As-of day of the run compared with; None = there was none.
        new: Flagged now and not before.
        gone: Flagged before and not now.
        changed: Flagged both times, in another band.
        timings: Steps in their order.
        loads: Files in their order.
        refused: Why rows of any file in the home folder, loaded now or before, were left out.
        refused_parts: The affiliates that lose a good part of their rows by that, each with its name.
        late_feeds: Logs that end before the as-of day, by more than they ever paused.
        drift: Drift since the run compared with; None = there was none.
        outcomes: Earlier nights whose lists people have decided on since, or may.
        models: (alias, version, day trained or None); version 0 = the built-in weights.
        cases: (affiliate_id, page name) of the flagged, for the links.
        is_judged: Whether anybody could be compared with anybody; where not, nobody was cleared.
    """

    run: RunFacts
    affiliates: int
    flagged: int
    previous_day: int | None
    new: tuple[Moved, ...] = ()
    gone: tuple[Moved, ...] = ()
    changed: tuple[Moved, ...] = ()
    timings: tuple[StepTiming, ...] = ()
    loads: tuple[LoadLine, ...] = ()
    refused: tuple[RefusedReason, ...] = ()
    refused_parts: tuple[tuple[str, RefusedOfAffiliate], ...] = ()
    late_feeds: tuple[LateFeed, ...] = ()
    drift: DriftReport | None = None
    outcomes: tuple[NightOutcome, ...] = ()
    models: tuple[tuple[str, int, str | None], ...] = ()
    cases: tuple[tuple[str, str], ...] = ()
    is_judged: bool = True

    @property
    def decided(self) -> tuple[NightOutcome, ...]:
        """The earlier nights with decisions, the latest first."""
        return tuple(one for one in reversed(self.outcomes) if one.decided)
