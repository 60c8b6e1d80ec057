"""Peers: whom an entity is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.arrays import BoolArray, IntArray

__all__ = ["PROGRAMME", "UNDECLARED", "Peers", "group_peers"]

PROGRAMME = "programme"
"""Peer group of everybody whose own group is too small."""
UNDECLARED = "undeclared"
"""Promotion method of an entity that names none."""


@dataclass(frozen=True)
class Peers:
    """Peer groups of the entities of a matrix.

    Attributes:
        labels: For each entity the group it is compared with: a promotion method, or `PROGRAMME`.
        codes: Position of that group in `names`, −1 for the programme.
        names: The groups that are large enough, sorted.
        methods: For each entity the number of its declared method, large enough or not.
    """

    labels: npt.NDArray[np.object_]
    codes: IntArray
    names: tuple[str, ...]
    methods: IntArray

    def members(self, code: int) -> BoolArray:
        """Return who is in the group `code`; the programme (−1) is everybody."""
        return np.ones(len(self.codes), dtype=bool) if code < 0 else self.codes == code


def group_peers(entities: pd.DataFrame, minimum_peers: int) -> Peers:
    """Group entities by declared promotion method; a group below `minimum_peers` members is not used.

    Args:
        entities: Indexed by entity; column `promo_method` may be missing or hold missing values.
        minimum_peers: Smallest group that is compared with itself.
    """
    if "promo_method" in entities:
        method = entities["promo_method"].astype("object")
        declared = method.where(method.notna(), "").astype(str).str.strip().replace("", UNDECLARED)
    else:
        declared = pd.Series(UNDECLARED, index=entities.index, dtype="object")
    sizes = declared.value_counts()
    names = tuple(sorted(str(name) for name, size in sizes.items() if size >= minimum_peers))
    position = {name: code for code, name in enumerate(names)}
    codes = np.array([position.get(name, -1) for name in declared], dtype=np.int64)
    labels = np.array([names[code] if code >= 0 else PROGRAMME for code in codes], dtype=object)
    return Peers(labels, codes, names, declared.factorize(sort=True)[0].astype(np.int64))
