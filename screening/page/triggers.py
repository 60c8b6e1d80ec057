"""What sets a statement of script off: loading, a timer, a click anywhere, or a click on something meant for it.

Read from the functions around the statement, from the inside out; a function that has a name is followed to where it
is called. Nothing is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

__all__ = ["ON_ELEMENT", "Script", "Triggers"]

ON_ELEMENT = "element"
"""A click on, or a change of, one element: what a button is for. Not without a click."""

_REACH = 6_000
"""So many characters before a statement are read for what stands around it."""
_DEEPEST = 3
_MOST_NAMES = 200
_MOST_USES = 15
_MOST_WORK = 12_000
"""Brackets around statements, and uses of functions, that are looked at on a page; then the script itself counts."""
_MOST_CHARACTERS = 20_000_000
"""Of scripts that are searched for the names of functions."""
_BRACKETS = re.compile(r"[(){}]")
_CALLEE = re.compile(r"([\w$.\[\]'\"#)(-]{0,120})$")
_HEADER = re.compile(
    r"(?:function\s{1,5}([\w$]{1,60})\s{0,5}\([^()]{0,300}\)|([\w$.]{1,80})\s{0,5}[=:]\s{0,5}(?:async\s{1,5})?function\s{0,5}[\w$]{0,60}\s{0,5}"
    r"\([^()]{0,300}\)|([\w$.]{1,80})\s{0,5}=\s{0,5}(?:async\s{0,5})?(?:\([^()]{0,300}\)|[\w$]{1,60})\s{0,5}=>)\s{0,9}$"
)
_ARROW = re.compile(r"([\w$.]{1,80})\s{0,5}=\s{0,5}(?:\([^()]{0,300}\)|[\w$]{1,60})\s{0,5}=>\s{0,9}$")
_FIRST_ARGUMENT = re.compile(r"\s{0,9}[\"']([^\"'\n]{1,200})[\"']")
_CLICK = re.compile(
    r"\b(?:click|mousedown|mouseup|pointerdown|pointerup|touchstart|touchend|touchmove|touchcancel|auxclick|contextmenu"
    r"|dblclick|tap|copy|selectstart)\b",
    re.IGNORECASE,
)
_OF_ONE_ELEMENT = re.compile(r"\b(?:submit|change|input|select|reset|notificationclick)\b", re.IGNORECASE)
_OF_EITHER = re.compile(
    r"\b(?:focus|focusin|keyup|keydown|keypress|mouseover|mouseenter|pointerenter|pointerover)\b", re.IGNORECASE
)
"""Of one element they are meant for it; of the page they come whatever the visitor does."""
_TIMER = re.compile(r"(?:^|[.\s=(;])set(?:Timeout|Interval)$")
_LISTEN = re.compile(r"(?:\.(?:addEventListener|attachEvent|on|one|bind|live|delegate)|(?:^|[^\w$.])addEventListener)$")
_SHORT_LISTEN = re.compile(r"\.(click|mousedown|mouseup|submit|change|focus|keydown|keyup|dblclick)$")
_WHOLE_PAGE = re.compile(
    r"(?:^|[^\w$.])(?:document|window|self|top|body|document\.body|document\.documentElement)$|(?:\$|jQuery)\((?:document|window|['\"](?:body|html|document)['\"]|document\.body)\)$"
    r"|\.getElementsByTagName\(['\"](?:body|html)['\"]\)\[0\]$|\.querySelector\(['\"](?:body|html)['\"]\)$"
)
_ANY_LINK = (
    r"(?:(?:body|main|article|section|header|footer|nav|p|div|li|ul|h[1-4]|table)\s{1,3}){0,3}"
    r"a(?:\[(?:href|href\s{0,2}[\^*]=\s{0,2}\\?[\"']?(?:/|https?:(?://)?|\.)?\\?[\"']?)\]|:not\([^()]{1,60}\)|\s\*){0,3}"
)
"""A selector of all links, or of all within a part of the page, or of all the own ones."""
_OF_ITS_TARGET = re.compile(
    rf"\.(?:closest|matches)\(\s{{0,3}}([\"'`])(?!{_ANY_LINK}(?:\s{{0,3}},\s{{0,3}}{_ANY_LINK}){{0,4}}\1)(?:(?!\1)[^\n]){{0,80}}?[.#\[]"
    r"|\.(?:target|srcElement)\.(?:classList|className|id|dataset|hasAttribute|getAttribute)\b"
    r"|(?<!location)(?<!body)(?<!documentElement)\.(?:classList\.contains|className|dataset|hasAttribute|hostname|host|origin"
    r"|pathname|rel)\b"
    r"|\.(?:key|code|keyCode|which)\s{0,3}={2,3}"
)
_WITH_ITS_LINK = re.compile(
    r"\+\s{0,3}(?:encodeURI(?:Component)?\(|[\w$.]{1,40}\.href\b|escape\()|\$\{[^{}]{0,60}\bhref\b"
)
"""An address that is put together with that of the link that was pressed: what helpers for affiliate links do."""
_STATEMENT_CHARACTERS = 400
_TARGET_REACH = 400
_HANDLER = re.compile(r"([\w$.]{1,80})\.on([a-z]{1,20})\s{0,5}=\s{0,5}$")
_EVENT_VARIABLE = re.compile(r"\s{0,9}([\w$]{1,30})\s{0,3},")
_ALL = (
    r"(?:document\.(?:querySelectorAll\(\s{0,3}[\"'`]"
    rf"(?:p|img|li|article|main|body|\*|section|div|h[1-4]|span|body \*|{_ANY_LINK})"
    rf"(?:\s{{0,3}},\s{{0,3}}(?:{_ANY_LINK}|[a-z*]{{1,9}})){{0,6}}[\"'`]\s{{0,3}}\)"
    r"|getElementsByTagName\(\s{0,3}[\"'`](?:a|p|img|div|\*|body)[\"'`]\s{0,3}\)|links)"
    r"|(?:\$|jQuery)\(\s{0,3}[\"'`](?:a|p|img|\*|div)[\"'`]\s{0,3}\))"
)
_LINKS_ALONE = re.compile(rf"{_ANY_LINK}(?:\s{{0,3}},\s{{0,3}}{_ANY_LINK}){{0,4}}")
_ALL_OF_PAGE = re.compile(rf"{_ALL}$")
_GOES_THROUGH = rf"(?:{_ALL}|(?:Array\.from|\[\.\.\.)\(?{_ALL}\s{{0,3}}[)\]])\s{{0,3}}\.(?:forEach|each)\(\s{{0,3}}"
_SHORT_NAME = re.compile(r"(?:^|[^\w$.\])])([\w$]{1,12})\s{0,5}$")
_ONE_OF_NAME = re.compile(r"(?:^|[^\w$.\])])([\w$]{1,12})\[[\w$]{1,12}\]\s{0,5}$")
_SET_TO_PAGE = r"\s{0,5}=\s{0,5}(?:window\.)?(?:document(?:\.body)?|window)\b(?!\.)"
_WRAPPER = re.compile(r"function\s{0,5}\(([\w$, ]{1,100})\)\s{0,5}\{")
_WRAPPER_CALL = re.compile(r"\}\s{0,5}\)?\s{0,5}\(([\w$., ]{1,100})\)\s{0,5}\)?[\s;]{0,9}$")
_WORD_EDGE = r"(?<![\w$]){}(?![\w$])"


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

    def of(self, script: Script, place: int, depth: int = 0) -> str:
        """Return what sets off the statement at `place`: `load`, `timer`, `click` (anywhere), or `ON_ELEMENT`.

        A function that nobody calls is taken as meant for an element: it does nothing by itself. So is a click
        anywhere whose handler first asks what was clicked.
        """
        said = self._outward(script, place, depth)
        if said != "click":
            return said
        is_asked = _OF_ITS_TARGET.search(script.code, max(0, place - _TARGET_REACH), place) is not None
        statement = script.code[place : place + _STATEMENT_CHARACTERS].partition(";")[0].partition("\n")[0]
        return ON_ELEMENT if is_asked or _WITH_ITS_LINK.search(statement) else said

    def _outward(self, script: Script, place: int, depth: int) -> str:
        """Return what sets off the statement, read from the inside out."""
        code, floor = script.code, max(0, place - _REACH)
        brackets = [(found.start(), found.group()) for found in _BRACKETS.finditer(code, floor, place)]
        closed_round = closed_curly = 0
        is_timed = False
        for start, sign in reversed(brackets):
            said = ""
            self._work -= sign in "({"
            if self._work < 0:
                return script.trigger
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
                return "timer" if said == "load" and is_timed else said
        said = self._of_bare_arrow(code[floor:place], depth) or script.trigger
        return "timer" if said == "load" and is_timed else said

    def _of_function(self, code: str, brace: int, depth: int) -> str:
        """Return what sets off the function whose body begins at `brace`; "" where it is no function of a name."""
        header = _HEADER.search(code[max(0, brace - 420) : brace])
        if header is None:
            return ""
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
            return _of_event(last[2:], _as_page(code, owner) if owner else "window", "")
        if dot and owner not in {"window", "self"}:
            return ""
        if last not in self._by_name:
            if depth >= _DEEPEST or len(self._by_name) >= _MOST_NAMES:
                return ""
            self._by_name[last] = ON_ELEMENT  # a function that only calls itself
            self._by_name[last] = self._of_uses(last, code, depth)
        return self._by_name[last]

    def _of_uses(self, name: str, code: str, depth: int) -> str:
        said: set[str] = set()
        pattern = re.compile(_WORD_EDGE.format(re.escape(name)))
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
        return next((kind for kind in ("load", "timer", "click") if kind in said), ON_ELEMENT)


def _of_call(code: str, bracket: int) -> str:
    """Return what a call says that the statement stands in the brackets of; "" where it says nothing."""
    before, after = code[max(0, bracket - 140) : bracket], code[bracket + 1 : bracket + 220]
    matched = _CALLEE.search(before)
    callee = matched.group(1) if matched else ""
    if _TIMER.search(callee) or _TIMER.search(before):
        return "timer"
    if listening := _LISTEN.search(callee):
        first = _FIRST_ARGUMENT.match(after)
        return _of_event(
            _event_named(code, first.group(1) if first else "", after),
            _as_page(code, before[: len(before) - len(listening.group())] if "." in listening.group() else "window"),
            after,
        )
    if short := _SHORT_LISTEN.search(callee):
        return _of_event(short.group(1), _as_page(code, before[: len(before) - len(short.group())]), "")
    return ""


def _of_event(event: str, receiver: str, after: str) -> str:
    """Return what an event on a receiver is; events that come by themselves (load, scroll, mousemove) say nothing."""
    if _OF_ONE_ELEMENT.search(event):
        return ON_ELEMENT
    if not _CLICK.search(event) and not _OF_EITHER.search(event):
        return ""
    # `$(document).on('click', '.button', …)` listens on the page for one kind of element.
    delegated = re.match(r"\s{0,9}[\"'][^\"'\n]{1,200}[\"']\s{0,5},\s{0,5}([\"'])([^\n]{1,80}?)\1\s{0,5},", after)
    is_delegated = delegated is not None and _LINKS_ALONE.fullmatch(delegated.group(2)) is None
    return "click" if _WHOLE_PAGE.search(receiver.strip()) and not is_delegated else ON_ELEMENT


def _event_named(code: str, event: str, after: str) -> str:
    """Return the event that is listened for; `['click', 'keyup'].forEach(name => …)` names several by a variable."""
    named = _EVENT_VARIABLE.match(after)
    if event or named is None:
        return event
    through = re.search(
        rf"\[([\"'\w\s,]{{3,200}})\]\s{{0,3}}\.(?:forEach|map)\(\s{{0,3}}(?:function\s{{0,3}})?\(?\s{{0,3}}{re.escape(named.group(1))}\b",
        code,
    )
    return through.group(1) if through else ""


def _as_page(code: str, receiver: str) -> str:
    """Return `document` for a name that stands for it: set so, or handed to the function around the script.

    What goes through all links, paragraphs or pictures of a page means the page as well.
    """
    listed = _ONE_OF_NAME.search(receiver)
    if listed is not None and re.search(rf"(?<![\w$.]){re.escape(listed.group(1))}\s{{0,5}}=\s{{0,5}}{_ALL}", code):
        return "document"
    matched = _SHORT_NAME.search(receiver)
    if matched is None:
        return "document" if _ALL_OF_PAGE.search(receiver) else receiver
    name = matched.group(1)
    through = re.search(rf"{_GOES_THROUGH}(?:function\s{{0,3}})?\(?\s{{0,3}}{re.escape(name)}\b", code)
    in_turn = re.search(rf"for\s{{0,3}}\((?:const|let|var)\s{{1,3}}{re.escape(name)}\s{{1,3}}of\s{{1,3}}{_ALL}", code)
    if through or in_turn:
        return "document"
    if re.search(rf"(?<![\w$.]){re.escape(name)}{_SET_TO_PAGE}", code):
        return "document"
    wrapper, call = _WRAPPER.search(code[:2_000]), _WRAPPER_CALL.search(code[-300:])
    if wrapper is None or call is None:
        return receiver
    names: list[str] = wrapper.group(1).replace(" ", "").split(",")
    values: list[str] = call.group(1).replace(" ", "").split(",")
    return dict(zip(names, values, strict=False)).get(name, receiver)


def _of_handler(code: str, place: int) -> str:
    """Return the event of `….onclick = name`, where the name stands at `place`."""
    matched = _HANDLER.search(code[max(0, place - 120) : place])
    return _of_event(matched.group(2), _as_page(code, matched.group(1)), "") if matched else ""


def _is_argument(code: str, place: int) -> bool:
    return code[max(0, place - 9) : place].rstrip().removesuffix("async").rstrip()[-1:] in {",", "("} and bool(
        re.search(r"[\w$]\s{0,3}\([^()]{0,120}$", code[max(0, place - 160) : place])
    )


def _is_definition(code: str, start: int) -> bool:
    return code[max(0, start - 10) : start].rstrip().endswith("function")


def _is_handed_over(code: str, start: int, end: int) -> bool:
    """Say whether a name stands as an argument or is set as a handler."""
    before, after = code[max(0, start - 3) : start].rstrip()[-1:], code[end : end + 3].lstrip()[:1]
    return before in {",", "(", "="} and after in {",", ")", ";", ""}
