"""`affguard screen` and `affguard backlinks`: who asks to be let in, and who links to them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.context import home_of
from pipelines.commands.program import NamedPath
from pipelines.errors import UsageProblem, harmless
from pipelines.exit_codes import ExitCode
from pipelines.pages.safe_text import visible

if TYPE_CHECKING:
    from pipelines.home import Home
    from pipelines.screen.job import ScreeningDone
    from screening.applicant import Applicant
    from screening.checks.context import ObservedTraffic
    from screening.crawl.options import Progress

__all__ = ["backlinks", "screen"]

_FILE = NamedPath(path_type=Path, dir_okay=False)


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--applicants", type=_FILE, help="A file of applications: applicant_id, name, website and more.")
@click.option(
    "--affiliates", is_flag=True, help="Partners of the last run that have orders and were never paid, again."
)
@click.option(
    "--out", type=NamedPath(path_type=Path, file_okay=False), help="Folder for the dossiers. Default: in the home."
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME[:PORT]",
    help="A host that may lie on this machine or in a private network; repeats.",
)
@click.option("--fresh", is_flag=True, help="Ask for every page again, however lately it was read.")
@click.option(
    "--second-look",
    is_flag=True,
    help="Ask for the home page and two more again, as a visitor from a search engine: are they the same?",
)
@click.option("--warc", type=_FILE, help="Also export every exchange to this WARC file.")
@click.option(
    "--fail-on-findings",
    is_flag=True,
    help=f"End with exit code {ExitCode.FINDINGS} when somebody is to review or decline.",
)
@click.pass_context
def screen(
    ctx: click.Context,
    /,
    *,
    urls: tuple[str, ...],
    applicants: Path | None,
    affiliates: bool,
    out: Path | None,
    allow_hosts: tuple[str, ...],
    fresh: bool,
    second_look: bool,
    warc: Path | None,
    fail_on_findings: bool,
) -> None:
    """Read applicants' websites and recommend: approve, approve and watch, review or decline.

    Each reason comes with a quote, the page, the time, the clause of terms.toml, what innocently causes it and what
    would clear it. What could not be checked is said, and is never a fault. Pages read before are not asked for again.

    \b
    Examples:
      affguard screen https://blog.example
      affguard screen --applicants applicants.csv
    """
    from pipelines.screen.job import ScreenRequest, screen_job
    from pipelines.settings.screening import allowed_host_fault

    if sum((bool(urls), applicants is not None, affiliates)) != 1:
        raise UsageProblem("Name whom to screen: addresses, or --applicants FILE, or --affiliates; one of the three.")
    for host in allow_hosts:
        if fault := allowed_host_fault(host):
            raise UsageProblem(f"--allow-host {fault}")
    home = home_of(ctx)
    asked, observed = _whom(home, urls, applicants, affiliates=affiliates)
    request = ScreenRequest(
        applicants=asked,
        out=out,
        allow_hosts=allow_hosts,
        fresh=fresh,
        second_look=second_look,
        warc=warc,
        kind="affiliate" if affiliates else "address" if urls else "applicant",
        observed=observed,
    )
    with _progress(len(asked)) as on_progress:
        done = screen_job(home, request, lambda: time.time_ns() // 1000, on_progress)
    _say(done)
    if done.faults:
        click.echo(
            f"Error: a fault of this program kept it from reading {done.faults} of {len(done.entries)} websites; their "
            "dossiers say so. Its traceback stands above: please report it. The others were screened.",
            err=True,
        )
        sys.exit(ExitCode.FAULT)
    if fail_on_findings and any(entry["recommendation"] in ("review", "decline") for entry in done.entries):
        sys.exit(ExitCode.FINDINGS)


def _whom(
    home: Home, urls: tuple[str, ...], applicants: Path | None, *, affiliates: bool
) -> tuple[Sequence[Applicant], Mapping[str, ObservedTraffic]]:
    """Those who are to be read, and what the programme's own logs show of them, where they are partners."""
    from pipelines.screen.affiliates import due_affiliates
    from pipelines.screen.applicants import applicants_of_addresses, read_applicants

    if affiliates:
        return due_affiliates(home)
    return (read_applicants(applicants) if applicants else applicants_of_addresses(urls)), {}


@click.group(invoke_without_command=True)
@click.pass_context
def backlinks(ctx: click.Context) -> None:
    """Show which domain graph is installed, from which screening takes who links to an applicant.

    \b
    Example:
      affguard backlinks
    """
    if ctx.invoked_subcommand is None:
        from pipelines.screen.graph import describe_graph

        click.echo(harmless(describe_graph(home_of(ctx))))


@backlinks.command("build")
@click.option("--vertices", type=_FILE, required=True, help="The release's domain vertices file, .txt or .txt.gz.")
@click.option("--edges", type=_FILE, required=True, help="Its domain edges file.")
@click.option("--ranks", type=_FILE, required=True, help="Its domain ranks file.")
@click.option("--release", required=True, metavar="NAME", help="Name of the release, as dossiers will cite it.")
@click.option(
    "--trusted", type=_FILE, help="Text file of domains you trust, one a line: each domain gets its spam mass."
)
@click.pass_context
def build(
    ctx: click.Context, /, *, vertices: Path, edges: Path, ranks: Path, release: str, trusted: Path | None
) -> None:
    """Install a release of the Common Crawl domain graph; it replaces the one before.

    The three files are published under data.commoncrawl.org/projects/hyperlinkgraph/, in a release's folder "domain".
    With --trusted, PageRank and TrustRank are computed over the whole graph, which takes longer than the rest.

    \b
    Example:
      affguard backlinks build --release cc-main-2026-mar-apr-may --vertices v.txt.gz --edges e.txt.gz --ranks r.txt.gz
    """
    from pipelines.screen.graph import install_graph

    home = home_of(ctx)
    click.echo(harmless(install_graph(home, vertices, edges, ranks, release, trusted)))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Progress], None] | None]:
    """Show a bar of sites that are finished, on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=total)

        def tell(sign: Progress) -> None:
            bar.update(task, description=f"Reading {harmless(sign.url)[:60]}", advance=int(sign.done))

        yield tell


def _say(done: ScreeningDone) -> None:
    for entry in done.entries:
        reasons = [one for one in entry["findings"] if one["state"] == "finding" and one["severity"] != "note"]
        told = "; ".join(f"{one['check']} {one['title']}" for one in reasons[:3]) or entry["site_state_reason"]
        click.echo(f"{entry['recommendation']:<8} {visible(entry['applicant_id'])}  {visible(told)}".rstrip())
    if done.exchanges_in_warc is not None:
        click.echo(f"Exported: {done.exchanges_in_warc:,} exchanges")
    click.echo(f"Dossiers: {done.folder / 'summary.html'}")
