"""How many there are of something, as people read it."""

from __future__ import annotations

import math

from screening.counted import counted

__all__ = ["NO_VALUE", "count"]

NO_VALUE = "–"


def count(value: float, singular: str = "", plural: str = "") -> str:
    """Return a whole number with thousands separated and, if given, the word it counts.

    >>> count(1, "order"), count(12000, "order"), count(2, "loss", "losses")
    ('1 order', '12,000 orders', '2 losses')
    """
    if not math.isfinite(value):
        return f"{NO_VALUE} {plural or singular + 's'}" if singular else NO_VALUE
    return counted(round(value), singular, plural) if singular else f"{round(value):,}"
