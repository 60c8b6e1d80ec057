"""Coupon codes that a page gives out beside the programme's names (P-09)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from screening.checks.promotion.refused_codes import refused_codes
from screening.checks.shared.page_reading import names_in
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote, tag_quote, text_quote
from screening.wording.folding import folded_words
from screening.wording.lists import entries
from screening.wording.phrases import lexicon
from screening.wording.quotations import in_marks
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["page_codes", "watches_fraud"]

_BRAND_REACH = 144
_ROW_REACH = 60
_DENIAL_REACH = 10
_MOST_SOURCE = 1_000_000
_CAPITALS = r"[A-Z0-9][A-Z0-9_-]{3,19}"
_CODE = re.compile(
    r"\b(?:[Cc]odes?|CODE|[Cc]oupon|COUPON|[Vv]oucher|VOUCHER|[Gg]utscheincode|[Gg]utschein|[Rr]abattcode|[Aa]ktionscode"
    r"|[Cc]up[oó]n|[Cc][oó]digo|[Cc]odice|[Kk]ortingscode|[Aa]ctiecode|[Kk]od|[Kk]upon|[Cc]upom"
    r"|[Rr]abattkod(?:en)?|[Rr]abattkode|[Rr]abatkode(?:n)?|[Kk]oden?|[Kk]ampanjkod)"
    rf"(?:\s(?:code|is|ist|est|es|promo|sconto|rabatowy|promocional))?[\s:\"'“„»‘–-]{{1,4}}({_CAPITALS})\b"
)
_CODE_NAMES = """
code codes coupon voucher gutscheincode gutschein rabattcode aktionscode cupon codigo codice kortingscode actiecode kod
kupon cupom rabattkod rabattkoden rabattkode rabatkode rabatkoden kode koden kampanjkod
"""
_CODE_WORDS = _CODE_NAMES.split()
"""With one of them, folded, every code that is called one begins."""
_ATTRIBUTE = re.compile(
    r"\b(?:data-(?:coupon|code|clipboard(?:-text)?|clipboard-value|copy|coupon-code|promo|promo-code|voucher|reveal|full-code))"
    rf"\s?=\s?[\"']({_CAPITALS})[\"']"
)
_FIELD = re.compile(rf"<input\b[^<>]{{0,200}}?\bvalue\s?=\s?[\"']({_CAPITALS})[\"']")
_ELEMENT = re.compile(
    rf"<(?:code|kbd|samp|tt)\b[^<>]{{0,200}}>\s{{0,5}}({_CAPITALS})\s{{0,5}}</"
    r"|\b(?:class|id)\s?=\s?[\"'][^\"'<>]{0,40}(?:code|coupon|voucher|promo|gutschein|cupon|kupon|clip)[^\"'<>]{0,40}[\"']"
    rf"[^<>]{{0,120}}>\s{{0,5}}({_CAPITALS})\s{{0,5}}<"
)
_BARE = re.compile(
    rf"(?<![\w/.#-])({_CAPITALS})(?![\w/-])"
    r"(?:(?!\s[a-z])|(?=\s(?:at|for|gives?|gets?|saves?|takes|to|is|bei|für|pour|para|per|voor|na|dla)\b))"
)
"""A code among capitals and digits; "the NW200 tent" is a model."""
_SHOP = r"([A-Z][\w&'’]*(?:\s[A-Z&][\w&'’]*){0,3})"
_NO_SHOPS = (
    "(?:Check|Christmas|Easter|Basket|Bestell|Kauf|Eink|Erst|Absch|Neu|Einl|Anm|Zahl|Kasse|Online|Achat|Acquist)"
)
_AT_SHOP = re.compile(rf"[\s\"'”’»]{{0,3}}\s(?:at|bei|chez|presso|bij|w|hos)\s(?!{_NO_SHOPS}){_SHOP}")
"""Behind a code, the shop that it is for: "TEA15 at Penrose"."""
_OF_SHOP = re.compile(rf"(?:^|[;,.|•·)\n]|\s){_SHOP}\s?[:–—-]\s?$")
"""Before a code in a list of shops: "Northwind: WELCOME10; Penrose: TEA15"."""
_IN_LIST = re.compile(r"\s?[:–—-]\s")
_MOST_CODES = 200
_NO_CODES = entries("methods", "no_codes")


def watches_fraud(page: Page) -> bool:
    """Say whether title or first heading speak of fraud: codes that such a page names are not given out by it."""
    return lexicon("prohibited").says(page.title_and_heading, "fraud_watch")


def page_codes(page: Page, names: list[tuple[str, ...]]) -> dict[str, Evidence]:
    """Return the codes of a page that stand by a protected name, or anywhere where the title has the name.

    A page that trades in codes, by title or address, lists them without the word "code": its bare words of capitals and
    digits count, and what stands alone in an element for codes. On other pages, codes that are only quoted, and codes
    of which the page says that they do not exist, are not given out.
    """
    voice = Voice(page)
    words = voice.words
    trades = _trades_in_codes(page)
    titled = bool(names_in(words_of(page.title), names, "name"))
    ends = sorted(words.span(hit.first, hit.last)[1] for hit in names_in(words, names, "name"))
    found = list(islice(_worded(words, ends, titled), _MOST_CODES))
    if not trades:
        quoted = {code for code, start, end in found if _is_quoted(voice, start, end)}
        found = [one for one in found if one[0] not in quoted]
    if trades:
        found += _bare(words, ends, titled)[:_MOST_CODES]
    if not titled:
        found = [one for one in found if not _is_beside_menu(page, one[0], names)]
    strange = {one for one in found if _is_of_other_shop(words.text, one[1], one[2], ends, names)}
    denied = {code for code, start, end in found if _is_denied(words, start, end)} | {code for code, _, _ in strange}
    denied |= refused_codes(page, words, found)
    codes: dict[str, Evidence] = {}
    for code, start, end in found:
        if code not in denied:
            codes.setdefault(code, evidence(text_quote(words.text, start, end), page))
    if titled:
        for code, quote in _in_markup(page, trades):
            if code not in denied:
                codes.setdefault(code, quote)
    return codes


def _trades_in_codes(page: Page) -> bool:
    return lexicon("promotion").says(f"{page.title_and_heading} | {urlsplit(page.url).path}", "coupon.codes")


def _is_beside_menu(page: Page, code: str, names: list[tuple[str, ...]]) -> bool:
    """Say whether a code stands in the page's own text and the names only in menus, sidebars and the like."""
    return code in page.main_text and not names_in(words_of(page.main_text), names, "name")


def _worded(words: Words, ends: list[int], titled: bool) -> Iterator[tuple[str, int, int]]:
    for place in words.matches(_CODE, _CODE_WORDS):
        code = place.group(1).strip("-_")
        near = any(abs(place.start() - end) <= _BRAND_REACH for end in ends)
        if (titled or near) and _is_code(code):
            yield code, *place.span()


def _bare(words: Words, ends: list[int], titled: bool) -> list[tuple[str, int, int]]:
    """Return words of capitals and digits: all of a page about the brand, else the first after each of its names."""
    bare = [
        (place.group(1).strip("-_"), *place.span(1))
        for place in _BARE.finditer(words.text)
        if _is_code(place.group(1)) and any(character.isdigit() for character in place.group(1))
    ]
    if titled:
        return bare
    starts = [start for _, start, _ in bare]
    near = set()
    for end in ends[:_MOST_CODES]:
        place = bisect_left(starts, end)
        if place < len(bare) and starts[place] - end <= _ROW_REACH:
            near.add(bare[place])
    return sorted(near, key=lambda one: one[1])


def _in_markup(page: Page, trades: bool) -> Iterator[tuple[str, Evidence]]:
    html = page.html[:_MOST_SOURCE]
    for pattern in (_ATTRIBUTE, _FIELD) if trades else (_ATTRIBUTE,):
        for place in islice(pattern.finditer(html), _MOST_CODES):
            if _is_code(place.group(1)) and (quote := tag_quote(html, place.group(1))):
                yield place.group(1), evidence(quote, page)
    for place in islice(_ELEMENT.finditer(html), _MOST_CODES) if trades else ():
        code = place.group(1) or place.group(2)
        if _is_code(code):
            yield code, evidence(source_quote(html, *place.span(1 if place.group(1) else 2)), page)


def _is_of_other_shop(text: str, start: int, end: int, ends: list[int], names: list[tuple[str, ...]]) -> bool:
    """Say whether the shop nearest to a code is another one: named behind it, or before it in a list of shops.

    Args:
        text: The page's text.
        start: Where the code begins.
        end: Where it ends.
        ends: Where the protected names end, in order.
        names: The protected names.
    """
    if behind := _AT_SHOP.match(text, end, end + _ROW_REACH):
        return not _is_named_so(behind[1], names)
    place = bisect_left(ends, start) - 1
    if place < 0 or start - ends[place] > _BRAND_REACH or not _IN_LIST.match(text, ends[place]):
        return False
    before = _OF_SHOP.search(text[ends[place] : start])
    return before is not None and not _is_named_so(before[1], names)


def _is_named_so(shop: str, names: list[tuple[str, ...]]) -> bool:
    """Say whether a shop's name begins like a protected one, as far as both go: "Northwind Outlet" does."""
    words = folded_words(shop)
    return any(all(one == other for one, other in zip(words, name, strict=False)) for name in names)


def _is_quoted(voice: Voice, start: int, end: int) -> bool:
    """Say whether the word "code" and what follows it are quoted together; a code alone in marks is only set off."""
    words = voice.words
    if in_marks(words.text, start, end):
        return True
    hit = Hit("", "", *_places(words, start, end))
    return not voice.own([hit])


def _is_denied(words: Words, start: int, end: int) -> bool:
    first, last = _places(words, start, end)
    around = words.tokens[max(0, first - _DENIAL_REACH) : last + 1 + _DENIAL_REACH]
    return lexicon("selling").says(" ".join(around), "denied")


def _places(words: Words, start: int, end: int) -> tuple[int, int]:
    """Return the first and last word of `words.text[start:end]`."""
    by_end = range(len(words))
    first = bisect_left(by_end, start + 1, key=lambda place: words.span(place, place)[1])
    last = bisect_left(by_end, end, key=lambda place: words.span(place, place)[1])
    return first, min(max(first, last), len(words) - 1)


def _is_code(code: str) -> bool:
    return len(code) >= 4 and code not in _NO_CODES and any(character.isalpha() for character in code)
