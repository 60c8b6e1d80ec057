"""Which clause of the programme's terms a finding touches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from screening.programme import Clause
from screening.verdict.rules import ClauseRule, Rules

__all__ = ["CitedClause", "cite"]

_QUOTE = 300
"""Characters of the quote of a clause, at most."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
"""The blanks after `.`, `!` or `?`."""


@dataclass(frozen=True)
class CitedClause:
    """A clause as a dossier cites it.

    Attributes:
        id: Its id in the terms; `standard/<key>` for the standard wording.
        title: Its heading.
        quote: The words of it that are touched.
    """

    id: str
    title: str
    quote: str


def cite(key: str, clauses: Sequence[Clause], rules: Rules) -> CitedClause | None:
    """Return the clause that covers a clause key, or None where the terms say nothing of it.

    A clause that names the key in `covers` comes first. Otherwise the clause with most of the key's words counts, words
    in the heading twice; of several with as many, the first. Terms without any clause are taken to hold the standard
    wording.

    Args:
        key: One of `CLAUSE_KEYS`.
        clauses: The programme's clauses, in their order.
        rules: The rules in force.
    """
    rule = rules.clauses[key]
    if not clauses:
        return CitedClause(f"standard/{key}", rule.title, rule.text)
    named = next((clause for clause in clauses if key in clause.covers), None)
    if named is None:
        hits = [(_hits(clause, rule), -index) for index, clause in enumerate(clauses) if not clause.covers]
        most = max(hits, default=(0, 0))
        if most[0] == 0:
            return None
        named = clauses[-most[1]]
    return CitedClause(named.id, named.title, _touched(named, rule))


def _hits(clause: Clause, rule: ClauseRule) -> int:
    title, text = clause.title.lower(), clause.text.lower()
    return sum(2 * (word in title) + (word in text) for word in rule.words)


def _touched(clause: Clause, rule: ClauseRule) -> str:
    """Return the first sentence that holds one of the words, or the first sentence, at most 300 characters."""
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE_END.split(clause.text.strip())]
    telling = (sentence for word in rule.words for sentence in sentences if word in sentence.lower())
    return next(telling, sentences[0])[:_QUOTE]
