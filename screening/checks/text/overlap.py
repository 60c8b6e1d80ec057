"""How much two sets have in common."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

__all__ = ["overlap"]


def overlap(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    """Return the Jaccard index: members of both by members of either, 0 where there are none."""
    return len(one & other) / len(one | other) if one or other else 0.0
