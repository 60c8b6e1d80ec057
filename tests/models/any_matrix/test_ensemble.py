"""The ensemble on any matrix: what must not change a score, and what a score must find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.metrics import average_precision_score, roc_auc_score

from models.any_matrix.ensemble import Ensemble, fit_ensemble
from models.any_matrix.repeats import row_groups
from models.any_matrix.supervised import fit_supervised
from models.arrays import BoolArray, FloatArray

SEED = 7


def matrix(rows: int = 300, columns: int = 6, bad: int = 15, seed: int = 0) -> tuple[FloatArray, BoolArray]:
    """Correlated columns, one of them skewed; the bad rows break the correlation."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(rows, 1))
    values = common + 0.5 * random.normal(size=(rows, columns))
    is_bad = np.arange(rows) < bad
    values[is_bad] = 3 * random.normal(size=(bad, columns))
    values[:, 0] = np.exp(values[:, 0])
    return values, is_bad


def anomalies(name: str) -> tuple[FloatArray, BoolArray]:
    """One class is usual, a few rows of another are not."""
    load, usual, few, count = {
        "breast_cancer": (load_breast_cancer, 1, 0, 21),
        "wine": (load_wine, 1, 0, 10),
        "digits": (load_digits, 0, 6, 15),
    }[name]
    values, classes = load(return_X_y=True)
    chosen = np.r_[np.flatnonzero(classes == usual), np.flatnonzero(classes == few)[:count]]
    return values[chosen].astype(np.float64), classes[chosen] == few


@pytest.mark.parametrize("name", ["breast_cancer", "wine", "digits"])
def test_bad_rows_among_the_fitted_are_found_among_newcomers(name: str) -> None:
    values, is_bad = anomalies(name)
    order = np.random.default_rng(1).permutation(len(values))
    fitted, fresh = np.split(order, [int(0.6 * len(order))])
    score = fit_ensemble(values[fitted], SEED).score(values[fresh])
    assert roc_auc_score(is_bad[fresh], score) > 0.75


def test_a_column_scaled_shifted_or_constant_changes_nothing() -> None:
    values, _ = matrix()
    newcomers, _ = matrix(seed=1)
    plain = fit_ensemble(values, SEED).score(newcomers)
    # Powers of two are exact, so that not even a last digit moves.
    scale = 2.0 ** np.arange(-3, 3)
    moved = fit_ensemble(np.c_[values * scale, np.full(len(values), 7.0)], SEED)
    np.testing.assert_allclose(moved.score(np.c_[newcomers * scale, np.arange(len(newcomers))]), plain, atol=1e-9)
    shifted = fit_ensemble(values + 10, SEED).score(newcomers + 10)
    assert np.corrcoef(plain, shifted)[0, 1] > 0.999


@pytest.fixture(scope="module")
def plain() -> Ensemble:
    return fit_ensemble(matrix(rows=120)[0], SEED)


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_fitted_rows_and_the_other_newcomers_do_not_matter(plain: Ensemble, seed: int) -> None:
    values, _ = matrix(rows=120)
    newcomers, _ = matrix(rows=40, seed=1)
    mixed = fit_ensemble(values[np.random.default_rng(seed).permutation(len(values))], SEED)
    np.testing.assert_array_equal(plain.tail_p(newcomers), mixed.tail_p(newcomers))
    np.testing.assert_allclose(plain.score(newcomers), mixed.score(newcomers), atol=1e-12)
    np.testing.assert_allclose(plain.score(newcomers[:3]), plain.score(newcomers)[:3], atol=1e-9)


@pytest.mark.parametrize(
    "fitted",
    [
        pytest.param(np.repeat(matrix(rows=30)[0], 10, axis=0), id="every row ten times"),
        pytest.param(
            np.where(np.random.default_rng(0).random((300, 6)) < 0.3, np.nan, matrix()[0]), id="values missing"
        ),
        pytest.param(np.c_[matrix()[0], matrix()[0]], id="every column twice"),
        pytest.param((matrix()[0] > 0).astype(float), id="flags"),
        pytest.param(np.c_[matrix()[0], np.full(300, np.nan)], id="a column without values"),
        pytest.param(np.random.default_rng(0).normal(size=(40, 120)), id="more columns than rows"),
        pytest.param(np.ones((50, 4)), id="nothing varies"),
        pytest.param(matrix(rows=5, bad=0)[0], id="five rows"),
        pytest.param(
            np.where(np.arange(1800).reshape(300, 6) == 99, np.inf, matrix()[0] * 1e9), id="an infinite value"
        ),
    ],
)
def test_awkward_matrices_get_finite_scores(fitted: FloatArray) -> None:
    ensemble = fit_ensemble(fitted, SEED)
    newcomers = np.vstack([fitted[:20], np.full((1, fitted.shape[1]), np.nan), np.full((1, fitted.shape[1]), 1e12)])
    assert np.isfinite(ensemble.score(newcomers)).all()
    p_value = ensemble.tail_p(newcomers)
    assert ((p_value > 0) & (p_value <= 1)).all()


@pytest.mark.parametrize("columns", [4, 60])
def test_p_values_of_clean_newcomers_keep_their_promise(columns: int) -> None:
    random = np.random.default_rng(3)
    ensemble = fit_ensemble(random.normal(size=(400, columns)), SEED)
    p_value = ensemble.tail_p(random.normal(size=(2000, columns)))
    # 400 fitted rows leave a standard error of about one point at a nominal 5 %.
    assert (p_value <= 0.05).mean() < 0.08
    assert 0.4 < np.median(p_value) < 0.6


def test_bad_rows_among_the_fitted_make_p_values_careful() -> None:
    values, _ = matrix(rows=400, bad=40)
    newcomers, newcomer_is_bad = matrix(rows=400, bad=40, seed=1)
    p_value = fit_ensemble(values, SEED).tail_p(newcomers)
    assert (p_value[~newcomer_is_bad] <= 0.05).mean() <= 0.05
    assert np.median(p_value[newcomer_is_bad]) < 0.1


def test_labels_find_what_is_not_unusual() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(1200, 8))
    is_fraud = (values[:, 0] > 0.8) & (values[:, 1] < -0.8)
    labels = is_fraud.astype(float)
    labels[600:650] = np.nan
    model = fit_supervised(values[:700], labels[:700], SEED)
    score, p_value = model.score(values[700:]), model.tail_p(values[700:])
    unsupervised = fit_ensemble(values[:700], SEED).score(values[700:])
    fresh = is_fraud[700:]
    assert average_precision_score(fresh, score) > 0.6 > average_precision_score(fresh, unsupervised)
    assert (p_value[~fresh] <= 0.05).mean() < 0.1
    assert np.median(p_value[fresh]) < 0.02


@pytest.mark.slow
def test_the_order_of_labelled_rows_does_not_matter() -> None:
    values, is_bad = matrix(rows=200, bad=40)
    order = np.random.default_rng(5).permutation(len(values))
    plain = fit_supervised(values, is_bad.astype(float), SEED)
    mixed = fit_supervised(values[order], is_bad[order].astype(float), SEED)
    np.testing.assert_array_equal(plain.score(values), mixed.score(values))
    np.testing.assert_array_equal(plain.tail_p(values), mixed.tail_p(values))


def test_one_kind_of_label_is_refused() -> None:
    with pytest.raises(ValueError, match="both fraud and clean"):
        fit_supervised(matrix()[0], np.zeros(300), SEED)


def test_one_outlier_among_the_fitted_does_not_hide_the_others() -> None:
    newcomers, is_bad = matrix(seed=1)

    def found(outlier: float | None) -> float:
        values, _ = matrix(bad=0)
        values[0] = values[0] if outlier is None else outlier
        return float(average_precision_score(is_bad, fit_ensemble(values, SEED).score(newcomers)))

    plain = found(None)
    assert min(found(value) for value in (300.0, 1e6, 1e200, 1e308)) > plain - 0.15


def test_a_large_value_does_not_stop_the_forests() -> None:
    values, is_bad = matrix(rows=100, bad=20)
    values[50, 0] = 1e308
    assert np.isfinite(fit_supervised(values, is_bad.astype(float), SEED).score(values)).all()


def test_repeated_rows_are_held_out_together() -> None:
    values = np.random.default_rng(3).normal(size=(200, 20))
    twice = fit_ensemble(np.repeat(values, 2, axis=0), SEED)
    assert len(np.unique(twice.groups)) == 200
    p_value = twice.tail_p(np.random.default_rng(4).normal(size=(1000, 20)))
    assert (p_value <= 0.05).mean() < 0.09
    assert p_value.min() >= 1 / 201
    assert list(row_groups(np.array([[1.0], [2.0], [1.0], [3.0]]), ["a", "b", "c", "b"])) == [0, 1, 0, 1]
