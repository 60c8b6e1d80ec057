"""Which calls and settings of script load or follow the address they are given."""

from __future__ import annotations

import re

from screening.page.script.aliases import aliases_of
from screening.page.script.tokens import Code

__all__ = ["MADE_LINK", "call_use", "setting_use"]

MADE_LINK = "link"
"""Stands for a link that script makes or changes: it waits to be pressed."""

_LOADING_NAMES = """
fetch sendBeacon importScripts addAll ajax getScript load loadScript Worker SharedWorker EventSource
"""
_LOADING_CALLS = frozenset(_LOADING_NAMES.split())
_LOADING_TAGS = re.compile(
    r"<\s{0,3}\\?(?:i?frame|img|image|script|link|embed|object|meta|video|audio|source|input|body)\b", re.IGNORECASE
)
"""`<iframe`, `<img`: a tag that may load something."""
_LINK_TAG = re.compile(r"<a\s", re.IGNORECASE)
_LOADED_ATTRIBUTES = frozenset({"src", "srcdoc", "data", "srcset", "poster", "background"})
_STYLES = frozenset({"backgroundImage", "background", "cssText", "listStyleImage", "borderImage", "content", "cursor"})
_REQUEST_METHODS = re.compile(r"[\"'`](?:GET|POST|HEAD|PUT|OPTIONS)[\"'`]", re.IGNORECASE)
"""`"GET"`: the method of a request, in quotation marks."""
_MARKUP_CALLS = frozenset(
    {"write", "writeln", "insertAdjacentHTML", "append", "prepend", "html", "appendTo", "createContextualFragment"}
)
_WINDOWS = frozenset({"", "window", "self", "top", "parent", "document", "this", "globalThis", "opener"})
_MOST_IN_BRACKETS = 20
"""Tokens in square brackets of which a name may be put together."""


def call_use(code: Code, opening: int, argument: int) -> str | None:
    """Return what a call does with an address among its arguments, as `Embed.kind`; None where nothing comes of it."""
    callee = opening - 1
    name, owner = code.text(callee), code.text(callee - 2) if code.text(callee - 1) in {".", "?."} else ""
    if not owner and name not in _LOADING_CALLS:
        name = aliases_of(code).get(name, name)
    if name in {"open", "openWindow", "openTab"}:
        if argument == 0:
            return "window_open" if owner not in {"caches", "indexedDB"} else None
        return "script_load" if argument == 1 and _REQUEST_METHODS.fullmatch(code.text(opening + 1)) else None
    is_sent = name in {"replace", "assign"} and is_location(code, callee - 2)
    if is_sent or (name == "navigate" and owner in {"navigation", "client", "c"}):
        return "script_redirect"
    if name in _LOADING_CALLS:
        return "script_load" if argument == 0 else None
    is_kept = name == "add" and owner in {"cache", "c"} and argument == 0 and "caches" in code.by_name
    is_asked = (name == "import" and argument == 0) or (name in {"get", "post"} and owner in {"$", "jQuery", "axios"})
    if is_kept or is_asked:
        return "script_load"
    if name == "postMessage":
        is_worker = any(
            word in code.by_name for word in ("serviceWorker", "Worker", "SharedWorker", "BroadcastChannel")
        )
        return "script_load" if is_worker else None
    if name in {"setAttribute", "attr", "prop"} and argument:
        return _attribute_use(code, code.text(opening + 1).strip("\"'`"), callee - 2)
    if name == "setProperty" and argument:
        return "css_url"
    if name in _MARKUP_CALLS:
        return _markup_use(code, opening, code.partner[opening])
    return None


def is_location(code: Code, index: int) -> bool:
    """Say whether the name at `index` is the window's location, or stands for it."""
    name = code.text(index)
    return name == "location" or (
        code.kind(index) == "name" and code.text(index - 1) != "." and aliases_of(code).get(name) == "location"
    )


def setting_use(code: Code, equals: int, last: int) -> str | None:
    """Return what comes of setting something to an address, as `Embed.kind`; None where nothing comes of it."""
    name = equals - 1
    if code.text(name) == "]" and (text := _in_brackets(code, name)):
        before = code.partner[name] - 1
        of_location = code.text(before) == "location" or _in_brackets(code, before) == "location"
        if text == "location" or (text == "href" and of_location):
            return "script_redirect"
        return "script_load" if text == "src" else None
    text = code.text(name).strip("\"'`]")
    if text == "href" and code.text(name - 2) != "location" and is_location(code, name - 2):
        return "script_redirect"
    if text in {"textContent", "text", "innerHTML"} and code.writes_speculation:
        return "prerender"
    if text == "location" or (text == "href" and code.text(name - 2) == "location"):
        index = name if text == "location" else name - 2
        owner = code.text(index - 2) if code.text(index - 1) in {".", "?."} else ""
        return "script_redirect" if owner in _WINDOWS or len(owner) <= 2 else None
    if code.text(name) == "]" and code.text(code.partner[name] - 1) == "location":
        return "script_redirect"
    if text in {"innerHTML", "outerHTML", "srcdoc"}:
        return _markup_use(code, equals, last + 40)
    if text in _STYLES and code.text(name - 2) in {"style", "background"}:
        return "css_url"
    if text in _LOADED_ATTRIBUTES | {"href", "action"}:
        holder = name - 2 if code.text(name - 1) == "." else -1
        return _attribute_use(code, text, holder)
    return None


def _in_brackets(code: Code, closing: int) -> str:
    """Return the name that strings in square brackets make: `['hr' + 'ef']`; "" where something else stands there."""
    opening = code.partner[closing] if code.text(closing) == "]" else -1
    inner = range(opening + 1, closing) if opening >= 0 and closing - opening <= _MOST_IN_BRACKETS else range(0)
    if any(code.kind(index) != "string" and code.text(index) != "+" for index in inner):
        return ""
    return "".join(code.text(index)[1:-1] for index in inner if code.kind(index) == "string")


def _attribute_use(code: Code, attribute: str, owner: int) -> str | None:
    """Return what an attribute does that gets an address: some load at once, some only once the element is pressed."""
    if attribute in _LOADED_ATTRIBUTES - {"background", "data"}:
        return "script_load"
    if attribute == "data" and "object" in code.made_elements:
        return "script_load"
    name = code.text(owner) if owner >= 0 else ""
    if attribute == "href":
        if "link" in code.made_elements and not _is_made_as(code, name, "a"):
            return "script_load"
        if not code.calls.isdisjoint({(name, "click"), (name, "dispatchEvent")}):
            return "script_redirect"
        return "overlay" if code.covers_window else MADE_LINK
    if attribute == "action" and not code.calls.isdisjoint({(name, "submit"), (name, "requestSubmit")}):
        return "auto_form"
    return None


def _is_made_as(code: Code, name: str, tag: str) -> bool:
    for index in code.by_name.get(name, ()):
        if code.text(index + 1) == "=" and code.text(index + 4) == "createElement":
            return code.text(index + 6).strip("\"'`").lower() == tag
    return False


def _markup_use(code: Code, first: int, last: int) -> str | None:
    """Return `script_load` where the strings of an expression hold a tag that loads."""
    strings = "".join(
        code.text(index)
        for index in range(first, min(last, first + 400, len(code.tokens)))
        if code.kind(index) == "string"
    )
    return "script_load" if _LOADING_TAGS.search(strings) else MADE_LINK if _LINK_TAG.search(strings) else None
