"""Check D-16: hosts of the site, of its redirects, and of what its pages load and link, on a list of malicious ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.own_scripts import own_resources
from screening.counted import counted
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.malicious import MaliciousHosts
from screening.page.embed_kinds import FRAMES, TAKES_AWAY
from screening.page.files import hints_of, read_file
from screening.page.model import Embed, Page
from screening.page.quotes import cut, stands_in
from screening.site import Site
from screening.urls import host_of, site_of

__all__ = ["NO_LIST", "malicious_result"]

NO_LIST = (
    "No list of malicious hosts is given; [screening] malicious_hosts in affguard.toml names one, such as URLhaus's "
    "plain-text list of addresses"
)
_MOST_QUOTES = 5
_MOST_NAMED = 4
_RUNS = FRAMES | {"script", "script_load", "service_worker", "prerender"}


class _Role(IntEnum):
    """What an address is to the site, the gravest first."""

    OWN = 0
    HOP = 1
    RUN = 2
    OTHER = 3


_SAYS = {
    _Role.OWN: "the site itself stands on a list of malicious hosts",
    _Role.HOP: "the site sends visitors to or by way of listed hosts",
    _Role.RUN: "pages load scripts or frames from listed hosts",
    _Role.OTHER: "pages link to listed hosts, or show pictures from there",
}


@dataclass(frozen=True)
class _Seen:
    """An address that has to do with the site, and where it was seen."""

    role: _Role
    url: str
    quote: str
    where: Page | Fetch | Site

    def proof(self) -> Evidence:
        """Return the quote, or the address of the page where it does not stand there word for word."""
        if isinstance(self.where, Site):
            return Evidence(cut(self.url, 0, len(self.url)), self.url, self.where.read_at_us, "")
        for quote in (self.quote, self.url):
            if quote and stands_in(shown := cut(quote, 0, len(quote)), self.where):
                return evidence(shown, self.where)
        return evidence(cut(self.where.url, 0, len(self.where.url)), self.where)


def malicious_result(site: Site, listed: MaliciousHosts | None) -> Result:
    """Return what a list of malicious hosts says of a site.

    The site's own host or a hop of its redirects on the list is strong, and so is one whose script or frame is loaded;
    one that is linked is a caution.

    Args:
        site: What was gathered.
        listed: The operator's list; None without one.
    """
    if listed is None:
        return not_checked("D-16", NO_LIST)
    entries: dict[str, str] = {}
    hits: dict[tuple[_Role, str], _Seen] = {}
    for seen in _addresses(site):
        if seen.url not in entries:
            entries[seen.url] = listed.entry_for(seen.url)
        if entry := entries[seen.url]:
            hits.setdefault((seen.role, entry), seen)
    about = f"({listed.name[:100]}, {counted(listed.entries, 'entry', 'entries')})"
    proof_of_list = Evidence(listed.text, f"list:{listed.name[:100]}", 0, listed.sha256)
    if not hits:
        if not site.pages:
            return not_checked("D-16", f"No page was read: {site.state_reason or site.state.value}.")
        hosts = len({host_of(url) for url in entries} - {""})
        return passed(
            "D-16",
            f"{counted(hosts, 'host')} seen, none of them on the list of malicious ones {about}",
            [proof_of_list],
        )
    worst = min(role for role, _ in hits)
    names = list(dict.fromkeys(entry for role, entry in sorted(hits) if role == worst))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    says = f"{_SAYS[worst]} {about}: {', '.join(names[:_MOST_NAMED])}{more}"
    severity = Severity.CAUTION if worst is _Role.OTHER else Severity.STRONG
    quotes = [hits[key].proof() for key in sorted(hits)][: _MOST_QUOTES - 1]
    return found("D-16", severity, says[:400], [*quotes, proof_of_list])


def _addresses(site: Site) -> Iterator[_Seen]:
    yield _Seen(_Role.OWN, site.home_url, "", site)
    own = {site_of(site.home_url), *((site_of(site.home.url),) if site.home else ())}
    besides = [redirect.fetch for redirect in site.own_redirects] + [look.fetch for look in site.looks]
    for fetch in (*site.fetches, *besides):
        hops = [hop for hop in fetch.hops if hop.location] if site_of(fetch.url) in own else []
        yield from (_Seen(_Role.HOP, hop.location, hop.raw_location, fetch) for hop in hops)
    for redirect in site.own_redirects:
        yield from (_Seen(_Role.HOP, url, "", redirect.fetch) for url in redirect.chain)
    for page in (*site.pages, *(look.page for look in site.looks if look.page)):
        yield from _on_page(page, page)
    hints = hints_of(site.pages)
    for fetch in own_resources(site):
        yield from _on_page(read_file(fetch, hints), fetch)


def _on_page(page: Page, where: Page | Fetch) -> Iterator[_Seen]:
    yield from (_Seen(_role(embed), embed.url, embed.quote, where) for embed in page.embeds)
    yield from (_Seen(_Role.OTHER, link.url, link.quote, where) for link in page.links if link.url)
    yield from (_Seen(_Role.OTHER, form.action, "", where) for form in page.forms if form.action)


def _role(embed: Embed) -> _Role:
    if embed.kind in TAKES_AWAY:
        return _Role.OTHER if embed.on == "click" else _Role.HOP
    return _Role.RUN if embed.kind in _RUNS else _Role.OTHER
