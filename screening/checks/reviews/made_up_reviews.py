"""Reviews that somebody made: one text under several names on several pages, and reviews sold by the piece (P-11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.wording.cues import AMOUNT, amounts, meetings
from screening.wording.folding import folded_words
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import words_of, words_of_blocks

__all__ = ["crowds_for_sale", "reviews_to_order", "twins_across"]

_LEAST_WORDS = 8
_LONGEST_WORDS = 150
_MOST_BLOCKS = 400
_MOST_NAME_WORDS = 5
_KEY_WORDS = 8
"""Words at the beginning or the end of a review by which it is found again under another name."""
_LEAST_TWINS = 2
_STARS = "★⭐"
_QUOTES = "\"“„«‘'"
_SIGNATURE = re.compile(r"[A-ZÀ-ÞŁŚŻ][a-zà-ÿłśż]{1,20} [A-ZÀ-Þ]\.")
"""A first name and an initial, as shops sign their customers' reviews."""
_OFFER_REACH = 40
_WARNING_REACH = 40
_ORDER = (("praise",), ("reviewed",), ("maker",), ("bundle",))
_CREW = (
    ("praise", "crews.praise"),
    ("reviewed", "crews.reviewed"),
    ("crews.maker",),
    ("bundle", "crews.bundle"),
)
_PIECES = (
    ("reviewed", "crews.reviewed", "pieces.reviewed"),
    (AMOUNT,),
    ("pieces.people", "pieces.made"),
    ("pieces.kept", "pieces.hidden"),
)
"""Reviews at a price, whose are not bought: by whom or from what they are written, and how they stay unnoticed."""
_OFFERS = {_ORDER: 40, _CREW: 40, _PIECES: 90}
"""What meets, and within how many words: a price list is longer than a sentence."""
_OFFERED = sorted({group for offer in _OFFERS for kind in offer for group in kind} - {AMOUNT})
_MAKERS = ("maker", "pieces.made", "pieces.people")
_SUPPLIED = ("crowds.sale", "crowds.ease")
_CROWDS = (["crowds.sale", "crowds.ease"], ["crowds.thing"], [AMOUNT])


@dataclass(frozen=True)
class _Said:
    """A block that may be a review: where it stands, its words, and the names right beside it."""

    page: Page
    block: str
    tokens: tuple[str, ...]
    beside: frozenset[str]


def twins_across(pages: Sequence[Page]) -> list[Evidence]:
    """Return reviews that stand on two pages, word for word, with another name before or after them.

    A review that keeps its author on every page is a notice the site shows everywhere, and what a house says of itself
    (its links, its newsletter) may stand under the names of all its authors. Two texts must recur so, or one
    on three pages: a name may be misspelt once.
    """
    known: dict[tuple[str, ...], list[_Said]] = {}
    for page in pages:
        if _may_show_reviews(page):
            for said in _sayings(page):
                for key in (("", *said.tokens[-_KEY_WORDS:]), (*said.tokens[:_KEY_WORDS], "")):
                    known.setdefault(key, []).append(said)
    quotes: dict[str, Evidence] = {}
    texts: dict[tuple[str, ...], int] = {}
    for some in known.values():
        others = [one for one in some[1:] if one.page.url != some[0].page.url and _under_other_name(some[0], one)]
        if others:
            texts[_middle(some[0])] = len({one.page.url for one in others})
            for one in (some[0], others[0]):
                quotes.setdefault(one.page.url + one.block, _quote(one.page, one.block))
    if len(texts) < _LEAST_TWINS and max(texts.values(), default=0) < _LEAST_TWINS:
        return []
    return list(quotes.values())


def _may_show_reviews(page: Page) -> bool:
    """Say whether a page speaks of reviews, shows stars, or has a text signed with a first name and an initial."""
    text = page.text
    if any(star in text for star in _STARS) or _SIGNATURE.search(text):
        return True
    return bool(lexicon("reviews").find(words_of(text), "word"))


def _middle(said: _Said) -> tuple[str, ...]:
    """Return words by which a text is known, whichever of its ends was looked up."""
    at = len(said.tokens) // 2
    return said.tokens[max(0, at - 2) : at + 2]


def _sayings(page: Page) -> Iterator[_Said]:
    blocks = page.blocks[:_MOST_BLOCKS]
    titled = "heading" in lexicon("reviews").groups_in((page.title, *page.headings))
    speaker, house = word_set("reviews", "speaker"), word_set("reviews", "house")
    for place, (block, tokens) in enumerate(zip(blocks, words_of_blocks(page.blocks), strict=False)):
        if not _LEAST_WORDS <= len(block.split()) <= _LONGEST_WORDS:
            continue
        around = blocks[max(0, place - 1) : place] + blocks[place + 1 : place + 2]
        marked = block[0] in _QUOTES or any(star in text for star in _STARS for text in (block, *around))
        personal = titled and not speaker.isdisjoint(tokens)
        marked = marked or any(_SIGNATURE.match(text) for text in around)
        if len(tokens) >= _LEAST_WORDS and (marked or personal) and house.isdisjoint(tokens):
            names = frozenset(text for text in around if _is_name(text) and text not in page.headings)
            yield _Said(page, block, tokens, names)


def _under_other_name(one: _Said, other: _Said) -> bool:
    """Say whether two blocks are one text but for a name at their beginning or end, or in the block beside them."""
    if one.tokens == other.tokens:
        return bool(one.beside and other.beside) and one.beside.isdisjoint(other.beside)
    mine, theirs = (_names_apart(one.tokens, other.tokens), _names_apart(other.tokens, one.tokens))
    rest = min(len(one.tokens), len(other.tokens)) - max(len(mine), len(theirs))
    if not (mine and theirs) or max(len(mine), len(theirs)) > _MOST_NAME_WORDS or rest < _LEAST_WORDS:
        return False
    return all(_has_capital(said.block, name) for said, name in ((one, mine), (other, theirs)))


def _names_apart(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is left of one text's words without the common beginning and end."""
    first = 0
    while first < min(len(one), len(other)) and one[first] == other[first]:
        first += 1
    last = 0
    while last < min(len(one), len(other)) - first and one[-1 - last] == other[-1 - last]:
        last += 1
    at_an_edge = first <= 3 or last <= 3
    return one[first : len(one) - last] if at_an_edge else ()


def _has_capital(block: str, name: Sequence[str]) -> bool:
    """Say whether the words by which a block differs are a name: the first with a capital, no numbers."""
    return any(_is_capital(word) and folded_words(word)[:1] == [name[0]] for word in block.split())


def _is_capital(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return bool(letters) and letters[0].isupper()


def _is_name(block: str) -> bool:
    words = [word for word in block.strip("-–—~•★⭐ ").split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return 0 < len(words) <= _MOST_NAME_WORDS and capitals * 2 >= len(words) and not any(c.isdigit() for c in block)


def reviews_to_order(pages: Iterable[Page]) -> list[Evidence]:
    """Return offers to write good reviews by the package or the piece, the page's own and not warned of."""
    quotes = []
    for page in pages:
        hits = lexicon("reviews").find(words_of(page.text), "warned", *_OFFERED)
        kinds = {hit.group for hit in hits} | {AMOUNT}
        if not any(all(kinds.intersection(wanted) for wanted in offer) for offer in _OFFERS):
            continue
        voice = Voice(page)
        words, warnings = voice.words, [hit.first for hit in hits if hit.group == "warned"]
        makers = [hit for hit in hits if hit.group.endswith(_MAKERS)]
        unmeant = {hit for hit in makers if words.is_negated(hit) or voice.is_asked(hit)}
        offers = [*voice.own([hit for hit in hits if hit not in unmeant]), *amounts(words)]
        for whole in (met.whole for offer, reach in _OFFERS.items() for met in meetings(offers, offer, reach)):
            near = range(whole.first - _WARNING_REACH, whole.last + _WARNING_REACH)
            if not voice.is_told(whole, is_guarded=any(place in near for place in warnings)):
                quotes.append(evidence(text_quote(words.text, *words.span(whole.first, whole.last)), page))
    return quotes


def crowds_for_sale(pages: Iterable[Page]) -> list[Evidence]:
    """Return offers of followers, likes or accounts at a price, in the seller's own voice."""
    quotes = []
    for page in pages:
        words = words_of(page.text)
        hits = lexicon("reviews").find(words, "crowds.thing", *_SUPPLIED, "crowds.told", "warned")
        if not any(hit.group in _SUPPLIED for hit in hits):
            continue
        voice = Voice(page)
        told = [hit for hit in hits if hit.group in ("crowds.told", "warned")]
        offers = [hit for hit in hits if hit not in told and not voice.is_asked(hit)]
        cues = [*voice.own(offers), *amounts(words)]
        for whole in (one.whole for one in meetings(cues, _CROWDS, _OFFER_REACH)):
            near = range(whole.first - _WARNING_REACH, whole.last + _WARNING_REACH)
            is_guarded = any(hit.first in near for hit in told)
            if not voice.is_told(whole, is_guarded=is_guarded) and not voice.disowns(whole):
                quotes.append(evidence(text_quote(words.text, *words.span(whole.first, whole.last)), page))
    return quotes


def _quote(page: Page, block: str) -> Evidence:
    return evidence(text_quote(block, 0, min(len(block), 120)), page)
