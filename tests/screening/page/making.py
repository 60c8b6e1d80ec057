"""Pages and sites for the tests of screening, from the bytes a server would have sent."""

from __future__ import annotations

import hashlib

from screening.applicant import Applicant
from screening.checks.context import Context
from screening.fetch.outcome import Fetch, Hop
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.programme import Programme
from screening.site import OwnRedirect, Site

READ_AT_US = 1_700_000_000_000_000
HOME = "https://blog.example.org/"
PROGRAMME = Programme("Northwind", brand_terms=("northwind",), own_domains=("northwind-shop.com",))
CONTEXT = Context(PROGRAMME)
WORDS = " ".join(["We walked up the hill on a cold morning and compared the boots we had bought."] * 12)


def fetched(
    body: str | bytes = "",
    url: str = HOME,
    *,
    headers: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    hops: tuple[tuple[int, str, str, tuple[tuple[str, str], ...]], ...] = (),
) -> Fetch:
    """Return an exchange; `hops` are (status, url, location, headers) of the redirects before the last answer."""
    raw = body.encode() if isinstance(body, str) else body
    final = hops[-1][2] if hops else url
    steps = [Hop(at, code, to, to, "203.0.113.7", (("location", to), *more)) for code, at, to, more in hops]
    last = Hop(final, status, "", "", "203.0.113.7", headers)
    return Fetch(
        url=hops[0][1] if hops else url,
        final_url=final,
        fetched_at_us=READ_AT_US,
        status=status,
        headers=headers,
        body=raw,
        body_sha256=hashlib.sha256(raw).hexdigest(),
        hops=(*steps, last),
    )


def page_of(body: str | bytes, url: str = HOME, *, headers: tuple[tuple[str, str], ...] = ()) -> Page:
    """Return a page as parsed."""
    return parse_page(fetched(body, url, headers=headers))


def article(inner: str = "", head: str = "") -> str:
    """Return the source of an ordinary page with content; a `<body …>` at the end of `inner` becomes the page's own."""
    inner, _, body = inner.partition("<body")
    body = body or ">"
    start = f"<!doctype html><html lang=en><head><title>Boots</title>{head}</head><body{body}"
    return f"{start}<p>{WORDS}</p>{inner}</body></html>"


def site_of_bodies(*bodies: str, redirects: tuple[OwnRedirect, ...] = (), home_url: str = HOME) -> Site:
    """Return a site whose pages have these bodies, the home page first."""
    fetches = [
        fetched(body, home_url if number == 0 else f"{home_url}page-{number}/") for number, body in enumerate(bodies)
    ]
    return Site(
        Applicant("a-1", "Blog", home_url),
        home_url,
        pages=tuple(parse_page(fetch) for fetch in fetches),
        fetches=tuple(fetches),
        own_redirects=redirects,
    )


def own_redirect(path: str, target: str, headers: tuple[tuple[str, str], ...] = ()) -> OwnRedirect:
    """Return an own address that sends on to a target which was not asked."""
    url = HOME.rstrip("/") + path
    hop = Hop(url, 302, target, target, "203.0.113.7", (("location", target), *headers))
    fetch = Fetch(url, url, READ_AT_US, status=302, headers=hop.headers, hops=(hop,))
    return OwnRedirect(url, (target,), fetch)
