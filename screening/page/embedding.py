"""Which attributes of which tags make a browser load something, and how such an element is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from screening.page.hiding import Hiding, hiding_of, is_tiny
from screening.page.nested import data_text
from screening.page.structured import load_json
from screening.page.style_rules import StyleRules

__all__ = ["css_addresses", "how_hidden", "loads_of", "markup_loads", "refresh_of", "speculated_links"]

_SIMPLE = {
    "iframe": "iframe",
    "frame": "frame",
    "embed": "embed",
    "script": "script",
    "source": "source",
    "track": "source",
    "video": "video",
    "audio": "audio",
    "img": "img",
    "image": "img",
    "amp-img": "img",
    "amp-pixel": "img",
    "amp-iframe": "iframe",
    "portal": "iframe",
    "fencedframe": "iframe",
    "webview": "iframe",
    "layer": "iframe",
    "ilayer": "iframe",
    "bgsound": "audio",
    "use": "img",
    "feimage": "img",
}
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-frame-src")
_OLD_OBJECTS = {
    "object": ("classid", "codebase", "archive"),
    "applet": ("code", "codebase", "archive", "object"),
    "img": ("lowsrc", "dynsrc"),
}
"""Attributes that only old browsers load from."""
_PARAMETERS = frozenset({"movie", "src", "data", "url", "filename", "file", "code"})
_LINK_KINDS = {
    "stylesheet": "stylesheet",
    "prefetch": "prefetch",
    "preload": "prefetch",
    "modulepreload": "prefetch",
    "prerender": "prerender",
    "icon": "img",
    "apple-touch-icon": "img",
    "import": "source",
    "manifest": "source",
}
_CSS_ADDRESS = re.compile(r"(?:url\(\s{0,5}[\"']?|@import\s{0,5}[\"'])([^\"')\s;]{1,2000})", re.IGNORECASE)
"""`url("a.png")`, `@import 'b.css'`, `@import url(b.css)`: an address in a style sheet."""
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?")
_CSS_SETS = re.compile(r"image(?:-set)?\([^)]{1,4000}", re.IGNORECASE)
_CSS_QUOTED = re.compile(r"[\"']([^\"'\s]{4,2000})[\"']")
_CSS_NESTED = re.compile(r"data:text/css[^\"'()\s]{1,20000}", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s{0,20}(\d{0,9}(?:\.\d{0,9})?)\s{0,20}(?:[;,]?\s{0,20}(?:url\s{0,20}=\s{0,20})?(.{0,4000}))?", re.IGNORECASE
)
"""`5; url=https://a.example/`: the seconds and the address of a refresh."""
_MARKUP_TAG = re.compile(
    r"<(iframe|frame|img|embed|object|script|link|meta|input|video|form)\b([^<>]{0,3000})", re.IGNORECASE
)
"""`<iframe src="…"`: a tag that may load something, and its attributes."""
_MARKUP_ATTRIBUTE = re.compile(
    r"([\w-]{1,40})\s{0,5}=\s{0,5}(?:\\?\"([^\"\\]{0,3000})|\\?'([^'\\]{0,3000})|([^\s\"'>]{1,3000}))"
)
r"""`src="…"`, `src=…`, `src=\"…\"`: an attribute, its quotation marks escaped or not."""
_MOST_SOURCES = 12
_MOST_CSS_ADDRESSES = 500
"""Addresses of one `srcset` or one set of speculation rules, and of one style sheet; ordinary ones have fewer."""
_NO_RULES = StyleRules()


def loads_of(name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (kind, raw address) of what an element loads by itself; the address may be empty."""
    if name in _SIMPLE:
        yield from _sources(name, attributes)
    elif name == "object":
        yield "object", attributes.get("data", "")
        yield from (("object", attributes[old]) for old in _OLD_OBJECTS[name] if "//" in attributes.get(old, ""))
    elif name == "applet":
        yield from (("object", attributes[old]) for old in _OLD_OBJECTS[name] if old in attributes)
    elif name == "param":
        if attributes.get("name", "").lower() in _PARAMETERS:
            yield "object", attributes.get("value", "")
    elif name == "html":
        yield "source", attributes.get("manifest", "")
    elif name == "input":
        if attributes.get("type", "").lower() == "image":
            yield "input", attributes.get("src", "")
    elif name == "link":
        kinds = [_LINK_KINDS[word] for word in attributes.get("rel", "").lower().split() if word in _LINK_KINDS]
        if kinds:
            yield kinds[0], attributes.get("href", "")
            yield from (("prefetch", part) for part in _srcset(attributes.get("imagesrcset", "")))
    else:
        yield "css_url", attributes.get("background", "")


def _sources(name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what elements with a `src` load, the addresses that a script fills in when one scrolls included."""
    kind = _SIMPLE[name]
    yield kind, attributes.get("src", "")
    if kind in {"img", "iframe", "source"}:
        yield from ((kind, attributes[lazy]) for lazy in _LAZY if lazy in attributes)
        yield from (("source", part) for part in _srcset(attributes.get("srcset", "")))
    yield from ((kind, attributes[old]) for old in _OLD_OBJECTS.get(name, ()) if old in attributes)
    if name in {"image", "use", "feimage", "script"}:
        yield kind, attributes.get("href") or attributes.get("xlink:href", "")
    yield "poster", attributes.get("poster", "")


def _srcset(value: str) -> list[str]:
    """Return the addresses of a `srcset`; those of one picture in several sizes lead to the same place."""
    parts = value[:20_000].split(",")
    return [words[0] for part in parts[:_MOST_SOURCES] if (words := part.split())]


def css_addresses(style: str, depth: int = 0) -> list[str]:
    """Return what a style sheet or style attribute loads, pictures within the sheet itself left out."""
    if "\\" in style:
        style = _CSS_ESCAPE.sub(lambda escaped: chr(min(int(escaped.group(1), 16), 0xFFFF)), style)
    found = []
    for match in _CSS_SETS.finditer(style) if "image-set(" in style or "image(" in style else ():
        found += [
            quoted for quoted in _CSS_QUOTED.findall(match.group()) if not quoted.startswith(("data:", "#", "image/"))
        ]
    if "url(" not in style.lower() and "@import" not in style.lower():
        return found
    for match in _CSS_NESTED.finditer(style) if depth == 0 else ():
        found += css_addresses(data_text(match.group(), ("text/css",)), 1)
    for match in _CSS_ADDRESS.finditer(style):
        if not match.group(1).startswith(("data:", "#")):
            found.append(match.group(1))
            if len(found) >= _MOST_CSS_ADDRESSES:
                break
    return found


def refresh_of(content: str) -> tuple[float, str] | None:
    """Return seconds and raw address of a refresh, of a meta tag or a header; the address "" means the page itself.

    Returns:
        None where it cannot be read.
    """
    matched = _REFRESH.match(content[:5_000])
    if matched is None or (not matched.group(1) and not matched.group(2)):
        return None
    delay = matched.group(1).strip(".")
    target = (matched.group(2) or "").strip()
    if target[:1] in {"'", '"'}:
        target = target[1:].partition(target[0])[0]
    return (float(delay) if delay else 0.0), target.strip()


def markup_loads(markup: str) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """Yield (kind, raw address, how hidden, span) of what markup within script or `srcdoc` loads.

    Quotation marks may be escaped with a backslash, as in strings of script.
    """
    for tag in _MARKUP_TAG.finditer(markup):
        name = tag.group(1).lower()
        attributes = {
            found.group(1).lower(): (found.group(2) or found.group(3) or found.group(4) or "").replace("\\/", "/")
            for found in _MARKUP_ATTRIBUTE.finditer(tag.group(2).replace("\\/", "/"))
        }
        hidden = how_hidden(name, attributes, hiding_of(name, attributes, _NO_RULES)[0])
        if name == "meta":
            if attributes.get("http-equiv", "").lower() == "refresh":
                refresh = refresh_of(attributes.get("content", ""))
                if refresh and refresh[1]:
                    yield "meta_refresh", refresh[1], "", tag.span()
            continue
        for kind, raw in loads_of(name, attributes):
            yield kind, raw, hidden, tag.span()


def how_hidden(name: str, attributes: dict[str, str], hiding: Hiding) -> str:
    """Return what hides an element that loads something, or ""."""
    if name in {"script", "link", "meta"}:
        return ""
    if hiding.all or hiding.load:
        return hiding.all or hiding.load
    return "size of 0 or 1 px" if is_tiny(attributes) else ""


def speculated_links(rules: str, links: Sequence[str]) -> list[str]:
    """Return the links that speculation rules make a browser load although nobody presses or points at them.

    Rules for all of a site's own pages say nothing of single links; only patterns with a host or a path count.
    """
    try:
        content = load_json(rules)
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    for group in ("prerender", "prefetch"):
        of_group = content.get(group) if isinstance(content, dict) else None
        for rule in of_group if isinstance(of_group, list) else ():
            if isinstance(rule, dict) and rule.get("eagerness", "conservative") in {"immediate", "eager"}:
                patterns = _patterns(rule.get("where"))
                found += [link for link in links if link and any(_fits(pattern, link) for pattern in patterns)]
    return list(dict.fromkeys(found))[:_MOST_SOURCES]


def _patterns(where: object) -> list[str]:
    if not isinstance(where, dict):
        return []
    given = where.get("href_matches", [])
    found = [pattern for pattern in (given if isinstance(given, list) else [given]) if isinstance(pattern, str)]
    for name in ("and", "or"):
        for inner in where[name] if isinstance(where.get(name), list) else ():
            found += _patterns(inner) if isinstance(inner, dict) and "not" not in inner else []
    return [pattern for pattern in found if len(pattern.strip("/*")) > 1][:20]


def _fits(pattern: str, link: str) -> bool:
    """Say whether a link begins as a pattern does before its first star."""
    begin = pattern.partition("*")[0]
    return link.startswith(begin) if "//" in begin else urlsplit(link).path.startswith(begin)
