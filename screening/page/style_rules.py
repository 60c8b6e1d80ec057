"""Simple rules of a page's style sheets: what one class, one id or the name of an element is given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from screening.page.colours import background_in
from screening.page.custom_properties import CustomProperties
from screening.page.declarations import declarations, pixels_of, without_comments

__all__ = ["StyleRules", "marks_of", "read_style_rules"]

_MOST_STYLE_CHARACTERS = 400_000
"""Characters of all style sheets of a page that are read; bounds the work that hostile ones can cause."""
_SIMPLE_SELECTOR = re.compile(
    r"(?:[a-z][a-z0-9]{0,15})?[.#][\w-]{1,80}|iframe|img|embed|object|html|body", re.IGNORECASE
)
"""`.note`, `div.note`, `#top`, `iframe`: a selector that one element can be compared with."""
_LAYER = re.compile(r"(?:[a-z][a-z0-9]{0,15})?([.#][\w-]{1,80})::?(?:before|after)", re.IGNORECASE)
"""`.note::before`, `a#top:after`: something before or after an element; its class or id."""
_CLASS_NAMES = re.compile(r"[.#][\w-]{1,80}")
_COMBINATORS = re.compile(r"[\s>+~]")
_PLAIN_NAMES = re.compile(r"[.#]?[a-z_][\w-]{0,80}", re.IGNORECASE)
_WITHIN = re.compile(r"([.#][\w-]{1,80})(?:\s{0,3}>\s{0,3}|\s{1,3})([a-z][a-z0-9]{0,9})", re.IGNORECASE)
"""`#words p`: elements of one name within a class or an id."""
_INKS = ("color", "-webkit-text-fill-color", "text-shadow", "-webkit-text-stroke", "mix-blend-mode")
_BRACES = re.compile(r"[{}]")
_UNPAINTED_NAMES = """
b blockquote body br center div em font h1 h2 h3 h4 h5 h6 html i li ol p small span strong table tbody td tr u ul
"""
_UNPAINTED_TAGS = frozenset(_UNPAINTED_NAMES.split())
"""Elements that style sheets seldom give a background without a class."""


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
        within: For a class or id, the colours that elements of a name have within it.
        properties: The custom properties.
    """

    by_key: dict[str, dict[str, str]] = field(default_factory=dict)
    toggled: set[str] = field(default_factory=set)
    resized: set[str] = field(default_factory=set)
    painted: set[str] = field(default_factory=set)
    is_whole: bool = True
    layers: dict[str, dict[str, str]] = field(default_factory=dict)
    placed: dict[str, dict[str, str]] = field(default_factory=dict)
    within: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    properties: CustomProperties = field(default_factory=CustomProperties)

    def may_paint(self, name: str, attributes: dict[str, str]) -> bool:
        """Say whether an element may have a background that its simple rules do not give."""
        if name in self.painted or (not self.is_whole and name not in _UNPAINTED_TAGS):
            return True
        marks = marks_of(attributes)
        return any(mark in self.painted or (not self.is_whole and mark not in self.by_key) for mark in marks)


def marks_of(attributes: Mapping[str, str]) -> list[str]:
    """Return the classes and the id of an element as selectors name them: `.note`, `#top`."""
    marks = [f".{word}" for word in attributes.get("class", "").split()]
    return [*marks, f"#{attributes['id']}"] if attributes.get("id") else marks


def read_style_rules(sheets: Sequence[str], rules: StyleRules | None = None) -> StyleRules:
    """Return the rules of style sheets whose selector is one class, one id, or an embedded element's name.

    Rules within `@media` and the like hold only somewhere: they hide nothing here, but mark a class as toggled.

    Args:
        sheets: The sheets, in the order of the page.
        rules: The rules of earlier sheets, to which these are added.
    """
    rules = StyleRules() if rules is None else rules
    room = _MOST_STYLE_CHARACTERS
    for sheet in sheets:
        _read_sheet(without_comments(sheet[:room]), rules)
        room -= len(sheet)
        if room <= 0:
            break
    if any("var(" in sheet for sheet in sheets):
        inner = (found for names in rules.within.values() for found in names.values())
        for found in (*rules.by_key.values(), *inner):
            rules.properties.fill(found)
    return rules


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
    if "--" in body:
        rules.properties.read(prelude, body, is_conditional=is_conditional)
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
        elif "color" in found and not is_conditional and (inner := _WITHIN.fullmatch(key)):
            of_name = rules.within.setdefault(inner.group(1), {}).setdefault(inner.group(2).lower(), {})
            of_name.update({name: found[name] for name in _INKS if name in found})
        if found.keys() & {"display", "visibility", "opacity", "height", "max-height", "left", "position", "clip"}:
            rules.toggled.update(_CLASS_NAMES.findall(key))
        if pixels_of(found.get("font-size", "")):
            # `font-size:0` around boxes with a size of their own closes the gaps between them.
            rules.resized.update(_CLASS_NAMES.findall(key))
        if background_in(found) is not None:
            _note_painted(_COMBINATORS.split(key)[-1], is_conditional, rules)


def _note_painted(last: str, is_conditional: bool, rules: StyleRules) -> None:
    """Note the elements whose background a rule that is not simple sets; `last` is what its selector ends with."""
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
