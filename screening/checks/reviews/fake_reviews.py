"""Whether the reviews that a site shows are credible (P-11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from screening.checks.content.staged_urgency import drawn_reviews
from screening.checks.context import Context
from screening.checks.page_reading import unread_reason
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.reviews.made_up_reviews import crowds_for_sale, reviews_to_order, twins_across
from screening.checks.reviews.one_voice import exposes, one_voice
from screening.checks.reviews.paid_stars import paid_stars
from screening.checks.severity_review import tempered
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote, text_quote
from screening.site import Site
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.words import words_of, words_of_blocks

__all__ = ["check"]

_CHECK = "P-11"
_LEAST_WORDS = 6
_LONGEST_REVIEW_WORDS = 150
_MOST_REVIEWS = 120
_MOST_BLOCKS = 2_000
_NEAR = 0.8
_LEAST_COUNT = 10
_FAR_ABOVE = 20
_MANY_PERFECT = 500
"""Among so many buyers somebody is displeased; a small firm may well have sixty who are not."""
_STARS = "★⭐"
_WORKS = ("Recipe", "Article", "BlogPosting", "CreativeWork", "CreativeWorkSeries", "HowTo")


@dataclass(frozen=True)
class _Review:
    """A review in structured data or on the page."""

    author: str
    body: str
    quote: Evidence


@dataclass(frozen=True)
class _Aggregate:
    """A total of ratings in structured data; `of_work`: of a recipe or article, as plug-ins add it by themselves."""

    page: Page
    share: float
    count: int
    quote: Evidence
    of_work: bool


def check(site: Site, context: Context) -> list[Result]:
    """Return whether ratings can be seen and reviews differ."""
    if reason := unread_reason(site):
        return [not_checked(_CHECK, reason)]
    aggregates = [total for page in site.pages for total in _aggregates(page)]
    marked = [review for page in site.pages for review in _marked_reviews(page)]
    twins = _twins(marked[:_MOST_REVIEWS]) or [
        quote for page in site.pages for quote in (_visible_twins(page) or one_voice(page))
    ]
    if twins:
        says = "The same review, word for word or nearly so, stands under different names."
        return [found(_CHECK, Severity.STRONG, says, twins[:3])]
    if resold := twins_across(site.pages):
        says = "One review stands on several pages, each time under another name."
        return [found(_CHECK, Severity.STRONG, says, resold[:4])]
    if drawn := [quote for page in site.pages if (quote := drawn_reviews(page))]:
        says = "A script draws reviews and their stars by lot in the browser."
        return [found(_CHECK, Severity.STRONG, says, list(dict.fromkeys(drawn))[:3])]
    if sold := reviews_to_order(site.pages):
        return tempered(
            [found(_CHECK, Severity.STRONG, "Good reviews are made to order, for a price.", sold[:3])], site
        )
    if stars := paid_stars(site.pages):
        return tempered([found(_CHECK, Severity.STRONG, "Buyers are paid for good reviews.", stars[:3])], site)
    if crowds := crowds_for_sale(site.pages):
        return tempered([found(_CHECK, Severity.STRONG, "Followers, likes or accounts are sold.", crowds[:3])], site)
    signs: dict[str, Evidence] = {}
    of_trade = [total for total in aggregates if not total.of_work]
    perfect = _all_perfect(of_trade)
    signs |= _unseen(of_trade if perfect else aggregates, site)
    signs |= perfect
    if len(signs) >= 2 or any(total.count >= _MANY_PERFECT for total in of_trade if perfect and total.share >= 0.999):
        return [found(_CHECK, Severity.STRONG, f"{' '.join(signs)}", list(signs.values()))]
    if signs:
        severity = Severity.CAUTION if perfect else Severity.NOTE
        return [found(_CHECK, severity, next(iter(signs)), list(signs.values()))]
    shown = _shown(site, len(marked))
    far = [total for total in aggregates if shown and total.count > _FAR_ABOVE * shown]
    if far:
        says = f"{far[0].count:,} ratings are claimed; {shown} reviews can be seen on the pages read."
        return [found(_CHECK, Severity.NOTE, says, [far[0].quote])]
    if not aggregates and not marked:
        return [not_applicable(_CHECK, "No ratings or reviews are marked on the pages read.")]
    return [passed(_CHECK, "Ratings can be seen, and reviews differ.")]


def _aggregates(page: Page) -> Iterator[_Aggregate]:
    of_works = {id(work["aggregateRating"]) for work in _nodes(page, *_WORKS) if "aggregateRating" in work}
    for node in _nodes(page, "AggregateRating"):
        value, best = _number(node.get("ratingValue")), _number(node.get("bestRating")) or 5.0
        count = _number(node.get("reviewCount")) or _number(node.get("ratingCount")) or 0.0
        quote = _source(page, '"AggregateRating"') or _source(page, "AggregateRating")
        if value is not None and quote is not None:
            yield _Aggregate(page, value / best if best else 0.0, int(min(count, 1e9)), quote, id(node) in of_works)


def _marked_reviews(page: Page) -> Iterator[_Review]:
    for node in _nodes(page, "Review"):
        body = node.get("reviewBody") or node.get("description") or ""
        author = node.get("author")
        name = author.get("name", "") if isinstance(author, dict) else author
        if isinstance(body, str) and len(body.split()) >= _LEAST_WORDS:
            quote = _source(page, body[:60]) or _source(page, "reviewBody")
            if quote is not None:
                yield _Review(str(name or "")[:200], body[:2_000], quote)


def _nodes(page: Page, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield structured data of some types, nested objects included, at most 5,000 objects looked at."""
    queue: list[Any] = list(page.structured)
    for index, node in enumerate(queue):
        if index > 5_000:
            return
        if isinstance(node, dict):
            types = node.get("@type")
            if any(kind in kinds for kind in (types if isinstance(types, list) else [types])):
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
    """Return reviews that are nearly the same under different names."""
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

    A block that repeats together with its name is a carousel that was built twice. Only what reads like a review is
    looked at: somebody's voice, quotation marks, stars, or a heading that says reviews above.
    """
    if not _speaks_of_reviews(page):
        return []
    blocks = page.blocks[:_MOST_BLOCKS]
    titled = "heading" in lexicon("reviews").groups_in((page.title, *page.headings))
    rows = [(place, block, len(block.split())) for place, block in enumerate(blocks)]
    rows = [row for row in rows if _LEAST_WORDS <= row[2] <= _LONGEST_REVIEW_WORDS]
    words = words_of_blocks(page.blocks)
    voices = [(place, block) for place, block, _ in rows if titled or _is_voice(blocks, words, place)]
    seen: dict[str, int] = {}
    for place, block in voices:
        first = seen.setdefault(block, place)
        names = _names(blocks, first), _names(blocks, place)
        if first != place and all(names) and names[0] != names[1] and not exposes(page, block):
            quoted = (block, *names[0][:1], *names[1][:1])
            return [_block_evidence(page, text) for text in quoted]
    near = [(block, words[place]) for place, block in voices[:120] if _is_voice(blocks, words, place)]
    return _near_twins(page, near)


def _near_twins(page: Page, voices: Sequence[tuple[str, Sequence[str]]]) -> list[Evidence]:
    """Return blocks that differ in a name only, where three are so; `voices` are blocks with their words."""
    sets = [(block, frozenset(tokens)) for block, tokens in voices]
    for index, (block, words) in enumerate(sets):
        like = [other for other, others in sets[index + 1 :] if other != block and _alike(words, others)]
        if len(words) >= 8 and len(like) >= 2 and not exposes(page, block):
            return [_block_evidence(page, one) for one in (block, *like[:2])]
    return []


def _is_voice(blocks: Sequence[str], words: Sequence[Sequence[str]], place: int) -> bool:
    """Say whether somebody speaks of themselves, in quotes or beside stars; `words` are those of each block."""
    block = blocks[place]
    if block[0] in "\"“„«‘'" or any(
        character in text for character in _STARS for text in blocks[max(0, place - 1) : place + 2]
    ):
        return True
    return not word_set("reviews", "voice").isdisjoint(words[place])


def _speaks_of_reviews(page: Page) -> bool:
    """Say whether a reader can see that there are ratings or reviews."""
    if any(character in page.text for character in _STARS):
        return True
    return bool(lexicon("reviews").find(words_of(page.text), "word"))


def _names(blocks: tuple[str, ...], place: int) -> tuple[str, ...]:
    """Return the short blocks beside that look like a name: up to five words with a capital, hardly any digits."""
    around = blocks[max(0, place - 1) : place] + blocks[place + 1 : place + 2]
    return tuple(block for block in around if len(block.split()) <= 5 and _looks_like_name(block))


def _looks_like_name(block: str) -> bool:
    words = [word for word in block.strip("-–—~• ").split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return bool(words) and capitals * 2 >= len(words) and not any(character.isdigit() for character in block)


def _block_evidence(page: Page, block: str) -> Evidence:
    return evidence(text_quote(block, 0, min(len(block), 120)), page)


def _unseen(aggregates: list[_Aggregate], site: Site) -> dict[str, Evidence]:
    """Return totals of ratings on pages that show no reader any rating."""
    hidden = [total for total in aggregates if not _speaks_of_reviews(total.page)]
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


def _shown(site: Site, marked: int) -> int:
    """Return how many reviews can be seen: those marked, or by the stars that stand in blocks."""
    starred = sum(page.text[:200_000].count(character) for page in site.pages for character in _STARS) // 5
    return max(marked, starred)
