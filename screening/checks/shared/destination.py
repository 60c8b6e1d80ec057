"""Where a home page takes its visitors in the end."""

from __future__ import annotations

from dataclasses import dataclass

from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.embed_kinds import LONGEST_REFRESH_SECONDS, SENDS_ON
from screening.page.model import Page
from screening.site import Site
from screening.urls import BadUrlError, canonical_url, site_of

__all__ = ["Destination", "destination"]


@dataclass(frozen=True)
class Destination:
    """Another site than the one that was asked for.

    Attributes:
        url: Its address.
        proof: The header, tag or statement that leads there.
        how: `redirect`, or the kind of the page's own refresh.
    """

    url: str
    proof: Evidence
    how: str


def destination(site: Site) -> Destination | None:
    """Return where the home page ends when that is another site, or None.

    Looks at the answers' `Location` headers first, whether the last of them was followed or not, and then at refreshes
    and scripts of the home page that send every visitor on within five seconds.
    """
    own = site_of(site.home_url)
    asked = _same(site.home_url)
    exchanges = [fetch for fetch in site.fetches if _same(fetch.url) == asked]
    read = [site.home] if site.home and _same(site.home.asked_url) == asked else []
    answers: tuple[Page | Fetch, ...] = (*read, *exchanges)
    for where in answers:
        last = where.hops[-1] if where.hops else None
        if last is None or site_of(last.location or last.url) in ("", own):
            continue
        leaving = next(hop for hop in where.hops if site_of(hop.location or hop.url) not in ("", own))
        # The address as the exchange recorded it, where the header as it stood is empty or longer than a quote.
        header = leaving.raw_location
        quote = header if 0 < len(header) <= 160 else (leaving.location or leaving.url)[:160]
        return Destination(last.location or last.url, evidence(quote, where), "redirect")
    home = site.home
    for embed in home.embeds if home else ():
        moved = embed.kind in SENDS_ON and embed.on == "load" and embed.delay_seconds <= LONGEST_REFRESH_SECONDS
        if home and moved and embed.quote and site_of(embed.url) not in ("", site_of(home.url), own):
            return Destination(embed.url, evidence(embed.quote, home), embed.kind)
    return None


def _same(url: str) -> str:
    """Return a key under which addresses of one home page fall together, whatever the scheme."""
    try:
        return canonical_url(url).partition("://")[2].removeprefix("www.")
    except BadUrlError:
        return url
