"""One walk over the tree of a page, which gathers everything that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from screening.page.addresses import AddressBase
from screening.page.elements import Attributes, Elements
from screening.page.gathered import Gathered, OpenLink
from screening.page.hiding import StyleRules, hiding_of
from screening.page.model import HiddenText
from screening.page.places import OUTSIDE, Place, place_within
from screening.page.quotes import TagFinder
from screening.page.structured import Microdata
from screening.page.writer import TextWriter

__all__ = ["PageWalk"]

_MOST_TEXT_CHARACTERS = 1_000_000
_SHORTEST_HIDDEN_TEXT = 200
_MOST_HIDDEN_CHARACTERS = 20_000
_MOST_HIDDEN_TEXTS = 50
_INLINE_NAMES = """
a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark noscript path picture q s samp
script small source span strike strong style sub sup svg time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_NO_TEXT = frozenset({"script", "style", "title", "textarea", "datalist", "iframe", "noembed", "noframes"})
_HEADINGS = frozenset({"h1", "h2", "h3"})

Leaving = list[Callable[[], None]]
_NOTHING_TO_DO: Leaving = []


class PageWalk:
    """Gathers what a page holds; used once."""

    def __init__(self, base: AddressBase, finder: TagFinder, rules: StyleRules) -> None:
        self.found = Gathered()
        self._elements = Elements(self.found, base, finder)
        self._rules = rules
        self._seen, self._unseen = TextWriter(_MOST_TEXT_CHARACTERS), TextWriter(_MOST_TEXT_CHARACTERS)
        self._block: list[str] = []
        self._heading: list[str] | None = None
        self._hidden_parts: list[tuple[int, int, str]] = []
        self._microdata = Microdata()

    def run(self, soup: BeautifulSoup) -> Gathered:
        """Walk the whole tree, without recursion: pages may be nested a hundred thousand deep."""
        stack: list[tuple[Iterator[PageElement], Place, Leaving]] = [(iter(soup.contents), OUTSIDE, _NOTHING_TO_DO)]
        while stack:
            children, place, leaving = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                for step in leaving:
                    step()
            elif isinstance(child, Tag):
                inner, leaving = self._enter(child, place)
                contents = () if child.name in _NO_TEXT else child.contents
                stack.append((iter(contents), inner, leaving))
            elif type(child) is NavigableString:
                self._read_text(child, place)
        self._end_block()
        return self._finish()

    def _enter(self, tag: Tag, outer: Place) -> tuple[Place, Leaving]:
        """Read a tag; return the place within it and what is to be done when it ends."""
        name: str = tag.name
        attributes: Attributes = tag.attrs
        leaving: Leaving = []
        place = outer
        if name not in _INLINE:
            self._end_block()
            leaving.append(self._end_block)
        if attributes or name not in _INLINE or name == "noscript":
            hiding, keys = hiding_of(name, attributes, self._rules)
            is_toggled = not keys.isdisjoint(self._rules.toggled)
            place = place_within(name, attributes, outer, hiding, is_toggled)
            if attributes:
                self._elements.read_attributes(name, attributes, place, hiding)
                if "itemscope" in attributes or "itemprop" in attributes:
                    place = self._read_item(tag, attributes, place)
        if (reader := self._elements.readers.get(name)) is not None and not place.is_inert:
            reader(tag, attributes)
        if place is not outer and place.keeps_text_from_sight and not outer.keeps_text_from_sight:
            leaving.append(self._hidden_end(place))
        if name in {"a", "area"} and "href" in attributes:
            leaving.append(self._link_end(name, attributes, place))
        elif name == "form":
            self._elements.begin_form(attributes)
            leaving.append(self._elements.end_form)
        elif name in _HEADINGS and not place.keeps_text_from_sight:
            self._heading = []
            leaving.append(self._end_heading)
        elif name == "br":
            self._seen.part()
            self._block.append(" ")
        return place, leaving

    def _read_text(self, text: str, place: Place) -> None:
        if place.is_inert:
            return
        if place.keeps_text_from_sight:
            self._unseen.add(text)
            return
        self._seen.add(text)
        if self._heading is not None:
            self._heading.append(text)
        if not place.is_navigation:
            self._block.append(text)

    def _end_block(self) -> None:
        self._seen.part()
        self._unseen.part()
        if self._block:
            if text := " ".join("".join(self._block).split()):
                self.found.blocks.append(text)
            self._block = []

    def _end_heading(self) -> None:
        if self._heading and (text := " ".join("".join(self._heading).split())):
            self.found.headings.append(text[:500])
        self._heading = None

    def _hidden_end(self, place: Place) -> Callable[[], None]:
        """Return the step that ends a hidden part and keeps it if it is long and no part of an interface."""
        start = self._unseen.next_offset

        def end() -> None:
            is_long = self._unseen.length - start >= _SHORTEST_HIDDEN_TEXT
            if is_long and not place.is_interface and len(self._hidden_parts) < _MOST_HIDDEN_TEXTS:
                self._hidden_parts.append((start, self._unseen.length, place.keeps_text_from_sight))

        return end

    def _link_end(self, name: str, attributes: Attributes, place: Place) -> Callable[[], None]:
        """Begin a link and return the step that ends it."""
        starts = (self._seen.next_offset, self._unseen.next_offset)
        opened: OpenLink | None = self._elements.open_link(name, attributes, place, starts)
        image_count = len(self.found.images)

        def end() -> None:
            if opened is None:
                return
            opened.end = (self._unseen if opened.is_unseen_text else self._seen).length
            if opened.end <= opened.start and not opened.image_text:
                opened.image_text = next(
                    (image.alt for image in self.found.images[image_count : image_count + 3] if image.alt), ""
                )

        return end

    def _read_item(self, tag: Tag, attributes: Attributes, place: Place) -> Place:
        """Read microdata: an object begins, or a property of the object around is set."""
        if "itemscope" in attributes:
            item = self._microdata.open(attributes, place.item)
            return place.with_item(item) if item is not None else place
        if place.item is not None:
            value: Any = attributes.get("content") or attributes.get("datetime")
            if value is None:
                value = (
                    "".join(part for part in tag.strings if type(part) is NavigableString)[:500]
                    if len(tag.contents) < 50
                    else ""
                )
            Microdata.set_value(place.item, attributes["itemprop"], value)
        return place

    def _finish(self) -> Gathered:
        self.found.text, self.found.unseen_text = self._seen.text(), self._unseen.text()
        for start, end, how in self._hidden_parts:
            self.found.hidden_texts.append(HiddenText(self.found.unseen_text[start:end][:_MOST_HIDDEN_CHARACTERS], how))
        self.found.structured += self._microdata.objects
        return self.found
