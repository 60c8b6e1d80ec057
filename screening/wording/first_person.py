"""Whether somebody speaks of himself: "we", "our", "ich", or a verb that ends as those of the first person do."""

from __future__ import annotations

from collections.abc import Iterable

from screening.wording.lists import word_set

__all__ = ["speaks_of_self"]

_VOICE = word_set("schemes", "voice")
_VERB_ENDINGS = tuple(sorted(word_set("persons", "verbs.endings")))
_LEAST_VERB = 6
"""Letters of a verb of which the ending counts; shorter words end so by chance. Our own choice."""


def speaks_of_self(tokens: Iterable[str]) -> bool:
    """Say whether among folded words of a passage one is of the first person."""
    return any(token in _VOICE or (len(token) >= _LEAST_VERB and token.endswith(_VERB_ENDINGS)) for token in tokens)
