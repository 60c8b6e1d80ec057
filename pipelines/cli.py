"""The command line: it parses, calls a job, and prints what came of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.context import DEFAULT_HOME, home_of
from pipelines.commands.evaluate import evaluate
from pipelines.commands.features import explain, features
from pipelines.commands.feedback import backtest, promote, train
from pipelines.commands.lists import lists
from pipelines.commands.program import NamedPath, Program
from pipelines.commands.screening import backlinks, screen
from pipelines.contract import load_contract
from pipelines.errors import harmless
from pipelines.exit_codes import ExitCode

if TYPE_CHECKING:
    from pipelines.load.merge import FileAccount
    from pipelines.night.run_day import DayOutcome

__all__ = ["main"]

# order_lines is a layout of orders, which affguard.toml names.
_TABLES = tuple(name.replace("_", "-") for name in load_contract() if name != "order_lines")


class _Lines(logging.Formatter):
    """Log lines that quote file names and ids of others."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


class _FilesCommand(click.Command):
    """Lets a file option take all the words that follow it, as a shell writes out `--clicks clicks-*.csv`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        many = {f"--{table}" for table in _TABLES}
        spread: list[str] = []
        current = ""
        for word in args:
            if word.startswith("-"):
                current = word if word in many else ""
                spread.append(word)
            elif current and spread[-1] != current:
                spread += [current, word]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)


def _file_options(command: Callable[..., None]) -> Callable[..., None]:
    for table in reversed(_TABLES):
        words = table.replace("-", " ")
        option = click.option(f"--{table}", multiple=True, metavar="FILE...", help=f"Files or globs with {words}.")
        command = option(command)
    return command


_as_of = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Count only what happened up to this day, UTC."
)
_fail_on_findings = click.option(
    "--fail-on-findings", is_flag=True, help=f"End with exit code {ExitCode.FINDINGS} when an affiliate is flagged."
)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=NamedPath(path_type=Path),
    envvar="AFFGUARD_HOME",
    default=DEFAULT_HOME,
    show_default=True,
    help="Folder that holds all state of one programme; made when missing.",
)
@click.option("--verbose", is_flag=True, help="Log details.")
@click.version_option(package_name="affguard", prog_name="affguard")
@click.pass_context
def main(ctx: click.Context, /, home: Path, verbose: bool) -> None:
    """Find affiliate fraud and bad traffic in a programme's own click and order logs.

    Exit codes: 0 done, flags or not; 2 usage or settings; 3 data refused; 4 locked; 5 internal;
    10 only with --fail-on-findings; 130 stopped by Ctrl-C.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("affguard").setLevel(logging.DEBUG if verbose else logging.INFO)
    ctx.obj = home


main.add_command(evaluate)
main.add_command(explain)
main.add_command(features)
main.add_command(lists)
main.add_command(train)
main.add_command(promote)
main.add_command(backtest)
main.add_command(screen)
main.add_command(backlinks)


@main.command()
@click.pass_context
def init(ctx: click.Context) -> None:
    """Write affguard.toml and terms.toml with every option explained.

    Files that are already there are left alone.

    \b
    Example:
      affguard --home shop init
    """
    from pipelines.settings.write import write_defaults

    home = home_of(ctx)
    written = write_defaults(home.root)
    for path in written:
        click.echo(f"Written: {path}")
    if not written:
        click.echo(f"Nothing to do: {home.root} has its affguard.toml and terms.toml.")


@main.command()
@click.option("--affiliates", type=click.IntRange(48, 50_000), default=160, show_default=True, help="How many.")
@click.option("--clicks", type=click.IntRange(1_000), default=120_000, show_default=True, help="About how many.")
@click.option("--orders", type=click.IntRange(0), default=0, help="About how many; 0 = what the traffic gives.")
@click.option("--days", type=click.IntRange(30, 400), default=60, show_default=True, help="Length of the history.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same programme.")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="How files are written.",
)
@click.option(
    "--files-only", type=NamedPath(path_type=Path, file_okay=False), help="Only write the files, into this folder."
)
@click.pass_context
def demo(ctx: click.Context, /, *, files_only: Path | None, **size: Any) -> None:  # noqa: ANN401 - click's options
    """Generate a small programme with known fraud, run everything, say where the report is.

    \b
    Examples:
      affguard demo
      affguard demo --files-only logs --clicks 20000000 --affiliates 2000 --orders 400000
    """
    from pipelines.demo.generate import DemoSize, generate

    seed, file_format = size.pop("seed"), size.pop("file_format")
    if files_only is not None:
        generate(files_only, size=DemoSize(**size), seed=seed, file_format=file_format)
        click.echo(f"Written: {files_only}")
        return
    home = home_of(ctx)
    files = generate(home.root / "demo-logs", size=DemoSize(**size), seed=seed, file_format=file_format)
    from pipelines.jobs import run_job

    tables = (table.replace("-", "_") for table in _TABLES)
    given = {table: [str(path) for path in getattr(files, table, ())] for table in tables}
    outcome = run_job(home, given, Path.cwd(), None)
    _say(outcome)
    click.echo(f"What is known to be wrong with whom: {home.root / 'demo-logs' / 'truth.csv'}")


@main.command(cls=_FilesCommand)
@_file_options
@_as_of
@_fail_on_findings
@click.pass_context
def run(ctx: click.Context, /, as_of: datetime | None, fail_on_findings: bool, **given: tuple[str, ...]) -> None:
    """Load files at hand, then features, scores, cases and report over all the home folder holds.

    Without files it loads those of the sources in affguard.toml. --as-of defaults to the last day that the logs cover.

    \b
    Example:
      affguard run --clicks clicks-*.csv.gz --orders orders.csv --order-events events.csv
    """
    from pipelines.jobs import run_job

    outcome = run_job(home_of(ctx), dict(given), Path.cwd(), as_of.date() if as_of else None)
    _say(outcome)
    _end([outcome], fail_on_findings)


@main.command(cls=_FilesCommand)
@_file_options
@click.pass_context
def load(ctx: click.Context, /, **given: tuple[str, ...]) -> None:
    """Load only: the given files, or the new files of the sources in affguard.toml.

    All of them or none: a file that cannot be used refuses the whole load.

    \b
    Example:
      affguard load --orders orders-2026-06.parquet
    """
    from pipelines.jobs import load_job

    _say_accounts(load_job(home_of(ctx), dict(given), Path.cwd()))


@main.command()
@_as_of
@_fail_on_findings
@click.pass_context
def nightly(ctx: click.Context, /, as_of: datetime | None, fail_on_findings: bool) -> None:
    """The scheduled job: new files of the configured sources, then every night that was missed.

    --as-of defaults to yesterday, UTC. Run twice it changes nothing; interrupted, it goes on where it stopped.

    \b
    Example:
      affguard --home /srv/shop nightly
    """
    from pipelines.jobs import nightly_job

    yesterday: date = datetime.now(UTC).date() - timedelta(days=1)
    outcomes = nightly_job(home_of(ctx), as_of.date() if as_of else yesterday)
    for outcome in outcomes:
        _say(outcome)
    _end(outcomes, fail_on_findings)


def _say(outcome: DayOutcome) -> None:
    done = "" if outcome.is_new else " (unchanged since the last run)"
    click.echo(f"{outcome.day}: {outcome.flagged} of {outcome.affiliates} affiliates flagged{done}")
    click.echo(f"Report: {outcome.folder / 'report.html'}")


def _say_accounts(accounts: list[FileAccount]) -> None:
    for account in accounts:
        if account.already_loaded:
            click.echo(f"{harmless(account.path)}: loaded before, nothing new")
        else:
            click.echo(
                f"{harmless(account.path)}: {account.rows_read:,} rows read = {account.loaded:,} loaded + "
                f"{account.duplicate:,} duplicate + {account.revision:,} revision + {account.rejected:,} rejected"
            )
        for blanked in account.blanked:
            click.echo(f"  {blanked.sentence()}")


def _end(outcomes: list[DayOutcome], fail_on_findings: bool) -> None:
    if fail_on_findings and any(outcome.flagged for outcome in outcomes):
        sys.exit(ExitCode.FINDINGS)
