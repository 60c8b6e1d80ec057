"""Where the addresses in a script go: from where one is written to the statement that uses it.

Scripts hold addresses in lists, settings, attributes of tags or blocks of JSON, and hand them on by variables, keys,
parameters and functions. An address is followed by these names, without running anything: a variable that is given it,
a list that holds it, the parameter of the function that goes through the list. What comes out is likely, not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from screening.page.model import Hint
from screening.page.script.names import MOST_STEPS, Flow, Item, Names
from screening.page.script.sources import MOST_SOURCES, Source, addresses_in
from screening.page.script.tokens import Code
from screening.page.script.uses import call_use, setting_use

__all__ = ["LINKS", "Flow", "camel_case", "flows"]

LINKS = "a["
"""Stands for what selects links by where they lead or what they are."""
_SELECTS_LINKS = re.compile(r"(?<![\w.#-])a\[\s{0,3}(?:rel|href)[~*^|$]?=")  # `a[href^=`, `a[rel=`
_DOCUMENT_NAMES = """
textContent innerText innerHTML value dataset content text href src firstChild nodeValue children parentNode attributes
length data action currentScript documentElement body head childNodes url URL
"""
_OF_DOCUMENTS = frozenset(_DOCUMENT_NAMES.split())
"""Properties by which script gets at what stands in the page: no keys of settings."""
_GIVERS = frozenset({"push", "unshift", "add", "set", "concat", "append", "assign", "fill", "splice"})
_CONTROL = frozenset({"if", "while", "for", "switch", "catch", "with", "typeof"})


def flows(scripts: list[str], hints: Iterable[Hint] = ()) -> tuple[list[Flow], list[Hint]]:
    """Return which addresses get to a statement that uses them, and the global variables that hold one.

    Args:
        scripts: The scripts of a page, or one script of its own file.
        hints: Addresses that stand elsewhere in the page.
    """
    followed = _Follower(scripts, list(hints)[:MOST_SOURCES])
    followed.run()
    return followed.found, followed.exported


def camel_case(mark: str) -> str:
    """Return what script calls a data attribute: `srcUrl` for `data-src-url`."""
    return re.sub(r"-(\w)", lambda found: found.group(1).upper(), mark.removeprefix("data-"))


class _Follower(Names):
    def __init__(self, scripts: list[str], hints: list[Hint]) -> None:
        super().__init__(scripts)
        self._hints = hints

    def run(self) -> None:
        """Follow every address."""
        held = [list(addresses_in(code)) for code in self._sources]
        if not any(held) and not self._hints:
            return
        for number, addresses in enumerate(held):
            if not addresses:
                continue
            code = self._codes[number]
            starts = {token.start: index for index, token in enumerate(code.tokens)}
            ends = {token.end: index for index, token in enumerate(code.tokens)}
            for start, end, source in addresses[:MOST_SOURCES]:
                if (first := starts.get(start)) is not None:
                    self._add(Item(number, first, ends.get(end, first), source))
        for hint in self._hints:
            self._add_hint(hint)
        steps = 0
        while self._waiting and steps < MOST_STEPS:
            steps += 1
            self._ascend(self._waiting.popleft())

    def _add_hint(self, hint: Hint) -> None:
        """Start from where scripts name the attribute, variable or element that holds an address."""
        source = Source(hint.address, False, True)
        camel = camel_case(hint.mark)
        quoted = {f"{mark}{hint.mark}" for mark in ("", "#", ".")} | {f"[{hint.mark}]"}
        named = tuple(f"{begin}{hint.mark}{end}" for begin, end in (('="', '"]'), ("='", "']"), ("=", "]")))
        sought = (hint.mark, camel) if hint.mark != LINKS else ("a[",)
        for number, text in enumerate(self._sources):
            if not any(part in text for part in sought):
                continue
            code = self._codes[number]
            named_so = (index for name in {hint.mark, camel} for index in code.by_name.get(name, ()))
            for index in sorted((*code.strings, *named_so)):
                token = code.tokens[index]
                if token.kind == "string" and (
                    token.text[1:-1] in quoted
                    or (hint.mark == LINKS and _SELECTS_LINKS.search(token.text))
                    or ("=" in token.text and any(form in token.text.replace("\\", "") for form in named))
                ):
                    self._add(Item(number, index, index, source, hint.keys))
                elif token.kind == "name" and token.text in {hint.mark, camel}:
                    before = code.text(index - 1)
                    is_data = before == "." and code.text(index - 2) == "dataset" and hint.mark.startswith("data-")
                    is_global = token.text == hint.mark and (
                        before != "." or code.text(index - 2) in {"window", "self"}
                    )
                    if is_data or (is_global and code.text(index + 1) != "="):
                        self._add(Item(number, index, index, source, hint.keys))

    # --- outward from a value -----------------------------------------------------------------------------------

    def _ascend(self, item: Item) -> None:
        """Follow a value outward to what is done with it: given a name, put beneath a key, handed to a function."""
        for _ in range(24):
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
                if name in {"click", "submit", "requestSubmit", "dispatchEvent", "trigger"}:
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
        code, index, is_first = self._codes[item.script], item.first - 1, True
        argument = 0
        while index >= 0:
            text = code.text(index)
            if text in {")", "]", "}"} and code.kind(index) == "sign":
                if (
                    text == "}"
                    and code.text(index + 1) not in {",", ".", "+", ")", "(", ":", "?"}
                    and index + 1 < item.first
                ):
                    return None  # the end of a block before this statement
                if code.partner[index] < 0:
                    return None
                index = code.partner[index]
            elif text == ";":
                return None
            elif text == ",":
                is_first, argument = False, argument + 1
            elif text in {"=", "+="} and is_first:
                return self._set(item, index)
            elif (
                text == ":"
                and is_first
                and code.text(index - 2) in {"{", ","}
                and code.kind(index - 1) in {"name", "string"}
            ):
                return self._keyed(item, index - 1)
            elif text == "return" and code.kind(index) == "name":
                return self._returned(item, index)
            elif text in {"of", "in"} and code.kind(index) == "name" and code.text(code.outer[index] - 1) == "for":
                for name in range(code.outer[index] + 1, index):
                    self._name(item, name)
                return None
            elif text in {"(", "[", "{"} and code.kind(index) == "sign":
                return self._opened(item, index, argument)
            index -= 1
        return None

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
            self._add_hint(Hint(code.text(opening + 1)[1:-1], item.source.address, item.keys))
        if root == callee and code.kind(callee) == "name":
            self._give_to_named(name, argument, item)
        root -= code.text(root - 1) == "new"
        return Item(item.script, max(root, 0), code.partner[opening], item.source, item.keys)
