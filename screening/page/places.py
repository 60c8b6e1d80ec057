"""Where an element stands: seen or hidden, in navigation or in the text, part of an interface or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from screening.page.colours import UNKNOWN, is_alike
from screening.page.element_looks import Look
from screening.page.hiding import Hiding
from screening.page.model import Part
from screening.page.style_rules import StyleRules, marks_of

__all__ = ["OUTSIDE", "Place", "Places", "is_interface_name"]

_MAIN_TAGS = frozenset({"main", "article"})
_INTERFACE_TAGS = frozenset(
    {"nav", "dialog", "details", "noscript", "template", "select", "form", "menu", "video", "audio"}
)
_TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})
"""They fold open. A text hidden inside a cell does not count as such, since old sites set whole pages in tables."""
_INTERFACE_ROLES = frozenset(
    {
        "navigation",
        "dialog",
        "alertdialog",
        "tabpanel",
        "menu",
        "tooltip",
        "alert",
        "status",
        "listbox",
        "search",
        "banner",
    }
)
_INTERFACE_NAMES = re.compile(
    r"menu|nav|drop-?down|modal|pop-?up|popover|dialog|lightbox|overlay|drawer|off-?canvas|accordion|collaps|tab(?:s|-|_|$)|tab-?pane"
    r"|panel|toggle|faq|read-?more|more-|-more|expand|spoiler|tool-?tip|slid|carousel|swiper|cookie|consent|gdpr|ccpa|privacy|banner"
    r"|sr-?only|screen-?reader|visually-?hidden|a11y|assistive|accessib|skip|search|template|tmpl|lang|mobile|desktop|phone|tablet"
    r"|print|preload|loader|loading|skeleton|comment|reply|share|social|subscribe|newsletter|sign-?up|alert|message|error|success|notice"
    r"|video|caption|transcript|footnote|detail|step|quiz|answer|filter|reveal|ajax|lazy|cart|basket|login|account|widget|infobox|schema"
    r"|hatnote|metadata|references|ad-|ads|fallback|no-?js|step|wizard|hover|flyout|mega|login|map|gallery|chat|bubble",
    re.IGNORECASE,
)
"""`dropdown`, `modal`, `sr-only`, `tab-2`: classes and ids of parts that appear when asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What holds for everything within an element; equal only to itself.

    Attributes:
        hidden: What hides all of it, or "".
        load_hidden: What hides what is loaded in it, or "".
        text_hidden: What hides the text in it, or "".
        folded: What keeps the text in it from sight until a script may show it, or ""; it stays text of the page.
        around: Its classes and ids, and those around it, that have rules for what stands within.
        is_navigation: Whether it is left out of the main text.
        is_named_navigation: Whether it is by the name of its class or id, which may be that of the whole page
            (`with-sidebar`), and of nothing that stands in `main`.
        in_footer: Whether it is in footer or navigation.
        is_main: Whether it stands in `main` or `article`, where a `header` is no navigation.
        part: The part of the page: what stands in a banner stays in it.
        is_interface: Whether it is a part that shows itself when asked: a menu, a tab, a text for screen readers.
        is_inert: Whether nothing in it is shown or loaded (`template`).
        item: The microdata object it belongs to.
        colour: The colour of its text, `#rrggbb`; "" where that is unknown.
        background: The colour of what lies behind it, in the same way.
        cover: Whether it lies over the whole window without being seen, as `cover_of` says.
    """

    hidden: str = ""
    load_hidden: str = ""
    text_hidden: str = ""
    folded: str = ""
    around: frozenset[str] = frozenset()
    is_navigation: bool = False
    is_named_navigation: bool = False
    in_footer: bool = False
    is_main: bool = False
    part: Part = Part.REST
    is_interface: bool = False
    is_inert: bool = False
    item: dict[str, Any] | None = None
    colour: str = UNKNOWN
    background: str = UNKNOWN
    cover: str = ""

    @property
    def keeps_text_from_sight(self) -> str:
        """What hides text here, or ""."""
        return self.hidden or self.text_hidden

    def without_life(self) -> Place:
        """Return the same place within an element whose content is neither shown nor loaded."""
        return replace(self, is_inert=True)

    def with_item(self, item: dict[str, Any]) -> Place:
        """Return the same place within a microdata object."""
        return replace(self, item=item)


OUTSIDE = Place()


class Places:
    """The places of a page; elements that look alike and stand side by side share theirs."""

    def __init__(self, rules: StyleRules, *, scripts_run: bool) -> None:
        self._rules, self._scripts_run = rules, scripts_run
        self._within: dict[tuple[Place, Look], Place] = {}

    def within(self, outer: Place, look: Look, attributes: dict[str, str]) -> Place:
        """Return the place within an element; the outer one itself where nothing changes.

        Args:
            outer: The place around it.
            look: How the element looks.
            attributes: The element's.
        """
        if not look.is_plain:
            return self._read(outer, look, attributes)
        place = self._within.get((outer, look))
        if place is None:
            place = self._within[outer, look] = self._read(outer, look, attributes)
        return place

    def _read(self, outer: Place, look: Look, attributes: dict[str, str]) -> Place:
        name, hiding = look.name, look.hiding
        may_be_painted = outer.background != UNKNOWN and self._rules.may_paint(name, attributes)
        changes = _colours(name, outer, hiding, may_be_painted)
        is_root, is_main = name in {"html", "body"}, name in _MAIN_TAGS
        if not is_root:
            changes |= _hidden(outer, hiding)
        if name == "noscript" and not outer.hidden and self._scripts_run:
            changes |= {"text_hidden": outer.text_hidden or "noscript", "is_interface": True}
        if self._rules.within and (new := (self._rules.within.keys() & marks_of(attributes)) - outer.around):
            changes["around"] = outer.around | new
        if is_main or look.role == "main":
            changes["is_main"] = True
        if outer.part is not Part.BANNER:
            if look.is_banner:
                changes["part"] = Part.BANNER
            elif name == "main" or look.role == "main":
                changes["part"] = Part.MAIN
        is_heading_of_page = name == "header" and not outer.is_main
        if not outer.in_footer and (is_heading_of_page or look.is_footer()):
            changes["in_footer"] = not is_root
        if not is_root:
            changes |= _beside_text(outer, look, is_heading_of_page)
        is_hidden = bool(hiding.all or hiding.text or hiding.folded or changes.get("text_hidden"))
        if (is_hidden and name in _TABLE_PARTS and hiding.all) or _is_interface(outer, look, attributes, is_hidden):
            changes["is_interface"] = True
        return replace(outer, **changes) if changes else outer


def _beside_text(outer: Place, look: Look, is_heading_of_page: bool) -> dict[str, Any]:
    """Return how an element changes what stands beside the page's own text."""
    if look.name == "main" or look.role == "main":
        return {"is_named_navigation": False, "in_footer": False} if outer.is_named_navigation else {}
    if outer.is_navigation or look.name == "article":
        return {}
    if is_heading_of_page or look.is_navigation():
        return {"is_navigation": True}
    return {"is_named_navigation": True} if look.is_named_navigation() and not outer.is_named_navigation else {}


def _hidden(outer: Place, hiding: Hiding) -> dict[str, Any]:
    """Return what an element newly hides."""
    changes: dict[str, Any] = {}
    if hiding.all and not outer.hidden:
        changes["hidden"] = hiding.all
    if hiding.load and not outer.load_hidden:
        changes["load_hidden"] = hiding.load
    if hiding.text and not outer.text_hidden:
        changes["text_hidden"] = hiding.text
    if hiding.folded and not outer.folded:
        changes["folded"] = hiding.folded
    return changes


def _colours(name: str, outer: Place, hiding: Hiding, may_be_painted: bool) -> dict[str, Any]:
    """Return how an element changes the colours of text and background, and whether its words vanish in them."""
    colour = outer.colour if hiding.colour is None else hiding.colour
    background = outer.background if hiding.background is None else hiding.background
    if hiding.background is None and (may_be_painted or hiding.is_lifted):
        background = UNKNOWN
    changes: dict[str, Any] = {}
    if colour != outer.colour:
        changes["colour"] = colour
    if background != outer.background:
        changes["background"] = background
    if hiding.colour is None or name in {"html", "body"}:
        # A part that only gets a background is one whose words get their colours one by one.
        return changes
    if is_alike(colour, background):
        changes["text_hidden"] = outer.text_hidden or "same colour"
    elif outer.text_hidden == "same colour" and colour and background:
        changes["text_hidden"] = ""
    return changes


def is_interface_name(names: str) -> bool:
    """Say whether a class or id sounds like a part of an interface, which shows itself when asked."""
    return _INTERFACE_NAMES.search(names) is not None


def _is_interface(outer: Place, look: Look, attributes: dict[str, str], is_hidden: bool) -> bool:
    """Say whether an element is a part of an interface; asked only where that matters, near what is hidden."""
    if outer.is_interface or look.name in {"html", "body"}:
        return False
    if look.name in _INTERFACE_TAGS or look.role in _INTERFACE_ROLES:
        return True
    if not is_hidden:
        # Around what is hidden, only the plainest words count: a spammer's text, too, stands in some `content-panel`.
        return False
    if look.is_toggled or is_interface_name(look.names):
        return True
    return any(key.startswith(("aria-", "data-")) and key != "aria-hidden" for key in attributes)
