"""Plain feature matrices in CSV or Parquet files: an id, numbers, perhaps a label."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from features.engine_faults import leave_out_faulty
from models.arrays import FloatArray
from pipelines.errors import DataRefusedError, UsageProblem, column_names, did_you_mean, listed

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CLEAN_WORDS", "FRAUD_WORDS", "UNSURE_WORDS", "MatrixFile", "read_labels", "read_matrix"]


FRAUD_WORDS = ("fraud", "1", "true")
CLEAN_WORDS = ("clean", "ok", "0", "false")
UNSURE_WORDS = ("observation", "unclear")
"""Not fraud where results are measured; how a model that learns takes them is its own affair."""
_LOOKED_AT_BYTES = 4_096
_ZIP = b"PK\x03\x04"
_COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""How files begin that gzip and Zstandard made."""
_MISSING = ("", "na", "n/a", "nan", "null", "none", "?")


@dataclass(frozen=True)
class MatrixFile:
    """One file's rows, in its own order.

    Attributes:
        path: The file.
        ids: Each row's id, as it is written.
        numbers: Numeric column → its values; NaN where missing.
        not_numeric: Columns that hold other text, with the number of the first row that does, from 1.
        labels: Each row's label as it is written, empty where missing; None where the file has no label column.
    """

    path: Path
    ids: list[str]
    numbers: dict[str, FloatArray]
    not_numeric: dict[str, int]
    labels: list[str] | None

    def matrix(self, columns: Sequence[str]) -> FloatArray:
        """Return rows × the named columns."""
        return np.column_stack([self.numbers[column] for column in columns])


def read_matrix(path: Path, id_column: str, label_column: str | None) -> MatrixFile:
    """Read a CSV (plain or compressed) or Parquet file.

    Text is read as text, so that an id keeps its leading zeros. A column is numeric when each of its texts is missing,
    a finite number, or true or false (1 and 0).

    Raises:
        UsageProblem: The file is not there or has no id column.
        DataRefusedError: The file cannot be read or has no rows.
    """
    names, texts = _texts(path)
    if id_column not in names:
        raise UsageProblem(
            f'{path} has no column "{id_column}".{did_you_mean(id_column, names)} {column_names(names)} '
            "Name the column that holds the id with --id-column."
        )
    count = len(texts[0])
    if not count:
        raise DataRefusedError(f"{path} has a header and no rows. Name a file with rows.")
    numbers: dict[str, FloatArray] = {}
    not_numeric: dict[str, int] = {}
    for name, column in zip(names, texts, strict=True):
        if name in (id_column, label_column):
            continue
        values, text_row = _numbers(column)
        if text_row is None:
            numbers[name] = values
        else:
            not_numeric[name] = text_row
    ids = [text or "" for text in texts[names.index(id_column)]]
    labels = [(text or "").strip() for text in texts[names.index(label_column)]] if label_column in names else None
    return MatrixFile(path, ids, numbers, not_numeric, labels)


def read_labels(file: MatrixFile, positive: Sequence[str]) -> FloatArray:
    """Return each row's label: 1 fraud, 0 clean, 0.5 neither, NaN where there is none.

    Args:
        file: A file with labels.
        positive: The values that mean fraud, every other one then meaning clean; empty for the usual words.

    Raises:
        DataRefusedError: A label is none of the words that are allowed.
    """
    if positive:
        wanted = {word.casefold() for word in positive}
        known = {text: float(text.casefold() in wanted) for text in file.labels or ()}
    else:
        words = {
            **dict.fromkeys(FRAUD_WORDS, 1.0),
            **dict.fromkeys(CLEAN_WORDS, 0.0),
            **dict.fromkeys(UNSURE_WORDS, 0.5),
        }
        words |= {"1.0": 1.0, "0.0": 0.0}  # whole numbers that passed through a float column
        known = {text: words[text.casefold()] for text in file.labels or () if text.casefold() in words}
    answers = np.full(len(file.ids), np.nan)
    for row, text in enumerate(file.labels or ()):
        if text in known and text.casefold() not in _MISSING:
            answers[row] = known[text]
        elif text.casefold() not in _MISSING:
            raise DataRefusedError(
                f'{file.path}: row {row + 1} has the label "{text}". Allowed are {listed(FRAUD_WORDS)} (fraud), '
                f"{listed(CLEAN_WORDS)} (clean), {listed(UNSURE_WORDS)} (neither), and nothing where it is not known. "
                "Name other values that mean fraud with --positive; all others then mean clean."
            )
    return answers


def _texts(path: Path) -> tuple[list[str], list[list[str | None]]]:
    """Return a file's column names and, column by column, its cells as text."""
    import duckdb

    if not path.is_file():
        raise UsageProblem(f"{path} is not there or not a file. Name a CSV or Parquet file.")
    is_parquet = path.suffix.lower() in (".parquet", ".pq")
    if not is_parquet and not path.stat().st_size:
        raise DataRefusedError(f"{path} is empty. Name a file with a header line and rows.")
    if not is_parquet:
        _refuse_binary(path)
    reader = (
        "read_parquet([$path], hive_partitioning = false)"
        if is_parquet
        else "read_csv([$path], all_varchar = true, header = true, hive_partitioning = false, sample_size = -1)"
    )
    with duckdb.connect() as connection:
        leave_out_faulty(connection)
        connection.execute("set enable_progress_bar = false")
        try:
            # A reader takes globs; a file's own name is none.
            rows = connection.sql(f"select columns(*)::varchar from {reader}", params={"path": glob.escape(str(path))})
            read = cast("pa.Table", rows.to_arrow_table())
        except duckdb.Error as error:
            kind, said = "Parquet" if is_parquet else "CSV", str(error)
            if "not utf-8 encoded" in said:
                raise DataRefusedError(
                    f"{path} is not text in UTF-8 ({said.splitlines()[0]}). Save it as UTF-8 and name it again."
                ) from error
            raise DataRefusedError(
                f"{path} cannot be read as {kind}: {said.splitlines()[0]} Mend the file or name another."
            ) from error
    return list(read.column_names), [column.to_pylist() for column in read.columns]


def _refuse_binary(path: Path) -> None:
    """Refuse what is no text, whose bytes say nothing to anybody.

    Raises:
        DataRefusedError: It is a workbook, an archive or another file of bytes.
    """
    with path.open("rb") as handle:
        beginning = handle.read(_LOOKED_AT_BYTES)
    if beginning.startswith(_ZIP):
        raise DataRefusedError(f"{path} is a workbook or an archive. Save its table as CSV or Parquet, and name that.")
    if b"\0" in beginning and not beginning.startswith(_COMPRESSED):
        raise DataRefusedError(f"{path} is not text in UTF-8. Name a CSV or Parquet file.")


def _numbers(texts: list[str | None]) -> tuple[FloatArray, int | None]:
    """Return a column's numbers, and the number of the first row, from 1, that holds other text."""
    values = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        word = (text or "").strip().casefold()
        if word in _MISSING:
            continue
        if word in ("true", "false"):
            values[row] = word == "true"
            continue
        try:
            number = float(word) if "_" not in word else np.nan
        except ValueError:
            return values, row + 1
        if np.isnan(number):
            return values, row + 1
        values[row] = number if np.isfinite(number) else np.nan
    return values, None
