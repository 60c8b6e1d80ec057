"""The real pages as sites of one page each, parsed once a process; tests that see no such folder skip themselves."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from screening.applicant import Applicant
from screening.fetch.outcome import Fetch
from screening.page.parse import parse_page
from screening.site import Site

__all__ = ["needs_real_pages", "real_sites"]

_PAGES = Path(os.environ.get("AFFGUARD_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "pages"
needs_real_pages = pytest.mark.skipif(
    not _PAGES.is_dir(), reason=f"no real pages: {_PAGES} is not there; made pages cover the same code"
)


@cache
def real_sites() -> tuple[Site, ...]:
    """Return a site for each page, in the order of their names; an applicant's name is the file's."""
    return tuple(_site(path) for path in sorted(_PAGES.glob("*.html")))


def _site(path: Path) -> Site:
    body = path.read_bytes()
    url = f"https://{path.stem.replace('_', '-')}-site.com/post/one"
    headers = (("content-type", "text/html"),)
    fetch = Fetch(url, url, 1, status=200, headers=headers, body=body, body_sha256=sha256(body).hexdigest())
    return Site(Applicant(path.stem, path.stem, url), url, pages=(parse_page(fetch),), fetches=(fetch,))
