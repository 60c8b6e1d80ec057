"""Notices that links are paid which a site keeps from its visitors: by a script, or by its own account (P-01)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from screening.checks.links.disclosure_words import disclosed_in_own_words
from screening.checks.shared.chosen_elements import Choice, choices, insides
from screening.checks.shared.own_scripts import OwnScript, own_scripts
from screening.evidence import Evidence
from screening.page.model import Page
from screening.page.tags import without_tags
from screening.site import Site
from screening.wording.phrases import lexicon
from screening.wording.schemes import Scheme, passages
from screening.wording.words import words_of

__all__ = ["left_out", "taken_away"]

_LEFT_OUT = (
    Scheme("hushed", (("paid",), ("silent",), ("fewer",)), 80, "others", negation=0),
    Scheme("hushed", (("paid",), ("notice",), ("gone",), ("fewer",)), 80, "others", negation=0),
)
_MOST_CHOICES, _MOST_NOTICES, _LONGEST_NOTICE = 200, 20, 600
"""Elements that scripts choose, of a site and of a page, and the characters of each that are read; bounds the work."""
_ROBOTS = re.compile(r"\b(?:bot|crawl\w{0,4}|spider|headless\w{0,10}|lighthouse)\b|webdriver", re.IGNORECASE)
"""Names by which a script knows who reads pages for others to look after, not for a visitor."""
_AGENT = ("userAgent", "webdriver")
_REMOVES = re.compile(
    r"\.remove\(\)|removeChild\(|replaceWith\(\)|\.hidden\s?=\s?(?:true|!0|1)|display['\"]?\s?[=:,]\s?['\"]none"
    r"|(?:outer|inner)HTML\s?=\s?(?:''|\"\")|\.hide\(\)"
)


def left_out(pages: Iterable[Page]) -> list[Evidence]:
    """Return where a site says that it leaves the notice out, since fewer people click where it stands."""
    return [quote for page in pages for scheme in _LEFT_OUT for quote in passages(page, scheme)[:1]]


def taken_away(site: Site) -> list[Evidence]:
    """Return where a script removes what says that links are paid, unless a robot reads the page."""
    removed = {
        (choice.kind, choice.name): (script, choice)
        for script, choice in islice(_choices(site), _MOST_CHOICES)
        if choice.kind != "tag"
    }
    chosen = [choice for _, choice in removed.values()]
    paid = {name for page in site.pages if chosen for name in _saying_paid(page, chosen)}
    return [script.quote(one.start, one.end) for name, (script, one) in removed.items() if name in paid]


def _choices(site: Site) -> Iterator[tuple[OwnScript, Choice]]:
    """Yield the elements that scripts choose which ask for robots and remove something."""
    for script in own_scripts(site, _AGENT):
        if _ROBOTS.search(script.code) and _REMOVES.search(script.code):
            yield from ((script, choice) for choice in choices(script.code))


def _saying_paid(page: Page, chosen: Sequence[Choice]) -> Iterator[tuple[str, str]]:
    """Yield by what elements are found that say that links are paid."""
    for choice, inside in islice(insides(page.html, chosen, _LONGEST_NOTICE), _MOST_NOTICES):
        words = words_of(without_tags(inside))
        said = {hit.group for hit in lexicon("disclosure").find(words, "clear", "money", "source")}
        if "clear" in said or {"money", "source"} <= said or disclosed_in_own_words(words):
            yield choice.kind, choice.name
