"""What a page is called: contact, about, privacy, terms, by its address, its title or its first heading.

A name counts where it consists of such words and of little ones beside them, so that "Illegal streaming sites" is no
legal page and "10 facts about cats" does not speak for the site. The words are in the lexicon `site_pages`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from screening.page.model import Page
from screening.wording.folding import folded_words
from screening.wording.lists import groups, word_set
from screening.wording.phrases import lexicon
from screening.wording.words import Words

__all__ = ["is_contact", "is_home", "is_legal", "name_of_path", "speaks_for_site"]

_LEGAL = ("privacy", "terms", "imprint", "disclosure")
_SPEAKING = ("contact", "about", "privacy", "imprint")
_CONTACT = ("contact", "imprint.sure")
_LONGEST_NAME = 80
"""Characters; our choice: because what is longer is a sentence and not the name of a page."""
_LEAST_OF_HOST = 3
"""Letters of a word from which it is looked for in the host's name; shorter ones stand in every name."""
_KEPT_NAMES = 4_096
"""Names of pages that are remembered; several checks ask for each."""
_INDEX = re.compile(r"(?:index|default|home)\.[a-z]{2,5}", re.IGNORECASE)
"""`index.html`: the file that stands for its folder."""
_ENTRY = re.compile(r"(?:^|&)(?:p|page_id|id|post|article|cat|tag|s|q|paged?)=", re.IGNORECASE)
"""`p=123`: what tells an article or a list from the front page where paths are not used."""
_FILE_ENDING = re.compile(r"\.(?:x?html?|php\d?|aspx?|jsp|cfm|cgi)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[|–—·•:»/-]+\s|\|")
"""`Contact | Jane Bakes`: what stands between the parts of a title."""


def is_legal(page: Page) -> bool:
    """Say whether a page is legal wording, by address or heading: generators write it, so honest sites share it."""
    return _is_called(page.url, page.headings[:1], _LEGAL)


def is_contact(page: Page) -> bool:
    """Say whether a page is the one that says how to write or where to find the people behind the site."""
    return _is_called(page.url, (page.title,), _CONTACT)


def speaks_for_site(page: Page) -> bool:
    """Say whether addresses on a page are the operator's own: the home page, contact, about, imprint, privacy."""
    return is_home(page.url) or _is_called(page.url, (page.title,), _SPEAKING)


def is_home(url: str) -> bool:
    """Say whether an address is the site's front, not an article that only its query tells from it."""
    parts = urlsplit(url)
    is_front = parts.path in ("", "/") or bool(_INDEX.fullmatch(parts.path[1:]))
    return is_front and not _ENTRY.search(parts.query)


@lru_cache(maxsize=_KEPT_NAMES)
def _is_called(url: str, titles: tuple[str, ...], kinds: tuple[str, ...]) -> bool:
    """Say whether the path's last part, or a part of a title, is made of the words of some kinds of pages."""
    parts = urlsplit(url)
    host = "".join(folded_words(parts.hostname or ""))
    # Titles end in the site's name, which may be "The Cookie Shop": it does not make all of its pages legal ones.
    pieces = [piece.strip() for text in titles for piece in _SEPARATOR.split(text[: 4 * _LONGEST_NAME])]
    return _consists_of(name_of_path(parts.path), kinds, host) or any(
        _consists_of(piece, kinds, host, is_own_name_enough=False) for piece in pieces
    )


def name_of_path(path: str) -> str:
    """Return the last part of a path as words; of `/about/index.html` the folder."""
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > 1 and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    last = unquote(segments[-1]) if segments else ""
    return re.sub(r"[_.~+-]+", " ", _FILE_ENDING.sub("", last))


def _consists_of(name: str, kinds: tuple[str, ...], host: str, *, is_own_name_enough: bool = True) -> bool:
    """Say whether a name is made of the kinds' terms, of little words, of figures and of the site's own name.

    Args:
        name: A short text.
        kinds: Kinds of pages in the lexicon, of which one term must stand there.
        host: The site's host, its dots left out.
        is_own_name_enough: Whether a term counts that is a part of the site's own name.
    """
    if not 0 < len(name) <= _LONGEST_NAME:
        return False
    words = Words(name)
    own = {place for place, word in enumerate(words.tokens) if len(word) >= _LEAST_OF_HOST and word in host}
    hits = lexicon("site_pages").find(words, *_groups_of(kinds))
    named = {place for hit in hits for place in range(hit.first, hit.last + 1)}
    filler = word_set("site_pages", "filler")
    return bool(named if is_own_name_enough else named - own) and all(
        place in named or place in own or token in filler or token.isdecimal()
        for place, token in enumerate(words.tokens)
    )


@cache
def _groups_of(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in groups("site_pages") if f"{one}.".startswith(tuple(f"{kind}." for kind in kinds)))
