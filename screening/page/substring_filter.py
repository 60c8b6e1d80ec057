"""Which letters a page's source holds: so that what is not there need not be looked for.

Dozens of ids, marks and calls are looked for in every source, and most stand in none. Each run of four bytes of a
source sets one bit; a text of which one run's bit is not set does not stand there.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

__all__ = ["may_hold"]

_RUN = 4
_BITS = 18
"""Bytes of a run, and bits of its number: 2**18 of them take 32 KiB for a source."""
_FACTOR = 0x9E3779B1
"""The golden ratio of 32 bits (Knuth, "The Art of Computer Programming", 6.4): its upper bits are spread evenly."""
_KEPT_SOURCES, _KEPT_TEXTS = 16, 1_024
"""Sources, and texts looked for, whose bits are cached."""
_SHORT_SOURCE = 2_000
"""Characters up to which a source is searched outright, since the filter would take longer."""


def may_hold(source: str, text: str) -> bool:
    """Say whether a source may hold a text; False is certain."""
    if len(source) <= _SHORT_SOURCE:
        return text in source
    bits = _bits_of(source)
    return all(bits[bit >> 3] >> (bit & 7) & 1 for bit in _bits_for(text))


@lru_cache(maxsize=_KEPT_SOURCES)
def _bits_of(source: str) -> bytes:
    is_set = np.zeros(1 << _BITS, bool)
    is_set[_numbers(source)] = True
    return np.packbits(is_set, bitorder="little").tobytes()


@lru_cache(maxsize=_KEPT_TEXTS)
def _bits_for(text: str) -> tuple[int, ...]:
    return tuple(_numbers(text).tolist())


def _numbers(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Return the number of the bit for each run of four bytes."""
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8).astype(np.uint32)
    count = max(0, len(data) - _RUN + 1)
    runs = np.zeros(count, np.uint32)
    for index in range(_RUN):
        runs |= data[index : index + count] << np.uint32(8 * index)
    return runs * np.uint32(_FACTOR) >> np.uint32(32 - _BITS)
