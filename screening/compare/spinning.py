"""Signs that a program wrote a text over: open spin syntax, synonyms in fixed phrases, frames with words exchanged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from screening.compare.pages import own_text
from screening.compare.repetition import masked_likeness
from screening.compare.shingles import Overlap, common, compared_words, overlap, shingle_set
from screening.page.model import Page

__all__ = ["LEAST_SPREAD", "MOST_MEAN_RUN", "is_spun", "spin_syntax", "spun_pairs", "tortured_phrases"]

_MOST_PAGES = 40
"""Pages of a site that are compared; the work grows with the square of their number."""
_SYNTAX = re.compile(r"\{[^\W\d_][^{}|\n]{0,40}(?:\|[^{}|\n]{1,40}){1,8}\}")
"""`{big|large|huge}`: words of which a program was to choose one."""
_CODE = re.compile(r"[=;<>()\[\]$%&*\\/]")
_SPUN_WORDS = (0.5, 0.95)
"""Jaccard of the sets of words: 5 % of words exchanged .92, 30 % .53, unrelated .11 (measured on 600 words)."""
_SPUN_SHINGLES = (0.03, 0.35)
"""Jaccard of the shingles: 15 % of words exchanged .30, 30 % .10, 50 % .01."""
MOST_MEAN_RUN = 12.0
"""Shingles; common runs of a text with every tenth word exchanged are shorter, quoted passages longer."""
LEAST_SPREAD = 0.6
"""Share of the stretches of a text that hold a common shingle, from which these lie all over it."""
_LEAST_PAGE_WORDS = 100
"""Words; shorter pages are not compared."""
_MOST_RATIO = 1.5
"""Words of the longer text to those of the shorter: a rewritten text is about as long as its source."""
_FRAME = 0.6
"""Jaccard without the names in the titles, from which two pages are one frame (P-16) and not spun."""


@cache
def _phrases() -> dict[str, str]:
    table = tomllib.loads(Path(__file__).with_name("tortured_phrases.toml").read_text(encoding="utf-8"))
    known = {str(phrase): str(meant) for phrase, meant in table["phrases"].items()}
    for meant, slots in table["renderings"].items():
        known |= {" ".join(row): str(meant) for row in product(*slots)}
    return known


@cache
def _phrases_by_word() -> dict[str, tuple[str, ...]]:
    """The phrases by their first word; most words of a text begin no phrase."""
    known: dict[str, tuple[str, ...]] = {}
    for phrase in _phrases():
        first = compared_words(phrase)[0]
        known[first] = (*known.get(first, ()), phrase)
    return known


def spin_syntax(page: Page) -> tuple[str, ...]:
    """Return the passages in which `{big|large|huge}` was left unresolved in a page's visible text, each once."""
    hits = (match.group(0) for match in _SYNTAX.finditer(page.text[:500_000]))
    return tuple(dict.fromkeys(hit for hit in hits if not _CODE.search(hit)))


def tortured_phrases(page: Page) -> tuple[str, ...]:
    """Return phrases in which a program replaced the words of a fixed term, as they stand, one a term.

    Source of the notion: Cabanac, Labbé and Magazinov (2021), "Tortured phrases", arXiv 2107.06751.
    """
    text = page.text[:500_000]
    lowered = text.lower()
    if "tortured phrase" in lowered or len(lowered) != len(text):
        return ()
    found: dict[str, str] = {}
    begun = _phrases_by_word().keys() & set(compared_words(page.text))
    for phrase in (phrase for first in sorted(begun) for phrase in _phrases_by_word()[first]):
        offset = lowered.find(phrase)
        around = lowered[max(0, offset - 1) : offset] + lowered[offset + len(phrase) : offset + len(phrase) + 1]
        if offset >= 0 and not any(sign.isalnum() for sign in around):
            found.setdefault(_phrases()[phrase], text[offset : offset + len(phrase)])
    return tuple(found.values())


def is_spun(measured: Overlap) -> bool:
    """Whether one text looks like the other with its words exchanged (P-18).

    The words agree, the shingles do not, and the common ones lie scattered over the whole text in short runs. Two pages
    that share a paragraph have long runs in one place and are none.
    """
    return (
        _SPUN_WORDS[0] <= measured.word_jaccard <= _SPUN_WORDS[1]
        and _SPUN_SHINGLES[0] <= measured.shingle_jaccard < _SPUN_SHINGLES[1]
        and measured.mean_run <= MOST_MEAN_RUN
        and measured.spread >= LEAST_SPREAD
    )


def spun_pairs(pages: Sequence[Page]) -> tuple[tuple[Page, Page, Overlap], ...]:
    """Return the pairs of content pages that are one text with its words exchanged, in their order.

    The front page shows the beginnings of others and is left out, and so are pages of one frame that differ by the
    names in their titles: P-16 speaks of those.
    """
    texts = [(page, own_text(page)) for page in pages[:_MOST_PAGES] if urlsplit(page.url).path not in ("", "/")]
    sizes = [(len(compared_words(text)), shingle_set(text)) for _, text in texts]
    found = []
    for i in range(len(texts)):
        for j in range(i + 1, len(texts)):
            small, large = sorted((sizes[i][0], sizes[j][0]))
            if small < _LEAST_PAGE_WORDS or large > _MOST_RATIO * small:
                continue
            # What is measured first is cheap and rules out most pairs.
            shared = common(sizes[i][1], sizes[j][1])
            union = len(sizes[i][1]) + len(sizes[j][1]) - shared
            if shared < 5 or shared < _SPUN_SHINGLES[0] * union:
                continue
            measured = overlap(texts[i][1], texts[j][1])
            if is_spun(measured) and masked_likeness(texts[i][0], texts[j][0]) < _FRAME:
                found.append((texts[i][0], texts[j][0], measured))
    return tuple(found)
