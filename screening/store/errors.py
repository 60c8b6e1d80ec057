"""What goes wrong with the store, in words for people."""

from __future__ import annotations

__all__ = ["StoreError"]


class StoreError(Exception):
    """The store cannot be opened, read or written. The message says which file, why, and what to do."""
