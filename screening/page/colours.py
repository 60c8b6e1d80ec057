"""The colour of words and what lies behind them, as far as style declarations say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from screening.page.declarations import share_of

__all__ = ["UNKNOWN", "alpha_of", "background_in", "is_alike", "text_colour_in", "text_opacity_in", "with_attributes"]

UNKNOWN = ""
"""A colour that is declared but cannot be known: a picture, a gradient, a variable, something half transparent."""
MOST_ALIKE = 12
"""Words whose red, green and blue differ from the background's by no more than this (of 255) cannot be read."""
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB = re.compile(r"rgba?\(\s{0,3}(\d{1,3})\s{0,3}[,\s]\s{0,3}(\d{1,3})\s{0,3}[,\s]\s{0,3}(\d{1,3})(?![\d.%])")
"""`rgb(255, 0, 0)`, `rgba(0 0 0 / 1)`: a colour's red, green and blue."""
_OPACITY = re.compile(
    r"#[0-9a-f]{3}([0-9a-f])|#[0-9a-f]{6}([0-9a-f]{2})"
    r"|(?:rgb|hsl)a?\((?:[^(),/]{1,20},){3}([^(),/]{1,20})\)|[a-z]{2,9}\([^(),/]{1,60}/([^(),/]{1,20})\)"
)
"""`#0000`, `#00000000`, `rgba(0, 0, 0, 0)`, `rgb(0 0 0 / 0%)`: how opaque a colour is."""
_NAMED = {
    "white": "#ffffff", "black": "#000000", "red": "#ff0000", "blue": "#0000ff", "yellow": "#ffff00",
    "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "green": "#008000", "lime": "#00ff00",
    "navy": "#000080", "maroon": "#800000", "olive": "#808000", "teal": "#008080", "aqua": "#00ffff",
    "cyan": "#00ffff", "purple": "#800080", "fuchsia": "#ff00ff", "magenta": "#ff00ff", "orange": "#ffa500",
    "snow": "#fffafa", "ivory": "#fffff0", "whitesmoke": "#f5f5f5", "ghostwhite": "#f8f8ff",
    "floralwhite": "#fffaf0", "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3",
}  # fmt: skip
_NO_BACKGROUND = frozenset({"", "none", "transparent", "inherit", "initial", "unset", "0", "0 0"})
_SHOWS_ANYWAY = ("text-shadow", "-webkit-text-stroke", "mix-blend-mode")


def text_colour_in(found: Mapping[str, str]) -> str | None:
    """Return the colour that declarations give to text, `#rrggbb` or `UNKNOWN`; None where they give none."""
    if any(name in found for name in _SHOWS_ANYWAY):
        return UNKNOWN
    value = _ink_in(found)
    return None if value in {"", "inherit"} else _colour(value)


def text_opacity_in(found: Mapping[str, str]) -> float:
    """Return how opaque declarations make text, from 0 to 1."""
    return 1.0 if any(name in found for name in _SHOWS_ANYWAY) else alpha_of(_ink_in(found))


def _ink_in(found: Mapping[str, str]) -> str:
    fill = found.get("-webkit-text-fill-color", "currentcolor")
    return found.get("color", "") if fill == "currentcolor" else fill


def background_in(found: Mapping[str, str]) -> str | None:
    """Return the background that declarations give, `#rrggbb` or `UNKNOWN`; None where they give none."""
    if "background-image" in found and found["background-image"] not in _NO_BACKGROUND:
        return UNKNOWN
    value = found.get("background-color") or found.get("background", "")
    if value in _NO_BACKGROUND:
        return None
    if "(" in value and not value.startswith("rgb"):
        return UNKNOWN
    return _colour(value if "(" in value else value.split(" ")[0])


@lru_cache(maxsize=1_024)
def is_alike(one: str, other: str) -> bool:
    """Say whether two colours are known and so near each other that words in one cannot be read on the other."""
    if len(one) != 7 or len(other) != 7:
        return False
    return all(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) <= MOST_ALIKE for at in (1, 3, 5))


def with_attributes(name: str, attributes: Mapping[str, str], found: dict[str, str]) -> None:
    """Add the colours that old-fashioned attributes give (`bgcolor`, `font color`, `body text`)."""
    if "bgcolor" in attributes:
        found["background-color"] = attributes["bgcolor"].strip().lower()
    if "background" in attributes:
        found["background-image"] = "picture"
    colour = attributes.get("color" if name == "font" else "text", "") if name in {"font", "body"} else ""
    if colour:
        found["color"] = colour.strip().lower()


@lru_cache(maxsize=1_024)
def alpha_of(value: str) -> float:
    """Return how opaque a colour is, from 0 to 1; 1 where it does not say."""
    if value == "transparent":
        return 0.0
    matched = _OPACITY.fullmatch(value)
    if matched is None:
        return 1.0
    digit, digits, last, divided = matched.groups()
    if digits := digits or (digit and digit * 2):
        return int(digits, 16) / 255
    share = share_of(last or divided)
    return 1.0 if share is None else share


@lru_cache(maxsize=1_024)
def _colour(value: str) -> str:
    """Return a colour as `#rrggbb`; `UNKNOWN` where it cannot be read or lets others through."""
    value = value.strip()
    if alpha_of(value) < 1:
        return UNKNOWN
    if value[:1] == "#" and len(value) in {5, 9}:
        value = value[:4] if len(value) == 5 else value[:7]
    if value in _NAMED:
        return _NAMED[value]
    if matched := _HEX.fullmatch(value):
        digits = matched.group(1)
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if matched := _RGB.match(value):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in matched.groups())
    return UNKNOWN
