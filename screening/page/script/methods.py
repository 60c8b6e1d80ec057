"""The results of the methods of strings and lists that put addresses together, for known values.

They do what ECMAScript says (https://tc39.es/ecma262/, sections 22.1.3 and 23.1.3, `substr` annex B.2.2.1), with three
bounds: what is longer than `MOST_VALUE_CHARACTERS` or calls a function too often is unknown, and a character
beyond U+FFFF counts as one, where script counts two. What would be undefined is None, like all that is unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from screening.page.script.known import Function, Known, Pattern, integer, joined_texts
from screening.page.script.texts import MOST_VALUE_CHARACTERS, whole

__all__ = ["with_method"]

_MOST_CALLS = 200
"""Different items of a list that a function of the script is called with; bounds the work of a hostile script."""
_BLANKS = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `trim` takes away: WhiteSpace and LineTerminator (ECMAScript, sections 12.2 and 12.3)."""
_IN_REPLACEMENT = re.compile(r"\$([$&`'])")
"""`$&`: what stands for a part of the text in the second argument of `replace`."""
_MOST_TAKEN_OVER = 9
"""How often a replacement may take over what it replaces; bounds the memory that a hostile script takes."""
_MOST_LIMIT = 2**32
"""The limit of `split` is taken modulo this number, as ToUint32 does; -1 is as good as none."""


def with_method(value: Known, name: str, values: Sequence[Known], apply: Callable[[Function, Known], Known]) -> Known:
    """Return the result of a method; None where it is unknown.

    Args:
        value: What it is called on, known.
        name: The method.
        values: Its arguments.
        apply: Calls a function of the script with one value.
    """
    if name == "valueOf":
        return value
    if isinstance(value, str):
        return _of_string(value, name, values)
    return _of_list(value, name, values, apply) if isinstance(value, tuple) else None


def _of_string(text: str, name: str, values: Sequence[Known]) -> Known:
    if name in {"replace", "replaceAll"}:
        return _replaced(text, name, values)
    words = [value for value in values if isinstance(value, str)]
    if len(words) < len(values):
        return text if name == "concat" else None  # of an address, the beginning is known
    method = _STRING_METHODS.get(name)
    found = method(text, words) if method is not None else None
    return found if found is None or len(found) <= MOST_VALUE_CHARACTERS else None


def _at_place(words: Sequence[Known], place: int, missing: int = 0) -> int | None:
    """Return the number that an argument is; None where it is unknown.

    Args:
        words: The arguments.
        place: Which of them, counted from 0.
        missing: What counts where it is left out.
    """
    return integer(words[place]) if place < len(words) else missing


def _within(number: int | None, length: int) -> int:
    """Return a position kept between 0 and a length."""
    return max(0, min(number or 0, length))


def _from_end(number: int | None, length: int) -> int:
    """Return a position between 0 and a length; negative ones count from the end."""
    number = number or 0
    return _within(number + length if number < 0 else number, length)


def _substring(text: str, words: Sequence[str]) -> str:
    begin = _within(_at_place(words, 0), len(text))
    end = _within(_at_place(words, 1, len(text)), len(text))
    return text[min(begin, end) : max(begin, end)]


def _slice(text: str, words: Sequence[str]) -> str:
    return text[_from_end(_at_place(words, 0), len(text)) : _from_end(_at_place(words, 1, len(text)), len(text))]


def _substr(text: str, words: Sequence[str]) -> str:
    begin = _from_end(_at_place(words, 0), len(text))
    return text[begin : begin + _within(_at_place(words, 1, len(text)), len(text))]


def _char_at(text: str, words: Sequence[str]) -> str:
    number = _at_place(words, 0) or 0
    return text[number] if 0 <= number < len(text) else ""


def _at(text: str, words: Sequence[str]) -> str | None:
    number = _at_place(words, 0) or 0
    return text[number] if -len(text) <= number < len(text) else None


def _split(text: str, words: Sequence[str]) -> tuple[str, ...]:
    limit = (_at_place(words, 1, _MOST_LIMIT - 1) or 0) % _MOST_LIMIT
    if not words:
        return (text,)[:limit]
    return tuple(text.split(words[0]) if words[0] else text)[:limit]


def _replaced(text: str, name: str, values: Sequence[Known]) -> str | None:
    """Return a text with a part replaced; as it is where an argument is unknown: only that part may be wrong.

    None where the replacement takes over what stands around the part, or the part itself many times.
    """
    old, new, *_ = (*values, "undefined", "undefined")
    if not isinstance(old, (str, Pattern)) or not isinstance(new, str):
        return text
    if not {"`", "'"}.isdisjoint(_IN_REPLACEMENT.findall(new)) or new.count("$&") > _MOST_TAKEN_OVER:
        return None
    looked_for, is_everywhere = (
        (old.looked_for, old.is_everywhere) if isinstance(old, Pattern) else (re.compile(re.escape(old)), False)
    )
    # After so many replacements the text is longer than any value.
    most = MOST_VALUE_CHARACTERS // max(1, len(new)) + 1 if is_everywhere or name == "replaceAll" else 1
    return whole(
        looked_for.sub(
            lambda part: _IN_REPLACEMENT.sub(lambda sign: "$" if sign[1] == "$" else part[0], new), text, most
        )
    )


def _normalize(text: str, words: Sequence[str]) -> str | None:
    match words[0] if words else "NFC":
        case ("NFC" | "NFD" | "NFKC" | "NFKD") as form:
            return unicodedata.normalize(form, text)
    return None


def _to_string(text: str, words: Sequence[str]) -> str | None:
    """Return the text; a number in another base, `n.toString(36)`, is not worked out."""
    return None if words else str(text)


_STRING_METHODS: dict[str, Callable[[str, Sequence[str]], str | tuple[str, ...] | None]] = {
    "at": _at,
    "charAt": _char_at,
    "concat": lambda text, words: joined_texts("", (text, *words)),
    "normalize": _normalize,
    "slice": _slice,
    "split": _split,
    "substr": _substr,
    "substring": _substring,
    "toLowerCase": lambda text, _: text.lower(),
    "toString": _to_string,
    "toUpperCase": lambda text, _: text.upper(),
    "trim": lambda text, _: text.strip(_BLANKS),
    "trimEnd": lambda text, _: text.rstrip(_BLANKS),
    "trimStart": lambda text, _: text.lstrip(_BLANKS),
}


def _of_list(
    items: tuple[Known, ...], name: str, values: Sequence[Known], apply: Callable[[Function, Known], Known]
) -> Known:
    first = values[0] if values else None
    if name in {"filter", "toSorted"}:
        return items  # which items stay, and in which order, is unknown: each is tried
    if name in {"reverse", "toReversed"}:
        return items[::-1]
    if name in {"map", "flatMap"} and isinstance(first, Function):
        results = _mapped(items, first, apply)
        return results if name == "map" or results is None else _bounded(_flat(results))
    if name == "flat":
        return _bounded(_flat(items))
    if name == "concat":
        return _bounded(chain(items, _flat(values)))
    if name == "slice":
        begin, end = _at_place(values, 0), _at_place(values, 1, len(items))
        known = begin is not None and end is not None
        return items[_from_end(begin, len(items)) : _from_end(end, len(items))] if known else None
    if name == "at":
        number = _at_place(values, 0)
        return items[number] if number is not None and -len(items) <= number < len(items) else None
    if name == "get":
        pairs = [item for item in items if isinstance(item, tuple) and len(item) == 2]
        return next((value for key, value in reversed(pairs) if key == first), None)
    return _texts_joined(items, name, values)


def _mapped(
    items: tuple[Known, ...], function: Function, apply: Callable[[Function, Known], Known]
) -> tuple[Known, ...] | None:
    """Return what a function makes of each item; equal texts are asked once, as lists of codes are long."""
    texts = {item for item in items if isinstance(item, str)}
    if len(texts) + sum(not isinstance(item, str) for item in items) > _MOST_CALLS:
        return None
    results = {text: apply(function, text) for text in sorted(texts)}
    return tuple(results[item] if isinstance(item, str) else apply(function, item) for item in items)


def _flat(items: Sequence[Known]) -> Iterator[Known]:
    """Yield the items, and for lists among them theirs."""
    for item in items:
        yield from item if isinstance(item, tuple) else (item,)


def _bounded(items: Iterator[Known]) -> tuple[Known, ...] | None:
    found = tuple(islice(items, MOST_VALUE_CHARACTERS + 1))
    return found if len(found) <= MOST_VALUE_CHARACTERS else None


def _texts_joined(items: tuple[Known, ...], name: str, values: Sequence[Known]) -> str | None:
    """Return the text that `join`, `toString` or a sum makes of a list; None where an item is no text.

    What function `reduce` is given is not looked at: on texts it is nearly always their sum.
    """
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) < len(items):
        return None
    if name == "toString":
        return joined_texts(",", texts)
    if name == "join":
        mark = values[0] if values else ","
        return joined_texts(mark, texts) if isinstance(mark, str) else None
    if name in {"reduce", "reduceRight"}:
        start = values[1] if len(values) > 1 else ""
        in_order = texts if name == "reduce" else texts[::-1]
        return joined_texts("", (start, *in_order)) if isinstance(start, str) else None
    return None
