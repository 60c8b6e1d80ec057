"""Social profiles: are they profiles, do they exist, do they and the site name each other (S-01 to S-06)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.compare.counts import Claim, follower_claims, parse_count
from screening.compare.profiles import profile_state
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import stands_in, tag_quote, text_quote
from screening.page.social_urls import parse_profile, platform_of, profile_key
from screening.shared_hosts import is_link_page
from screening.site import Site, SocialProfile
from screening.urls import host_of, site_of

__all__ = ["check"]

_IDS = ("S-01", "S-02", "S-03", "S-04", "S-05", "S-06")
_OFFICIAL = re.compile(r"(?i)official|offiziell|officiel|oficial|ufficiale|support|service|help|team|care")
_FAN = re.compile(
    r"(?i)(?<![a-z])fan(?:s|page|club)?(?![a-z])|unofficial|inoffiziell|not affiliated|non officiel|no oficial"
)
_CLAIM_FACTOR = 2.0
_STALE_DAYS = 365


def check(site: Site, context: Context) -> list[Result]:
    """Return what the profiles that application and site name show."""
    addresses = _addresses(site)
    if not addresses:
        return [not_applicable(check_id, "Neither application nor site names a social profile.") for check_id in _IDS]
    if not site.pages and not any(profile.page for profile in site.profiles):
        rest = [not_checked(check_id, site.state_reason or "Nothing was read.") for check_id in _IDS[1:]]
        return [_are_profiles(site), *rest]
    return [
        _are_profiles(site),
        _two_way(site),
        _handles(site, context, addresses),
        _exist(site),
        _followers(site),
        _alive(site),
    ]


def _addresses(site: Site) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*site.applicant.social_urls, *(profile.url for profile in site.profiles)]))


def _are_profiles(site: Site) -> Result:
    given = site.applicant.social_urls
    if not given:
        return not_applicable("S-01", "The application names no profile.")
    wrong = [url for url in given if platform_of(url) and parse_profile(url) is None]
    if wrong:
        proof = [Evidence(url[:160], url, site.read_at_us, "") for url in wrong[:3]]
        are = one_or_more(len(wrong), "is", "are")
        says = f"{len(wrong)} of {counted(len(given), 'address', 'addresses')} {are} no profile's address."
        return found("S-01", Severity.NOTE, says, proof)
    return passed("S-01", f"{counted(len(given), 'address of a profile', 'addresses of profiles')}.")


def _readable(site: Site) -> list[tuple[SocialProfile, Page]]:
    return [(p, p.page) for p in site.profiles if p.page is not None and profile_state(p) == "read"]


def _is_linked(site: Site, url: str) -> bool:
    key = profile_key(url)
    wanted = url.rstrip("/").lower()
    links = (link.url for page in site.pages for link in page.links)
    return any(profile_key(link) == key if key else link.rstrip("/").lower() == wanted for link in links) or any(
        url in page.html for page in site.pages
    )


def _shows_site(page: Page, site: Site) -> bool:
    own = {site_of(site.home_url), host_of(site.home_url).removeprefix("www.")} - {""}
    text = f"{page.text} {page.html}".lower()
    return any(site_of(link.url) in own for link in page.links) or any(name in text for name in own)


def _two_way(site: Site) -> Result:
    readable = _readable(site)
    if not site.pages or not readable:
        return not_checked("S-02", "No profile could be read.")
    both, alone, elsewhere = [], [], []
    for profile, page in readable:
        linked, shown = _is_linked(site, profile.url), _shows_site(page, site)
        if linked and shown:
            both.append(page)
        elif not shown and (not linked or _names_other_site(page, profile)):
            elsewhere.append(page)
        else:
            alone.append(page)
    if elsewhere:
        share = f"{len(elsewhere)} of {counted(len(readable), 'profile')}"
        do = one_or_more(len(elsewhere), "does", "do")
        says = (
            f"{share} {do} not show this site, and nothing else ties {one_or_more(len(elsewhere), 'it', 'them')} to it."
        )
        return found("S-02", Severity.CAUTION, says, [_title_proof(page) for page in elsewhere[:3]])
    if both:
        says = f"{len(both)} of {counted(len(readable), 'profile')} and the site name each other."
        return passed("S-02", says, [_title_proof(page) for page in both[:3]])
    says = f"{counted(len(alone), 'profile')} and the site name each other one way only."
    return found("S-02", Severity.NOTE, says, [_title_proof(page) for page in alone[:3]])


def _names_other_site(page: Page, profile: SocialProfile) -> bool:
    """Whether a profile gives another site as its own: by rel=me or sameAs, not by a link in passing."""
    own_platform = site_of(profile.url)
    named = (site_of(link.url) for link in page.links if "me" in link.rel)
    return any(name and name != own_platform and not is_link_page(name) and not platform_of(name) for name in named)


def _title_proof(page: Page) -> Evidence:
    quote = page.title[:160]
    return evidence(quote, page) if quote and stands_in(quote, page) else evidence(page.url[:160], page)


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _handles(site: Site, context: Context, addresses: Sequence[str]) -> Result:
    profiles = [profile for url in addresses if (profile := parse_profile(url))]
    if not profiles:
        return not_applicable("S-03", "No address is one of a known platform.")
    brands = {_flat(term) for term in (*context.programme.brand_terms, *site.applicant.brand_terms)}
    own = {_flat(site.applicant.name), _flat(host_of(site.home_url).removeprefix("www.").partition(".")[0])} - {""}
    touching = [p for p in profiles if any(len(b) >= 4 and b in _flat(p.handle) for b in brands)]
    if touching:
        pages = {profile.url: profile.page for profile in site.profiles}
        official = [p for p in touching if _OFFICIAL.search(p.handle) and not _is_fan(p.handle, pages.get(p.url))]
        proof = [Evidence(p.url[:160], p.url, site.read_at_us, "") for p in (official or touching)[:3]]
        severity = Severity.STRONG if official else Severity.CAUTION
        holds = one_or_more(len(touching), "holds", "hold")
        return found("S-03", severity, f"{counted(len(touching), 'handle')} {holds} a name of the programme.", proof)
    unlike = [p for p in profiles if not any(_resembles(_flat(p.handle), name) for name in own)]
    if len(unlike) == len(profiles) and all(
        p.platform not in ("facebook", "youtube") or not p.handle.isdigit() for p in unlike
    ):
        proof = [Evidence(p.url[:160], p.url, site.read_at_us, "") for p in unlike[:3]]
        return found("S-03", Severity.NOTE, "No handle is like the name of the site or the applicant.", proof)
    return passed("S-03", "Handles are like the name of the site or the applicant.")


def _is_fan(handle: str, page: Page | None) -> bool:
    return bool(_FAN.search(handle) or (page is not None and _FAN.search(page.text[:20_000])))


def _resembles(handle: str, name: str) -> bool:
    """Whether one holds the other, or they share half of their three-letter groups."""
    if min(len(handle), len(name)) >= 3 and (handle in name or name in handle):
        return True
    a = {handle[i : i + 3] for i in range(len(handle) - 2)}
    b = {name[i : i + 3] for i in range(len(name) - 2)}
    return bool(a and b) and len(a & b) * 2 >= min(len(a), len(b))


def _exist(site: Site) -> Result:
    states = [(profile, profile_state(profile)) for profile in site.profiles]
    missing = [profile for profile, state in states if state == "missing" and profile.fetch is not None]
    if missing:
        proof = [evidence(p.url[:160], p.fetch) for p in missing[:3] if p.fetch is not None]
        are = one_or_more(len(missing), "is", "are")
        says = f"{len(missing)} of {counted(len(states), 'profile')} {are} not there (404)."
        return found("S-04", Severity.CAUTION, says, proof)
    seen = sum(state == "read" for _, state in states)
    if not seen:
        return not_checked("S-04", "The platforms let no program read the profiles.")
    return passed("S-04", f"{seen} of {counted(len(states), 'profile')} {one_or_more(seen, 'was', 'were')} seen.")


def _observed_followers(page: Page) -> int | None:
    """Return the number of followers that a profile's page shows, the largest one; None without any."""
    texts = [page.meta_value("og:description"), page.meta_value("description"), page.text]
    counts = [claim.count for text in texts for claim in follower_claims(text)]
    for item in page.structured[:50]:
        statistics = item.get("interactionStatistic", [])
        for entry in statistics if isinstance(statistics, list) else [statistics]:
            if isinstance(entry, dict) and "follow" in str(entry.get("interactionType", "")).lower():
                counts.append(parse_count(str(entry.get("userInteractionCount", ""))) or 0)
    return max(counts, default=None)


def _claims(site: Site) -> Iterable[tuple[Page, Claim]]:
    return ((page, claim) for page in site.pages for claim in follower_claims(page.text) if claim.count >= 1_000)


def _followers(site: Site) -> Result:
    claims = list(_claims(site))
    if not claims:
        return not_applicable("S-05", "The site names no number of followers.")
    states = [profile_state(profile) for profile in site.profiles]
    seen = [(p, count) for p, page in _readable(site) if (count := _observed_followers(page)) is not None]
    if not seen or len(seen) < len(states) - states.count("missing"):
        return not_checked("S-05", "Not every profile shows its number of followers.")
    total = sum(count for _, count in seen)
    page, claim = max(claims, key=lambda pair: pair[1].count)
    if claim.count <= _CLAIM_FACTOR * total:
        return passed("S-05", f"{claim.count} followers are claimed, {total} were seen.")
    says = f"{claim.count} followers are claimed, {total} were seen on {counted(len(seen), 'profile')}."
    proof = [evidence(text_quote(page.text, claim.start, claim.end), page)]
    return found("S-05", Severity.CAUTION, says, [*proof, *(_follower_proof(p) for p, _ in seen[:2])])


def _follower_proof(profile: SocialProfile) -> Evidence:
    page = profile.page
    if page is None:
        return Evidence(profile.url[:160], profile.url, 0, "")
    claim = next(follower_claims(page.text), None)
    if claim is not None:
        return evidence(text_quote(page.text, claim.start, claim.end), page)
    tag = tag_quote(page.html, page.meta_value("og:description"))
    return evidence(tag, page) if tag else _title_proof(page)


def _alive(site: Site) -> Result:
    dates = [(page, day) for _, page in _readable(site) if (day := _latest_day(page))]
    if not dates:
        return not_checked("S-06", "No profile gives a date.")
    page, latest = max(dates, key=lambda pair: pair[1])
    read = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=site.read_at_us)
    age = (read.date() - date.fromisoformat(latest)).days
    if age > _STALE_DAYS:
        return found("S-06", Severity.NOTE, f"The latest date on a profile is {latest}.", [evidence(latest, page)])
    return passed("S-06", f"The latest date on a profile is {latest}.")


def _latest_day(page: Page) -> str:
    found_days = []
    for item in page.structured[:50]:
        for key in ("dateModified", "datePublished", "uploadDate"):
            text = str(item.get(key, ""))[:10]
            try:
                found_days.append(date.fromisoformat(text).isoformat())
            except ValueError:
                continue
    return max(found_days, default="")
