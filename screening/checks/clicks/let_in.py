"""Code that runs for visitors from a search engine or for robots, and for nobody else (K-11).

Who asks for both in one condition shows the engine what its visitors will see, and everybody who types the address,
the merchant among them, something else.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["let_in"]

_MOST_CONDITIONS, _MOST_NAMES, _LONGEST = 20, 8, 600
_LONGEST_BLOCK = 3_000
_IF = re.compile(r"\bif\s?\(")
_NAME = re.compile(r"(?<![\w$.\"'/])[A-Za-z_$][\w$]{0,40}(?![\w$])")
_LEFT_OUT = re.compile(r"!(?!=)|={2,3}\s?(?:-1|null|false)\b")


def let_in(code: str, first: int, place: int, patterns: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    """Return where a condition stands that lets in what each of some patterns finds, and a place behind it.

    Args:
        code: The script.
        first: Where to look from.
        place: What must run under the condition.
        patterns: What it must ask for, in itself or by the names that it uses.
    """
    for said in islice(_IF.finditer(code, first, place), _MOST_CONDITIONS):
        end = _closing(code, said.end(), "()", _LONGEST)
        if not said.end() < end < place or not _governs(code, end, place):
            continue
        condition = code[said.end() : end - 1]
        whole = f"{condition}\n{_settled(code, condition, said.start())}"
        if "||" in whole and not _LEFT_OUT.search(condition) and all(one.search(whole) for one in patterns):
            return said.start(), end
    return None


def _governs(code: str, end: int, place: int) -> bool:
    """Say whether a place stands in the block, or the one statement, behind a condition."""
    rest = re.compile(r"\s{0,20}").match(code, end)
    start = rest.end() if rest else end
    if code.startswith("{", start):
        return place < _closing(code, start + 1, "{}", _LONGEST_BLOCK)
    return code.find(";", start, place) < 0


def _settled(code: str, condition: str, before: int) -> str:
    """Return what the names in a condition were last set to, and the names in that."""
    found: list[str] = []
    seen: set[str] = set()
    names = _NAME.findall(condition)[:_MOST_NAMES]
    while names and len(seen) < _MOST_NAMES:
        name = names.pop(0)
        if name in seen:
            continue
        seen.add(name)
        settled = re.search(
            rf"(?<![\w$.]){re.escape(name)}\s?=(?!=)\s?([^;\n]{{0,300}})", code[max(0, before - 3_000) : before]
        )
        if settled:
            found.append(settled[1])
            names += _NAME.findall(settled[1])[:_MOST_NAMES]
    return "\n".join(found)


def _closing(code: str, start: int, brackets: str, longest: int) -> int:
    """Return the place behind the bracket that closes one opened before `start`; `start` where it is far off."""
    depth = 1
    for place in range(start, min(len(code), start + longest)):
        depth += (code[place] == brackets[0]) - (code[place] == brackets[1])
        if not depth:
            return place + 1
    return start
