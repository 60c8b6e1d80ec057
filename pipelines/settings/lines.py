"""Where a key stands in a TOML file: the standard parser reads values and forgets their lines."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

__all__ = ["Key", "key_lines", "line_of"]

Key = tuple[str | int, ...]
"""A dotted key; elements of arrays are numbers from 0."""

_DEPTH = 8

_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_BLANK = r"[ \t]*"  # \s would take U+2028 and others for blanks, which TOML does not
_DOTTED = rf"({_WORD}(?:{_BLANK}\.{_BLANK}{_WORD})*)"
_HEADING = re.compile(rf"{_BLANK}(\[\[?){_BLANK}{_DOTTED}{_BLANK}\]\]?{_BLANK}(?:#.*)?\r?$")
_ASSIGNMENT = re.compile(rf"{_BLANK}{_DOTTED}{_BLANK}=")
_OPENING = re.compile(r"""(?:[^"'#]|"(?!"")(?:[^"\\]|\\.)*"|'(?!'')[^']*')*?(\"{3}|'{3})""")


def key_lines(text: str) -> dict[Key, int]:
    """Map each key and table of a TOML text to the line that first mentions it, counted from 1.

    Elements of arrays of tables are numbered from 0 (`("sources", 0, "files")`). Keys within an inline table are not
    listed: they share the line of the table. A line that cannot be made sense of is passed over: a place is a help,
    never a reason to fail.

    Args:
        text: A text that `tomllib` accepts.
    """
    lines: dict[Key, int] = {}
    tables: Counter[Key] = Counter()
    prefix: Key = ()
    inside = ""  # the quotes of a multi-line string that is still open
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            if (heading := _HEADING.match(line)) and (keys := _keys(heading[2])):
                prefix = _numbered(keys, tables)
                if heading[1] == "[[":
                    tables[prefix] += 1
                    prefix = (*prefix, tables[prefix] - 1)
                _note(prefix, number, lines)
                continue
            if (assignment := _ASSIGNMENT.match(line)) and (keys := _keys(assignment[1])):
                _note((*prefix, *keys), number, lines)
        inside = _open_quotes(line, inside)
    return lines


def line_of(key: Key, lines: dict[Key, int]) -> int | None:
    """Return the line of a key, or of the nearest table around it that has one, or None where there is none.

    Args:
        key: The key.
        lines: What `key_lines` returned.
    """
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return lines[key[:length]]
    return None


def _note(key: Key, number: int, lines: dict[Key, int]) -> None:
    """Keep the line of a key and of the tables that it is the first to mention, as deep as any setting lies."""
    for length in range(1, min(len(key), _DEPTH) + 1):
        lines.setdefault(key[:length], number)


def _keys(dotted: str) -> Key:
    """Split a dotted key, quotes and all, as TOML does; what is no key has no parts."""
    keys: list[str | int] = []
    table: object
    try:
        table = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    while isinstance(table, dict):
        part, table = next(iter(table.items()))
        keys.append(part)
    return tuple(keys)


def _numbered(key: Key, tables: Counter[Key]) -> Key:
    """Insert the number of the latest element after each array of tables on the way (`sources.columns`)."""
    result: Key = ()
    for position, part in enumerate(key):
        result = (*result, part)
        if tables[result] and position < len(key) - 1:
            result = (*result, tables[result] - 1)
    return result


def _open_quotes(line: str, inside: str) -> str:
    """Return the quotes of the multi-line string that is open after the line, or an empty string."""
    rest = line
    while rest:
        if inside:
            _, found, rest = rest.replace('\\"', "  ").partition(inside)
            inside = "" if found else inside
        elif opening := _OPENING.match(rest):
            inside, rest = opening[1], rest[opening.end() :]
        else:
            return ""
    return inside
