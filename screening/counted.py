"""How many there are of a thing, in words."""

from __future__ import annotations

__all__ = ["counted", "one_or_more"]


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun, thousands set apart.

    >>> counted(1, "page"), counted(1200, "page"), counted(0, "click address", "click addresses")
    ('1 page', '1,200 pages', '0 click addresses')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def one_or_more(number: int, one: str, more: str) -> str:
    """Return the form of a word that goes with a number: "is" with one, "are" with none or several."""
    return one if number == 1 else more
