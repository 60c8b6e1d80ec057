"""Notices that links are paid which a site keeps from its visitors: by a script, or by its own account (P-01)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.checks.clicks.network_loads import own_resources
from screening.checks.links.disclosure_words import disclosed_in_own_words
from screening.checks.shared.script_code import written_scripts
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.decode import decode_body
from screening.page.model import Page
from screening.page.parse import resource_kind
from screening.page.quotes import source_quote
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
_MOST_SOURCE = 500_000
_MOST_NOTICES = 20
_ROBOTS = re.compile(r"\b(?:bot|crawl\w{0,4}|spider|headless\w{0,10}|lighthouse)\b|webdriver", re.IGNORECASE)
"""Names by which a script knows who reads pages for others to look after, not for a visitor."""
_AGENT = ("userAgent", "webdriver")
_REMOVES = re.compile(
    r"\.remove\(\)|removeChild\(|replaceWith\(\)|\.hidden\s?=\s?(?:true|!0|1)|display['\"]?\s?[=:,]\s?['\"]none"
    r"|(?:outer|inner)HTML\s?=\s?(?:''|\"\")|\.hide\(\)"
)
_CHOSEN = re.compile(r"(?:querySelector(?:All)?|\$|jQuery)\(\s?['\"][^'\"]{0,40}?([.#])([\w-]{2,60})['\"]")
_NAMED = re.compile(r"getElement(?:ById|sByClassName)\(\s?['\"]()([\w-]{2,60})['\"]")
_LONGEST_NOTICE = 600


def left_out(pages: Iterable[Page]) -> list[Evidence]:
    """Return where a site says that it leaves the notice out, since fewer people click where it stands."""
    return [quote for page in pages for scheme in _LEFT_OUT for quote in passages(page, scheme)[:1]]


def taken_away(site: Site) -> list[Evidence]:
    """Return where a script removes what says that links are paid, unless a robot reads the page."""
    found: list[Evidence] = []
    for where, script in _scripts(site):
        if not any(name in script for name in _AGENT) or not (_ROBOTS.search(script) and _REMOVES.search(script)):
            continue
        for chosen in (*_CHOSEN.finditer(script), *_NAMED.finditer(script)):
            if any(_says_paid(page, chosen[2]) for page in site.pages):
                source = where.html if isinstance(where, Page) else script
                start = source.find(chosen[0])
                found.append(evidence(source_quote(source, start, start + len(chosen[0])), where))
    return found


def _scripts(site: Site) -> Iterator[tuple[Page | Fetch, str]]:
    """Yield the scripts of the pages and of the site's own files."""
    for page in site.pages:
        if any(name in page.html for name in _AGENT):
            yield from ((page, script) for script in written_scripts(page.html[:_MOST_SOURCE]))
    for fetch in own_resources(site):
        if resource_kind(fetch) == "script":
            yield fetch, decode_body(fetch.body, fetch.header("content-type"))[:_MOST_SOURCE]


def _says_paid(page: Page, name: str) -> bool:
    """Say whether an element of a class or with an id says that links are paid."""
    opening = re.compile(
        rf"<(\w+)\b[^<>]{{0,500}}\b(?:class|id)\s?=\s?[\"']?[^<>\"']{{0,200}}(?<![\w-]){re.escape(name)}(?![\w-])"
    )
    for number, tag in enumerate(opening.finditer(page.html, 0, _MOST_SOURCE)):
        if number == _MOST_NOTICES:
            break
        inside, _, _ = page.html[tag.end() : tag.end() + _LONGEST_NOTICE].partition(f"</{tag[1]}")
        words = words_of(without_tags(inside.partition(">")[2]))
        said = {hit.group for hit in lexicon("disclosure").find(words, "clear", "money", "source")}
        if "clear" in said or {"money", "source"} <= said or disclosed_in_own_words(words):
            return True
    return False
