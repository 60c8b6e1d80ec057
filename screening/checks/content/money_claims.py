"""Promises on a page that it makes itself, and the kinds of promise that together are a scheme to get rich (P-12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from screening.checks.content.prizes import won_by_all
from screening.checks.content.promises import cures, is_impossible, is_miracle, riches
from screening.checks.content.staged_urgency import BUYERS, staged
from screening.checks.result import Result, Severity, found, passed
from screening.evidence import Evidence, evidence
from screening.page.quotes import text_quote
from screening.site import Site
from screening.wording.lists import word_set
from screening.wording.phrases import apart, lexicon, proofs
from screening.wording.quotations import in_marks
from screening.wording.stance import is_told
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["claimed", "claims", "is_scheme", "scheme"]

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
_SUM_WORDS = ["mak*", "made", "earn*", "verdien*", "gagn*", "gan*", "guadagn*", "zarab*", "zarob*"]
"""With one of them, folded, every sum that is earned begins."""


def claimed(voice: Voice, group: str) -> Iterator[tuple[Evidence, str]]:
    """Yield quotes of the claims of a group that a page makes, with their terms; neither negated nor warned of."""
    words = voice.words
    hits = [hit for hit in lexicon("claims").find(words, group) if not words.is_negated(hit, 9)]
    for hit in apart([hit for hit in voice.own(hits) if not _is_told(voice, hit)]):
        yield next(iter(proofs(voice.page, words, [hit]))), hit.term


def scheme(voices: Sequence[Voice]) -> dict[str, Evidence]:
    """Return the kinds of promise of riches that a site makes, each with a quote."""
    kinds: dict[str, Evidence] = {}
    for voice in voices:
        for kind in _KINDS:
            quote = next((quote for quote, _ in claimed(voice, f"scheme.{kind}")), None)
            if quote is not None:
                kinds.setdefault(kind, quote)
        text = voice.words.text
        for place in voice.words.matches(_SUM, _SUM_WORDS):
            start, end = place.span()
            whole = Hit("", "", voice.words.at(start), voice.words.at(end - 1))
            if not in_marks(text, start, end) and not _is_told(voice, whole):
                kinds.setdefault("a sum of money a day", evidence(text_quote(text, *place.span()), voice.page))
    return kinds


def _is_told(voice: Voice, hit: Hit) -> bool:
    is_guarded = voice.words.near(hit, _WARNING)
    return is_told(voice.quotations, hit, is_guarded=is_guarded) or voice.is_told(hit)


def is_scheme(kinds: Collection[str]) -> bool:
    """Say whether three kinds come together, one of them of money that comes for sure, by the day or from recruits."""
    return len(kinds) >= _LEAST_KINDS and not _BEARING.isdisjoint(kinds)


def claims(site: Site) -> Result:
    """Return what the site promises its visitors (P-12)."""
    hard: dict[str, Evidence] = {}
    soft: dict[str, Evidence] = {}
    voices = [Voice(page) for page in site.pages]
    for voice in voices:
        for group, into in (("hard", hard), ("soft", soft)):
            for quote, term in claimed(voice, group):
                into.setdefault(term, quote)
    if len(hard) >= 2:
        return found("P-12", Severity.STRONG, f"{len(hard)} promises that nobody can keep.", _distinct(hard))
    kinds = scheme(voices)
    if is_scheme(kinds):
        says = f"A scheme to get rich: {', '.join(kinds)}."
        return found("P-12", Severity.STRONG, says, _distinct(kinds))
    income, cure = riches(voices), cures(voices)
    if income is not None and is_impossible(income):
        says = f"An income that nobody can promise: {', '.join(income.kinds)}."
        return found("P-12", Severity.STRONG, says, income.quotes[:3])
    if cure is not None and is_miracle(cure):
        says = f"A cure that nobody can promise: {', '.join(cure.kinds)}."
        return found("P-12", Severity.STRONG, says, cure.quotes[:3])
    prize = won_by_all(voices)
    if prize is not None:
        severity = Severity.STRONG if prize.is_pressed or len(prize.price) > 1 else Severity.CAUTION
        says = f"Every visitor is told to have won a prize; it costs {' and '.join(prize.price)}."
        return found("P-12", severity, says, prize.quotes[:3])
    played = staged(voices)
    if played:
        severity = Severity.STRONG if BUYERS in played or len(played) > 1 else Severity.CAUTION
        says = f"A script makes up what presses visitors to buy: {', '.join(played)}."
        return found("P-12", severity, says, _distinct(played))
    if hard:
        return found("P-12", Severity.CAUTION, "A promise that nobody can keep.", _distinct(hard))
    if len(soft) >= 3:
        return found("P-12", Severity.NOTE, f"{len(soft)} claims that call for proof.", _distinct(soft))
    return passed("P-12", "No misleading claims were found.")


def _distinct(quotes: dict[str, Evidence]) -> list[Evidence]:
    return list({quote.quote: quote for quote in quotes.values()}.values())[:3]
