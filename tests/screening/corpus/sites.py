"""All sites of the corpus, read from `written/*.toml` and rendered; the same bytes every time."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tests.screening.corpus import generated, traps
from tests.screening.corpus.model import Behaviour, CorpusSite, Label, Response
from tests.screening.corpus.render import Look, SourcePage, render_site, source_pages

__all__ = ["all_sites"]

_FOLDER = Path(__file__).parent / "written"
_KNOWN = {
    "label", "kind", "why", "applicant", "email", "country", "methods", "social", "brands", "programme",
    "must_not", "expected",
    "pages", "generated", "trap", "redirects", "statuses", "behaviours", "headers", "robots", "dead",
    "title", "tagline", "style", "lang", "charset", "head", "foot", "aside", "nav", "generator", "gzip",
}  # fmt: skip


@cache
def all_sites() -> tuple[CorpusSite, ...]:
    """Return every site, in the order of its file and of its place there.

    Raises:
        ValueError: If a name stands twice or a field is unknown.
    """
    fields: dict[str, dict[str, Any]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        for name, site in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in fields or site.keys() - _KNOWN:
                raise ValueError(f"{path.name}: {name} stands twice or has unknown fields {site.keys() - _KNOWN}")
            fields[name] = site
    written = {name: source_pages(site.get("pages", "")) for name, site in fields.items()}
    return tuple(_site(name, site, written) for name, site in fields.items())


def _site(name: str, fields: dict[str, Any], written: dict[str, list[SourcePage]]) -> CorpusSite:
    sources = written[name] + generated.pages(fields.get("generated", ""), written)
    return CorpusSite(
        name=name,
        label=Label(fields["label"]),
        kind=fields["kind"],
        why=fields["why"],
        applicant=fields["applicant"],
        email=fields.get("email", f"hello@{name}.example"),
        country=fields.get("country", ""),
        promo_methods=tuple(fields.get("methods", ["content"])),
        social_urls=tuple(fields.get("social", [])),
        brand_terms=tuple(fields.get("brands", [])),
        programme=fields.get("programme", "open"),
        pages=_responses(fields, sources),
        fallback=traps.TRAPS[fields["trap"]] if "trap" in fields else None,
        must_not=tuple(fields.get("must_not", [])),
        expected_checks=tuple(fields.get("expected", [])),
        dead=fields.get("dead", False),
    )


def _responses(fields: dict[str, Any], sources: list[SourcePage]) -> dict[str, Response]:
    look = Look(
        title=fields.get("title", fields["applicant"]),
        tagline=fields.get("tagline", ""),
        style=fields.get("style", "wordpress"),
        language=fields.get("lang", "en"),
        charset=fields.get("charset", "utf-8"),
        head=fields.get("head", ""),
        foot=fields.get("foot", ""),
        aside=fields.get("aside", ""),
        navigation=tuple(fields.get("nav", [])),
        generator=fields.get("generator", ""),
        robots=fields.get("robots"),
        compressed=fields.get("gzip", False),
    )
    pages = render_site(look, sources) if sources else {}
    html = (("Content-Type", "text/html; charset=utf-8"),)
    for path, (status, target) in fields.get("redirects", {}).items():
        pages[path] = Response(status, (("Location", target), *html))
    for path, status in fields.get("statuses", {}).items():
        had = pages.get(path)
        pages[path] = Response(status, had.headers if had else html, had.body if had else b"<h1>Error</h1>")
    for path, behaviour in fields.get("behaviours", {}).items():
        had = pages.get(path, Response(200, html))
        pages[path] = Response(had.status, had.headers, had.body, Behaviour(behaviour))
    for path, headers in fields.get("headers", {}).items():
        had = pages[path]
        pages[path] = Response(had.status, (*had.headers, *headers.items()), had.body, had.behaviour)
    return pages
