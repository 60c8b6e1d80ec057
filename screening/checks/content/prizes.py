"""Prizes that every visitor is told to have won, and that cost money, a card number or the visitor's friends (P-12).

A raffle names its rules and draws later; who has won is told by mail. A page that tells whoever opens it that he has
been chosen says what cannot be true, and asks for the reason why it says so: a small sum, or to be spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.checks.page_reading import title_evidence
from screening.evidence import Evidence
from screening.wording.cues import AMOUNT, amounts, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["Prize", "won_by_all"]

_PRIZE_REACH, _FEE_REACH, _SUPPOSING_REACH = 30, 10, 2
_DRAW_REACH, _DEED_REACH, _NEED_REACH = 8, 10, 25
_LEAST_PRESSING = 3
_CARD = "a card's number"
_CARD_FIELDS = ("cc", "cvv", "cvc", "cvv2", "cvc2", "karta", "pan")
_CARD_BEGINNINGS = ("ccnum", "cc-num", "cc_num", "cardnum", "card-num", "card_num", "card-number", "cardno", "cc-csc")


@dataclass(frozen=True)
class Prize:
    """A prize that a site says its visitor has won.

    Attributes:
        price: What it costs: "a card's number", "a payment", "offers of others", "spreading the page", in this order.
        quotes: That the visitor was chosen, then what he must do.
        is_pressed: Whether time, number, questions or a card press the visitor, too.
    """

    price: tuple[str, ...]
    quotes: tuple[Evidence, ...]
    is_pressed: bool


def won_by_all(voices: Sequence[Voice]) -> Prize | None:
    """Return the prize that the pages together hand to everybody who opens them; None where none is or it is free."""
    chosen: list[Evidence] = []
    price: dict[str, Evidence] = {}
    pressing: set[str] = set()
    for voice in voices:
        found = _found(voice, "chosen", "kept", "prize", "fee", "share", "press")
        told = [*found, *_drawn(voice)]
        met = meetings(told, [["chosen", "kept"], ["prize"]], _PRIZE_REACH) if told else []
        won = [one.whole for one in met if not voice.is_told(one.whole)]
        chosen += proofs(voice.page, voice.words, won, 1)
        paid = meetings([*found, *amounts(voice.words)], [["fee"], [AMOUNT]], _FEE_REACH)
        spread = [hit for hit in found if hit.group == "share" and _is_counted(voice, hit)]
        bought = _bought(voice)
        for name, hits in (
            ("a payment", [one.whole for one in paid]),
            ("offers of others", bought),
            ("spreading the page", spread),
        ):
            own = [hit for hit in hits if not voice.is_told(hit)]
            if own and name not in price:
                price[name] = next(proofs(voice.page, voice.words, own))
        if card := _card_form(voice):
            price.setdefault(_CARD, card)
        pressing |= {hit.term for hit in found if hit.group == "press"}
    if not chosen or not price:
        return None
    # A shop has a form for cards, and its wheel of fortune hands out vouchers: then it must press in more than one way.
    least = _LEAST_PRESSING if set(price) == {_CARD} else 1
    return Prize(tuple(sorted(price)), (*chosen[:1], *price.values()), len(pressing) >= least)


def _drawn(voice: Voice) -> list[Hit]:
    """Return where visitors are said to have been drawn, in whatever person: "10 visitors were chosen today"."""
    hits = _found(voice, "draw")
    cues = [*hits, *_found(voice, "visitors")] if hits else []
    met = [one.whole for one in meetings(cues, [["draw"], ["visitors"]], _DRAW_REACH)]
    drawn = [Hit("chosen", "drawn visitors", one.first, one.last) for one in met]
    return [hit for hit in drawn if not _is_supposed(voice, hit)]


def _bought(voice: Voice) -> list[Hit]:
    """Return where offers of others have to be completed before anything is handed out."""
    deals = _found(voice, "deals")
    if not deals:
        return []
    cues = [*deals, *_found(voice, "deed")]
    done = [one.whole for one in meetings(cues, [["deed"], ["deals"]], _DEED_REACH)]
    needs = _found(voice, "needed")
    near = (range(one.first - _NEED_REACH, one.last + _NEED_REACH) for one in done)
    return [one for one, reach in zip(done, near, strict=True) if any(need.first in reach for need in needs)]


def _found(voice: Voice, *groups: str) -> list[Hit]:
    hits = voice.own(lexicon("prizes").find(voice.words, *groups))
    return [hit for hit in hits if hit.group != "chosen" or not _is_supposed(voice, hit)]


def _is_supposed(voice: Voice, hit: Hit) -> bool:
    """Say whether the rules of a raffle speak of who may win, as in "if you have won, we write to you"."""
    before = voice.words.tokens[max(0, hit.first - _SUPPOSING_REACH) : hit.first]
    return not word_set("prizes", "supposed").isdisjoint(before) or (
        voice.words.is_negated(hit) or voice.words.near(hit, word_set("prizes", "contest"), _PRIZE_REACH)
    )


def _card_form(voice: Voice) -> Evidence | None:
    """Return the title of a page with a form for a payment card."""
    fields = [field.partition(":")[0].lower() for form in voice.page.forms for field in form.fields]
    if not any(field in _CARD_FIELDS or field.startswith(_CARD_BEGINNINGS) for field in fields):
        return None
    return title_evidence(voice.page)


def _is_counted(voice: Voice, hit: Hit) -> bool:
    """Say whether it is said with how many friends or groups the page must be shared; a button says none."""
    return any(token.isdecimal() for token in voice.words.tokens[hit.first : hit.last + 1])
