"""What an event on a receiver means: it comes by itself, is a click anywhere, or a click on one element."""

from __future__ import annotations

import re

__all__ = ["ANY_LINK", "ON_ELEMENT", "as_page", "event_named", "of_event"]

ON_ELEMENT = "element"
"""A click on, or a change of, one element: what a button is for. Not without a click."""
_CLICK = re.compile(
    r"\b(?:click|mousedown|mouseup|pointerdown|pointerup|touchstart|touchend|touchmove|touchcancel|auxclick|contextmenu"
    r"|dblclick|tap|copy|selectstart)\b",
    re.IGNORECASE,
)
"""`click`, `pointerdown touchend`: events of a press."""
_BY_ITSELF = re.compile(
    r"\b(?:load|scroll|wheel|resize|mousemove|pointermove|mouseleave|mouseout|visibilitychange|pageshow|pagehide)\b",
    re.IGNORECASE,
)
"""Where several events are listened for, one of these is enough: it does not wait for a click."""
_OF_ONE_ELEMENT = re.compile(r"\b(?:submit|change|input|select|reset|notificationclick)\b", re.IGNORECASE)
"""`submit`, `change`: events of one form or field."""
_OF_EITHER = re.compile(
    r"\b(?:focus|focusin|keyup|keydown|keypress|mouseover|mouseenter|pointerenter|pointerover)\b", re.IGNORECASE
)
"""`keydown`, `mouseover`: on one element they are meant for it; on the page they come whatever the visitor does."""
_WHOLE_PAGE = re.compile(
    r"(?:^|[^\w$.])(?:document|window|self|top|body|document\.body|document\.documentElement)$|(?:\$|jQuery)\((?:document|window|['\"](?:body|html|document)['\"]|document\.body)\)$"
    r"|\.getElementsByTagName\(['\"](?:body|html)['\"]\)\[0\]$|\.querySelector\(['\"](?:body|html)['\"]\)$"
)
"""`document`, `$(window)`, `document.querySelector('body')`: receivers that stand for the whole page."""
ANY_LINK = (
    r"(?:(?:body|main|article|section|header|footer|nav|p|div|li|ul|h[1-4]|table)\s{1,3}){0,3}"
    r"a(?:\[(?:href|href\s{0,2}[\^*]=\s{0,2}\\?[\"']?(?:/|https?:(?://)?|\.)?\\?[\"']?)\]|:not\([^()]{1,60}\)|\s\*){0,3}"
)
"""A selector of all links, or of all within a part of the page, or of all the own ones."""
_EVENT_VARIABLE = re.compile(r"\s{0,9}([\w$]{1,30})\s{0,3},")
_ALL = (
    r"(?:document\.(?:querySelectorAll\(\s{0,3}[\"'`]"
    rf"(?:p|img|li|article|main|body|\*|section|div|h[1-4]|span|body \*|{ANY_LINK})"
    rf"(?:\s{{0,3}},\s{{0,3}}(?:{ANY_LINK}|[a-z*]{{1,9}})){{0,6}}[\"'`]\s{{0,3}}\)"
    r"|getElementsByTagName\(\s{0,3}[\"'`](?:a|p|img|div|\*|body)[\"'`]\s{0,3}\)|links)"
    r"|(?:\$|jQuery)\(\s{0,3}[\"'`](?:a|p|img|\*|div)[\"'`]\s{0,3}\))"
)
"""`document.querySelectorAll('a')`, `document.links`, `$('img')`: all links, paragraphs or pictures of a page."""
_LINKS_ALONE = re.compile(rf"{ANY_LINK}(?:\s{{0,3}},\s{{0,3}}{ANY_LINK}){{0,4}}")
_ALL_OF_PAGE = re.compile(rf"{_ALL}$")
_GOES_THROUGH = rf"(?:{_ALL}|(?:Array\.from|\[\.\.\.)\(?{_ALL}\s{{0,3}}[)\]])\s{{0,3}}\.(?:forEach|each)\(\s{{0,3}}"
_SHORT_NAME = re.compile(r"(?:^|[^\w$.\])])([\w$]{1,12})\s{0,5}$")
_ONE_OF_NAME = re.compile(r"(?:^|[^\w$.\])])([\w$]{1,12})\[[\w$]{1,12}\]\s{0,5}$")
"""`links[i]`: one item of a list, and the name of the list."""
_SET_TO_PAGE = r"\s{0,5}=\s{0,5}(?:window\.)?(?:document(?:\.body)?|window)\b(?!\.)"
_WRAPPER = re.compile(r"function\s{0,5}\(([\w$, ]{1,100})\)\s{0,5}\{")
_WRAPPER_CALL = re.compile(r"\}\s{0,5}\)?\s{0,5}\(([\w$., ]{1,100})\)\s{0,5}\)?[\s;]{0,9}$")
"""`})(window, document);`: the call of the function around a whole script, and its arguments."""


def of_event(event: str, receiver: str, after: str) -> str:
    """Return `click`, `ON_ELEMENT`, or "" for events that come by themselves (load, scroll, mousemove)."""
    if _BY_ITSELF.search(event):
        return ""
    if _OF_ONE_ELEMENT.search(event):
        return ON_ELEMENT
    if not _CLICK.search(event) and not _OF_EITHER.search(event):
        return ""
    # `$(document).on('click', '.button', …)` listens on the page for one kind of element.
    delegated = re.match(r"\s{0,9}[\"'][^\"'\n]{1,200}[\"']\s{0,5},\s{0,5}([\"'])([^\n]{1,80}?)\1\s{0,5},", after)
    is_delegated = delegated is not None and _LINKS_ALONE.fullmatch(delegated.group(2)) is None
    return "click" if _WHOLE_PAGE.search(receiver.strip()) and not is_delegated else ON_ELEMENT


def event_named(code: str, event: str, after: str) -> str:
    """Return the event that is listened for; `['click', 'keyup'].forEach(name => …)` names several by a variable."""
    named = _EVENT_VARIABLE.match(after)
    if event or named is None:
        return event
    through = re.search(
        rf"\[([\"'\w\s,]{{3,200}})\]\s{{0,3}}\.(?:forEach|map)\(\s{{0,3}}(?:function\s{{0,3}})?\(?\s{{0,3}}{re.escape(named.group(1))}\b",
        code,
    )
    return through.group(1) if through else ""


def as_page(code: str, receiver: str) -> str:
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
