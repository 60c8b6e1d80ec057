"""Addresses that lead nowhere: endless calendars, filters, sessions, paths that repeat themselves."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

__all__ = ["CALENDAR", "LONGEST_URL", "is_static_file", "may_be_post", "trap", "without_session"]

LONGEST_URL = 2083
"""Characters of an address: the most that Internet Explorer took, so that sites kept to it."""
CALENDAR = "a calendar"
MOST_SEGMENTS = 12
"""Segments of a path; deeper ones are most likely a loop."""
MOST_REPEATS = 3
"""Times that one segment may stand in a path before it is a loop (Heritrix: two repetitions in a row are the limit)."""
MOST_PAIRS = 3
"""Parameters of a query; more are most likely a filter."""

_SESSION_KEYS = frozenset(
    {
        "phpsessid",
        "jsessionid",
        "sid",
        "sessionid",
        "session_id",
        "sessid",
        "cfid",
        "cftoken",
        "zenid",
        "oscsid",
        "s_id",
    }
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#;]{0,200}|/\((?:S|A|X)\([a-z0-9]{8,64}\)\)(?=/)", re.IGNORECASE)
"""`;jsessionid=1A2B`, `/(S(lit3py55t21z5v55vlm25s55))/`: session ids of Java and ASP.NET."""
_ASP_SESSION = re.compile(r"aspsessionid[a-z]{0,20}", re.IGNORECASE)
_DATE_END = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$|/(?:19|20)\d\d-\d{1,2}(?:-\d{1,2})?/?$")
"""`/2026/09/5`, `/2026-09/`: a path that ends with a year, a month or a day."""
_DATED_POST = re.compile(r"/(?:19|20)\d\d/\d{1,2}(?:/\d{1,2})?/?")
_CALENDAR_KEYS = frozenset(
    {
        "year",
        "month",
        "day",
        "week",
        "date",
        "ical",
        "outlook-ical",
        "eventdisplay",
        "tribe-bar-date",
        "jahr",
        "monat",
        "tag",
        "annee",
        "mois",
    }
)
_FACET_KEYS = re.compile(
    r"(?:filter|facet|f|attr|attribute|sort|order|orderby|order_by|sort_by|dir|direction|color|colour|size|price|min|max|"
    r"min_price|max_price|per_page|perpage|limit|view|layout|display|rating_filter|brand|refine|sortierung|farbe)(?:[_\[\]].{0,60})?",
    re.IGNORECASE,
)
"""`sort`, `filter[size]`, `price_min`: parameters that filter or order a list."""
_ACTION_KEYS = frozenset(
    {"add-to-cart", "add_to_cart", "remove_item", "replytocom", "action", "logout", "share", "print", "unsubscribe",
     "delete", "wc-ajax", "_wpnonce", "nonce", "token", "add_to_wishlist", "redirect_to", "vote"}
)  # fmt: skip
_ACTION_PATH = re.compile(
    r"/(?:wp-admin|wp-login|wp-json|xmlrpc|log-?in|log-?out|sign-?in|sign-?up|sign-?out|register|cart|basket|checkout|warenkorb|"
    r"panier|carrito|carrello|my-account|account|mein-konto|admin|unsubscribe|delete|cgi-bin)(?:[./]|$)",
    re.IGNORECASE,
)
"""`/wp-login.php`, `/cart/`, `/logout`: paths that do something, or need an account."""
_FEED = re.compile(r"/(?:feed|rss|atom|amp|print|embed|trackback)/?$|\.(?:rss|atom)$", re.IGNORECASE)
"""`/feed/`, `/print`, `.rss`: the same page in another form."""
_FILE = re.compile(
    r"\.(?:avif|bmp|css|csv|docx?|eot|epub|exe|gif|gz|ico|ics|jpe?g|js|json|m4a|map|mjs|mov|mp[34]|mpe?g|odt|og[gv]|otf|pdf|png|"
    r"pptx?|rar|rtf|svgz?|tar|tiff?|ttf|txt|wasm|wav|web[mp]|webmanifest|woff2?|xlsx?|xml|zip|apk|dmg|7z)$",
    re.IGNORECASE,
)
"""`.jpg`, `.pdf`, `.woff2`: files that are no pages."""


def is_static_file(url: str) -> bool:
    """Return whether the path ends like a file that is no page."""
    return bool(_FILE.search(urlsplit(url).path))


def may_be_post(url: str) -> bool:
    """Return whether an address that looks like a part of a calendar may be a post instead: `/2026/09/5`, `/2026/5`."""
    parts = urlsplit(url)
    return not parts.query and _DATED_POST.fullmatch(parts.path) is not None


def without_session(url: str) -> str:
    """Return an address without session ids, which give each page a thousand names."""
    url = _SESSION_IN_PATH.sub("", url)
    head, mark, query = url.partition("?")
    if not mark:
        return url
    kept = [pair for pair in query.split("&") if not _is_session(pair.partition("=")[0].lower())]
    return f"{head}?{'&'.join(kept)}" if kept else head


def trap(url: str) -> str:
    """Say why an address is not worth asking, or unsafe to ask; "" if it may be asked.

    The address is one of the applicant's own site, canonical, without session ids.
    """
    if len(url) > LONGEST_URL:
        return f"longer than {LONGEST_URL} characters"
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    keys = [key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)][:50]
    if len(segments) > MOST_SEGMENTS:
        return f"more than {MOST_SEGMENTS} path segments"
    if (segments and Counter(segments).most_common(1)[0][1] >= MOST_REPEATS) or _two_in_a_row(segments):
        return "path segments that repeat"
    if _DATE_END.search(parts.path) or any(key in _CALENDAR_KEYS for key in keys):
        return CALENDAR
    if any(key in _ACTION_KEYS for key in keys) or _ACTION_PATH.search(parts.path):
        return "an action or an account, no page"
    if len(keys) > MOST_PAIRS or any(_FACET_KEYS.fullmatch(key) for key in keys):
        return "a filter of a list"
    if _FEED.search(parts.path):
        return "another form of a page"
    return ""


def _two_in_a_row(segments: list[str]) -> bool:
    """Return whether a pair or triple of segments follows itself (`/a/b/a/b`)."""
    return any(
        segments[start : start + size] == segments[start + size : start + 2 * size]
        for size in (2, 3, 4)
        for start in range(len(segments) - 2 * size + 1)
    )


def _is_session(key: str) -> bool:
    return key in _SESSION_KEYS or _ASP_SESSION.fullmatch(key) is not None
