"""Which of a site's own addresses wait to be read: what pages link to or frame, and what the sitemap lists."""

from __future__ import annotations

from screening.crawl.frontier import Frontier
from screening.crawl.options import CrawlOptions
from screening.crawl.redirects import followed_at_once, looks_like_redirect
from screening.crawl.scope import Scope, absolute
from screening.crawl.sitemaps import newest_first
from screening.crawl.traps import CALENDAR, is_static_file, may_be_post, trap, without_session
from screening.page.embed_kinds import FRAMES
from screening.page.model import Page
from screening.site import SitemapEntry, Unread

__all__ = ["OwnLinks"]

_FIRST_FROM_SITEMAP = 8
"""Newest pages of the sitemap, which come before ordinary links."""
_MOST_DATED = 20
"""Links that look like days of a calendar and are remembered."""
_HIDDEN_FRAME_RANK, _FRAME_RANK, _SITEMAP_RANK, _LATER_SITEMAP_RANK = 0, 7, 7, 9
"""Lower ranks are read first; the topics of important.toml stand below 7, ordinary links are 8."""


class OwnLinks:
    """The own addresses that were found, in a frontier.

    Attributes:
        frontier: What waits to be read.
    """

    def __init__(self, scope: Scope, options: CrawlOptions) -> None:
        self.frontier = Frontier()
        self._scope = scope
        self._options = options
        self._trapped: dict[str, Unread] = {}
        self._dated: list[tuple[str, int]] = []

    def take(self, page: Page, depth: int) -> None:
        """Let what a page links to wait; hidden links are left alone, they are often there to catch programs.

        Args:
            page: The page.
            depth: Clicks that lead to it from the home page.
        """
        for embed in page.embeds:
            if embed.kind in FRAMES:
                self._offer(embed.url, depth, rank=_HIDDEN_FRAME_RANK if embed.hidden else _FRAME_RANK)
        for embed in followed_at_once(page):
            self._offer(embed.url, depth, rank=_FRAME_RANK)
        for link in page.links if depth < self._options.depth else ():
            if link.url and not link.hidden:
                self._offer(link.url, depth + 1, text=link.text)

    def take_sitemap(self, sitemap: tuple[SitemapEntry, ...], now_us: int) -> None:
        """Let what a sitemap lists wait, the newest before ordinary links and the rest after them."""
        for number, entry in enumerate(newest_first(sitemap, now_us)):
            rank = _SITEMAP_RANK if number < _FIRST_FROM_SITEMAP else _LATER_SITEMAP_RANK
            self._offer(entry.url, 1, rank=rank, listed=True)

    def let_dated_wait(self, most: int) -> None:
        """Let the first links wait, too, that look like days of a calendar and may be posts."""
        for url, depth in self._dated[:most]:
            self.frontier.add(url, depth=depth)

    def trapped(self) -> list[Unread]:
        """Return one address for each kind of trap that was left alone."""
        return list(self._trapped.values())

    def left_over(self) -> list[Unread]:
        """Return what still waits, as not read."""
        why = "the pages, requests, bytes or seconds that one site may cost were used up"
        return [Unread(item.url, "budget", why) for item in self.frontier.waiting()]

    def _offer(
        self, reference: str, depth: int, *, text: str = "", rank: int | None = None, listed: bool = False
    ) -> None:
        """Let an own address wait, unless it is no page, a trap, or unsafe to ask; `listed` in a sitemap."""
        url = without_session(absolute("", reference))
        if not url or not self._scope.owns(url) or self._options.never_request(url):
            return
        if is_static_file(url) or looks_like_redirect(url):
            return
        why = trap(url)
        if not why or (listed and why == CALENDAR):
            self.frontier.add(url, depth=depth, text=text, rank=rank)
            return
        self._trapped.setdefault(why, Unread(url, "budget", f"not worth asking: {why}"))
        if why == CALENDAR and may_be_post(url) and len(self._dated) < _MOST_DATED:
            self._dated.append((url, depth))
