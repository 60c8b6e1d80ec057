"""Links that lie over the whole window without being seen: whatever a visitor presses, it is the link."""

from __future__ import annotations

import re

from screening.page.style_rules import StyleRules, declarations

__all__ = ["BARE", "UNSEEN", "cover_of"]

UNSEEN, BARE = "unseen", "bare"
"""A cover that cannot be seen whatever it holds; one that cannot be seen unless it holds words or pictures."""
_MOST_OPACITY = 0.1
"""Opacity from 0 to 1; what has no more cannot be seen on a page."""
_LENGTH = re.compile(r"\s{0,4}(-?\d{0,6}(?:\.\d{1,6})?)\s{0,4}([a-z%]{0,5})")
_ZERO = re.compile(r"-?\s{0,3}(?:\d{1,3}(?:px)?|0[a-z%]{0,4})")
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
    keys = [name, *(f".{word}" for word in attributes.get("class", "").split()), f"#{attributes.get('id', '')}"]
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
        matched = _LENGTH.match(found.get(name, ""))
        if matched is not None and matched.group(1) not in {"", "-"}:
            number, unit = float(matched.group(1)), matched.group(2)
            if unit in _WINDOW_UNITS or (unit == "%" and is_of_window):
                return number >= 90
            if unit == "px" and number >= _WIDE_PX:
                return True
    inset = found.get("inset", "").split()
    if inset and is_of_window and all(_ZERO.fullmatch(part) for part in inset):
        return all(_is_small(part) for part in inset)
    return is_of_window and _is_small(found.get(begin, "")) and _is_small(found.get(end, ""))


def _is_small(value: str) -> bool:
    matched = _LENGTH.match(value)
    return matched is not None and matched.group(1) not in {"", "-"} and float(matched.group(1)) <= 5


def _look(found: dict[str, str]) -> str:
    opacity = _LENGTH.match(found.get("opacity", ""))
    if opacity is not None and opacity.group(1) not in {"", "-"}:
        share = float(opacity.group(1)) / (100 if opacity.group(2) == "%" else 1)
        if share <= _MOST_OPACITY:
            return UNSEEN
    if "opacity(0" in found.get("filter", ""):
        return UNSEEN
    painted = found.get("background", "") + found.get("background-image", "") + found.get("background-color", "")
    is_painted = painted and not re.search(
        r"transparent|none|rgba\([^)]{1,40},\s{0,3}0?(?:\.0\d{0,3})?\)|#[0-9a-f]{6}0\d", painted
    )
    return "" if is_painted else BARE
