"""Whose voice an offer is in: who sells says so to a visitor; who explains a subject asks, checks and warns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.quotations import Quotations
from screening.wording.words import Hit, Words

__all__ = ["ends_in_question", "explains", "is_asked", "sells"]

_LEAST_EXPLANATIONS = 3
"""So many different words of who explains: below it a page may just decorate itself with a doctor."""
_LONGEST_QUESTION = 25
_SENTENCE_END = re.compile(r"[.!?]")
_ASKS = word_set("selling", "asks")
_PRICE = re.compile(r"[$€£]\s?\d{1,5}|\d{1,5}(?:[.,]\d{2})?\s?(?:[$€£]|EUR|USD|GBP|PLN|zł)")
_PRICE_REACH = 60


def is_asked(words: Words, hit: Hit) -> bool:
    """Say whether a hit stands in a question that a page answers, as in "is it safe to buy …?"."""
    end = words.span(hit.first, hit.last)[1]
    closing = _SENTENCE_END.search(words.text, end, end + 120)
    if closing is None or closing.group() != "?":
        return False
    for place in range(hit.first, max(-1, hit.first - _LONGEST_QUESTION), -1):
        begins = place == 0 or _SENTENCE_END.search(
            words.text, words.span(place - 1, place - 1)[1], _start(words, place)
        )
        if words.tokens[place] in _ASKS and place < hit.first:
            return True
        if begins:
            return False
    return False


def ends_in_question(words: Words, hit: Hit, reach: int = 80) -> bool:
    """Say whether the sentence in which a hit stands ends with a question mark, at most `reach` characters behind it.

    A heading ends without a full stop, so that a question below it seems to be its end; the nearer, the surer.
    """
    end = words.span(hit.last, hit.last)[1]
    closing = _SENTENCE_END.search(words.text, end, end + reach)
    return closing is not None and closing.group() == "?"


def sells(quotations: Quotations, offers: Sequence[Hit]) -> bool:
    """Say whether the page sells in its own voice: words of a shop, or a price beside one of its offers."""
    words = quotations.words
    shop = [hit for hit in lexicon("selling").find(words, "now") if not words.is_negated(hit)]
    if any(not is_asked(words, hit) for hit in quotations.own(shop)):
        return True
    spans = (words.span(hit.first, hit.last) for hit in offers)
    return any(_PRICE.search(words.text, max(0, first - _PRICE_REACH), last + _PRICE_REACH) for first, last in spans)


def explains(words: Words) -> bool:
    """Say whether the page speaks like one who explains the subject."""
    return len({hit.term for hit in lexicon("selling").find(words, "explains")}) >= _LEAST_EXPLANATIONS


def _start(words: Words, place: int) -> int:
    return words.span(place, place)[0]
