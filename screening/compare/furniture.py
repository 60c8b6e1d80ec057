"""What a page shows besides its text: consent banners, dialogs, what stands outside its main part, repeated blocks.

Products for consent and blog software bring the same wording to thousands of sites; it says nothing about who wrote
a site's texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from screening.compare.legal_wording import is_consent_text, is_consent_wording
from screening.page.length import length_in_words
from screening.page.model import Page, Part

__all__ = ["without_furniture", "without_repeats"]

_LEAST_MAIN_CHARACTERS = 80
"""Characters from which a main element can stand for its page."""
_REPEATED_PAGES = 3
"""Pages of a site; a block that stands on that many is furniture."""
_LEAST_OWN_WORDS = 8
"""Words of its own; a page with fewer says nothing about what the others share."""


def without_furniture(page: Page) -> Page:
    """Return a page without the blocks of banners, dialogs and consent wording, and of what stands beside its text.

    What stands outside the main element is left out where that element holds the larger part of the page.
    """
    return _with_blocks(page, _kept(page.blocks, page.block_parts, page.banner_text))


def _with_blocks(page: Page, blocks: tuple[str, ...]) -> Page:
    if len(blocks) == len(page.blocks):
        return page
    return replace(page, blocks=blocks, block_parts=(), main_text=_joined(blocks))


@lru_cache(maxsize=64)
def _joined(blocks: tuple[str, ...]) -> str:
    return " ".join(blocks)


@lru_cache(maxsize=64)
def _kept(blocks: tuple[str, ...], parts: tuple[Part, ...], banner_text: str) -> tuple[str, ...]:
    placed = zip(blocks, parts or (Part.REST,) * len(blocks), strict=True)
    own = [(block, part) for block, part in placed if not is_consent_wording(block)]
    if is_consent_text(banner_text):
        own = [(block, part) for block, part in own if part is not Part.BANNER]
    in_main = [block for block, part in own if part is Part.MAIN]
    beside = sum(len(block) for block, part in own if part is not Part.MAIN)
    if sum(map(len, in_main)) >= max(_LEAST_MAIN_CHARACTERS, beside):
        return tuple(in_main)
    return tuple(block for block, _ in own)


def without_repeats(pages: Sequence[Page], all_pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return pages without the blocks that stand on three pages of their site and more.

    Only pages that have words of their own besides count: the same article at several addresses is no furniture.

    Args:
        pages: Pages whose blocks are thinned out.
        all_pages: The site's pages by which repetition is judged, without their furniture.
    """
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for page in all_pages:
        for block in page.blocks:
            standing[block].add(page.url)
    counts: Counter[str] = Counter()
    for page in {page.url: page for page in all_pages}.values():
        own = sum(length_in_words(block) for block in set(page.blocks) if len(standing[block]) < _REPEATED_PAGES)
        if own >= _LEAST_OWN_WORDS:
            counts.update(set(page.blocks))
    return tuple(
        _with_blocks(page, tuple(block for block in page.blocks if counts[block] < _REPEATED_PAGES)) for page in pages
    )
