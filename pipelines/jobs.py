"""The jobs behind the commands: load, run, nightly. Each takes the lock, and opens and closes the warehouse itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from features.schema import DAY_US
from pipelines.days import date_of
from pipelines.errors import UsageProblem
from pipelines.load.job import InputFile, configured_files, given_files, load
from pipelines.lock import exclusive
from pipelines.night.run_day import DayOutcome, missed_days, run_day
from pipelines.runs.publish import finish_interrupted, published_days
from pipelines.settings.read import read_settings
from pipelines.steps import Steps
from pipelines.warehouse.database import open_warehouse
from pipelines.whole_file import replace_durably

if TYPE_CHECKING:
    from pipelines.home import Home
    from pipelines.load.merge import FileAccount
    from pipelines.settings.model import Settings

__all__ = ["last_day", "load_job", "nightly_job", "run_job"]

_log = logging.getLogger("affguard")
_STRAY_DAYS = 92
"""A last day that lies so far behind the others is taken for a slip of the pen, not for the night to judge."""
_USUAL_SHARE = 0.01
"""Share of the median day's rows below which a day is none that the logs cover; a quiet holiday has more."""


def load_job(home: Home, given: Mapping[str, Sequence[str]], base: Path) -> list[FileAccount]:
    """Load the given files, or the configured sources' when none are given."""
    settings, _ = read_settings(home.root, files_must_exist=not any(given.values()))
    files = given_files(settings, home, given, base) if any(given.values()) else configured_files(settings, home)
    if not files:
        raise UsageProblem(
            "There is nothing to load: name files (--clicks F, --orders F …), or add [[sources]] to "
            f"{home.root / 'affguard.toml'} (`affguard init` writes one with examples)."
        )
    with exclusive(home, "load"):
        return _load(home, files, settings, Steps())


def run_job(home: Home, given: Mapping[str, Sequence[str]], base: Path, as_of: date | None) -> DayOutcome:
    """Load files at hand, then score one day over all the home folder holds."""
    settings, terms = read_settings(home.root, files_must_exist=not any(given.values()))
    files = given_files(settings, home, given, base) if any(given.values()) else configured_files(settings, home)
    _refuse_far(as_of, settings)
    with exclusive(home, "run"):
        finish_interrupted(home)
        steps = Steps()
        accounts = _load(home, files, settings, steps)
        day = as_of or last_day(home, settings)
        return run_day(home, settings, terms, day, accounts, steps)


def nightly_job(home: Home, as_of: date) -> list[DayOutcome]:
    """The scheduled job: new files of the configured sources, then every night that was missed, up to the as-of day."""
    settings, terms = read_settings(home.root, files_must_exist=True)
    if not settings.sources:
        raise UsageProblem(
            f"No sources are configured. Add [[sources]] to {home.root / 'affguard.toml'} "
            "(`affguard init` writes one with examples), or score files at hand with `affguard run`."
        )
    _refuse_far(as_of, settings)
    with exclusive(home, "nightly"):
        finish_interrupted(home)
        steps = Steps()
        accounts = _load(home, configured_files(settings, home), settings, steps)
        outcomes = []
        for day in missed_days(_first_night(home, as_of), published_days(home), as_of):
            outcomes.append(run_day(home, settings, terms, day, accounts, steps))
            steps, accounts = Steps(), []
        return outcomes


def _first_night(home: Home, as_of: date) -> date:
    """Remember the first night, so that one which never came to its end is caught up as well."""
    if home.first_night.exists():
        try:
            return min(date.fromisoformat(home.first_night.read_text(encoding="utf-8").strip()), as_of)
        except ValueError as error:
            first = min([*published_days(home)[:1], as_of.isoformat()])
            _log.warning("%s is damaged (%s): nights are caught up from %s on.", home.first_night, error, first)
    else:
        first = as_of.isoformat()
    aside = home.first_night.with_name(home.first_night.name + ".part")
    aside.write_text(first, encoding="utf-8")
    replace_durably(aside, home.first_night)
    return date.fromisoformat(first)


def _load(home: Home, files: list[InputFile], settings: Settings, steps: Steps) -> list[FileAccount]:
    with open_warehouse(home, settings.load) as connection, steps.step("load") as step:
        accounts = load(connection, home, files, settings, step.on_progress)
        step.rows = sum(account.rows_read for account in accounts)
    for account in accounts:
        if account.already_loaded:
            _log.debug("%s: loaded before, nothing new", account.path)
        else:
            _log.info(
                "%s: read %s = loaded %s + duplicate %s + revision %s + rejected %s",
                account.path,
                *(
                    f"{n:,}"
                    for n in (
                        account.rows_read,
                        account.loaded,
                        account.duplicate,
                        account.revision,
                        account.rejected,
                    )
                ),
            )
        for blanked in account.blanked:
            _log.info("%s: %s", account.path, blanked.sentence())
    return accounts


def _refuse_far(as_of: date | None, settings: Settings) -> None:
    first, last = settings.load.earliest_year, settings.load.latest_year
    if as_of is not None and not first <= as_of.year <= last:
        raise UsageProblem(
            f"--as-of {as_of} lies outside the years {first} to {last} in which rows count "
            "(earliest_year and latest_year under [load] in affguard.toml)."
        )


def last_day(home: Home, settings: Settings) -> date:
    """Return the last day in the data on which something happened as usual; the caller holds the lock.

    A few rows with a wrong clock would otherwise judge the programme by days on which nothing was logged. Days after
    the last usual one are named in a warning.

    Raises:
        UsageProblem: There is none, or it lies so far behind the others that it may be a slip.
    """
    spans = " union all ".join(
        f"select {time} // {DAY_US} as day from {table}"
        for table, time in (("clicks", "clicked_us"), ("orders", "ordered_us"), ("order_lines", "ordered_us"))
    )
    with open_warehouse(home, settings.load) as connection:
        counted = connection.execute(
            f"""
            with by_day as (select day, count(*) as rows from ({spans}) group by day)
            select day, rows, rows >= {_USUAL_SHARE} * (select median(rows) from by_day) as is_usual
            from by_day order by day desc
            """
        ).fetchall()
    usual = [int(day) for day, _, is_usual in counted if is_usual][:2]
    if not usual:
        raise UsageProblem(
            "There is not a single click or order in this home folder. Load some first, or give --as-of."
        )
    last = date_of(usual[0])
    if len(usual) > 1 and usual[0] - usual[1] > _STRAY_DAYS:
        raise UsageProblem(
            f"The last day in the data is {last}, {usual[0] - usual[1]} days after the one before it "
            f"({date_of(usual[1])}), so it may be a wrong date in a log. Say which day to judge: --as-of YYYY-MM-DD."
        )
    if stray := sum(rows for day, rows, _ in counted if day > usual[0]):
        _log.warning(
            "%d %s after %s, up to %s, fewer a day than a hundredth of the usual: they may have wrong dates and do not "
            "count. To judge a later day give --as-of YYYY-MM-DD.",
            stray,
            "row lies" if stray == 1 else "rows lie",
            last,
            date_of(int(counted[0][0])),
        )
    return last
