"""One pass over a page, which gathers everything that is asked of it while the parser reads.

The parser is lxml's in its target mode, which BeautifulSoup uses, too: it calls `start`, `data` and `end`. No tree is
built, so a page of any size or depth needs no more memory than what is kept of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from screening.page.addresses import AddressBase
from screening.page.covering import BARE, cover_of
from screening.page.element_looks import Looks
from screening.page.elements import Elements
from screening.page.gathered import Attributes, Gathered
from screening.page.length import length_in_words
from screening.page.model import HiddenText, Part
from screening.page.places import OUTSIDE, Place, Places
from screening.page.quotes import TagFinder
from screening.page.structured import Microdata
from screening.page.style_rules import StyleRules
from screening.page.writer import TextWriter

__all__ = ["PageWalk"]

_MOST_TEXT_CHARACTERS = 1_000_000
"""Characters of visible text, and as many of hidden text, that are kept of a page."""
_LEAST_HIDDEN_CHARACTERS = 200
_MOST_HIDDEN_CHARACTERS = 20_000
_MOST_HIDDEN_TEXTS = 50
"""Characters of hidden texts: shorter ones are passed over, longer ones cut. Then how many of a page are kept."""
_MOST_SEAMS = 5_000
"""Positions at which hidden text was left out; far beyond any ordinary page."""
_INLINE_NAMES = """
a abbr acronym b bdi bdo big br cite code data del dfn em font i ins kbd label mark noscript path picture q s samp
script small source span strike strong style sub sup svg time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_RAW_TEXT = frozenset({"script", "style", "title"})
_INERT = frozenset({"template", "textarea", "datalist", "noembed", "noframes", "iframe"})
"""What stands within them is neither shown nor loaded."""
_HEADINGS = frozenset({"h1", "h2", "h3"})

_FAR = 500
"""Elements: an end tag closes one that was opened at most so many elements ago; stray end tags are passed over."""
_LEAST_MAIN_WORDS = 25
"""With fewer, parts that are called a sidebar or a menu hold the page's text, as far as it has any; our own choice."""

Leaving = Callable[[], None]


class PageWalk:
    """Gathers what a page holds; a parser's target, used once."""

    def __init__(self, base: AddressBase, finder: TagFinder, rules: StyleRules, *, scripts_run: bool = True) -> None:
        self.found = Gathered()
        self._elements = Elements(self.found, base, finder)
        self._rules, self._looks, self._places = rules, Looks(rules), Places(rules, scripts_run=scripts_run)
        self._seen, self._unseen = TextWriter(_MOST_TEXT_CHARACTERS), TextWriter(_MOST_TEXT_CHARACTERS)
        # Browsers show a page without any background on white.
        self._place: Place = replace(OUTSIDE, background="#ffffff") if rules.is_whole else OUTSIDE
        self._open: list[tuple[str, Place, Leaving | None]] = []
        self._open_at: defaultdict[str, list[int]] = defaultdict(list)
        self._raw_text: list[str] | None = None
        self._block: list[str] = []
        self._blocks: list[tuple[str, Part, bool]] = []
        self._block_part, self._block_is_aside = Part.REST, False
        self._banner: list[str] = []
        self._heading: list[str] | None = None
        self._hidden_parts: list[tuple[TextWriter, int, int, str]] = []
        self._microdata = Microdata()
        self._is_closed = False
        self._properties: list[tuple[dict[str, Any], str, int, int]] = []

    # --- called by the parser -----------------------------------------------------------------------------------

    def start(self, name: str, parsed: Mapping[str, str]) -> None:
        """Begin an element."""
        attributes: Attributes = parsed if isinstance(parsed, dict) else dict(parsed)
        outer = place = self._place
        leave: Leaving | None = None
        if name not in _INLINE:
            self._end_block()
        if attributes or name not in _INLINE or name == "noscript" or outer.around:
            place = self._placed(name, attributes, outer)
        if name in _RAW_TEXT:
            leave = self._begin_raw_text(name, attributes)
        elif name in {"a", "area"}:
            leave = self._begin_link(name, attributes, place) if "href" in attributes else None
        elif name == "form":
            self._elements.begin_form(attributes)
            leave = self._elements.end_form
        elif name in _HEADINGS and not place.keeps_text_from_sight:
            self._heading = []
            leave = self._end_heading
        elif name == "br":
            self._seen.is_blank_due = True
            self._block.append(" ")
        elif not outer.is_inert:
            self._elements.read_element(name, attributes)
        if "itemscope" in attributes or "itemprop" in attributes:
            place, leave = self._begin_item(attributes, place, leave)
        if name in _INERT:
            place = place.without_life()
        if place is not outer and place.keeps_text_from_sight and not outer.keeps_text_from_sight:
            leave = self._begin_hidden(place, place.keeps_text_from_sight, self._unseen, leave)
        elif place.folded and not outer.folded and not place.keeps_text_from_sight:
            leave = self._begin_hidden(place, place.folded, self._seen, leave)
        self._open_at[name].append(len(self._open))
        self._open.append((name, outer, leave))
        self._place = place

    def end(self, name: str) -> None:
        """End an element, and those within it that were left open."""
        indices = self._open_at.get(name)
        if not indices or indices[-1] < len(self._open) - _FAR:
            return
        while self._open:
            opened, outer, leave = self._open.pop()
            self._open_at[opened].pop()
            if opened not in _INLINE:
                self._end_block()
            if leave is not None:
                leave()
            self._place = outer
            if opened == name:
                break

    def data(self, text: str) -> None:
        """Read a piece of text."""
        place = self._place
        if self._raw_text is not None:
            self._raw_text.append(text)
        elif place.is_inert:
            self._leave_out(text)
        elif place.keeps_text_from_sight:
            self._unseen.add(text)
            self._leave_out(text)
        else:
            self._seen.add(text)
            if self._heading is not None:
                self._heading.append(text)
            if place.part is Part.BANNER:
                self._banner.append(text)
            if not place.is_navigation:
                if not self._block:
                    self._block_part, self._block_is_aside = place.part, place.is_named_navigation
                self._block.append(text)

    def _leave_out(self, text: str) -> None:
        """Note the position at which hidden text was left out."""
        seams, offset = self.found.seams, self._seen.length
        if text.strip() and (not seams or seams[-1] != offset) and len(seams) < _MOST_SEAMS:
            seams.append(offset)

    def comment(self, text: str) -> None:
        """Pass over a comment; nobody reads it."""

    def close(self) -> Gathered:
        """End the page and return what was found; a second call changes nothing."""
        found = self.found
        if self._is_closed:
            return found
        self._is_closed = True
        for _, _, leave in reversed(self._open):
            if leave is not None:
                leave()
        self._end_block()
        found.text, found.unseen_text = self._seen.text(), self._unseen.text()
        kept = [block for block in self._blocks if not block[2]]
        if sum(length_in_words(text) for text, _, _ in kept) < _LEAST_MAIN_WORDS:
            kept = self._blocks
        found.blocks, found.block_parts = [text for text, _, _ in kept], [part for _, part, _ in kept]
        found.banner_text = " ".join("".join(self._banner).split())
        for writer, start, end, how in self._hidden_parts:
            whole = found.unseen_text if writer is self._unseen else found.text
            found.hidden_texts.append(HiddenText(whole[start:end][:_MOST_HIDDEN_CHARACTERS], how))
        for item, names, start, end in self._properties:
            Microdata.set_value(item, names, found.text[start:end])
        found.structured += self._microdata.objects
        return found

    # --- what begins with an element and ends with it -----------------------------------------------------------

    def _end_block(self) -> None:
        self._seen.is_blank_due = self._unseen.is_blank_due = True
        if self._block:
            if text := " ".join("".join(self._block).split()):
                self._blocks.append((text, self._block_part, self._block_is_aside))
            self._block = []

    def _end_heading(self) -> None:
        if self._heading and (text := " ".join("".join(self._heading).split())):
            self.found.headings.append(text[:500])
        self._heading = None

    def _begin_raw_text(self, name: str, attributes: Attributes) -> Leaving:
        """Gather text that is not for reading, and hand it over when the element ends."""
        gathered: list[str] = []
        self._raw_text = gathered
        is_of_page = not self._place.is_inert and not any(opened[0] == "svg" for opened in self._open[-3:])

        def end() -> None:
            self._raw_text = None
            if is_of_page:
                self._elements.read_raw_text(name, attributes, "".join(gathered))

        return end

    def _begin_hidden(self, place: Place, how: str, writer: TextWriter, leave: Leaving | None) -> Leaving:
        """Return the step that ends a hidden part and keeps it if it is long and no part of an interface."""
        start = writer.next_offset

        def end() -> None:
            is_long = writer.length - start >= _LEAST_HIDDEN_CHARACTERS
            if is_long and not place.is_interface and len(self._hidden_parts) < _MOST_HIDDEN_TEXTS:
                self._hidden_parts.append((writer, start, writer.length, how))
            if leave is not None:
                leave()

        return end

    def _placed(self, name: str, attributes: Attributes, outer: Place) -> Place:
        """Return the place within an element, whose attributes are read."""
        look = self._looks.of(name, attributes, outer.around)
        place = self._places.within(outer, look, attributes)
        if not attributes:
            return place
        if (look.may_cover or outer.cover) and name not in {"html", "body"}:
            cover = cover_of(name, attributes, self._rules, outer.cover)
            place = replace(place, cover=cover) if cover else place
        held = len(self.found.held)
        self._elements.read_attributes(name, attributes, place, look.hiding)
        for _, opened in self.found.held[held:]:
            opened.start = opened.end = (self._unseen if opened.is_unseen_text else self._seen).next_offset
        return place

    def _begin_link(self, name: str, attributes: Attributes, place: Place) -> Leaving | None:
        starts = (self._seen.next_offset, self._unseen.next_offset)
        opened = self._elements.links.begin(name, attributes, place, starts)
        if opened is None:
            return None
        first_image = len(self.found.images)

        def end() -> None:
            opened.end = (self._unseen if opened.is_unseen_text else self._seen).length
            if place.cover and (
                place.cover != BARE or (opened.end <= opened.start and first_image == len(self.found.images))
            ):
                self._elements.add_embed("overlay", opened.raw, "", opened.quote, on="click")
            if opened.end <= opened.start and not opened.image_text:
                images = self.found.images[first_image : first_image + 3]
                opened.image_text = next((image.alt for image in images if image.alt), "")

        return end

    def _begin_item(self, attributes: Attributes, place: Place, leave: Leaving | None) -> tuple[Place, Leaving | None]:
        """Read microdata: an object begins, or a property of the object around is set."""
        if "itemscope" in attributes:
            item = self._microdata.open(attributes, place.item)
            return (place.with_item(item), leave) if item is not None else (place, leave)
        owner = place.item
        if owner is None:
            return place, leave
        names, start = attributes["itemprop"], self._seen.next_offset
        value = attributes.get("content") or attributes.get("datetime")
        if value is not None:
            Microdata.set_value(owner, names, value)
            return place, leave

        def end() -> None:
            self._properties.append((owner, names, start, self._seen.length))
            if leave is not None:
                leave()

        return place, end
