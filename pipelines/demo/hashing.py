"""Stateless random numbers: a key always gives the same number, whatever else is generated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Words", "generator", "mix", "uniform"]

Words = NDArray[np.uint64]


def generator(seed: int, *path: int) -> np.random.Generator:
    """Return the generator at `path` below `seed`, equal to spawning along that path."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=path))


def mix(keys: Words, salt: int) -> Words:
    """Return the SplitMix64 finaliser of `keys`: a bijection of 64-bit words, so distinct keys stay distinct.

    Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    """
    words = keys + np.uint64((salt * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def uniform(keys: Words, salt: int) -> NDArray[np.float64]:
    """Return a number in [0, 1) for each key; different salts give independent numbers."""
    return (mix(keys, salt) >> np.uint64(11)).astype(np.float64) * 2.0**-53
