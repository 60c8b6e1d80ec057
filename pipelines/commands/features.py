"""Commands on features: measure them by themselves, export the canonical logs, explain one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.context import home_of
from pipelines.commands.program import NamedPath
from pipelines.errors import UsageProblem, did_you_mean

if TYPE_CHECKING:
    from features.catalogue import Feature
    from models.judging.other_reasons import OtherReason

__all__ = ["explain", "features"]


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day that counts, UTC.")
@click.option(
    "--grain",
    type=click.Choice(["affiliate", "sub_id", "affiliate_offer"]),
    default="affiliate",
    show_default=True,
    help="What gets a row: an affiliate, an (affiliate, sub-id), or an (affiliate, offer).",
)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What computes."
)
@click.option("--master", default="local[*]", show_default=True, help="Where Spark runs, as spark-submit has it.")
@click.option(
    "--from",
    "source",
    type=NamedPath(path_type=Path, file_okay=False),
    help="Read canonical Parquet files, which --export writes, and not the home folder's logs.",
)
@click.option(
    "--export", type=NamedPath(path_type=Path, file_okay=False), help="Only write the canonical Parquet files there."
)
@click.option(
    "--out",
    type=NamedPath(path_type=Path, dir_okay=False),
    default=Path("features.parquet"),
    show_default=True,
    help="The file to write.",
)
@click.pass_context
def features(ctx: click.Context, /, *, as_of: datetime | None, export: Path | None, **how: Any) -> None:  # noqa: ANN401 - click's options
    """Measure every feature and write the matrix as one Parquet file.

    The same definitions run on DuckDB and on Spark and give the same numbers. Spark reads canonical Parquet files,
    partitioned by day; without --from they are written to canonical/ in the home folder first.

    \b
    Examples:
      affguard features --out features.parquet
      affguard features --export /shared/canonical
      affguard features --from /shared/canonical --engine spark --master yarn
    """
    from pipelines.features_job import export_job, features_job

    home = home_of(ctx)
    day = as_of.date() if as_of else None
    if export is not None:
        folder = export_job(home, day, export)
        click.echo(f"Written: {folder.path}")
        return
    done = features_job(home, as_of=day, **how)
    click.echo(
        f"Written: {done.path} ({done.entities:,} rows, {done.features} features, {done.not_available} not available)"
    )


@click.command()
@click.argument("name", metavar="FEATURE", required=False)
def explain(name: str | None) -> None:
    """Say what a feature measures, why it speaks for what, and what innocently explains it.

    Without a name it lists all of them.

    \b
    Example:
      affguard explain refund_ratio
    """
    from features.definitions import families, feature
    from models.judging.other_reasons import OTHER_REASONS

    if name is None:
        for family in families():
            click.echo(f"{family.title}")
            for known in family.features:
                click.echo(f"  {known.name:<44} {known.title}")
        click.echo("Other reasons")
        for other in OTHER_REASONS:
            click.echo(f"  {other.code:<44} {other.title}")
        return
    if found := [other for other in OTHER_REASONS if other.code == name]:
        click.echo(explained_reason(found[0]))
        return
    try:
        click.echo(explained(feature(name)))
    except KeyError:
        names = [known.name for family in families() for known in family.features]
        names += [other.code for other in OTHER_REASONS]
        raise UsageProblem(
            f'There is no feature "{name}".{did_you_mean(name, names)} `affguard explain` lists all of them.'
        ) from None


def explained(feature: Feature) -> str:
    """Return all that the catalogue says of a feature, for a terminal."""
    return _told(
        f"{feature.name}: {feature.title}",
        {
            "Measures": feature.description,
            "Speaks for": ", ".join(feature.fraud_types),
            "Why": feature.why,
            "Innocent": feature.innocent,
            "Cleared by": feature.clears,
            "Kind": f"{feature.kind}, in {feature.unit}; higher is more suspicious",
            "Silent below": f"a support of {feature.minimum_support}",
            "Weight": f"{feature.weight:g} of one full reason",
            "Needs": ", ".join(feature.needs),
            "Reads as": feature.sentence,
            "Measured by": f"features/sql/{feature.family}.sql",
        },
    )


def explained_reason(reason: OtherReason) -> str:
    """Return what is known of a reason that is no feature, for a terminal."""
    return _told(
        f"{reason.code}: {reason.title}",
        {
            "Speaks for": ", ".join(reason.fraud_types) or "no type in particular",
            "Why": reason.why,
            "Innocent": reason.innocent,
            "Cleared by": reason.clears,
        },
    )


def _told(title: str, facts: dict[str, str]) -> str:
    lines = [title, ""]
    for word, text in facts.items():
        wrapped = click.wrap_text(text, width=100, initial_indent=f"{word + ':':<14}", subsequent_indent=" " * 14)
        lines.append(wrapped)
    return "\n".join(lines)
