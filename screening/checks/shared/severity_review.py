"""Findings from wording that may only tell of a wrong weigh less: a person looks, nobody is held up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from screening.checks.result import Result, Severity
from screening.checks.shared.page_reading import link_site
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import around
from screening.wording.figures import CURRENCY
from screening.wording.phrases import lexicon
from screening.wording.voice import Stance, Voice, is_satire
from screening.wording.words import Hit, Words, words_of

__all__ = ["tempered"]

_UNSURE = (Stance.DOUBTFUL, Stance.REPORTS)
_DOUBT = "The pages may only tell of it."
_RARE = "It stands on few of the pages, and nothing beside it offers anything."
_INVENTED = "The site calls itself satire."
_SEQUENCE, _SEQUENCES_FOR_ONE = 8, 4
"""Two pages share a passage where at least one in four of its sequences of eight words stands in both."""
_PAGES_FOR_ONE = 3
"""What stands on more than one page in three is what the site is about."""

_WAYS = ("getting", "pay", "messenger", "parcel")
_WAY_REACH, _LEAST_WAYS, _MOST_DISTANCE = 60, 2, 1
_LONGEST_ROW, _LEAST_ROWS = 120, 3
"""Characters of a row of a price list, and rows from which on it is one."""
_ENDS_IN_PRICE = re.compile(rf"\d(?:\s?{CURRENCY})?[ .]*$")
"""A price, or a figure of a column of prices."""


@dataclass(frozen=True)
class _Passage:
    """Where a quote stands: in which page, and whether that is the home page's own text."""

    page: Page
    hit: Hit
    is_home: bool


def tempered(results: Iterable[Result], site: Site, *, is_voiced: bool = False) -> list[Result]:
    """Return results with the strong ones made cautions that nothing shows to be the site's own offer.

    Three cases: each quoted passage keeps its distance (`Stance`); the matter is rare on the site and the passages keep
    a little distance; or the site calls itself satire on most of its pages. In the last two nothing beside a passage
    may deal, say how to order, list wares with their prices or lead to another site: what a site calls itself excuses
    no offer. Rare is what stands
    neither on the home page, but as the opening of an article, nor on more than a third of the pages. Quotes that do
    not stand in a page's text (titles, source, addresses) decide nothing.

    Args:
        results: Of one family.
        site: The site.
        is_voiced: Whether the family asks itself that somebody speaks of himself.
    """
    return [_tempered(result, site, is_voiced) for result in results]


def _tempered(result: Result, site: Site, is_voiced: bool) -> Result:
    if result.severity is not Severity.STRONG:
        return result
    passages = list(_passages(result, site))
    own = [one for one in passages if Voice(one.page).stance(one.hit) not in _UNSURE]
    is_offered = any(Voice(one.page).deals(one.hit) or _leads_out(one, site) or _lists_wares(one) for one in own)
    if passages and not is_offered and is_satire(site.pages):
        return replace(result, severity=Severity.CAUTION, says=f"{result.says} {_INVENTED}")
    if not passages or (own and (is_voiced or is_offered or _rules(own, site))):
        return result
    if own and not any(Voice(one.page).keeps_distance(one.hit) for one in own):
        return result
    return replace(result, severity=Severity.CAUTION, says=f"{result.says} {_RARE if own else _DOUBT}")


def _rules(passages: Iterable[_Passage], site: Site) -> bool:
    """Say whether what the passages speak of is what the site is about."""
    found = list(passages)
    pages = {one.page.url for one in found}
    return any(one.is_home for one in found) or len(pages) * _PAGES_FOR_ONE > len(site.pages)


def _leads_out(passage: _Passage, site: Site) -> bool:
    """Say whether the words of a passage are a link to another site: where to get what they speak of."""
    start, end = words_of(passage.page.text).span(passage.hit.first, passage.hit.last)
    near = (link for link in passage.page.links if link.url and start <= link.offset < end and not link.hidden)
    return any(link_site(link.url) != link_site(site.home_url) for link in near)


def _lists_wares(passage: _Passage) -> bool:
    """Say whether a passage belongs to a price list that says in two ways how to get its wares, and keeps no distance.

    What one sells stands in rows of a few words with a price; who tells of it does so in sentences.
    """
    words = words_of(passage.page.text)
    found = lexicon("prohibited").find(words, *_WAYS)
    near = [hit for hit in around(found, passage.hit, _WAY_REACH) if not words.is_negated(hit)]
    own = Voice(passage.page).own(near)
    if len({hit.group for hit in own}) < _LEAST_WAYS or Voice(passage.page).distance(passage.hit) > _MOST_DISTANCE:
        return False
    rows = (block for block in passage.page.blocks if len(block) <= _LONGEST_ROW and _ENDS_IN_PRICE.search(block))
    return len(list(islice(rows, _LEAST_ROWS))) == _LEAST_ROWS


def _passages(result: Result, site: Site) -> Iterator[_Passage]:
    home, *others = site.pages
    for quote in result.evidence:
        for page in site.pages:
            start = page.text.find(quote.quote) if page.url == quote.url else -1
            words = words_of(page.text)
            if not 0 <= start < len(words.text):
                continue
            hit = Hit("", "", max(0, words.at(start)), words.at(min(start + len(quote.quote), len(words.text)) - 1))
            articles = list(_articles(words, hit, others)) if page is home else []
            yield from articles or [_Passage(page, hit, page is home)]


def _articles(words: Words, hit: Hit, pages: Iterable[Page]) -> Iterator[_Passage]:
    """Yield the pages that share sequences of words with a passage, as an article does that the home page opens."""
    last = max(hit.first, hit.last + 1 - _SEQUENCE)
    sequences = [words.tokens[first : first + _SEQUENCE] for first in range(hit.first, last + 1)]
    for page in pages:
        others = words_of(page.text)
        places = [place for sequence in sequences if (place := next(others.occurrences(sequence), None)) is not None]
        if len(places) * _SEQUENCES_FOR_ONE >= len(sequences):
            yield _Passage(page, Hit("", "", places[0], places[-1] + _SEQUENCE - 1), is_home=False)
