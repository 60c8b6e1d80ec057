"""Questions: whether a hit stands in one, and whether the page answers it with no.

A part of `screening.wording.voice`: checks ask there.
"""

from __future__ import annotations

from screening.wording.lists import word_set
from screening.wording.sentences import sentence_end, sentence_ends
from screening.wording.words import Hit, Words

__all__ = ["ends_in_question", "is_answered_no", "is_asked"]

_LONGEST_QUESTION = 25
_REST_OF_QUESTION = 200
"""Characters from a hit to the end of the question in which it stands."""
_REFUSAL_REACH = 3
"""Words at the beginning of an answer in which a refusal stands."""
_ASKS = word_set("selling", "asks")


def is_asked(words: Words, hit: Hit) -> bool:
    """Say whether a hit stands in a question that a page answers, as in "is it safe to buy …?"."""
    end = words.span(hit.first, hit.last)[1]
    closing = sentence_end(words.text, end, _REST_OF_QUESTION)
    if closing is None or closing.group() != "?":
        return False
    for place in range(hit.first, max(-1, hit.first - _LONGEST_QUESTION), -1):
        if words.tokens[place] in _ASKS and place < hit.first:
            return True
        if place == 0 or sentence_ends(words.text, words.span(place - 1, place - 1)[1], words.span(place, place)[0]):
            return False
    return False


def ends_in_question(words: Words, hit: Hit, reach: int = 80) -> bool:
    """Say whether the sentence in which a hit stands ends with a question mark, at most `reach` characters behind it.

    A heading ends without a full stop, so that a question below it seems to be its end; the nearer, the surer.
    """
    end = words.span(hit.last, hit.last)[1]
    closing = sentence_end(words.text, end, reach)
    return closing is not None and closing.group() == "?"


def is_answered_no(words: Words, hit: Hit) -> bool:
    """Say whether a hit stands in a question that is answered in the negative: "A guest post? We don't."."""
    closing = sentence_end(words.text, words.span(hit.first, hit.last)[1], _REST_OF_QUESTION)
    if closing is None or closing.group() != "?":
        return False
    answer = words.at(closing.end()) + 1
    return not words.denials.keys().isdisjoint(range(answer, answer + _REFUSAL_REACH))
