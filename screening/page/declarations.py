"""Declarations of styles, each under one name and in one spelling: shorthands taken apart, lengths in pixels."""

from __future__ import annotations

import re

__all__ = [
    "declarations",
    "filled",
    "functions_in",
    "length_of",
    "longhands",
    "parts_of",
    "pixels_of",
    "share_of",
    "without_comments",
]

_MOST_STYLE_CHARACTERS = 4_000
_MOST_VALUE_CHARACTERS = 400
_PLAIN = """
-webkit-text-fill-color -webkit-text-stroke animation background background-color background-image clip clip-path color
content-visibility display filter font font-size height letter-spacing line-height max-height max-width min-height
min-width mix-blend-mode opacity pointer-events position rotate scale text-indent text-shadow transform transition
translate visibility width will-change z-index zoom
"""
_SIDES = {"top": "block-start", "right": "inline-end", "bottom": "block-end", "left": "inline-start"}
"""Sides, and what they are called from the direction of writing."""
_LENGTH = re.compile(
    r"\s{0,4}(?:calc\((?=[^()\s]{1,20}\)))?([-+]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:e[-+]?\d{1,2})?)\s{0,4}([a-z]{1,5}|%)?",
    re.IGNORECASE,
)
"""`12px`, `-0.5 em`, `100%`, `-1e4px`, `calc(12px)`: a number and its unit."""
_OF_WINDOW = dict.fromkeys(("%", "vw", "vh", "vmin", "vmax", "dvw", "dvh", "svw", "svh", "lvw", "lvh"), 10.0)
_OF_LETTERS = {"em": 16.0, "rem": 16.0, "lh": 16.0, "ch": 8.0, "ex": 8.0}
_PIXELS = {**_OF_WINDOW, **_OF_LETTERS, "pc": 16.0, "pt": 4 / 3, "in": 96.0, "cm": 37.8, "mm": 3.78}
"""Pixels of a unit: letters are taken as 16 pixels high, windows and what shares are of as 1,000 wide and high."""
_PART = re.compile(r"(?:[^\s,()]|\((?:[^()]|\([^()]*\))*\))+")
"""`12px`, `calc(1px + 2px)`: one of several values."""
_FUNCTION = re.compile(r"([a-z][a-z0-9]{1,20})\(((?:[^()]|\([^()]*\))*)\)")
"""`translateY(-9999px)`, `scale(0, 0)`: a function, and what it is given."""
_FONT_SIZE = re.compile(
    r"(?:^|\s)((?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})(?:px|r?em|pt|%|v[wh])|0)(?:\s{0,3}/\s{0,3}([\w.%]{1,12}))?(?=\s|$)"
)
"""`12px/1.4` in `font: bold 12px/1.4 serif`: the size of letters, and the height of a line."""


def _spellings() -> dict[str, tuple[str, ...]]:
    """Return every name that is read, and the names that it sets."""
    sets: dict[str, tuple[str, ...]] = {name: (name,) for name in _PLAIN.split()}
    for box in ("margin-", "padding-", ""):
        top, right, bottom, left = sides = tuple(f"{box}{side}" for side in _SIDES)
        spelt = box or "inset-"
        sets |= {spelt[:-1]: sides, f"{spelt}inline": (left, right), f"{spelt}block": (top, bottom)}
        for side, end in zip(sides, _SIDES.values(), strict=True):
            sets[side] = sets[f"{spelt}{end}"] = (side,)
    for bound in ("", "min-", "max-"):
        sets |= {f"{bound}block-size": (f"{bound}height",), f"{bound}inline-size": (f"{bound}width",)}
    sets |= {"overflow": ("overflow-x", "overflow-y"), "overflow-x": ("overflow-x",), "overflow-y": ("overflow-y",)}
    sets |= {f"transition-{part}": ("transition",) for part in ("property", "duration")}
    sets |= {"animation-name": ("animation",)}
    prefixed = ("animation", "clip-path", "filter", "transform", "transition")
    return sets | {f"-{maker}-{name}": (name,) for name in prefixed for maker in ("webkit", "moz", "ms", "o")}


_SETS = _spellings()


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style that have a say in what is seen, lower case; the last one of a name wins."""
    found: dict[str, str] = {}
    style = style[:_MOST_STYLE_CHARACTERS].lower()
    for part in (without_comments(style) if "/*" in style else style).split(";"):
        name, colon, value = part.partition(":")
        name = name.strip()
        if colon and name in _SETS:
            found.update(longhands(name, value.partition("!")[0].strip()))
    return found


def longhands(name: str, value: str) -> dict[str, str]:
    """Return what a declaration sets; one that waits for a custom property stays as it is.

    Args:
        name: A name that is read.
        value: What it is set to, lower case.
    """
    names = _SETS[name]
    if "var(" in value:
        return {name: value}
    if name == "font":
        size = _FONT_SIZE.search(value[:_MOST_VALUE_CHARACTERS])
        return {"font-size": size[1] if size else "inherit", "line-height": (size and size[2]) or "normal"}
    if len(names) == 1:
        return {names[0]: value}
    return dict(zip(names, filled(parts_of(value), len(names)), strict=True))


def filled(parts: list[str], count: int = 4) -> list[str]:
    """Return the values for top, right, bottom and left; what a shorthand leaves out is as on the other side."""
    sides = parts[:count] or [""]
    while len(sides) < count:
        sides.append(sides[max(0, len(sides) - 2)])
    return sides


def without_comments(sheet: str) -> str:
    """Return styles without what stands between `/*` and `*/`."""
    kept, offset = [], 0
    while (start := sheet.find("/*", offset)) >= 0:
        kept.append(sheet[offset:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        offset = end + 2
    kept.append(sheet[offset:])
    return "".join(kept)


def parts_of(value: str) -> list[str]:
    """Return the values of a list, between blanks or commas; what stands in brackets is one."""
    return _PART.findall(value[:_MOST_VALUE_CHARACTERS])


def functions_in(value: str) -> list[tuple[str, str]]:
    """Return the functions of a value, and what each is given."""
    return _FUNCTION.findall(value[:_MOST_VALUE_CHARACTERS]) if "(" in value else []


def length_of(value: str) -> tuple[float, str] | None:
    """Return the number that a value begins with and its unit; None where it begins with none."""
    matched = _LENGTH.match(value)
    return (float(matched[1]), (matched[2] or "").lower()) if matched else None


def pixels_of(value: str | None) -> float | None:
    """Return the length that a value begins with in pixels, about; None without one."""
    if value is None:
        return None
    length = length_of(value)
    return length[0] * _PIXELS.get(length[1], 1.0) if length else None


def share_of(value: str) -> float | None:
    """Return a share of one, `0.5` or `50%`; None where it is none."""
    length = length_of(value)
    if length is None or length[1] not in {"", "%"}:
        return None
    return length[0] / 100 if length[1] else length[0]
