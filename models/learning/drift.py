"""Drift: how far the distribution of a feature or of the score has moved from one night to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from models.arrays import FloatArray

__all__ = ["MODERATE_PSI", "STRONG_PSI", "Drift", "drift_of", "stability_index"]

Level = Literal["none", "moderate", "strong"]

MODERATE_PSI, STRONG_PSI = 0.10, 0.25
"""The usual marks: below the first no change to speak of, above the second a population that has changed.

Lewis (1994), An Introduction to Credit Scoring; Siddiqi (2006), Credit Risk Scorecards, chapter 9.
"""
_BINS = 10
_LEAST_SHARE_COUNT = 0.5
"""An empty bin counts as half an entity: the index would be infinite otherwise."""
_FEWEST = 50
"""With fewer values on a night, deciles hold less than five and tell nothing."""


@dataclass(frozen=True)
class Drift:
    """One measured quantity on two nights.

    Attributes:
        name: The feature, or `score`.
        psi: Population stability index, less what chance alone gives two unchanged samples, (bins − 1) ×
            (1/before + 1/now) (Yurdakul 2018, Statistical Properties of Population Stability Index); at least 0.
        before: Values on the earlier night.
        now: Values on the later night.
        level: By the usual marks.
    """

    name: str
    psi: float
    before: int
    now: int
    level: Level


def stability_index(before: FloatArray, now: FloatArray) -> float:
    """Return the population stability index Σ (now − before) · ln(now / before) over bins.

    The bins are the deciles of the earlier night. Ties make some of them fall together: a quantity that is zero for
    most has fewer bins, the zeros a bin of their own.
    """
    edges = _edges(before)
    shares = []
    for values in (before, now):
        counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1).astype(np.float64)
        shares.append(np.maximum(counts, _LEAST_SHARE_COUNT) / len(values))
    earlier, later = shares
    return float(np.sum((later - earlier) * np.log(later / earlier)))


def drift_of(before: pd.DataFrame, now: pd.DataFrame) -> list[Drift]:
    """Compare the columns that both nights have, missing values left out; the most drifted first.

    A column with fewer than 50 values on either night is left out.
    """
    found = []
    for name in (str(name) for name in before.columns if name in now.columns):
        earlier, later = (frame[name].dropna().to_numpy(dtype=np.float64) for frame in (before, now))
        if min(len(earlier), len(later)) < _FEWEST:
            continue
        chance = len(_edges(earlier)) * (1 / len(earlier) + 1 / len(later))
        psi = max(0.0, stability_index(earlier, later) - chance)
        found.append(Drift(name, psi, len(earlier), len(later), _level(psi)))
    return sorted(found, key=lambda drift: (-drift.psi, drift.name))


def _edges(values: FloatArray) -> FloatArray:
    return np.unique(np.quantile(values, np.arange(1, _BINS) / _BINS))


def _level(psi: float) -> Level:
    if psi >= STRONG_PSI:
        return "strong"
    return "moderate" if psi >= MODERATE_PSI else "none"
