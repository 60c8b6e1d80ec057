"""The operator's file of what was turned away: domains, mail addresses and ids, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from screening.compare.identifiers import identifier_kinds, mail_identifier
from screening.neighbours import Fingerprint
from screening.urls import BadUrlError, parse_url, site_of

__all__ = ["ALLOWED", "banned_of_lines"]

ALLOWED = (
    "A line may be a domain (shop.example), a mail address (a@b.example), an id of AdSense (ca-pub-… or pub-…), "
    "Analytics (G-… or UA-…), Tag Manager (GTM-…) or Google Ads (AW-…), or KIND:ID for "
    "another one; KIND is one of {kinds}."
)
"""What to write instead, for people; with a place for the kinds."""
_PLAIN = (
    ("adsense", re.compile(r"(?:ca-)?(pub-\d{10,20})", re.IGNORECASE), str.lower),
    ("analytics", re.compile(r"(UA-\d{4,10})(?:-\d{1,4})?", re.IGNORECASE), str.upper),
    ("analytics", re.compile(r"(G-[A-Z0-9]{8,12})", re.IGNORECASE), str.upper),
    ("tag_manager", re.compile(r"(GTM-[A-Z0-9]{4,9})", re.IGNORECASE), str.upper),
    ("google_ads", re.compile(r"(AW-\d{8,12})", re.IGNORECASE), str.upper),
)
"""Kinds of id, what they look like alone, and the case in which sites write them."""
_KIND = re.compile(r"([a-z_]+):\s*(\S.*)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}", re.IGNORECASE)
_AS_TYPED = frozenset({"paypal", "wallet", "tiktok_pixel"})
"""Ids in which capitals and small letters differ."""


def banned_of_lines(lines: Iterable[str]) -> tuple[list[Fingerprint], list[str]]:
    """Read what was turned away.

    Args:
        lines: Those of the file; what follows a "#" is a remark.

    Returns:
        A fingerprint for each line, and what is wrong with the others, with the line's number.
    """
    found, faults = [], []
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        identifier = _identifier(text)
        site = "" if identifier else _site(text)
        if not identifier and not site:
            faults.append(f"line {number}: {text[:60]!r}")
            continue
        known = (identifier,) if identifier else ()
        found.append(Fingerprint(applicant_id=f"banned: {text}", site=site, kind="banned", identifiers=known))
    return found, faults


def _identifier(text: str) -> str:
    """Return an id as sites' ids are written, `kind:value`; "" where the text is none."""
    for kind, pattern, as_written in _PLAIN:
        if match := pattern.fullmatch(text):
            return f"{kind}:{as_written(match[1])}"
    if "@" in text and ":" not in text:
        return mail_identifier(text)
    match = _KIND.fullmatch(text)
    if match is None or match[1].lower() not in identifier_kinds():
        return ""
    return _of_kind(match[1].lower(), match[2])


def _of_kind(kind: str, value: str) -> str:
    if kind in ("email", "applicant_email"):
        return mail_identifier(value)
    if kind == "phone":
        digits = re.sub(r"\D", "", value).lstrip("0")
        return f"phone:{digits}" if digits else ""
    plain = [(pattern, as_written) for of, pattern, as_written in _PLAIN if of == kind]
    if plain:
        known = ((pattern.fullmatch(value), as_written) for pattern, as_written in plain)
        return next((f"{kind}:{as_written(match[1])}" for match, as_written in known if match), "")
    if kind == "iban":
        return f"iban:{value.replace(' ', '').upper()}"
    return f"{kind}:{value if kind in _AS_TYPED else value.lower()}"


def _site(text: str) -> str:
    """Return the site of a domain or a web address; "" where the text is neither."""
    try:
        url = parse_url(text if "://" in text else f"http://{text}")
    except BadUrlError:
        return ""
    return site_of(str(url)) if _DOMAIN.fullmatch(url.host) else ""
