"""Prizes that every visitor is told to have won, and that cost money, a card number or the visitor's friends (P-12).

A raffle names its rules and draws later; who has won is told by mail. A page that tells whoever opens it that he has
been chosen, or lets him open boxes until he wins, says what cannot be true, and asks for the reason why it says so: a
small sum, or to be spread; where it asks for both, the prize may be anything. Many show it behind a button, as a wheel
that always stops at the prize: then it stands in the page as text that is hidden at first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.checks.content.unshown import SourceVoice, hides_text
from screening.checks.shared.page_reading import title_evidence
from screening.checks.shared.secret_fields import ON_CARD, secrets_of
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import AMOUNT, amounts, around, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import apart, lexicon, proofs
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["Prize", "posed_winners", "undrawn", "won_by_all"]

_PRIZE_REACH, _FEE_REACH, _SUPPOSING_REACH = 30, 10, 2
_DRAW_REACH, _DEED_REACH, _NEED_REACH = 8, 10, 25
_LEAST_PRESSING, _LEAST_HURRY = 3, 2
_WON_AND_PAID = (("chosen",), ("grand",), ("fee",), (AMOUNT,))
_CARDS, _PAYING = frozenset(("card", "cards", "kart*", "tarjeta*", "cartao")), word_set("prizes", "paying")
_PAID_TO_HAVE, _HAVE_REACH, _GAME_REACH = (("paid",), ("receive",)), 20, 60
_UNDRAWN = Scheme("undrawn", (("game",), ("nobody",), ("handed",), ("sold",)), 90, "others")
_POSED = Scheme(
    "undrawn",
    (("game",), ("posed",), ("unawarded", "restarts")),
    110,
    is_spoken=False,
    negation=0,
    pairs=(Pair("posed", "won", "sample", 12, in_order=False),),
)
"""Rules by which the winners shown are examples, and the prize was not given yet or the clock begins anew."""
_CARD, _SPREAD = "a card's number", "spreading the page"


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
    picked: list[Evidence] = []
    price: dict[str, Evidence] = {}
    pressing: set[str] = set()
    for voice in (*voices, *_behind_buttons(voices)):
        found = _found(voice, "chosen", "kept", "prize", "grand", "fee", "share", "press", "claim")
        sums = amounts(voice.words)
        paid = meetings([*found, *sums], [["fee"], [AMOUNT]], _FEE_REACH)
        charged = {place for one in paid for place in range(one.whole.first, one.whole.last + 1)}
        hurry = {hit.term for hit in apart(hit for hit in found if hit.group == "press")}
        # A sum alone is a prize only where the visitor is pressed as well: else it may be any price.
        worth = [one for one in sums if one.first not in charged] if len(hurry) >= _LEAST_HURRY else []
        cues = [*found, *_drawn(voice)]
        cues += worth if cues else []
        met = meetings(cues, [["chosen", "kept"], ["prize", "grand", AMOUNT]], _PRIZE_REACH)
        won = [one.whole for one in met if not voice.disowns(one.whole)]
        chosen += [_quote(voice, one) for one in won[:1]]
        picked += [_quote(voice, one) for one in _handed_out(voice, cues)[:1]]
        spread = [hit for hit in found if hit.group == "share" and _is_counted(voice, hit)]
        bought = _bought(voice)
        for name, hits in (
            ("a payment", [one.whole for one in paid]),
            ("offers of others", bought),
            (_SPREAD, spread),
        ):
            own = [hit for hit in hits if not voice.disowns(hit)]
            if own and name not in price:
                price[name] = _quote(voice, own[0])
        if card := _card_form(voice):
            price.setdefault(_CARD, card)
        if not won and (game := _game(voice, spread, [one.whole for one in paid])) is not None:
            chosen.append(_quote(voice, game))
        pressing |= hurry
    if _SPREAD in price and len(price) > 1:
        chosen = chosen or picked
    if not chosen or not price:
        return None
    # A shop has a form for cards, and its wheel of fortune hands out vouchers: then it must press in more than one way.
    least = _LEAST_PRESSING if set(price) == {_CARD} else 1
    return Prize(tuple(sorted(price)), (*chosen[:1], *price.values()), len(pressing) >= least)


def undrawn(pages: Sequence[Page]) -> list[Evidence]:
    """Return where a site says that its prize is drawn for nobody, and that it is there to hand addresses on."""
    return [quote for page in pages for quote in passages(page, _UNDRAWN)[:1]]


def posed_winners(pages: Sequence[Page]) -> list[Evidence]:
    """Return where rules say that the winners shown are examples, and that no prize was given or no clock is real."""
    return [quote for page in pages for quote in passages(page, _POSED)[:1]]


def _game(voice: Voice, spread: Sequence[Hit], paid: Sequence[Hit]) -> Hit | None:
    """Return a game of boxes or wheels whose prize is had for spreading it and for a sum, all in one passage."""
    games = _found(voice, "game") if spread and paid else []
    if not games:
        return None
    had = meetings(
        [*(hit._replace(group="paid") for hit in paid), *_found(voice, "receive")], _PAID_TO_HAVE, _HAVE_REACH
    )
    for game in games:
        is_whole = all(
            any(abs(one.first - game.first) <= _GAME_REACH and not voice.disowns(one) for one in hits)
            for hits in (spread, [one.whole for one in had])
        )
        if is_whole and not voice.disowns(game):
            return game
    return None


def _handed_out(voice: Voice, cues: Sequence[Hit]) -> list[Hit]:
    """Return where the visitor was chosen and something is handed out to him, whatever it is: "claim my jacket".

    Who was chosen for a choir may have to pay, too: it says nothing unless the visitor must also spread the page.
    """
    met = meetings(cues, [["chosen", "kept"], ["claim"]], _PRIZE_REACH)
    return [one.whole for one in met if not voice.disowns(one.whole)]


def _behind_buttons(voices: Sequence[Voice]) -> list[Voice]:
    """Return as voices of their own the sources of pages that hold a win of some worth and what it costs, near by.

    Shops hide windows that hand out vouchers, and name the postage of their goods: none of them is meant.
    """
    sources = (SourceVoice(voice.page) for voice in voices if hides_text(voice.page))
    return [one for one in sources if meetings(_of_wins(one), _WON_AND_PAID, _PRIZE_REACH)]


def _of_wins(voice: Voice) -> list[Hit]:
    return [*_found(voice, "chosen", "grand", "fee"), *amounts(voice.words)]


def _quote(voice: Voice, hit: Hit) -> Evidence:
    return voice.quote(hit) if isinstance(voice, SourceVoice) else next(proofs(voice.page, voice.words, [hit]))


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
    return [one for one in done if around(needs, one, _NEED_REACH)]


def _found(voice: Voice, *groups: str) -> list[Hit]:
    hits = voice.own(lexicon("prizes").find(voice.words, *groups))
    hits = [hit for hit in hits if hit.group != "chosen" or not _is_supposed(voice, hit)]
    hits = [hit for hit in hits if hit.group != "prize" or not _is_payment(voice, hit)]
    # The prize may stand within the words that hand it out: "Sie haben ein Handy im Wert von 899 € gewonnen".
    return [Hit(hit.group, hit.term, hit.first, hit.first) if hit.group == "chosen" else hit for hit in hits]


def _is_payment(voice: Voice, hit: Hit) -> bool:
    """Say whether a card is what one pays with, as in "by card"."""
    return hit.term in _CARDS and not _PAYING.isdisjoint(voice.words.before(hit, 1))


def _is_supposed(voice: Voice, hit: Hit) -> bool:
    """Say whether the rules of a raffle speak of who may win, as in "if you have won, we write to you"."""
    supposed = word_set("prizes", "supposed")
    before = range(max(0, hit.first - _SUPPOSING_REACH), hit.first)
    opens = [place for place in before if voice.words.tokens[place] in supposed]
    return any(voice.words.same_sentence(Hit("", "", place, place), hit) for place in opens) or (
        voice.words.is_negated(hit) or voice.words.near(hit, word_set("prizes", "contest"), _PRIZE_REACH)
    )


def _card_form(voice: Voice) -> Evidence | None:
    """Return the title of a page with a form for a payment card."""
    asks = any(secret in ON_CARD for secret, _ in secrets_of(voice.page))
    return title_evidence(voice.page) if asks else None


def _is_counted(voice: Voice, hit: Hit) -> bool:
    """Say whether it is said with how many friends or groups the page must be shared; a button says none."""
    return any(token.isdecimal() for token in voice.words.tokens[hit.first : hit.last + 1])
