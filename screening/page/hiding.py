"""What keeps an element from a visitor's eyes: its style, its attributes, and simple rules of style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.page.colours import background_in, text_colour_in, with_attributes
from screening.page.out_of_sight import may_be_clear, out_of_sight
from screening.page.style_rules import StyleRules, declarations, pixels_of

__all__ = ["COLOURED_BY_ATTRIBUTE", "Hiding", "has_tiny_size", "hiding_of"]

OFF_SCREEN_PX = -500.0
"""An element whose edge lies this far to the left or above is off the screen."""
_MOST_REMEMBERED_CHARACTERS = 300
"""Characters of a style attribute up to which what it hides is cached; longer ones seldom repeat."""
_TRANSLATE = re.compile(r"translate(?:x|y|3d)?\(\s{0,4}(-?\d{1,7})", re.IGNORECASE)
COLOURED_BY_ATTRIBUTE = frozenset({"body", "font", "table", "tbody", "td", "th", "tr"})
"""Elements whose attributes may say something of colours."""
_ANIMATED = ("transform", "transition", "animation", "will-change")


@dataclass(frozen=True)
class Hiding:
    """How an element is kept from sight; "" where it is not.

    Attributes:
        all: Hides the element and all within it, whatever it is.
        load: Hides only what is loaded (`opacity:0`, a picture of one pixel): text in it may be animated into sight.
        text: Hides only text.
        folded: Keeps words from sight in a way that parts of an interface use, too; the text stays text of the page.
        colour: The colour it gives to text: `#rrggbb`, "" where it is unknown, None where it gives none.
        background: The colour it gives to what lies behind, in the same way.
        is_lifted: Whether it may lie over something else than its parent.
    """

    all: str = ""
    load: str = ""
    text: str = ""
    colour: str | None = None
    background: str | None = None
    is_lifted: bool = False
    folded: str = ""


_NOTHING = Hiding()


def hiding_of(
    name: str, attributes: dict[str, str], rules: StyleRules, around: frozenset[str] = frozenset()
) -> tuple[Hiding, frozenset[str]]:
    """Return how an element is hidden, and the keys of the rules that had a part in it.

    Args:
        name: The element's.
        attributes: The element's.
        rules: Of the page.
        around: Classes and ids of the elements around it that have rules for those within.
    """
    style = attributes.get("style", "")
    keys: list[str] = []
    if rules.by_key:
        keys = [name] if name in rules.by_key else []
        keys += [key for word in attributes.get("class", "").split() if (key := f".{word}") in rules.by_key]
        if (key := f"#{attributes.get('id', '')}") in rules.by_key:
            keys.append(key)
    found: dict[str, str] = {}
    if name in COLOURED_BY_ATTRIBUTE:
        with_attributes(name, attributes, found)
    for mark in sorted(around):
        found.update(rules.within[mark].get(name, {}))
    if not style and not keys and not found:
        return (Hiding(all="hidden") if "hidden" in attributes else _NOTHING), frozenset()
    if (
        not keys
        and not found
        and "hidden" not in attributes
        and "var(" not in style
        and len(style) <= _MOST_REMEMBERED_CHARACTERS
    ):
        return _of_style(style), frozenset()
    for key in keys:
        found.update(rules.by_key[key])
    if not rules.resized.isdisjoint(keys):
        found.pop("font-size", None)
    inline = declarations(style) if style else {}
    if "var(" in style:
        inline = {name: rules.properties.resolved(value, style) for name, value in inline.items()}
    found.update(inline)
    if "hidden" in attributes and "display" not in inline:
        return Hiding(all="hidden"), frozenset()
    return _judge(found), frozenset(keys)


@lru_cache(maxsize=4_096)
def _of_style(style: str) -> Hiding:
    """Return what a style attribute alone hides; pages repeat theirs."""
    return _judge(declarations(style))


def _judge(found: dict[str, str]) -> Hiding:
    """Return what a set of declarations hides."""
    if found.keys() == {"color"} and not may_be_clear(found["color"]):
        return Hiding(colour=text_colour_in(found))
    if found.get("display") == "none":
        return Hiding(all="display:none")
    if found.get("visibility") in {"hidden", "collapse"}:
        return Hiding(all="visibility:hidden")
    if _is_off_screen(found):
        return Hiding(all="off screen")
    if _is_clipped(found):
        return Hiding(all="clip")
    load = text = ""
    if pixels_of(found.get("opacity", "")) == 0:
        load = "opacity:0"
        text = "" if any(name in found for name in _ANIMATED) else load
    # A box without height but with padding is how players keep their proportions: it is seen.
    is_padded = any(name.startswith("padding") for name in found)
    if not is_padded and _is_tiny(found.get("width", "9"), found.get("height", "9")):
        load = "size of 0 or 1 px"
    if pixels_of(found.get("font-size", "")) == 0:
        text = "font-size:0"
    elif (indent := pixels_of(found.get("text-indent", ""))) is not None and indent <= OFF_SCREEN_PX:
        text = "text-indent"
    elif found.get("color") == "transparent" and not (found.get("background-color") or found.get("background")):
        text = "same colour"
    is_lifted = found.get("position", "static") != "static" or "z-index" in found
    folded = "" if text else out_of_sight(found)
    hiding = Hiding("", load, text, text_colour_in(found), background_in(found), is_lifted, folded)
    return _NOTHING if hiding == _NOTHING else hiding


def _is_off_screen(found: dict[str, str]) -> bool:
    names = ["margin-left", "margin-top"]
    if found.get("position") in {"absolute", "fixed", "relative"}:
        names += ["left", "top"]
    for name in names:
        number = pixels_of(found.get(name, ""))
        if number is not None and number <= OFF_SCREEN_PX:
            return True
    moved = _TRANSLATE.search(found.get("transform", "")[:200])
    return moved is not None and "%" not in found["transform"] and float(moved.group(1)) <= OFF_SCREEN_PX


def _is_clipped(found: dict[str, str]) -> bool:
    clip = found.get("clip", "").replace(" ", "").replace("px", "")
    if clip in {"rect(0,0,0,0)", "rect(0000)", "rect(1,1,1,1)", "rect(1111)"} and found.get("position") == "absolute":
        return True
    return found.get("clip-path", "").replace(" ", "") in {"inset(50%)", "inset(100%)", "circle(0)"} or found.get(
        "transform", ""
    ).replace(" ", "").startswith("scale(0)")


def _is_tiny(width: str, height: str) -> bool:
    """Say whether nothing of an element can be seen: both sides at most one pixel, or one of them none."""
    sides = [pixels_of(width), pixels_of(height)]
    if any(side == 0 for side in sides):
        return True
    return all(side is not None and side <= 1 for side in sides) and "%" not in width + height


def has_tiny_size(attributes: dict[str, str]) -> bool:
    """Say whether the attributes `width` and `height` make an element invisible."""
    if "width" not in attributes and "height" not in attributes:
        return False
    return _is_tiny(attributes.get("width", "9"), attributes.get("height", "9"))
