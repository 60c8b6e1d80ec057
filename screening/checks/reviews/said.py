"""One and the same review under several names (P-11).

What may be a review is collected once, from the page and from structured data; texts are then compared word for word,
but for a name at one of their ends, or as sets of words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from screening.checks.shared.page_reading import text_evidence
from screening.evidence import Evidence, distinct, evidence
from screening.page.model import Page
from screening.wording.folding import folded_words
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.words import words_of, words_of_blocks

__all__ = ["LEAST_WORDS", "STARS", "Said", "repeated_reviews", "shows_reviews"]

LEAST_WORDS = 8
"""Words that two people do not choose alike; by as many at its beginning or end a text is found again; our choice."""
_LONGEST_WORDS = 150
_MOST_BLOCKS, _MOST_COMPARED = 2_000, 120
_MOST_NAME_WORDS, _LONGEST_NAME = 5, 80
_NEAR = 0.8
_LEAST_TWINS = 2
_LEAST_NEAR, _LEAST_NAMES, _LEAST_UNTITLED = 3, 3, 4
"""Texts that nearly agree; names under one text, and where nothing says that these are reviews. A page may show one
twice by mistake."""
_WARNING_REACH = 15
"""Words: about the sentence before; our choice."""
_MOST_REPEATS = 20
STARS = "★⭐"
_QUOTES = "\"“„«‘'"
_MARKS = "\"'“”„«»‘’-–—~•★⭐☆ ,."
_SIGNATURE = re.compile(r"[A-ZÀ-ÞŁŚŻ][a-zà-ÿłśż]{1,20} [A-ZÀ-Þ]\.")
"""A first name and an initial, as shops sign their customers' reviews."""
_DASHED = re.compile(r"\s{0,3}[—–-]\s{0,3}([^\W\d_a-z][\w.'’-]{1,20}(?:,? [^\W\d_a-z][\w.'’-]{0,20}){0,3})")


@dataclass(frozen=True)
class Said:
    """A text that may be a review.

    Attributes:
        page: Where it stands.
        text: It, with its name where that stands in the same block.
        tokens: Its folded words.
        beside: The names right before and right behind it, each "" where none stands there.
        is_marked: Whether quotation marks, stars or a signature mark it as somebody's.
        speaks: Whether somebody speaks: of himself or herself, or in quotation marks.
        source: A quote of the source that holds it, for what stands in structured data; else "".
    """

    page: Page
    text: str
    tokens: tuple[str, ...]
    beside: tuple[str, str]
    is_marked: bool = True
    speaks: bool = True
    source: str = ""

    @property
    def proof(self) -> Evidence:
        """Where it stands."""
        return evidence(self.source, self.page) if self.source else text_evidence(self.page, self.text)

    def is_under_other_name(self, other: Said) -> bool:
        """Say whether it and another are one text but for a name beside them or at one of their ends.

        Goods on a list differ in their names alone, so that somebody must speak where the names stand in the texts.
        """
        if self.tokens == other.tokens:
            names = [both for both in zip(self.beside, other.beside, strict=True) if all(both)]
            return bool(names) and all(one != another for one, another in names)
        if not self.speaks:
            return False
        mine, theirs = _apart(self.tokens, other.tokens), _apart(other.tokens, self.tokens)
        rest = min(len(self.tokens), len(other.tokens)) - max(len(mine), len(theirs))
        if not (mine and theirs) or max(len(mine), len(theirs)) > _MOST_NAME_WORDS or rest < LEAST_WORDS:
            return False
        return all(_has_capital(said.text, name) for said, name in ((self, mine), (other, theirs)))

    def is_nearly(self, other: Said) -> bool:
        """Say whether it has nearly the same words as another."""
        one, another = frozenset(self.tokens), frozenset(other.tokens)
        return len(one & another) >= _NEAR * len(one | another)


def repeated_reviews(pages: Sequence[Page], marked: Sequence[Said]) -> tuple[str, list[Evidence]] | None:
    """Return how one review stands under several names, in words and in quotes; None where none does.

    Args:
        pages: The pages of the site.
        marked: Its reviews in structured data.
    """
    said = [(page, _said_on(page)) for page in pages]
    if twins := _twins_marked(marked) or [quote for page, some in said for quote in _twins_on(page, some)]:
        return "The same review, word for word or nearly so, stands under different names.", twins[:3]
    if twins := _twins_across(said):
        return "One review stands on several pages, each time under another name.", twins[:4]
    return None


def shows_reviews(page: Page) -> bool:
    """Say whether a reader can see that there are ratings or reviews."""
    return any(star in page.text for star in STARS) or bool(lexicon("reviews").find(words_of(page.text), "word"))


def _said_on(page: Page) -> list[Said]:
    """Return the blocks of a page that may be reviews: in quotes, beside stars or a signature, or of oneself.

    What a house says of itself (its links, its newsletter) may stand under the names of all its authors.
    """
    blocks = page.blocks[:_MOST_BLOCKS]
    speaker, house = word_set("reviews", "speaker"), word_set("reviews", "house")
    said = []
    for place, (block, tokens) in enumerate(zip(blocks, words_of_blocks(page.blocks), strict=False)):
        if not LEAST_WORDS <= len(tokens) <= _LONGEST_WORDS or not house.isdisjoint(tokens):
            continue
        around = (blocks[place - 1] if place else "", *blocks[place + 1 : place + 2], "")[:2]
        speaks, is_quoted = not speaker.isdisjoint(tokens), block[0] in _QUOTES
        is_marked = is_quoted or any(star in text for star in STARS for text in (block, *around))
        is_marked = is_marked or any(_SIGNATURE.match(text) for text in around)
        if is_marked or speaks:
            before, behind = (text if _is_name(text) and text not in page.headings else "" for text in around)
            said.append(Said(page, block, tokens, (before, behind), is_marked, speaks or is_quoted))
    return said


def _recurring(said: Iterable[Said]) -> list[list[Said]]:
    """Return the texts that begin or end with the same words as others, together with those."""
    known: defaultdict[tuple[str, ...], list[Said]] = defaultdict(list)
    for one in said:
        for key in (("", *one.tokens[-LEAST_WORDS:]), (*one.tokens[:LEAST_WORDS], "")):
            known[key].append(one)
    return [some for some in known.values() if len(some) > 1]


def _twins_marked(reviews: Sequence[Said]) -> list[Evidence]:
    """Return two reviews in structured data that are nearly the same under different names."""
    for one, other in combinations(reviews[:_MOST_COMPARED], 2):
        if one.beside != other.beside and one.is_nearly(other):
            return [one.proof, other.proof]
    return []


def _twins_on(page: Page, said: Sequence[Said]) -> list[Evidence]:
    """Return blocks of a page that say the same under different names, word for word or nearly so.

    A block that repeats together with its name is a carousel that was built twice. Sentences about several goods may
    differ in a name alone, so that two texts with the name in them must be signed as by customers. None where a page
    tells of such reviews, and of songs, prayers and petitions, which many say in one wording.
    """
    shows = bool(said) and shows_reviews(page)
    for some in _recurring(said):
        first = some[0]
        twins = (one for one in some[1:] if shows and first.is_under_other_name(one))
        twin = next((one for one in twins if one.tokens == first.tokens or _is_signed(first, one)), None)
        found = [first, twin] if twin is not None else _chorus(some, shows=shows)
        if found and not _is_reported(first):
            names = (name for one in found if first.tokens == found[-1].tokens for name in one.beside if name)
            return distinct([*(one.proof for one in found), *(text_evidence(page, name) for name in names)])
    return _near_twins(said) if shows else []


def _chorus(some: Sequence[Said], *, shows: bool) -> list[Said]:
    """Return texts with one opening in which three people and more speak of themselves, also where no star stands."""
    if len(some) < _LEAST_NAMES or not some[0].speaks:
        return []
    same = min(_agreeing(some[0].tokens, one.tokens) for one in some)
    rests = [(one, len(one.tokens) - same) for one in some]
    signed = {name.strip(_MARKS): one for one, rest in rests if (name := _name_behind(one, rest))}
    signed |= dict.fromkeys(_undersigned(some[0]), some[0])
    least = _LEAST_NAMES if shows or all(map(_is_customer, signed)) else _LEAST_UNTITLED
    return list(signed.values())[:_LEAST_NAMES] if len(signed) >= least else []


def _near_twins(said: Sequence[Said]) -> list[Evidence]:
    """Return blocks in which somebody speaks and that differ in a word or two, where three are so."""
    some = [one for one in said if one.speaks][:_MOST_COMPARED]
    for index, one in enumerate(some):
        like = [other for other in some[index + 1 :] if other.text != one.text and one.is_nearly(other)]
        if len(like) >= _LEAST_NEAR - 1 and not _is_reported(one):
            return [twin.proof for twin in (one, *like[: _LEAST_NEAR - 1])]
    return []


def _twins_across(pages: Iterable[tuple[Page, Sequence[Said]]]) -> list[Evidence]:
    """Return reviews that stand on two pages, word for word, with another name before or after them.

    A review that keeps its author on every page is a notice the site shows everywhere. Two texts must recur so, or one
    on three pages: a name may be misspelt once.
    """
    proofs: dict[tuple[str, str], Said] = {}
    texts: dict[tuple[str, ...], int] = {}
    shown = (one for page, said in pages if said and _may_show_reviews(page) for one in _as_reviews(page, said))
    for some in _recurring(shown):
        others = [one for one in some[1:] if one.page.url != some[0].page.url and some[0].is_under_other_name(one)]
        if others:
            at = len(some[0].tokens) // 2  # words by which a text is known, whichever of its ends was looked up
            texts[some[0].tokens[at - 2 : at + 2]] = len({one.page.url for one in others})
            proofs |= {(one.page.url, one.text): one for one in (some[0], others[0])}
    enough = len(texts) >= _LEAST_TWINS or max(texts.values(), default=0) >= _LEAST_TWINS
    return [one.proof for one in proofs.values()] if enough else []


def _may_show_reviews(page: Page) -> bool:
    return _SIGNATURE.search(page.text) is not None or shows_reviews(page)


def _as_reviews(page: Page, said: Sequence[Said]) -> Iterator[Said]:
    """Yield what is marked as somebody's, or stands on a page with a heading that says reviews."""
    titled = "heading" in lexicon("reviews").groups_in((page.title, *page.headings))
    return (one for one in said if titled or one.is_marked)


def _is_reported(one: Said) -> bool:
    """Say whether words of warning, or for what many say in one wording, stand shortly before a block."""
    words = words_of(one.page.text)
    start = words.text.find(one.text[:60])
    if start < 0:
        return False
    at = words.at(start)
    warned = lexicon("reviews").find(words, "warned", "chorus")
    return any(at - _WARNING_REACH <= hit.first < at and not words.is_negated(hit) for hit in warned)


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is left of one text's words without the common beginning and end."""
    first = _agreeing(one, other)
    last = _agreeing(one[first:][::-1], other[first:][::-1])
    at_an_edge = first <= 3 or last <= 3
    return one[first : len(one) - last] if at_an_edge else ()


def _is_signed(one: Said, other: Said) -> bool:
    """Say whether the words by which a text differs from another stand at its end or beginning as a customer's name."""
    first, count = _agreeing(one.tokens, other.tokens), len(_apart(one.tokens, other.tokens))
    words = [word for word in one.text.split() if word.strip(_MARKS)]
    return _is_customer(" ".join(words[-count:] if first >= LEAST_WORDS else words[: first + count]))


def _agreeing(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts have in common before the first that differs."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (word, another) in pairs if word != another), min(len(one), len(other)))


def _has_capital(text: str, name: Sequence[str]) -> bool:
    """Say whether the words by which a text differs begin with a name's capital."""
    words = (word.strip(_MARKS) for word in text.split())
    return any(word[:1].isupper() and folded_words(word)[:1] == [name[0]] for word in words)


def _name_behind(one: Said, rest: int) -> str:
    """Return the name at the end of a text, its last `rest` words, or the one right behind it; "" for none."""
    name = " ".join(one.text.split()[-rest:]) if rest else one.beside[1]
    return name if rest <= _MOST_NAME_WORDS and _is_name(name) else ""


def _undersigned(one: Said) -> Iterator[str]:
    """Yield the names behind a dash that follow a text, also where they stand in no block of the main text."""
    place = one.page.text.find(one.text)
    for _ in range(_MOST_REPEATS):
        if place < 0:
            return
        end = place + len(one.text)
        if match := _DASHED.match(one.page.text, end):
            yield match[1]
        place = one.page.text.find(one.text, end)


def _is_name(text: str) -> bool:
    """Say whether a short text looks like a name: up to five words, half of them with a capital, and no digits."""
    if len(text) > _LONGEST_NAME or any(character.isdigit() for character in text):
        return False
    words = [word for word in text.strip(_MARKS).split() if word[0].isalpha()]
    return 0 < len(words) <= _MOST_NAME_WORDS and sum(word[0].isupper() for word in words) * 2 >= len(words)


def _is_customer(name: str) -> bool:
    """Say whether a name stands as shops sign their customers' words: with an initial, or with a town."""
    return "," in name or any(len(word.strip(_MARKS)) == 1 for word in name.split()[1:])
