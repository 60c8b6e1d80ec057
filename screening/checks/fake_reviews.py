"""Whether the reviews that a site shows are credible (P-11)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from screening.checks.context import Context
from screening.checks.phrases import words_of
from screening.checks.reading import unread_reason
from screening.checks.result import Evidence, Result, Severity, evidence, found, not_applicable, not_checked, passed
from screening.page.model import Page
from screening.page.quotes import source_quote, text_quote
from screening.site import Site

__all__ = ["check"]

_CHECK = "P-11"
_LEAST_WORDS = 6
_LONGEST_REVIEW_WORDS = 150
_MOST_REVIEWS = 300
_NEAR = 0.8
_LEAST_COUNT = 10
_FAR_ABOVE = 20
_REVIEW_WORDS = re.compile(
    r"\breviews?\b|\btestimonials?\b|★|⭐|\bstars?\b|\brat(?:ing|ed)\b|\bcustomers? sa(?:y|id)\b|\bverified buyer\b"
    r"|\bbewertung(?:en)?\b|\bkundenstimmen\b|\bavis\b|\bt[eé]moignages?\b|\bopinion(?:es|i)\b|\brese[nñ]as?\b"
    r"|\brecension[ei]\b|\bbeoordeling(?:en)?\b|\bopinie\b|\bavalia[cç][oõ]es\b|\d(?:[.,]\d)?\s?/\s?5\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Review:
    """A review in structured data or on the page."""

    author: str
    body: str
    quote: Evidence


@dataclass(frozen=True)
class _Aggregate:
    """A total of ratings in structured data."""

    page: Page
    share: float
    count: int
    quote: Evidence


def check(site: Site, context: Context) -> list[Result]:
    """Return whether ratings can be seen and reviews differ."""
    if reason := unread_reason(site):
        return [not_checked(_CHECK, reason)]
    aggregates = [total for page in site.pages for total in _aggregates(page)]
    marked = [review for page in site.pages for review in _marked_reviews(page)][:_MOST_REVIEWS]
    twins = _twins(marked) or [quote for page in site.pages for quote in _visible_twins(page)]
    if twins:
        says = "The same review, word for word or nearly so, stands under different names."
        return [found(_CHECK, Severity.STRONG, says, twins[:3])]
    signs: dict[str, Evidence] = {}
    signs |= _unseen(aggregates, site)
    signs |= _all_perfect(aggregates)
    if len(signs) >= 2:
        return [found(_CHECK, Severity.STRONG, f"{' '.join(signs)}", list(signs.values()))]
    if signs:
        return [found(_CHECK, Severity.CAUTION, next(iter(signs)), list(signs.values()))]
    shown = _shown(site)
    far = [total for total in aggregates if shown and total.count > _FAR_ABOVE * shown]
    if far:
        says = f"{far[0].count:,} ratings are claimed; {shown} reviews can be seen on the pages read."
        return [found(_CHECK, Severity.NOTE, says, [far[0].quote])]
    if not aggregates and not marked:
        return [not_applicable(_CHECK, "No ratings or reviews are marked on the pages read.")]
    return [passed(_CHECK, "Ratings can be seen, and reviews differ.")]


def _aggregates(page: Page) -> Iterator[_Aggregate]:
    for node in _nodes(page, "AggregateRating"):
        value, best = _number(node.get("ratingValue")), _number(node.get("bestRating")) or 5.0
        count = _number(node.get("reviewCount")) or _number(node.get("ratingCount")) or 0.0
        quote = _source(page, '"AggregateRating"') or _source(page, "AggregateRating")
        if value is not None and quote is not None:
            yield _Aggregate(page, value / best if best else 0.0, int(min(count, 1e9)), quote)


def _marked_reviews(page: Page) -> Iterator[_Review]:
    for node in _nodes(page, "Review"):
        body = node.get("reviewBody") or node.get("description") or ""
        author = node.get("author")
        name = author.get("name", "") if isinstance(author, dict) else author
        if isinstance(body, str) and len(body.split()) >= _LEAST_WORDS:
            quote = _source(page, body[:60]) or _source(page, "reviewBody")
            if quote is not None:
                yield _Review(str(name or "")[:200], body[:2_000], quote)


def _nodes(page: Page, kind: str) -> Iterator[dict[str, Any]]:
    """Yield structured data of one type, nested objects included, at most 5,000 objects looked at."""
    queue: list[Any] = list(page.structured)
    for index, node in enumerate(queue):
        if index > 5_000:
            return
        if isinstance(node, dict):
            types = node.get("@type")
            if kind in (types if isinstance(types, list) else [types]):
                yield node
            queue.extend(list(node.values())[:200])
        elif isinstance(node, list):
            queue.extend(node[:500])


def _number(value: object) -> float | None:
    try:
        return float(str(value)[:20].replace(",", ".")) if isinstance(value, str | int | float) else None
    except ValueError:
        return None


def _source(page: Page, needle: str) -> Evidence | None:
    place = page.html.find(needle)
    return evidence(source_quote(page.html, place, place + len(needle)), page) if place >= 0 else None


def _twins(reviews: list[_Review]) -> list[Evidence]:
    """Return reviews that are nearly the same under different names. The first words are compared in sorted order."""
    sets = [frozenset(words_of(review.body).tokens) for review in reviews]
    for index, review in enumerate(reviews):
        for other in range(index + 1, len(reviews)):
            if review.author != reviews[other].author and _alike(sets[index], sets[other]):
                return [review.quote, reviews[other].quote]
    return []


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return min(len(one), len(other)) >= _LEAST_WORDS * 0.7 and len(one & other) >= _NEAR * len(one | other)


def _visible_twins(page: Page) -> list[Evidence]:
    """Return visible reviews that repeat on one page beside different names.

    A block that repeats together with both its neighbours is a carousel that was built twice.
    """
    if not _REVIEW_WORDS.search(page.text[:200_000]):
        return []
    blocks = page.blocks[:1_000]
    rows = [words_of(block) for block in blocks]
    seen: dict[tuple[str, ...], int] = {}
    short = [
        place
        for place, row in enumerate(rows)
        if _LEAST_WORDS <= len(row) <= _LONGEST_REVIEW_WORDS and _by_review(blocks, place)
    ]
    for place in short:
        key = tuple(rows[place].tokens)
        first = seen.setdefault(key, place)
        if (
            first != place
            and len(key) >= 8
            and _around(blocks, first) != _around(blocks, place)
            and _is_named(blocks, place)
        ):
            return [
                _block_evidence(page, blocks[first]),
                *_neighbour(page, blocks, first),
                *_neighbour(page, blocks, place),
            ][:3]
    return _near_twins(page, blocks, [(place, frozenset(rows[place].tokens)) for place in short[:120]])


def _near_twins(page: Page, blocks: tuple[str, ...], sets: list[tuple[int, frozenset[str]]]) -> list[Evidence]:
    """Return blocks that differ in a name only, where three are so; templates of products differ in more."""
    for index, (place, words) in enumerate(sets):
        if len(words) < 10 or not _is_voice(blocks[place]):
            continue
        like = [
            other for other, others in sets[index + 1 :] if blocks[other] != blocks[place] and _alike(words, others)
        ]
        if len(like) >= 2:
            return [_block_evidence(page, blocks[at]) for at in (place, *like[:2])]
    return []


_VOICE = re.compile(
    r"\b(?:I|my|me|we|our|ich|mein|meine|wir|je|mon|ma|nous|mi|yo|io|mio|mia|ik|mijn|moje|mam|eu|meu|minha)\b|[\"“„«]|★|⭐"
)


def _is_voice(block: str) -> bool:
    """Say whether somebody speaks of themselves, in quotes or beside stars."""
    return bool(_VOICE.search(block))


def _by_review(blocks: tuple[str, ...], place: int) -> bool:
    return _is_voice(blocks[place]) or any(
        _REVIEW_WORDS.search(block) for block in blocks[max(0, place - 2) : place + 2]
    )


def _around(blocks: tuple[str, ...], place: int) -> tuple[str, ...]:
    return blocks[max(0, place - 1) : place] + blocks[place + 1 : place + 2]


def _is_named(blocks: tuple[str, ...], place: int) -> bool:
    """Say whether a short block with a capital stands beside: a name."""
    return any(len(block.split()) <= 6 and any(sign.isupper() for sign in block) for block in _around(blocks, place))


def _neighbour(page: Page, blocks: tuple[str, ...], place: int) -> list[Evidence]:
    names = [block for block in _around(blocks, place) if block and len(block.split()) <= 6]
    return [_block_evidence(page, names[0])] if names else []


def _block_evidence(page: Page, block: str) -> Evidence:
    return evidence(text_quote(block, 0, min(len(block), 120)), page)


def _unseen(aggregates: list[_Aggregate], site: Site) -> dict[str, Evidence]:
    """Return totals of ratings on pages that show no reader any rating."""
    hidden = [total for total in aggregates if not _REVIEW_WORDS.search(total.page.text[:200_000])]
    if not hidden or any(page.truncated for page in site.pages):
        return {}
    return {"Ratings are marked for search engines that no visitor can see.": hidden[0].quote}


def _all_perfect(aggregates: list[_Aggregate]) -> dict[str, Evidence]:
    perfect = [total for total in aggregates if total.share >= 0.999 and total.count >= _LEAST_COUNT]
    rated = [total for total in aggregates if total.count >= _LEAST_COUNT]
    many = len({(total.page.url, total.count) for total in perfect}) >= 2 or any(total.count >= 50 for total in perfect)
    if not perfect or len(perfect) < len(rated) or not many:
        return {}
    return {
        f"All ratings are perfect: {len(perfect)} totals of up to {max(t.count for t in perfect):,} ratings.": perfect[
            0
        ].quote
    }


def _shown(site: Site) -> int:
    """Return how many reviews can be seen: marked ones, or the stars that stand in blocks."""
    marked = sum(1 for page in site.pages for _ in _marked_reviews(page))
    starred = (
        sum(count for page in site.pages for sign, count in Counter(page.text[:200_000]).items() if sign in "★⭐") // 5
    )
    return max(marked, starred)
