"""Whether buyers are paid for good reviews: the price back for five stars, or money for each (P-11)."""

from __future__ import annotations

from collections.abc import Iterable

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import AMOUNT
from screening.wording.phrases import lexicon
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.words import words_of

__all__ = ["paid_stars"]

_RATED = (Pair("rated", "posted", "praise", 7), Pair("rated", "praise", "shown", 12))
_SCHEMES = (
    Scheme("stars", (("rated",), ("repaid",), ("bought",)), 45, "others", is_spoken=False, pairs=_RATED),
    Scheme("stars", (("each",), (AMOUNT,), ("pays",)), 20, "others", is_spoken=False),
    Scheme("stars", (("traded",), ("free",)), 20, "others", is_spoken=False),
)
"""To buy, to leave stars and to be paid back; a price for each good review; or goods in return for it."""


def paid_stars(pages: Iterable[Page]) -> list[Evidence]:
    """Return offers to pay buyers for good reviews, the page's own; reviews good or bad may be asked for."""
    table = lexicon("schemes")
    looked_at = (
        page
        for page in pages
        if table.find(words_of(page.text), "stars.praise", "stars.each", "stars.traded")
        and not table.says(page.title_and_heading, "stars.others")
    )
    return [quote for page in looked_at for scheme in _SCHEMES for quote in passages(page, scheme)[:1]]
