"""Roots of many functions at once, where one call evaluates all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.arrays import FloatArray, IntArray

__all__ = ["roots_of_increasing"]


MOST_STEPS = 60
TIE = 1e-9
"""A function above minus this is not below zero."""


def roots_of_increasing(
    function: Callable[[FloatArray, IntArray], FloatArray],
    count: int,
    limits: tuple[float, float],
    halved_to: float,
    tolerance: float,
) -> FloatArray:
    """Return for each problem where its function rises through zero, or the limit beyond which it would.

    The range is halved until it is narrow enough for a straight line, which also decides for functions that rise
    through zero more than once; then the Illinois variant of regula falsi closes in (Dowell & Jarratt 1971, BIT 11).
    Each problem's steps depend on itself alone.

    Args:
        function: Given points and the positions of the problems they are for, returns the functions' values there.
        count: Number of problems.
        limits: Least and largest point.
        halved_to: Width of the range at which halving ends, where both its ends were evaluated.
        tolerance: A problem is done when its next step or its range is shorter.
    """
    low, high = np.full(count, limits[0]), np.full(count, limits[1])
    at_low, at_high = np.full(count, np.nan), np.full(count, np.nan)
    root: FloatArray = (low + high) / 2
    last_side = np.zeros(count)
    active = np.arange(count)
    for _ in range(MOST_STEPS):
        point = root[active]
        value = function(point, active)
        below = value < -TIE
        lower, upper = active[below], active[~below]
        low[lower], at_low[lower] = point[below], value[below]
        high[upper], at_high[upper] = point[~below], np.maximum(value[~below], 0.0)
        # Illinois: an end that stays twice counts half, or the other end would creep.
        at_high[lower[last_side[lower] < 0]] *= 0.5
        at_low[upper[last_side[upper] > 0]] *= 0.5
        width, rise = (high - low)[active], (at_high - at_low)[active]
        is_narrow = (width <= halved_to * (1 + TIE)) & (rise > 0)
        line = low[active] - at_low[active] * width / np.where(is_narrow, rise, 1.0)
        root[active] = np.where(is_narrow, line, (low + high)[active] / 2)
        last_side[active] = np.where(is_narrow, np.where(below, -1.0, 1.0), 0.0)
        active = active[(np.abs(root[active] - point) > tolerance) & (width > tolerance)]
        if not len(active):
            break
    return root
