"""Cutting a quote from the passage that two texts have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, islice

from screening.compare.pages import own_text
from screening.compare.shingles import SHINGLE_WORDS, compared_words, shingle_hashes, shingles
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import cut, stands_in

__all__ = ["common_passage", "first_passage", "hits_of", "row_passage", "telling_passage"]

_MOST_GAP = SHINGLE_WORDS - 2
"""Shingles; two that are no further apart share at least two words."""
_MOST_TRIED = 20
"""Stretches that are tried as a quote, the longest first."""
_RAW_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A word of letters and digits; of Chinese and Japanese each character."""


def common_passage(page: Page, hits: Sequence[bool]) -> Evidence:
    """Return a quote from the longest stretch of a page that consists of common shingles, within one block.

    Where only a sample of the other text is known, shingles between two common ones that share words with each other
    count as common, too. Where nothing can be cut out, the quote is the page's address: what is cited stands in both.

    Args:
        page: The page that is quoted.
        hits: For each of its shingles in order whether it is common.
    """
    return next(_common_passages(page, hits), None) or evidence(page.url[:160], page)


def telling_passage(page: Page, hits: Sequence[bool], tells: Callable[[str], bool]) -> Evidence | None:
    """Return the longest common passage that says something of its own; None where all are such as many sites have.

    Args:
        page: The page that is quoted.
        hits: As for `common_passage`.
        tells: Says whether a passage is more than a menu or a standing notice.
    """
    return next((one for one in _common_passages(page, hits) if tells(one.quote)), None)


def _common_passages(page: Page, hits: Sequence[bool]) -> Iterator[Evidence]:
    text = own_text(page)
    known = set(compress(shingles(text).tolist(), hits))
    candidates = (found for block in page.blocks or (text,) if (found := _longest_stretch(block, known)))
    for _, passage in sorted(candidates, key=lambda found: -found[0])[:_MOST_TRIED]:
        quote = cut(passage, 0, len(passage))
        if stands_in(quote, page):
            yield evidence(quote, page)


def _longest_stretch(block: str, known: set[int]) -> tuple[int, str] | None:
    """Return how many words the longest common stretch of a block has, and the stretch; None without any."""
    tokens = compared_words(block)
    indices = [index for index, value in enumerate(shingle_hashes(tokens).tolist()) if value in known]
    if not indices:
        return None
    first = last = indices[0]
    best = (first, last)
    for index in indices[1:]:
        if index - last > _MOST_GAP:
            first = index
        last = index
        best = max(best, (first, last), key=lambda stretch: stretch[1] - stretch[0])
    row = tokens[best[0] : best[1] + SHINGLE_WORDS]
    spans = [match.span() for match in islice(_RAW_WORD.finditer(block), best[1] + SHINGLE_WORDS)]
    if len(spans) < best[1] + SHINGLE_WORDS:
        return None
    passage = block[spans[best[0]][0] : spans[-1][1]]
    return (len(row), passage) if compared_words(passage) == row else None


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
    tokens = compared_words(text)
    spans = [match.span() for match in _RAW_WORD.finditer(text)]
    if len(spans) != len(tokens):
        return None
    length, wanted = len(row), tuple(row)
    index = next((at for at in range(len(tokens)) if tokens[at : at + length] == wanted), None)
    if index is None:
        return None
    quote = cut(text, spans[index][0], spans[index + length - 1][1])
    return evidence(quote, page) if stands_in(quote, page) else None
