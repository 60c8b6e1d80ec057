"""Whether a site sells links, in its own voice (P-22)."""

from __future__ import annotations

from dataclasses import dataclass

from screening.checks.result import Result, Severity, found, passed
from screening.checks.shared.page_reading import title_evidence
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.wording.cues import AMOUNT, around, meetings
from screening.wording.figures import Figure, sums
from screening.wording.lists import word_set
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.sentences import sentence_end, sentence_ends
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["link_sales"]

_PRICE_REACH = 200
_VOICE_REACH = 60
"""Words from an offer within which its seller speaks of himself."""
_ASKED_REACH = 14
_LINK_REACH = 25
_RECEIPT_REACH = 10
_REFUSAL_REACH = 3
"""Words before a price in which a refusal stands."""
_STUDY = word_set("link_sales", "study")


_HIDDEN = (Pair("unlabelled", "not", "label", 5, negates=True),)
_UNLABELLED = Scheme(
    "links",
    (("unlabelled",), ("thing",), (AMOUNT,), ("deal", "lasting", "extra")),
    60,
    "others",
    page="page",
    address="address",
    pairs=_HIDDEN,
)
_LASTING = Scheme(
    "links", (("lasting",), ("extra",), ("thing",), (AMOUNT,)), 60, "others", page="page", address="address"
)


def link_sales(site: Site) -> Result:
    """Return whether links or guest posts are for sale.

    The offer must be the site's own. What stands in a quotation or in a question, and what somebody reports to have
    been asked or offered, or to have found in the mail, is none.
    """
    hidden = [quote for page in site.pages for quote in unlabelled_links(page)]
    if hidden:
        says = "Lasting links or articles without a label are offered for money."
        return found("P-22", Severity.STRONG, says, list(dict.fromkeys(hidden))[:3])
    sold = [_sold_on(page) for page in site.pages]
    priced = [quote for one in sold for quote in one.priced]
    if priced:
        says = "Links or guest posts are offered at a price."
        return found("P-22", Severity.STRONG, says, list(dict.fromkeys(priced))[:3])
    offered = [quote for one in sold for quote in one.offered]
    if len(offered) >= 2:
        says = "Links or guest posts seem to be for sale; no price was found."
        return found("P-22", Severity.CAUTION, says, offered[:3])
    return passed("P-22", "No links are offered for sale.")


@dataclass(frozen=True)
class _Sold:
    """Quotes of one page: offers with a price, or offers without."""

    priced: tuple[Evidence, ...] = ()
    offered: tuple[Evidence, ...] = ()


def unlabelled_links(page: Page) -> list[Evidence]:
    """Return quotes of links that are sold as what search engines forbid, in whatever words.

    A link or an article, a price, and that nobody will see it was paid; or that it lasts or counts, beside what only
    sellers of links name: other blogs for the same, gambling and loans at another price, payment without a trace.
    """
    return [quote for scheme in (_UNLABELLED, _LASTING) for quote in passages(page, scheme, reported=_received)[:2]]


def _received(words: Words) -> list[Hit]:
    """Return where somebody says that a mail with an offer came to him."""
    cues = lexicon("link_sales").find(words, "message", "came")
    return [one.whole for one in meetings(cues, [["message"], ["came"]], _RECEIPT_REACH)]


def _sold_on(page: Page) -> _Sold:
    table = lexicon("link_sales")
    voice = Voice(page)
    words = voice.words
    hits = [hit for hit in (*table.find(words, "offer"), *_paid_posts(words)) if not words.is_negated(hit)]
    if not hits:
        return _Sold()
    asked = [*table.find(words, "asked"), *_received(words)]
    hits = [
        hit
        for hit in voice.own(hits)
        if not voice.is_answered_no(hit)
        and not voice.is_reported(hit, is_guarded=words.near(hit, _STUDY) or bool(around(asked, hit, _ASKED_REACH)))
    ]
    voices = voice.own([hit for hit in table.find(words, "selling") if not words.is_negated(hit)])
    hints = voice.own(table.find(words, "hint"))
    title = page.title_and_heading
    titled = table.says(title, "title") and not table.says(title, "asked")
    trading = titled and table.says(title, "trade")
    prices = [(hit, price) for hit in hits if (price := _price_near(words, hit))]
    spoken = [
        (hit, price)
        for hit, price in prices
        if around(voices, hit, _VOICE_REACH)
        or trading
        or len(different(around(hints, hit, _VOICE_REACH))) >= 2
        or (titled and len({price for _, price in prices}) >= 3)
    ]
    if spoken:
        return _Sold(priced=tuple(evidence(text_quote(words.text, *place), page) for _, place in spoken[:2]))
    if hits and (trading or (titled and voices) or len(different(voices)) >= 3):
        named = (title_evidence(page),) if titled else ()
        return _Sold(offered=(*named, *proofs(page, words, hits, 2)))
    return _Sold()


def _paid_posts(words: Words) -> list[Hit]:
    """Return paid articles that are sold for their links: beside a word for links, and nowhere near a label."""
    table = lexicon("link_sales")
    hits = table.find(words, "paid_post")
    if not hits:
        return []
    links = table.find(words, "link")
    labels = [hit for hit in table.find(words, "labelled") if not words.is_negated(hit, 4)]
    return [hit for hit in hits if around(links, hit, _LINK_REACH) and not around(labels, hit, _LINK_REACH)]


def _is_refused(words: Words, price: Figure) -> bool:
    """Say whether a price is named to turn it down: "Not for $50"."""
    return words.is_negated(Hit("", "price", price.place, price.place), _REFUSAL_REACH)


def _price_near(words: Words, hit: Hit) -> tuple[int, int] | None:
    """Return hit and nearest price as one span where they stand within 200 characters and are no question."""
    start, end = words.span(hit.first, hit.last)
    around = [one for one in sums(words) if start - _PRICE_REACH <= one.start and one.end <= end + _PRICE_REACH]
    prices = [(price.start, price.end) for price in around if price.value > 0 and not _is_refused(words, price)]
    if not prices:
        return None
    nearest = min(prices, key=lambda span: max(span[0] - end, start - span[1]))
    first, last = min(start, nearest[0]), max(end, nearest[1])
    closing = sentence_end(words.text, last, _PRICE_REACH)
    asks = closing is not None and closing[0] == "?" and not sentence_ends(words.text, first, last - 1)
    return None if asks else (first, last)
