"""A page that answers in a brand's place, on a line whose calls cost by the minute or that asks for cards (P-10).

Numbers that brands have stand on many honest pages, and so do warnings of lines that put callers through. What neither
has: the page speaks as the one who picks up ("our agents", "we put you through"), and the call costs, or the caller is
to read the number of a card out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from screening.checks.shared.page_reading import names_in
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import AMOUNT, amounts, meetings
from screening.wording.phrases import lexicon, proofs
from screening.wording.schemes import Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["answered", "cards_dictated"]

_SERVICE, _OURS, _MINUTE, _ASIDE = "line.service", "line.ours", "line.minute", "line.aside"
_FIRST, _STAFF = "line.first", "line.staff"
_NAME, _SERVED = "name", "served"
_NAME_REACH, _PRICE_REACH, _ANSWER_REACH = 6, 5, 60
_FIRST_REACH = 4
_PHONED = Scheme(
    "phoned", (("brand",), ("digits",), ("dictated",), ("rung",)), 75, "others", is_spoken=False, negation=0
)
_SMALL_SUM = re.compile(
    r"\d(?<!\d\d)\d{0,2}(?:[.,]\d{1,2})?\s?"
    r"(?:p|pence|cents?|ct|kron[eo]r|centimes|c[eé]ntimos|centesimi|gr(?:oszy)?|öre|øre)(?!\w)"
)
# Premium rates and directory enquiries: 09xx and 087x in Britain, 0900 in most countries, 08 9x in France, 80x in
# Spain, 89x in Italy, 760 in Portugal, 118 and two or three figures all over Europe.
_COSTLY_NUMBER = re.compile(
    r"\d(?<![\d+,.]\d)(?<!\d[ /-]\d)"
    r"(?:(?<=0)9[0-4]\d(?:[ /-]?\d){5,8}|(?<=0)87[1-3](?:[ /-]?\d){6,8}|(?<=0)8 ?9\d(?:[ .]?\d){6}"
    r"|(?<=8)0[3567](?:[ .]?\d){6}|(?<=8)9[259](?:[ .]?\d){6}|(?<=7)60(?:[ .]?\d){6}|(?<=1)18 ?\d{2,3})(?![\d.,]*\d)"
)
_MOST_NUMBERS = 50


def answered(pages: Iterable[Page], names: Sequence[tuple[str, ...]]) -> list[Evidence]:
    """Return quotes of a page that answers calls to one of the names for money; none where no page does.

    Args:
        pages: The pages of a site.
        names: Each name as its folded words.
    """
    for page in pages:
        voice = Voice(page)
        words = voice.words
        ours = [hit for hit in voice.own(_ours(words)) if not words.is_negated(hit)]
        if not ours or not (prices := _prices(words)):
            continue
        answers = meetings([*_served(words, names), *ours], [[_SERVED], [_OURS]], _ANSWER_REACH)
        if answers and not _reports(voice, [answers[0].whole, prices[0]]):
            shown = [*answers[0].hits, prices[0]]
            return [quote for hit in shown for quote in proofs(page, words, [hit], 1)][:3]
    return []


def cards_dictated(pages: Iterable[Page], names: Sequence[tuple[str, ...]]) -> list[Evidence]:
    """Return where a page has callers of one of the names read the number of their card out on the telephone."""
    return [
        quote
        for page in pages
        for quote in passages(page, _PHONED, names_in(words_of(page.text), names, "phoned.brand"))
    ]


def _ours(words: Words) -> list[Hit]:
    """Return where the page is the one who answers: "we put you through", "our operators"."""
    table = lexicon("impersonation")
    both = meetings(table.find(words, _FIRST, _STAFF), [[_FIRST], [_STAFF]], _FIRST_REACH)
    together = [met.whole._replace(group=_OURS) for met in both if words.same_clause(met.hits[0], met.hits[-1])]
    return [*table.find(words, _OURS), *together]


def _served(words: Words, names: Sequence[tuple[str, ...]]) -> list[Hit]:
    """Return where a name and a word for its service stand close to each other."""
    service = lexicon("impersonation").find(words, _SERVICE)
    met = meetings([*names_in(words, names, _NAME), *service], [[_NAME], [_SERVICE]], _NAME_REACH)
    return [one.whole._replace(group=_SERVED) for one in met]


def _prices(words: Words) -> list[Hit]:
    """Return what a call costs, and numbers of which it is known that they cost."""
    sums = [*amounts(words), *_matched(words, _SMALL_SUM)]
    minutes = lexicon("impersonation").find(words, _MINUTE)
    found = [met.whole for met in meetings([*sums, *minutes], [[AMOUNT], [_MINUTE]], _PRICE_REACH)]
    return found or list(_matched(words, _COSTLY_NUMBER))


def _matched(words: Words, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for number, match in enumerate(pattern.finditer(words.text)):
        if number == _MOST_NUMBERS:
            return
        yield Hit(AMOUNT, match[0], words.at(match.start()), words.at(match.end() - 1))


def _reports(voice: Voice, hits: Iterable[Hit]) -> bool:
    """Say whether the page reports of such lines, and is none."""
    is_guarded = bool(lexicon("impersonation").find(voice.words, _ASIDE))
    return any(voice.is_reported(hit, is_guarded=is_guarded) for hit in hits)
