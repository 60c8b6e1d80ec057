"""Whether a site sends, or sells, mail to people who never asked for it (P-26)."""

from __future__ import annotations

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import AMOUNT
from screening.wording.phrases import lexicon
from screening.wording.schemes import Scheme, passages
from screening.wording.words import words_of

__all__ = ["unasked_mail"]

_REACH = 80
_SCHEMES = (
    Scheme("blast", (("people",), ("gathered",), ("unasked", "evades")), _REACH, "others", is_spoken=False, negation=0),
    Scheme("blast", (("people",), ("unasked",), ("evades",)), _REACH, "others", is_spoken=False, negation=0),
    Scheme("blast", (("people",), ("gathered",), ("sent",), (AMOUNT,)), _REACH, "others", negation=0),
)
"""Addresses from where nobody agreed, and no consent asked, filters passed by, or a price for sending to them."""


def unasked_mail(page: Page) -> list[Evidence]:
    """Return quotes in which a page tells of its own mail to addresses that never agreed; none of one that warns."""
    if not lexicon("schemes").find(words_of(page.text), "blast.gathered", "blast.unasked"):
        return []
    return list(dict.fromkeys(quote for scheme in _SCHEMES for quote in passages(page, scheme)[:1]))
