"""Own addresses that script puts together from a redirecting path and a word of a list: `'/out/' + name`."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from screening.page.click_shapes import sends_on

__all__ = ["endpoints"]

_MOST_WORDS = 4
"""Words that are tried with a path; each may become a request."""
_MOST_BEGIN_CHARACTERS = 100
"""Characters of the path; redirecting ones are short."""
_MOST_LISTS = 40
"""Lists of a script that are looked at; bounds the work of a hostile script."""
_LIST = re.compile(r"\[((?:\s{0,3}[\"'`][\w.-]{1,60}[\"'`]\s{0,3},?){1,30})\]")
"""`['shoes', "bags"]`: a list of words."""
_SET = re.compile(r"[{,:=]\s{0,3}[\w$]{1,30}\s{0,3}[:=]\s{0,3}([\"'`][\w.-]{2,60}[\"'`])")
"""`{shop: 'shoes'`: a word that is given to a name or a key."""
_FILE = re.compile(r"\.(?:gif|png|jpe?g|svg|webp|ico|js|css|json|xml)\?", re.IGNORECASE)
"""`.png?`, `.js?`: the path of a file, which leads nowhere."""
_WORD = re.compile(r"[\"'`]([\w.-]{1,60})[\"'`]")
_OTHERWISE_NAMES = """
GET POST HEAD include omit same-origin no-cors cors follow error manual no-referrer origin unsafe-url no-store reload
default force-cache low high auto click scroll load keyup keydown touchstart mousemove pagehide
"""
_OTHERWISE = frozenset(_OTHERWISE_NAMES.split())
"""Words that belong to requests and events, not to addresses."""


def endpoints(code: str, begin: str) -> list[str]:
    """Return the addresses that may result where script adds something unknown to the beginning of an own address."""
    if not (begin.startswith("/") and begin.endswith(("/", "=")) and 2 < len(begin) <= _MOST_BEGIN_CHARACTERS):
        return []
    if begin.startswith("//") or _FILE.search(begin) or not sends_on(begin):
        return []
    return [begin + word for word in _words(code)]


@lru_cache(maxsize=4)
def _words(code: str) -> list[str]:
    """Return the first words of a script that stand in lists or are given to a name; cached, as it is asked often."""
    listed = [word for found in islice(_LIST.finditer(code), _MOST_LISTS) for word in _WORD.findall(found.group(1))]
    listed += [found.group(1)[1:-1] for found in islice(_SET.finditer(code), _MOST_LISTS)]
    return [word for word in dict.fromkeys(listed) if word not in _OTHERWISE][:_MOST_WORDS]
