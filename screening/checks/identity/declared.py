"""What the application declares against what the site shows (P-23)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.checks.context import Context
from screening.checks.identity.undeclared import undeclared_methods
from screening.checks.promotion.paid_clicks import paid_clicks
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.compare.pages import content_pages
from screening.compare.shingles import words
from screening.evidence import evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.urls import host_of, registrable_domain

__all__ = ["check"]

_LEAST_SIGNS = 2
_COUPON_METHODS = re.compile(
    r"(?i)coupon|voucher|deal|promo|discount|gutschein|rabatt|cup[oó]n|bon|code|sconti|kupon|loyalty"
)
_CASHBACK_METHODS = re.compile(r"(?i)cash.?back|reward|loyalty|incentive|points|bonus|toolbar")
_COUPON_PATH = re.compile(
    r"(?i)/[^/]{0,30}(?:coupon|voucher|promo-?code|discount-code|gutschein|code-promo|cupon|buono|kortingscode|kod-rabat)"
)
_COUPON_BUTTON = re.compile(
    r"(?i)\b(?:(?:reveal|show|get|copy|see) (?:the )?(?:code|coupon)|(?:code|gutschein) (?:anzeigen|kopieren)"
    r"|voir le code|ver (?:el )?(?:c[oó]digo|cup[oó]n)|mostra (?:il )?codice|toon code|poka[zż] kod)"
)
_COUPON_WORDS = re.compile(
    r"(?i)\b(?:coupons?|(?:voucher|promo|discount) codes?|gutscheincodes?|codes? promo|cupones|codici sconto"
    r"|kortingscodes?|kody rabatowe)\b"
)
_EXPIRY = re.compile(
    r"(?i)\b(?:expires?|valid until|ends|g[uü]ltig bis|expire le|v[aá]lido hasta|scade|geldig tot|wa[zż]ny do)\b"
    r".{0,20}\d"
)
_CASHBACK_SIGNS = (
    re.compile(r"(?i)\bcash ?back\b.{0,60}?\d{1,2}(?:[.,]\d{1,2})? ?%|\d{1,2}(?:[.,]\d{1,2})? ?% (?:in )?cash ?back"),
    re.compile(
        r"(?i)\b(?:earns?|collect|sammeln?|gagnez|gana|guadagna) (?:your |sie |[a-z]{3,12}, our )?"
        r"(?:cash ?back|points|punkte|rewards|puntos|punti)"
    ),
    re.compile(
        r"(?i)\b(?:get paid to|withdraw (?:your )?(?:earnings|cash ?back)|pay ?out threshold|minimum payout"
        r"|auszahlung ab)\b"
    ),
    re.compile(r"(?i)\b(?:your|my) (?:cash ?back )?(?:wallet|balance)\b|\b(?:cash ?back|rewards) (?:account|konto)\b"),
    re.compile(r"(?i)\bhow (?:the |our )?cash ?back works\b|\bso funktioniert (?:das |unser )?cash ?back\b"),
)
_EXTENSION_METHODS = re.compile(r"(?i)extension|toolbar|plug-?in|add-?on|software|app|tool")
_EXTENSION_SIGNS = (
    re.compile(r"(?i)\b(?:our|free) (?:free )?(?:browser[ -])?(?:extension|toolbar|add-?on|plug-?in)\b"),
    re.compile(
        r"(?i)\badd (?:[\w-]{2,20} )?to (?:chrome|firefox|edge)\b"
        r"|\b(?:install|download) (?:our|the) [\w -]{0,20}toolbar"
    ),
    re.compile(
        r"(?i)\bby installing you agree\b|\bsets? (?:it as )?your (?:home ?page|search engine)\b"
        r"|\bruns in every shop\b|\bon every (?:shop|page) (?:that )?you visit\b"
    ),
)
_EXCHANGE_METHODS = re.compile(r"(?i)incentive|reward|traffic|exchange|paid.?to|ptc|surf")
_EXCHANGE_SIGNS = (
    re.compile(r"(?i)\btraffic exchange\b|\bbesuchertausch\b|\bintercambio de tr[aá]fico\b"),
    re.compile(r"(?i)\bauto-?surf\b|\bmanual surf\b"),
    re.compile(r"(?i)\bearn (?:[\w-]{2,12} )?credits\b|\bcredits? (?:for|per) (?:each|every) (?:page|visit|click)"),
    re.compile(r"(?i)\bclick (?:on )?(?:the )?ads\b.{0,60}?\bearn\b|\bpaid[ -]to[ -]click\b"),
)
_MECHANICS = (
    ("cashback", _CASHBACK_METHODS, _CASHBACK_SIGNS),
    ("browser extension", _EXTENSION_METHODS, _EXTENSION_SIGNS),
    ("traffic exchange", _EXCHANGE_METHODS, _EXCHANGE_SIGNS),
)
_PREFIXES = {
    "1": ("US", "CA"), "44": ("GB",), "49": ("DE",), "43": ("AT",), "41": ("CH",), "33": ("FR",), "34": ("ES",),
    "39": ("IT",), "31": ("NL",), "32": ("BE",), "48": ("PL",), "351": ("PT",), "55": ("BR",), "91": ("IN",),
    "353": ("IE",), "46": ("SE",), "45": ("DK",), "47": ("NO",), "358": ("FI",), "420": ("CZ",), "61": ("AU",),
}  # fmt: skip
_LANGUAGES = {
    "de": ("DE", "AT", "CH", "LI", "LU", "BE"), "pl": ("PL",), "nl": ("NL", "BE"), "it": ("IT", "CH"), "da": ("DK",),
    "sv": ("SE", "FI"), "fi": ("FI",), "cs": ("CZ",), "ja": ("JP",), "ru": ("RU", "BY", "KZ", "UA"), "tr": ("TR", "CY"),
    "hu": ("HU",), "el": ("GR", "CY"), "pt": ("PT", "BR", "AO", "MZ"),
}  # fmt: skip
_GENERIC_ENDINGS = frozenset(
    {"io", "co", "me", "tv", "ai", "gg", "fm", "ly", "to", "cc", "ws", "la", "st", "sh", "so", "it", "is", "am", "eu"}
)
_TEL = re.compile(r"""tel:(?:\+|00)([1-9]\d{0,2})""")


def check(site: Site, context: Context) -> list[Result]:
    """Return where application and site disagree; several findings are several results."""
    if not site.pages:
        mail = _mail(site, context)
        return mail or [not_checked("P-23", site.state_reason or "No page was read.")]
    results = [*undeclared_methods(site, context), *_methods(site), *_mail(site, context), *_notes(site)]
    return results or [passed("P-23", "Nothing on the site contradicts the application.")]


def _methods(site: Site) -> list[Result]:
    declared = " ".join(site.applicant.promo_methods)
    if not declared.strip():
        return []
    results = []
    coupon, coupon_place = _coupon_signs(site.pages)
    if coupon >= _LEAST_SIGNS and coupon_place and not _COUPON_METHODS.search(declared):
        results.append(_method_finding("coupon", declared, coupon, coupon_place))
    for kind, methods, patterns in _MECHANICS:
        signs, place = _signs(site.pages, patterns)
        if signs >= _LEAST_SIGNS and place and not methods.search(declared):
            results.append(_method_finding(kind, declared, signs, place))
    clicks = paid_clicks(site)
    if len(clicks) >= _LEAST_SIGNS and not _EXCHANGE_METHODS.search(declared):
        says = f"The application names {declared}; the site rewards visitors for clicks."
        results.append(found("P-23", Severity.CAUTION, says, clicks[:2]))
    return results[:1]


def _method_finding(kind: str, declared: str, signs: int, place: tuple[Page, int, int]) -> Result:
    page, start, end = place
    says = f"The application names {declared}; {signs} signs say that this is a {kind} site."
    return found("P-23", Severity.CAUTION, says, [evidence(text_quote(page.text, start, end), page)])


def _first(pattern: re.Pattern[str], pages: Sequence[Page]) -> tuple[Page, int, int] | None:
    for page in pages:
        if match := pattern.search(page.text[:300_000]):
            return page, *match.span()
    return None


def _coupon_signs(pages: Sequence[Page]) -> tuple[int, tuple[Page, int, int] | None]:
    """Count the signs of a coupon site: paths, buttons that show codes, talk of codes, dates of expiry."""
    texts = [page.text[:300_000] for page in pages]
    total = max(1, sum(len(words(text)) for text in texts))
    talk = sum(len(_COUPON_WORDS.findall(text)) for text in texts)
    signs = (
        sum(bool(_COUPON_PATH.search(page.url)) for page in pages) * 5 >= len(pages),
        sum(len(_COUPON_BUTTON.findall(text)) for text in texts) >= 3,
        talk >= 6 and talk * 100 >= total,
        sum(len(_EXPIRY.findall(text)) for text in texts) >= 3,
    )
    return sum(signs), _first(_COUPON_BUTTON, pages) or _first(_COUPON_WORDS, pages)


def _signs(pages: Sequence[Page], patterns: Sequence[re.Pattern[str]]) -> tuple[int, tuple[Page, int, int] | None]:
    """Count the signs of a kind of site, each once; a single article on the matter shows one of them, seldom two."""
    places = [_first(pattern, pages) for pattern in patterns]
    return sum(place is not None for place in places), next((place for place in places if place), None)


def _mail(site: Site, context: Context) -> list[Result]:
    address = site.applicant.email.strip().lower()
    domain = address.rpartition("@")[2]
    names = {domain, registrable_domain(domain)} if domain and "@" in address else set()
    if not names & context.disposable_domains:
        return []
    home = site.home
    if home is None:
        return []
    says = f"The application's mail address is at {domain}, which gives out throw-away addresses."
    return [found("P-23", Severity.CAUTION, says, [evidence(home.url[:160], home)])]


def _notes(site: Site) -> list[Result]:
    home = site.pages[0]
    says = [*_country_notes(site), *_name_notes(site)]
    return [found("P-23", Severity.NOTE, " ".join(says), [evidence(home.url[:160], home)])] if says else []


def _country_notes(site: Site) -> list[str]:
    """Return where top-level domain, language and telephone prefix all speak against the declared country."""
    country = site.applicant.country.upper()
    ending = host_of(site.home_url).rpartition(".")[2]
    if not country:
        return []
    against = []
    if len(ending) == 2 and ending not in _GENERIC_ENDINGS and {"uk": "GB"}.get(ending, ending.upper()) != country:
        against.append(f"the domain ends in .{ending}")
    language = site.pages[0].language[:2]
    if language in _LANGUAGES and country not in _LANGUAGES[language]:
        against.append(f"the language is {language}")
    prefixes = [match.group(1) for page in site.pages for match in _TEL.finditer(page.html[:500_000])]
    lands = {land for prefix in prefixes for land in _lands(prefix)}
    if lands and country not in lands:
        against.append(f"telephone numbers are of {', '.join(sorted(lands))}")
    return [f"The application says {country}; {' and '.join(against)}."] if against else []


def _lands(prefix: str) -> tuple[str, ...]:
    return next((_PREFIXES[prefix[:size]] for size in (3, 2, 1) if prefix[:size] in _PREFIXES), ())


def _name_notes(site: Site) -> list[str]:
    names = [word for word in words(site.applicant.name) if len(word) >= 3]
    if not names or not content_pages(site.pages):
        return []
    seen = {word for page in site.pages for word in (*words(page.text), *words(page.title))}
    glued = re.sub(r"[^a-z0-9]", "", host_of(site.home_url))
    if any(name in seen or name in glued for name in names):
        return []
    return ["The applicant's name stands nowhere on the site."]
