"""`affguard lists`: what reference lists are installed, and installing, downloading and removing them."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.context import home_of
from pipelines.commands.program import NamedPath
from pipelines.counts import count
from pipelines.errors import UsageProblem, harmless
from pipelines.exit_codes import ExitCode
from pipelines.list_facts import LIST_CLASSES, MEANING, ListClass, ListFacts, ListFormat

if TYPE_CHECKING:
    from pipelines.lists.update import ListUpdate

__all__ = ["lists"]

_CLASSES = "; ".join(f"{kind}: {meaning}" for kind, meaning in MEANING.items())


@click.group(invoke_without_command=True)
@click.pass_context
def lists(ctx: click.Context) -> None:
    """Show the reference lists: what is installed, how old it is, and what is not available without one.

    A list says what kind of network an address belongs to, or which domains spam referrers. Each has a class, a date
    and an origin; classes are never mixed.

    \b
    Example:
      affguard lists
    """
    if ctx.invoked_subcommand is None:
        from pipelines.lists.store import installed_lists

        _show(installed_lists(home_of(ctx).lists), _today())


@lists.command("import")
@click.argument("file", type=NamedPath(path_type=Path))
@click.option("--name", required=True, help="Name of the list: a-z, 0-9, - and _. A list of this name is replaced.")
@click.option(
    "--class", "kind", required=True, type=click.Choice(LIST_CLASSES), help=f"What all its entries are. {_CLASSES}."
)
@click.option(
    "--date",
    "snapshot",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day whose state of the world it describes. Default: the day an MMDB file was built, else today, UTC.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["text", "csv", "mmdb"]),
    help="What the file is. Default: by its ending (.csv .tsv .mmdb, else text).",
)
@click.option("--column", default="", help="CSV: the column to read. Default: the first that holds entries.")
@click.option("--where", default="", metavar="KEY=VALUE", help="CSV and MMDB: take only rows or records that say this.")
@click.option("--origin", default="", metavar="TEXT", help="Where the list comes from. Default: the file's path.")
@click.option(
    "--known-false-positives", default="", metavar="TEXT", help="Which innocents it is known to hit; shown with it."
)
@click.pass_context
def import_command(
    ctx: click.Context,
    /,
    *,
    file: Path,
    kind: ListClass,
    snapshot: datetime | None,
    file_format: ListFormat | None,
    origin: str,
    **told: str,
) -> None:
    """Install a list from a file, in the place of a list of the same name.

    Text files hold an address, a network (CIDR) or a range (first-last) a line, or a domain for referrer_spam; what
    follows # or ; is a comment. A file in which more than 5 % of the lines are no entry is refused.

    \b
    Examples:
      affguard lists import cloud.txt --name cloud-ranges --class data_centre --date 2026-06-01
      affguard lists import anonymous.mmdb --name tor-exits --class tor --where is_tor_exit_node=true
    """
    from pipelines.lists.install import import_list
    from pipelines.lists.sources import format_of, own_date
    from pipelines.lock import exclusive

    home, today = home_of(ctx), _today()
    if not file.is_file():
        raise UsageProblem(f"{file} is not there, or is no file. Name the file of the list.")
    if snapshot is not None and snapshot.date() > today:
        raise UsageProblem(f"--date {snapshot.date()} has not come yet; today is {today}, UTC.")
    day = snapshot.date() if snapshot else own_date(file, file_format or format_of(file)) or today
    with exclusive(home, "lists import"):
        facts = import_list(
            home.lists,
            file,
            kind=kind,
            snapshot=day,
            origin=origin or str(file.resolve()),
            file_format=file_format,
            **told,
        )
    click.echo(f"{facts.name}: {_contents(facts)}")
    _say_left_out(facts)


@lists.command()
@click.pass_context
def update(ctx: click.Context) -> None:
    """Download the lists that are configured under [[lists]] in affguard.toml, where they have changed.

    A list that cannot be fetched or read leaves the installed one in force, and the exit code is 3.

    \b
    Example:
      affguard lists update
    """
    from pipelines.lists.update import update_lists
    from pipelines.lock import exclusive
    from pipelines.settings.read import SETTINGS_FILE, read_settings

    home = home_of(ctx)
    settings, _ = read_settings(home.root)
    if not settings.lists:
        raise UsageProblem(
            f"No lists are configured. Add [[lists]] to {home.root / SETTINGS_FILE} (`affguard init` writes one with "
            "examples), or install a file at hand with `affguard lists import`."
        )
    with exclusive(home, "lists update"):
        outcomes = update_lists(home.lists, settings.lists, _today())
    for outcome in outcomes:
        _say(outcome)
    if any(outcome.outcome == "failed" for outcome in outcomes):
        sys.exit(ExitCode.DATA_REFUSED)


@lists.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, /, name: str) -> None:
    """Remove an installed list, also one that is damaged.

    Features that no other list of its class feeds are then not available.

    \b
    Example:
      affguard lists remove cloud-ranges
    """
    from pipelines.lists.store import remove_list
    from pipelines.lock import exclusive

    home = home_of(ctx)
    with exclusive(home, "lists remove"):
        remove_list(home.lists, name)
    click.echo(f"{name}: removed")


def _today() -> date:
    return datetime.now(UTC).date()


def _contents(facts: ListFacts) -> str:
    return f"{count(facts.entries, 'entry', 'entries')} of class {facts.kind}, snapshot of {facts.snapshot}"


def _show(installed: tuple[ListFacts, ...], today: date) -> None:
    heading = ("name", "class", "entries", "snapshot", "age")
    rows = [
        (facts.name, facts.kind, f"{facts.entries:,}", f"{facts.snapshot}", f"{(today - facts.snapshot).days} days")
        for facts in installed
    ]
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    if installed:
        click.echo(_line(heading, widths))
    for facts, row in zip(installed, rows, strict=True):
        click.echo(_line(row, widths))
        click.echo(f"    from {_one_line(facts.origin)}")
        click.echo(f"    known false positives: {_one_line(facts.known_false_positives) or 'none stated'}")
        _say_left_out(facts, indent="    ")
    missing = [kind for kind in LIST_CLASSES if kind not in {facts.kind for facts in installed}]
    if missing:
        click.echo(f"No list of class {', '.join(missing)}: features that need one are not available.")
        click.echo(
            "Install one with `affguard lists import FILE --name NAME --class CLASS`, or name addresses under "
            "[[lists]] in affguard.toml and run `affguard lists update`."
        )


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(cells, "<<><>", widths, strict=True))


def _one_line(text: str) -> str:
    return harmless(" ".join(text.split()))


def _say_left_out(facts: ListFacts, indent: str = "") -> None:
    if facts.left_out:
        more = " The first:" if facts.left_out > len(facts.left_out_examples) else ""
        click.echo(f"{indent}left out, being no such entries: {facts.left_out:,}.{more}")
        for example in facts.left_out_examples:
            click.echo(f"{indent}  {_one_line(example)}")


def _say(update: ListUpdate) -> None:
    if update.outcome == "failed":
        stays = f"The one of {update.facts.snapshot} stays in force." if update.facts else "None is installed."
        click.echo(f"{update.name}: failed. {harmless(update.problem)}\n  {stays}", err=True)
    elif update.facts:
        click.echo(f"{update.name}: {update.outcome}, {_contents(update.facts)}")
        if update.outcome == "updated":
            _say_left_out(update.facts)
