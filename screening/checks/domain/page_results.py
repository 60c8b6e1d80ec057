"""Checks D-07 to D-11 and D-17: what the home page shows of the domain it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.destination import Destination, destination
from screening.compare.shingles import jaccard, shingle_set
from screening.domain.countries import country_code, country_of_host
from screening.domain.names import host_name
from screening.domain.timestamps import days_between
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.length import length_in_words
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.refusal import Refusal
from screening.shared_hosts import gives_pages
from screening.site import Site
from screening.unused.parked import PARKED_TEXT_CHARACTERS, parking_page
from screening.unused.placeholder import needs_script, placeholder
from screening.urls import host_of, site_of

__all__ = ["page_results"]

_PAGE_CHECKS = ("D-07", "D-08", "D-09")
_SUBSTANTIAL_WORDS = 150
"""Words of a main text; our choice: because it is half a printed page, more than stands on unused domains."""
_OWN_TEXTS = 3
"""Different pages of that length; our choice: because two may be template pages that came with the software."""
_TEMPLATE_SIMILARITY = 0.8
"""Share of five-word shingles in common; our choice: because two answers of one template differ by the address that
they repeat and little else. The simhash of a short text would be noise: one word more turns many bits."""
_FRESH_CERTIFICATE_DAYS = 7
"""Days since a certificate was issued; our choice: because new sites are announced within days of getting one. It is
never more than a note, as certificates are renewed every few weeks."""
_SCRIPTED_WORDS = 30
"""Words of a page that scripts fill, under which nothing was read of it; our choice: because a name, a notice that
scripts are needed and a footer have about as many."""
_LEAST_NAME = 4
"""Characters of a name that is looked for in others; our choice: because shorter ones stand in many words by chance."""
_SIMILAR_NAMES = 80
"""Similarity of two names, 0 to 100 (share of characters in common, `rapidfuzz.fuzz.ratio`); our choice: because one
letter in five may differ in what still reads as the same name."""
_TLS_TROUBLE = (Refusal.TLS_UNTRUSTED, Refusal.TLS_EXPIRED, Refusal.TLS_OTHER_HOST, Refusal.TLS_FAILED)
_WORD = re.compile(r"[^\W_]+")


def page_results(site: Site) -> Iterator[Result]:
    """Yield what the home page, its address and its connection show."""
    home = site.home
    if home is None:
        why = f"No page was read: {site.state_reason or site.state.value}."
        yield from (not_checked(check, why) for check in _PAGE_CHECKS)
    elif home.truncated:
        why = "The home page is longer than is read of a page: what its rest shows is not known."
        yield from (not_checked(check, why) for check in _PAGE_CHECKS)
    else:
        yield _parked(site, home)
        yield _wildcard(site, home)
        yield _placeholder(site, home)
    yield _connection(site)
    yield _away(site)
    yield _country(site)


def _parked(site: Site, home: Page) -> Result:
    parked = parking_page(home)
    if parked is None:
        return passed("D-07")
    # A shop or blog with pages of its own may mention that another domain is for sale.
    own = [page for page in site.pages[1:] if length_in_words(page.main_text) >= _SUBSTANTIAL_WORDS]
    distinct = {page.main_text for page in own}
    severity = Severity.NOTE if len(distinct) >= _OWN_TEXTS else Severity.STRONG
    says = f"The home page is what stands on domains that nobody uses ({parked.kind})."
    return found("D-07", severity, says, [evidence(parked.quote, home)])


def _wildcard(site: Site, home: Page) -> Result:
    """Compare the home page with the answer to an address that cannot exist.

    A single-page application answers every address alike, so does many a small site; only where every *name* under the
    domain leads to the same place as well, and there is no second page, is it a machine for parked domains.
    """
    missing = site.missing_page
    if missing is None:
        return not_checked("D-08", "No address that cannot exist was asked for.")
    if site.domain.wildcard is None:
        return not_checked("D-08", "Where a name under the domain leads that cannot exist is not known.")
    several = len({page.main_text for page in site.pages}) > 1
    if not site.domain.wildcard or not missing.ok or several or needs_script(home) or not _same_text(missing, home):
        return passed("D-08")
    little = length_in_words(home.main_text) < _SUBSTANTIAL_WORDS and len(home.text) < PARKED_TEXT_CHARACTERS
    says = "Every name under the domain and every address on it lead to the same page."
    quote = home.text[:160].strip() or missing.url[:160]
    proof = evidence(quote, home) if home.text else evidence(quote, missing)
    return found("D-08", Severity.STRONG if little else Severity.NOTE, says, [proof])


def _same_text(missing: Fetch, home: Page) -> bool:
    if missing.body_sha256 == home.body_sha256:
        return True
    if site_of(missing.final_url) != site_of(home.url) or missing.final_url == home.url:
        return False  # sent to the home page or away: many honest sites do so
    text = parse_page(missing).text
    if not text or text == home.text:
        return bool(text)
    return jaccard(shingle_set(text), shingle_set(home.text)) >= _TEMPLATE_SIMILARITY


def _placeholder(site: Site, home: Page) -> Result:
    empty = placeholder(site.pages)
    if empty is not None:
        says = f"The site shows {empty.kind}" + (", and nothing else." if empty.whole else ".")
        severity = Severity.STRONG if empty.whole else Severity.NOTE
        return found("D-09", severity, says, [evidence(empty.quote, empty.page)])
    if needs_script(home) and length_in_words(home.text) < _SCRIPTED_WORDS:
        return not_checked("D-09", "The page is filled by scripts in the browser, which are not run.")
    return passed("D-09")


def _connection(site: Site) -> Result:
    own = site_of(site.home_url)
    for fetch in site.fetches:
        if fetch.refusal in _TLS_TROUBLE and site_of(fetch.url) == own and host_of(fetch.url) == host_of(site.home_url):
            says = f"The connection could not be trusted: {fetch.detail or fetch.refusal.value}."
            return found("D-10", Severity.CAUTION, says, [evidence(fetch.url[:160], fetch)])
    home = site.home
    if home is None:
        return not_checked("D-10", f"No page was read: {site.state_reason or site.state.value}.")
    if home.url.startswith("http:"):
        return found(
            "D-10", Severity.NOTE, "The home page came over an open connection.", [evidence(home.url[:160], home)]
        )
    tls = next((one.tls for one in site.fetches if one.tls is not None and one.final_url == home.url), None)
    if tls is not None:
        age = days_between(tls.not_before_us, site.read_at_us)
        if 0 <= age < _FRESH_CERTIFICATE_DAYS:
            says = f"The certificate was issued {age:.1f} days before; many are renewed every few weeks."
            return found("D-10", Severity.NOTE, says, [evidence(home.url[:160], home)])
    return passed("D-10")


def _away(site: Site) -> Result:
    goal = destination(site)
    if goal is None:
        if site.home is None and not any(fetch.hops for fetch in site.fetches):
            return not_checked("D-11", f"No answer was had: {site.state_reason or site.state.value}.")
        return passed("D-11")
    severity, remark = _how_far(site, goal)
    says = f"The home page sends its visitors on to another site, {site_of(goal.url)}{remark}."
    return found("D-11", severity, says, [goal.proof])


def _how_far(site: Site, goal: Destination) -> tuple[Severity, str]:
    """Tell a domain that moved or has several suffixes from one that passes its visitors on."""
    from rapidfuzz import fuzz

    asked, reached = host_name(host_of(site.home_url)), host_name(host_of(goal.url))
    if asked.label == reached.label and not (asked.hosted and reached.hosted):
        return Severity.NOTE, ", which has the same name under another suffix"
    if gives_pages(host_of(goal.url)):
        return Severity.NOTE, ", where people have pages of their own"
    left, right = (re.sub(r"[^a-z0-9]", "", label) for label in (asked.label, reached.label))
    are_alike = left in right or right in left or fuzz.ratio(left, right) >= _SIMILAR_NAMES
    related = min(len(left), len(right)) >= _LEAST_NAME and are_alike
    if related:
        return Severity.NOTE if reached.hosted else Severity.CAUTION, ", which has a similar name"
    name = " ".join(_WORD.findall(site.applicant.name.lower()))
    page = site.home if site.home and site_of(site.home.url) == site_of(goal.url) else None
    shown = " ".join(_WORD.findall(" ".join((page.title, *page.headings)).lower())) if page else ""
    if len(name) >= _LEAST_NAME and (name in shown or name.replace(" ", "") in right):
        return Severity.CAUTION, ", which bears the applicant's name"
    return Severity.STRONG, ""


def _country(site: Site) -> Result:
    declared = country_code(site.applicant.country)
    if not declared:
        return not_applicable("D-17", "The application names no country.")
    host = host_of(site.home_url)
    at_home = country_of_host(host)
    if at_home and at_home != declared:
        proof = Evidence(host[:160], site.home_url, site.read_at_us, "")
        says = f"The domain's suffix stands for {at_home}, the application says {declared}."
        return found("D-17", Severity.NOTE, says, [proof])
    home = site.home
    if home is None:
        return not_checked("D-17", f"No page was read: {site.state_reason or site.state.value}.")
    region = re.fullmatch(r"[a-z]{2,3}[-_]([a-z]{2})", home.language)
    marked = country_code(region[1]) if region else ""
    if marked and marked not in (declared, "US", "GB"):  # en-US and en-GB are defaults of many tools
        place = home.html.lower().find(home.language)
        quote = home.html[place : place + len(home.language)] if place >= 0 else ""
        if quote:
            says = f"The pages are marked for {marked}, the application says {declared}."
            return found("D-17", Severity.NOTE, says, [evidence(quote, home)])
    return passed("D-17")
