"""Which addresses are profiles on a social platform, by host table and path rule.

The table is `social_platforms.toml`. A post, a share button, a search or a log-in page is no profile. The crawl asks
`profile_links` which profiles to visit; the checks read the handle from `parse_profile`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from screening.page.model import Link, Page

__all__ = ["Profile", "parse_profile", "platform_of", "profile_key", "profile_links"]

_HANDLE = re.compile(r"[^\W_][\w.\-]{0,99}|_[\w.\-]{1,99}")
_NUMBERED = re.compile(r"[?&]id=(\d{5,20})(?:&|#|$)")
_MOST_PROFILES = 12
"""Profiles of one site that are looked at; bounds what a page full of links can make the crawl visit."""


@dataclass(frozen=True)
class Profile:
    """A profile's address, read.

    Attributes:
        platform: `instagram`, `x`, …; `mastodon` for an address of the form `https://host/@name`.
        handle: Lower case, without "@".
        url: The address as it was given.
    """

    platform: str
    handle: str
    url: str


@cache
def _platforms() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("social_platforms.toml").read_text(encoding="utf-8"))


@cache
def _platform_by_host() -> dict[str, str]:
    return {host: name for name, rule in _platforms().items() for host in rule["hosts"]}


def _split(url: str) -> tuple[str, list[str]]:
    """Return host and decoded path segments; an address that cannot be read gives ("", [])."""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", []
    if parts.scheme not in ("http", "https"):
        return "", []
    return host, [unquote(segment) for segment in parts.path.split("/") if segment][:6]


def _match_host(host: str) -> tuple[str, str]:
    """Return the platform and what stands left of its host; ("", "") for no platform."""
    labels = host.split(".")
    for cut in range(len(labels)):
        platform = _platform_by_host().get(".".join(labels[cut:]))
        if platform:
            return platform, ".".join(labels[:cut])
    return "", ""


def platform_of(url: str) -> str:
    """Return the platform an address belongs to, profile or not; "" where it belongs to none."""
    return _match_host(_split(url)[0])[0]


def parse_profile(url: str) -> Profile | None:
    """Read a profile's address (S-01).

    Args:
        url: An address; the scheme may be missing.

    Returns:
        The profile, or None for anything else: a post, a share button, a search, another site.
    """
    host, segments = _split(url)
    platform, left = _match_host(host)
    if not platform:
        if left == "" and len(segments) == 1 and segments[0].startswith("@") and _HANDLE.fullmatch(segments[0][1:]):
            return Profile("mastodon", segments[0][1:].lower(), url)
        return None
    rule = _platforms()[platform]
    if rule.get("subdomain") and left not in ("", "www", "m"):
        return Profile(platform, left.lower(), url) if len(segments) <= 1 and "." not in left else None
    number = _NUMBERED.search(url) if segments == ["profile.php"] else None
    handle = number.group(1) if number else _handle(segments, rule)
    return Profile(platform, handle, url) if handle else None


def _handle(segments: list[str], rule: dict[str, Any]) -> str:
    """Return the handle of a path by a platform's rule, or ""."""
    if not segments or segments[0].lower() in rule["not"]:
        return ""
    mark = rule.get("mark", "")
    first = segments[0].lower()
    if mark and segments[0].startswith(mark):
        handle, rest = segments[0][len(mark) :], segments[1:]
    elif first in rule["prefix"] and first and len(segments) > 1:
        handle, rest = segments[1], segments[2:]
        if first == "people":
            rest = rest[1:]
    elif "" in rule["prefix"] and first not in rule["prefix"]:
        handle, rest = segments[0].removeprefix("@"), segments[1:]
    else:
        return ""
    if any(segment.lower() not in rule["tails"] for segment in rest) or not _HANDLE.fullmatch(handle):
        return ""
    return handle.lower()


@lru_cache(maxsize=8_192)
def profile_key(url: str) -> str:
    """Return `platform:handle` to compare addresses by; "" where it is no profile."""
    profile = parse_profile(url)
    return f"{profile.platform}:{profile.handle}" if profile else ""


def _is_own(link: Link) -> bool:
    """Whether a link is likely to name the operator's own profile, not one that a text mentions."""
    return link.in_footer or "me" in link.rel


def _same_as(page: Page) -> list[str]:
    """Return the addresses under `sameAs` of organisations and persons in structured data."""
    found: list[str] = []
    for item in page.structured[:50]:
        for holder in (item, item.get("publisher"), item.get("author")):
            value = holder.get("sameAs") if isinstance(holder, dict) else None
            values = value if isinstance(value, list) else [value]
            found += [entry for entry in values[:20] if isinstance(entry, str)]
    return found


def profile_links(pages: Iterable[Page], most: int = _MOST_PROFILES) -> tuple[str, ...]:
    """Return the profiles that a site names as its own, for the crawler to visit.

    Its own are those in `rel=me`, in `sameAs` of structured data, in footer or navigation, and any on the home page
    whose platform is named by no surer sign. A profile that an article merely speaks of is left out.

    Args:
        pages: The pages, the home page first.
        most: How many at most.

    Returns:
        Addresses as they stand on the site, one a profile, surer signs first.
    """
    sure: dict[str, str] = {}
    unsure: dict[str, str] = {}
    for number, page in enumerate(pages):
        named = [*_same_as(page), *(link.url for link in page.links if _is_own(link))]
        for url in named:
            if key := profile_key(url):
                sure.setdefault(key, url)
        if number == 0:
            for link in page.links:
                if key := profile_key(link.url):
                    unsure.setdefault(key, link.url)
    platforms = {key.split(":")[0] for key in sure}
    extra = {key: url for key, url in unsure.items() if key not in sure and key.split(":")[0] not in platforms}
    return tuple([*sure.values(), *extra.values()][:most])
