"""Holds a family's SQL against a text table of expectations."""

from __future__ import annotations

from features.engine_duckdb import measure
from features.matrix import Grain
from features.windows import FeatureWindows
from tests.features.tables import AS_OF_DAY, EVERYTHING, Row, logs, shown, split, tidy

__all__ = ["check"]


def check(
    expected: str,
    grain: Grain = "affiliate",
    windows: FeatureWindows | None = None,
    **tables: list[Row] | str,
) -> None:
    with logs(**tables) as connection:
        matrix = measure(
            connection,
            as_of_day=AS_OF_DAY,
            windows=windows or FeatureWindows(),
            grain=grain,
            available=EVERYTHING,
            only=frozenset(split(expected)[0]),
        )
    assert shown(matrix, expected) == tidy(expected)
