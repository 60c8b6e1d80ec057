"""Own addresses that script puts together of a path which sends on and a word from a list: `'/out/' + name`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from screening.page.click_shapes import sends_on

__all__ = ["endpoints"]

_MOST_WORDS = 4
_LONGEST_BEGIN = 100
_MOST_LISTS = 40
_LIST = re.compile(r"\[((?:\s{0,3}[\"'`][\w.-]{1,60}[\"'`]\s{0,3},?){1,30})\]")
_SET = re.compile(r"[{,:=]\s{0,3}[\w$]{1,30}\s{0,3}[:=]\s{0,3}([\"'`][\w.-]{2,60}[\"'`])")
_FILE = re.compile(r"\.(?:gif|png|jpe?g|svg|webp|ico|js|css|json|xml)\?", re.IGNORECASE)
_WORD = re.compile(r"[\"'`]([\w.-]{1,60})[\"'`]")
_OTHERWISE_NAMES = """
GET POST HEAD include omit same-origin no-cors cors follow error manual no-referrer origin unsafe-url no-store reload
default force-cache low high auto click scroll load keyup keydown touchstart mousemove pagehide
"""
_OTHERWISE = frozenset(_OTHERWISE_NAMES.split())
"""Words of requests and events."""


def endpoints(code: str, begin: str) -> list[str]:
    """Return the addresses that may come out where script puts something unknown behind the begin of an own address."""
    if not (begin.startswith("/") and begin.endswith(("/", "=")) and 2 < len(begin) <= _LONGEST_BEGIN):
        return []
    if begin.startswith("//") or _FILE.search(begin) or not sends_on(begin):
        return []
    return [begin + word for word in _words(code)]


@lru_cache(maxsize=4)
def _words(code: str) -> list[str]:
    """Return the first words of a script that stand in lists, or are given to a name; kept, as a script asks often."""
    listed = [word for found in islice(_LIST.finditer(code), _MOST_LISTS) for word in _WORD.findall(found.group(1))]
    listed += [found.group(1)[1:-1] for found in islice(_SET.finditer(code), _MOST_LISTS)]
    return [word for word in dict.fromkeys(listed) if word not in _OTHERWISE][:_MOST_WORDS]
