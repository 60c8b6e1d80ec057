"""From the written text of a site to the answers of a web server: markup, furniture, robots.txt, sitemap, pictures."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from tests.screening.corpus.model import Response

__all__ = ["Look", "SourcePage", "render_site", "source_pages"]

_PAGE = re.compile(r"^=== (\S+)(?: +([^|\n]*?))?(?: *\| *(\d{4}-\d\d-\d\d))? *$", re.MULTILINE)
_PICTURE = re.compile(r'src="(/img/[^"?]+)"')
_RAW_TYPES = {
    ".txt": "text/plain; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".xml": "application/xml",
    ".json": "application/json",
}
_STYLE_SHEET = b"body{font:18px/1.6 Georgia,serif;max-width:46rem;margin:auto;color:#222}img{max-width:100%}"


@dataclass(frozen=True)
class SourcePage:
    """A page as written: Markdown with HTML in it, a whole document (its text begins with `<!`), or a file."""

    path: str
    title: str
    date: str
    text: str


@dataclass(frozen=True)
class Look:
    """The furniture of a site; `robots` None = an ordinary robots.txt with a sitemap, "" = neither."""

    title: str
    tagline: str = ""
    style: str = "wordpress"
    language: str = "en"
    charset: str = "utf-8"
    head: str = ""
    foot: str = ""
    aside: str = ""
    navigation: tuple[str, ...] = ()
    generator: str = ""
    robots: str | None = None
    compressed: bool = False


def source_pages(text: str) -> list[SourcePage]:
    """Split a text at its `=== /path Title | date` lines."""
    marks = list(_PAGE.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)][: len(marks)]
    return [
        SourcePage(mark[1], mark[2] or "", mark[3] or "", text[mark.end() : end].strip() + "\n")
        for mark, end in zip(marks, ends, strict=True)
    ]


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    # Sites write HTML; nothing is escaped.
    return Environment(loader=FileSystemLoader(folder), autoescape=False, undefined=StrictUndefined, trim_blocks=True)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def render_site(look: Look, sources: Sequence[SourcePage]) -> dict[str, Response]:
    """Return path → answer for all pages of a site and what stands around them."""
    answers = {"/style.css": Response(200, (("Content-Type", "text/css"),), _STYLE_SHEET)}
    for source in sources:
        answers[source.path] = _answer(look, source, sources)
    for page in list(answers.values()):
        for picture in _PICTURE.findall(page.body.decode("latin-1")):
            answers.setdefault(picture, Response(200, (("Content-Type", "image/png"),), _picture(picture)))
    listed = [source for source in sources if not _is_raw(source)]
    robots = (
        "User-agent: *\nDisallow: /wp-admin/\n\nSitemap: %origin%/sitemap.xml\n" if look.robots is None else look.robots
    )
    if robots:
        body = robots.encode()
        answers.setdefault("/robots.txt", Response(200, (("Content-Type", "text/plain; charset=utf-8"),), body))
    if "Sitemap:" in robots:
        answers.setdefault("/sitemap.xml", Response(200, (("Content-Type", "application/xml"),), _sitemap(listed)))
    return answers


def _is_raw(source: SourcePage) -> bool:
    return Path(source.path).suffix in _RAW_TYPES


def _answer(look: Look, source: SourcePage, sources: Sequence[SourcePage]) -> Response:
    if _is_raw(source):
        return Response(200, (("Content-Type", _RAW_TYPES[Path(source.path).suffix]),), source.text.encode())
    document = source.text if source.text.startswith(("<!", "<html")) else _document(look, source, sources)
    body = document.encode(look.charset, errors="xmlcharrefreplace")
    # An old server names no charset; the page does.
    kind = "text/html; charset=utf-8" if look.charset == "utf-8" else "text/html"
    headers = [("Content-Type", kind)]
    if look.compressed:
        body = gzip.compress(body.replace(b"%origin%", b""), mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    return Response(200, tuple(headers), body)


def _document(look: Look, source: SourcePage, sources: Sequence[SourcePage]) -> str:
    body = _markdown().render(source.text)
    if "{posts}" in body:
        body = body.replace("<p>{posts}</p>", _post_list(sources))
    pages = {page.path: page.title for page in sources}
    digest = hashlib.sha256(look.title.encode()).digest()
    navigation = look.navigation or tuple(page.path for page in sources if not page.date and not _is_raw(page))[:7]
    template = _templates().get_template(f"{look.style}.html.j2")
    return template.render(
        look=look,
        page=source,
        body=body,
        navigation=[(path, pages.get(path, path)) for path in navigation],
        account=100_000_000_000_000 + int.from_bytes(digest[:6]),
        measurement=base64.b32encode(digest[6:13]).decode()[:10],
        description=escape(" ".join(re.sub(r"<[^>]*>|\s+", " ", body).split())[:150]),
    )


def _post_list(sources: Sequence[SourcePage]) -> str:
    posts = sorted((page for page in sources if page.date), key=lambda page: page.date, reverse=True)
    return "\n".join(
        f'<article class="post-summary"><h2><a href="{page.path}">{page.title}</a></h2>'
        f'<time datetime="{page.date}">{page.date}</time><p>{_first_words(page.text)} …</p></article>'
        for page in posts
    )


def _first_words(text: str) -> str:
    plain = re.sub(r"<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[#*>|`]", r"\1", text)
    return escape(" ".join(plain.split()[:30]))


def _sitemap(sources: Sequence[SourcePage]) -> bytes:
    entries = "".join(
        f"<url><loc>%origin%{escape(page.path)}</loc>{f'<lastmod>{page.date}</lastmod>' if page.date else ''}</url>\n"
        for page in sources
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{entries}</urlset>\n'.encode()


def _picture(name: str) -> bytes:
    """Return a small PNG of one colour, drawn from the name."""
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    rows = (b"\0" + bytes((red, green, blue)) * 16) * 12

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 16, 12, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
