"""Where a text says no: the one reading of negations, by the lexicon `negations`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from screening.wording.folding import folded_words
from screening.wording.lists import groups, word_set

__all__ = ["denials", "refusals"]

_LEXICON = "negations"
_KINDS = ("not.", "none.", "never.", "nobody.", "without.")
_LEAST_KNOWN = 2
"""Words of a language from which on a text is known to be in it."""
_FRAME = 4
"""Words from the French "ne" to the "pas" behind it."""
_HEAD = 4
"""Letters that every stem has at least."""

_Terms = dict[str, list[tuple[str, ...]]]
"""Terms as their folded words, by the first of them."""


def denials(tokens: Sequence[str], different: frozenset[str]) -> dict[int, int]:
    """Return the places of the words that say no, each with that of the last word that does so together with it.

    Of "don't" both halves say no, of "ne … pas" both words, of "not only" none.

    Args:
        tokens: The folded words of a text, in order.
        different: The same words, each once.
    """
    known = frozenset(group for group in _of("known_by.") if len(different & word_set(_LEXICON, group)) >= _LEAST_KNOWN)
    denying, heads, stems = _denying(known)
    stemmed: _Terms = {word: [(word,)] for word in different if word[:_HEAD] in heads and word.startswith(stems)}
    said = {**_framed(tokens, different), **_covered(tokens, different, {**denying, **stemmed})}
    affirmed = _covered(tokens, different, _affirming()) if said else {}
    return {place: last for place, last in said.items() if place not in affirmed}


def refusals(tokens: Sequence[str], different: frozenset[str]) -> frozenset[int]:
    """Return the places of the words that refuse what stands before them, as in "links like these we do not sell"."""
    return frozenset(_covered(tokens, different, _refusing()))


def _covered(tokens: Sequence[str], different: frozenset[str], terms: _Terms) -> dict[int, int]:
    """Return the places of all words that belong to one of some terms, each with that of the term's last word."""
    firsts = different & terms.keys()
    return {
        covered: place + len(term) - 1
        for place in (place for place, token in enumerate(tokens) if token in firsts)
        for term in terms[tokens[place]]
        if tuple(tokens[place : place + len(term)]) == term
        for covered in range(place, place + len(term))
    }


def _framed(tokens: Sequence[str], different: frozenset[str]) -> dict[int, int]:
    """Return where a French "ne" stands, each with the place of the word that completes it."""
    before, behind = word_set(_LEXICON, "framed.before"), word_set(_LEXICON, "framed.behind")
    if before.isdisjoint(different) or behind.isdisjoint(different):
        return {}
    return {
        place: last
        for place in (place for place, token in enumerate(tokens) if token in before)
        for last in range(min(place + _FRAME, len(tokens) - 1), place, -1)
        if tokens[last] in behind
    }


@cache
def _denying(known: frozenset[str]) -> tuple[_Terms, frozenset[str], tuple[str, ...]]:
    """Return what says no in a text that is known to be in some languages: whole terms; stems and their beginnings."""
    languages = [group.partition(".")[2] for group in sorted(known)]
    terms = [*_terms(_KINDS), *_terms([f"only_in.{language}" for language in languages])]
    stems = tuple(term[:-1] for term in terms if term.endswith("*"))
    elsewhere = set(_terms([f"but_in.{language}" for language in languages]))
    wholes = _by_first(term for term in terms if not term.endswith("*") and term not in elsewhere)
    return wholes, frozenset(stem[:_HEAD] for stem in stems), stems


@cache
def _affirming() -> _Terms:
    return _by_first(_terms(["affirming."]))


@cache
def _refusing() -> _Terms:
    return _by_first(_terms(["behind."]))


def _of(beginning: str) -> Iterator[str]:
    """Yield the groups of the lexicon that begin so."""
    return (group for group in groups(_LEXICON) if group.startswith(beginning))


def _terms(beginnings: Iterable[str]) -> list[str]:
    return [term for beginning in beginnings for group in _of(beginning) for term in groups(_LEXICON)[group]]


def _by_first(terms: Iterable[str]) -> _Terms:
    by_first: _Terms = {}
    for term in dict.fromkeys(terms):
        words = tuple(folded_words(term))
        by_first.setdefault(words[0], []).append(words)
    return by_first
