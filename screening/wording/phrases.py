"""Finding many phrases in a text at the cost of reading its words once.

A term is a row of words. A word that ends in `*` stands for any ending, `~` for at most six words in between. Case,
accents, hyphens and punctuation do not matter, and whole words are compared, so `sin` is not found in `single`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from pathlib import Path

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote

__all__ = ["Hit", "Words", "apart", "entries", "lexicon", "proofs", "word_set", "words_of"]

MOST_CHARACTERS = 200_000
"""So much of a text is read."""
_GAP = 6
_MOST_HITS = 200
_FEW_WORDS = 60
"""Up to so many words it is cheaper to go by the words than by the stems."""
_SHORT_TEXT = 500
_WORD = re.compile(r"\w+")
_UNDIVIDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take for one with a mark."""
_SENTENCE_END = re.compile(r"[.!?;:|\u2022\u00b7\n]")
Term = tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A term found: words `first` to `last`, both included, of the text."""

    group: str
    term: str
    first: int
    last: int


class Words:
    """A text as words that can be looked up.

    Attributes:
        text: The text, shortened.
        tokens: Its words in order, folded.
        possible: The terms of lexicons that may stand in it; each lexicon looks once.
    """

    def __init__(self, text: str) -> None:
        self.text = text[:MOST_CHARACTERS]
        found = _WORD.findall(self.text)
        folded = {word: _folded(word) for word in set(found)}
        self.tokens = [folded[word] for word in found]
        self._lengths = array("l", map(len, found))
        self.possible: dict[Lexicon, tuple[_Entry, ...]] = {}

    @cached_property
    def different(self) -> frozenset[str]:
        """The folded words, each once."""
        return frozenset(self.tokens)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The folded words that somewhere begin with a capital."""
        placed = zip(self._starts, self.tokens, strict=True)
        return frozenset(token for start, token in placed if self.text[start].isupper())

    @cached_property
    def _where(self) -> dict[str, list[int]]:
        where: dict[str, list[int]] = {token: [] for token in self.tokens}
        for place, token in enumerate(self.tokens):
            where[token].append(place)
        return where

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self.different)

    @cached_property
    def _starts(self) -> array[int]:
        return array("l", [found.start() for found in _WORD.finditer(self.text)])

    def __len__(self) -> int:
        return len(self.tokens)

    def count(self, token: str) -> int:
        """Return how often a folded word stands in the text."""
        return len(self._where.get(token, ()))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in `text` the words `first` to `last` stand."""
        return self._starts[first], self._starts[last] + self._lengths[last]

    def at(self, character: int) -> int:
        """Return the word that stands at a character of `text`, or the last one before it; -1 before the first."""
        return bisect_right(self._starts, character) - 1

    def begin_with(self, stems: Iterable[str]) -> Iterator[str]:
        """Yield the stems with which a word of the text begins."""
        words, number = self._vocabulary, len(self._vocabulary)
        for stem in stems:
            place = bisect_left(words, stem)
            if place < number and words[place].startswith(stem):
                yield stem

    def places(self, word: str) -> Sequence[int]:
        """Return where a word of a term stands, in order."""
        if not word.endswith("*"):
            return self._where.get(word, ())
        stem, found = word[:-1], []
        place = bisect_left(self._vocabulary, stem)
        while place < len(self._vocabulary) and self._vocabulary[place].startswith(stem):
            found += self._where[self._vocabulary[place]]
            place += 1
        return sorted(found)

    def is_negated(self, hit: Hit, reach: int = 3) -> bool:
        """Say whether a negation stands at most `reach` words before the hit, in the same sentence."""
        for place in range(hit.first - 1, max(-1, hit.first - 1 - reach), -1):
            if self.tokens[place] in word_set("keywords", "negations"):
                begin, end = self.span(place, place)[1], self.span(hit.first, hit.first)[0]
                return not _SENTENCE_END.search(self.text, begin, end)
        return False

    def near(self, hit: Hit, words: frozenset[str], reach: int = 15) -> bool:
        """Say whether one of some folded words stands at most `reach` words before or after the hit."""
        around = self.tokens[max(0, hit.first - reach) : hit.last + 1 + reach]
        return not words.isdisjoint(around)


@lru_cache(maxsize=128)
def words_of(text: str) -> Words:
    """Return the words of a text; kept, as many checks ask for the same pages."""
    return Words(text)


@dataclass(frozen=True)
class _Entry:
    """A term of a lexicon, and the words of it that have no ending left open: without all of them it stands nowhere."""

    group: str
    term: str
    parts: Term
    whole_words: frozenset[str]

    @classmethod
    def of(cls, group: str, term: str) -> _Entry:
        parts = _parsed(term)
        return cls(group, term, parts, frozenset(part for part in parts if part != "~" and not part.endswith("*")))


class Lexicon:
    """Groups of terms that are looked for together."""

    def __init__(self, groups: dict[str, list[str]]) -> None:
        self._terms = [_Entry.of(group, term) for group, terms in groups.items() for term in terms]
        self._by_word: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        for place, entry in enumerate(self._terms):
            if entry.whole_words:
                # Long words are the rarest, and most terms whose rarest word is not in the text need no closer look.
                self._by_word.setdefault(max(sorted(entry.whole_words), key=len), []).append(place)
            else:
                self._by_stem.setdefault(entry.parts[0][:-1], []).append(place)
        self._stem_lengths = sorted({len(stem) for stem in self._by_stem})

    def find(self, words: Words, *groups: str) -> list[Hit]:
        """Return the hits in a text, of some groups or of all; each term at most 200 times."""
        if self not in words.possible:
            words.possible[self] = tuple(self._possible(words))
        hits: list[Hit] = []
        for entry in words.possible[self]:
            if not groups or entry.group in groups:
                ends = ((start, _end(words, entry.parts, start)) for start in words.places(entry.parts[0]))
                standing = ((start, last) for start, last in ends if last is not None)
                hits += (Hit(entry.group, entry.term, *found) for found in islice(standing, _MOST_HITS))
        return hits

    def says(self, text: str, *groups: str) -> bool:
        """Say whether a short text (a title, a link) holds one of the terms."""
        return bool(self.find(Words(text[:_SHORT_TEXT]), *groups))

    def groups_in(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the groups of which one of some short texts holds a term; no term reaches from one into the next."""
        joined = " _ ".join(text[:_SHORT_TEXT] for text in texts)
        return frozenset(hit.group for hit in self.find(Words(joined)))

    def _possible(self, words: Words) -> Iterator[_Entry]:
        """Yield the terms of which all whole words, or where they have none the first stem, stand in the text."""
        places = [place for word in self._by_word.keys() & words.different for place in self._by_word[word]]
        if len(words) > _FEW_WORDS:
            stems = set(words.begin_with(self._by_stem))
        else:
            stems = {word[:length] for word in words.different for length in self._stem_lengths} & self._by_stem.keys()
        places += (place for stem in stems for place in self._by_stem[stem])
        return (self._terms[place] for place in sorted(places) if self._terms[place].whole_words <= words.different)


@cache
def lexicon(name: str) -> Lexicon:
    """Return a lexicon of the folder `lexicons`: groups of terms, from `name.toml` and its parts `name-*.toml`."""
    return Lexicon(_groups(name))


@cache
def entries(name: str, group: str) -> frozenset[str]:
    """Return a group of a lexicon as it stands: hosts, capitals."""
    return frozenset(_groups(name)[group])


@cache
def word_set(name: str, group: str) -> frozenset[str]:
    """Return the folded words of a group of a lexicon."""
    return frozenset(token for term in _groups(name)[group] for token in Words(term).tokens)


def apart(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits of different terms that do not overlap, the first and longest of those that do."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last, hit.term)):
        if (not kept or hit.first > kept[-1].last) and all(hit.term != other.term for other in kept):
            kept.append(hit)
    return kept


def proofs(page: Page, words: Words, hits: Sequence[Hit], most: int = 3) -> Iterator[Evidence]:
    """Yield quotes of hits with different terms, in the order of the text.

    Args:
        page: Where the words come from.
        words: Words of `page.text` or `page.title`.
        hits: What was found there.
        most: So many quotes at most.
    """
    seen: set[str] = set()
    for hit in sorted(hits, key=lambda hit: (hit.first, hit.term)):
        if hit.term not in seen and len(seen) < most:
            seen.add(hit.term)
            yield evidence(text_quote(words.text, *words.span(hit.first, hit.last)), page)


@cache
def _groups(name: str) -> dict[str, list[str]]:
    folder = Path(__file__).parent / "lexicons"
    groups: dict[str, list[str]] = {}
    for path in (folder / f"{name}.toml", *sorted(folder.glob(f"{name}-*.toml"))):
        groups |= _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    return groups


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            groups |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            groups[prefix + name] = [str(term) for term in value]
    return groups


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_UNDIVIDED)


def _parsed(term: str) -> Term:
    parts: list[str] = []
    for part in term.split():
        if part == "~":
            parts.append(part)
        else:
            parts += [_folded(word) for word in _WORD.findall(part)]
            if part.endswith("*"):
                parts[-1] += "*"
    if not parts or "~" in (parts[0], parts[-1]):
        raise ValueError(f"{term!r}: a term begins and ends with a word")
    return tuple(parts)


def _end(words: Words, parts: Term, place: int) -> int | None:
    """Return the last word of a term that begins at a place; None if it does not stand there."""
    tokens, reach = words.tokens, 0
    for part in parts[1:]:
        if part == "~":
            reach = _GAP
            continue
        ahead = range(place + 1, min(place + 2 + reach, len(tokens)))
        found = next((at for at in ahead if _is(part, tokens[at])), None)
        if found is None:
            return None
        place, reach = found, 0
    return place


def _is(part: str, token: str) -> bool:
    return token.startswith(part[:-1]) if part.endswith("*") else token == part
