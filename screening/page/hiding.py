"""What keeps an element from a visitor's eyes: its style, its attributes, and simple rules of inline style sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from screening.page.colours import background_in, text_colour_in, with_attributes

__all__ = [
    "COLOURED_BY_ATTRIBUTE",
    "Hiding",
    "StyleRules",
    "declarations",
    "has_tiny_size",
    "hiding_of",
    "read_style_rules",
]

OFF_SCREEN_PX = -500.0
"""An element whose edge lies this far to the left or above is off the screen."""
_MOST_STYLE_CHARACTERS = 400_000
_LONGEST_REMEMBERED = 300
_NUMBER = re.compile(r"\s{0,4}(-?\d{0,9}(?:\.\d{1,9})?)\s{0,4}(px|em|rem|%|vw|vh|pt|vmax|vmin)?", re.IGNORECASE)
_SIMPLE_SELECTOR = re.compile(
    r"(?:[a-z][a-z0-9]{0,15})?[.#][\w-]{1,80}|iframe|img|embed|object|html|body", re.IGNORECASE
)
_LAYER = re.compile(r"(?:[a-z][a-z0-9]{0,15})?([.#][\w-]{1,80})::?(?:before|after)", re.IGNORECASE)
_CLASS_NAMES = re.compile(r"[.#][\w-]{1,80}")
_COMBINATORS = re.compile(r"[\s>+~]")
_PLAIN_NAMES = re.compile(r"[.#]?[a-z_][\w-]{0,80}", re.IGNORECASE)
_BRACES = re.compile(r"[{}]")
_TRANSLATE = re.compile(r"translate(?:x|y|3d)?\(\s{0,4}(-?\d{1,7})", re.IGNORECASE)
_PROPERTY_NAMES = """
-webkit-text-stroke animation background background-color background-image bottom clip clip-path color display filter
font-size height inset left margin-left margin-top max-height max-width min-height min-width mix-blend-mode opacity
overflow padding padding-bottom padding-top pointer-events position right text-indent text-shadow top transform
transition visibility width will-change z-index
"""
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_UNPAINTED_NAMES = """
b blockquote body br center div em font h1 h2 h3 h4 h5 h6 html i li ol p small span strong table tbody td tr u ul
"""
_UNPAINTED_TAGS = frozenset(_UNPAINTED_NAMES.split())
"""Elements that style sheets seldom give a background without a class."""
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
        colour: The colour it gives to text: `#rrggbb`, "" where it cannot be told, None where it gives none.
        background: The same of what lies behind.
        is_lifted: Whether it may lie over something else than its parent.
    """

    all: str = ""
    load: str = ""
    text: str = ""
    colour: str | None = None
    background: str | None = None
    is_lifted: bool = False


_NOTHING = Hiding()


@dataclass
class StyleRules:
    """Simple rules of the page's own style sheets.

    Attributes:
        by_key: Declarations of `.class`, `#id` or a tag name; later rules win.
        toggled: Classes and ids that another rule shows in some state or on some screen: parts of an interface.
        resized: Classes and ids within which a rule gives text a size of its own.
        painted: Names to which a rule that is not simple may give a background.
        is_whole: Whether no other sheet has a say in the page's backgrounds.
        layers: Declarations for what stands before or after an element (`.class::before`).
        placed: Declarations of linked sheets as they stand, where `by_key` has only a part of them.
    """

    by_key: dict[str, dict[str, str]] = field(default_factory=dict)
    toggled: set[str] = field(default_factory=set)
    resized: set[str] = field(default_factory=set)
    painted: set[str] = field(default_factory=set)
    is_whole: bool = True
    layers: dict[str, dict[str, str]] = field(default_factory=dict)
    placed: dict[str, dict[str, str]] = field(default_factory=dict)

    def may_paint(self, name: str, attributes: dict[str, str]) -> bool:
        """Say whether an element may have a background that its simple rules do not tell."""
        if name in self.painted or (not self.is_whole and name not in _UNPAINTED_TAGS):
            return True
        marks = [f".{word}" for word in attributes.get("class", "").split()]
        marks += [f"#{attributes['id']}"] if attributes.get("id") else []
        return any(mark in self.painted or (not self.is_whole and mark not in self.by_key) for mark in marks)


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute that can hide something, lower case; the last one of a name wins."""
    found: dict[str, str] = {}
    for part in style[:4_000].split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            found[name] = value.replace("!important", "").strip().lower()
    return found


def read_style_rules(sheets: Sequence[str], rules: StyleRules | None = None) -> StyleRules:
    """Return the rules of style sheets whose selector is one class, one id, or an embedded element's name.

    Rules within `@media` and the like hold only somewhere: they hide nothing here, but mark a class as toggled.

    Args:
        sheets: The sheets, in the order of the page.
        rules: Those of earlier sheets, which are added to; none by default.
    """
    rules = StyleRules() if rules is None else rules
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
            continue
        if not is_conditional and (layer := _LAYER.fullmatch(key)):
            rules.layers.setdefault(layer.group(1), {}).update(found)
        if found.keys() & {"display", "visibility", "opacity", "height", "max-height", "left", "position", "clip"}:
            rules.toggled.update(_CLASS_NAMES.findall(key))
        if _number(found.get("font-size", "")):
            # `font-size:0` around boxes with a size of their own closes the gaps between them.
            rules.resized.update(_CLASS_NAMES.findall(key))
        if background_in(found) is not None:
            _note_painted(_COMBINATORS.split(key)[-1], is_conditional, rules)


def _note_painted(last: str, is_conditional: bool, rules: StyleRules) -> None:
    """Note whose background a rule sets that is not simple; `last` is what its selector ends with."""
    plain, colons, pseudo = last.partition(":")
    if colons and pseudo.lstrip(":").startswith(("selection", "placeholder", "-moz", "-webkit", "-ms")):
        return
    names = [name if name[0] in ".#" else name.lower() for name in _PLAIN_NAMES.findall(plain.partition("[")[0])]
    marked = [name for name in names if name[0] in ".#"]
    if marked or names:
        # A dark mode or a printed page gives the whole page another background, not a part of it.
        rules.painted.update(name for name in marked or names if not is_conditional or name not in {"html", "body"})
    else:
        rules.is_whole = False


def hiding_of(name: str, attributes: dict[str, str], rules: StyleRules) -> tuple[Hiding, frozenset[str]]:
    """Return how an element is hidden, and the keys of the rules that had a part in it."""
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
    if not style and not keys and not found:
        return (Hiding(all="hidden") if "hidden" in attributes else _NOTHING), frozenset()
    if not keys and not found and "hidden" not in attributes and len(style) <= _LONGEST_REMEMBERED:
        return _of_style(style), frozenset()
    for key in keys:
        found.update(rules.by_key[key])
    if not rules.resized.isdisjoint(keys):
        found.pop("font-size", None)
    inline = declarations(style) if style else {}
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
    if found.keys() == {"color"} and found["color"] != "transparent":
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
    elif found.get("color") == "transparent" and not (found.get("background-color") or found.get("background")):
        text = "same colour"
    is_lifted = found.get("position", "static") != "static" or "z-index" in found
    hiding = Hiding("", load, text, text_colour_in(found), background_in(found), is_lifted)
    return _NOTHING if hiding == _NOTHING else hiding


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
