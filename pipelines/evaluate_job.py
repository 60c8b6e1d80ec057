"""Score any feature matrix: fit on some files' rows, score another's, write ids and scores."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.any_matrix.repeats import row_groups, row_keys
from models.arrays import BoolArray, FloatArray, IntArray
from pipelines.errors import DataRefusedError, UsageProblem, did_you_mean, listed
from pipelines.matrix_files import MatrixFile, read_labels, read_matrix
from pipelines.pages.safe_text import spreadsheet_safe
from pipelines.settings.model import JudgementOptions
from pipelines.whole_file import check_out, write_out

__all__ = ["SEED", "Evaluated", "Interval", "evaluate_job"]


SEED = JudgementOptions().seed
"""Of all that is drawn: the judgement's own, so that the same files give the same bytes."""
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
        not_measured: Why there is no such measure, or of which rows it is, a sentence; None if there is nothing to say.
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
    not_measured: str | None


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
        UsageProblem: A file or a column is not there, or `out` cannot be written or is one of them.
        DataRefusedError: A file cannot be used.
    """
    if overwritten := [path for path in (*fit, score) if out.exists() and path.exists() and out.samefile(path)]:
        raise UsageProblem(f"--out {out} is {overwritten[0]}, which is read, and would be lost. Name another file.")
    check_out(out)
    if positive and label_column is None:
        raise UsageProblem("--positive says which labels mean fraud, and needs --label-column.")
    if label_column == id_column:
        raise UsageProblem(f'--id-column and --label-column both name "{id_column}". Name the column of each.')
    fitted = [read_matrix(path, id_column, label_column) for path in fit]
    scored = read_matrix(score, id_column, label_column)
    columns, left_out = _common_columns([*fitted, scored])
    labels = None if label_column is None else _stacked_labels(fitted, label_column, positive)
    rows = np.vstack([file.matrix(columns) for file in fitted])
    if len(rows) < MINIMUM_ROWS:
        raise DataRefusedError(
            f"The --fit files hold {len(rows)} rows. At least {MINIMUM_ROWS} are needed to tell what is usual."
        )
    if not any(np.nanmax(column) > np.nanmin(column) for column in rows.T if not np.isnan(column).all()):
        raise DataRefusedError("No column of the --fit files varies: nothing in them tells one row from another.")
    newcomers = scored.matrix(columns)
    ids = [name for file in fitted for name in file.ids]
    repeated = len(rows) - len(set(row_keys(rows)))
    seen = _fitted_on(rows, ids, newcomers, scored.ids)
    left_out += _odd_columns(rows, newcomers, columns, repeated)
    answer = _scores(rows, labels, newcomers, row_groups(rows, ids))
    answer.p_value[seen] = np.nan
    write_out(out, _csv(id_column, scored.ids, answer))
    precision, area, not_measured = _measured(answer.score, scored, positive, seen)
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
        not_measured,
    )


def _fitted_on(rows: FloatArray, ids: Sequence[str], newcomers: FloatArray, new_ids: Sequence[str]) -> BoolArray:
    """Return which newcomers were fitted on: same values and id, or values that one fitted id alone has."""
    holders: dict[bytes, set[str]] = {}
    for key, name in zip(row_keys(rows), ids, strict=True):
        holders.setdefault(key, set()).add(name)
    # Values that several ids share are common ones, and say nothing about a newcomer with an id of its own.
    found = (holders.get(key, set()) for key in row_keys(newcomers))
    return np.array([len(names) == 1 or name in names for names, name in zip(found, new_ids, strict=True)], dtype=bool)


def _odd_columns(rows: FloatArray, newcomers: FloatArray, columns: Sequence[str], repeated: int) -> list[str]:
    """Return a sentence for each thing about the rows that the user may not expect."""
    told = []
    if repeated:
        told.append(f"{repeated:,} fitted rows repeat another's values; they count once and are held out together.")
    known = [column[np.isfinite(column)] for column in rows.T]
    constant = [name for name, own in zip(columns, known, strict=True) if not len(own) or own.min() == own.max()]
    if constant:
        told.append(f"Of one value in the --fit files, so they say nothing: {listed(constant)}")
    empty = [name for name, own in zip(columns, newcomers.T, strict=True) if np.isnan(own).all()]
    if empty:
        told.append(f"Without a value in the --score file, so they tell no row from another: {listed(empty)}")
    return told


@dataclass(frozen=True)
class _Answer:
    score: FloatArray
    p_value: FloatArray
    method: str
    why: str
    calibrated: str


def _scores(rows: FloatArray, labels: FloatArray | None, newcomers: FloatArray, groups: IntArray) -> _Answer:
    """Score newcomers, with labels where there are enough of them."""
    from models.any_matrix.ensemble import fit_ensemble
    from models.any_matrix.supervised import MINIMUM_CLEAN, fit_supervised

    uncalibrated = np.full(len(newcomers), np.nan)
    if labels is None:
        ensemble = fit_ensemble(rows, SEED)
        silent = "none: no labels say which fitted rows are clean"
        return _Answer(ensemble.score(newcomers), uncalibrated, "unsupervised", "no --label-column given", silent)
    frauds, clean = len(np.unique(groups[labels == 1])), len(np.unique(groups[labels == 0]))
    too_few = f"none: {clean:,} different clean rows are fewer than {MINIMUM_CLEAN}"
    conformal = f"share of {clean:,} clean fitted rows, scored by models that had not seen them, that score as high"
    if min(frauds, clean) >= MINIMUM_FRAUDS:
        model = fit_supervised(rows, labels, SEED, groups)
        why = f"labels: {frauds:,} fraud, {clean:,} clean, {int((~np.isin(labels, (0, 1))).sum()):,} neither"
        p_value = model.tail_p(newcomers) if clean >= MINIMUM_CLEAN else uncalibrated
        return _Answer(
            model.score(newcomers), p_value, "supervised", why, conformal if clean >= MINIMUM_CLEAN else too_few
        )
    why = f"too few labels to learn from: {frauds:,} fraud, {clean:,} clean, of each at least {MINIMUM_FRAUDS} needed"
    if clean < MINIMUM_CLEAN:
        return _Answer(fit_ensemble(rows, SEED).score(newcomers), uncalibrated, "unsupervised", why, too_few)
    ensemble = fit_ensemble(rows[labels == 0], SEED, groups[labels == 0])
    return _Answer(ensemble.score(newcomers), ensemble.tail_p(newcomers), "unsupervised", why, conformal)


def _common_columns(files: Sequence[MatrixFile]) -> tuple[list[str], list[str]]:
    """Return the columns that are numeric in every file, and a sentence for each file on what it holds beside them."""
    columns = [name for name in files[0].numbers if all(name in file.numbers for file in files)]
    left_out = []
    for file in files:
        if file.not_numeric:
            named = [f"{name} (row {row:,})" for name, row in file.not_numeric.items()]
            left_out.append(f"{file.path}: not numeric, left out: {listed(named)}")
        alone = [name for name in file.numbers if name not in columns]
        if alone:
            left_out.append(f"{file.path}: not in common, left out: {listed(alone)}")
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
            f"No row of the --fit files has a label that --positive names ({listed(positive)}). "
            f'The labels in "{label_column}" are {listed(found)}.'
        )
    return labels


def _measured(
    score: FloatArray, scored: MatrixFile, positive: Sequence[str], seen: BoolArray
) -> tuple[Interval | None, Interval | None, str | None]:
    """Return average precision and the area under the ROC curve of the rows not fitted on, and what limits them."""
    note = None
    if seen.any():
        note = (
            f"{int(seen.sum()):,} of the scored rows were fitted on; they have no p_value, and what is measured leaves "
            "them out"
        )
    if scored.labels is None:
        return None, None, note
    try:
        truth = read_labels(scored, positive)
    except DataRefusedError as error:
        return None, None, f"not measured: {error}"
    from sklearn.metrics import average_precision_score, roc_auc_score

    known = ~np.isnan(truth) & ~seen
    score, is_fraud = score[known], truth[known] == 1
    if is_fraud.all() or not is_fraud.any():
        return None, None, f"{note}: not measured" if note else "not measured: labels of both kinds are needed"
    random = np.random.default_rng(SEED)
    resampled = random.integers(0, len(score), (RESAMPLES, len(score)))
    draws = [draw for draw in resampled if 0 < is_fraud[draw].sum() < len(draw)]

    def interval(measure: Callable[..., float]) -> Interval:
        low, high = np.percentile([measure(is_fraud[draw], score[draw]) for draw in draws], [2.5, 97.5])
        return Interval(float(measure(is_fraud, score)), float(low), float(high))

    return interval(average_precision_score), interval(roc_auc_score), note


def _csv(id_column: str, ids: Sequence[str], answer: _Answer) -> bytes:
    """Return the answer as CSV: UTF-8, line feeds, nine significant digits, no cell that a spreadsheet calculates."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([spreadsheet_safe(id_column), "score", "p_value"])
    for name, score, p_value in zip(ids, answer.score, answer.p_value, strict=True):
        writer.writerow([spreadsheet_safe(name), f"{score:.9g}", "" if np.isnan(p_value) else f"{p_value:.9g}"])
    return text.getvalue().encode("utf-8", "surrogatepass")
