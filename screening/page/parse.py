"""From the bytes of an answer to a `Page`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from screening.fetch.outcome import Fetch
from screening.page.addresses import AddressBase
from screening.page.bounds import MOST_ELEMENTS, MOST_TAGS, bounded
from screening.page.decode import decode_body
from screening.page.elements import Elements
from screening.page.embedding import refresh_of, speculated_links
from screening.page.gathered import MOST_LINKS, Gathered, OpenLink
from screening.page.model import Form, Hint, Link, Page
from screening.page.quotes import TagFinder, cut
from screening.page.script.hinted import camel_case
from screening.page.scripts import MADE_LINK, script_loads, traced_loads
from screening.page.style_rules import StyleRules, read_style_rules
from screening.page.submitted import submitted_forms
from screening.page.tags import without_tags
from screening.page.walk import PageWalk

__all__ = [
    "MOST_ELEMENTS",
    "MOST_TAGS",
    "is_resource",
    "parse_page",
    "parse_resource",
    "resource_kind",
]

_MOST_LINK_TEXT = 500
_MOST_SHEETS = 100
"""Characters of the text of a link that are kept, and inline style sheets of a page that are read."""
_STYLE = re.compile(r"<style\b[^<>]{0,60000}>", re.IGNORECASE)
_SHEET_LINK = re.compile(r"<link\b[^<>]{0,2000}\bstylesheet\b", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^<>]{0,500}>(.{0,200000}?)</noscript", re.IGNORECASE | re.DOTALL)
"""`<noscript>Please …</noscript>`: a part for browsers without scripts, and its content."""
_HEADING = re.compile(r"<h[1-3]\b", re.IGNORECASE)
_MOST_NOSCRIPTS, _MOST_BARE_CHARACTERS, _LEAST_SHOWN_CHARACTERS, _LEAST_HEADED_CHARACTERS = 20, 200, 300, 150
"""The first 20 `noscript` parts are read, if a page shows no more than 200 characters; with 300 they stand for it, and
with 150 where one of them has a heading, which a request to turn scripts on has not; our own choice."""
_SAYS_NOTHING = frozenset({"", "text/plain", "application/octet-stream"})


def parse_page(fetch: Fetch, linked: StyleRules | None = None) -> Page:
    """Read a page. Whatever the bytes are, it ends in a `Page`; what cannot be read is absent from it.

    Args:
        fetch: The exchange; its body is decoded by its own declarations, never by a library's default.
        linked: Rules of the style sheets that it links, which its own are added to; None where they are not known.
    """
    source = decode_body(fetch.body, fetch.header("content-type"))
    html, is_cut = bounded(source)
    base, finder, rules = AddressBase(fetch.final_url), TagFinder(html), _rules(html, linked)
    found = _walked(html, PageWalk(base, finder, rules))
    if _is_drawn_by_script(found, html):
        base = AddressBase(fetch.final_url)
        found = _walked(html, PageWalk(base, finder, rules, scripts_run=False))
    _add_headers(fetch, Elements(found, base, finder))
    _add_scripts(found, Elements(found, base, finder), found.hints, finder)
    return replace(
        _bare_page(fetch, html),
        language=found.language,
        title=found.title,
        headings=tuple(found.headings),
        meta=tuple(found.meta.items()),
        text=found.text,
        main_text=" ".join(found.blocks),
        blocks=tuple(found.blocks),
        block_parts=tuple(found.block_parts),
        banner_text=found.banner_text,
        hidden_texts=tuple(found.hidden_texts),
        links=tuple(_link(opened, found) for opened in found.links),
        embeds=tuple(found.embeds),
        images=tuple(found.images),
        forms=tuple(Form(form.action, form.method, tuple(form.fields)) for form in found.forms),
        structured=tuple(found.structured),
        canonical_url=found.canonical_url,
        truncated=fetch.truncated or is_cut,
        hints=tuple(dict.fromkeys(found.hints)),
        seams=tuple(found.seams),
    )


def resource_kind(fetch: Fetch) -> str:
    """Return `style` or `script` for an answer that is one, else "".

    By its type; where the type says nothing, by the end of its path: browsers run a script that calls itself text.
    """
    if not fetch.ok:
        return ""
    kind = fetch.header("content-type").partition(";")[0].strip().lower()
    if kind == "text/css":
        return "style"
    if "javascript" in kind or "ecmascript" in kind:
        return "script"
    path = urlsplit(fetch.url).path.lower()
    if kind in _SAYS_NOTHING:
        return "style" if path.endswith(".css") else "script" if path.endswith((".js", ".mjs")) else ""
    return ""


def is_resource(fetch: Fetch) -> bool:
    """Say whether an answer is a style sheet or a script."""
    return resource_kind(fetch) != ""


def parse_resource(fetch: Fetch, hints: Sequence[Hint] = ()) -> Page:
    """Read a style sheet or a script of the site: a page without text, of which embeds, links and `html` count.

    Args:
        fetch: The exchange.
        hints: What the pages that load it hold of partner links.
    """
    source, is_cut = bounded(decode_body(fetch.body, fetch.header("content-type")))
    found = Gathered()
    finder = TagFinder("")
    elements = Elements(found, AddressBase(fetch.final_url), finder)
    elements.read_raw_text(resource_kind(fetch) or "script", {}, source)
    _add_scripts(found, elements, hints, finder)
    bare = _bare_page(fetch, source)
    return replace(
        bare,
        embeds=tuple(found.embeds),
        links=tuple(_link(opened, found) for opened in found.links),
        truncated=fetch.truncated or is_cut,
    )


def _bare_page(fetch: Fetch, html: str) -> Page:
    """Return what is known of a page before it is read."""
    return Page(
        url=fetch.final_url,
        asked_url=fetch.url,
        fetched_at_us=fetch.fetched_at_us,
        body_sha256=fetch.body_sha256,
        status=fetch.status or 0,
        headers=fetch.headers,
        hops=fetch.hops,
        html=html,
    )


def _walked(html: str, walk: PageWalk) -> Gathered:
    """Let the parser read; the encoding is given, so that no declaration within the page can change it again."""
    # The stubs ask for targets that take bytes, too, which this parser never hands over.
    parser = etree.HTMLParser(target=walk, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # An empty document, or one the parser gives up on: what was read before counts.
        walk.close()
    return walk.found


def _is_drawn_by_script(found: Gathered, html: str) -> bool:
    """Say whether a page is nearly empty without its scripts, but has a text for browsers that run none.

    That text then stands for what cannot be seen; a mere request to turn scripts on is too short to.
    """
    if len(found.text) > _MOST_BARE_CHARACTERS:
        return False
    parts = [part[1] for part in islice(_NOSCRIPT.finditer(html), _MOST_NOSCRIPTS)]
    least = _LEAST_HEADED_CHARACTERS if any(map(_HEADING.search, parts)) else _LEAST_SHOWN_CHARACTERS
    return sum(len(without_tags(part)) for part in parts) >= least


def _rules(html: str, linked: StyleRules | None) -> StyleRules:
    """Return the rules of the linked sheets, where they are known, with those of the page's own."""
    sheets = _sheets(html)
    rules = read_style_rules(sheets, linked)
    if linked is None and (_SHEET_LINK.search(html) or any("@import" in sheet for sheet in sheets)):
        rules.is_whole = False
    return rules


def _sheets(html: str) -> list[str]:
    """Return the inline style sheets: their rules hold for elements before them, too."""
    sheets: list[str] = []
    for opening in islice(_STYLE.finditer(html), _MOST_SHEETS):
        end = html.find("</", opening.end())
        sheets.append(html[opening.end() : end if end >= 0 else len(html)])
    return sheets


def _add_headers(fetch: Fetch, elements: Elements) -> None:
    """Add what the answer's headers make a browser follow or load: `Refresh`, and `Link` with preload or prefetch."""
    for name, value in fetch.headers:
        if name == "refresh":
            refresh = refresh_of(value)
            if refresh is not None and refresh[1]:
                elements.add_embed("refresh_header", refresh[1], "", cut(value, 0, len(value)), delay=refresh[0])
        elif name == "link":
            for part in value[:10_000].split(",")[:50]:
                raw, _, parameters = part.strip().partition(">")
                relation = parameters.lower().replace('"', "")
                kind = next((kind for kind in ("prerender", "prefetch", "preload") if f"rel={kind}" in relation), "")
                if raw.startswith("<") and kind:
                    kind = "prerender" if kind == "prerender" else "prefetch"
                    elements.add_embed(kind, raw[1:], "", cut(part.strip(), 0, len(part)))


def _add_scripts(found: Gathered, elements: Elements, hints: Sequence[Hint], finder: TagFinder) -> None:
    """Add what inline scripts load, follow or submit."""
    scripts = tuple(found.scripts)
    _add_held_links(found, elements)
    for load in script_loads(scripts):
        if load.kind == MADE_LINK:
            elements.links.add_made(load.raw, finder.standing(load.quote))
            continue
        elements.add_embed(
            load.kind,
            load.raw,
            load.how_hidden,
            finder.standing(load.quote),
            on=load.on,
            decoded=load.is_decoded,
            traced=load.is_traced,
        )
    known = {(embed.url, embed.kind) for embed in found.embeds}
    traced, exported = traced_loads(scripts, hints)
    for load in traced:
        if load.kind == MADE_LINK:
            elements.links.add_made(load.raw, finder.standing(load.quote))
        elif (elements.absolute(load.raw), load.kind) not in known:
            elements.add_embed(
                load.kind, load.raw, "", finder.standing(load.quote), on=load.on, decoded=load.is_decoded, traced=True
            )
    found.hints += exported
    names = [(*form.names, *form.buttons) for form in found.forms]
    submitted = [(index, "load", quote) for index, quote in found.submitted] + submitted_forms(scripts, names)
    for index, on, quote in submitted:
        form = found.forms[index]
        elements.add_embed("auto_form", form.address, "", form.quote or finder.standing(quote), on=on)
    for rules in found.speculation:
        for url in speculated_links(rules, [link.url for link in found.links]):
            elements.add_embed("prerender", url, "", cut(rules, 0, len(rules)))


def _add_held_links(found: Gathered, elements: Elements) -> None:
    """Add the links whose address an attribute holds, where a script names that attribute or a script file may."""
    if not found.held:
        return
    has_files = any(embed.kind == "script" for embed in found.embeds)
    plain = {link.url for link in found.links}
    for mark, opened in found.held:
        camel = camel_case(mark)
        is_read = has_files or any(mark in script.code or f".{camel}" in script.code for script in found.scripts)
        if is_read and opened.url not in plain and len(found.links) < MOST_LINKS:
            elements.links.quote_held(opened)
            found.links.append(opened)


def _link(opened: OpenLink, found: Gathered) -> Link:
    text = found.unseen_text if opened.is_unseen_text else found.text
    cut_out = text[opened.start : min(opened.end, opened.start + _MOST_LINK_TEXT)]
    words = cut_out.strip()
    start = opened.start + (len(cut_out) - len(cut_out.lstrip()) if words else 0)
    return Link(
        url=opened.url,
        raw=opened.raw,
        text=words or " ".join(opened.image_text.split())[:_MOST_LINK_TEXT],
        rel=opened.rel,
        offset=min(start, len(found.text)) if not opened.is_unseen_text else 0,
        hidden=opened.is_hidden,
        in_footer=opened.in_footer,
        quote=opened.quote,
        made=opened.made,
    )
