"""How much of a document is read: limits that keep a parser's time and memory within bounds on hostile pages."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

__all__ = ["MOST_CHARACTERS", "MOST_ELEMENTS", "MOST_TAGS", "bounded"]

MOST_CHARACTERS = 2_000_000
"""Characters of a document; the rest is not read. Far beyond any ordinary page."""
MOST_TAGS = 120_000
"""Angle brackets of a document; a page of a million tags would fill the memory with empty elements."""
MOST_ELEMENTS = 50_000
"""Start tags with attributes of a document; of 130 real pages none has a fifth of that."""
_FEW_TAGS = 20_000
"""Documents with no more tags need no check of `_MOST_STEPS`: 10,000 open elements times 10,000 ends are half of it."""
_MOST_STEPS = 200_000_000
"""Steps of the parser, which walks through all open elements for every end tag that closes nothing."""
_ATTRIBUTED = re.compile(r"<[a-zA-Z][\w:-]{0,30}[\s/]")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})")
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())


def bounded(source: str) -> tuple[str, bool]:
    """Return the source without what is beyond the limits, and whether it was cut."""
    html = source[:MOST_CHARACTERS]
    tags = html.count("<")
    if tags > MOST_TAGS:
        offset = -1
        for _ in range(MOST_TAGS):
            offset = html.find("<", offset + 1)
        html = html[:offset]
    if tags > _FEW_TAGS:
        html = html[: _end_of_patience(html)]
    if tags > MOST_ELEMENTS:
        one_more = next(islice(_ATTRIBUTED.finditer(html), MOST_ELEMENTS, None), None)
        html = html if one_more is None else html[: one_more.start()]
    return html, len(html) < len(source)


def _end_of_patience(html: str) -> int:
    """Return where end tags that close nothing have cost the parser too many steps, or the end of the source."""
    opened: Counter[str] = Counter()
    depth = steps = 0
    for tag in _TAG.finditer(html):
        name = tag.group(2).lower()
        if not tag.group(1):
            if name not in _VOID:
                opened[name] += 1
                depth += 1
        elif opened[name] > 0:
            opened[name] -= 1
            depth -= 1
        else:
            steps += depth
            if steps > _MOST_STEPS:
                return tag.start()
    return len(html)
