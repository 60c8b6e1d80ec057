"""What keeps an element from a visitor's eyes: its style, its attributes, and simple rules of style sheets.

Some ways serve honest parts of a page, too: to fold, to slide in, to fade in. Words that are hidden so stay text of the
page, since a script may show them; they are kept beside, for the check of hidden words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from screening.page.colours import background_in, text_colour_in, text_opacity_in, with_attributes
from screening.page.declarations import declarations, filled, functions_in, parts_of, pixels_of, share_of
from screening.page.style_rules import StyleRules, marks_of

__all__ = ["COLOURED_BY_ATTRIBUTE", "Hiding", "hiding_of", "is_tiny", "opacity_of"]

COLOURED_BY_ATTRIBUTE = frozenset({"body", "font", "table", "tbody", "td", "th", "tr"})
"""Elements whose attributes may say something of colours."""
_FAR_PX, _VERY_FAR_PX = 500.0, 2_000.0
"""How far off the screen an edge is to the left and above, and to the right."""
_TOO_SMALL_PX, _FAINT = 2.0, 0.02
"""Letters that nobody can read; how opaque something is that cannot be seen."""
_WHOLE_PX = 1_000.0
"""What shares are taken of."""
_ANIMATED = ("transform", "translate", "scale", "rotate", "transition", "animation", "will-change")
_TRANSFORM = re.compile(r"(translate|scale|rotate)(x|y|z|3d)?")
_BESIDE_SIZES = re.compile(r"(?:^|\s)(?:at|round)\s.*|^(?:evenodd|nonzero)\s{0,3},")
"""`at 50% 50%`, `round 4px`, `evenodd,`: what a shape says of itself besides its sizes."""


@dataclass(frozen=True)
class Hiding:
    """How an element is kept from sight; "" where it is not.

    Attributes:
        all: Hides the element and all within it, whatever it is.
        load: Hides only what is loaded (`opacity:0`, a picture of one pixel): text in it may be animated into sight.
        text: Hides only text.
        colour: The colour it gives to text: `#rrggbb`, "" where it is unknown, None where it gives none.
        background: The colour it gives to what lies behind, in the same way.
        is_lifted: Whether it may lie over something else than its parent.
        folded: Keeps words from sight in a way that parts of an interface use, too; the text stays text of the page.
    """

    all: str = ""
    load: str = ""
    text: str = ""
    colour: str | None = None
    background: str | None = None
    is_lifted: bool = False
    folded: str = ""


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
    inline = declarations(style)
    if "var(" in style:
        rules.properties.fill(inline, style)
    if "hidden" in attributes and "display" not in inline:
        return Hiding(all="hidden"), frozenset()
    keys = [key for key in (name, *marks_of(attributes)) if key in rules.by_key] if rules.by_key else []
    found: dict[str, str] = {}
    if name in COLOURED_BY_ATTRIBUTE:
        with_attributes(name, attributes, found)
    for mark in sorted(around):
        found.update(rules.within[mark].get(name, {}))
    for key in keys:
        found.update(rules.by_key[key])
    if not rules.resized.isdisjoint(keys):
        found.pop("font-size", None)
    found.update(inline)
    return _judged(frozenset(found.items())), frozenset(keys)


@lru_cache(maxsize=4_096)
def _judged(declared: frozenset[tuple[str, str]]) -> Hiding:
    """Return what declarations keep from sight; pages repeat theirs."""
    found = dict(declared)
    for how in _ways_for_all(found):
        return Hiding(all=how)
    is_faint = opacity_of(found) <= _FAINT
    load = "size of 0 or 1 px" if is_tiny(found) else "opacity:0" if is_faint else ""
    text = next(_ways_for_text(found), "")
    if is_faint and not any(name in found for name in _ANIMATED):
        text = text or "opacity:0"
    return Hiding(
        load=load,
        text=text,
        colour=text_colour_in(found),
        background=background_in(found),
        is_lifted=found.get("position", "static") != "static" or "z-index" in found,
        folded="" if text else next(_ways_to_fold(found), ""),
    )


def is_tiny(found: Mapping[str, str]) -> bool:
    """Say whether nothing of a box can be seen: both sides at most one pixel, or one of them none.

    A `max-height` of none is not looked at: parts of an interface fold by it, with the pictures in them.
    """
    if _is_padded(found):
        return False  # A box without height but with padding is how players keep their proportions: it is seen.
    sides = [side for side in (_side(found, "width"), _side(found, "height")) if side is not None]
    return 0 in sides or (len(sides) == 2 and max(sides) <= 1)


def opacity_of(found: Mapping[str, str]) -> float:
    """Return how opaque declarations make an element, from 0 to 1."""
    shares = [share_of(found.get("opacity", ""))]
    shares += [share_of(given) for name, given in functions_in(found.get("filter", "")) if name == "opacity"]
    opacity = 1.0
    for share in shares:
        opacity *= 1.0 if share is None else min(1.0, max(0.0, share))
    return opacity


def _ways_for_all(found: Mapping[str, str]) -> Iterator[str]:
    if found.get("display") == "none":
        yield "display:none"
    if found.get("visibility") in {"hidden", "collapse"}:
        yield "visibility:hidden"
    if min(_shift(found)) <= -_FAR_PX:
        yield "off screen"
    if _is_clipped(found) or any(kind == "scale" and 0 in (x, y) for kind, x, y in _transforms(found)):
        yield "clip"


def _ways_for_text(found: Mapping[str, str]) -> Iterator[str]:
    if pixels_of(found.get("font-size")) == 0:
        yield "font-size:0"
    indent = pixels_of(found.get("text-indent"))
    if indent is not None and indent <= -_FAR_PX:
        yield "text-indent"
    # Words in a gradient are see-through words on a background that is cut out by them.
    if text_opacity_in(found) <= _FAINT and background_in(found) is None:
        yield "same colour"


def _ways_to_fold(found: Mapping[str, str]) -> Iterator[str]:
    if not {found.get("overflow-x"), found.get("overflow-y")}.isdisjoint({"hidden", "clip"}):
        sides = [_side(found, "width", "max-width"), _side(found, "height", "max-height")]
        is_flat = pixels_of(found.get("line-height")) == 0 or any(side is not None and side <= 1 for side in sides)
        if is_flat and not _is_padded(found):
            yield "folded"
        if (pixels_of(found.get("text-indent")) or 0) >= _FAR_PX:
            yield "text-indent"
    size = pixels_of(found.get("font-size"))
    if size is not None and size <= _TOO_SMALL_PX:
        yield "font-size:0"
    if _is_far_after(found):
        yield "off screen"
    if any(kind == "rotate" and 90 in (abs(x) % 180, abs(y) % 180) for kind, x, y in _transforms(found)):
        yield "transform"
    if found.get("content-visibility") == "hidden" or share_of(found.get("zoom", "")) == 0:
        yield "folded"
    # Where there is less between letters than they are wide, all stand in one place.
    if (pixels_of(found.get("letter-spacing")) or 0) <= -0.5 * (size or 16.0):
        yield "letter-spacing"


def _side(found: Mapping[str, str], *names: str) -> float | None:
    """Return the smallest of a box's sizes of these names, but no less than it has at least; None where none is set."""
    sizes = [size for name in names if (size := pixels_of(found.get(name))) is not None]
    return max(min(sizes), pixels_of(found.get(f"min-{names[0]}")) or 0) if sizes else None


def _is_padded(found: Mapping[str, str]) -> bool:
    return any(name.startswith("padding") and pixels_of(found[name]) != 0 for name in found)


def _shift(found: Mapping[str, str]) -> list[float]:
    """Return by how many pixels what stands in an element is moved: to the right, and down."""
    moved = [(x, y) for kind, x, y in _transforms(found) if kind == "translate"]
    shift = [sum(x for x, _ in moved), sum(y for _, y in moved)]
    for axis, side in enumerate(("left", "top")):
        names = (f"margin-{side}", f"padding-{side}", *([side] if _is_placed(found) else []))
        shift[axis] += sum(pixels_of(found.get(name)) or 0 for name in names)
    return shift


def _is_far_after(found: Mapping[str, str]) -> bool:
    """Say whether an element is off the screen to the right, or by an edge to the right or below."""
    edges = [found[name] for name in ("right", "bottom") if "%" not in found.get(name, "%")]
    is_beyond = _is_placed(found) and any((pixels_of(edge) or 0) <= -_FAR_PX for edge in edges)
    return is_beyond or _shift(found)[0] >= _VERY_FAR_PX


def _is_placed(found: Mapping[str, str]) -> bool:
    return found.get("position") in {"absolute", "fixed", "relative"}


def _transforms(found: Mapping[str, str]) -> Iterator[tuple[str, float, float]]:
    """Yield what moves, scales and turns an element: in pixels, shares or degrees, along or about both axes."""
    own = (f"{name}({found[name]})" for name in ("translate", "scale", "rotate") if name in found)
    for name, given in functions_in(" ".join([*own, found.get("transform", "")])):
        parts, named = parts_of(given), _TRANSFORM.fullmatch(name)
        if named is None or not parts:
            continue
        kind, axis = named.groups()
        if kind == "rotate" and len(parts) == 2:
            axis, parts = parts[0], parts[1:]
        neutral = 1.0 if kind == "scale" else 0.0
        # A share of the element's own size moves it by nothing that is known.
        read = [share_of(part) if kind == "scale" else None if "%" in part else pixels_of(part) for part in parts]
        first, *more = [neutral if value is None else value for value in read]
        if axis in {"x", "y"}:
            yield (kind, first, neutral) if axis == "x" else (kind, neutral, first)
        elif kind != "rotate" and axis != "z":
            yield kind, first, (*more, first if kind == "scale" else neutral)[0]


def _is_clipped(found: Mapping[str, str]) -> bool:
    """Say whether nothing is left of a box within the shape it is cut to."""
    shapes = [*functions_in(found.get("clip-path", ""))]
    if found.get("position") in {"absolute", "fixed"}:
        shapes += functions_in(found.get("clip", ""))
    return any(_is_empty(shape, given) for shape, given in shapes)


def _is_empty(shape: str, given: str) -> bool:
    parts = parts_of(_BESIDE_SIZES.sub("", given))
    parts = filled(parts) if shape in {"inset", "rect"} else parts
    sizes = [size for part in parts if (size := pixels_of(part)) is not None]
    if not sizes or len(sizes) < len(parts):
        return False
    if shape in {"circle", "ellipse"}:
        return 0 in sizes
    if shape == "polygon":
        return 1 in {len(set(sizes[::2])), len(set(sizes[1::2]))}
    if shape not in {"inset", "rect"}:
        return False
    top, right, bottom, left = sizes
    return min(bottom - top, right - left) <= 1 if shape == "rect" else max(top + bottom, left + right) >= _WHOLE_PX
