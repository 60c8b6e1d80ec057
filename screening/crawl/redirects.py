"""Own addresses that send the browser on: which ones to ask, and where they lead.

An affiliate link may hide behind an own address (`/go/shoes`), and a forced click behind an own picture that is a
redirect (K-02). The own hops are asked; the foreign address they lead to is recorded, never requested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from screening.crawl.options import CrawlOptions
from screening.crawl.pictures import PictureSamples
from screening.crawl.reader import Ask, Reader, redirect_target
from screening.crawl.scope import Scope, absolute
from screening.crawl.traps import LONGEST_URL, is_static_file, trap
from screening.fetch.outcome import Fetch
from screening.page.embed_kinds import FRAMES, LONGEST_REFRESH_SECONDS, SENDS_ON
from screening.page.model import Embed, Page
from screening.site import OwnRedirect, Unread
from screening.urls import BadUrlError, url_key

__all__ = ["WORST_LOADED", "RedirectProbes", "followed_at_once", "looks_like_redirect"]

OWN_HOPS = 3
"""Redirects within the own site that are followed from an own address."""
WORST_LOADED = 3
"""The rank of the least telling own address that is plainly no file; links and sampled pictures come after it."""
_WORDS = (
    "aff|affiliate|away|buy|click|clk|exit|get|go|goto|jump|leave|leaving|link|offer|out|outbound|outgoing|partner|r|rd|recommend|recommended|"
    "recommends|redir|redirect|ref|refer|short|shop-now|to|track|url|view-deal|visit|weiter|zum-shop|empfiehlt|ir|vai|aller"
)
_PATH = re.compile(
    rf"/(?:{_WORDS})/[^/]|/(?:{_WORDS})(?:\.(?:php\d?|aspx?|cgi|jsp|html?))?/?(?=\?)|/(?:{_WORDS})\.(?:php\d?|aspx?|cgi|jsp)$",
    re.IGNORECASE,
)
"""`/go/shoes`, `/out.php?id=7`, `/redirect.php`: own paths that send on."""
_TARGET_KEYS = frozenset(
    {"url", "u", "to", "target", "dest", "destination", "redirect", "goto", "link", "out", "r", "go", "href"}
)
_PICTURES = frozenset({"img", "input", "poster", "source", "video", "css_url", "script_load"})
_SCRIPTS = frozenset({"script", "stylesheet", "prefetch", "prerender", "auto_form", "window_open", "audio", "overlay"})
_SIZED = re.compile(r"\b(?:width|height|srcset|sizes)\b", re.IGNORECASE)
_SMALL = re.compile(r"(?<![\w-])(?:width|height)\s{0,3}[=:]\s{0,3}[\"']?[0-9](?:px)?(?![\d.%])", re.IGNORECASE)
"""`width="1"`, `height: 1px`: a picture of less than ten pixels shows nothing."""
_ODD_QUERY = re.compile(
    r"\?(?!(?:v|ver|version|w|h|width|height|resize|fit|quality|q|format|auto|s|t|ssl)=)[^#]", re.IGNORECASE
)
"""`?id=7` behind a picture; not `?w=300` or `?ver=2`, which say its size or version."""
_FILES = frozenset({"audio", "css_url", "img", "input", "poster", "source", "video"})
"""Kinds of files that a site may answer with a redirect."""
_MOST_FILES = 3
"""Files of each of these kinds that are asked for."""
_LINK_RANK, _SAMPLE_RANK, _LAST_RANK = 5, 4, 9


def looks_like_redirect(url: str) -> bool:
    """Return whether an own address looks made to send on: `/go/x`, `/out.php?id=7`, `?url=https://…`."""
    if len(url) > LONGEST_URL:
        return False
    parts = urlsplit(url)
    if parts.query and any(
        key.lower() in _TARGET_KEYS and value.lstrip("/").lower().startswith(("http:", "https:", "www."))
        for key, value in parse_qsl(parts.query)[:20]
    ):
        return True
    return bool(_PATH.search(parts.path + ("?" if parts.query else "")))


def followed_at_once(page: Page) -> list[Embed]:
    """Return what sends the browser on by itself, within five seconds."""
    return [
        embed
        for embed in page.embeds
        if embed.kind in SENDS_ON and embed.on != "click" and embed.delay_seconds <= LONGEST_REFRESH_SECONDS
    ]


@dataclass(frozen=True)
class _Candidate:
    rank: int
    number: int
    url: str


class RedirectProbes:
    """Own addresses that wait to be asked where they lead; the most telling first, within a budget."""

    def __init__(self, scope: Scope, options: CrawlOptions, parse: Callable[[Fetch], Page]) -> None:
        self._scope = scope
        self._options = options
        self._parse = parse
        self._waiting: list[_Candidate] = []
        self._known: set[str] = set()
        self._files: Counter[str] = Counter()
        self._pictures = PictureSamples()
        self._asked = 0
        self.found: list[OwnRedirect] = []
        self.unread: list[Unread] = []

    def consider(self, page: Page) -> None:
        """Let the telling own addresses of a page wait: what it loads, and links that look like redirects."""
        for embed in page.embeds:
            rank = self._rank(embed)
            if rank is not None:
                self._add(rank, embed.url)
            elif embed.kind == "img" and self._scope.owns(embed.url):
                self._pictures.see(embed, page.url)
        for link in page.links:
            if link.url and looks_like_redirect(link.url):
                self._add(_LINK_RANK, link.url)

    def known(self, fetch: Fetch) -> None:
        """Take over an exchange that the crawl made; it is not made again."""
        self._known.add(key := url_key(fetch.url))
        self._waiting = [candidate for candidate in self._waiting if url_key(candidate.url) != key]
        self._note(fetch)

    def _rank(self, embed: Embed) -> int | None:
        """Return how telling an embed is, 0 most; None if it is plainly a file."""
        static = is_static_file(embed.url)
        if looks_like_redirect(embed.url):
            return 0
        if embed.kind in SENDS_ON or (embed.kind in FRAMES and not static):
            # The crawl reads these as pages.
            return None
        if embed.hidden and embed.kind in _PICTURES | FRAMES:
            return 1
        if not static:
            return 2 if embed.kind in _PICTURES else 3 if embed.kind in _SCRIPTS else None
        if embed.kind in _FILES and self._files[embed.kind] < _MOST_FILES:
            is_small = _SMALL.search(embed.quote) is not None
            is_sized = embed.kind == "img" and _SIZED.search(embed.quote) is not None
            if is_small or not is_sized or _ODD_QUERY.search(embed.url):
                self._files[embed.kind] += not is_small
                return 1 if is_small else 4
        return None

    def _add(self, rank: int, reference: str) -> None:
        url = absolute("", reference)
        if not url or not self._scope.owns(url) or self._options.never_request(url) or "an action" in trap(url):
            return
        key = url_key(url)
        if key not in self._known:
            self._known.add(key)
            self._waiting.append(_Candidate(rank, len(self._known), url))

    def run(self, reader: Reader, most: int, *, worst: int = _LAST_RANK, with_samples: bool = False) -> None:
        """Ask for some of those that wait, never more than the site's budget allows.

        Args:
            reader: Makes the requests.
            most: How many at most.
            worst: Addresses of a greater rank go on waiting.
            with_samples: Whether a few of the site's pictures that look like others are asked for as well.
        """
        for url in self._pictures.chosen() if with_samples else ():
            self._add(_SAMPLE_RANK, url)
        self._waiting.sort(key=lambda candidate: (candidate.rank, candidate.number))
        ask = Ask("redirect", self._options.probe_bytes, OWN_HOPS, self._scope.owns)
        left = min(most, self._options.redirect_probes - self._asked)
        while left > 0 and self._waiting and self._waiting[0].rank <= worst:
            candidate = self._waiting.pop(0)
            self._asked += 1
            left -= 1
            answer = reader.read(candidate.url, ask)
            if isinstance(answer, Unread):
                self.unread.append(answer)
                continue
            self._note(answer, is_late=reader.out_of_time())
            if candidate.rank == _SAMPLE_RANK and (away := redirect_target(answer)) and not self._scope.owns(away):
                # One that leads away makes those that look alike worth a request.
                for url in self._pictures.alike(candidate.url):
                    self._add(_SAMPLE_RANK, url)

    def left_over(self) -> list[Unread]:
        """Return what was not asked for lack of budget, by rank."""
        return [Unread(item.url, "budget", "no request left for own redirects") for item in self._waiting]

    def _note(self, fetch: Fetch, *, is_late: bool = False) -> None:
        chain = [hop.location for hop in fetch.hops if hop.location]
        is_own = fetch.ok and (not chain or self._scope.owns(chain[-1]))
        if is_own and not is_late and b"<" in fetch.body[:2000]:
            # An own page that does nothing but send on, by refresh or script, is a redirect as well.
            refreshes = followed_at_once(self._parse(fetch))
            chain += [embed.url for embed in refreshes[:1] if not self._is_same(embed.url, fetch.final_url)]
        if chain:
            self.found.append(OwnRedirect(fetch.url, tuple(chain), fetch))

    @staticmethod
    def _is_same(one: str, other: str) -> bool:
        try:
            return url_key(one) == url_key(other)
        except BadUrlError:
            return False
