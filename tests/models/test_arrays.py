"""Places among others, against the plain definition."""

from __future__ import annotations

import math
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.arrays import place_among_others

VALUES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, math.nan]) | st.floats(0, 3), max_size=25)


@given(VALUES)
def test_a_place_is_among_the_others_and_equals_count_half(values: list[float]) -> None:
    middles, places = place_among_others(np.array(values, dtype=np.float64))
    for at, own in enumerate(values):
        others = [one for place, one in enumerate(values) if place != at and not math.isnan(one)]
        if math.isnan(own) or not others:
            assert math.isnan(middles[at]) and math.isnan(places[at])
            continue
        below = sum(one < own for one in others) + sum(one == own for one in others) / 2
        assert places[at] == pytest.approx(100 * below / len(others))
        assert middles[at] == pytest.approx(median(others))


def test_who_is_above_all_others_is_above_all_of_them() -> None:
    middles, places = place_among_others(np.array([3.0, 1.0, 2.0, 9.0]))
    assert places.tolist() == pytest.approx([200 / 3, 0, 100 / 3, 100])
    assert middles.tolist() == [2.0, 3.0, 3.0, 2.0]
