"""Partner links that a page keeps where its scripts can get at them: in attributes, in fields, in blocks of JSON."""

from __future__ import annotations

import re
from urllib.parse import unquote

from screening.page.disguise import from_base64, read_backwards
from screening.page.model import Hint
from screening.page.networks import is_partner_link
from screening.page.script.hinted import LINKS
from screening.page.structured import load_json

__all__ = ["hints_in_attribute", "hints_in_json"]

_LEAST_CHARACTERS = 12
_MOST_OF_BLOCK = 50
_MOST_LEVELS = 8
"""Characters of a value that can be an address, addresses of one block of JSON, and levels of nesting in it."""
_ADDRESS = re.compile(r"(?:https?:)?//[\w-]", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,4000}={0,2}")
_ESCAPED = re.compile(r"https?%3a%2f%2f", re.IGNORECASE)
_HOLDERS = {
    "value": frozenset({"input", "option", "button", "data", "param"}),
    "content": frozenset({"meta"}),
    "href": frozenset({"a", "link"}),
}


def hints_in_attribute(name: str, key: str, attributes: dict[str, str]) -> list[Hint]:
    """Return the partner links that a tag holds in an attribute which loads nothing by itself.

    Args:
        name: The element's.
        key: The attribute's.
        attributes: All of the element's.
    """
    value, is_data = attributes[key], key.startswith("data-")
    if len(value) < _LEAST_CHARACTERS or not (is_data or (key in _HOLDERS and name in _HOLDERS[key])):
        return []
    address = _readable(value.strip())
    if not address:
        return []
    marks = [key] if is_data else [attributes.get("id", ""), attributes.get("name", "")]
    found = [Hint(mark, address) for mark in marks if len(mark) > 1]
    return [*found, Hint(LINKS, address)] if key == "href" and name == "a" else found


def hints_in_json(mark: str, text: str) -> list[Hint]:
    """Return the partner links in a block of JSON, with the keys beneath which they stand."""
    if not mark or len(text) > 500_000 or "//" not in text.replace("\\/", "/"):
        return []
    try:
        content = load_json(text)
    except (ValueError, RecursionError):
        return []
    found: list[Hint] = []
    _search(content, (), mark, found)
    return found


def _search(value: object, keys: tuple[str, ...], mark: str, found: list[Hint]) -> None:
    if len(found) >= _MOST_OF_BLOCK or len(keys) > _MOST_LEVELS:
        return
    if isinstance(value, str):
        if len(value) >= _LEAST_CHARACTERS and (address := _readable(value)):
            found.append(Hint(mark, address, keys))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _search(inner, (*keys, str(key)), mark, found)
    elif isinstance(value, list):
        for inner in value:
            _search(inner, keys, mark, found)


def _readable(value: str) -> str:
    """Return the partner link that a value is, plain, in base64, backwards or otherwise in disguise; "" if none."""
    if _ADDRESS.match(value):
        text = value
    elif _ESCAPED.match(value):
        text = unquote(value)
    elif text := read_backwards(value):
        pass
    elif _BASE64.fullmatch(value):
        text = from_base64(value)
    else:
        return ""
    text = f"https:{text}" if text.startswith("//") else text
    return text if _ADDRESS.match(text) and is_partner_link(text) else ""
