"""Ways of style to keep words from sight that honest parts of a page use, too: to fold, to slide in, to fade in.

What they hide stays text of the page, since a script may show it; it is kept beside, for the check of hidden words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

__all__ = ["OUT_OF_SIGHT_NAMES", "may_be_clear", "out_of_sight"]

_NAMES = """
-webkit-text-fill-color block-size content-visibility font inline-size letter-spacing line-height margin
max-block-size max-inline-size overflow-x overflow-y rotate scale translate zoom
"""
OUT_OF_SIGHT_NAMES = frozenset(_NAMES.split())
"""Properties that matter here and nowhere else."""
_SIDES = (
    "height",
    "max-height",
    "block-size",
    "max-block-size",
    "width",
    "max-width",
    "inline-size",
    "max-inline-size",
)
_LENGTH = re.compile(r"(-?\d{0,7}(?:\.\d{1,9})?)\s{0,2}(px|em|rem|pt|vw|vh|%)?$")
_PIXELS = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "pt": 1.33, "vw": 10.0, "vh": 10.0, "%": 10.0}
_FONT_SIZE = re.compile(r"(?:^|\s)(\d{0,3}(?:\.\d{1,6})?(?:px|em|rem|pt)|0)(?=[\s/]|$)")
_CALL = re.compile(r"(translate|scale|rotate|inset|circle|ellipse|polygon|opacity)(x|y|3d)?\(([^()]{0,300})\)")
"""`translateY(-9999px)`, `scale(0, 0)`, `inset(0 0 100% 0)`: a function of a style, and what it is given."""
_CLEAR = re.compile(
    r"transparent|rgba?\([^()]{3,40}[,/]\s{0,3}0?\.?0+%?\s{0,3}\)|hsla?\([^()]{3,40}[,/]\s{0,3}0?\.?0+%?\s{0,3}\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00"
)
_TOO_SMALL_PX, _FAR_PX, _VERY_FAR_PX, _FAINT = 2.0, 500.0, 2_000.0, 0.02
"""Letters that nobody can read; how far off the screen an edge is to the left and top, and to the right and bottom;
how opaque words are that cannot be seen."""


def out_of_sight(found: Mapping[str, str]) -> str:
    """Return how declarations keep words from sight, or "".

    Args:
        found: Declarations by name, lower case.
    """
    return next(_ways(found), "")


def may_be_clear(colour: str) -> bool:
    """Say whether a colour may be see-through: a cheap look."""
    return colour == "transparent" or "(" in colour or (colour.startswith("#") and len(colour) in {5, 9})


def _ways(found: Mapping[str, str]) -> Iterator[str]:
    overflow = {found.get(name, "").partition(" ")[0] for name in ("overflow", "overflow-x", "overflow-y")}
    if overflow & {"hidden", "clip"}:
        yield from _folded(found)
    size = found.get("font-size") or next(iter(_FONT_SIZE.findall(found.get("font", "")[:200])), "")
    if (pixels := _pixels(size)) is not None and "%" not in size and 0 <= pixels <= _TOO_SMALL_PX:
        yield "font-size:0"
    if _is_far_off(found):
        yield "off screen"
    for name in ("transform", "translate", "scale", "rotate", "clip-path", "filter"):
        if name in found and _is_function_hiding(name, found[name][:400]):
            yield name
    is_animated = any(name in found for name in ("transform", "transition", "animation", "will-change"))
    if not is_animated and 0 <= _share(found.get("opacity", "")) <= _FAINT:
        yield "opacity:0"
    if found.get("content-visibility") == "hidden" or found.get("zoom") in {"0", "0%"}:
        yield "folded"
    if (spacing := _pixels(found.get("letter-spacing", ""))) is not None and spacing <= -_pixels_of_letter(found):
        yield "letter-spacing"
    if found.get("clip", "").startswith("rect(0") and found.get("position") == "fixed":
        yield "clip"
    # Words in a gradient are see-through words on a background that is cut out by them.
    is_painted = any(name.startswith(("background", "-webkit-background")) for name in found)
    for name in ("color", "-webkit-text-fill-color"):
        if not is_painted and "text-shadow" not in found and _CLEAR.fullmatch(found.get(name, "")[:60]):
            yield "same colour"


def _folded(found: Mapping[str, str]) -> Iterator[str]:
    """Yield how a box that shows nothing of what flows over is too small to show anything."""
    is_padded = any(_pixels(part) for name in found if name.startswith("padding") for part in found[name].split())
    is_kept_open = any(_pixels(found.get(name, "")) for name in ("min-height", "min-width"))
    sides = (_pixels(found.get(name, "")) for name in _SIDES)
    if not (is_padded or is_kept_open) and any(side is not None and 0 <= side <= 1 for side in sides):
        yield "folded"
    if found.get("line-height") in {"0", "0px"} and not is_padded:
        yield "folded"
    indent = _pixels(found.get("text-indent", ""))
    if indent is not None and abs(indent) >= _FAR_PX:
        yield "text-indent"


def _is_far_off(found: Mapping[str, str]) -> bool:
    """Say whether an edge is off the screen."""
    margins = _corners(found.get("margin", ""))
    before = [margins[0], margins[3]] if margins else []
    after: list[float | None] = []
    if found.get("position") in {"absolute", "fixed", "relative"}:
        inset = _corners(found.get("inset", ""))
        before += [inset[0], inset[3]] if inset else []
        after += [_pixels(found[name]) for name in ("right", "bottom") if "%" not in found.get(name, "%")]
        beyond = (_pixels(found.get(name, "")) for name in ("left", "inset-inline-start"))
        if any(edge is not None and edge >= _VERY_FAR_PX for edge in beyond):
            return True
    return any(edge is not None and edge <= -_FAR_PX for edge in (*before, *after))


def _corners(value: str) -> list[float | None]:
    """Return top, right, bottom and left of a shorthand, or nothing."""
    parts = [_pixels(part) for part in value.split()[:4]]
    if not parts:
        return []
    while len(parts) < 4:
        parts.append(parts[max(0, len(parts) - 2)])
    return parts


def _is_function_hiding(name: str, value: str) -> bool:
    if name == "scale":
        return value.split()[:1] in (["0"], ["0%"])
    if name in {"translate", "rotate"}:
        value = f"{name}({value})" if "(" not in value else value
    return any(_is_hiding(kind, axis, arguments.strip()) for kind, axis, arguments in _CALL.findall(value))


def _is_hiding(kind: str, axis: str, arguments: str) -> bool:
    """Say whether a function moves what it is given to away, or leaves nothing of it."""
    parts = re.split(r"[,\s]+", arguments)
    if kind == "translate":
        return any("%" not in part and (_pixels(part) or 0) <= -_FAR_PX for part in parts)
    if kind == "scale":
        return any(_share(part) == 0 for part in parts)
    if kind == "rotate":
        return axis != "" and parts[0] in {"90deg", "-90deg", "270deg"}
    if kind == "opacity":
        return 0 <= _share(arguments) <= _FAINT
    if kind in {"circle", "ellipse"}:
        return parts[0] in {"0", "0px", "0%"}
    if kind == "polygon":
        return len({" ".join(point.split()) for point in arguments.split(",")}) == 1
    shares = [_share(part) if part.endswith("%") else 0.0 for part in parts[:4]]
    while len(shares) < 4:
        shares.append(shares[max(0, len(shares) - 2)])
    return shares[0] + shares[2] >= 1 or shares[1] + shares[3] >= 1


def _pixels(value: str) -> float | None:
    """Return a length in pixels, as far as it is one; a share of the window counts as one of 1,000 pixels."""
    matched = _LENGTH.match(value.strip())
    if matched is None or matched.group(1) in {"", "-"}:
        return None
    return float(matched.group(1)) * _PIXELS[matched.group(2) or ""]


def _share(value: str) -> float:
    """Return a share of one, `0.5` or `50%`; -1 where it is none."""
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return -1.0


def _pixels_of_letter(found: Mapping[str, str]) -> float:
    """Return how wide a letter is about: by so much less between them, all stand in one place."""
    return 0.5 * (_pixels(found.get("font-size", "")) or 16.0)
