"""Pictures of a site of which a few are asked where they lead: one may be a redirect to a click address.

What looks like a picture, with its size and an ordinary name, is seldom worth a request. Avatars, signatures and badges
are: visitors or partners put them there. So are pictures that stand on every page. Of those that look alike one or two
stand for all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit

from screening.page.model import Embed

__all__ = ["PictureSamples"]

MOST_CHOSEN = 4
"""Pictures of a site that are asked for."""
MOST_ALIKE = 4
"""Further pictures that are asked for because they look like one which led away."""
OF_A_TELLING_KIND, OF_ANOTHER_KIND = 2, 1
"""Pictures that stand for all that look like them, of a telling kind and of another."""
MANY_PAGES = 3
"""Pages; a picture on so many belongs to the site and not to one text."""
_MOST_KEPT = 500
"""Pictures of a site that are remembered; bounds memory."""
_TELLING = re.compile(
    r"avatar|awatar|(?<![a-z])(?:sigs?|sign|signatures?|podpis[y]?|firmas?)(?![a-z])|userpic|profile?_?(?:pic|image|foto)"
    r"|(?<![a-z])(?:badges?|buttons?|awards?|seals?|counters?|stats?|pixel|downloads?|attachments?|members?|users?|ranks?)(?![a-z])",
    re.IGNORECASE,
)
"""`/avatars/7.png`, `signature`, `badge`: pictures that visitors or partners put there."""


class PictureSamples:
    """Own pictures as they are seen, page by page, and the few that are worth a request."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._alike: defaultdict[tuple[bool, str], list[str]] = defaultdict(list)
        self._last_page: dict[str, str] = {}

    def see(self, embed: Embed, page_url: str) -> None:
        """Take note of a picture of a page."""
        url = embed.url
        if self._last_page.get(url) == page_url:
            return
        if url not in self._pages:
            if len(self._pages) >= _MOST_KEPT:
                return
            self._alike[self._kind(embed)].append(url)
        self._last_page[url] = page_url
        self._pages[url] += 1

    def chosen(self) -> list[str]:
        """Return the pictures to ask for: of the telling kinds first, then those that stand on many pages."""
        ranked: list[tuple[bool, int, int, list[str]]] = []
        for number, ((is_telling, _), urls) in enumerate(self._alike.items()):
            often = sorted(urls, key=lambda url: -self._pages[url])
            if is_telling or self._pages[often[0]] >= MANY_PAGES:
                kept = often[: OF_A_TELLING_KIND if is_telling else OF_ANOTHER_KIND]
                ranked.append((not is_telling, -self._pages[often[0]], number, kept))
        return [url for *_, urls in sorted(ranked) for url in urls][:MOST_CHOSEN]

    def alike(self, url: str) -> list[str]:
        """Return further pictures that look like one, those that stand on most pages first."""
        of_kind = next((urls for urls in self._alike.values() if url in urls), [])
        return sorted((one for one in of_kind if one != url), key=lambda one: -self._pages[one])[:MOST_ALIKE]

    @staticmethod
    def _kind(embed: Embed) -> tuple[bool, str]:
        """Return whether a picture is of a telling kind, and what pictures that look like it have in common."""
        parts = urlsplit(embed.url)
        folder, _, name = parts.path.rpartition("/")
        is_telling = _TELLING.search(f"{parts.path} {embed.quote}".replace("_", " ")) is not None
        return is_telling, re.sub(r"\d+", "#", f"{folder}/*.{name.rpartition('.')[2]}")
