"""How long a text is, whatever its script: the one way in which the length of pages is measured."""

from __future__ import annotations

import re

__all__ = ["is_unspaced", "length_in_words", "words_of_length"]

_UNSPACED_SIGNS = (
    r"\u0e00-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Japanese, Chinese; Tibetan has a mark between syllables, and no blanks."""
_KOREAN = r"\uac00-\ud7a3"
_UNSPACED = re.compile(f"[{_UNSPACED_SIGNS}]")
_DENSE = re.compile(f"[{_UNSPACED_SIGNS}{_KOREAN}]")
_WORD = re.compile(rf"[{_UNSPACED_SIGNS}{_KOREAN}]{{1,2}}|[^\W\d_{_UNSPACED_SIGNS}{_KOREAN}]+")
_SIGNS_A_WORD = 2
"""Signs of these scripts that say about as much as a word, and syllables of Korean, which puts blanks only between
whole phrases; our own choice."""
_UNSPACED_SHARE = 5
"""One sign in five of a script without blanks: names in it do not make a text one, a whole text is nearly all of it."""
_UNSPACED_SAMPLE = 2_000
"""Characters of a text that are looked at for it; enough to pass a menu in another script."""


def _unspaced_signs(text: str) -> int:
    """Return how many signs of a text belong to a script that puts no blanks between words."""
    return 0 if text.isascii() else len(_UNSPACED.findall(text))


def is_unspaced(text: str) -> bool:
    """Say whether a text is Chinese, Japanese, Thai or the like: its words cannot be counted."""
    sample = text[:_UNSPACED_SAMPLE]
    return _unspaced_signs(sample) * _UNSPACED_SHARE > len(sample)


def length_in_words(text: str) -> int:
    """Return how long a text is, in words between blanks; two signs of a script without blanks count as one."""
    between_blanks = len(text.split())
    return between_blanks if text.isascii() else max(between_blanks, len(_DENSE.findall(text)) // _SIGNS_A_WORD)


def words_of_length(text: str) -> list[str]:
    """Return the words of a text, without figures; what a script without blanks says is cut into pairs of signs."""
    return _WORD.findall(text)
