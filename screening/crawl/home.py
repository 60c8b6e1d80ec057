"""The way in: which addresses to try for the website of an application, and what the answer means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from screening.crawl.content import asks_to_log_in, unread_reason
from screening.crawl.how_far import ASKS_TO_LOG_IN
from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Ask, Reader, redirect_target
from screening.crawl.redirects import followed_at_once, looks_like_redirect
from screening.crawl.scope import Scope, absolute, scope_of
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.refusal import Refusal
from screening.site import ReadState, Unread
from screening.urls import BadUrlError, parse_url, site_of

__all__ = ["Home", "open_home", "ways_in"]

MOST_REFRESHES = 3
"""Pages in a row that send on by themselves and are followed; bounds a chain without end."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}://", re.IGNORECASE)
_SCHEME_ALONE = re.compile(r"[a-z][a-z0-9+-]{1,20}:(?![0-9]|//)[^@]*", re.IGNORECASE)
"""`javascript:…` and the like: a word without a dot, then no port, and no user name whose password it could be."""
_NO_NAME = Refusal.DNS_NOT_FOUND.value
_TROUBLE = frozenset(
    refusal.value
    for refusal in (
        Refusal.CONNECT_REFUSED,
        Refusal.CONNECT_TIMEOUT,
        Refusal.CONNECTION_BROKEN,
        Refusal.TLS_EXPIRED,
        Refusal.TLS_FAILED,
        Refusal.TLS_OTHER_HOST,
        Refusal.TLS_UNTRUSTED,
        Refusal.BAD_RESPONSE,
    )
)
_PLAIN = (
    ({Refusal.DNS_NOT_FOUND.value}, "the address does not exist"),
    ({Refusal.DNS_FAILED.value, Refusal.DNS_TIMEOUT.value}, "the name servers could not say where the website stands"),
    (
        {Refusal.CONNECT_REFUSED.value, Refusal.CONNECT_TIMEOUT.value, Refusal.CONNECTION_BROKEN.value},
        "the website's server could not be reached",
    ),
    ({Refusal.DEADLINE.value}, "the website's server was too slow"),
    (
        {
            Refusal.TLS_UNTRUSTED.value, Refusal.TLS_EXPIRED.value, Refusal.TLS_OTHER_HOST.value,
            Refusal.TLS_FAILED.value,
        },
        "no secure connection to the website could be made",
    ),
    ({Refusal.PRIVATE_ADDRESS.value}, "the address is not on the public internet"),
    ({Refusal.REDIRECT_LOOP.value, Refusal.TOO_MANY_REDIRECTS.value}, "the website sends visitors round without end"),
    (
        {
            Refusal.BAD_RESPONSE.value, Refusal.BAD_ENCODING.value, Refusal.BAD_REDIRECT.value,
            Refusal.HEADERS_TOO_LARGE.value,
        },
        "the website's server gave an answer that cannot be read",
    ),
    ({"content_type"}, "the website shows a file instead of a page"),
    ({"budget"}, "the website took too long"),
)  # fmt: skip
"""What a manager reads before the details, by the reason of an `Unread`; for other reasons the details suffice."""


@dataclass(frozen=True)
class Home:
    """How the way in ended.

    Attributes:
        url: Where reading began.
        state: How far it came.
        why: Why not further; "" when read.
        scope: What belongs to the applicant.
        pages: The home page, then pages that sent on to it by themselves.
        unread: What was tried in vain.
        sent_on: Exchanges that lead away from the site.
        barrier: What stood in the way instead of a page; None without one.
    """

    url: str
    state: ReadState
    why: str
    scope: Scope
    pages: tuple[Page, ...] = ()
    unread: tuple[Unread, ...] = ()
    sent_on: tuple[Fetch, ...] = ()
    barrier: Page | None = None


def ways_in(website: str) -> list[str]:
    """Return the addresses to try: https first where no scheme is given, and plain http for when TLS fails.

    Raises:
        BadUrlError: If it is no web address.
    """
    text = website.strip()
    has_scheme = _SCHEME.match(text) or _SCHEME_ALONE.fullmatch(text)
    first = parse_url(text if has_scheme else f"https://{text.removeprefix('//')}")
    if first.scheme == "http":
        return [str(first)]
    return [str(first), str(replace(first, scheme="http", port=80 if first.port == 443 else first.port))]


def open_home(website: str, reader: Reader, options: CrawlOptions, parse: Callable[[Fetch], Page]) -> Home:
    """Read the home page, wherever it stands."""
    if not website.strip():
        return Home("", ReadState.UNREACHABLE, "The application names no website", Scope(frozenset()))
    try:
        ways = ways_in(website)
    except BadUrlError as error:
        return Home(website, ReadState.UNREACHABLE, f"The website is no web address: {error}", Scope(frozenset()))
    tried: list[Unread] = []
    barrier: Page | None = None
    ask = Ask(
        "home", options.page_bytes, options.page_redirects, lambda to: not options.never_request(to), options.retries
    )
    while ways:
        url = ways.pop(0)
        answer = reader.read(url, ask)
        unread = answer if isinstance(answer, Unread) else unread_reason(answer)
        if isinstance(answer, Fetch) and unread is None:
            return _read(url, answer, tuple(tried), reader, options, parse)
        if unread is not None:
            tried.append(replace(unread, url=url))
        is_door = unread is not None and unread.reason == "blocked" and not reader.out_of_time()
        if isinstance(answer, Fetch) and is_door and answer.body:
            barrier = parse(answer)
        if isinstance(answer, Fetch) and redirect_target(answer):
            why = f"The home page sends visitors on to {redirect_target(answer)}, which is not requested"
            return Home(url, ReadState.UNREACHABLE, why, scope_of(url), (), tuple(tried), (answer,))
        if unread is not None and unread.reason == _NO_NAME and len(tried) == 1:
            ways = _with_www(website)
        elif unread is not None and unread.reason not in _TROUBLE:
            break
    last = tried[-1] if tried[-1].reason != _NO_NAME else tried[0]
    return Home(last.url, _state(last), _in_words(last), scope_of(last.url), unread=tuple(tried), barrier=barrier)


def _with_www(website: str) -> list[str]:
    """Return the ways in to a bare name with `www.` before it: some names resolve only so; [] for others."""
    name = website.strip().removeprefix("//")
    if _SCHEME.match(name) or name.lower().startswith("www."):
        return []
    try:
        return ways_in(f"www.{name}")
    except BadUrlError:
        return []


def _state(unread: Unread) -> ReadState:
    known = {"robots": ReadState.DISALLOWED, "blocked": ReadState.BLOCKED}
    return known.get(unread.reason, ReadState.UNREACHABLE)


def _in_words(unread: Unread) -> str:
    """Return why the home page was not read as a sentence without its full stop, for people who screen partners."""
    if unread.detail.startswith("it sends visitors on "):  # the trouble is where it leads
        return f"The home page{unread.detail.removeprefix('it')}"
    said = next((words for reasons, words in _PLAIN if unread.reason in reasons), "")
    why = unread.detail or unread.reason.replace("_", " ")
    sentence = f"{said}: {why}" if said else why
    first = sentence.partition(" ")[0]
    # "robots.txt" and names of hosts keep their letters.
    return sentence[:1].upper() + sentence[1:] if first.isalpha() else sentence


def _read(
    url: str,
    answer: Fetch,
    tried: tuple[Unread, ...],
    reader: Reader,
    options: CrawlOptions,
    parse: Callable[[Fetch], Page],
) -> Home:
    """Parse the home page; a page that sends on by itself within the own site is a hop, not the home."""
    scope = scope_of(url, answer.final_url) if _has_moved(url, answer.final_url, options) else scope_of(url)
    pages = [parse(answer)]
    if asks_to_log_in(answer, pages[0]):
        wall = Unread(url, "blocked", ASKS_TO_LOG_IN)
        return Home(url, ReadState.BLOCKED, _in_words(wall), scope, unread=(*tried, wall), barrier=pages[0])
    sent_on: tuple[Fetch, ...] = ()
    known = {url, answer.final_url}
    ask = Ask("page", options.page_bytes, options.page_redirects, scope.owns, options.retries)
    for _ in range(MOST_REFRESHES):
        targets = [absolute("", embed.url) for embed in followed_at_once(pages[0])]
        onward = next((to for to in targets if to and to not in known and scope.owns(to)), "")
        if not onward or options.never_request(onward) or looks_like_redirect(onward):
            break
        known.add(onward)
        following = reader.read(onward, ask)
        if isinstance(following, Unread) or unread_reason(following) is not None:
            sent_on = (following,) if isinstance(following, Fetch) and redirect_target(following) else ()
            break
        if reader.out_of_time():
            break
        known.add(following.final_url)
        pages.insert(0, parse(following))
    return Home(url, ReadState.READ, "", scope, tuple(pages), tried, sent_on)


def _has_moved(asked: str, final: str, options: CrawlOptions) -> bool:
    """Return whether the site as a whole stands elsewhere: the other site's front page, not some page within it."""
    if site_of(final) == site_of(asked) or site_of(final) in options.foreign_sites:
        return False
    parts = urlsplit(final)
    return not parts.query and len([segment for segment in parts.path.split("/") if segment]) <= 1
