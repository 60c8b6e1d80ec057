"""The names of those who wrote a text: "By Anna Schmidt", "Ich bin Petra Sommer"; and whom a site introduces itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.compare.named_pages import is_home, speaks_for_site
from screening.page.model import Page
from screening.wording.words import Words, words_of

__all__ = ["introduced_names", "names_author", "signed_names"]

_REACH = 50_000
"""Characters of a text in which its author is looked for; names stand above, beneath or beside an article."""
_MOST_NAMES = 100
_FIRST, _LAST = r"[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’-]{1,20}", r"[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’-]{1,25}\b"
_SIGNED = re.compile(
    r"\b(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utor(?:in|ka|e)?|[Aa]uthor|[Aa]uteur):?\s"
    rf"({_FIRST}\s{_LAST})"
)
_SIGNED_WORDS = ["by", "von", "par", "por", "di", "door", "autor", "autorin", "autorka", "autore", "author", "auteur"]
_SPEAKING = re.compile(
    r"\b(?:[Mm]y name is|I am|I’m|I'm|[Ii]ch bin|[Ii]ch heiße|[Jj]e m'appelle|[Mm]e llamo|[Mm]i chiamo|[Ii]k ben"
    rf"|[Nn]azywam się|[Mm]eu nome é):?\s({_FIRST}\s{_LAST})"
)
_SPEAKING_WORDS = ["my", "i", "ich", "je", "me", "mi", "ik", "nazywam", "meu"]
_PATTERNS = ((_SIGNED, _SIGNED_WORDS), (_SPEAKING, _SPEAKING_WORDS))
"""Each with the folded words of which one begins what it finds."""
_TWO_CAPITALS = re.compile(rf"\b(?=({_FIRST} {_LAST})){_FIRST}")


def names_author(words: Words) -> bool:
    """Say whether a text names its author, or somebody in it names himself, by two words with capitals.

    "A book by Stephen King" reads the same; who asks must not build more on it than that somebody is named.
    """
    return any(True for pattern, beginnings in _PATTERNS for _ in words.matches(pattern, beginnings, _REACH))


def signed_names(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return the names with which texts are signed as by those who wrote them, folded and sorted; at most 100.

    Args:
        pages: Pages of a site; those that speak for it are left out, since whoever is named there belongs to it.
    """
    some = (page for page in pages if not speaks_for_site(page))
    return _kept(name for page in some for name in _found(words_of(page.text), _SIGNED, _SIGNED_WORDS))


def introduced_names(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return the names that a site gives as those of its own people, folded and sorted; at most 100.

    Each two words with capitals on the pages on contact, about and imprint may be such a name; on the front page, where
    articles are listed with their authors, who says "I am …".
    """
    names: list[str] = []
    for page in pages:
        if speaks_for_site(page):
            words = words_of(page.text)
            names += _found(words, _SPEAKING, _SPEAKING_WORDS)
            if not is_home(page.url):
                names += (match[1] for match in _TWO_CAPITALS.finditer(words.text[:_REACH]))
    return _kept(names)


def _found(words: Words, pattern: re.Pattern[str], beginnings: Iterable[str]) -> Iterator[str]:
    return (match[1] for match in words.matches(pattern, beginnings, _REACH))


def _kept(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({" ".join(name.casefold().split()) for name in names})[:_MOST_NAMES])
