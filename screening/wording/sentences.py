r"""Where sentences and clauses end: the one place that knows.

A point, a question mark or an exclamation mark ends a sentence where a blank follows it, or closing marks and a blank:
not within "example.com", "2.50" or "etc.,". A clause ends with a sentence, at a colon or a semicolon that a blank
follows, and between the items of a list or menu.
"""

from __future__ import annotations

import re

__all__ = ["clause_ends", "count_ends", "sentence_end", "sentence_ends"]

_CLOSED = r"(?=[.!?\"'”’»)\]]*+(?:\s|$))"
_SENTENCE_END = re.compile(rf"[.!?]{_CLOSED}")
_CLAUSE_END = re.compile(rf"[.!?;:]{_CLOSED}|[|\u2022\u00b7\n]")
_END_OF_STATEMENT = re.compile(rf"[.!;:]{_CLOSED}|[|\u2022\u00b7\n]")


def sentence_end(text: str, start: int, reach: int) -> re.Match[str] | None:
    """Return the mark that ends the sentence that is going on at a character, at most `reach` characters on."""
    return _SENTENCE_END.search(text, start, start + reach)


def sentence_ends(text: str, start: int, end: int) -> bool:
    """Say whether a sentence ends between one word, which ends at `start`, and another, which begins at `end`."""
    # The first character of the other word is read, too: it says whether a mark stands within an address or a number.
    return _SENTENCE_END.search(text, start, end + 1) is not None


def count_ends(text: str, start: int, end: int) -> int:
    """Return how many sentences end between one word and another."""
    return sum(1 for _ in _SENTENCE_END.finditer(text, start, end + 1))


def clause_ends(text: str, start: int, end: int, *, but_question: bool = False) -> bool:
    """Say whether a clause ends between one word and another.

    Args:
        text: The text.
        start: Where the one word ends.
        end: Where the other begins.
        but_question: Whether a question mark ends none, as between a question and its answer: "Prescription? None".
    """
    pattern = _END_OF_STATEMENT if but_question else _CLAUSE_END
    return pattern.search(text, start, end + 1) is not None
