"""Where a name of script gets its value from: settings, patterns, parameters, functions, loops, parts of classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from screening.page.script.tokens import Code

__all__ = ["Origin", "Origins", "additions", "is_parameters", "members", "start_of_chain"]

# These bound the work of a hostile script; honest ones that put an address together stay far below.
_MOST_LOOKS = 80
"""Uses of a property that are looked at."""
_MOST_USES = 2_000
"""Uses of a variable that are looked at."""
_MOST_ORIGINS = 6
"""Places where a name gets a value that are tried."""
_MOST_LINKS = 40
"""Names, calls and indices of one chain, `a.b(c)[d]`, that are passed."""
_DECLARED = frozenset({"const", "let", "var"})
_CONTROL = frozenset({"if", "while", "for", "switch", "catch", "with"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a name gets a value.

    Attributes:
        how: `set`: to the expression at `value`; `pattern`: to a part of it; `each`: to its items in turn; `function`:
            it is the function whose parameters open at `value`; `parameter`: whatever the function is called with.
        index: The name's own token.
        value: As `how` says.
        opening: The bracket of the pattern or of the parameters the name stands in; -1 for others.
    """

    how: Literal["set", "pattern", "each", "function", "parameter"]
    index: int
    value: int
    opening: int = -1


def is_parameters(code: Code, opening: int) -> bool:
    """Say whether a bracket holds the parameters of a function or a method."""
    if code.text(opening) != "(" or code.partner[opening] < 0:
        return False
    after = code.text(code.partner[opening] + 1)
    if after == "=>":
        return True
    return after == "{" and code.text(opening - 1) not in _CONTROL


class Origins:
    """Where the names of a script get their values; each name is looked for once."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[str, list[tuple[int, int, Origin]]] = {}

    def of(self, name: str, at: int) -> list[Origin]:
        """Return where a name that is used at a token gets its value, the innermost block's first."""
        if name not in self._known:
            self._known[name] = list(self._all(name))
        around = [row for row in self._known[name] if row[0] <= at <= row[1] and row[2].index != at]
        around.sort(key=lambda row: (-row[0], row[2].index > at, row[2].index))
        return [one for _, _, one in around[:_MOST_ORIGINS]]

    def _all(self, name: str) -> Iterator[tuple[int, int, Origin]]:
        code = self._code
        for index in islice(code.by_name.get(name, ()), _MOST_USES):
            if code.text(index - 1) not in {".", "?."} and (one := _origin(code, index)) is not None:
                yield *_scope(code, one), one


def _scope(code: Code, origin: Origin) -> tuple[int, int]:
    """Return the tokens within which a name is known."""
    if origin.how == "parameter":
        closing = origin.index if origin.opening < 0 else code.partner[origin.opening]
        begin = closing + 1 + (code.text(closing + 1) == "=>")
        if code.text(begin) == "{" and code.partner[begin] > 0:
            return origin.index, code.partner[begin]
        outer = code.outer[closing]
        return origin.index, code.partner[outer] if outer >= 0 and code.partner[outer] > 0 else len(code.tokens) - 1
    if origin.how == "each" or code.text(origin.index - 1) in _DECLARED or origin.how == "pattern":
        outer = origin.opening if origin.opening >= 0 else origin.index
        return code.block_around(outer) if origin.how != "each" else (outer, len(code.tokens) - 1)
    if origin.how == "function":
        return code.block_around(origin.index)
    return 0, len(code.tokens) - 1


def _origin(code: Code, index: int) -> Origin | None:
    before, after = code.text(index - 1), code.text(index + 1)
    outer = code.outer[index]
    if before in {"function", "class"}:
        return Origin("function", index, index + 1)
    if after == "=>":
        return Origin("parameter", index, index, -1)
    if after in {"of", "in"} and outer >= 0 and code.text(outer - 1) == "for":
        return Origin("each", index, index + 2)
    pattern = _pattern(code, index)
    if pattern >= 0:
        end = code.partner[pattern]
        if is_parameters(code, code.outer[pattern]):
            return Origin("parameter", index, index, code.outer[pattern])
        if code.text(end + 1) == "=":
            return Origin("pattern", index, end + 2, pattern)
        if code.text(end + 1) == "of":
            return Origin("each", index, end + 2, pattern)
    if outer >= 0 and is_parameters(code, outer) and before in {"(", ",", "..."}:
        return Origin("parameter", index, index, outer)
    return Origin("set", index, index + 2) if after == "=" else None


def _pattern(code: Code, index: int) -> int:
    """Return the bracket of the pattern that takes a value apart and in which a name stands, or -1."""
    opening = code.outer[index]
    if opening < 0 or code.text(opening) not in {"[", "{"} or code.partner[opening] < 0:
        return -1
    if code.text(index - 1) not in {"[", "{", ",", ":"} or code.text(index + 1) not in {"]", "}", ",", "="}:
        return -1
    before, after = code.text(opening - 1), code.text(code.partner[opening] + 1)
    is_given = after in {"=", "of"} and (before in _DECLARED or before in {"(", ";", ""})
    outer = code.outer[opening]
    return opening if is_given or (outer >= 0 and before in {"(", ","} and is_parameters(code, outer)) else -1


def members(code: Code, name: str) -> Iterator[Origin]:
    """Yield where a property or method of some object or class of the script gets its value."""
    for index in islice(code.by_name.get(name, ()), _MOST_LOOKS):
        before, after = code.text(index - 1), code.text(index + 1)
        is_set = after == "=" and before in {".", "{", ";", "}", "static", "#"}
        if is_set or (after == ":" and before in {"{", ","}):
            yield Origin("set", index, index + 2)
        elif after == "(" and before != "." and is_parameters(code, index + 1):
            yield Origin("function", index, index + 1)


def additions(code: Code, name: str, after: int) -> list[int]:
    """Return where the expressions begin that are later added to a name: `u += '…'`."""
    return [
        index + 2
        for index in islice(code.by_name.get(name, ()), _MOST_LOOKS)
        if index > after and code.text(index + 1) == "+=" and code.text(index - 1) != "."
    ]


def start_of_chain(code: Code, last: int) -> int:
    """Return the first token of the row of names, calls and indices that ends at `last`: of `a.b(c).d` it is `a`."""
    index = last
    for _ in range(_MOST_LINKS):
        if code.text(index) in {")", "]"} and code.partner[index] >= 0:
            index = code.partner[index]
            if code.kind(index - 1) == "name" or code.text(index - 1) in {")", "]"}:
                index -= 1
                continue
        if code.text(index - 1) in {".", "?."}:
            index -= 2
            continue
        break
    return index
