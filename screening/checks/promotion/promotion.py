"""How a site promotes: coupons, cashback and incentives, codes of the programme (P-07, P-08, P-09).

Coupon and cashback sites are legitimate by default: a site is classified first, and only then compared with the terms.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from screening.checks.context import Context
from screening.checks.page_reading import brand_words, is_own_site, title_evidence, unread_reason
from screening.checks.promotion.coupon_codes import page_codes, watches_fraud
from screening.checks.promotion.paid_clicks import paid_clicks
from screening.checks.promotion.rebates import rebates
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.severity_review import tempered
from screening.evidence import Evidence, evidence
from screening.site import Site
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.words import Hit, words_of

__all__ = ["check", "is_cashback_site", "is_coupon_site"]

CHECKS = ("P-07", "P-08", "P-09")
_COUPON_METHODS = word_set("methods", "coupon")
_CASHBACK_METHODS = word_set("methods", "cashback")
_INCENTIVE_METHODS = word_set("methods", "incentive")
_LEAST_BUTTONS = 5
_LEAST_EXPIRIES = 3
_PATH_SHARE = 0.2
_LEAST_CASHBACK_HITS = 4


def check(site: Site, context: Context) -> list[Result]:
    """Return what kind of promotion the site is, measured by what the terms allow."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [_coupons(site, context), *tempered([_incentives(site, context)], site), _codes(site, context)]


def is_coupon_site(site: Site) -> bool:
    """Say whether at least two of four signs of a coupon site are there."""
    return len(_coupon_signs(site)) >= 2


def is_cashback_site(site: Site) -> bool:
    """Say whether the site pays its visitors for purchases."""
    return bool(_cashback_quotes(site))


def _coupons(site: Site, context: Context) -> Result:
    signs = _coupon_signs(site)
    if len(signs) < 2:
        return passed("P-07", "Not a coupon site.")
    quotes = list(signs.values())[:3]
    says = f"A coupon site: {', '.join(signs)}."
    allowed = context.programme.allowed_promotion_methods
    if not _allows(allowed, _COUPON_METHODS):
        return found("P-07", Severity.STRONG, f"{says} The terms allow only {', '.join(allowed)}.", quotes)
    return passed("P-07", f"{says} The terms allow it.", quotes)


def _coupon_signs(site: Site) -> dict[str, Evidence]:
    """Return the signs of a coupon site, each with a quote."""
    words_for = lexicon("promotion")
    signs: dict[str, Evidence] = {}
    named = next((page for page in site.pages[:3] if words_for.says(page.title, "coupon.title")), None)
    if named is not None:
        signs["its title names coupons"] = title_evidence(named)
    pathed = [page for page in site.pages if words_for.says(urlsplit(page.url).path, "coupon.title")]
    if site.pages and len(pathed) >= _PATH_SHARE * len(site.pages) and pathed:
        signs["a fifth of its addresses names them"] = evidence(pathed[0].url[:160], pathed[0])
    for sign, group, least in (
        ("buttons that show codes", "button", _LEAST_BUTTONS),
        ("dates of expiry", "expiry", _LEAST_EXPIRIES),
    ):
        quotes, count = _count(site, f"coupon.{group}")
        if count >= least:
            signs[f"{count} {sign}"] = quotes[0]
    return signs


def _count(site: Site, group: str) -> tuple[list[Evidence], int]:
    quotes: list[Evidence] = []
    places = 0
    for page in site.pages:
        words = words_of(page.text)
        hits = lexicon("promotion").find(words, group)
        places += len({hit.first for hit in hits})
        quotes += proofs(page, words, hits, 1)
    return quotes, places


def _incentives(site: Site, context: Context) -> Result:
    allowed = context.programme.allowed_promotion_methods
    paid = paid_clicks(site)
    if paid and not (allowed and _allows(allowed, _INCENTIVE_METHODS)):
        severity = Severity.STRONG if len(paid) > 1 else Severity.CAUTION
        return found("P-08", severity, "Visitors are paid or rewarded for the click or the view itself.", paid[:3])
    cashback = _cashback_quotes(site) or rebates(site)
    if not cashback:
        return passed("P-08", "Visitors are not paid for what they do.")
    if not _allows(allowed, _CASHBACK_METHODS):
        says = f"A cashback or rewards site. The terms allow only {', '.join(allowed)}."
        return found("P-08", Severity.STRONG, says, cashback[:3])
    return passed("P-08", "A cashback or rewards site. The terms allow it.", cashback[:2])


def _cashback_quotes(site: Site) -> list[Evidence]:
    """Return quotes of a site that pays for purchases: cashback in a title or on most pages, and how it works."""
    words_for = lexicon("promotion")
    kinds: set[str] = set()
    quotes: list[Evidence] = []
    naming = 0
    places = 0
    for page in site.pages:
        words = words_of(page.text)
        hits: list[Hit] = words_for.find(words, "cashback.how")
        naming += words_for.says(page.title, "cashback.title") or any("back" in hit.term for hit in hits)
        kinds |= {hit.term for hit in hits}
        places += len({hit.first for hit in hits})
        quotes += proofs(page, words, hits, 2)
    titled = any(words_for.says(page.title, "cashback.title") for page in site.pages[:3])
    is_one = len(kinds) >= 3 and places >= _LEAST_CASHBACK_HITS and (titled or naming * 2 > len(site.pages))
    return quotes if is_one else []


def _allows(allowed: tuple[str, ...], methods: frozenset[str]) -> bool:
    """Say whether the terms allow one of some methods; terms that name none allow all."""
    named = {word for method in allowed for word in words_of(method).tokens} | set(allowed)
    return not allowed or not methods.isdisjoint(named)


def _codes(site: Site, context: Context) -> Result:
    names = brand_words(site, context)
    if not names:
        return not_applicable("P-09", "No protected names are known.")
    if is_own_site(site, context):
        return not_applicable("P-09", "The site is the merchant's own.")
    codes: dict[str, Evidence] = {}
    for page in () if watches_fraud(site.pages[0]) else site.pages:
        if not watches_fraud(page):
            codes |= {code: quote for code, quote in page_codes(page, names).items() if code not in codes}
    if not codes:
        return passed("P-09", "No codes beside the programme's names.")
    given = context.programme.coupon_codes
    if given is None:
        return not_checked(
            "P-09", f"Codes beside the programme's names: {', '.join(sorted(codes)[:5])}; no list of codes was given."
        )
    known = {code.strip().upper() for code in given}
    foreign = [code for code in codes if code.upper() not in known]
    if not foreign:
        return passed("P-09", "All codes beside the programme's names were given out.", list(codes.values())[:1])
    says = f"{len(foreign)} of {len(codes)} codes beside the programme's names were not given out: {foreign[0]} first."
    is_sure = len(foreign) > 1 or any(sign.isdigit() for code in foreign for sign in code)
    return found("P-09", Severity.STRONG if is_sure else Severity.CAUTION, says, [codes[code] for code in foreign[:3]])
