"""Roots of many functions at once, against closed forms."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.nulls.roots import roots_of_increasing

LIMITS = (-16.0, 16.0)
TOLERANCE = 0.002


@given(st.lists(st.tuples(st.floats(-15, 15), st.floats(0.05, 20)), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_each_root_is_found_alone_as_among_others(problems: list[tuple[float, float]]) -> None:
    root, steepness = (np.array(part) for part in zip(*problems, strict=True))

    def rising(point: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return np.asarray(np.tanh(steepness[asked] * (point - root[asked])))

    together = roots_of_increasing(rising, len(root), LIMITS, 1.2, TOLERANCE)
    assert np.abs(together - root).max() <= 2 * TOLERANCE
    first = roots_of_increasing(rising, 1, LIMITS, 1.2, TOLERANCE)
    assert first[0] == together[0]


def test_what_never_crosses_ends_at_a_limit_and_a_jump_is_found() -> None:
    def functions(point: np.ndarray, asked: np.ndarray) -> np.ndarray:
        values = np.array([np.full_like(point, 1.0), np.full_like(point, -1.0), np.where(point < 3.21, -0.2, 0.7)])
        return np.asarray(values[asked, np.arange(len(point))])

    found = roots_of_increasing(functions, 3, LIMITS, 1.2, TOLERANCE)
    assert np.abs(found - [-16, 16, 3.21]).max() <= 2 * TOLERANCE
