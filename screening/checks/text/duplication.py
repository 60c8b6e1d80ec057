"""Duplicated text: within the site, from others, rewritten by a program (P-16, P-17, P-18)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.text.copied_text import from_others
from screening.checks.text.reposted import reposted
from screening.compare.pages import content_pages, own_text
from screening.compare.passages import common_passage, first_passage, hits_of, row_passage
from screening.compare.provenance import identity_points
from screening.compare.repetition import Cluster, clusters
from screening.compare.shingles import compared_words, shingles
from screening.compare.skeletons import exchanged_pairs
from screening.compare.spinning import spin_syntax, spun_pairs, tortured_phrases
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import stands_in, tag_quote, text_quote
from screening.site import Site
from screening.urls import site_of

__all__ = ["check"]

_IDS = ("P-16", "P-17", "P-18")
_LEAST_REPEATED_WORDS = 40
_DOORWAY_PAGES = 4
_DOORWAY_WORDS = 150
_MANY_DOORWAYS = 8
_DOORWAY_SHARE = 0.6
_REPEATED_PAGES = 3
_REPEATED_SHARE = 0.3
_LEAST_PHRASES = 3
_DEALS = re.compile(r"(?i)\b(?:coupon|voucher|promo|code|deal|discount|gutschein|rabatt|cash ?back|bon|kortings?code)")
_CREDIT = re.compile(
    r"(?i)appeared first on|first (?:appeared|published) (?:on|at|in)"
    r"|originally (?:published|posted|appeared) (?:on|at|in)"
    r"|zuerst erschienen (?:auf|bei)|publié à l.origine sur|publicado originalmente en|publicado originalmente em"
    r"|pubblicato originariamente su|oorspronkelijk gepubliceerd op|pierwotnie opublikowan"
)
_CREDIT_WORDS = ("appeared", "publi", "posted", "erschienen", "pubblicato", "gepubliceerd")
"""Every credit holds one of them; most pages none, which is seen in a twentieth of the time."""


def check(site: Site, context: Context) -> list[Result]:
    """Return what is found of duplicated text; see `duplication.toml` for the thresholds."""
    if not site.pages:
        return [not_checked(check_id, site.state_reason or "No page was read.") for check_id in _IDS]
    pages = content_pages(site.pages)
    if not pages:
        wordless = [not_applicable(check_id, "No page has a text of 60 words of its own.") for check_id in _IDS[1:]]
        return [_repetition(content_pages(site.pages, _LEAST_REPEATED_WORDS)), *wordless]
    copied, spun = from_others(site, context, pages)
    return [
        _repetition(content_pages(site.pages, _LEAST_REPEATED_WORDS)),
        _worst("P-17", [*copied, *_declared_copies(site, pages), *reposted(site, pages)], _compared_with(context)),
        _worst("P-18", [*spun, *_spun_within(pages)], "No sign that a program rewrote the texts."),
    ]


def _compared_with(context: Context) -> str:
    count = len(context.neighbours) + len(context.known_texts)
    return f"Compared with {count} other sites and texts." if count else ""


def _worst(check_id: str, results: Sequence[Result], clean: str) -> Result:
    """Return the gravest of several results, the first of equals; without any, that nothing was found."""
    grave = [result for result in results if result.severity is not None]
    if grave:
        return max(grave, key=lambda result: (result.severity or Severity.NOTE).gravity)
    if results:
        return results[0]
    return (
        passed(check_id, clean) if clean else not_checked(check_id, "There is no other site or text to compare with.")
    )


def _repetition(pages: Sequence[Page]) -> Result:
    if len(pages) < 2:
        return not_applicable("P-16", "Only one page has a text of its own.")
    groups = clusters(pages)
    repeated = [page for group in groups for page in group.pages]
    share = len(repeated) / len(pages)
    largest = groups[0] if groups else Cluster((), False)
    if len(largest.pages) < _REPEATED_PAGES or share < _REPEATED_SHARE:
        return passed("P-16", f"{len(repeated)} of {len(pages)} content pages repeat another.")
    says = f"{len(repeated)} of {len(pages)} content pages repeat another; {len(largest.pages)} of them have one frame."
    many = len(largest.pages) >= _DOORWAY_PAGES and share >= _DOORWAY_SHARE
    doorway = many and largest.templated and not _are_deals(largest.pages)
    long = _median_words(largest.pages) >= _DOORWAY_WORDS or len(largest.pages) >= _MANY_DOORWAYS
    severity = Severity.STRONG if doorway and long else Severity.CAUTION
    first, second = largest.pages[:2]
    common = frozenset(shingles(own_text(first)).tolist()) & frozenset(shingles(own_text(second)).tolist())
    return found("P-16", severity, says, [common_passage(page, hits_of(page, common)) for page in (first, second)])


def _median_words(pages: Sequence[Page]) -> int:
    return sorted(len(compared_words(own_text(page))) for page in pages)[len(pages) // 2]


def _are_deals(pages: Sequence[Page]) -> bool:
    """Whether pages are lists of offers, which share a frame by their nature: 2 words of the kind per 100."""
    text = " ".join(own_text(page) for page in pages)
    return len(_DEALS.findall(text)) * 50 >= max(1, len(compared_words(text)))


def _declared_copies(site: Site, pages: Sequence[Page]) -> list[Result]:
    """Return what pages say themselves of another site being the original."""
    own = {site_of(site.home_url), *(site_of(page.url) for page in site.pages)}
    proof = [quote for page in pages if (quote := _names_original(page, own))]
    if not proof:
        return []
    share = len(proof) / len(pages)
    says = f"{len(proof)} of {len(pages)} content pages name another site as the original."
    many = len(proof) >= _REPEATED_PAGES and share >= 0.5
    nobody = identity_points(site) <= 2
    severity = Severity.STRONG if many and nobody else Severity.CAUTION if many else Severity.NOTE
    return [found("P-17", severity, says, proof[:3])]


def _names_original(page: Page, own: set[str]) -> Evidence | None:
    """Return the place where a page names an original elsewhere: its canonical address, or a credit with a link."""
    canonical = page.canonical_url
    if canonical and site_of(canonical) and site_of(canonical) not in own:
        quote = tag_quote(page.html, canonical)
        return evidence(quote, page) if quote and stands_in(quote, page) else None
    text = page.text[:500_000]
    folded = text.casefold()
    if not any(word in folded for word in _CREDIT_WORDS):
        return None
    for match in islice(_CREDIT.finditer(text), 10):
        near = (link for link in page.links if -5 <= link.offset - match.end() <= 80)
        if any(site_of(link.url) and site_of(link.url) not in own for link in near):
            return evidence(text_quote(page.text, *match.span()), page)
    return None


def _spun_within(pages: Sequence[Page]) -> list[Result]:
    """Return the signs of a rewritten text that need no source."""
    return [*_open_syntax(pages), *_tortured(pages), *_other_words(pages), *_exchanged_words(pages)]


def _open_syntax(pages: Sequence[Page]) -> list[Result]:
    places = [(page, hit) for page in pages for hit in spin_syntax(page)]
    if len(places) < _LEAST_PHRASES:
        return []
    proof = [evidence(hit, page) for page, hit in places[:3]]
    return [found("P-18", Severity.STRONG, f"Spin syntax was left open at {len(places)} places.", proof)]


def _tortured(pages: Sequence[Page]) -> list[Result]:
    places = {hit.lower(): (page, hit) for page in reversed(pages) for hit in tortured_phrases(page)}
    if len(places) < _LEAST_PHRASES:
        return []
    proof = [
        evidence(text_quote(page.text, page.text.find(hit), page.text.find(hit) + len(hit)), page)
        for _, (page, hit) in sorted(places.items())
    ]
    says = f"{len(places)} fixed terms have synonyms put in, as programs do that rewrite texts."
    return [found("P-18", Severity.STRONG, says, proof[:5])]


def _other_words(pages: Sequence[Page]) -> list[Result]:
    """Return texts of one build: their stop words agree from phrase to phrase, the words of meaning are others."""
    pairs = exchanged_pairs(pages)
    if not pairs:
        return []
    left, right, exchange = max(pairs, key=lambda pair: pair[2].share)
    says = (
        f"Two pages are one text in other words: {exchange.share:.0%} of the rows of eight words are built alike, with "
        f"{exchange.words} words of meaning exchanged."
    )
    rows = ((left, exchange.passage), (right, exchange.counterpart))
    proof = [row_passage(page, row) or first_passage(page) for page, row in rows]
    return [found("P-18", Severity.STRONG, says, proof)]


def _exchanged_words(pages: Sequence[Page]) -> list[Result]:
    pairs = spun_pairs(pages)
    if not pairs:
        return []
    concerned = {page.url for left, right, _ in pairs for page in (left, right)}
    left, right, measured = max(pairs, key=lambda pair: pair[2].word_jaccard)
    says = (
        f"{len(concerned)} of {len(pages)} content pages are one text with its words exchanged: the words agree by "
        f"{measured.word_jaccard:.2f}, the five-word shingles by {measured.shingle_jaccard:.2f}."
    )
    many = len(concerned) >= _REPEATED_PAGES
    return [
        found("P-18", Severity.STRONG if many else Severity.CAUTION, says, [first_passage(left), first_passage(right)])
    ]
