"""Keeps the links of a page: those that elements hold, and those that scripts make."""

from __future__ import annotations

from screening.page.addresses import AddressBase
from screening.page.gathered import MOST_HINTS, MOST_LINKS, Attributes, Gathered, OpenLink
from screening.page.networks import is_click_address
from screening.page.places import Place
from screening.page.quotes import TagFinder

__all__ = ["Links"]

_MOST_MADE = 1_000
"""Links made by scripts that are looked at on a page; each is compared with all links so far."""


class Links:
    """Puts links into `Gathered`; their texts are cut out later, see `OpenLink`."""

    def __init__(self, found: Gathered, base: AddressBase, finder: TagFinder) -> None:
        self._found, self._base, self._finder = found, base, finder
        self._made_room = _MOST_MADE

    @property
    def has_room(self) -> bool:
        """Whether another link would be kept."""
        return len(self._found.links) < MOST_LINKS

    def begin(self, name: str, attributes: Attributes, place: Place, starts: tuple[int, int]) -> OpenLink | None:
        """Begin a link; `starts` are the lengths of the seen and the unseen text so far."""
        return None if place.is_inert else self.add(name, attributes["href"], attributes, place, starts)

    def add(
        self, name: str, raw: str, attributes: Attributes, place: Place, starts: tuple[int, int] = (0, 0)
    ) -> OpenLink | None:
        """Keep the link of an element, while there is room."""
        if not self.has_room:
            return None
        link = self._open(name, raw, self._base.absolute(raw), attributes, place, starts=starts)
        self._found.links.append(link)
        return link

    def hold(self, name: str, key: str, attributes: Attributes, place: Place, address: str) -> None:
        """Keep the link that a script can make of an attribute."""
        raw = attributes[key]
        if len(self._found.held) < MOST_HINTS and raw and is_click_address(address):
            is_shown = name == "a" and self._base.absolute(attributes.get("href", "")).startswith("http")
            made = "attribute" if raw.lstrip().startswith(("http", "//")) else "swapped" if is_shown else "disguised"
            self._found.held.append((key, self._open(name, raw, address, attributes, place, made=made)))

    def quote_held(self, link: OpenLink) -> None:
        """Give a link that is made of an attribute its quote; most are never asked for it."""
        link.quote = self._finder.anywhere(link.raw)

    def add_made(self, raw: str, quote: str) -> None:
        """Keep a link to a click address that script makes, once; wherever it may put it."""
        url = self._base.absolute(raw)
        self._made_room -= 1
        if (
            self._made_room >= 0
            and self.has_room
            and is_click_address(url)
            and all(link.url != url for link in self._found.links)
        ):
            end = len(self._found.text)
            self._found.links.append(OpenLink(url, raw[:4_000], (), False, False, False, quote, end, end, "", "script"))

    def _open(
        self,
        name: str,
        raw: str,
        url: str,
        attributes: Attributes,
        place: Place,
        *,
        starts: tuple[int, int] = (0, 0),
        made: str = "",
    ) -> OpenLink:
        is_unseen_text = bool(place.keeps_text_from_sight)
        start = starts[is_unseen_text]
        return OpenLink(
            url=url,
            raw=raw[:4_000],
            rel=tuple(sorted(set(attributes.get("rel", "").lower().split()))),
            is_hidden=bool(place.keeps_text_from_sight or place.load_hidden),
            is_unseen_text=is_unseen_text,
            in_footer=place.in_footer,
            quote="" if made else self._finder.quote(name, raw),
            start=start,
            end=start,
            image_text=attributes.get("alt", "") if name == "area" else "",
            made=made,
        )
