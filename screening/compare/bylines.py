"""Whether a text names the person who wrote it: "By Anna Schmidt", "Ich bin Petra Sommer"."""

from __future__ import annotations

import re

from screening.wording.words import Words

__all__ = ["names_author"]

_REACH = 50_000
"""Characters of a text in which its author is looked for; names stand above, beneath or beside an article."""
_BYLINE = re.compile(
    r"\b(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in|ka|e)?|[Aa]uthor|[Aa]uteur|[Mm]y name is|I am|I’m"
    r"|I'm|[Ii]ch bin|[Ii]ch heiße|[Jj]e m'appelle|[Mm]e llamo|[Mm]i chiamo|[Ii]k ben|[Nn]azywam się|[Mm]eu nome é):?\s"
    r"[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’-]{1,20}\s[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’-]{1,25}\b"
)
_FIRST_WORDS = "by von par por di door autor autorin autorka autore author auteur my i ich je me mi ik nazywam meu"
_BYLINE_WORDS = _FIRST_WORDS.split()
"""With one of them, folded, every byline begins."""


def names_author(words: Words) -> bool:
    """Say whether a text names its author, or somebody in it names himself, by two words with capitals.

    "A book by Stephen King" reads the same; who asks must not build more on it than that somebody is named.
    """
    return any(words.matches(_BYLINE, _BYLINE_WORDS, _REACH))
