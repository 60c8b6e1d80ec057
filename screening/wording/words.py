"""A text as words that can be looked up: the one reading of a page's text that all families share.

Places of words are kept as numbers in arrays, a few bytes for each word, since a site's pages are held at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from screening.wording.folding import bounds_of_words, capitalised, folded_words
from screening.wording.negations import denials, refusals
from screening.wording.sentences import clause_ends, sentence_ends

__all__ = ["Hit", "Words", "words_of", "words_of_blocks"]

MOST_CHARACTERS = 200_000
"""A longer text is read up to here."""
_FEW_WORDS = 60
"""Texts of up to this many words are scanned word by word, without an index."""
_REFUSAL_REACH = 3
_ANY_MARK = re.compile(r"[^\w\s'’-]")
_LAST_CHARACTER = "\U0010ffff"
"""Stands in no word and comes after all that do."""
_Made = TypeVar("_Made")


class Hit(NamedTuple):
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
    """

    def __init__(self, text: str) -> None:
        self.text = text[:MOST_CHARACTERS]
        self.tokens = folded_words(self.text)
        self._memory: dict[object, object] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def memoised(self, key: object, read: Callable[[Words], _Made]) -> _Made:
        """Return what a reader makes of the words, which is read once and kept with them."""
        if key not in self._memory:
            self._memory[key] = read(self)
        return self._memory[key]  # type: ignore[return-value]

    # --- which words, and where ---------------------------------------------------------------------------------

    @cached_property
    def different(self) -> frozenset[str]:
        """The folded words, each once."""
        return frozenset(self.tokens)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The folded words that somewhere begin with a capital."""
        return frozenset(map(self.tokens.__getitem__, capitalised(self.text)))

    @cached_property
    def vocabulary(self) -> list[str]:
        """The folded words, each once, sorted."""
        return sorted(self.different)

    @cached_property
    def _number_of(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.vocabulary)}

    @cached_property
    def numbers(self) -> npt.NDArray[np.uint16] | npt.NDArray[np.uint32]:
        """The words in order, each as its number in the vocabulary."""
        numbers = map(self._number_of.__getitem__, self.tokens)
        if len(self.vocabulary) < 2**16:
            return np.fromiter(numbers, np.uint16, len(self.tokens))
        return np.fromiter(numbers, np.uint32, len(self.tokens))

    @cached_property
    def _places(self) -> tuple[npt.NDArray[np.int32], list[int]]:
        """All places by the number of their word; where those of each number begin."""
        counts = np.bincount(self.numbers, minlength=len(self.vocabulary)).tolist()
        return np.argsort(self.numbers, kind="stable").astype(np.int32), [0, *accumulate(counts)]

    def count(self, word: str, *, is_stem: bool = False) -> int:
        """Return how often a folded word stands in the text, or the words that begin with it."""
        if len(self.tokens) <= _FEW_WORDS:
            return len(self._places_among_few(word, is_stem))
        first, last = self._begun(word) if is_stem else self._named(word)
        begins = self._places[1]
        return begins[last] - begins[first]

    def places(self, word: str) -> Sequence[int]:
        """Return where a word of a term stands, in order; a stem that ends in `*` stands for all words beginning so."""
        is_stem, stem = word.endswith("*"), word.removesuffix("*")
        if len(self.tokens) <= _FEW_WORDS:
            return self._places_among_few(stem, is_stem)
        first, last = self._begun(stem) if is_stem else self._named(stem)
        if first == last:
            return ()
        places, begins = self._places
        found: list[int] = places[begins[first] : begins[last]].tolist()
        return sorted(found) if last - first > 1 else found

    def _places_among_few(self, stem: str, is_stem: bool) -> list[int]:
        return [at for at, token in enumerate(self.tokens) if token == stem or (is_stem and token.startswith(stem))]

    def occurrences(self, sequence: Sequence[str], after: int = 0) -> Iterator[int]:
        """Yield where some folded words stand one after the other: the place of the first, from `after` on."""
        if not sequence or not self.different.issuperset(sequence):
            return
        wanted = "".join(chr(self._number_of[word]) for word in sequence)
        place = self._row.find(wanted, after)
        while place >= 0:
            yield place
            place = self._row.find(wanted, place + 1)

    @cached_property
    def _row(self) -> str:
        """The words in order, each as one character: text is searched in time that hangs on its length alone."""
        return self.numbers.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")

    def _named(self, word: str) -> tuple[int, int]:
        """Return the numbers of a word in the vocabulary: from one up to the next; none where it does not stand."""
        number = self._number_of.get(word)
        return (0, 0) if number is None else (number, number + 1)

    def _begun(self, stem: str) -> tuple[int, int]:
        """Return the numbers of the words of the vocabulary that begin with a stem: from one up to another."""
        return bisect_left(self.vocabulary, stem), bisect_left(self.vocabulary, stem + _LAST_CHARACTER)

    # --- characters ---------------------------------------------------------------------------------------------

    @cached_property
    def _bounds(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        return bounds_of_words(self.text)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in `text` the words `first` to `last` stand."""
        starts, ends = self._bounds
        return int(starts[first]), int(ends[last])

    def at(self, character: int) -> int:
        """Return the word that stands at a character of `text`, or the last one before it; -1 before the first."""
        return bisect_right(self._bounds[0], character) - 1

    def matches(
        self, pattern: re.Pattern[str], beginnings: Iterable[str], end: int = MOST_CHARACTERS
    ) -> Iterator[re.Match[str]]:
        """Yield what `finditer` does of a pattern that can begin only at certain words; the rest is not read.

        Args:
            pattern: What is looked for.
            beginnings: The words, folded; a stem ends in `*`.
            end: Where in the text to stop reading.
        """
        after = 0
        for place in sorted({place for word in beginnings for place in self.places(word)}):
            start = int(self._bounds[0][place])
            if after <= start < end and (match := pattern.match(self.text, start, end)) is not None:
                yield match
                after = match.end()

    def within(self, spans: Iterable[tuple[int, int]]) -> Iterator[list[str]]:
        """Yield the folded words of parts of the text, given by their first character and the one behind the last."""
        bounds = np.fromiter(chain.from_iterable(spans), np.int64).reshape(-1, 2)
        firsts = np.searchsorted(self._bounds[0], bounds[:, 0]).tolist()
        lasts = np.searchsorted(self._bounds[0], bounds[:, 1]).tolist()
        return (self.tokens[first:last] for first, last in zip(firsts, lasts, strict=True))

    # --- what stands around -------------------------------------------------------------------------------------

    @cached_property
    def denials(self) -> dict[int, int]:
        """The places of the words that say no, each with that of the last word that does so together with it."""
        return denials(self.tokens, self.different)

    @cached_property
    def _refusals(self) -> frozenset[int]:
        return refusals(self.tokens, self.different)

    def is_refused(self, hit: Hit) -> bool:
        """Say whether a hit is refused right behind it, with no mark between: "links like these we do not sell"."""
        behind = range(hit.last + 1, min(hit.last + 1 + _REFUSAL_REACH, len(self.tokens)))
        place = next((place for place in behind if place in self._refusals), None)
        return place is not None and _ANY_MARK.search(self.text, *self._between(hit.last, place)) is None

    def is_negated(self, hit: Hit, reach: int = 3) -> bool:
        """Say whether a negation stands at most `reach` words before the hit, in the same clause, or it is refused.

        One that ends within the hit belongs to what it says, as "ne" does before "échoue jamais".
        """
        if self._refusals and self.is_refused(hit):
            return True
        for place in range(hit.first - 1, max(-1, hit.first - 1 - reach), -1):
            last = self.denials.get(place)
            if last is not None and not hit.first <= last <= hit.last:
                return not clause_ends(self.text, *self._between(place, hit.first))
        return False

    def same_sentence(self, one: Hit, other: Hit) -> bool:
        """Say whether no sentence ends between two hits, whichever comes first."""
        first, second = (one, other) if one.first <= other.first else (other, one)
        return second.first <= first.last or not sentence_ends(self.text, *self._between(first.last, second.first))

    def same_clause(self, one: Hit, other: Hit, *, but_question: bool = False) -> bool:
        """Say whether no clause ends between two hits, whichever comes first; `but_question`: see `clause_ends`."""
        first, second = (one, other) if one.first <= other.first else (other, one)
        if second.first <= first.last:
            return True
        return not clause_ends(self.text, *self._between(first.last, second.first), but_question=but_question)

    def _between(self, place: int, following: int) -> tuple[int, int]:
        """Return where the word at a place ends, and where a later one begins."""
        return self.span(place, place)[1], self.span(following, following)[0]

    def near(self, hit: Hit, words: frozenset[str], reach: int = 15) -> bool:
        """Say whether one of some folded words stands at most `reach` words before or after the hit."""
        return not words.isdisjoint(self.passage(hit, reach))

    def passage(self, hit: Hit, reach: int) -> list[str]:
        """Return the folded words of a hit, and up to `reach` before and after it."""
        return self.tokens[max(0, hit.first - reach) : hit.last + 1 + reach]

    def before(self, hit: Hit, most: int) -> list[str]:
        """Return the folded words that stand right before a hit, at most so many."""
        return self.tokens[max(0, hit.first - most) : hit.first]


@lru_cache(maxsize=32)
def words_of_blocks(blocks: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the folded words of each of a page's blocks; kept, as several checks look at each block."""
    text = " ".join(blocks)
    if len(text) > MOST_CHARACTERS:
        return tuple(tuple(folded_words(block)) for block in blocks)
    ends = accumulate((len(block) + 1 for block in blocks), initial=0)
    return tuple(map(tuple, words_of(text).within(pairwise(ends))))


@lru_cache(maxsize=128)
def words_of(text: str) -> Words:
    """Return the words of a text; kept, as many checks ask for the same pages."""
    return Words(text)
