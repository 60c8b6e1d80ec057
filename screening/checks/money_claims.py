"""Promises on a page that it makes itself, and the kinds of promise that together are a scheme to get rich (P-12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from screening.checks.phrases import apart, lexicon, proofs, word_set
from screening.checks.quotations import Quotations, in_marks
from screening.checks.result import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote

__all__ = ["claimed", "is_scheme", "scheme"]

_LEAST_WARNINGS = 2
"""A page with so many words of warning only quotes the claims that it sets in quotation marks; a praise is a claim."""
_LEAST_KINDS = 3
_KINDS = ("sure", "recruit", "secret", "effortless", "freedom", "rush")
_BEARING = frozenset(("sure", "recruit", "a sum of money a day"))
_WARNING = word_set("claims", "warning")
"""Words by which a page says that it warns of what it names."""
_SUM = re.compile(
    r"\b(?:mak(?:e|es|ing)|made|earn(?:s|ed|ing)?|verdien\w{0,6}|gagn\w{1,6}|gan(?:a|ar|as|e|o)|guadagn\w{1,6}|zarab\w{1,8}"
    r"|zarob\w{1,6}|ganh\w{1,6})\b[^.!?;:\n]{0,25}?(?:[$€£]\s?\d[\d.,]{1,9}|\b\d[\d.,]{1,9}\s?(?:[$€£]|euros?\b|dollars\b|zł))"
    r"[^.!?;:\n]{0,8}?\b(?:dziennie|tygodniowo|täglich"
    r"|(?:a|an|per|every|each|pro|par|al|por|am|im|in der|na|alla)\s{1,2}"
    r"(?:day|week|hour|tag|woche|jour|semaine|d[ií]a|semana|giorno|settimana|dag|dzień|tydzień|hora))\b",
    re.IGNORECASE,
)


def claimed(page: Page, group: str) -> Iterator[tuple[Evidence, str]]:
    """Yield quotes of the claims of a group that a page makes, with their terms; neither negated nor warned of."""
    quotations = Quotations(page)
    words = quotations.words
    hits = lexicon("claims").find(words, group)
    if hits and sum(map(words.count, _WARNING)) >= _LEAST_WARNINGS:
        hits = quotations.own(hits)
    for hit in apart([hit for hit in hits if not words.is_negated(hit, 9) and not words.near(hit, _WARNING)]):
        yield next(iter(proofs(page, words, [hit]))), hit.term


def scheme(pages: Sequence[Page]) -> dict[str, Evidence]:
    """Return the kinds of promise of riches that a site makes, each with a quote."""
    kinds: dict[str, Evidence] = {}
    for page in pages:
        for kind in _KINDS:
            quote = next((quote for quote, _ in claimed(page, f"scheme.{kind}")), None)
            if quote is not None:
                kinds.setdefault(kind, quote)
        text = Quotations(page).words.text
        for place in _SUM.finditer(text):
            if not in_marks(text, *place.span()):
                kinds.setdefault("a sum of money a day", evidence(text_quote(text, *place.span()), page))
    return kinds


def is_scheme(kinds: Collection[str]) -> bool:
    """Say whether three kinds come together, one of them of money that comes for sure, by the day or from recruits."""
    return len(kinds) >= _LEAST_KINDS and not _BEARING.isdisjoint(kinds)
