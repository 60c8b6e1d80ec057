"""Bounds on processor time: work that takes too long is seen, on whatever machine."""

from __future__ import annotations

import pytest

from tests import timing
from tests.timing import Spent, processor_time


def test_what_the_body_takes_is_measured() -> None:
    with processor_time() as spent:
        sum(range(3_000_000))
    assert spent.seconds > 0.001
    with processor_time() as nothing:
        pass
    assert nothing.seconds < spent.seconds


@pytest.mark.parametrize(
    ("reference", "seconds", "is_below"),
    [
        (0.04, 1.9, True),
        (0.04, 2.1, False),
        (0.01, 2.1, False),
        (0.08, 3.9, True),
        (0.08, 4.1, False),
        (9.0, 8.1, False),
    ],
    ids=["in time", "too long", "a faster machine", "half as fast", "too long there, too", "too slow to tell"],
)
def test_a_slow_machine_has_as_much_longer(
    monkeypatch: pytest.MonkeyPatch, reference: float, seconds: float, is_below: bool
) -> None:
    monkeypatch.setattr(timing, "_reference_seconds", lambda: reference)
    assert Spent(seconds).is_below(2.0) is is_below
