"""Addresses without end: what some sites answer to paths nobody wrote."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Callable

from tests.screening.corpus.model import Response

__all__ = ["TRAPS"]

_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_MONTH = re.compile(r"/calendar/(\d{4})/(\d\d)/")
_MONTHS = tuple(calendar.month_name)[1:]


def _calendar(path: str) -> Response | None:
    """A month with its neighbours, for ever in both directions."""
    match = _MONTH.fullmatch(path)
    if match is None:
        return None
    count = int(match[1]) * 12 + int(match[2]) - 1
    earlier, later = (f"/calendar/{month // 12:04}/{month % 12 + 1:02}/" for month in (count - 1, count + 1))
    name = f"{_MONTHS[count % 12]} {count // 12}"
    text = (
        f"<h1>{name}</h1><p>No bookings of the hall in this month yet.</p>"
        f'<p><a href="{earlier}">earlier</a> <a href="{later}">later</a> <a href="/">Home</a></p>'
    )
    return _page(name, text)


def _maze(path: str) -> Response | None:
    """A catalogue page that leads to eight further ones, wherever one stands."""
    if not path.startswith("/browse/"):
        return None
    digest = hashlib.sha256(path.encode()).hexdigest()
    links = "".join(
        f'<li><a href="{path.rstrip("/")}/{digest[i * 4 : i * 4 + 4]}/">Shelf {digest[i]}</a></li>' for i in range(8)
    )
    return _page("Shelf", f'<h1>Shelf {digest[:4]}</h1><ul>{links}</ul><p><a href="/">Home</a></p>')


def _sessions(path: str) -> Response | None:
    """A list sorted and filtered in every way, each link with another session."""
    if not path.startswith("/list?"):
        return None
    digest = hashlib.sha256(path.encode()).hexdigest()
    links = "".join(
        f'<li><a href="/list?sid={digest[i : i + 16]}&amp;sort={key}&amp;page={i + 1}">by {key}</a></li>'
        for i, key in enumerate(("name", "price", "year", "maker", "colour", "weight"))
    )
    return _page("All flies", f'<h1>All flies</h1><p>Sort the list:</p><ul>{links}</ul><p><a href="/">Home</a></p>')


def _wildcard(path: str) -> Response | None:
    """The same page of adverts whatever is asked."""
    if path in {"/robots.txt", "/sitemap.xml"}:
        return None
    links = "".join(f'<li><a href="/?kw={word}&amp;domain=1">{word.title()}</a></li>' for word in _ADVERT_WORDS)
    return Response(200, _HTML, _LANDER.replace("LINKS", links).encode())


_ADVERT_WORDS = (
    "hiking boots",
    "travel insurance",
    "cheap flights",
    "car hire",
    "mattress",
    "credit card",
    "solar panels",
)
_LANDER = """<!doctype html><html><head><title>%origin%</title><meta name="viewport" content="width=device-width">
<script src="https://www.google.com/adsense/domains/caf.js"></script></head>
<body><div id="container"><h1>Related Searches</h1><ul class="rs">LINKS</ul></div>
<div id="footer">2026 Copyright. All Rights Reserved. <a href="/privacy">Privacy Policy</a><br>
The Sponsored Listings displayed above are served automatically by a third party. Neither the service provider nor the
domain owner maintain any relationship with the advertisers.</div></body></html>"""


def _loop(path: str) -> Response | None:
    """A redirect to itself, each time with another number."""
    if path in {"/robots.txt", "/sitemap.xml"}:
        return None
    number = len(path)
    return Response(302, (("Location", "/" if number > 6 else f"{path.rstrip('/')}/a"), *_HTML), b"")


def _page(title: str, body: str) -> Response:
    document = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><main>{body}</main></body></html>'
    )
    return Response(200, _HTML, document.encode())


TRAPS: dict[str, Callable[[str], Response | None]] = {
    "calendar": _calendar,
    "maze": _maze,
    "sessions": _sessions,
    "wildcard": _wildcard,
    "loop": _loop,
}
"""Name → what answers."""
