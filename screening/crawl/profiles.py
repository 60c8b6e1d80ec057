"""Social profiles that applicant or site named: visited once, politely; a log-in page does not count as missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from screening.applicant import Applicant
from screening.crawl.content import asks_to_log_in, unread_reason
from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Ask, Reader
from screening.crawl.scope import absolute
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.social_urls import parse_profile, profile_key, profile_links
from screening.site import SocialProfile, Unread
from screening.urls import site_of

__all__ = ["crawl_profiles"]


def crawl_profiles(
    applicant: Applicant,
    pages: Iterable[Page],
    reader: Reader,
    options: CrawlOptions,
    parse: Callable[[Fetch], Page],
) -> tuple[tuple[SocialProfile, ...], tuple[Unread, ...]]:
    """Visit the profiles of an applicant, those of the application first, within the budget.

    Returns:
        A profile for each that was named, with its exchange and its page as far as they could be had; and why others
        could not (robots.txt, a log-in wall, a denial).
    """
    named: dict[str, tuple[str, set[str]]] = {}
    for by, urls in (("application", applicant.social_urls), ("site", profile_links(pages))):
        for url in urls:
            full = url.strip() if "://" in url else f"https://{url.strip()}"
            if full != "https://":
                named.setdefault(profile_key(full) or full, (full, set()))[1].add(by)
    profiles: list[SocialProfile] = []
    unread: list[Unread] = []
    for number, (url, by_whom) in enumerate(named.values()):
        answer = _visit(url, reader, options) if number < options.profiles else Unread(url, "budget", "enough profiles")
        if isinstance(answer, Unread):
            unread.append(answer)
            profiles.append(SocialProfile(url, tuple(sorted(by_whom))))
            continue
        reason = unread_reason(answer)
        if reason is None and reader.out_of_time():
            reason = Unread(url, "budget", "it came when the time for this site was over")
        page = parse(answer) if reason is None else None
        if page is not None and asks_to_log_in(answer, page):
            page, reason = None, Unread(url, "blocked", "the platform asks to log in")
        if reason is not None:
            unread.append(reason)
        profiles.append(SocialProfile(url, tuple(sorted(by_whom)), answer, page))
    return tuple(profiles), tuple(unread)


def _visit(url: str, reader: Reader, options: CrawlOptions) -> Fetch | Unread:
    address = absolute("", url)
    if not address or parse_profile(address) is None:
        return Unread(url, "bad_url", "it is no profile on a known platform")
    home = site_of(address)

    def stays(to: str) -> bool:
        return site_of(to) == home

    return reader.read(address, Ask("profile", options.page_bytes, options.page_redirects, stays, options.retries))
