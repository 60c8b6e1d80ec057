"""Reviews that are written to order, and crowds for sale: followers, likes, accounts (P-11)."""

from __future__ import annotations

from collections.abc import Iterable

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.wording.cues import AMOUNT, amounts, around, meetings
from screening.wording.phrases import lexicon
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import words_of

__all__ = ["crowds_for_sale", "made_at_home", "reviews_to_order"]

_OFFER_REACH = 40
_WARNING_REACH = 40
_ORDER = (("praise",), ("reviewed",), ("maker",), ("bundle",))
_CREW = (
    ("praise", "crews.praise"),
    ("reviewed", "crews.reviewed"),
    ("crews.maker",),
    ("bundle", "crews.bundle"),
)
_PIECES = (
    ("reviewed", "crews.reviewed", "pieces.reviewed"),
    (AMOUNT,),
    ("pieces.people", "pieces.made"),
    ("pieces.kept", "pieces.hidden"),
)
"""Reviews at a price, whose are not bought: by whom or from what they are written, and how they stay unnoticed."""
_OFFERS = {_ORDER: 40, _CREW: 40, _PIECES: 90}
"""What meets, and within how many words: a price list is longer than a sentence."""
_OFFERED = sorted({group for offer in _OFFERS for kind in offer for group in kind} - {AMOUNT})
_FANCIED = Pair("fancied", "marks", "invented", 10, in_order=False)
_PUT_INTO_MOUTHS = Pair("voices", "quotes", "selves", 8)
_AT_HOME = (
    Scheme("homemade", (("fancied",), ("untested",)), 70, "others", pairs=(_FANCIED,)),
    Scheme("homemade", (("voices",), ("invented", "untested", "alias")), 70, "others", pairs=(_PUT_INTO_MOUTHS,)),
)
"""Marks that are made up for what nobody tried, and words of buyers that the site writes, by its own account."""
_GHOSTED = Scheme(
    "ghosted",
    (("opinions",), ("task",), ("guises", "masks", "lent"), ("unowned", "unseen")),
    90,
    "others",
    is_spoken=False,
    negation=0,
    pairs=(
        Pair("masks", "change", "identity", 3),
        Pair("lent", "accounts", "by_us", 6, in_order=False),
        Pair("unseen", "unneeded", "goods", 7, in_order=False),
    ),
)
"""An advertisement of a job: opinions to be written as many, of things that need not be had."""
_COMPOSED = Scheme("composed", (("people",), ("imagined",), ("unheld",)), 70, "others", is_spoken=False, negation=0)
"""Small print: testers who are none, and tests of what nobody held."""
_MADE_UP = tuple(
    Pair(f"{who}_{how}", who, how, 12, in_order=False)
    for who in ("people", "bodies")
    for how in ("created", "imagined")
)
_STAFFED = Scheme(
    "composed", (tuple(pair.kind for pair in _MADE_UP), ("lent",)), 50, "retold", is_spoken=False, pairs=_MADE_UP
)
"""Small print: experts who are made up, and whence their faces and words come."""
_MAKERS = ("maker", "pieces.made", "pieces.people")
_SUPPLIED = ("crowds.sale", "crowds.ease")
_CROWDS = (["crowds.sale", "crowds.ease"], ["crowds.thing"], [AMOUNT])


def reviews_to_order(pages: Iterable[Page]) -> list[Evidence]:
    """Return offers to write good reviews by the package or the piece, the page's own and not warned of."""
    quotes = []
    for page in pages:
        hits = lexicon("reviews").find(words_of(page.text), "warned", *_OFFERED)
        kinds = {hit.group for hit in hits} | {AMOUNT}
        if not any(all(kinds.intersection(wanted) for wanted in offer) for offer in _OFFERS):
            continue
        voice = Voice(page)
        words, warnings = voice.words, [hit for hit in hits if hit.group == "warned"]
        makers = [hit for hit in hits if hit.group.endswith(_MAKERS)]
        unmeant = {hit for hit in makers if words.is_negated(hit) or voice.is_asked(hit)}
        offers = [*voice.own([hit for hit in hits if hit not in unmeant]), *amounts(words)]
        for whole in (met.whole for offer, reach in _OFFERS.items() for met in meetings(offers, offer, reach)):
            if not voice.is_reported(whole, is_guarded=bool(around(warnings, whole, _WARNING_REACH))):
                quotes.append(evidence(text_quote(words.text, *words.span(whole.first, whole.last)), page))
    return quotes


def crowds_for_sale(pages: Iterable[Page]) -> list[Evidence]:
    """Return offers of followers, likes or accounts at a price, in the seller's own voice."""
    quotes = []
    for page in pages:
        words = words_of(page.text)
        hits = lexicon("reviews").find(words, "crowds.thing", *_SUPPLIED, "crowds.reported", "warned")
        if not any(hit.group in _SUPPLIED for hit in hits):
            continue
        voice = Voice(page)
        reported = [hit for hit in hits if hit.group in ("crowds.reported", "warned")]
        offers = [hit for hit in hits if hit not in reported and not voice.is_asked(hit)]
        cues = [*voice.own(offers), *amounts(words)]
        for whole in (one.whole for one in meetings(cues, _CROWDS, _OFFER_REACH)):
            is_guarded = bool(around(reported, whole, _WARNING_REACH))
            if not voice.is_reported(whole, is_guarded=is_guarded) and not voice.disowns(whole):
                quotes.append(evidence(text_quote(words.text, *words.span(whole.first, whole.last)), page))
    return quotes


def made_at_home(pages: Iterable[Page], *, earns: bool) -> list[Evidence]:
    """Return where a site says that it makes up its marks or its testers, or has the words of buyers written.

    Args:
        pages: Its pages.
        earns: Whether it has partner links. Without them made-up people may be figures of a story or a model.
    """
    schemes = (*_AT_HOME, _GHOSTED, _COMPOSED, *((_STAFFED,) if earns else ()))
    return [quote for page in pages for scheme in schemes for quote in passages(page, scheme)[:1]]
