"""Mean ranks on tabular anomaly sets: the ensemble beside each stock PyOD detector.

`python -m benchmarks.matrix [FOLDER]`: a folder of CSV files with a `label` column (1 unusual, 0 usual) and numbers,
beside the sets that scikit-learn ships. Nothing here is part of the program.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from models.arrays import BoolArray, FloatArray

__all__ = ["STOCK", "main", "shipped_sets"]


STOCK = ("ABOD", "CBLOF", "FeatureBagging", "HBOS", "IForest", "KNN", "LOF", "MCD", "OCSVM", "PCA", "ECOD", "COPOD")
SEEDED = ("CBLOF", "FeatureBagging", "IForest", "MCD")
MODULES = {"FeatureBagging": "feature_bagging"}
OWN = "affguard"
FITTED_RATIO = 0.6


@click.command(context_settings={"show_default": True})
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--splits", default=3, type=click.IntRange(1), help="Random 60/40 splits of each set.")
@click.option("--rows", default=10_000, type=click.IntRange(50), help="At most this many rows of a set, drawn once.")
def main(folder: Path | None, splits: int, rows: int) -> None:
    """Print each detector's mean rank and mean value, by ROC-AUC and by average precision."""
    results = []
    for name, values, is_bad in (*shipped_sets(), *_sets_in(folder, rows)):
        for split in range(splits):
            measured = one_split(values, is_bad, split)
            if measured:
                results.append(measured)
        click.echo(f"{name}: {len(values):,} rows, {values.shape[1]} columns, {int(is_bad.sum())} unusual", err=True)
    _print(results)


def shipped_sets() -> Iterator[tuple[str, FloatArray, BoolArray]]:
    """Yield anomaly sets made of scikit-learn's: some classes are usual, a few rows of another one are not."""
    from sklearn.datasets import load_breast_cancer, load_digits, load_wine

    made: tuple[tuple[str, Any, tuple[int, ...], int, int], ...] = (
        ("breast_cancer", load_breast_cancer, (1,), 0, 21),
        ("wine", load_wine, (1, 2), 0, 10),
        ("digits 0, not 6", load_digits, (0,), 6, 15),
        ("digits, not 0", load_digits, tuple(range(1, 10)), 0, 50),
    )
    for name, load, usual, unusual, count in made:
        values, classes = load(return_X_y=True)
        chosen = np.r_[np.flatnonzero(np.isin(classes, usual)), np.flatnonzero(classes == unusual)[:count]]
        yield name, values[chosen].astype(np.float64), classes[chosen] == unusual


def one_split(values: FloatArray, is_bad: BoolArray, split: int) -> dict[str, tuple[float, float]]:
    """Return each detector's ROC-AUC and average precision on the rows it was not fitted on."""
    from sklearn.metrics import average_precision_score, roc_auc_score
    from sklearn.preprocessing import StandardScaler

    from models.any_matrix.ensemble import fit_ensemble

    order = np.random.default_rng(split).permutation(len(values))
    fitted, fresh = np.split(order, [int(FITTED_RATIO * len(order))])
    if not is_bad[fresh].any():
        return {}
    scores = {OWN: fit_ensemble(values[fitted], split).score(values[fresh])}
    scaler = StandardScaler().fit(values[fitted])
    for name in STOCK:
        detector = _stock(name, split)
        if detector is not None:
            detector.fit(scaler.transform(values[fitted]))
            scores[name] = np.nan_to_num(detector.decision_function(scaler.transform(values[fresh])))
    truth = is_bad[fresh]
    return {name: (roc_auc_score(truth, own), average_precision_score(truth, own)) for name, own in scores.items()}


def _stock(name: str, seed: int) -> Any:  # noqa: ANN401 - PyOD's
    """Return a detector as it comes, or None where a package that it needs is not installed."""
    if name == "FeatureBagging" and importlib.util.find_spec("combo") is None:
        return None
    module = importlib.import_module(f"pyod.models.{MODULES.get(name, name.lower())}")
    return getattr(module, name)(**({"random_state": seed} if name in SEEDED else {}))


def _sets_in(folder: Path | None, rows: int) -> Iterator[tuple[str, FloatArray, BoolArray]]:
    for path in sorted(folder.glob("*.csv")) if folder else ():
        table = pd.read_csv(path)
        table = table.sample(rows, random_state=0) if len(table) > rows else table
        yield path.stem, table.drop(columns="label").to_numpy(np.float64), table["label"].to_numpy() == 1


def _print(results: list[dict[str, tuple[float, float]]]) -> None:
    from scipy.stats import rankdata

    names = list(results[0])
    cube = np.array([[result[name] for name in names] for result in results])
    ranks = rankdata(-cube, axis=1).mean(axis=0)
    means = cube.mean(axis=0)
    table = Table(title=f"{len(results)} splits, {len(names)} detectors; rank 1 is the best")
    for heading in ("detector", "mean rank, ROC-AUC", "mean rank, AP", "ROC-AUC", "AP"):
        table.add_column(heading, justify="left" if heading == "detector" else "right")
    for place in np.argsort(ranks.sum(axis=1), kind="stable"):
        table.add_row(names[place], *(f"{number:.2f}" for number in ranks[place]), *(f"{x:.3f}" for x in means[place]))
    Console().print(table)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
