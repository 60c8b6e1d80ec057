"""Whoever declares to buy search advertisements is not suspicious of paid clicks; nor who may, for all we know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.evidence.gather import gather_evidence
from models.evidence.peers import group_peers
from tests.models.programmes import make_feature, matrix_of

PAID = replace(make_feature("paid_click_mark_ratio", 0), declared_as=("search", "ppc"))
OTHER = make_feature("refund_ratio", 1)


@pytest.mark.parametrize(
    ("method", "is_silent"),
    [
        ("search", True),
        ("Paid Search", True),
        ("ppc_brand", True),
        ("content", False),
        ("research", False),
        ("", True),
        ("  ", True),
    ],
)
def test_a_feature_is_silent_of_who_declares_what_it_measures_or_nothing(method: str, is_silent: bool) -> None:
    count = 30
    support = np.full((count, 2), 200.0)
    events = np.tile(np.arange(count)[:, None] % 5 + 1.0, 2)
    events[0] = 200.0
    methods = [method, *["content"] * (count - 1)]
    matrix = matrix_of((PAID, OTHER), events / support, events, support, methods)
    tail = gather_evidence(matrix, group_peers(matrix.entities, 8)).tail_p
    assert np.isnan(tail[0, 0]) == is_silent
    assert tail[0, 1] < 1e-3
    assert np.isfinite(tail[1:]).all()
