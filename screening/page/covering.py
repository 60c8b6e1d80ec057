"""Links that lie over the whole window without being seen: whatever a visitor presses, it is the link."""

from __future__ import annotations

from screening.page.colours import alpha_of
from screening.page.declarations import declarations, length_of, parts_of
from screening.page.hiding import opacity_of
from screening.page.style_rules import StyleRules, marks_of

__all__ = ["BARE", "UNSEEN", "cover_of"]

UNSEEN, BARE = "unseen", "bare"
"""A cover that cannot be seen whatever it holds; one that cannot be seen unless it holds words or pictures."""
_MOST_OPACITY = 0.1
"""Opacity from 0 to 1; what has no more cannot be seen on a page."""
_WINDOW_UNITS = frozenset({"vw", "vh", "dvw", "dvh", "svh", "lvh", "svw", "lvw", "vmax", "vmin"})
_WIDE_PX = 2_000
"""Width or height in pixels from which an element fills the windows of ordinary screens."""
_SIDES = (("width", "left", "right"), ("height", "top", "bottom"))


def cover_of(name: str, attributes: dict[str, str], rules: StyleRules, outer: str) -> str:
    """Return how an element lies over the whole window: `UNSEEN`, `BARE`, or "" where it does not.

    Args:
        name: The element's.
        attributes: The element's.
        rules: Of the page's style sheets.
        outer: How the element around it covers the window; within such a cover it is enough to fill it.
    """
    keys = [name, *marks_of(attributes)]
    found: dict[str, str] = {}
    for key in keys:
        found.update(rules.placed.get(key, {}))
        found.update(rules.by_key.get(key, {}))
    found.update(declarations(attributes.get("style", "")))
    for key in keys:
        if key in rules.layers and _lies_over(rules.layers[key], "") and _look(rules.layers[key]):
            return UNSEEN  # what stands before or after an element has no words of its own
    if not found or not _lies_over(found, outer):
        return ""
    look = _look(found)
    return UNSEEN if look and outer == UNSEEN else look


def _lies_over(found: dict[str, str], outer: str) -> bool:
    position = found.get("position", "")
    if found.get("pointer-events") == "none" or found.get("z-index", "").startswith("-"):
        return False
    if position not in {"fixed", "absolute"} and not outer:
        return False
    is_of_window = position == "fixed" or bool(outer)
    return all(_reaches(found, *names, is_of_window=is_of_window) for names in _SIDES)


def _reaches(found: dict[str, str], size: str, begin: str, end: str, *, is_of_window: bool) -> bool:
    """Say whether an element reaches from one side of the window to the other."""
    for name in (size, f"min-{size}"):
        if (length := length_of(found.get(name, ""))) is not None:
            number, unit = length
            if unit in _WINDOW_UNITS or (unit == "%" and is_of_window):
                return number >= 90
            if unit == "px" and number >= _WIDE_PX:
                return True
    edges = (length_of(found.get(side, "")) for side in (begin, end))
    return is_of_window and all(edge is not None and edge[0] <= 5 for edge in edges)


def _look(found: dict[str, str]) -> str:
    if opacity_of(found) <= _MOST_OPACITY:
        return UNSEEN
    painted = " ".join(found.get(name, "") for name in ("background", "background-image", "background-color"))
    parts = parts_of(painted)
    is_painted = parts and not any(part == "none" or alpha_of(part) <= _MOST_OPACITY for part in parts)
    return "" if is_painted else BARE
