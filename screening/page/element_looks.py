"""How an element looks by itself: what its name, its attributes and the style sheets say of it, wherever it stands.

Pages write the same tags over and over. What is found out about one holds for all that are written alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from screening.page.banners import is_banner, is_consent_name
from screening.page.hiding import COLOURED_BY_ATTRIBUTE, Hiding, hiding_of
from screening.page.style_rules import StyleRules, marks_of

__all__ = ["Look", "Looks"]

_NAVIGATION_TAGS = frozenset({"nav", "footer", "aside", "menu"})
_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "banner", "complementary", "search", "menu", "menubar"})
_NAVIGATION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|masthead|sidebar|side-bar|widgets?|widget-area"
    r"|pagination|pager|toolbar|topbar|site-header|skip-link|off-?canvas|social-links|sharedaddy)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""`main-menu`, `site-header`, `widget`: words in a class or id of parts outside the main text."""
_FOOTER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|site-header|masthead)(?:$|[\s_-])", re.IGNORECASE
)
"""`footer`, `top-nav`: words in a class or id of footer and navigation."""
_MOST_NAME_CHARACTERS = 300
"""Characters of an element's classes and id that are looked at; bounds the work a hostile page can cause."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is known of an element before one knows where it stands; equal only to itself.

    Attributes:
        name: The element's.
        names: Its classes and its id.
        role: Its role, lower case.
        hiding: How it is hidden.
        is_toggled: Whether a rule that hides it belongs to a class that other rules show.
        may_cover: Whether a style gives a position to it, or to something before or after it.
        is_plain: Whether it neither hides nor colours any text.
        is_banner: Whether it is a banner or a dialog.
    """

    name: str
    names: str
    role: str
    hiding: Hiding
    is_toggled: bool
    may_cover: bool
    is_plain: bool
    is_banner: bool

    def is_navigation(self) -> bool:
        """Say whether it is left out of the main text."""
        if self.name in _NAVIGATION_TAGS or self.role in _NAVIGATION_ROLES:
            return True
        return self.names != " " and is_consent_name(self.names)

    def is_named_navigation(self) -> bool:
        """Say whether it is called like a part outside the main text; what holds a whole page may be, too."""
        return self.names != " " and _NAVIGATION_NAMES.search(self.names) is not None

    def is_footer(self) -> bool:
        """Say whether it is footer or navigation."""
        if self.name in {"nav", "footer"} or self.role in {"navigation", "contentinfo"}:
            return True
        return self.names != " " and _FOOTER_NAMES.search(self.names) is not None


class Looks:
    """The looks of a page's elements, each found out once."""

    def __init__(self, rules: StyleRules) -> None:
        self._rules = rules
        self._known: dict[tuple[str | None, ...], Look] = {}
        placed = (key for key, found in rules.by_key.items() if "position" in found)
        self._placed = frozenset((*placed, *rules.placed, *rules.layers))

    def of(self, name: str, attributes: dict[str, str], around: frozenset[str] = frozenset()) -> Look:
        """Return how an element looks; `around` as in `hiding_of`."""
        get = attributes.get
        key: tuple[str | None, ...] = (name, get("class"), get("id"), get("style"), get("role"), get("hidden"))
        key += (get("aria-modal"), *sorted(around))
        if name in COLOURED_BY_ATTRIBUTE:
            key += (get("bgcolor"), get("background"), get("color"), get("text"))
        look = self._known.get(key)
        if look is None:
            look = self._known[key] = self._read(name, attributes, around)
        return look

    def _read(self, name: str, attributes: dict[str, str], around: frozenset[str]) -> Look:
        hiding, keys = hiding_of(name, attributes, self._rules, around)
        return Look(
            name,
            f"{attributes.get('class', '')} {attributes.get('id', '')}"[:_MOST_NAME_CHARACTERS],
            attributes.get("role", "").lower(),
            hiding,
            is_toggled=not keys.isdisjoint(self._rules.toggled),
            may_cover="position" in attributes.get("style", "").lower() or self._is_placed(attributes),
            is_plain=not (hiding.all or hiding.text or hiding.folded) and hiding.colour is None and name != "noscript",
            is_banner=is_banner(name, attributes),
        )

    def _is_placed(self, attributes: dict[str, str]) -> bool:
        """Say whether a rule of a style sheet gives an element, or something before or after it, a position."""
        if not self._placed:
            return False
        return not self._placed.isdisjoint(marks_of(attributes))
