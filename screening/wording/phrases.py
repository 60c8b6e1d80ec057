"""Finding many phrases in a text at the cost of reading its words once.

A term is one or more consecutive words. A word that ends in `*` stands for any ending, `~` for at most six words in
between. Case, accents, hyphens and punctuation do not matter, and whole words are compared, so `sin` is not found in
`single`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import islice

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.wording.folding import folded_words
from screening.wording.lists import groups
from screening.wording.words import Hit, Words

__all__ = ["Lexicon", "apart", "different", "lexicon", "proofs"]

_GAP = 6
_MOST_HITS = 200
_SHORT_TEXT = 500
_KEPT_TEXTS = 64
"""Short texts that are kept with what was found in them: titles, which many checks ask about."""
_MOST_KNOWN = 32_768
"""Different words for which it is remembered which terms they may begin or belong to."""
_WORTH_A_LOOK = 4
"""Minimum number of occurrences of a term's first word from which it pays to look for its rarest word first."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a term after the first.

    Attributes:
        word: The word, or the stem of it.
        is_stem: Whether its ending is left open.
        reach: Most words between it and the part before it.
        least: Its smallest distance from the first word, in words.
        most: Its largest distance from the first word, in words.
    """

    word: str
    is_stem: bool
    reach: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A term of a lexicon.

    Attributes:
        group: Its group.
        term: The term as it stands in the lexicon.
        first: Its first word, with its star.
        parts: The others.
        whole_words: Those of its words that have no ending left open: without all of them it stands nowhere.
    """

    group: str
    term: str
    first: str
    parts: tuple[_Part, ...]
    whole_words: frozenset[str]

    @classmethod
    def of(cls, group: str, term: str) -> _Entry:
        first, *others = _parsed(term)
        parts: list[_Part] = []
        reach = least = most = 0
        for word in others:
            if word == "~":
                reach = _GAP
                continue
            least, most = least + 1, most + 1 + reach
            parts.append(_Part(word.removesuffix("*"), word.endswith("*"), reach, least, most))
            reach = 0
        whole = frozenset(word for word in (first, *others) if word != "~" and not word.endswith("*"))
        return cls(group, term, first, tuple(parts), whole)


class _Shelf:
    """Lexicons that are looked up together: one pass over the different words of a text serves them all."""

    def __init__(self) -> None:
        self._by_word: dict[str, dict[Lexicon, list[int]]] = {}
        self._by_stem: dict[str, dict[Lexicon, list[int]]] = {}
        self._stem_lengths: list[int] = []
        self._count = 0
        self._known = lru_cache(maxsize=_MOST_KNOWN)(self._read)

    def add(self, lexicon: Lexicon, terms: Sequence[_Entry]) -> None:
        """Add a lexicon."""
        for place, entry in enumerate(terms):
            if entry.whole_words:
                # Long words are the rarest, and most terms whose rarest word is not in the text need no closer look.
                key, by_key = max(sorted(entry.whole_words), key=len), self._by_word
            else:
                key, by_key = entry.first[:-1], self._by_stem
            by_key.setdefault(key, {}).setdefault(lexicon, []).append(place)
        self._stem_lengths = sorted({len(stem) for stem in self._by_stem})
        self._count += 1
        self._known.cache_clear()

    def places_in(self, words: Words) -> dict[Lexicon, list[int]]:
        """Return by lexicon the numbers of the terms of which a text holds the rarest word."""
        return words.memoised((self, self._count), self._look_up)

    def _look_up(self, words: Words) -> dict[Lexicon, list[int]]:
        found: defaultdict[Lexicon, list[int]] = defaultdict(list)
        for word in words.different:
            for lexicon, places in self._known(word):
                found[lexicon] += places
        return found

    def _read(self, word: str) -> tuple[tuple[Lexicon, list[int]], ...]:
        """Return the terms that a word of a text speaks for, by lexicon."""
        lengths = self._stem_lengths[: bisect_right(self._stem_lengths, len(word))]
        spoken_for = [self._by_word.get(word), *(self._by_stem.get(word[:length]) for length in lengths)]
        return tuple(by_lexicon for some in spoken_for if some for by_lexicon in some.items())


class Lexicon:
    """Groups of terms that are looked for together; what a text holds of a group is looked for once."""

    def __init__(self, terms: dict[str, list[str]], shelf: _Shelf | None = None) -> None:
        self._terms = [_Entry.of(group, term) for group, some in terms.items() for term in some]
        self._shelf = shelf or _Shelf()
        self._shelf.add(self, self._terms)

    def find(self, words: Words, *groups: str) -> list[Hit]:
        """Return the hits in a text, of some groups or of all; each term at most 200 times."""
        possible = words.memoised(self, self._possible)
        hits: list[Hit] = []
        for group, entries in possible.items():
            if not groups or group in groups:
                hits += words.memoised((self, group), partial(_standing, entries))
        return hits

    def says(self, text: str, *groups: str) -> bool:
        """Say whether a short text (a title, a link) holds one of the terms."""
        return bool(self.find(_short(text[:_SHORT_TEXT]), *groups))

    def groups_in(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the groups of which one of some short texts holds a term; no term reaches from one into the next."""
        joined = " _ ".join(text[:_SHORT_TEXT] for text in texts)
        return frozenset(hit.group for hit in self.find(Words(joined)))

    def _possible(self, words: Words) -> dict[str, list[_Entry]]:
        """Return by group the terms of which all whole words, or where they have none the first stem, stand there."""
        possible: dict[str, list[_Entry]] = {}
        for place in sorted(set(self._shelf.places_in(words).get(self, ()))):
            entry = self._terms[place]
            if entry.whole_words <= words.different:
                possible.setdefault(entry.group, []).append(entry)
        return possible


@lru_cache(maxsize=_KEPT_TEXTS)
def _short(text: str) -> Words:
    return Words(text)


_SHELF = _Shelf()


@cache
def lexicon(name: str) -> Lexicon:
    """Return a lexicon of the folder `lexicons`: groups of terms, from `name.toml` and its parts `name-*.toml`."""
    return Lexicon(groups(name), _SHELF)


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits that do not overlap, the first and longest of those that do: one phrase counts once.

    What stands in the gap of a term is a phrase of its own, as "at a discount" in "order ~ now".
    """
    kept: list[Hit] = []
    reaching: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last, hit.term)):
        reaching = [one for one in reaching if one.last >= hit.first]
        if all("~" in one.term and one.first < hit.first and hit.last < one.last for one in reaching):
            kept.append(hit)
            reaching.append(hit)
    return kept


def different(hits: Iterable[Hit]) -> list[Hit]:
    """Return the first hit of each term, of hits that do not overlap: in how many ways something is said."""
    first_of_each: dict[str, Hit] = {}
    for hit in apart(hits):
        first_of_each.setdefault(hit.term, hit)
    return list(first_of_each.values())


def proofs(page: Page, words: Words, hits: Sequence[Hit], most: int = 3) -> Iterator[Evidence]:
    """Yield quotes of hits with different terms, in the order of the text.

    Args:
        page: Where the words come from.
        words: Words of `page.text` or `page.title`.
        hits: What was found there.
        most: Most quotes to yield.
    """
    seen: set[str] = set()
    for hit in sorted(hits, key=lambda hit: (hit.first, hit.term)):
        if hit.term not in seen and len(seen) < most:
            seen.add(hit.term)
            yield evidence(text_quote(words.text, *words.span(hit.first, hit.last), _seams(page, words)), page)


def _seams(page: Page, words: Words) -> Sequence[int]:
    return page.seams if words.text == page.text else ()


def _standing(entries: Iterable[_Entry], words: Words) -> list[Hit]:
    """Return where terms stand, in their order, each at most 200 times."""
    hits: list[Hit] = []
    for entry in entries:
        group, term, starts = entry.group, entry.term, words.places(entry.first)
        if not entry.parts:
            hits += [Hit(group, term, start, start) for start in starts[:_MOST_HITS]]
            continue
        if len(starts) >= _WORTH_A_LOOK:
            starts = _near_rarest(words, entry.parts, starts)
        ends = ((start, _end(words.tokens, entry.parts, start)) for start in starts)
        hits += [Hit(group, term, *found) for found in islice((one for one in ends if one[1] >= 0), _MOST_HITS)]
    return hits


def _near_rarest(words: Words, parts: Sequence[_Part], starts: Sequence[int]) -> Sequence[int]:
    """Return the places of a term's first word from which the rarest of its words is in reach."""
    counts = [(words.count(part.word, is_stem=part.is_stem), place) for place, part in enumerate(parts)]
    count, number = min(counts)
    if count * 2 > len(starts):
        return starts
    rarest = parts[number]
    near: dict[int, None] = {}
    for place in words.places(rarest.word + "*" if rarest.is_stem else rarest.word):
        first, last = bisect_left(starts, place - rarest.most), bisect_right(starts, place - rarest.least)
        near.update(dict.fromkeys(starts[first:last]))
    return list(near)


def _end(tokens: Sequence[str], parts: Sequence[_Part], place: int) -> int:
    """Return the last word of a term that begins at a place; -1 if it does not stand there."""
    for part in parts:
        word, is_stem = part.word, part.is_stem
        for at in range(place + 1, min(place + 2 + part.reach, len(tokens))):
            if tokens[at] == word or (is_stem and tokens[at].startswith(word)):
                place = at
                break
        else:
            return -1
    return place


def _parsed(term: str) -> tuple[str, ...]:
    parts: list[str] = []
    for part in term.split():
        if part == "~":
            parts.append(part)
        else:
            parts += folded_words(part)
            if part.endswith("*"):
                parts[-1] += "*"
    if not parts or "~" in (parts[0], parts[-1]):
        raise ValueError(f"{term!r}: a term begins and ends with a word")
    return tuple(parts)
