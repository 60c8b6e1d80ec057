"""From a value in a script outward to what is done with it: given a name, put beneath a key, handed to a function."""

from __future__ import annotations

from functools import partial

from screening.page.model import Hint
from screening.page.script.hinted import named_places
from screening.page.script.names import Item, Names
from screening.page.script.sources import Source
from screening.page.script.tokens import Code
from screening.page.script.uses import call_use, setting_use

__all__ = ["Outward"]

_MOST_LEVELS = 24
"""Values within values that are followed outward from one; honest code nests a handful."""
_PRESSING = frozenset({"click", "submit", "requestSubmit", "dispatchEvent", "trigger"})
"""Methods that press the element they are called on."""
_DOCUMENT_NAMES = """
textContent innerText innerHTML value dataset content text href src firstChild nodeValue children parentNode attributes
length data action currentScript documentElement body head childNodes url URL
"""
_OF_DOCUMENTS = frozenset(_DOCUMENT_NAMES.split())
"""Properties by which script gets at what stands in the page: no keys of settings."""
_GIVERS = frozenset({"push", "unshift", "add", "set", "concat", "append", "assign", "fill", "splice"})
_CONTROL = frozenset({"if", "while", "for", "switch", "catch", "with", "typeof"})
_CLOSING = frozenset({")", "]", "}"})
_WITHIN_EXPRESSION = frozenset({",", ".", "+", ")", "(", ":", "?"})
"""What follows `}` where it ends an object or a function within an expression, not a block before it."""


class Outward(Names):
    """Follows values outward, through whatever holds them."""

    def add_hint(self, hint: Hint) -> None:
        """Start from where scripts name the attribute, variable or element that holds an address."""
        source = Source(hint.address, False, True)
        for number, text in enumerate(self._sources):
            for index in named_places(text, partial(self._codes.__getitem__, number), hint.mark):
                self._add(Item(number, index, index, source, hint.keys))

    def _ascend(self, item: Item) -> None:
        """Follow a value outward to what is done with it: given a name, put beneath a key, handed to a function."""
        for _ in range(_MOST_LEVELS):
            onward = self._behind(item)
            if onward is None:
                return
            after = self._before(onward)
            if after is None:
                return
            item = after

    def _behind(self, item: Item) -> Item | None:
        """Return the value with the properties and methods that follow it; None where they lead to another value."""
        code, last, keys = self._codes[item.script], item.last, item.keys
        while True:
            if code.text(last + 1) == "[" and code.partner[last + 1] >= 0:
                key = code.text(last + 2).strip("\"'`") if code.kind(last + 2) == "string" else ""
                keys = keys[keys.index(key) + 1 :] if key in keys else keys
                last = code.partner[last + 1]
                continue
            if code.text(last + 1) not in {".", "?."} or code.kind(last + 2) != "name":
                return Item(item.script, item.first, last, item.source, keys)
            name, opening = code.text(last + 2), last + 3
            if code.text(opening) == "?.":
                opening += 1
            if code.text(opening) == "(" and code.partner[opening] >= 0:
                if name in _PRESSING:
                    self._use("script_redirect", item, last + 2)
                self._give_to_functions(item.script, opening, item.source, keys)
                last = code.partner[opening]
                continue
            if name in keys:
                keys = keys[keys.index(name) + 1 :]
            elif keys and name not in _OF_DOCUMENTS:
                return None
            elif code.text(last + 3) in {"=", "+="}:
                return None  # something of it is set
            last += 2

    def _before(self, item: Item) -> Item | None:
        """Return the next greater value that holds it, once what stands before it has been looked at."""
        code = self._codes[item.script]
        index, argument = _telling_token(code, item.first)
        text = code.text(index)
        if text in {"=", "+="}:
            return self._set(item, index)
        if text == ":":
            return self._keyed(item, index - 1)
        if text == "return":
            return self._returned(item, index)
        if text in {"of", "in"}:
            for name in range(code.outer[index] + 1, index):
                self._name(item, name)
            return None
        return self._opened(item, index, argument) if index >= 0 else None

    def _set(self, item: Item, equals: int) -> Item | None:
        """Look at what is set to the value: a variable, a property, or something that loads."""
        code, name = self._codes[item.script], equals - 1
        if (kind := setting_use(code, equals, item.last)) is not None:
            self._use(kind, item, name)
        if code.text(name) in {"}", "]"} and code.partner[name] >= 0:
            if code.text(name) == "]" and code.kind(code.partner[name] - 1) == "name":
                self._name(item, code.partner[name] - 1)
                return None
            for inner in range(code.partner[name] + 1, name):
                if not item.keys or code.text(inner) in item.keys:
                    self._name(Item(item.script, 0, 0, item.source, ()), inner)
            return None
        if code.kind(name) != "name":
            return None
        keys, root = item.keys, name
        while code.text(root - 1) == "." and code.kind(root - 2) == "name":
            if code.text(root - 2) not in {"window", "self", "this", "globalThis", "dataset"}:
                keys = (code.text(root), *keys)
                root -= 2
            else:
                break
        self._name(Item(item.script, 0, 0, item.source, keys), root)
        return Item(item.script, root, item.last, item.source, item.keys) if code.text(root - 1) == "=" else None

    def _keyed(self, item: Item, key: int) -> Item | None:
        code, opening = self._codes[item.script], self._codes[item.script].outer[key]
        if opening < 0 or code.text(opening) != "{" or code.partner[opening] < 0:
            return None
        name = code.text(key).strip("\"'`")
        if (kind := setting_use(code, key + 1, item.last)) is not None:
            self._use(kind, item, key)
        return Item(item.script, opening, code.partner[opening], item.source, (name, *item.keys))

    def _returned(self, item: Item, index: int) -> Item | None:
        """Return the function that returns the value, or name it."""
        code = self._codes[item.script]
        opening = code.outer[index]
        while opening >= 0:
            before = code.text(opening - 1)
            if code.text(opening) == "{" and (before == "=>" or (before == ")" and self._is_function(code, opening))):
                break
            opening = code.outer[opening]
        if opening < 0 or code.partner[opening] < 0:
            return None
        begin = opening - 2 if code.text(opening - 1) == "=>" else code.partner[opening - 1]
        if code.text(begin) == ")":
            begin = code.partner[begin]
        if begin < 0:
            return None
        if code.kind(begin - 1) == "name" and code.text(begin - 2) == "function":
            self._name(item, begin - 1)
            return None
        begin -= code.text(begin - 1) == "function"
        end = code.partner[opening]
        return Item(item.script, begin, end, item.source, item.keys)

    @staticmethod
    def _is_function(code: Code, opening: int) -> bool:
        begin = code.partner[opening - 1]
        return begin > 0 and (
            code.text(begin - 1) == "function"
            or code.text(begin - 2) == "function"
            or code.text(begin - 1) not in _CONTROL
        )

    def _opened(self, item: Item, opening: int, argument: int) -> Item | None:
        """Look at the bracket around the value: the brackets of a call, a list, or a block."""
        code = self._codes[item.script]
        closing = code.partner[opening]
        if closing < 0:
            return None
        if code.text(opening) == "{":
            if (
                item.first == item.last
                and code.text(item.first - 1) in {"{", ","}
                and code.text(item.last + 1) in {"}", ","}
            ):
                return Item(item.script, opening, closing, item.source, (code.text(item.first), *item.keys))
            return None
        callee = opening - 1
        is_called = code.kind(callee) == "name" or code.text(callee) in {")", "]"}
        if code.text(opening) == "[":
            return (
                None
                if is_called and code.text(callee) not in {"return", "of", "in"}
                else (Item(item.script, opening, closing, item.source, item.keys))
            )
        if not is_called or code.text(callee) in {"return", "await"}:
            return Item(item.script, opening, closing, item.source, item.keys)
        if code.text(callee) in _CONTROL or code.text(callee - 1) == "function" or code.text(callee) == "function":
            return None
        return self._called(item, opening, argument)

    def _called(self, item: Item, opening: int, argument: int) -> Item | None:
        """Look at the function that gets the value; what it returns counts as the value, too."""
        code, callee = self._codes[item.script], opening - 1
        if (kind := call_use(code, opening, argument)) is not None:
            self._use(kind, item, callee)
        name = code.text(callee)
        root = callee
        if code.text(callee) in {")", "]"}:
            if code.partner[callee] < 0:
                return None
            root = code.partner[callee]
            self._give_to_parameters(item, root, argument)
        while code.text(root - 1) in {".", "?."}:
            root -= 2
            while code.text(root) in {")", "]"} and code.partner[root] >= 0:
                root = code.partner[root] - (
                    code.kind(code.partner[root] - 1) == "name" or code.text(code.partner[root]) == "["
                )
        if name in _GIVERS and root < callee and code.kind(root) == "name":
            self._name(item, root)
        if name in {"setItem", "setAttribute", "set", "put"} and code.kind(opening + 1) == "string" and argument:
            self.add_hint(Hint(code.text(opening + 1)[1:-1], item.source.address, item.keys))
        if root == callee and code.kind(callee) == "name":
            self._give_to_named(name, argument, item)
        root -= code.text(root - 1) == "new"
        return Item(item.script, max(root, 0), code.partner[opening], item.source, item.keys)


def _telling_token(code: Code, first: int) -> tuple[int, int]:
    """Return the token before a value that tells what becomes of it, and how many commas stand between; -1 for none.

    Brackets that close and open before the value are passed over: in `f(a, g(b), value)` the bracket of `f` tells.
    """
    index, commas = first - 1, 0
    while index >= 0:
        text = code.text(index)
        if text in _CLOSING and code.kind(index) == "sign":
            is_block = text == "}" and index + 1 < first and code.text(index + 1) not in _WITHIN_EXPRESSION
            index = -1 if is_block else code.partner[index]
        elif text == ";":
            return -1, 0
        elif text == ",":
            commas += 1
        elif _tells(code, index, is_next=not commas):
            return index, commas
        index -= 1
    return -1, 0


def _tells(code: Code, index: int, *, is_next: bool) -> bool:
    """Say whether a token tells what becomes of a value behind it; `is_next`: no comma stands between."""
    text = code.text(index)
    if text in {"=", "+="}:
        return is_next
    if text == ":":
        return is_next and code.text(index - 2) in {"{", ","} and code.kind(index - 1) in {"name", "string"}
    if code.kind(index) == "name":
        return text == "return" or (text in {"of", "in"} and code.text(code.outer[index] - 1) == "for")
    return text in {"(", "[", "{"} and code.kind(index) == "sign"
