"""Names in scripts: where a variable, a parameter or a function that has an address as its value is used."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from screening.page.model import Hint
from screening.page.script.sources import MOST_SOURCES, Source
from screening.page.script.tokens import Code, tokens_of
from screening.page.script.uses import call_use

__all__ = ["MOST_STEPS", "Flow", "Item", "Names"]

MOST_STEPS = 6_000
"""Values of a page that are followed."""
_MOST_LOOKS = 300_000
"""Uses of names on a page that are looked at: a name that stands thousands of times must not cost its square."""
_SHORT_NAME = 2
"""Letters; names of no more come from a packer and mean something else in every block."""
_DECLARED = frozenset({"const", "let", "var"})


@dataclass(frozen=True, slots=True)
class Flow:
    """An address that gets to a statement which loads or follows it.

    Attributes:
        kind: As `Embed.kind`.
        address: The address as it comes out.
        script: Which of the scripts holds the statement.
        offset: Where in it the statement begins, in characters.
        is_decoded: Whether the address could not be read in the source.
        is_hinted: Whether the address stands outside the script.
    """

    kind: str
    address: str
    script: int
    offset: int
    is_decoded: bool = False
    is_hinted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a script that has an address as its value; `keys` are those of the settings it stands beneath."""

    script: int
    first: int
    last: int
    source: Source
    keys: tuple[str, ...] = ()


class _Codes:
    """The tokens of scripts, made when they are asked for: most scripts hold nothing that is followed."""

    def __init__(self, scripts: list[str]) -> None:
        self._scripts = scripts
        self._made: dict[int, Code] = {}

    def __len__(self) -> int:
        return len(self._scripts)

    def __getitem__(self, number: int) -> Code:
        if number not in self._made:
            self._made[number] = tokens_of(self._scripts[number])
        return self._made[number]


class Names:
    """Follows values to wherever their names are used, through all scripts of a page."""

    def __init__(self, scripts: list[str]) -> None:
        self._sources = scripts
        self._codes = _Codes(scripts)
        self._seen: set[Item] = set()
        self._waiting: deque[Item] = deque()
        self._looks_left = _MOST_LOOKS
        self.found: list[Flow] = []
        self.exported: list[Hint] = []

    @property
    def _is_full(self) -> bool:
        return len(self._seen) >= MOST_STEPS

    def _add(self, item: Item) -> None:
        if not self._is_full and item not in self._seen:
            self._seen.add(item)
            self._waiting.append(item)

    def _may_look(self) -> bool:
        """Count a look at the use of a name; return whether it may be taken and could lead to anything."""
        self._looks_left -= 1
        return self._looks_left >= 0 and not self._is_full

    def _name(self, item: Item, index: int) -> None:
        """Go on from wherever the name at `index` is used."""
        code, name = self._codes[item.script], self._codes[item.script].text(index)
        if (
            code.kind(index) != "name"
            or name in _DECLARED
            or name in {"window", "self", "this", "document", "location"}
        ):
            return
        is_declared = code.text(index - 1) in _DECLARED
        first, last = 0, len(code.tokens) - 1
        if is_declared or len(name) <= _SHORT_NAME:
            first, last = code.block_around(index)
        is_global = (first, last) == (0, len(code.tokens) - 1) and len(name) > _SHORT_NAME
        self._use_name(item, name, first, last, index)
        if is_global:
            self.exported.append(Hint(name, item.source.address, item.keys))
            for other in range(len(self._codes)):
                if other != item.script and name in self._sources[other]:
                    inner = Item(other, 0, 0, item.source, item.keys)
                    self._use_name(inner, name, 0, len(self._codes[other].tokens), -1)

    def _use_name(self, item: Item, name: str, first: int, last: int, but: int) -> None:
        code = self._codes[item.script]
        for index in code.by_name.get(name, ()):
            if not self._may_look():
                return
            if index == but or not first <= index <= last:
                continue
            if code.text(index - 1) in {".", "?."} and code.text(index - 2) not in {"window", "self", "this"}:
                continue
            if code.text(index + 1) == "=" or (code.text(index + 1) == ":" and code.text(index - 1) in {"{", ","}):
                continue
            if code.text(index - 1) != "function":
                self._add(Item(item.script, index, index, item.source, item.keys))
        for index in code.by_template_name.get(name, ()):
            if not self._may_look():
                return
            if first <= index <= last:
                self._add(Item(item.script, index, index, item.source, ()))

    def _give_to_functions(self, script: int, opening: int, source: Source, keys: tuple[str, ...]) -> None:
        """Give a value to the functions that stand as arguments of one of its methods: `list.forEach(u => …)`."""
        code = self._codes[script]
        item = Item(script, opening, opening, source, keys)
        index = opening + 1
        while index < code.partner[opening]:
            text, closing = code.text(index), code.partner[index]
            if code.kind(index) == "name" and code.outer[index] == opening:
                index = self._give_to_argument(item, index)
            elif text in {"(", "{"} and closing > 0:
                if text == "(" and code.text(closing + 1) == "=>":
                    self._give_to_parameters(item, index, None)
                index = closing
            index += 1

    def _give_to_argument(self, item: Item, index: int) -> int:
        """Give a value to the function that an argument is, or begins with; return the last token looked at."""
        code = self._codes[item.script]
        if code.text(index) == "function":
            opening = index + 1 + (code.kind(index + 1) == "name")
            self._give_to_parameters(item, opening, None)
            return opening
        if code.text(index + 1) == "=>":
            self._parameter(item, index)
        elif code.text(index + 1) in {",", ")"}:
            self._give_to_named(code.text(index), 0, item)
            if (kind := call_use(code, index + 1, 0)) is not None:
                self._use(kind, item, index)
        return index

    def _give_to_named(self, name: str, argument: int, item: Item) -> None:
        """Give a value to a parameter of the function of that name, in this script."""
        code = self._codes[item.script]
        for index in code.by_name.get(name, ()):
            if code.text(index - 1) == "function" and code.text(index + 1) == "(":
                self._give_to_parameters(item, index + 1, argument)
            elif code.text(index + 1) in {"=", ":"}:
                after = index + 2 + (code.text(index + 2) == "async")
                if code.text(after) == "function":
                    after += 1 + (code.kind(after + 1) == "name")
                if code.text(after) == "(":
                    self._give_to_parameters(item, after, argument)
                elif code.text(after + 1) == "=>" and argument == 0:
                    self._parameter(item, after)

    def _give_to_parameters(self, item: Item, opening: int, argument: int | None) -> None:
        """Give a value to the parameters in brackets; to all of them where it is unknown which one gets it.

        A function that is called where it stands, `(function (u) {…})('…')`, begins with a bracket of its own.
        """
        code = self._codes[item.script]
        if code.text(opening + 1) == "function":
            opening += 2 + (code.kind(opening + 2) == "name")
        elif code.text(opening) == "(" and code.text(opening + 1) == "(":
            opening += 1
        if code.text(opening) != "(" or code.partner[opening] < 0:
            return
        number = 0
        for index in range(opening + 1, code.partner[opening]):
            if code.text(index) == "," and code.outer[index] == opening:
                number += 1
            elif argument is None or number == argument:
                self._parameter(item, index)

    def _parameter(self, item: Item, index: int) -> None:
        code, name = self._codes[item.script], self._codes[item.script].text(index)
        if code.kind(index) != "name":
            return
        end = index + 1
        while end < len(code.tokens) and code.text(end) not in {"{", "=>"}:
            end += 1
        end += code.text(end) == "=>"
        if code.text(end) == "{" and code.partner[end] > 0:
            last = code.partner[end]
        else:
            outer = code.outer[end] if end < len(code.tokens) else -1
            last = code.partner[outer] if outer >= 0 and code.partner[outer] > 0 else len(code.tokens) - 1
        self._use_name(item, name, index + 1, last, index)

    def _use(self, kind: str, item: Item, index: int) -> None:
        flow = Flow(
            kind,
            item.source.address,
            item.script,
            self._codes[item.script].tokens[index].start,
            item.source.is_decoded,
            item.source.is_hinted,
        )
        if flow not in self.found and len(self.found) < MOST_SOURCES:
            self.found.append(flow)
