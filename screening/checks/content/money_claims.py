"""What a site promises its visitors: riches, cures, prizes and haste that a script makes up (P-12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.checks.content.cures import blunt_claims, cures, is_certain, is_miracle
from screening.checks.content.prizes import posed_winners, undrawn, won_by_all
from screening.checks.content.promise import is_reported_or_warned
from screening.checks.content.riches import is_impossible, quoted_riches, riches
from screening.checks.content.spread_games import won_by_spreading
from screening.checks.content.staged_urgency import BUYERS, disowned_haste, staged
from screening.checks.result import Result, Severity, found, passed
from screening.evidence import Evidence, distinct
from screening.site import Site
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.voice import Voice

__all__ = ["admits", "claims"]

_NEGATION_REACH = 9
_REST_OF_QUESTION = 40
"""Characters from a claim to the end of the question in which it stands."""
_ADMISSIONS = (
    (posed_winners, "The site says itself that its winners are examples, and that the prize or the clock is none."),
    (disowned_haste, "The site says itself that what presses visitors to buy (clocks, viewers, buyers) is made up."),
    (quoted_riches, "Pupils are quoted with an income that comes soon, for little work, to those who know nothing."),
)


def _claimed(voice: Voice, group: str) -> Iterator[tuple[Evidence, str]]:
    """Yield quotes of the claims of a group that a page makes, with their terms; not negated, asked or warned of."""
    words = voice.words
    hits = [hit for hit in lexicon("claims").find(words, group) if not words.is_negated(hit, _NEGATION_REACH)]
    hits = [hit for hit in hits if not voice.ends_in_question(hit, _REST_OF_QUESTION)]
    for hit in different([hit for hit in voice.own(hits) if not is_reported_or_warned(voice, hit)]):
        yield next(iter(proofs(voice.page, words, [hit]))), hit.term


def claims(site: Site) -> Result:
    """Return what the site promises its visitors (P-12)."""
    hard: dict[str, Evidence] = {}
    soft: dict[str, Evidence] = {}
    voices = [Voice(page) for page in site.pages]
    for voice in voices:
        for group, into in (("hard", hard), ("soft", soft)):
            for quote, term in _claimed(voice, group):
                into.setdefault(term, quote)
    if len(hard) >= 2:
        return found("P-12", Severity.STRONG, f"{len(hard)} promises that nobody can keep.", distinct(hard.values()))
    income, cure = riches(voices), cures(voices)
    if income is not None and is_impossible(income):
        kinds = sorted({*income.kinds, *income.phrases})
        says = f"An income that nobody can promise: {', '.join(kinds)}."
        return found("P-12", Severity.STRONG, says, distinct(income.quotes))
    if cure is not None and is_miracle(cure):
        says = f"A cure that nobody can promise: {', '.join(cure.kinds)}."
        return found("P-12", Severity.STRONG, says, cure.quotes[:3])
    blunt = blunt_claims(voices)
    if blunt is not None and is_certain(blunt):
        says = f"A cure or a loss of weight that nobody can promise: {', '.join(blunt.kinds)}."
        return found("P-12", Severity.STRONG, says, distinct(blunt.quotes)[:3])
    if (admitted := _prize(site, voices) or _admitted(site)) is not None:
        return admitted
    played = staged(voices, site)
    if played:
        severity = Severity.STRONG if BUYERS in played or len(played) > 1 else Severity.CAUTION
        says = f"A script makes up what presses visitors to buy: {', '.join(played)}."
        return found("P-12", severity, says, distinct(played.values()))
    if blunt is not None:
        says = f"A cure or a loss of weight that calls for proof: {', '.join(blunt.kinds)}."
        return found("P-12", Severity.CAUTION, says, distinct(blunt.quotes)[:3])
    if hard:
        return found("P-12", Severity.CAUTION, "A promise that nobody can keep.", distinct(hard.values()))
    if len(soft) >= 3:
        return found("P-12", Severity.NOTE, f"{len(soft)} claims that call for proof.", distinct(soft.values()))
    return passed("P-12", "No misleading claims were found.")


def _prize(site: Site, voices: Sequence[Voice]) -> Result | None:
    """Return the prize that everybody has won, or that by the site's own word nobody wins; None where neither is."""
    prize = won_by_all(voices)
    is_sure = prize is not None and (prize.is_pressed or len(prize.price) > 1)
    spread = [] if is_sure else won_by_spreading(site, voices)
    if prize is not None and not spread:
        says = f"Every visitor is told to have won a prize; it costs {' and '.join(prize.price)}."
        return found("P-12", Severity.STRONG if is_sure else Severity.CAUTION, says, prize.quotes[:3])
    if spread:
        says = "A game that nobody loses: its prize is released by spreading the page, and then costs a card's number."
        return found("P-12", Severity.STRONG, says, spread)
    if admitted := undrawn([voice.page for voice in voices]):
        says = "The site says itself that nobody wins its prize, and that it hands addresses on for pay."
        return found("P-12", Severity.STRONG, says, admitted[:3])
    return None


def admits(site: Site) -> bool:
    """Say whether the site admits a claim itself, which needs no offer beside it."""
    return _admitted(site) is not None


def _admitted(site: Site) -> Result | None:
    """Return what the site says itself, in its small print or by the mouth of its pupils; None where it does not."""
    for admissions, says in _ADMISSIONS:
        if quotes := admissions(site.pages):
            return found("P-12", Severity.STRONG, says, quotes[:3])
    return None
