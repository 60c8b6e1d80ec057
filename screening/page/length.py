"""How long a text is, whatever its script."""

from __future__ import annotations

import re

__all__ = ["length_in_words", "unspaced_signs"]

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff]")
"""Thai, Lao, Japanese, Chinese."""
_SIGNS_A_WORD = 2
"""Signs of these scripts that say about as much as a word; our own choice."""


def unspaced_signs(text: str) -> int:
    """Return how many signs of a text belong to a script that puts no blanks between words."""
    return 0 if text.isascii() else len(_UNSPACED.findall(text))


def length_in_words(text: str) -> int:
    """Return how long a text is, in words between blanks; two signs of a script without blanks count as one."""
    return max(len(text.split()), unspaced_signs(text) // _SIGNS_A_WORD)
