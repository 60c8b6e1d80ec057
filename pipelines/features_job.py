"""The feature matrix by itself: from the home folder or from canonical Parquet, on DuckDB or on Spark."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from features.windows import FeatureWindows
from pipelines.as_of.measuring import measuring
from pipelines.as_of.open import available_columns, open_as_of
from pipelines.covered_days import last_day
from pipelines.days import date_of, day_number
from pipelines.disk import is_disk_full
from pipelines.errors import DataRefusedError, UsageProblem, UserError
from pipelines.lock import exclusive
from pipelines.runs.parquet import parquet
from pipelines.settings.read import read_settings
from pipelines.whole_file import check_out, check_writable, write_out

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from features.canonical import CanonicalFolder
    from features.matrix import FeatureMatrix, Grain
    from pipelines.as_of.open import AsOf
    from pipelines.home import Home
    from pipelines.settings.model import Settings
    from pipelines.settings.terms import Terms

__all__ = ["Measured", "export_job", "features_job"]

Engine = Literal["duckdb", "spark"]

SPARK_NEEDS = (
    "It takes `affguard[spark]`, Java 17 or later on the path or where JAVA_HOME points, and a --master such as "
    "local[2], yarn or spark://host:7077."
)
SPARK_CANNOT_READ = "FAILED_READ_FILE"
"""The condition that Spark names where a file is missing, damaged, or of other types than said."""


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
    """Write the canonical logs as of a day as Parquet, events partitioned by day.

    Raises:
        UsageProblem: The folder holds other files or cannot be written; nothing was changed.
    """
    from features.canonical import check_replaceable

    with _told_unwritable(path):
        check_replaceable(path)
        check_writable(path.parent)
        with _logs(home, *read_settings(home.root), as_of) as opened:
            return _exported(opened, path)


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
        UsageProblem: `out` cannot be written, `source` is no folder of canonical logs, or the matrix has no rows.
        DataRefusedError: Files of `source` are missing or damaged.
        UserError: Spark cannot be had.
    """
    check_out(out)
    if engine == "spark" and importlib.util.find_spec("pyspark") is None:
        raise UserError(f"--engine spark needs PySpark, which is not installed here. {SPARK_NEEDS}")
    settings, terms = read_settings(home.root)
    windows = settings.windows.for_features()
    if source is not None:
        folder = _folder(source, as_of)
        day = date_of(folder.as_of_day)
        matrix = _of_folder(folder, windows, engine, master, grain)
    elif engine == "spark":
        with _told_unwritable(home.canonical), _logs(home, settings, terms, as_of) as opened:
            day = date_of(opened.day)
            folder = _exported(opened, home.canonical / day.isoformat())
        matrix = _of_folder(folder, windows, engine, master, grain)
    else:
        with _logs(home, settings, terms, as_of) as opened:
            day = date_of(opened.day)
            matrix = measuring(opened, home, windows).at(grain)
    if not len(matrix.entities):
        raise UsageProblem(f"There is no click or order in the windows up to {day}. Nothing was written.")
    from features.table import as_table

    write_out(out, parquet(as_table(matrix)))
    return Measured(out, len(matrix.entities), len(matrix.features), len(matrix.not_available))


@contextmanager
def _logs(home: Home, settings: Settings, terms: Terms, as_of: date | None) -> Iterator[AsOf]:
    """Open the home's logs as of a day, or of the last in the data, under one lock: no load comes between."""
    with exclusive(home, "features"):
        day = as_of or last_day(home, settings)
        with open_as_of(home, settings, terms, day_number(day)) as opened:
            yield opened


def _exported(opened: AsOf, path: Path) -> CanonicalFolder:
    from features.canonical import write_canonical

    return write_canonical(opened.connection, path, as_of_day=opened.day, available=available_columns(opened))


@contextmanager
def _told_unwritable(path: Path) -> Iterator[None]:
    """Turn what keeps a folder from being written into a problem that says what to do."""
    from features.canonical import ForeignFolderError

    try:
        yield
    except ForeignFolderError as error:
        raise UsageProblem(f"{error}. Name an empty or a new folder, or one exported before.") from error
    except OSError as error:
        raise UsageProblem(f"{path} cannot be written ({error}). Name a folder elsewhere.") from error


def _of_folder(
    folder: CanonicalFolder, windows: FeatureWindows, engine: Engine, master: str, grain: Grain
) -> FeatureMatrix:
    if engine == "spark":
        with warnings.catch_warnings():
            # Results leave Spark as Arrow tables: what it says of pandas concerns nobody here.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            return _on_spark(folder, windows, master, grain)
    import duckdb

    from features.canonical import offer_canonical
    from features.engine_duckdb import measure

    with duckdb.connect() as connection:
        try:
            offer_canonical(connection, folder)
            return measure(
                connection, as_of_day=folder.as_of_day, windows=windows, grain=grain, available=folder.available
            )
        except duckdb.Error as error:
            if _cannot_read(error):
                raise _refused(folder.path, error) from error
            raise


def _cannot_read(error: duckdb.Error) -> bool:
    """Tell whether DuckDB came upon a damaged file: it then raises one of these, or an error of no class of its own."""
    import duckdb

    classes = (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException)
    return not is_disk_full(error) and (isinstance(error, classes) or type(error) is duckdb.Error)


def _on_spark(folder: CanonicalFolder, windows: FeatureWindows, master: str, grain: Grain) -> FeatureMatrix:
    from features.engine_spark import SparkUnavailableError, measure_on_spark, offer_to_spark, spark_session

    try:
        session = spark_session(master)
    except SparkUnavailableError as error:
        raise UserError(f"Spark does not start with --master {master} ({error}). {SPARK_NEEDS}") from error
    try:
        offer_to_spark(session, folder)
        return measure_on_spark(
            session, as_of_day=folder.as_of_day, windows=windows, grain=grain, available=folder.available
        )
    except Exception as error:  # Java's and PySpark's have no common base
        if SPARK_CANNOT_READ in str(error):
            raise _refused(folder.path, error) from error
        raise
    finally:
        session.stop()


def _folder(path: Path, as_of: date | None) -> CanonicalFolder:
    from features.canonical import DamagedLogsError, read_canonical

    try:
        folder = read_canonical(path)
    except DamagedLogsError as error:
        said = str(error).partition("\n")[0]
        raise DataRefusedError(f"The canonical logs are damaged: {said}. Export or copy them anew.") from error
    except (OSError, ValueError) as error:
        raise UsageProblem(
            f"{path} is no folder of canonical logs ({error}). `affguard features --export DIR` writes one."
        ) from error
    if as_of is not None and as_of != date_of(folder.as_of_day):
        raise UsageProblem(f"{path} was exported as of {date_of(folder.as_of_day)}; export it anew to see {as_of}.")
    return folder


def _refused(path: Path, error: Exception) -> DataRefusedError:
    said = str(error).partition("\n")[0]
    return DataRefusedError(f"The canonical logs in {path} are damaged: {said}. Export or copy them anew.")
