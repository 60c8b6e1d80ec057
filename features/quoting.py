"""Texts within SQL."""

from __future__ import annotations

__all__ = ["literal"]


def literal(text: str) -> str:
    """Return a text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
