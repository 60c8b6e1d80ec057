"""What training and comparison both need from the home folder: the day, the labels, and the nights they speak of."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.as_of.open import day_end_us, open_as_of
from pipelines.days import date_of, day_number
from pipelines.errors import UsageProblem
from pipelines.feedback.labels import FARTHEST_DAYS, labels_in_force, match_to_nights, nights_of
from pipelines.feedback.nights import Night, comparable_nights, read_night, stack_points
from pipelines.runs.identity import MODEL_VERSION
from pipelines.runs.publish import published_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms

__all__ = [
    "Labelled",
    "labelled_nights",
    "labels_as_of",
    "last_label_day",
    "latest_day",
    "nights_until",
    "refuse_far",
]


@dataclass(frozen=True)
class Labelled:
    """Labels matched to published nights.

    Attributes:
        rows: A row a label: `affiliate_id`, `decided_us`, `night`, `is_fraud`, in the order of `points`.
        points: Labels × reason codes, built-in points.
        nights: The nights that they speak of.
        without_night: Labels that no published night precedes by 60 days at most, or whose affiliate it did not score.
    """

    rows: pd.DataFrame
    points: pd.DataFrame
    nights: tuple[Night, ...]
    without_night: int


def labels_as_of(home: Home, settings: Settings, terms: Terms, day: date) -> pd.DataFrame:
    """Return the decisions taken by the end of a day; the caller holds the lock."""
    _must_have_rows(home)
    with open_as_of(home, settings, terms, day_number(day)) as as_of:
        return labels_in_force(as_of)


def last_label_day(home: Home, until: date | None = None) -> date | None:
    """Return the day of the last decision there is, by a day at most, or None; the caller holds the lock."""
    import duckdb

    _must_have_rows(home)
    with closing(duckdb.connect(str(home.warehouse), read_only=True)) as connection:
        end_us = day_end_us(day_number(until or date.max))
        found = connection.execute("select max(decided_us) from labels where decided_us <= ?", [end_us]).fetchone()
    return None if not found or found[0] is None else date_of(int(found[0]) // DAY_US)


def labelled_nights(home: Home, labels: pd.DataFrame, nights: Sequence[date]) -> Labelled:
    """Match labels to nights, and read what those nights said about the labelled."""
    matched = match_to_nights(labels, nights)
    read = tuple(read_night(home, day) for day in sorted(set(matched["night"])))
    points = stack_points(read, matched)
    rows = matched.loc[points.index, ["affiliate_id", "decided_us", "night", "is_fraud"]]
    without = int(nights_of(labels, nights).isna().sum()) + len(matched) - len(rows)
    return Labelled(rows.reset_index(drop=True), points.reset_index(drop=True), read, without)


def latest_day(home: Home) -> date:
    """Return the day of the last published night, or of the last label at most 60 days after it.

    A label with a date far ahead is a slip, and moves nothing. The caller holds the lock.

    Raises:
        UsageProblem: There is neither night nor label.
    """
    night = _last_night(home)
    label_day = last_label_day(home, None if night is None else night + timedelta(days=FARTHEST_DAYS))
    days = [day for day in (night, label_day) if day is not None]
    if not days:
        raise UsageProblem(
            "There is neither a published night nor a label in this home folder. Run `affguard nightly`."
        )
    return max(days)


def refuse_far(home: Home, as_of: date | None) -> None:
    """Refuse an as-of day that no night can bear out.

    Raises:
        UsageProblem: It lies more than 60 days after the last published night.
    """
    night = _last_night(home)
    if as_of is not None and night is not None and as_of > night + timedelta(days=FARTHEST_DAYS):
        raise UsageProblem(
            f"--as-of {as_of} lies more than {FARTHEST_DAYS} days after the last published night ({night}). Name an "
            "earlier day, or leave it out."
        )


def nights_until(home: Home, day: date) -> list[date]:
    """Return the nights that can be learned from.

    Raises:
        UsageProblem: There are none.
    """
    found = comparable_nights(home, MODEL_VERSION, day)
    if not found:
        raise UsageProblem(
            f"There is no published night up to {day} that this version of the judgement ({MODEL_VERSION}) scored. "
            "Run `affguard nightly` or `affguard run` first; then decide, load the labels, and train."
        )
    return found


def _last_night(home: Home) -> date | None:
    return next((date.fromisoformat(day) for day in published_days(home)[-1:]), None)


def _must_have_rows(home: Home) -> None:
    if not home.warehouse.exists():
        raise UsageProblem(
            f"The home folder {home.root} is empty. Load logs and labels first: "
            "`affguard run --clicks F --orders F --labels F`."
        )
