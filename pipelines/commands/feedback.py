"""Commands on feedback: train a challenger, promote it, replay nights."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.context import home_of
from pipelines.commands.program import NamedPath
from pipelines.counts import count
from pipelines.errors import UsageProblem

if TYPE_CHECKING:
    from pipelines.feedback.backtest import Replay

__all__ = ["backtest", "promote", "train"]


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


_as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day whose labels and nights count, UTC. "
    "Default: the last night, or the last label within 60 days after it.",
)


@click.command()
@_as_of
@click.pass_context
def train(ctx: click.Context, as_of: datetime | None) -> None:
    """Learn from labels: train a challenger that weighs reasons as people's decisions suggest.

    It reads published nights and the labels decided up to the as-of day, and registers the model in MLflow as
    challenger. The same data train no second version. Nothing is scored with it before `affguard promote`.

    \b
    Example:
      affguard train --as-of 2026-06-30
    """
    from pipelines.feedback.train import train_job

    done = train_job(home_of(ctx), _day(as_of))
    state = "registered as challenger" if done.is_new else "trained on the same data before; it is the challenger"
    click.echo(f"Version {done.model.version}: {state}")
    nights, lost = count(done.nights, "night"), count(done.without_night, "label speaks", "labels speak")
    besides = f"; {lost} of no published night" if done.without_night else ""
    click.echo(f"Labels up to {done.as_of}: {done.fraud} fraud, {done.clean} clean, on {nights}{besides}")
    click.echo(
        f"Log loss of left-out labels: {done.log_loss:.3f}, with the built-in weights {done.log_loss_built_in:.3f}"
    )
    if not done.strongest:
        click.echo("The labels teach nothing that the built-in weights do not know: all multipliers stay 1.")
    for code, multiplier in done.strongest:
        click.echo(f"  {multiplier:5.2f} × {code}")


@click.command()
@_as_of
@click.option(
    "--version", "number", type=click.IntRange(0), help="Put this version in force; 0 = the built-in weights."
)
@click.option("--force", is_flag=True, help="Promote the challenger whatever the comparison says; needs --because.")
@click.option("--because", default="", metavar="TEXT", help="Why; kept with the model in MLflow.")
@click.pass_context
def promote(ctx: click.Context, /, *, as_of: datetime | None, number: int | None, force: bool, because: str) -> None:
    """Make the challenger champion if it is better on later nights it has not seen.

    Compared are champion and challenger on labels decided after the training day, about nights after that day, of
    affiliates that neither learned from. The champion scores the nights from then on. --version goes back to an
    earlier model.

    \b
    Examples:
      affguard promote
      affguard promote --force --because "agreed on 3 July, too few audits yet"
      affguard promote --version 0
    """
    from pipelines.feedback.promote import promote_job

    done = promote_job(home_of(ctx), _day(as_of), number, force=force, because=because)
    click.echo(done.reason)
    if done.promoted:
        click.echo(f"Champion: {done.challenger.told()} (before: {done.champion.told()})")
        click.echo(f"Back again: affguard promote --version {done.champion.version}")
    else:
        click.echo(f"Not promoted: {done.champion.told()} stays champion.")


@click.command()
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first night.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last night.")
@click.option("--fdr", type=float, help="Try this share of false flags beside the one in affguard.toml.")
@click.option("--hold-q", type=float, help="Try this q-value for hold.")
@click.option("--watch-p", type=float, help="Try this p-value for watch.")
@click.option("--out", type=NamedPath(path_type=Path), help="Also write the table here (.csv or .parquet).")
@click.pass_context
def backtest(
    ctx: click.Context, /, *, first: datetime, last: datetime, out: Path | None, **changes: float | None
) -> None:
    """Replay nights as they would have been; nothing is published.

    A night sees the rows that counted as of its day and is scored with the model that was champion then. Decisions
    taken later only say how good its list was. With changed thresholds each night has a second row: who would have
    been flagged.

    \b
    Examples:
      affguard backtest --from 2026-06-01 --to 2026-06-14
      affguard backtest --from 2026-06-01 --to 2026-06-14 --fdr 0.1 --out shadow.csv
    """
    from pipelines.feedback.backtest import Changes, backtest_job, check_out, replay_csv, replay_parquet

    if out is not None:
        check_out(out)
    replays = backtest_job(home_of(ctx), first.date(), last.date(), Changes(**changes))
    click.echo(_table(replays))
    if out is not None:
        try:
            out.write_bytes(replay_csv(replays) if out.suffix == ".csv" else replay_parquet(replays))
        except OSError as error:
            raise UsageProblem(f"--out {out} cannot be written ({error}). Name a file elsewhere.") from error
        click.echo(f"Written: {out}")


def _table(replays: list[Replay]) -> str:
    """Return the nights as text, a line each, and what they expected against what decisions said."""
    heads = ("night", "thresholds", "affiliates", "flagged", "new", "gone", "expected false", "precision", "recall")
    rows = [
        (
            str(one.night),
            one.thresholds,
            f"{one.affiliates:,}",
            f"{one.flagged:,}",
            "" if one.new is None else f"{one.new:,}",
            "" if one.gone is None else f"{one.gone:,}",
            f"{one.expected_false_flags:.1f}",
            "" if one.precision is None else f"{one.precision:.0%} of {one.decided:,}",
            "" if one.recall is None else f"{one.recall:.0%}",
        )
        for one in replays
    ]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]

    def line(cells: tuple[str, ...]) -> str:
        padded = [
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    lines = [line(heads), *(line(row) for row in rows)]
    for name in dict.fromkeys(one.thresholds for one in replays):
        known = [one for one in replays if one.thresholds == name and one.precision is not None and one.flagged]
        if known:
            expected = sum(one.expected_false_flags for one in known) / sum(one.flagged for one in known)
            decided = sum(one.decided for one in known)
            false = sum(one.decided * (1 - (one.precision or 0.0)) for one in known)
            lines.append(
                f"Thresholds {name}: {expected:.1%} false flags expected, {false / decided:.1%} of decided clean"
            )
    return "\n".join(lines)
