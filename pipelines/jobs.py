"""The jobs behind the commands: load, run, nightly. Each takes the lock, and opens and closes the warehouse itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.counts import count
from pipelines.covered_days import first_day, last_day, refuse_uncovered
from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.load.job import InputFile, configured_files, given_files, last_file_id, load
from pipelines.load.refusals import refused_of, refused_reasons
from pipelines.lock import exclusive
from pipelines.night.run_day import DayOutcome, missed_days, run_day
from pipelines.runs.publish import finish_interrupted, published_days
from pipelines.settings.read import read_settings
from pipelines.steps import Steps
from pipelines.warehouse.database import open_warehouse
from pipelines.whole_file import replace_durably

if TYPE_CHECKING:
    import duckdb

    from pipelines.home import Home
    from pipelines.load.merge import FileAccount
    from pipelines.settings.model import Settings

__all__ = ["load_job", "nightly_job", "run_job"]

_log = logging.getLogger("affguard")


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
        refuse_uncovered(home, settings, day, UsageProblem)
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
        refuse_uncovered(home, settings, as_of, DataRefusedError)
        outcomes = []
        # A first night from before the logs began, such as one of a home still empty, has nothing to catch up on.
        first = max(_first_night(home, as_of), first_day(home, settings) or as_of)
        for day in missed_days(first, published_days(home), as_of):
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
        before = last_file_id(connection)
        accounts = load(connection, home, files, settings, step.on_progress)
        step.rows = sum(account.rows_read for account in accounts)
        for account in accounts:
            _log_account(account)
        _warn_of_refused(connection, before, home)
    return accounts


def _log_account(account: FileAccount) -> None:
    if account.already_loaded:
        _log.debug("%s: loaded before, nothing new", account.path)
        return
    counts = (account.rows_read, account.loaded, account.duplicate, account.revision, account.rejected)
    _log.info(
        "%s: read %s = loaded %s + duplicate %s + revision %s + rejected %s",
        account.path,
        *(f"{count:,}" for count in counts),
    )
    for blanked in account.blanked:
        _log.info("%s: %s", account.path, blanked.sentence())


def _warn_of_refused(connection: duckdb.DuckDBPyConnection, before: int, home: Home) -> None:
    """Say what the load that has just passed left out, and whose; the texts of rows stand in the file alone."""
    reasons = refused_reasons(connection, after_file=before)
    for refused in reasons:
        _log.warning(
            "%s: %s left out, because %s; for example %s",
            refused.table,
            count(refused.rows, "row"),
            refused.reason,
            ", ".join(f"{path} line {line:,}" for path, line in refused.examples),
        )
    for one in refused_of(connection, after_file=before):
        _log.warning(
            "%s: affiliate %s loses %s of its %s rows in these files, so it is judged by what is left",
            one.table,
            one.affiliate_id,
            f"{one.refused:,}",
            f"{one.rows:,}",
        )
    if reasons:
        _log.warning(
            "The rows left out stand in %s. Mend them, and load them in a file of their own.", home.refused_rows
        )


def _refuse_far(as_of: date | None, settings: Settings) -> None:
    first, last = settings.load.earliest_year, settings.load.latest_year
    if as_of is not None and not first <= as_of.year <= last:
        raise UsageProblem(
            f"--as-of {as_of} lies outside the years {first} to {last} in which rows count "
            "(earliest_year and latest_year under [load] in affguard.toml)."
        )
