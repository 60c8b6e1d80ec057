"""JSON-LD and microdata of a page, read with care: sizes and depths are capped, nothing is fetched."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["MOST_JSON_CHARACTERS", "Microdata", "load_json", "read_json_ld"]

MOST_JSON_CHARACTERS = 200_000
"""Characters of a JSON-LD block; longer ones are not read."""
_MOST_LEVELS = 50
_MOST_OBJECTS = 500
"""Levels of nesting in an object, and objects of a page; ordinary pages have few of both."""
_KEPT_TYPES = ("Review", "AggregateRating", "Rating", "Product", "Organization", "LocalBusiness", "Offer", "Person")


def load_json(text: str) -> object:
    """Read JSON; halves of letters (lone surrogates), which no encoding can write, become U+FFFD.

    Raises:
        ValueError: If it cannot be read.
        RecursionError: If it is nested too deeply.
    """
    value: object = json.loads(text, strict=False)
    if "\\ud" in text.lower():
        written = json.dumps(value, ensure_ascii=False)
        value = json.loads(written.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return value


def read_json_ld(text: str) -> list[dict[str, Any]]:
    """Return the objects of a JSON-LD block, lists and `@graph` unfolded; [] where it cannot be read."""
    if len(text) > MOST_JSON_CHARACTERS:
        return []
    cleaned = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        value = load_json(cleaned)
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    waiting = [value]
    while waiting and len(found) < _MOST_OBJECTS:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = item[:_MOST_OBJECTS] + waiting
        elif isinstance(item, dict) and not _is_deeper(item, _MOST_LEVELS):
            graph = item.get("@graph")
            if isinstance(graph, list | dict):
                waiting.insert(0, graph)
            if set(item) - {"@graph", "@context"}:
                found.append({key: part for key, part in item.items() if key != "@graph"})
    return found


def _is_deeper(value: object, most: int) -> bool:
    """Say whether lists and objects are nested deeper than `most`."""
    level: list[object] = [value]
    for _ in range(most):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += [part for part in item.values() if isinstance(part, dict | list)]
            elif isinstance(item, list):
                below += [part for part in item if isinstance(part, dict | list)]
        if not below:
            return False
        level = below
    return True


class Microdata:
    """Collects `itemscope` objects of the types that checks ask for, in the shape of JSON-LD."""

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []

    def open(self, attributes: dict[str, str], parent: dict[str, Any] | None) -> dict[str, Any] | None:
        """Begin an object, and hang it into its parent where it is one of its properties; None if not asked for."""
        kind = attributes.get("itemtype", "").split(" ")[0].rstrip("/").rpartition("/")[2]
        if not kind or (kind not in _KEPT_TYPES and parent is None) or len(self.objects) >= _MOST_OBJECTS:
            return None
        item: dict[str, Any] = {"@type": kind}
        name = attributes.get("itemprop", "")
        if parent is not None and name:
            parent.setdefault(name.split(" ")[0], item)
        else:
            self.objects.append(item)
        return item

    @staticmethod
    def set_value(item: dict[str, Any], names: str, value: str) -> None:
        """Set properties of an object; the first value of a name counts."""
        for name in names.split()[:4]:
            item.setdefault(name, value.strip()[:500])
