"""What a site's own linked style sheets hide on its pages; read once the sheets were fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import islice

from screening.fetch.outcome import Fetch
from screening.page.colours import background_in, is_alike, text_colour_in
from screening.page.hiding import hiding_of
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.page.places import is_interface_name
from screening.page.style_rules import StyleRules, read_style_rules

__all__ = ["linked_rules", "with_linked_sheets"]

_LOOKS = ("color", "background", "background-color", "background-image", "position", "z-index", "text-shadow")
_OWN_COLOURS = re.compile(r"[\"';\s]color\s?[:=]\s?[\"']?([^;\"'<>]{3,30})", re.IGNORECASE)
"""`style="color: #fff"`, `color="white"`: a colour that an element itself gives to its text."""
_MOST_OWN_COLOURS = 2_000
"""Such colours of a page that are looked at; far beyond any ordinary page."""
_WHITE = "#ffffff"


def linked_rules(sheets: Sequence[str]) -> StyleRules:
    """Return the simple rules of linked style sheets.

    The sheet of a whole site is full of menus, tabs and animations that script brings to sight: what a class hides
    counts only if no other rule shows it and its name is not that of such a part.
    """
    rules = read_style_rules(sheets)
    rules.placed = {key: found for key, found in rules.by_key.items() if found.get("position") in {"fixed", "absolute"}}
    for key, found in rules.by_key.items():
        if _hides(found) and (key in rules.toggled or is_interface_name(key)):
            rules.by_key[key] = {name: value for name, value in found.items() if name in _LOOKS}
    return rules


def with_linked_sheets(page: Page, fetch: Fetch, rules: StyleRules, *, is_all: bool) -> Page:
    """Return a page with what the rules of its linked sheets hide: texts, links and what is loaded.

    Its readable text stays as it was: a rule that was understood wrongly must not take content away from a page.

    Args:
        page: As parsed without those sheets.
        fetch: The exchange it was parsed from.
        rules: Of its linked sheets, from `linked_rules`.
        is_all: Whether these are all the sheets that the page links.
    """
    if not _may_matter(page, rules):
        return page
    own = deepcopy(rules)
    own.is_whole = own.is_whole and is_all
    again = parse_page(fetch, own)
    links = tuple(
        link if link.hidden == styled.hidden else replace(link, hidden=styled.hidden)
        for link, styled in zip(page.links, again.links, strict=True)
    )
    return replace(page, hidden_texts=again.hidden_texts, links=links, embeds=again.embeds)


def _hides(found: dict[str, str]) -> bool:
    hiding = hiding_of("div", {"class": "x"}, StyleRules({".x": found}))[0]
    return bool(hiding.all or hiding.load or hiding.text or hiding.folded)


def _may_matter(page: Page, rules: StyleRules) -> bool:
    """Say whether a second reading could find anything: a hiding rule whose name the page has, or words of colour."""
    backgrounds = {background_in(found) or _WHITE for found in rules.by_key.values()}
    if any(key.lstrip(".#") in page.html for key in (*rules.layers, *rules.placed)):
        return True
    for mark, names in rules.within.items():
        inks = (text_colour_in(found) or "" for found in names.values())
        if mark.lstrip(".#") in page.html and any(is_alike(ink, ground) for ink in inks for ground in backgrounds):
            return True
    for key, found in rules.by_key.items():
        colour = text_colour_in(found) or ""
        hides = _hides(found) or any(is_alike(colour, background) for background in backgrounds)
        if hides and key.lstrip(".#") in page.html:
            return True
    ground = background_in({**rules.by_key.get("html", {}), **rules.by_key.get("body", {})}) or _WHITE
    own = islice(_OWN_COLOURS.finditer(page.html), _MOST_OWN_COLOURS)
    return any(is_alike(text_colour_in({"color": match.group(1).strip().lower()}) or "", ground) for match in own)
