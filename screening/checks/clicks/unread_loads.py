"""What the pages load from their own site that could not be read, so that clicks may hide in it."""

from __future__ import annotations

from collections.abc import Sequence

from screening.checks.result import Result, State, not_checked
from screening.fetch.outcome import Fetch
from screening.page.embed_kinds import LOADED
from screening.page.model import Embed
from screening.page.own_code import is_library, is_own_code
from screening.site import Site
from screening.urls import key_of, site_of

__all__ = ["unless_unread", "unread_loads"]

_HIDE_IN_FILES = frozenset({"K-01", "K-02", "K-03", "K-04", "K-06", "K-08", "K-09"})
"""What a style sheet, a script or a frame of the site's own may hold."""
_TOO_MANY_REQUESTS, _SERVER_FAULT = 429, 500


def unread_loads(site: Site) -> tuple[str, ...]:
    """Return own addresses that the pages load by themselves and that were asked for in vain, or must not be asked.

    A file that is missing (404) has been read: it loads nothing. What no request was left for does not count either:
    it is a limit of ours, the same for every site, and the most telling addresses come first.
    """
    in_vain = {key_of(fetch.url) for fetch in site.fetches if _is_trouble(fetch)}
    in_vain |= {key_of(unread.url) for unread in site.unread if unread.reason != "budget"}
    in_vain -= {key_of(fetch.url) for fetch in site.fetches if not _is_trouble(fetch)}
    loaded = dict.fromkeys(embed.url for page in site.pages for embed in page.embeds if _is_own_load(embed, page.url))
    return tuple(url for url in loaded if key_of(url) in in_vain and not is_library(url))


def unless_unread(results: Sequence[Result], site: Site) -> list[Result]:
    """Return the results; what was looked for in vain is not checked where clicks may hide in what was not read."""
    unread = unread_loads(site)
    if not unread:
        return list(results)
    why = f"{len(unread)} of the site's own files or frames could not be read, and may load a click: {unread[0][:200]}"
    return [
        not_checked(result.check, why) if result.state is State.PASS and result.check in _HIDE_IN_FILES else result
        for result in results
    ]


def _is_trouble(fetch: Fetch) -> bool:
    return fetch.status is None or fetch.status == _TOO_MANY_REQUESTS or fetch.status >= _SERVER_FAULT


def _is_own_load(embed: Embed, page_url: str) -> bool:
    return (is_own_code(embed) or embed.kind in LOADED) and site_of(embed.url) == site_of(page_url)
