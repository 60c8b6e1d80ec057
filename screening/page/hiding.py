"""What keeps an element from a visitor's eyes: its style, its attributes, and simple rules of inline style sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Hiding", "StyleRules", "declarations", "has_tiny_size", "hiding_of", "read_style_rules"]

OFF_SCREEN_PX = -500.0
"""An element whose edge lies this far to the left or above is off the screen."""
_MOST_STYLE_CHARACTERS = 400_000
_NUMBER = re.compile(r"\s{0,4}(-?\d{0,9}(?:\.\d{1,9})?)\s{0,4}(px|em|rem|%|vw|vh|pt|vmax|vmin)?", re.IGNORECASE)
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]{0,15})?[.#][\w-]{1,80}|iframe|img|embed|object", re.IGNORECASE)
_CLASS_NAMES = re.compile(r"[.#][\w-]{1,80}")
_BRACES = re.compile(r"[{}]")
_TRANSLATE = re.compile(r"translate(?:x|y|3d)?\(\s{0,4}(-?\d{1,7})", re.IGNORECASE)
_PROPERTY_NAMES = """
animation background background-color bottom clip clip-path color display font-size height left margin-left margin-top
max-height max-width opacity overflow padding padding-bottom padding-top position right text-indent top transform
transition visibility width will-change
"""
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_ANIMATED = ("transform", "transition", "animation", "will-change")


@dataclass(frozen=True)
class Hiding:
    """How an element is kept from sight; "" where it is not.

    Attributes:
        all: Hides the element and all within it, whatever it is.
        load: Hides only what is loaded (`opacity:0`, a picture of one pixel): text in it may be animated into sight.
        text: Hides only text.
    """

    all: str = ""
    load: str = ""
    text: str = ""


_NOTHING = Hiding()


@dataclass
class StyleRules:
    """Simple rules of the page's own style sheets.

    Attributes:
        by_key: Declarations of `.class`, `#id` or a tag name; later rules win.
        toggled: Classes and ids that another rule shows in some state or on some screen: parts of an interface.
    """

    by_key: dict[str, dict[str, str]] = field(default_factory=dict)
    toggled: set[str] = field(default_factory=set)


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute that can hide something, lower case; the last one of a name wins."""
    found: dict[str, str] = {}
    for part in style[:4_000].split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            found[name] = value.replace("!important", "").strip().lower()
    return found


def read_style_rules(sheets: list[str]) -> StyleRules:
    """Return the rules of inline style sheets whose selector is one class, one id, or an embedded element's name.

    Rules within `@media` and the like hold only somewhere: they hide nothing here, but mark a class as toggled.
    """
    rules = StyleRules()
    room = _MOST_STYLE_CHARACTERS
    for sheet in sheets:
        _read_sheet(_without_comments(sheet[:room]), rules)
        room -= len(sheet)
        if room <= 0:
            break
    return rules


def _without_comments(sheet: str) -> str:
    kept, place = [], 0
    while (start := sheet.find("/*", place)) >= 0:
        kept.append(sheet[place:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        place = end + 2
    kept.append(sheet[place:])
    return "".join(kept)


def _read_sheet(sheet: str, rules: StyleRules) -> None:
    depth, is_conditional, begin, prelude = 0, False, 0, ""
    for brace in _BRACES.finditer(sheet):
        if brace.group() == "{":
            text = sheet[begin : brace.start()].rpartition(";")[2].strip()
            if depth == 0:
                is_conditional = text.startswith("@")
            prelude = text
            depth += 1
        else:
            if prelude and not prelude.startswith("@"):
                _read_rule(prelude, sheet[begin : brace.start()], is_conditional, rules)
            prelude = ""
            depth = max(0, depth - 1)
        begin = brace.end()


def _read_rule(prelude: str, body: str, is_conditional: bool, rules: StyleRules) -> None:
    found = declarations(body)
    if not found or len(prelude) > 2_000:
        return
    for selector in prelude.split(","):
        key = selector.strip()
        if not is_conditional and _SIMPLE_SELECTOR.fullmatch(key):
            mark = max(key.find("."), key.find("#"))
            rules.by_key.setdefault(key[mark:] if mark >= 0 else key.lower(), {}).update(found)
        elif found.keys() & {"display", "visibility", "opacity", "height", "max-height", "left", "position", "clip"}:
            rules.toggled.update(_CLASS_NAMES.findall(key))


def hiding_of(name: str, attributes: dict[str, str], rules: StyleRules) -> tuple[Hiding, frozenset[str]]:
    """Return how an element is hidden, and the keys of the rules that had a part in it."""
    style = attributes.get("style", "")
    keys: list[str] = []
    if rules.by_key:
        keys = [name] if name in rules.by_key else []
        keys += [key for word in attributes.get("class", "").split() if (key := f".{word}") in rules.by_key]
        if (key := f"#{attributes.get('id', '')}") in rules.by_key:
            keys.append(key)
    if not style and not keys:
        return (Hiding(all="hidden") if "hidden" in attributes else _NOTHING), frozenset()
    found: dict[str, str] = {}
    for key in keys:
        found.update(rules.by_key[key])
    inline = declarations(style) if style else {}
    found.update(inline)
    if "hidden" in attributes and "display" not in inline:
        return Hiding(all="hidden"), frozenset()
    return _judge(found), frozenset(keys)


def _judge(found: dict[str, str]) -> Hiding:
    """Return what a set of declarations hides."""
    if found.get("display") == "none":
        return Hiding(all="display:none")
    if found.get("visibility") in {"hidden", "collapse"}:
        return Hiding(all="visibility:hidden")
    if _is_off_screen(found):
        return Hiding(all="off screen")
    if _is_clipped(found):
        return Hiding(all="clip")
    load = text = ""
    if _number(found.get("opacity", "")) == 0:
        load = "opacity:0"
        text = "" if any(name in found for name in _ANIMATED) else load
    # A box without height but with padding is how players keep their proportions: it is seen.
    is_padded = any(name.startswith("padding") for name in found)
    if not is_padded and _is_tiny(found.get("width", "9"), found.get("height", "9")):
        load = "size of 0 or 1 px"
    if _number(found.get("font-size", "")) == 0:
        text = "font-size:0"
    elif (indent := _number(found.get("text-indent", ""))) is not None and indent <= OFF_SCREEN_PX:
        text = "text-indent"
    elif _is_same_colour(found):
        text = "same colour"
    return Hiding(load=load, text=text) if load or text else _NOTHING


def _number(value: str) -> float | None:
    """Return the number a value begins with, in pixels where em and rem are taken as 16; None without one."""
    matched = _NUMBER.match(value)
    if matched is None or matched.group(1) in {"", "-"}:
        return None
    unit = (matched.group(2) or "").lower()
    return float(matched.group(1)) * (16 if unit in {"em", "rem"} else 10 if unit in {"vw", "vh", "%"} else 1)


def _is_off_screen(found: dict[str, str]) -> bool:
    names = ["margin-left", "margin-top"]
    if found.get("position") in {"absolute", "fixed", "relative"}:
        names += ["left", "top"]
    for name in names:
        number = _number(found.get(name, ""))
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
    sides = [_number(width), _number(height)]
    if any(side == 0 for side in sides):
        return True
    return all(side is not None and side <= 1 for side in sides) and "%" not in width + height


def has_tiny_size(attributes: dict[str, str]) -> bool:
    """Say whether the attributes `width` and `height` make an element invisible."""
    if "width" not in attributes and "height" not in attributes:
        return False
    return _is_tiny(attributes.get("width", "9"), attributes.get("height", "9"))


def _is_same_colour(found: dict[str, str]) -> bool:
    colour = _colour(found.get("color", ""))
    background = found.get("background-color") or found.get("background", "")
    if not colour:
        return False
    if colour == "transparent":
        return not background
    return bool(background) and "url(" not in background and colour == _colour(background.split(" ")[0])


_NAMED_COLOURS = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "blue": "#0000ff", "yellow": "#ffff00"}
_RGB = re.compile(r"rgba?\(\s{0,3}(\d{1,3})\s{0,3},\s{0,3}(\d{1,3})\s{0,3},\s{0,3}(\d{1,3})")


def _colour(value: str) -> str:
    """Return a colour in one notation."""
    value = value.strip()
    if value.startswith("#") and len(value) == 4:
        return "#" + "".join(digit * 2 for digit in value[1:])
    if matched := _RGB.match(value):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in matched.groups())
    return _NAMED_COLOURS.get(value, value)
