"""Whether the site presents itself as the brand (P-10).

Writing about a brand is what partners do: reviews, codes, guides and fan pages use the name. What counts is speaking
as the brand: "official", its support, its login, its name as the site's own, or answering its calls for money.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.checks.brand.costly_calls import answered, cards_dictated
from screening.checks.brand.secrets_asked import asked_in_its_name
from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.page_reading import brand_words, is_own_site, unread_reason
from screening.evidence import Evidence, distinct, evidence
from screening.page.model import Page
from screening.page.quotes import cut, tag_quote, text_quote
from screening.site import Site
from screening.wording.cues import around
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.schemes import Scheme, passages
from screening.wording.words import Hit, Words, words_of

__all__ = ["check"]

_CHECK = "P-10"
_COPYRIGHT_REACH = 16
_SHORT_TEXT_WORDS = 12
"""A title or heading of more words is a sentence about something."""

_ANSWERING = Scheme("answering", (("posing",), ("strangers",), ("fooled",)), 60, "others", is_spoken=False, negation=0)
_ANSWER_REACH, _PHONE_REACH = 5, 8
"""Words between picking up and the name that is said, and between what is said and the telephone."""

_GENERAL_WORDS = word_set("impersonation", "general")
"""Words that say nothing beside a name."""


@dataclass(frozen=True)
class _Claim:
    """A place that speaks as the brand; `kind` says which, `is_name` that the bare name stands there."""

    kind: str
    quote: Evidence
    is_name: bool


def check(site: Site, context: Context) -> list[Result]:
    """Return whether the site speaks as one of the protected names."""
    names = brand_words(site, context)
    if not names:
        return [not_applicable(_CHECK, "No protected names are known.")]
    if is_own_site(site, context):
        return [not_applicable(_CHECK, "The site is the merchant's own.")]
    # A form that asks for a password is all that a visitor of a false support page gets to see.
    pages = site.asking_pages or ((site.barrier,) if site.barrier is not None else ())
    signing_in = [login for page in pages for login in _login(page, names)]
    if signing_in:
        return [
            found(_CHECK, Severity.DECISIVE, "A page under the programme's name asks for a password.", signing_in[:3])
        ]
    if asked := _secrets_asked(pages, names):
        return [asked]
    if reason := unread_reason(site):
        return [not_checked(_CHECK, reason)]
    claims = [claim for page in site.pages for claim in _claims(page, names)]
    spoken = [claim for claim in claims if not claim.is_name]
    kinds = {claim.kind for claim in claims}
    quotes = distinct(claim.quote for claim in (*spoken, *claims))
    calls = answered(site.pages, names)
    if calls:
        # Callers do not read the small print, so what it says of the programme does not clear the line.
        return [found(_CHECK, Severity.STRONG, "The site answers calls to the programme itself, at a charge.", calls)]
    if dictated := cards_dictated(site.pages, names):
        says = "Callers of the programme are to read the number of their card out to the site."
        return [found(_CHECK, Severity.STRONG, says, dictated[:3])]
    if posing := [quote for page in site.pages for quote in _answered_as(page, names)]:
        says = "The site says itself that it answers in the programme's name without belonging to it."
        return [found(_CHECK, Severity.STRONG, says, posing[:3])]
    if _disclaims(site):
        return [passed(_CHECK, "The site says that it is not the programme's.")]
    if spoken and len(kinds) >= 2:
        says = f"The site speaks as the programme: {', '.join(sorted(kinds))}."
        return [found(_CHECK, Severity.DECISIVE, says, quotes)]
    if spoken or len(kinds) >= 2:
        says = f"The site could be taken for the programme's own: {', '.join(sorted(kinds))}."
        return [found(_CHECK, Severity.STRONG, says, quotes)]
    if claims:
        return [found(_CHECK, Severity.CAUTION, "The site bears the programme's name alone.", quotes)]
    return [passed(_CHECK, "The site does not speak as the programme.")]


def _answered_as(page: Page, names: list[tuple[str, ...]]) -> list[Evidence]:
    """Return where a page says that calls or mails are answered in a name that is not the site's own."""
    words, table = words_of(page.text), lexicon("schemes")
    answers = table.find(words, "answering.as", "answering.said")
    phones = table.find(words, "answering.phone") if answers else []
    answers = [hit for hit in answers if hit.group != "answering.said" or around(phones, hit, _PHONE_REACH)]
    places = [place for name in names for place in words.occurrences(name)] if answers else []
    posing = [
        Hit("answering.posing", hit.term, min(hit.first, place), max(hit.last, place))
        for hit in answers
        for place in places
        if not words.is_negated(hit) and hit.first - _ANSWER_REACH <= place <= hit.last + _ANSWER_REACH
    ]
    return passages(page, _ANSWERING, posing) if posing else []


def _secrets_asked(pages: Sequence[Page], names: list[tuple[str, ...]]) -> Result | None:
    """Return the gravest case of a page that asks for passwords or card data in one of the names."""
    cases = [case for page in pages if (case := asked_in_its_name(page, names)) is not None]
    if not cases:
        return None
    severity, quotes = max(cases, key=lambda case: case[0].gravity)
    return found(_CHECK, severity, "A form asks for a password or card data in the programme's name.", quotes)


def _claims(page: Page, names: list[tuple[str, ...]]) -> list[_Claim]:
    """Return the places of a page that speak as a brand, or bear its bare name."""
    title_is_about = _is_about(words_of(page.title))
    claims = []
    for kind, text in _places(page):
        words = words_of(text)
        if not words.tokens or len(words) > _SHORT_TEXT_WORDS or _is_about(words):
            continue
        if kind != "title" and title_is_about:
            continue
        spoken = any(_speaks(words, name) for name in names)
        bare = any(_is_bare(words, name) for name in names)
        if spoken or bare:
            quote = text_quote(text, 0, len(text)) if kind in ("title", "heading") else tag_quote(page.html, text)
            if quote:
                claims.append(_Claim(kind, evidence(quote, page), not spoken))
    claims += _sentences(page, names)
    return claims


def _places(page: Page) -> list[tuple[str, str]]:
    logos = [image.alt for image in page.images[:50] if "logo" in image.url.lower() or "logo" in image.alt.lower()]
    places = [("title", page.title), ("site name", page.meta_value("og:site_name"))]
    places += [("heading", heading) for heading in page.headings[:1]]
    return places + [("logo", alt) for alt in logos[:3]]


def _sentences(page: Page, names: list[tuple[str, ...]]) -> list[_Claim]:
    """Return sentences such as "welcome to the official site of Northwind" and copyright lines in a brand's name."""
    words = words_of(page.text)
    hits = [hit for hit in lexicon("impersonation").find(words, "sentence") if not words.is_negated(hit)]
    spoken = {hit.last + ahead for hit in hits for ahead in range(1, 6)}
    claims = []
    for name in names:
        for place in words.occurrences(name):
            span = words.span(place, place + len(name) - 1)
            lead = words.text[max(0, span[0] - _COPYRIGHT_REACH) : span[0]].lower()
            following = words.tokens[place + len(name) : place + len(name) + 1]
            if place in spoken:
                claims.append(_Claim("text", evidence(text_quote(words.text, *span), page), False))
            elif ("©" in lead or "copyright" in lead) and word_set("impersonation", "owner").issuperset(following):
                claims.append(_Claim("copyright", evidence(text_quote(words.text, *span), page), True))
    return claims[:4]


def _speaks(words: Words, name: tuple[str, ...]) -> bool:
    """Say whether words of belonging ("official", "support", "login") stand right beside the name."""
    table = lexicon("impersonation")
    before = {hit.last + 1 for hit in table.find(words, "before")}
    after = {hit.first for hit in table.find(words, "after")}
    return any(place in before or place + len(name) in after for place in words.occurrences(name))


def _is_bare(words: Words, name: tuple[str, ...]) -> bool:
    """Say whether a text is the name and nothing but general words."""
    place = next(words.occurrences(name), None)
    if place is None:
        return False
    return _GENERAL_WORDS.issuperset(words.tokens[:place] + words.tokens[place + len(name) :])


def _login(page: Page, names: list[tuple[str, ...]]) -> list[Evidence]:
    """Return the title of a page that bears a name, speaks of nothing else, and asks for a password."""
    if not any(field.endswith(":password") for form in page.forms for field in form.fields):
        return []
    quotes = []
    for text in (page.title, *page.headings[:1]):
        words = words_of(text)
        if not _is_about(words) and any(_speaks(words, name) or _is_bare(words, name) for name in names):
            quotes.append(evidence(cut(text, 0, len(text)), page))
    return quotes


def _is_about(words: Words) -> bool:
    """Say whether a title or heading writes about something: a review, a code, a guide."""
    return bool(lexicon("impersonation").find(words, "other"))


def _disclaims(site: Site) -> bool:
    return any(lexicon("impersonation").find(words_of(page.text), "disclaimer") for page in site.pages)
