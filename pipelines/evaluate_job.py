"""Score any feature matrix: fit on some files' rows, score another's, write ids and scores."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.errors import DataRefusedError, UsageProblem, did_you_mean
from pipelines.matrix_files import MatrixFile, read_labels, read_matrix
from pipelines.report.safe_text import spreadsheet_safe

__all__ = ["SEED", "Evaluated", "Interval", "evaluate_job"]

FloatArray = npt.NDArray[np.float64]

SEED = 20_260_101
"""Of all that is drawn; fixed, so that the same files give the same bytes."""
MINIMUM_ROWS = 20
"""With fewer there is nothing that "usual" could mean."""
MINIMUM_FRAUDS = 10
"""A model learns from labels only where each of five folds can hold two frauds."""
RESAMPLES = 1_000


@dataclass(frozen=True)
class Interval:
    """A measure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation did.

    Attributes:
        out: The file written.
        fitted: Rows fitted on.
        scored: Rows scored.
        columns: Columns used, in the order of the first file.
        left_out: What was left out of any file, a sentence each.
        method: "supervised" or "unsupervised".
        why: Why this method, a sentence.
        calibrated: What the p-values are, or why there are none, a sentence.
        average_precision: Of the scores, where the scored file has labels of both kinds.
        roc_auc: The same.
    """

    out: Path
    fitted: int
    scored: int
    columns: list[str]
    left_out: list[str]
    method: str
    why: str
    calibrated: str
    average_precision: Interval | None
    roc_auc: Interval | None


def evaluate_job(
    fit: Sequence[Path], score: Path, out: Path, *, id_column: str, label_column: str | None, positive: Sequence[str]
) -> Evaluated:
    """Fit on the stacked rows of some files, score the rows of another, and write `id, score, p_value`.

    Args:
        fit: Files to learn from.
        score: The file to score; its labels, if it has any, are looked at only after the scores are final.
        out: The CSV file to write; its folder is made when missing.
        id_column: Name of the column that holds ids.
        label_column: Name of the column that holds labels; None to learn without.
        positive: Labels that mean fraud; empty for the usual words.

    Raises:
        UsageProblem: A file or a column is not there, or `out` cannot be written.
        DataRefusedError: A file cannot be used.
    """
    if positive and label_column is None:
        raise UsageProblem("--positive says which labels mean fraud, and needs --label-column.")
    fitted = [read_matrix(path, id_column, label_column) for path in fit]
    scored = read_matrix(score, id_column, label_column)
    columns, left_out = _common_columns([*fitted, scored])
    labels = None if label_column is None else _stacked_labels(fitted, label_column, positive)
    truth = None if scored.labels is None else read_labels(scored, positive)
    rows = np.vstack([file.matrix(columns) for file in fitted])
    if len(rows) < MINIMUM_ROWS:
        raise DataRefusedError(
            f"The --fit files hold {len(rows)} rows. At least {MINIMUM_ROWS} are needed to tell what is usual."
        )
    answer = _scores(rows, labels, scored.matrix(columns))
    _write(out, _csv(id_column, scored.ids, answer))
    precision, area = _measured(answer.score, truth)
    return Evaluated(
        out,
        len(rows),
        len(scored.ids),
        columns,
        left_out,
        answer.method,
        answer.why,
        answer.calibrated,
        precision,
        area,
    )


@dataclass(frozen=True)
class _Answer:
    score: FloatArray
    p_value: FloatArray
    method: str
    why: str
    calibrated: str


def _scores(rows: FloatArray, labels: FloatArray | None, newcomers: FloatArray) -> _Answer:
    """Score newcomers, with labels where there are enough of them."""
    from models.ensemble import fit_ensemble
    from models.supervised import MINIMUM_CLEAN, fit_supervised

    uncalibrated = np.full(len(newcomers), np.nan)
    if labels is None:
        ensemble = fit_ensemble(rows, SEED)
        silent = "none: no labels say which fitted rows are clean"
        return _Answer(ensemble.score(newcomers), uncalibrated, "unsupervised", "no --label-column given", silent)
    frauds, clean = int((labels == 1).sum()), int((labels == 0).sum())
    too_few = f"none: {clean:,} clean rows are fewer than {MINIMUM_CLEAN}"
    conformal = f"share of {clean:,} clean fitted rows, scored by models that had not seen them, that score as high"
    if min(frauds, clean) >= MINIMUM_FRAUDS:
        model = fit_supervised(rows, labels, SEED)
        why = f"labels: {frauds:,} fraud, {clean:,} clean, {len(labels) - frauds - clean:,} neither"
        p_value = model.tail_p(newcomers) if clean >= MINIMUM_CLEAN else uncalibrated
        return _Answer(
            model.score(newcomers), p_value, "supervised", why, conformal if clean >= MINIMUM_CLEAN else too_few
        )
    why = f"too few labels to learn from: {frauds:,} fraud, {clean:,} clean, of each at least {MINIMUM_FRAUDS} needed"
    if clean < MINIMUM_CLEAN:
        return _Answer(fit_ensemble(rows, SEED).score(newcomers), uncalibrated, "unsupervised", why, too_few)
    ensemble = fit_ensemble(rows[labels == 0], SEED)
    return _Answer(ensemble.score(newcomers), ensemble.tail_p(newcomers), "unsupervised", why, conformal)


def _common_columns(files: Sequence[MatrixFile]) -> tuple[list[str], list[str]]:
    """Return the columns that are numeric in every file, and a sentence for each file on what it holds beside them."""
    columns = [name for name in files[0].numbers if all(name in file.numbers for file in files)]
    left_out = []
    for file in files:
        if file.not_numeric:
            named = [f'{name} ("{text[:20]}")' for name, text in file.not_numeric.items()]
            left_out.append(f"{file.path}: not numeric, left out: {_some(named)}")
        alone = [name for name in file.numbers if name not in columns]
        if alone:
            left_out.append(f"{file.path}: not in common, left out: {_some(alone)}")
    if not columns:
        raise DataRefusedError(
            "\n".join(["The files have no numeric column in common.", *left_out, "Name files of the same columns."])
        )
    return columns, left_out


def _stacked_labels(fitted: Sequence[MatrixFile], label_column: str, positive: Sequence[str]) -> FloatArray:
    for file in fitted:
        if file.labels is None:
            names = [*file.numbers, *file.not_numeric]
            raise UsageProblem(
                f'{file.path} has no label column "{label_column}".{did_you_mean(label_column, names)} '
                "Leave out --label-column to learn without labels."
            )
    labels = np.concatenate([read_labels(file, positive) for file in fitted])
    if positive and not (labels == 1).any():
        found = sorted({text for file in fitted for text in file.labels or ()})
        raise DataRefusedError(
            f"No row of the --fit files has a label that --positive names ({_some(list(positive))}). "
            f'The labels in "{label_column}" are {_some(found)}.'
        )
    return labels


def _some(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def _measured(score: FloatArray, truth: FloatArray | None) -> tuple[Interval | None, Interval | None]:
    """Return average precision and the area under the ROC curve, rows resampled for their intervals."""
    if truth is None:
        return None, None
    from sklearn.metrics import average_precision_score, roc_auc_score

    known = ~np.isnan(truth)
    score, is_fraud = score[known], truth[known] == 1
    if is_fraud.all() or not is_fraud.any():
        return None, None
    random = np.random.default_rng(SEED)
    resampled = random.integers(0, len(score), (RESAMPLES, len(score)))
    draws = [draw for draw in resampled if 0 < is_fraud[draw].sum() < len(draw)]

    def interval(measure: Callable[..., float]) -> Interval:
        low, high = np.percentile([measure(is_fraud[draw], score[draw]) for draw in draws], [2.5, 97.5])
        return Interval(float(measure(is_fraud, score)), float(low), float(high))

    return interval(average_precision_score), interval(roc_auc_score)


def _csv(id_column: str, ids: Sequence[str], answer: _Answer) -> bytes:
    """Return the answer as CSV: UTF-8, line feeds, nine significant digits, no cell that a spreadsheet calculates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([spreadsheet_safe(id_column), "score", "p_value"])
    for name, score, p_value in zip(ids, answer.score, answer.p_value, strict=True):
        writer.writerow([spreadsheet_safe(name), f"{score:.9g}", "" if np.isnan(p_value) else f"{p_value:.9g}"])
    return text.getvalue().encode("utf-8", "surrogatepass")


def _write(out: Path, content: bytes) -> None:
    """Write a file aside and put it in its place when it is whole."""
    try:
        if out.exists() and not out.is_file():
            raise UsageProblem(f"--out {out} is not a file. Name a file, such as {out / 'scores.csv'}.")
        whole = out.resolve()
        whole.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=whole.parent, prefix=f".{whole.name}-") as aside:
            Path(aside, "new").write_bytes(content)
            Path(aside, "new").replace(whole)
    except OSError as error:
        raise UsageProblem(f"--out {out} cannot be written ({error}). Name a file elsewhere.") from error
