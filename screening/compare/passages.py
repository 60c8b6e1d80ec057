"""Cutting a quote from the passage that two texts have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.compare.pages import own_text
from screening.compare.shingles import SHINGLE_WORDS, shingles, words
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import cut, stands_in

__all__ = ["common_passage", "first_passage", "hits_of", "row_passage"]

_RAW_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def common_passage(page: Page, hits: Sequence[bool]) -> Evidence:
    """Return a quote from the longest unbroken run of common shingles of a page.

    Args:
        page: The page that is quoted.
        hits: For each of its shingles in order whether it is common.
    """
    start, length = _longest_run(hits)
    text = own_text(page)
    spans = [match.span() for match in _RAW_WORD.finditer(text)]
    if length and len(spans) == len(words(text)):
        last = min(start + length + SHINGLE_WORDS - 2, len(spans) - 1)
        quote = cut(text, spans[start][0], max(spans[last][1], spans[start][0] + 1))
        if stands_in(quote, page):
            return evidence(quote, page)
    return first_passage(page)


def _longest_run(hits: Sequence[bool]) -> tuple[int, int]:
    best, start = (0, 0), 0
    for place, hit in enumerate([*hits, False]):
        if not hit:
            best = max(best, (place - start, -start))
            start = place + 1
    return -best[1], best[0]


def first_passage(page: Page) -> Evidence:
    """Return a quote from the first long block of a page, its title, or its address."""
    for candidate in (*(block for block in page.blocks if len(block) >= 60), own_text(page), page.title):
        quote = cut(candidate, 0, 160)
        if quote and stands_in(quote, page):
            return evidence(quote, page)
    return evidence(page.url[:160], page)


def hits_of(page: Page, known: frozenset[int]) -> list[bool]:
    """Return for each shingle of a page in order whether it stands in a known set."""
    return [value in known for value in shingles(own_text(page)).tolist()]


def row_passage(page: Page, row: Sequence[str]) -> Evidence | None:
    """Return a quote of a row of folded words of a page's text, None where it cannot be cut out."""
    text = own_text(page)
    tokens = words(text)
    spans = [match.span() for match in _RAW_WORD.finditer(text)]
    if len(spans) != len(tokens):
        return None
    length, wanted = len(row), tuple(row)
    place = next((at for at in range(len(tokens)) if tokens[at : at + length] == wanted), None)
    if place is None:
        return None
    quote = cut(text, spans[place][0], spans[place + length - 1][1])
    return evidence(quote, page) if stands_in(quote, page) else None
