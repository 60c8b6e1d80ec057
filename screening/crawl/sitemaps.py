"""Sitemaps, read as data: no DTD, no entities, only addresses of the applicant's own site, sizes and depth capped."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Ask, Reader
from screening.crawl.scope import Scope, absolute
from screening.crawl.traps import LONGEST_URL
from screening.fetch.outcome import Fetch
from screening.site import SitemapEntry, Unread

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["SitemapFile", "newest_first", "parse_sitemap", "read_sitemaps"]

_GZIP = b"\x1f\x8b"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LISTS = ("url", "sitemap")
_DULL = re.compile(r"image|video|tag|categor|author|user|product_cat|archive|misc", re.IGNORECASE)
"""`post_tag-sitemap.xml`, `author`: sitemaps that are read after the others."""
_MOST_CHILDREN = 200
"""Sitemaps of one index that are remembered; far more than are read."""
_MOST_ELEMENTS = 200_000
"""XML elements of one file; sitemaps.org allows 50,000 addresses, with their dates 150,000 elements."""
_MOST_DATE_CHARACTERS = 40
"""Characters of a date; `1997-07-16T19:20:30.45+01:00`, the longest usual form, has 28."""


@dataclass(frozen=True)
class SitemapFile:
    """What one file lists: pages, and further files; addresses as they stand."""

    entries: tuple[SitemapEntry, ...] = ()
    children: tuple[SitemapEntry, ...] = ()


def parse_sitemap(body: bytes, *, most_bytes: int, most_entries: int) -> SitemapFile:
    """Read a sitemap, an index or a list of addresses, gzipped or not.

    A file with a document type declaration is not read: no sitemap has one, every XML bomb does.

    Args:
        body: The file.
        most_bytes: Bytes of it that are read after unpacking; the rest is cut.
        most_entries: Addresses that are read.
    """
    body = _unpacked(body, most_bytes)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return SitemapFile(entries=_lines(body, most_entries))
    if _DECLARATION.search(body):
        return SitemapFile()
    return _elements(body, most_entries)


def _unpacked(body: bytes, most_bytes: int) -> bytes:
    if not body.startswith(_GZIP):
        return body[:most_bytes]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most_bytes)
    except zlib.error:
        return b""


def _lines(body: bytes, most: int) -> tuple[SitemapEntry, ...]:
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()[:most])
    return tuple(SitemapEntry(line) for line in lines if line.startswith(("http://", "https://")))


def _elements(body: bytes, most: int) -> SitemapFile:
    from lxml import etree

    found: dict[str, list[SitemapEntry]] = {name: [] for name in _LISTS}
    texts: dict[str, str] = {}
    events = etree.iterparse(
        BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in islice(events, _MOST_ELEMENTS):
            name, parent = _local_name(element), element.getparent()
            if parent is not None and _local_name(parent) in _LISTS:
                texts.setdefault(name, (element.text or "").strip())
            elif name in _LISTS:
                if 0 < len(texts.get("loc", "")) <= LONGEST_URL:
                    found[name].append(SitemapEntry(texts["loc"], texts.get("lastmod", "")[:_MOST_DATE_CHARACTERS]))
                texts = {}
            # Nothing that was read stays in the tree: a file may have a million empty elements.
            element.clear()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
            if sum(map(len, found.values())) >= most:
                break
    except etree.XMLSyntaxError:
        # What was read before the fault stands: half a sitemap is better than none.
        pass
    return SitemapFile(tuple(found["url"]), tuple(found["sitemap"]))


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def read_sitemaps(reader: Reader, scope: Scope, origin: str, options: CrawlOptions) -> tuple[SitemapEntry, ...]:
    """Read the sitemaps that robots.txt names, or the one at the usual place, indexes included.

    Returns:
        Addresses of the applicant's own site, in the order of the files.
    """
    named = [absolute("", url) for url in reader.robots(origin).sitemaps[:_MOST_CHILDREN]]
    waiting = [(url, 1) for url in named or [f"{origin}/sitemap.xml"]]
    known: set[str] = set()
    entries: dict[str, SitemapEntry] = {}
    files, read_bytes = 0, 0
    ask = Ask("sitemap", options.sitemap_bytes, options.page_redirects, scope.owns)
    while waiting and files < options.sitemap_files and len(entries) < options.sitemap_entries:
        if read_bytes >= options.sitemap_bytes or reader.out_of_time():
            break
        url, depth = waiting.pop(0)
        if not url or url in known or not scope.owns(url):
            continue
        known.add(url)
        files += 1
        answer = reader.read(url, ask)
        if isinstance(answer, Unread) or not _is_sitemap(answer):
            continue
        read_bytes += len(answer.body)
        left = options.sitemap_entries - len(entries)
        file = parse_sitemap(answer.body, most_bytes=options.sitemap_bytes, most_entries=left)
        for entry in file.entries:
            page = absolute("", entry.url)
            if page and scope.owns(page):
                entries.setdefault(page, SitemapEntry(page, entry.last_modified))
        if depth < options.sitemap_depth:
            children = sorted(file.children[:_MOST_CHILDREN], key=lambda child: bool(_DULL.search(child.url)))
            waiting += [(absolute("", child.url), depth + 1) for child in children]
    return tuple(entries.values())


def _is_sitemap(fetch: Fetch) -> bool:
    return fetch.ok and b"<html" not in fetch.body[:1000].lower()


def newest_first(entries: tuple[SitemapEntry, ...], now_us: int) -> list[SitemapEntry]:
    """Return entries by their date, newest first; those without one, or with one that lies in the future, last."""
    return sorted(entries, key=lambda entry: -_time_us(entry.last_modified, now_us))


def _time_us(text: str, now_us: int) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        time_us = round(moment.timestamp() * 1_000_000)
    except (OverflowError, ValueError):
        return 0
    return time_us if 0 < time_us <= now_us else 0
