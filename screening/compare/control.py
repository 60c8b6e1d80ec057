"""How a site shows that it is the applicant's: a challenge, the mail address, a profile that names it."""

from __future__ import annotations

from hashlib import blake2b

from screening.compare.identifiers import mail_addresses
from screening.compare.named_pages import speaks_for_site
from screening.compare.profiles import profile_state
from screening.evidence import Evidence, evidence
from screening.page.decode import decode_body
from screening.page.model import Page
from screening.page.quotes import stands_in, tag_quote
from screening.page.social_urls import profile_key
from screening.site import CHALLENGE_PATH, Site
from screening.urls import site_of

__all__ = ["META_NAME", "challenge", "control_shown"]

META_NAME = "affguard-verification"


def challenge(applicant_id: str, site: str) -> str:
    """Return the words that an applicant puts on its site to show that it controls it.

    It is no secret: what proves control is that it stands on the site, and that it names this one application.
    """
    return "affguard-" + blake2b(f"{applicant_id}\n{site}".encode(), digest_size=12).hexdigest()


def control_shown(site: Site) -> tuple[str, list[Evidence]] | None:
    """Return how the site shows that it is the applicant's, and where; None if it does not."""
    ways = (_by_challenge(site), _by_mail(site), _by_profile(site))
    return next(((says, proof) for says, proof in ways if proof), None)


def _by_challenge(site: Site) -> tuple[str, list[Evidence]]:
    token = challenge(site.applicant.applicant_id, site_of(site.home_url))
    says = "The site shows the challenge of this application."
    for page in site.pages:
        if page.meta_value(META_NAME) == token:
            return says, [evidence(_quote(page, token), page)]
    for fetch in site.fetches:
        own = fetch.ok and fetch.url.endswith(CHALLENGE_PATH) and site_of(fetch.final_url) == site_of(site.home_url)
        if own and token in decode_body(fetch.body[:4_000], fetch.header("content-type")).split():
            return says, [evidence(token, fetch)]
    return "", []


def _by_mail(site: Site) -> tuple[str, list[Evidence]]:
    wanted = site.applicant.email.strip().lower()
    for page in site.pages if wanted else ():
        shown = next((address for address in mail_addresses(page) if address.lower() == wanted), "")
        if shown and speaks_for_site(page):
            return "The site shows the mail address of the application.", [evidence(_quote(page, shown), page)]
    return "", []


def _by_profile(site: Site) -> tuple[str, list[Evidence]]:
    """Return the profiles of the application that the site links to and that show the site."""
    if not any("application" in profile.named_by for profile in site.profiles):
        return "", []
    own = site_of(site.home_url)
    linked = {profile_key(link.url): (page, link.raw) for page in reversed(site.pages) for link in page.links}
    for profile in site.profiles:
        key, page = profile_key(profile.url), profile.page
        if "application" not in profile.named_by or not key or key not in linked or page is None:
            continue
        if profile_state(profile) == "read" and (
            own in page.text.lower() or any(site_of(link.url) == own for link in page.links)
        ):
            where, raw = linked[key]
            return "The site and a profile of the application name each other.", [evidence(_quote(where, raw), where)]
    return "", []


def _quote(page: Page, needle: str) -> str:
    """Return a true quote for words of a page: themselves, their tag, or the page's address."""
    if stands_in(needle, page):
        return needle
    tag = tag_quote(page.html, needle)
    return tag if tag and stands_in(tag, page) else page.url[:160]
