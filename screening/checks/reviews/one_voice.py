"""One and the same praise under several names on a page, however the names are set (P-11)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.words import words_of, words_of_blocks

__all__ = ["exposes", "one_voice"]

_LEAST_WORDS = 10
"""Words of a praise that two people do not choose alike; our choice."""
_LONGEST_WORDS = 150
_MOST_BLOCKS = 1_000
_MOST_NAME_WORDS = 5
_LEAST_NAMES, _LEAST_UNTITLED = 3, 4
"""Names under one text; more where nothing says that these are reviews. A page may show one twice by mistake."""
_WARNING_REACH = 15
"""Words: about the sentence before; our choice."""
_MOST_REPEATS = 20
_DASHED = re.compile(r"\s{0,3}[—–-]\s{0,3}([^\W\d_a-z][\w.'’-]{1,20}(?:,? [^\W\d_a-z][\w.'’-]{0,20}){0,3})")
_MARKS = "\"'“”„«»‘’-–—~•★⭐☆ ,."


@dataclass(frozen=True)
class _Signed:
    """A block, the words of it that others share, and the name at its end or behind it."""

    block: str
    name: str


def one_voice(page: Page) -> list[Evidence]:
    """Return blocks of a page in which three people and more say the same of themselves, word for word.

    Not where a page tells of such reviews, and not songs, prayers and petitions, which many say in one wording.
    """
    blocks = page.blocks[:_MOST_BLOCKS]
    by_opening: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    tokens = words_of_blocks(page.blocks)
    for place, words in enumerate(tokens[: len(blocks)]):
        if _LEAST_WORDS <= len(words) <= _LONGEST_WORDS:
            by_opening[tuple(words[:_LEAST_WORDS])].append(place)
    speaker = word_set("reviews", "speaker")
    for places in by_opening.values():
        if len(places) < _LEAST_NAMES or speaker.isdisjoint(tokens[places[0]]):
            continue
        signed = {one.name: one for one in (*_signed(blocks, tokens, places), *_undersigned(page, blocks[places[0]]))}
        if len(signed) < _LEAST_NAMES or exposes(page, blocks[places[0]], "warned", "chorus"):
            continue
        if len(signed) >= _LEAST_UNTITLED or all(_is_customer(name) for name in signed) or _shows_reviews(page):
            said = list(signed.values())[:_LEAST_NAMES]
            return [evidence(text_quote(one.block, 0, min(len(one.block), 120)), page) for one in said]
    return []


def exposes(page: Page, block: str, *groups: str) -> bool:
    """Say whether words of warning stand shortly before a block: the page shows what others made up.

    Args:
        page: The page.
        block: The first of its blocks with one text.
        groups: What is looked for in place of words of warning.
    """
    words = words_of(page.text)
    start = words.text.find(block[:60])
    if start < 0:
        return False
    at = words.at(start)
    said = lexicon("reviews").find(words, *(groups or ("warned",)))
    return any(at - _WARNING_REACH <= hit.first < at and not words.is_negated(hit) for hit in said)


def _signed(blocks: Sequence[str], tokens: Sequence[Sequence[str]], places: Sequence[int]) -> Iterator[_Signed]:
    """Yield the blocks that are one text but for a name at their end, with that name or the one behind them."""
    common = min(len(tokens[place]) for place in places)
    common = next(
        (at for at in range(common) if len({tokens[place][at] for place in places}) > 1),
        common,
    )
    for place in places:
        rest = len(tokens[place]) - common
        behind = blocks[place + 1] if place + 1 < len(blocks) else ""
        name = " ".join(blocks[place].split()[-rest:]) if rest else behind
        if rest <= _MOST_NAME_WORDS and _is_name(name):
            yield _Signed(blocks[place], name.strip(_MARKS))


def _undersigned(page: Page, block: str) -> Iterator[_Signed]:
    """Yield the names behind a dash that follow a text, also where they stand in no block of the main text."""
    place = page.text.find(block)
    for _ in range(_MOST_REPEATS):
        if place < 0:
            return
        end = place + len(block)
        if match := _DASHED.match(page.text, end):
            yield _Signed(block, match[1])
        place = page.text.find(block, end)


def _is_name(text: str) -> bool:
    words = [word.strip(_MARKS) for word in text.split()]
    words = [word for word in words if word]
    return 0 < len(words) <= _MOST_NAME_WORDS and all(word[0].isupper() for word in words)


def _is_customer(name: str) -> bool:
    """Say whether a name stands as shops sign their customers' words: with an initial, or with a town."""
    return "," in name or any(len(word.strip(_MARKS)) == 1 for word in name.split()[1:])


def _shows_reviews(page: Page) -> bool:
    return any(star in page.text for star in "★⭐") or bool(lexicon("reviews").find(words_of(page.text), "word"))
