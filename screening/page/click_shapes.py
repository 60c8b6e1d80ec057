"""Addresses that look like the click address of an affiliate network, whether the network is known or not.

New networks come every year, and no table has them all. The shape alone proves nothing: an ordinary link may look so.
It counts only where no visitor clicked.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

__all__ = ["looks_like_click", "sends_on"]

_MOST_CHARACTERS = 2_000
"""Characters of an address that are looked at; bounds the work that a hostile one can cause."""
_CLICK_WORDS = re.compile(
    r"(?:^|[./_-])(?:a?clicks?|clk|klik|clic|clique|aff|affil|affiliates?|afiliados?|affiliazione|cread|awclick|trackclk|aff_c|aff_r)(?=[./_-]|$)"
)
"""`/aff_c`, `click.`, `-clk/`: a word for clicks, set apart by dots, slashes, hyphens or underscores."""
_SENDING_WORDS = re.compile(
    r"(?:^|[./_-])(?:go|out|trk|track|tracking|tracker|redir|redirect|rd|visit|deals?|partners?|prf|ref|links?|recommends?|t|r|c)(?=[./_-]|$)"
)
"""`/go/`, `trk.`, `/r/`: a word for sending on, set apart in the same way."""
_PARTNER_NAMES = re.compile(
    r"(?:aff|affil|partner|publ?isher|pub|wgcampaign|campaign|camp|program|programme|offer|merchant|advertiser|adv|banner|site|media|sub|a|p|m|s)"
    r"_?(?:id|ref|code|key|no|nr|num)\d?|affid|aff|affiliate|partner|a_aid|a_bid|refid|ref|tag|clickref|subid\d?|click_?id",
    re.IGNORECASE,
)
"""`aff_id`, `pid`, `subid2`, `clickref`: parameters that name a partner or a campaign."""
_ANY_NAME = re.compile(r"[a-z_]{1,20}\d?", re.IGNORECASE)
_ID = re.compile(r"[\w.~-]{2,80}", re.ASCII)
_NUMBER = re.compile(r"/\d{4,12}(?=[/.?_-]|$)|-\d{5,12}(?=[/.?_-]|$)")
"""`/12345` or `-123456`, up to the next sign: the id of a campaign."""


def sends_on(path: str) -> bool:
    """Say whether a path has a word for clicks or for sending on."""
    return bool(_CLICK_WORDS.search(path.lower()) or _SENDING_WORDS.search(path.lower()))


def looks_like_click(url: str) -> bool:
    """Say whether an address is made like a click address: a word for clicks or for sending on, and somebody's id."""
    try:
        parts = urlsplit(url[:_MOST_CHARACTERS])
        host = parts.hostname or ""
    except ValueError:
        return False
    searched = f"{host.rpartition('.')[0]}{parts.path}".lower()
    pairs = parse_qsl(parts.query.replace(";", "&"))[:50]
    names = [name for name, value in pairs if _ID.fullmatch(value)]
    if _CLICK_WORDS.search(searched):
        has_figures = any(any(sign.isdigit() for sign in value) for name, value in pairs if _ANY_NAME.fullmatch(name))
        return has_figures or bool(_NUMBER.search(parts.path)) or any(_PARTNER_NAMES.fullmatch(name) for name in names)
    return bool(_SENDING_WORDS.search(searched)) and any(_PARTNER_NAMES.fullmatch(name) for name in names)
