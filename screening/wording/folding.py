"""Words of a text as they are compared: without case, accents and marks.

A long text is read as an array of its characters: which of them belong to words is then looked up for all at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["bounds_of_words", "capitalised", "folded_words", "lower_case", "one_of_each", "words_in"]

_WORD = re.compile(r"\w+")
_SHORT_TEXT = 1_000
"""Characters up to which a pattern is faster than arrays."""
_UNDIVIDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not take for one with a mark."""
_LAST_ASCII = 127
_OF_WORDS = np.array([chr(code).isalnum() or chr(code) == "_" for code in range(_LAST_ASCII + 1)])
_CAPITALS = np.array([chr(code).isupper() for code in range(_LAST_ASCII + 1)])
_BLANK = ord(" ")
_Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint32]


def words_in(text: str, between: str = "") -> list[str]:
    r"""Return the runs of letters, figures and underscores of a text, as the pattern `\w+` finds them.

    Args:
        text: The text.
        between: Characters that also separate words.
    """
    if len(text) <= _SHORT_TEXT and not any(character in text for character in between):
        return _WORD.findall(text)
    codes, are_of_words = _read(text)
    for character in between:
        are_of_words &= codes != ord(character)
    kind, name = ("ascii", "strict") if text.isascii() else ("utf-32-le", "surrogatepass")
    return np.where(are_of_words, codes, codes.dtype.type(_BLANK)).tobytes().decode(kind, name).split()


def bounds_of_words(text: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return where each word of a text begins, and where it ends."""
    _, are_of_words = _read(text)
    edges = np.flatnonzero(np.diff(are_of_words, prepend=False, append=False)).astype(np.int32)
    return edges[::2].copy(), edges[1::2].copy()


def folded_words(text: str) -> list[str]:
    """Return the words of a text in order, folded; equal words are one object, so that long texts need little room."""
    if text.isascii():
        return one_of_each(words_in(text.lower()))
    found = words_in(text)
    folded = {word: _folded(word) for word in set(found)}
    return list(map(folded.__getitem__, found))


def one_of_each(words: Sequence[str]) -> list[str]:
    """Return the same words, of which equal ones are one object."""
    known: dict[str, str] = {}
    return list(map(known.setdefault, words, words))


def lower_case(text: str) -> str:
    """Return a text in lower case; the Turkish "İ" becomes a plain "i", as patterns take it that ignore case."""
    return text.lower().replace("i\u0307", "i")


def capitalised(text: str) -> list[int]:
    """Return which words of a text begin with a capital: 0 for the first word."""
    codes = _codes(text)
    starts, _ = bounds_of_words(text)
    return np.flatnonzero(_are(codes[starts], str.isupper, _CAPITALS)).tolist()


def _read(text: str) -> tuple[_Codes, npt.NDArray[np.bool_]]:
    """Return the codes of a text's characters, and which of them belong to words."""
    codes = _codes(text)
    return codes, _are(codes, str.isalnum, _OF_WORDS)


def _codes(text: str) -> _Codes:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _are(codes: _Codes, test: Callable[[str], bool], plain: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say of each character whether it passes a test; what the test says of ASCII is looked up in `plain`."""
    if codes.dtype == np.uint8:
        return plain[codes]
    passed = plain[np.minimum(codes, _LAST_ASCII)]
    are_foreign = codes > _LAST_ASCII
    different, number = np.unique(codes[are_foreign], return_inverse=True)
    passed[are_foreign] = np.array([test(chr(code)) for code in different.tolist()], bool)[number]
    return passed


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    """Return a word in lower case, without accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character)).translate(_UNDIVIDED)
