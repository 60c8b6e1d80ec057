"""`affguard evaluate`: the model layer on any plain numeric matrix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.program import NamedPath
from pipelines.errors import harmless

if TYPE_CHECKING:
    from pipelines.evaluate_job import Evaluated, Interval

__all__ = ["evaluate"]

_FILE = NamedPath(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--fit", type=_FILE, multiple=True, required=True, help="A file to learn from; repeats, and their rows are stacked."
)
@click.option("--score", type=_FILE, required=True, help="The file whose rows are scored.")
@click.option("--id-column", required=True, metavar="NAME", help="The column that holds ids; any text, repeats kept.")
@click.option("--label-column", metavar="NAME", help="The column that holds labels; without it nothing is supervised.")
@click.option(
    "--positive", multiple=True, metavar="VALUE", help="A label that means fraud; repeats, all others mean clean."
)
@click.option(
    "--out", type=NamedPath(path_type=Path), default=Path("scores.csv"), show_default=True, help="The file to write."
)
def evaluate(
    *,
    fit: tuple[Path, ...],
    score: Path,
    id_column: str,
    label_column: str | None,
    positive: tuple[str, ...],
    out: Path,
) -> None:
    """Score the rows of any numeric matrix: with labels where they are given, without where not.

    Files are CSV or Parquet. Labels are fraud, 1, true; clean, ok, 0, false; observation, unclear; or empty. The output
    holds the id, the score (higher is more suspicious) and, where enough rows are known to be clean, a p-value.

    \b
    Examples:
      affguard evaluate --fit last-year.csv --id-column affiliate_id --score this-year.csv
      affguard evaluate --fit a.csv --fit b.csv --id-column partnerid --label-column status --score c.csv
    """
    from pipelines.evaluate_job import evaluate_job

    done = evaluate_job(fit, score, out, id_column=id_column, label_column=label_column, positive=positive)
    _say(done)


def _say(done: Evaluated) -> None:
    for sentence in done.left_out:
        click.echo(harmless(sentence))
    click.echo(f"Method: {done.method} ({done.why})")
    click.echo(f"Fitted on {done.fitted:,} rows, {len(done.columns):,} columns in common")
    click.echo(f"p_value: {done.calibrated}")
    if done.not_measured:
        click.echo(f"Note: {harmless(done.not_measured)}")
    if done.average_precision and done.roc_auc:
        click.echo(f"Average precision: {_interval(done.average_precision)}")
        click.echo(f"ROC-AUC: {_interval(done.roc_auc)}")
    click.echo(f"Written: {done.out} ({done.scored:,} rows)")


def _interval(measure: Interval) -> str:
    return f"{measure.value:.4f} (95 % interval {measure.low:.4f} to {measure.high:.4f})"
