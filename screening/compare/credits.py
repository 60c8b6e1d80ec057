"""Whom the texts of a site name as the publication that had them first, and what a site is called.

Feeds leave such credits behind ("The post … appeared first on Slow Ferry"), and honest reprints make them. Either way
the site itself says who was first, which no date or domain says as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from screening.page.model import Page
from screening.site import Site
from screening.urls import host_of, registrable_domain
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["credited_names", "letters", "names_of_site", "source_after"]

_NAME = re.compile(r"[\s:“\"]{0,3}((?:[^\W\d_a-zß-ÿ][\w'’.-]{1,30}|&)(?: (?:[^\W\d_a-zß-ÿ][\w'’-]{1,30}|&)){0,4})")
_KEPT_LETTERS = 10
"""Names are compared by their first letters, as what follows them may begin with a capital."""
_LEAST_LETTERS = 5
"""Letters of a name that stands for one site; our own choice."""
_MOST_CREDITS = 50
_LONGEST_NAME = 60
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|[\n|•]")
_TITLE_PARTS = re.compile(r"\s+[|·•–—-]\s+|:\s+")
_NAMING_METAS = ("og:site_name", "application-name")
_CREDITS = ("footer", "credit")


def credited_names(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return the first letters of the publications that texts name as their source in their own words, sorted."""
    found: set[str] = set()
    for page in pages:
        voice = Voice(page)
        hits = lexicon("reposted").find(voice.words, *_CREDITS)
        for hit in voice.own(hits[:_MOST_CREDITS]) if hits else ():
            name = _letters_after(voice.words, hit)
            if name and not voice.words.is_negated(hit):
                found.add(name)
    return tuple(sorted(found)[:_MOST_CREDITS])


def names_of_site(site: Site) -> tuple[str, ...]:
    """Return the first letters of what a site is called, by its address, its titles and what it tells others; sorted.

    The part of its titles that stands on half of its pages and more is its name.
    """
    host = host_of(site.home_url)
    parts = Counter(part for page in site.pages for part in set(_TITLE_PARTS.split(page.title[:300])))
    said = [registrable_domain(host).partition(".")[0], host.removeprefix("www.").partition(".")[0]]
    said += [part for part, count in parts.items() if 2 * count >= len(site.pages)]
    said += {page.meta_value(name)[:100] for page in site.pages for name in _NAMING_METAS}
    names = {letters(name.removeprefix("The ")) for name in said}
    return tuple(sorted({name[:_KEPT_LETTERS] for name in names if len(name) >= _LEAST_LETTERS}))


def source_after(words: Words, hit: Hit) -> str:
    """Return the first letters of the name that follows a credit, or ""."""
    end = words.span(hit.first, hit.last)[1]
    match = _NAME.match(words.text, end, end + 120)
    named = match.group(1) if match else words.tokens[hit.last + 1] if _names_host(words, hit) else ""
    return letters(named.removeprefix("The "))[:_KEPT_LETTERS]


def _letters_after(words: Words, hit: Hit) -> str:
    """Return the first letters behind a credit, up to the end of the sentence; some names go on in small letters."""
    end = words.span(hit.first, hit.last)[1]
    behind = words.text[end : end + _LONGEST_NAME].lstrip(" :“”\"'„«").removeprefix("The ")
    return letters(_SENTENCE_END.split(behind, maxsplit=1)[0])[:_KEPT_LETTERS]


def letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _names_host(words: Words, hit: Hit) -> bool:
    """Say whether the next word stands for a site by its bare name: one long word and the sentence's end."""
    if hit.last + 1 >= len(words) or not hit.term.startswith("anywhere"):
        return False
    return len(words.tokens[hit.last + 1]) >= _KEPT_LETTERS
