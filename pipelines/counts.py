"""How many there are of something, as people read it."""

from __future__ import annotations

import math

__all__ = ["NO_VALUE", "count"]

NO_VALUE = "–"


def count(value: float, singular: str = "", plural: str = "") -> str:
    """Return a whole number with thousands separated and, if given, the word it counts.

    >>> count(1, "order"), count(12000, "order"), count(2, "loss", "losses")
    ('1 order', '12,000 orders', '2 losses')
    """
    number = f"{round(value):,}" if math.isfinite(value) else NO_VALUE
    if not singular:
        return number
    return f"{number} {singular if value == 1 else plural or singular + 's'}"
