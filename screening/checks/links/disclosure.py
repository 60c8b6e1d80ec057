"""Whether a visitor is told that links are paid (P-01, P-02, P-03)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from screening.checks.clicks.network_loads import links_of_files
from screening.checks.context import Context
from screening.checks.links.disclosure_words import (
    disclosed_in_own_words,
    is_denied,
    is_negated,
    is_of_others,
    is_renounced,
)
from screening.checks.links.withheld_notice import left_out, taken_away
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.affiliate_clicks import AffiliateLink, affiliate_links
from screening.checks.shared.page_reading import opening, unread_reason
from screening.counted import counted
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.wording.lists import entries, word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["check"]

CHECKS = ("P-01", "P-02", "P-03")
_ADJACENT_CHARACTERS = 80
"""After a link's text; room for "(paid link)"."""
_LABEL_CHARACTERS = 25
"""A label such as "Anzeige" counts as set apart where so few characters stand between it and the link or the title."""
_TAG = re.compile(
    r"#(?:ad|ads|advert|anzeige|werbung|sponsored|pub|publi|publicidad|adv|advertentie|reklama|affiliate|affiliatelink)\b",
    re.IGNORECASE,
)
_WEAK_TAG = re.compile(r"#(?:sp|spon|collab|ambassador|partner|gifted)\b", re.IGNORECASE)
_MARK = re.compile(
    r"\s{0,3}[(\[]?(?:\*|ad\b|aff\b|affiliate\b|paid\b|sponsored\b|anzeige\b|werbung\b|commission)", re.IGNORECASE
)
_BRACKETED = re.compile(
    r"[(\[]\s{0,2}(?:ads?|advert|aff|aff\.? ?link|affiliate|paid|paid link|commission|werbung|anzeige|pub|reklama?)"
    r"\s{0,2}[)\]]",
    re.IGNORECASE,
)
_MOSTLY = 0.8
_FEW_LINKS = 2
_SEVERAL_PAGES = 3
_NOTHING = word_set("disclosure", "nothing")
_LATIN_SHARE = 0.5


class _Place(Enum):
    BEFORE = "before the first affiliate link"
    AFTER = "after the first affiliate link"
    NONE = "nowhere"


@dataclass(frozen=True)
class _Reading:
    """How one page tells its readers.

    Attributes:
        page: Which.
        links: Its affiliate links; may be none.
        clear: Quotes of clear words.
        weak: Quotes of words that say too little.
        is_jargon: Whether these are words of the trade alone, which readers do not know.
        denied: Quotes of words that say nobody pays.
        place: Where the first clear words stand.
    """

    page: Page
    links: list[AffiliateLink]
    clear: tuple[Evidence, ...]
    weak: tuple[Evidence, ...]
    is_jargon: bool
    denied: tuple[Evidence, ...]
    place: _Place


def check(site: Site, context: Context) -> list[Result]:
    """Return whether the site discloses its affiliate links, in which words, and Amazon's own statement."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    of_files = links_of_files(site)
    whole = (replace(page, links=(*page.links, *of_files.get(page.url, ()))) for page in site.pages)
    readings = [_read(page, affiliate_links(page, site, context)) for page in whole]
    if taken := taken_away(site):
        says = "A script takes the words that links are paid away from visitors, and leaves them to robots."
        return [found("P-01", Severity.STRONG, says, taken[:3]), _wording(readings), _amazon(readings)]
    if not any(reading.links for reading in readings):
        return [not_applicable(one, "No affiliate links were found.") for one in CHECKS]
    return [_withheld(site, readings) or _presence(readings), _wording(readings), _amazon(readings)]


def _read(page: Page, links: list[AffiliateLink]) -> _Reading:
    words = words_of(page.text)
    table = lexicon("disclosure")
    hits = [hit for hit in table.find(words, "clear") if not is_negated(words, hit) and not is_denied(words, hit)]
    hits = [hit for hit in hits if _NOTHING.isdisjoint(words.tokens[hit.last + 1 : hit.last + 2])]
    hits = [hit for hit in hits if not is_of_others(words, hit)] + disclosed_in_own_words(words)
    renounced = [hit for hit in hits if is_renounced(words, hit)]
    hits = [hit for hit in hits if hit not in renounced]
    marks = [*_tags(words.text), *_tags(words.text, _BRACKETED), *_labels(words, links)]
    places = sorted([*(words.span(hit.first, hit.last)[0] for hit in hits), *marks])
    clear = tuple(proofs(page, words, hits, 1)) or tuple(_around(page, words.text, places[:1]))
    weak_hits = table.find(words, "weak") or table.find(words, "jargon")
    is_jargon = not any(hit.group == "weak" for hit in weak_hits)
    weak = tuple(proofs(page, words, weak_hits, 1)) or tuple(
        _around(page, words.text, _tags(words.text, _WEAK_TAG)[:1])
    )
    denials = [*renounced[:1], *table.find(words, "denial")]
    denied = tuple(proofs(page, words, Voice(page).own(denials), 2))
    return _Reading(page, links, clear, weak, is_jargon, denied, _place(places, links, words.text))


def _place(places: list[int], links: list[AffiliateLink], text: str) -> _Place:
    if not places:
        return _Place.NONE
    first = links[0].link if links else None
    if first is None or places[0] <= first.offset + len(first.text) + _ADJACENT_CHARACTERS:
        return _Place.BEFORE
    marked = (_MARK.match(text, one.link.offset + len(one.link.text)) or "*" in one.link.text for one in links)
    return _Place.BEFORE if all(marked) else _Place.AFTER


def _tags(text: str, pattern: re.Pattern[str] = _TAG) -> list[int]:
    return [tag.start() for tag in pattern.finditer(text)]


def _labels(words: Words, links: list[AffiliateLink]) -> list[int]:
    """Return where a single word ("Anzeige") stands apart: in a link's text, beside a link, between brackets."""
    places = []
    starts = [one.link.offset for one in links]
    ends = [one.link.offset + len(one.link.text) for one in links]
    for hit in lexicon("disclosure").find(words, "label"):
        if is_negated(words, hit) or is_renounced(words, hit):
            continue
        start, end = words.span(hit.first, hit.last)
        beside = any(start - 3 <= place <= end + _LABEL_CHARACTERS for place in starts)
        beside = beside or any(place - 3 <= start <= place + _LABEL_CHARACTERS for place in ends)
        bracketed = words.text[max(0, start - 1) : start] in ("(", "[", "*") or words.text[end : end + 1] in (
            ":",
            ")",
            "]",
        )
        alone = words.text[start].isupper() and hit.first < 60
        if beside or bracketed or alone:
            places.append(start)
    return places


def _around(page: Page, text: str, places: list[int]) -> list[Evidence]:
    return [evidence(text_quote(text, place, place + 1, page.seams), page) for place in places]


def _withheld(site: Site, readings: list[_Reading]) -> Result | None:
    """Return that by its own word the site leaves its notice out; one that stands before the links was not left out."""
    if all(reading.place is _Place.BEFORE for reading in readings if reading.links):
        return None
    if admitted := left_out(site.pages):
        says = "The site says itself that it leaves out that links are paid, as fewer people would click."
        return found("P-01", Severity.STRONG, says, admitted[:3])
    return None


def _presence(readings: list[_Reading]) -> Result:
    linking = [reading for reading in readings if reading.links]
    disclosed = [reading for reading in linking if reading.place is _Place.BEFORE]
    clear = [quote for reading in readings for quote in reading.clear]
    count = sum(len(reading.links) for reading in linking)
    if len(disclosed) == len(linking):
        return passed("P-01", "Affiliate links are disclosed before or beside the first of them.", clear[:1])
    denied = [quote for reading in readings for quote in reading.denied]
    if not clear and denied and count > 1:
        says = f"The site says that nobody pays it; there are {_links(count)} on {_pages(len(linking))}."
        return found("P-01", Severity.STRONG, says, [*denied[:2], *_link_quotes(linking)[:2]])
    if not clear and any(reading.weak for reading in readings):
        return _hinted(readings, linking, count)
    if not clear and (foreign := _foreign([reading.page for reading in readings])):
        return not_checked("P-01", f"How a disclosure is worded in {foreign} is not known.")
    if not clear:
        says = f"{_links(count)} on {_pages(len(linking))}, and nothing that was read says that they are paid."
        few = count <= _FEW_LINKS and len(linking) == 1 and len(readings) >= _SEVERAL_PAGES
        return found("P-01", Severity.CAUTION if few else Severity.STRONG, says, _link_quotes(linking))
    late = [reading for reading in linking if reading.place is not _Place.BEFORE]
    is_half_read = not _languages([reading.page for reading in readings]).isdisjoint(_half_known())
    severity = Severity.NOTE if len(disclosed) >= _MOSTLY * len(linking) or is_half_read else Severity.CAUTION
    says = (
        f"{_pages(len(late))} of {len(linking)} with affiliate links say that they are paid only after the first of "
        "them, or leave it to another page."
    )
    return found("P-01", severity, says, [*_link_quotes(late)[:1], *clear[:1]])


def _hinted(readings: list[_Reading], linking: list[_Reading], count: int) -> Result:
    """Weigh hints: as silence where all are words of the trade, beside several links in a language that is known."""
    quotes = [*_weak(readings)[:1], *_link_quotes(linking)]
    is_silent = count > _FEW_LINKS and all(reading.is_jargon for reading in readings)
    if is_silent and not _foreign([reading.page for reading in readings]):
        says = (
            f"{_links(count)} on {_pages(len(linking))}; that they are paid is hinted at in words readers do not know."
        )
        return found("P-01", Severity.STRONG, says, quotes)
    says = f"{_links(count)} on {_pages(len(linking))}; that they are paid is only hinted at."
    return found("P-01", Severity.CAUTION, says, quotes)


def _foreign(pages: list[Page]) -> str:
    """Return the language of a site whose words for advertising the lexicon does not hold, or ""."""
    named = _languages(pages)
    if named and named.isdisjoint(entries("disclosure", "languages")):
        return f"the language {min(named)!r}"
    half = named & _half_known()
    if half and any(lexicon("disclosure").find(words_of(page.text), "stirs") for page in pages):
        return f"the language {min(half)!r}"
    letters = [character for page in pages for character in page.text[:5_000] if character.isalpha()]
    latin = sum(character < "\u0250" for character in letters)
    return "another script" if letters and latin < _LATIN_SHARE * len(letters) else ""


def _half_known() -> frozenset[str]:
    """Return the languages of which few wordings are known: any word of the matter makes silence none."""
    return entries("disclosure", "half_known")


def _languages(pages: list[Page]) -> set[str]:
    """Return the languages that pages say they are in, but for English, which templates say of any."""
    return {page.language[:2] for page in pages if page.language} - {"en"}


def _wording(readings: list[_Reading]) -> Result:
    clear = [quote for reading in readings for quote in reading.clear]
    if clear:
        return passed("P-02", "The words of the disclosure are clear.", clear[:1])
    if weak := _weak(readings):
        return found(
            "P-02", Severity.CAUTION, "The only words that hint at payment are not understood as such.", weak[:2]
        )
    return not_applicable("P-02", "There is no disclosure whose words could be weighed.")


def _amazon(readings: list[_Reading]) -> Result:
    amazon = [one for reading in readings for one in reading.links if "amazon" in one.target.network.lower()]
    if not amazon:
        return not_applicable("P-03", "No Amazon partner links were found.")
    for reading in readings:
        words = words_of(reading.page.text)
        hits: list[Hit] = lexicon("disclosure").find(words, "amazon")
        if hits:
            return passed("P-03", "Amazon's statement is there.", proofs(reading.page, words, hits, 1))
    linking = [reading for reading in readings if any("amazon" in one.target.network.lower() for one in reading.links)]
    says = f"{_links(len(amazon))} to Amazon without its statement about qualifying purchases on a page that was read."
    return found("P-03", Severity.NOTE, says, _link_quotes(linking)[:2])


def _weak(readings: list[_Reading]) -> list[Evidence]:
    return [quote for reading in readings if reading.links for quote in reading.weak]


def _link_quotes(readings: list[_Reading]) -> list[Evidence]:
    """Return the first affiliate link of up to three pages."""
    firsts = [(reading.page, reading.links[0].link) for reading in readings if reading.links]
    return [
        evidence(link.quote or link.text, page) if link.quote or link.text else opening(page)
        for page, link in firsts[:3]
    ]


def _links(count: int) -> str:
    return counted(count, "affiliate link")


def _pages(count: int) -> str:
    return counted(count, "page")
