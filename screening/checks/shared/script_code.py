"""The code of a page's scripts around what it calls, as a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from screening.page.substring_filter import may_hold

__all__ = ["LISTED", "code_around", "script_calls", "written_scripts"]

_BEFORE, _AFTER = 900, 500
"""Characters of a script that are read before and after a place."""
_LONGEST_SCRIPT = 50_000
_SCRIPT_TAG = re.compile(r"<(/?)script\b", re.IGNORECASE)
LISTED = re.compile(r"\[\s{0,9}(?:[\"'`{][^\[\]]{2,200}?[,}]\s{0,9}){2}", re.DOTALL)
"""A list of three texts or objects and more."""


def script_calls(html: str, names: Iterable[str], most: int) -> Iterator[tuple[str, int]]:
    """Yield where some literal texts end that stand inside `<script>`, not in code that a page shows its readers.

    Args:
        html: The source.
        names: What is looked for.
        most: So many places of each are tried.
    """
    for name in names:
        place = html.find(name) if may_hold(html, name) else -1
        for _ in range(most):
            if place < 0:
                break
            opened = html.rfind("<script", 0, place)
            if opened >= 0 and html.rfind("</script", opened, place) < 0:
                yield name, place + len(name)
            place = html.find(name, place + len(name))


def code_around(source: str, place: int, *, is_script: bool = False) -> tuple[int, str]:
    """Return the code around a place, and where it begins.

    Args:
        source: The source of a page, or of a script.
        place: Where, within a script.
        is_script: Whether all of the source is script.
    """
    first, last = max(0, place - _BEFORE), min(len(source), place + _AFTER)
    if not is_script:
        end = source.find("</script", place)
        first, last = max(first, source.rfind("<script", 0, place)), min(last, end if end >= 0 else last)
    return first, source[first:last]


def written_scripts(html: str) -> Iterator[tuple[int, str]]:
    """Yield what stands within script elements and where it begins, in time that hangs on the source's length alone."""
    begins = -1
    for tag in _SCRIPT_TAG.finditer(html):
        if tag[1] and begins >= 0:
            yield begins, html[begins : tag.start()][:_LONGEST_SCRIPT]
            begins = -1
        elif not tag[1] and begins < 0:
            begins = tag.end()
