"""How a site promotes: coupons, cashback, codes of the programme, bids on names (P-07, P-08, P-09, P-27).

Coupon and cashback sites are legitimate by default: a site is classified first, and only then compared with the terms.
"""

from __future__ import annotations

from screening.checks.context import Context
from screening.checks.promotion.brand_bidding import brand_bidding
from screening.checks.promotion.coupon_codes import page_codes, watches_fraud
from screening.checks.promotion.exchanged_visits import exchanged_visits
from screening.checks.promotion.sold_visits import sold_visits
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.page_reading import brand_words, is_own_site, unread_reason
from screening.checks.shared.paid_clicks import nudged_clicks, paid_clicks
from screening.checks.shared.rebates import rebates
from screening.checks.shared.severity_review import tempered
from screening.checks.shared.site_kind import cashback_quotes, coupon_signs, names_method
from screening.counted import counted, one_or_more
from screening.evidence import Evidence
from screening.site import Site

__all__ = ["check"]

CHECKS = ("P-07", "P-08", "P-09", "P-27")


def check(site: Site, context: Context) -> list[Result]:
    """Return what kind of promotion the site is, measured by what the terms allow."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [
        _coupons(site, context),
        *tempered([_incentives(site, context)], site, is_voiced=bool(nudged_clicks(site))),
        _codes(site, context),
        brand_bidding(site, context),
    ]


def _coupons(site: Site, context: Context) -> Result:
    signs = coupon_signs(site)
    if not signs:
        return passed("P-07", "Not a coupon site.")
    quotes = list(signs.values())[:3]
    says = f"A coupon site: {', '.join(signs)}."
    allowed = context.programme.allowed_promotion_methods
    if not _allows(allowed, "coupon"):
        return found("P-07", Severity.STRONG, f"{says} The terms allow only {', '.join(allowed)}.", quotes)
    return passed("P-07", f"{says} The terms allow it.", quotes)


def _incentives(site: Site, context: Context) -> Result:
    allowed = context.programme.allowed_promotion_methods
    if (exchanged := exchanged_visits(site)) and not (allowed and _allows(allowed, "exchange")):
        says = "Members look at each other's pages for credits: a traffic exchange."
        return found("P-08", Severity.STRONG, says, exchanged[:4])
    if sold := sold_visits(site):
        says = "Visits are sold that are made to look like people who came by themselves."
        return found("P-08", Severity.STRONG, says, sold)
    paid = paid_clicks(site)
    if paid and not (allowed and _allows(allowed, "incentive")):
        severity = Severity.STRONG if len(paid) > 1 else Severity.CAUTION
        return found("P-08", severity, "Visitors are paid or rewarded for the click or the view itself.", paid[:3])
    if nudged := nudged_clicks(site):
        says = "Visitors are asked to press the link now and again, whether or not they want anything."
        return found("P-08", Severity.STRONG, says, nudged[:3])
    cashback = cashback_quotes(site) or rebates(site)
    if not cashback:
        return passed("P-08", "Visitors are not paid for what they do.")
    if not _allows(allowed, "cashback"):
        says = f"A cashback or rewards site. The terms allow only {', '.join(allowed)}."
        return found("P-08", Severity.STRONG, says, cashback[:3])
    return passed("P-08", "A cashback or rewards site. The terms allow it.", cashback[:2])


def _allows(allowed: tuple[str, ...], kind: str) -> bool:
    """Say whether the terms allow methods of a kind; terms that name none allow all."""
    return not allowed or names_method(allowed, kind)


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
    share = f"{len(foreign)} of {counted(len(codes), 'code')}"
    were = one_or_more(len(foreign), "was", "were")
    says = f"{share} beside the programme's names {were} not given out: {foreign[0]} first."
    is_sure = len(foreign) > 1 or any(sign.isdigit() for code in foreign for sign in code)
    return found("P-09", Severity.STRONG if is_sure else Severity.CAUTION, says, [codes[code] for code in foreign[:3]])
