"""What tests of the screening share: the real pages, parsed once a process."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from screening.applicant import Applicant
from screening.fetch.outcome import Fetch
from screening.page.parse import parse_page
from screening.site import Site


@pytest.fixture(scope="session")
def real_sites(real_data: Path) -> tuple[Site, ...]:
    """Return each real page as a site of its own, in the order of their files, which name the applicants."""
    return tuple(_site(path) for path in sorted((real_data / "pages").glob("*.html")))


def _site(path: Path) -> Site:
    body = path.read_bytes()
    url = f"https://{path.stem.replace('_', '-')}-site.com/post/one"
    headers = (("content-type", "text/html"),)
    fetch = Fetch(url, url, 1, status=200, headers=headers, body=body, body_sha256=sha256(body).hexdigest())
    return Site(Applicant(path.stem, path.stem, url), url, pages=(parse_page(fetch),), fetches=(fetch,))
