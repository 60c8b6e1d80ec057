"""How far a group's own location is believed."""

from __future__ import annotations

import numpy as np
import pytest

from models.nulls.pooling import LEAST_MEMBERS, pool


def pooled(own: list[float], members: list[int], variance: float = 0.04) -> np.ndarray:
    return pool(np.array(own), np.array(members, dtype=float), 0.0, variance)


def test_groups_that_differ_by_nature_keep_their_location_and_small_ones_less_of_it() -> None:
    found = pooled([2.0, -2.0, 2.0], [200, 200, 6])
    assert found[:2] == pytest.approx([2.0, -2.0], abs=0.01)
    assert 1.9 < found[2] < found[0]


def test_groups_that_differ_by_chance_are_one() -> None:
    assert pooled([0.05, -0.04, 0.02], [20, 20, 20]) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize("members", [0, 1, LEAST_MEMBERS - 1])
def test_of_a_few_the_oddest_is_not_its_own_peer(members: int) -> None:
    """A partner alone in its group would be compared with itself, and so found usual whatever it did."""
    found = pooled([5.0, 1.0, -1.0], [members, 50, 50])
    assert found[0] == 0.0
    assert found[1:] == pytest.approx([1.0, -1.0], abs=0.01)


def test_without_any_group_of_size_the_programme_holds() -> None:
    assert pooled([3.0, -3.0], [2, 3]).tolist() == [0.0, 0.0]
