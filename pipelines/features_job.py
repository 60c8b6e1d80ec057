"""The feature matrix by itself: from the home folder or from canonical Parquet, on DuckDB or on Spark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from features.windows import FeatureWindows
from pipelines.as_of.open import available_columns, open_as_of
from pipelines.as_of.states import open_states
from pipelines.errors import UsageProblem, UserError
from pipelines.lock import exclusive
from pipelines.night.parquet import parquet
from pipelines.settings.read import read_settings

if TYPE_CHECKING:
    from datetime import date

    from features.canonical import CanonicalFolder
    from features.matrix import FeatureMatrix, Grain
    from pipelines.home import Home

__all__ = ["Measured", "export_job", "features_job"]

Engine = Literal["duckdb", "spark"]


@dataclass(frozen=True)
class Measured:
    """What a features job wrote.

    Attributes:
        path: The file.
        entities: Its rows.
        features: Features measured.
        not_available: Features for which the data lack columns.
    """

    path: Path
    entities: int
    features: int
    not_available: int


def export_job(home: Home, as_of: date | None, path: Path) -> CanonicalFolder:
    """Write the canonical logs as of a day as Parquet, events partitioned by day."""
    from features.canonical import write_canonical
    from pipelines.jobs import last_day
    from pipelines.night.run_day import EPOCH

    settings, terms = read_settings(home.root, files_must_exist=False)
    if path.exists() and any(path.iterdir()) and not (path / "canonical.json").exists():
        raise UsageProblem(f"{path} holds other files. Name an empty or a new folder, or one exported before.")
    with exclusive(home, "features"):
        day = as_of or last_day(home, settings)
        with open_as_of(home, settings.load, terms, (day - EPOCH).days) as opened:
            available = available_columns(opened)
            return write_canonical(opened.connection, path, as_of_day=opened.day, available=available)


def features_job(
    home: Home, *, as_of: date | None, source: Path | None, engine: Engine, master: str, grain: Grain, out: Path
) -> Measured:
    """Measure the features of one grain and write them as one Parquet file.

    Args:
        home: The home folder; its settings say how far back to look.
        as_of: The last day that counts; None for the last day in the data, or the day of `source`.
        source: A folder of canonical Parquet; None for the home folder's warehouse.
        engine: What computes.
        master: Where Spark runs.
        grain: The kind of entity that gets a row.
        out: The file to write.

    Raises:
        UserError: The folder is none, or Spark cannot be had.
    """
    settings, _ = read_settings(home.root, files_must_exist=False)
    windows = FeatureWindows(**settings.windows.model_dump())
    if source is not None:
        matrix = _of_folder(_folder(source, as_of), windows, engine, master, grain)
    elif engine == "spark":
        from pipelines.jobs import last_day

        with exclusive(home, "features"):
            day = as_of or last_day(home, settings)
        matrix = _of_folder(export_job(home, day, home.canonical / day.isoformat()), windows, engine, master, grain)
    else:
        matrix = _of_warehouse(home, as_of, windows, grain)
    from features.table import as_table

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(parquet(as_table(matrix)))
    return Measured(out, len(matrix.entities), len(matrix.features), len(matrix.not_available))


def _of_warehouse(home: Home, as_of: date | None, windows: FeatureWindows, grain: Grain) -> FeatureMatrix:
    from features.engine_duckdb import measure
    from pipelines.jobs import last_day
    from pipelines.night.run_day import EPOCH

    settings, terms = read_settings(home.root, files_must_exist=False)
    with exclusive(home, "features"):
        day = as_of or last_day(home, settings)
        with open_as_of(home, settings.load, terms, (day - EPOCH).days) as opened:
            return measure(
                opened.connection,
                as_of_day=opened.day,
                windows=windows,
                grain=grain,
                available=available_columns(opened),
                store=open_states(opened, home),
            )


def _of_folder(
    folder: CanonicalFolder, windows: FeatureWindows, engine: Engine, master: str, grain: Grain
) -> FeatureMatrix:
    if engine == "spark":
        return _on_spark(folder, windows, master, grain)
    import duckdb

    from features.canonical import offer_canonical
    from features.engine_duckdb import measure
    from pipelines.engine import leave_out_faulty

    with duckdb.connect() as connection:
        leave_out_faulty(connection)
        offer_canonical(connection, folder)
        return measure(connection, as_of_day=folder.as_of_day, windows=windows, grain=grain, available=folder.available)


def _on_spark(folder: CanonicalFolder, windows: FeatureWindows, master: str, grain: Grain) -> FeatureMatrix:
    from features.engine_spark import measure_on_spark, offer_to_spark, spark_session

    try:
        session = spark_session(master)
    except ImportError as error:
        raise UserError(
            "--engine spark needs PySpark, which is not installed here. Install `affguard[spark]`, "
            "with Java 17 or later on the path."
        ) from error
    try:
        offer_to_spark(session, folder)
        return measure_on_spark(
            session, as_of_day=folder.as_of_day, windows=windows, grain=grain, available=folder.available
        )
    finally:
        session.stop()


def _folder(path: Path, as_of: date | None) -> CanonicalFolder:
    from features.canonical import read_canonical
    from pipelines.night.run_day import EPOCH

    try:
        folder = read_canonical(path)
    except (OSError, ValueError) as error:
        raise UsageProblem(
            f"{path} is no folder of canonical logs ({error}). `affguard features --export DIR` writes one."
        ) from error
    if as_of is not None and (as_of - EPOCH).days != folder.as_of_day:
        from datetime import timedelta

        raise UsageProblem(
            f"{path} was exported as of {EPOCH + timedelta(days=folder.as_of_day)}; export it anew to see {as_of}."
        )
    return folder
