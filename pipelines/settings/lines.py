"""Where a key stands in a TOML file: the standard parser reads values and forgets their lines."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

__all__ = ["Key", "key_lines", "line_of"]

Key = tuple[str | int, ...]
"""A dotted key; elements of arrays are numbers from 0."""

_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"({_WORD}(?:\s*\.\s*{_WORD})*)"
_HEADING = re.compile(rf"\s*(\[\[?)\s*{_DOTTED}\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(rf"\s*{_DOTTED}\s*=")
_OPENING = re.compile(r"""(?:[^"'#]|"(?!"")(?:[^"\\]|\\.)*"|'(?!'')[^']*')*?(\"{3}|'{3})""")


def key_lines(text: str) -> dict[Key, int]:
    """Map each key and table heading of a TOML text to its line, counted from 1.

    Elements of arrays of tables are numbered from 0 (`("sources", 0, "files")`). Keys within an inline table are not
    listed: they share the line of the table.

    Args:
        text: A text that `tomllib` accepts.
    """
    lines: dict[Key, int] = {}
    tables: Counter[Key] = Counter()
    prefix: Key = ()
    inside = ""  # the quotes of a multi-line string that is still open
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            if heading := _HEADING.match(line):
                prefix = _numbered(_keys(heading[2]), tables)
                if heading[1] == "[[":
                    tables[prefix] += 1
                    prefix = (*prefix, tables[prefix] - 1)
                lines.setdefault(prefix, number)
                continue
            if assignment := _ASSIGNMENT.match(line):
                lines.setdefault((*prefix, *_keys(assignment[1])), number)
        inside = _open_quotes(line, inside)
    return lines


def line_of(key: Key, lines: dict[Key, int]) -> int | None:
    """Return the line of a key, or of the nearest table around it, or None where there is none.

    Args:
        key: The key.
        lines: What `key_lines` returned.
    """
    for length in range(len(key), 0, -1):
        if key[:length] in lines:
            return lines[key[:length]]
    return None


def _keys(dotted: str) -> Key:
    """Split a dotted key, quotes and all, as TOML does."""
    keys: list[str | int] = []
    table: object = tomllib.loads(f"{dotted} = 0")
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
