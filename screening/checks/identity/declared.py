"""What the application declares against what the site shows (P-23)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.checks.context import Context
from screening.checks.identity.undeclared import undeclared_methods
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.paid_clicks import paid_clicks
from screening.checks.shared.pushed_extension import pushed_extension
from screening.checks.shared.site_kind import cashback_quotes, coupon_signs, names_method
from screening.checks.shared.taking_over import taking_over
from screening.compare.pages import content_pages
from screening.compare.shingles import compared_words, holds_any
from screening.domain.countries import countries_of_language, countries_of_prefix, country_code, country_of_host
from screening.evidence import Evidence, evidence
from screening.site import Site
from screening.urls import host_of, registrable_domain
from screening.wording.cues import around
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice

__all__ = ["check"]

_LEAST_SIGNS = 2
"""Signs that must agree; our choice: because a single one stands on many a page about the matter."""
_EXTENSION_REACH = 30
"""Words from where a site names its extension within which it pushes it and says where it acts."""
_MOST_OF_SOURCE = 500_000
"""Characters of a page's source that are searched; bounds the work that a hostile page can cause."""
_TEL = re.compile(r"""tel:(?:\+|00)([1-9]\d{0,2})""")


def check(site: Site, context: Context) -> list[Result]:
    """Return where application and site disagree; several findings are several results."""
    if not site.pages:
        mail = _mail(site, context)
        return mail or [not_checked("P-23", site.state_reason or "No page was read.")]
    results = [*undeclared_methods(site), *_methods(site), *_mail(site, context), *_notes(site)]
    return results or [passed("P-23", "Nothing on the site contradicts the application.")]


def _methods(site: Site) -> list[Result]:
    methods = site.applicant.promo_methods
    declared = " ".join(methods)
    if not declared.strip():
        return []
    results = []
    coupons = coupon_signs(site)
    # Sites that pay for purchases list codes, too.
    if coupons and not names_method(methods, "coupon") and not names_method(methods, "cashback"):
        results.append(_method_finding(f"a coupon site: {', '.join(coupons)}", declared, list(coupons.values())))
    cashback = cashback_quotes(site)
    if cashback and not names_method(methods, "cashback"):
        results.append(_method_finding("a cashback or rewards site", declared, cashback))
    extension = [] if names_method(methods, "extension") else _extension(site)
    if extension:
        results.append(_method_finding("a site with a browser extension of its own", declared, extension))
    clicks = paid_clicks(site)
    if len(clicks) >= _LEAST_SIGNS and not names_method(methods, "exchange"):
        says = f"The application names {declared}; the site rewards visitors for clicks."
        results.append(found("P-23", Severity.CAUTION, says, clicks[:2]))
    return results[:1]


def _method_finding(what: str, declared: str, quotes: Sequence[Evidence]) -> Result:
    return found("P-23", Severity.CAUTION, f"The application names {declared}; this is {what}.", quotes[:3])


def _extension(site: Site) -> list[Evidence]:
    return taking_over(site) or pushed_extension(site) or _own_extension(site)


def _own_extension(site: Site) -> list[Evidence]:
    """Return quotes of where a site calls an extension its own, pushes it, and says that it acts where people shop."""
    quotes: list[Evidence] = []
    for page in site.pages:
        voice = Voice(page)
        ours, push, acts = (
            voice.own([hit for hit in lexicon("deception").find(voice.words, group) if not voice.words.is_negated(hit)])
            for group in ("extension.ours", "extension.push", "extension.acts")
        )
        near = ([*around(push, one, _EXTENSION_REACH)[:1], *around(acts, one, _EXTENSION_REACH)[:1]] for one in ours)
        met = next((hits for hits in near if len(hits) == 2), [])
        quotes += proofs(page, voice.words, met)
    return quotes


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
    """Return that two or all three of the domain's ending, language and telephone prefixes speak against the country.

    None may speak for it. One alone says nothing: people live abroad, write for the country they come from and ring
    hotels in a third; that the ending differs D-17 notes on its own.
    """
    country = country_code(site.applicant.country)
    if not country:
        return []
    host = host_of(site.home_url)
    language = site.pages[0].language
    prefixes = [match.group(1) for page in site.pages for match in _TEL.finditer(page.html[:_MOST_OF_SOURCE])]
    lands = sorted({land for prefix in prefixes for land in countries_of_prefix(prefix)})
    at_home = country_of_host(host)
    signs = [
        ({at_home} - {""}, f"the domain ends in .{host.rpartition('.')[2]}"),
        (set(countries_of_language(language)), f"the language is {language[:2]}"),
        (set(lands), f"telephone numbers are of {', '.join(lands)}"),
    ]
    known = [(countries, says) for countries, says in signs if countries]
    if len(known) < _LEAST_SIGNS or any(country in countries for countries, _ in known):
        return []
    return [f"The application says {country}; {' and '.join(says for _, says in known)}."]


def _name_notes(site: Site) -> list[str]:
    names = [word for word in compared_words(site.applicant.name) if len(word) >= 3]
    if not names or not content_pages(site.pages):
        return []
    glued = re.sub(r"[^a-z0-9]", "", host_of(site.home_url))
    if any(name in glued for name in names):
        return []
    if any(holds_any(text, names) for page in site.pages for text in (page.title, page.text)):
        return []
    return ["The applicant's name stands nowhere on the site."]
