"""What sets a statement of script off: loading, a timer, a click anywhere, or a click on something meant for it.

Read from the functions around the statement, from the inside out; a function that has a name is followed to where it
is called. Nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from screening.page.script.trigger_events import ANY_LINK, ON_ELEMENT, as_page, event_named, of_event

__all__ = ["ON_ELEMENT", "Script", "Triggers"]

_REACH = 6_000
"""Characters before a statement that are read for what stands around it."""
_MOST_LEVELS = 3
"""Functions that are followed within functions."""
_MOST_NAMES = 200
"""Names of functions that are followed on a page."""
_MOST_USES = 15
"""Uses of each of these names that are looked at."""
_MOST_WORK = 12_000
"""Brackets and uses of functions that are looked at on a page; afterwards what runs the script itself counts."""
_MOST_CHARACTERS = 20_000_000
"""Characters of scripts that are searched for the names of functions, for one page."""
_BRACKETS = re.compile(r"[(){}]")
_CALLEE = re.compile(r"([\w$.\[\]'\"#)(-]{0,120})$")
_HEADER = re.compile(
    r"(?:function\s{1,5}([\w$]{1,60})\s{0,5}\([^()]{0,300}\)|([\w$.]{1,80})\s{0,5}[=:]\s{0,5}(?:async\s{1,5})?function\s{0,5}[\w$]{0,60}\s{0,5}"
    r"\([^()]{0,300}\)|([\w$.]{1,80})\s{0,5}=\s{0,5}(?:async\s{0,5})?(?:\([^()]{0,300}\)|[\w$]{1,60})\s{0,5}=>)\s{0,9}$"
)
"""`function go() `, `a.go = function () `, `go = () => `: what stands before the brace of a function with a name."""
_METHOD = re.compile(
    r"[;{}]\s{0,9}(?:async\s{1,5}|static\s{1,5})?(?!constructor|if\b|for\b|while\b|switch|catch|with\b|function)"
    r"([\w$]{1,60})\s{0,5}\([^()]{0,300}\)\s{0,9}$"
)
"""`; go() `, `} async go(a) `: what stands before the brace of a method."""
_ARROW = re.compile(r"([\w$.]{1,80})\s{0,5}=\s{0,5}(?:\([^()]{0,300}\)|[\w$]{1,60})\s{0,5}=>\s{0,9}$")
"""`go = (a) => `: the beginning of an arrow function without a brace."""
_FIRST_ARGUMENT = re.compile(r"\s{0,9}[\"']([^\"'\n]{1,200})[\"']")
_TIMER = re.compile(r"(?:^|[.\s=(;])set(?:Timeout|Interval)$")
_LISTEN = re.compile(r"(?:\.(?:addEventListener|attachEvent|on|one|bind|live|delegate)|(?:^|[^\w$.])addEventListener)$")
"""`.addEventListener`, `.on`: calls that listen for the event they name."""
_SHORT_LISTEN = re.compile(r"\.(click|mousedown|mouseup|submit|change|focus|keydown|keyup|dblclick)$")
"""`.click`, `.submit`: calls of jQuery that listen for the event in their own name."""
_OF_ITS_TARGET = re.compile(
    rf"\.(?:closest|matches)\(\s{{0,3}}([\"'`])(?!{ANY_LINK}(?:\s{{0,3}},\s{{0,3}}{ANY_LINK}){{0,4}}\1)(?:(?!\1)[^\n]){{0,80}}?[.#\[]"
    r"|\.(?:target|srcElement)\.(?:classList|className|id|dataset|hasAttribute|getAttribute)\b"
    r"|(?<!location)(?<!body)(?<!documentElement)\.(?:classList\.contains|className|dataset|hasAttribute|hostname|host|origin"
    r"|pathname|rel)\b"
    r"|\.(?:key|code|keyCode|which)\s{0,3}={2,3}"
)
"""`.closest('.buy')`, `.target.id`, `.key ===`: asks what was pressed. Not `.closest('a')`, which fits any link."""
_GIVES_PICTURE = re.compile(r"\.(?:src|srcset|sizes)\s{0,3}=\s{0,3}[\w$.]{1,40}\Z")
_PICTURE_REACH = 60
"""Characters before `.dataset` in which `picture.src = ` is looked for: a lazy picture's own address asks nothing."""
_WITH_ITS_LINK = re.compile(
    r"\+\s{0,3}(?:encodeURI(?:Component)?\(|[\w$.]{1,40}\.href\b|escape\()|\$\{[^{}]{0,60}\bhref\b"
)
"""An address put together with that of the pressed link, `+ link.href`: what helpers for affiliate links do."""
_STATEMENT_CHARACTERS = 400
"""Characters of a statement that are read for the address of the pressed link."""
_TARGET_REACH = 400
"""Characters before a statement that are read for what was pressed."""
_HANDLER = re.compile(r"([\w$.]{1,80})\.on([a-z]{1,20})\s{0,5}=\s{0,5}$")
_WORD_EDGE = r"(?<![\w$]){}(?![\w$])"
_CALLED_ON = r"(?<!window)(?<!self)\.{}(?![\w$])"


@dataclass(frozen=True)
class Script:
    """A piece of script of a page.

    Attributes:
        code: The script.
        trigger: What runs it: `load`, or for handlers in attributes also `click` and `element`.
    """

    code: str
    trigger: str = "load"


class Triggers:
    """Says what sets off statements of the scripts of a page; remembers what it found out about functions."""

    def __init__(self, scripts: tuple[Script, ...]) -> None:
        self._scripts = scripts
        self._by_name: dict[str, str] = {}
        self._work, self._characters = _MOST_WORK, _MOST_CHARACTERS

    def of(self, script: Script, offset: int, depth: int = 0) -> str:
        """Return what sets off the statement at `offset`: `load`, `timer`, `click` (anywhere), or `ON_ELEMENT`.

        A function that nobody calls is taken as meant for an element: it does nothing by itself. So is a click
        anywhere whose handler first asks what was clicked.
        """
        said, begin = self._outward(script, offset, depth)
        if said != "click":
            return said
        is_asked = _asks_for_target(script.code, max(begin, offset - _TARGET_REACH), offset)
        statement = script.code[offset : offset + _STATEMENT_CHARACTERS].partition(";")[0].partition("\n")[0]
        return ON_ELEMENT if is_asked or _WITH_ITS_LINK.search(statement) else said

    def _outward(self, script: Script, offset: int, depth: int) -> tuple[str, int]:
        """Return what sets off the statement, read from the inside out, and where the function begins that it runs."""
        code, floor = script.code, max(0, offset - _REACH)
        brackets = [(found.start(), found.group()) for found in _BRACKETS.finditer(code, floor, offset)]
        closed_round = closed_curly = 0
        is_timed = False
        for start, sign in reversed(brackets):
            said = ""
            self._work -= sign in "({"
            if self._work < 0:
                return script.trigger, floor
            if sign == ")":
                closed_round += 1
            elif sign == "}":
                closed_curly += 1
            elif sign == "(":
                if closed_round:
                    closed_round -= 1
                    continue
                said = _of_call(code, start)
            elif closed_curly:
                closed_curly -= 1
            else:
                said = self._of_function(code, start, depth)
            if said == "timer":
                is_timed = True
            elif said:
                return "timer" if said == "load" and is_timed else said, start
        said = self._of_bare_arrow(code[floor:offset], depth) or script.trigger
        return "timer" if said == "load" and is_timed else said, floor

    def _of_function(self, code: str, brace: int, depth: int) -> str:
        """Return what sets off the function whose body begins at `brace`; "" where it has no name."""
        before = code[max(0, brace - 420) : brace]
        header = _HEADER.search(before)
        if header is None:
            method = _METHOD.search(before)  # one that nothing calls is a framework's to call
            return self._of_method(method.group(1), code, depth) if method else ""
        if header.group(1) and _is_argument(code, max(0, brace - 420) + header.start()):
            return ""  # its name is for itself; what it is handed to says when it runs
        name = next(group for group in header.groups() if group is not None)
        begin = max(0, brace - 420) + header.start(header.lastindex or 0)
        return self._of_name(name, code, depth, code[max(0, begin - 140) : begin])

    def _of_bare_arrow(self, before: str, depth: int) -> str:
        arrow = _ARROW.search(before[-420:])
        return self._of_name(arrow.group(1), before, depth) if arrow else ""

    def _of_name(self, name: str, code: str, depth: int, before: str = "") -> str:
        """Return what sets off a function by its name: a handler property, or where it is called or handed over."""
        owner, dot, last = name.rpartition(".")
        if last.lower().startswith("on") and last.islower():
            owner = owner or (before if dot else "")  # of a call: `document.getElementById('buy').onclick = …`
            return of_event(last[2:], as_page(code, owner) if owner else "window", "")
        if dot and owner not in {"window", "self"}:
            return ""
        if last not in self._by_name:
            if depth >= _MOST_LEVELS or len(self._by_name) >= _MOST_NAMES:
                return ""
            self._by_name[last] = ON_ELEMENT  # a function that only calls itself
            self._by_name[last] = self._of_uses(last, code, depth, _WORD_EDGE) or ON_ELEMENT
        return self._by_name[last]

    def _of_method(self, name: str, code: str, depth: int) -> str:
        """Return what sets off a method by where it is called; "" where nothing calls it."""
        full = f".{name}"
        if full not in self._by_name and depth < _MOST_LEVELS and len(self._by_name) < _MOST_NAMES:
            self._by_name[full] = ON_ELEMENT
            self._by_name[full] = self._of_uses(name, code, depth, _CALLED_ON)
        return self._by_name.get(full, "")

    def _of_uses(self, name: str, code: str, depth: int, form: str) -> str:
        said: set[str] = set()
        pattern = re.compile(form.format(re.escape(name)))
        # Names of one or two letters are a packer's: they mean something else in every script.
        scripts = self._scripts if len(name) > 2 else [script for script in self._scripts if code in script.code]
        for script in scripts:
            self._characters -= len(script.code)
            if self._characters < 0:
                return script.trigger
            if name not in script.code:
                continue
            for found in islice(pattern.finditer(script.code), _MOST_USES):
                ahead = script.code[found.end() : found.end() + 3].lstrip()[:1]
                if ahead in {"=", ":"} or _is_definition(script.code, found.start()):
                    continue
                if ahead == "(" or _is_handed_over(script.code, found.start(), found.end()):
                    said.add(_of_handler(script.code, found.start()) or self.of(script, found.start(), depth + 1))
        return next((kind for kind in ("load", "timer", "click") if kind in said), ON_ELEMENT if said else "")


def _asks_for_target(code: str, begin: int, offset: int) -> bool:
    """Say whether `code[begin:offset]` asks what was clicked; a picture given its own address is not asked."""
    return any(
        _GIVES_PICTURE.search(code, max(begin, asked.start() - _PICTURE_REACH), asked.start()) is None
        for asked in _OF_ITS_TARGET.finditer(code, begin, offset)
    )


def _of_call(code: str, bracket: int) -> str:
    """Return what a call says that the statement stands in the brackets of; "" where it says nothing."""
    before, after = code[max(0, bracket - 140) : bracket], code[bracket + 1 : bracket + 220]
    matched = _CALLEE.search(before)
    callee = matched.group(1) if matched else ""
    if _TIMER.search(callee) or _TIMER.search(before):
        return "timer"
    if listening := _LISTEN.search(callee):
        first = _FIRST_ARGUMENT.match(after)
        return of_event(
            event_named(code, first.group(1) if first else "", after),
            as_page(code, before[: len(before) - len(listening.group())] if "." in listening.group() else "window"),
            after,
        )
    if short := _SHORT_LISTEN.search(callee):
        return of_event(short.group(1), as_page(code, before[: len(before) - len(short.group())]), "")
    return ""


def _of_handler(code: str, offset: int) -> str:
    """Return the event of `….onclick = name`, where the name stands at `offset`."""
    matched = _HANDLER.search(code[max(0, offset - 120) : offset])
    return of_event(matched.group(2), as_page(code, matched.group(1)), "") if matched else ""


def _is_argument(code: str, offset: int) -> bool:
    return code[max(0, offset - 9) : offset].rstrip().removesuffix("async").rstrip()[-1:] in {",", "("} and bool(
        re.search(r"[\w$]\s{0,3}\([^()]{0,120}$", code[max(0, offset - 160) : offset])
    )


def _is_definition(code: str, start: int) -> bool:
    return code[max(0, start - 10) : start].rstrip().endswith("function")


def _is_handed_over(code: str, start: int, end: int) -> bool:
    """Say whether a name stands as an argument or is set as a handler."""
    before, after = code[max(0, start - 3) : start].rstrip()[-1:], code[end : end + 3].lstrip()[:1]
    return before in {",", "(", "="} and after in {",", ")", ";", ""}
