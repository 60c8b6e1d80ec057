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
_OPENING_CALLS = frozenset({"open", "openWindow", "openTab"})
_STORAGES = frozenset({"caches", "indexedDB"})
"""Objects whose `open` opens no window."""
_NAVIGATING = frozenset({"navigation", "client", "c"})
_ASKING_LIBRARIES = frozenset({"$", "jQuery", "axios"})
_LISTENERS = ("serviceWorker", "Worker", "SharedWorker", "BroadcastChannel")
"""What may load the address that a message tells it."""
_QUOTES = "\"'`"
_SHORT_NAME = 2
"""Letters of a name; one of no more comes from a packer and may stand for the window."""
_MARKUP_BEHIND = 40
"""Tokens behind a value in which strings of the same markup may stand: `'<img src="' + url + '">'`."""
_MOST_MARKUP = 400
"""Tokens of an expression whose strings are searched for tags."""
_MARKUP_CALLS = frozenset(
    {"write", "writeln", "insertAdjacentHTML", "append", "prepend", "html", "appendTo", "createContextualFragment"}
)
_WINDOWS = frozenset({"", "window", "self", "top", "parent", "document", "this", "globalThis", "opener"})
_MOST_IN_BRACKETS = 20
"""Tokens in square brackets of which a name may be put together."""


def call_use(code: Code, opening: int, argument: int) -> str | None:
    """Return what a call does with an address among its arguments, as `Embed.kind`; None where nothing comes of it.

    Args:
        code: The script.
        opening: The bracket of the call.
        argument: Which argument the address is, counted from 0.
    """
    callee = opening - 1
    owner = code.owner(callee)
    name, owner_name = code.text(callee), code.text(owner)
    first_argument = code.text(opening + 1)
    if owner < 0 and name not in _LOADING_CALLS:
        name = aliases_of(code).get(name, name)
    if name in _OPENING_CALLS:
        if argument == 0:
            return "window_open" if owner_name not in _STORAGES else None
        return "script_load" if argument == 1 and _REQUEST_METHODS.fullmatch(first_argument) else None
    if (name in {"replace", "assign"} and is_location(code, owner)) or (
        name == "navigate" and owner_name in _NAVIGATING
    ):
        return "script_redirect"
    if name in _LOADING_CALLS:
        return "script_load" if argument == 0 else None
    if _is_asked(code, name, owner_name, argument):
        return "script_load"
    if name == "postMessage":
        return "script_load" if any(word in code.by_name for word in _LISTENERS) else None
    if name in {"setAttribute", "attr", "prop"} and argument:
        return _attribute_use(code, first_argument.strip(_QUOTES), owner)
    if name == "setProperty" and argument:
        return "css_url"
    if name in _MARKUP_CALLS:
        return _markup_use(code, opening, code.partner[opening])
    return None


def _is_asked(code: Code, name: str, owner_name: str, argument: int) -> bool:
    """Say whether a call asks for an address: `import(…)`, `$.get(…)`, or `cache.add(…)` of a worker."""
    if name in {"get", "post"}:
        return owner_name in _ASKING_LIBRARIES
    if argument != 0:
        return False
    return name == "import" or (name == "add" and owner_name in {"cache", "c"} and "caches" in code.by_name)


def is_location(code: Code, index: int) -> bool:
    """Say whether the name at `index` is the window's location, or stands for it."""
    name = code.text(index)
    return name == "location" or (
        code.kind(index) == "name" and code.text(index - 1) != "." and aliases_of(code).get(name) == "location"
    )


def setting_use(code: Code, equals: int, last: int) -> str | None:
    """Return what comes of setting something to an address, as `Embed.kind`; None where nothing comes of it.

    Args:
        code: The script.
        equals: The token `=`, or the `:` behind a key.
        last: The last token of the value.
    """
    target = equals - 1
    if code.text(target) == "]":
        if key := _in_brackets(code, target):
            return _keyed_use(code, target, key)
        if code.text(_before_brackets(code, target)) == "location":
            return "script_redirect"
    name, owner = code.text(target).strip(_QUOTES), code.owner(target)
    if name in {"textContent", "text", "innerHTML"} and code.writes_speculation:
        return "prerender"
    if name == "location":
        return "script_redirect" if _is_of_window(code, target) else None
    if name == "href" and is_location(code, owner):
        is_renamed = code.text(owner) != "location"
        return "script_redirect" if is_renamed or _is_of_window(code, owner) else None
    if name in {"innerHTML", "outerHTML", "srcdoc"}:
        return _markup_use(code, equals, last + _MARKUP_BEHIND)
    if name in _STYLES and code.text(owner) in {"style", "background"}:
        return "css_url"
    if name in _LOADED_ATTRIBUTES | {"href", "action"}:
        return _attribute_use(code, name, owner)
    return None


def _keyed_use(code: Code, closing: int, key: str) -> str | None:
    """Return what comes of setting `…['key']`, whose brackets close at a token."""
    before = _before_brackets(code, closing)
    of_location = code.text(before) == "location" or _in_brackets(code, before) == "location"
    if key == "location" or (key == "href" and of_location):
        return "script_redirect"
    return "script_load" if key == "src" else None


def _before_brackets(code: Code, closing: int) -> int:
    """Return the token before the brackets that close at a token: in `a[0]` that of `a`."""
    return code.partner[closing] - 1


def _is_of_window(code: Code, location: int) -> bool:
    """Say whether the `location` at a token is the window's, not a field of some other object."""
    owner = code.text(code.owner(location))
    return owner in _WINDOWS or len(owner) <= _SHORT_NAME


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
        for index in range(first, min(last, first + _MOST_MARKUP, len(code.tokens)))
        if code.kind(index) == "string"
    )
    return "script_load" if _LOADING_TAGS.search(strings) else MADE_LINK if _LINK_TAG.search(strings) else None
