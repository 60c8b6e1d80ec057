"""The results of the methods of strings and lists that put addresses together, for known values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlencode

from screening.page.script.texts import MOST_VALUE_CHARACTERS, from_base64, joined

__all__ = ["Function", "Known", "called", "entries_of", "property_of", "with_method"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the script: the token that opens its parameters, or is the only one."""

    index: int


Known = str | tuple["Known", ...] | dict[str, "Known"] | Function | None
"""A value of script: a string (numbers too), a list, an object, a function; None where it is unknown."""
_MOST_ITEMS = 200
"""Items of a list, or arguments of a call, that are handled; bounds the work of a hostile script."""
_WHOLE = re.compile(r"-?[0-9]{1,6}")
"""A whole number of script; `isdigit` would also accept "²"."""
_SAME = frozenset({"toString", "trim", "valueOf", "normalize", "flat", "filter", "toSorted", "trimEnd", "trimStart"})
_DECODERS = frozenset({"atob", "decodeURIComponent", "decodeURI", "unescape"})


def called(name: str, values: Sequence[Known]) -> Known:
    """Return the result of a function of the browser for known values; None for other functions and values."""
    first = values[0] if values else None
    if name in _DECODERS and isinstance(first, str):
        return from_base64(first) if name == "atob" else unquote(first)
    if name == "fromCharCode" and values:
        codes = _numbers(values)
        return "".join(chr(code) for code in codes if 0 <= code < 0xD800) if len(codes) == len(values) else None
    if name in {"String", "encodeURI", "from", "freeze", "Map", "Set"}:
        return first
    if name == "of":
        return tuple(values)
    if name == "URL" and isinstance(first, str):
        base = values[1] if len(values) > 1 else ""
        return joined(base, first) if isinstance(base, str) else None
    if name == "URLSearchParams":
        pairs = entries_of(first)
        return urlencode(pairs) if pairs is not None else first if isinstance(first, str) else None
    if isinstance(first, dict):
        if name == "entries":
            return tuple((key, value) for key, value in first.items())
        if name in {"keys", "values"}:
            return tuple(first) if name == "keys" else tuple(first.values())
        if name == "assign":
            return {key: value for one in values if isinstance(one, dict) for key, value in one.items()}
    return first if name in {"entries", "values"} and isinstance(first, tuple) else None


def entries_of(value: Known) -> list[tuple[str, str]] | None:
    """Return the pairs of an object, or of a list of pairs, of strings; None for anything else."""
    pairs = list(value.items()) if isinstance(value, dict) else value if isinstance(value, tuple) else None
    if not pairs:
        return None
    found: list[tuple[str, str]] = []
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2):
            return None
        key, text = pair
        if not (isinstance(key, str) and isinstance(text, str)):
            return None
        found.append((key, text))
    return found


def property_of(value: Known, name: str) -> Known:
    """Return the value under a key of an object or at an index of a list; None where none is known."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, (str, tuple)):
        if name == "length":
            return str(len(value))
        for number in _numbers([name]):
            return value[number] if 0 <= number < len(value) else None
    return None


def _numbers(values: Iterable[Known]) -> list[int]:
    """Return those of some values that are whole numbers, of six digits at most."""
    return [int(value) for value in values if isinstance(value, str) and _WHOLE.fullmatch(value)]


def with_method(value: Known, name: str, values: Sequence[Known], apply: Callable[[Function, Known], Known]) -> Known:
    """Return the result of a method; None where it is unknown.

    Args:
        value: What it is called on, known.
        name: The method.
        values: Its arguments.
        apply: Calls a function of the script with one value.
    """
    if name in _SAME:
        return value
    if isinstance(value, str):
        return _of_string(value, name, values)
    return _of_list(value, name, values, apply) if isinstance(value, tuple) else None


def _of_string(text: str, name: str, values: Sequence[Known]) -> Known:
    words = [value for value in values[:_MOST_ITEMS] if isinstance(value, str)]
    if len(words) < len(values):
        return text if name == "concat" else None
    if name == "concat":
        return (text + "".join(words))[:MOST_VALUE_CHARACTERS]
    if name in {"toLowerCase", "toUpperCase"}:
        return text.lower() if name == "toLowerCase" else text.upper()
    if name in {"replace", "replaceAll"} and len(words) == 2 and words[0]:
        often = min(1 if name == "replace" else _MOST_ITEMS, text.count(words[0]))
        return text.replace(words[0], words[1], often)[:MOST_VALUE_CHARACTERS]
    if name == "split":
        return tuple(text.split(words[0]) if words and words[0] else text)[:MOST_VALUE_CHARACTERS]
    if name in {"slice", "substring", "substr", "charAt", "at"}:
        return _cut(text, name, words)
    return None


def _cut(text: str, name: str, words: Sequence[str]) -> Known:
    numbers = _numbers(words)
    if not numbers or len(numbers) < len(words):
        return None
    if name in {"charAt", "at"}:
        return text[numbers[0]] if -len(text) <= numbers[0] < len(text) else None
    if name == "substr" and len(numbers) > 1:
        return text[numbers[0] :][: max(0, numbers[1])]
    return text[numbers[0] : numbers[1]] if len(numbers) > 1 else text[numbers[0] :]


def _of_list(
    items: tuple[Known, ...], name: str, values: Sequence[Known], apply: Callable[[Function, Known], Known]
) -> Known:
    items, first = items[:_MOST_ITEMS], values[0] if values else None
    if name in {"reverse", "toReversed"}:
        return items[::-1]
    if name in {"map", "flatMap"} and isinstance(first, Function):
        return tuple(apply(first, item) for item in items)
    if name == "concat":
        more = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
        return (*items, *islice(more, _MOST_ITEMS))
    if name == "slice":
        begin, end, *_ = (*_numbers(values), None, None)
        return items[begin:end]
    if name == "at":
        return next((items[index] for index in _numbers([first]) if -len(items) <= index < len(items)), None)
    if name == "get":
        pairs = [item for item in items if isinstance(item, tuple) and len(item) == 2]
        return next((value for key, value in pairs if key == first), None)
    texts = [item for item in items if isinstance(item, str)]
    if not texts or len(texts) < len(items):
        return None
    if name == "join":
        mark = first if isinstance(first, str) else "," if not values else None
        return mark.join(texts)[:MOST_VALUE_CHARACTERS] if mark is not None else None
    if name in {"reduce", "reduceRight"}:
        start = values[1] if len(values) > 1 and isinstance(values[1], str) else ""
        return (start + "".join(texts if name == "reduce" else reversed(texts)))[:MOST_VALUE_CHARACTERS]
    return None
