"""Elements that a script chooses by tag, id or class, and what stands in them on a page; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

__all__ = ["Choice", "choices", "insides"]

_MOST_SOURCE, _MOST_TAGS, _MOST_NAMES = 500_000, 5_000, 4
"""Of a page, and of a tag's attributes that name it, of which browsers take the first; bounds what they cost."""
_CHOOSES = re.compile(
    r"(?:querySelector(?:All)?|\$|jQuery|getElementsByTagName)\(\s?([\"'`])([^\"'`\n]{1,80})\1"
    r"|getElement(?:ById)\(\s?([\"'`])([^\"'`\n]{1,80})\3|getElementsByClassName\(\s?([\"'`])([^\"'`\n]{1,80})\5"
    r"|document\s?\.\s?(body|documentElement)\b"
)
_SIMPLE = re.compile(r"([.#]?)([\w-]{1,60})")
_TAG = re.compile(r"<([A-Za-z][\w-]{0,20})\b([^<>]{0,500})")
"""A tag; as it cannot pass another bracket, a source is searched in time that hangs on its length alone."""
_NAMES = re.compile(r"(?<![\w-])(id|class)\s?=\s?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """How a script finds an element.

    Attributes:
        kind: What it is found by.
        name: That tag, id or class.
        start: Where in the script that stands.
        end: Where it ends.
    """

    kind: Literal["tag", "id", "class"]
    name: str
    start: int
    end: int


def choices(code: str) -> Iterator[Choice]:
    """Yield the elements that a script chooses, in order."""
    for said in _CHOOSES.finditer(code):
        start, end = said.span()
        if said[7]:
            yield Choice("tag", "body", start, end)
        elif said[4]:
            yield Choice("id", said[4], start, end)
        elif said[6]:
            yield from (Choice("class", name, start, end) for name in said[6].split()[:1])
        # Of a row of selectors the last part of the first names the element.
        elif (parts := said[2].partition(",")[0].split()) and (simple := _SIMPLE.search(parts[-1])):
            kind: Literal["tag", "id", "class"] = "class" if simple[1] == "." else "id" if simple[1] else "tag"
            yield Choice(kind, simple[2], start, end)


def insides(html: str, chosen: Collection[Choice], longest: int = _MOST_SOURCE) -> Iterator[tuple[Choice, str]]:
    """Yield the source within the elements of a page that are chosen, in the page's order.

    Args:
        html: The page's source.
        chosen: The choices; each element is told with one of them.
        longest: So many characters of each element are given.
    """
    html = html[:_MOST_SOURCE]
    wanted = {(choice.kind, choice.name.lower() if choice.kind == "tag" else choice.name): choice for choice in chosen}
    for tag in islice(_TAG.finditer(html), _MOST_TAGS) if wanted else ():
        choice = next((wanted[name] for name in _called(tag) if name in wanted), None)
        if choice is not None:
            limit = min(len(html), tag.end() + longest)
            yield choice, html[tag.end() : _closing(html, tag, limit)].partition(">")[2]


def _called(tag: re.Match[str]) -> Iterator[tuple[Literal["tag", "id", "class"], str]]:
    """Yield what an element can be found by."""
    yield "tag", tag[1].lower()
    for said in islice(_NAMES.finditer(tag[2]), _MOST_NAMES):
        kind: Literal["id", "class"] = "id" if said[1].lower() == "id" else "class"
        for name in (said[2] or said[3] or said[4] or "").split():
            yield kind, name


def _closing(html: str, tag: re.Match[str], limit: int) -> int:
    """Return where an element ends, or the limit."""
    open_now = 1
    for other in islice(re.compile(rf"<(/?){tag[1]}\b", re.IGNORECASE).finditer(html, tag.end(), limit), _MOST_TAGS):
        open_now += -1 if other[1] else 1
        if not open_now:
            return other.start()
    return limit
