"""A site's own style sheets and scripts: files of its own, and what is written in its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.checks.shared.script_code import written_scripts
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.bounds import MOST_CHARACTERS
from screening.page.decode import decode_body
from screening.page.model import Page
from screening.page.own_code import is_own_code
from screening.page.parse import is_resource, resource_kind
from screening.page.quotes import source_quote
from screening.site import Site
from screening.urls import key_of

__all__ = ["OwnScript", "own_resources", "own_scripts", "script_files"]

_MOST_OF_A_PAGE = 500_000
"""Characters of a page's source in which scripts are looked for; bounds the work a hostile site can cause."""


@dataclass(frozen=True)
class OwnScript:
    """A script of a site.

    Attributes:
        code: Its source.
        where: The page it is written in, or its file.
        pages: The pages on which it may run.
        place: Where in the page's source it begins; 0 in a file.
    """

    code: str
    where: Page | Fetch
    pages: Sequence[Page]
    place: int = 0

    def quote(self, start: int, end: int) -> Evidence:
        """Quote a place of the script."""
        source = self.where.html if isinstance(self.where, Page) else self.code
        return evidence(source_quote(source, self.place + start, self.place + end), self.where)


def own_resources(site: Site) -> list[Fetch]:
    """Return the site's own style sheets and scripts, as far as they were fetched and a page loads them."""
    loaded = {key_of(embed.url) for page in site.pages for embed in page.embeds if is_own_code(embed)}
    return [fetch for fetch in site.fetches if is_resource(fetch) and key_of(fetch.url) in loaded]


def own_scripts(site: Site, names: Sequence[str]) -> Iterator[OwnScript]:
    """Yield the scripts of the pages, then those of the files, in which one of some names stands."""
    for page in site.pages:
        if any(name in page.html for name in names):
            for place, code in written_scripts(page.html[:_MOST_OF_A_PAGE]):
                if any(name in code for name in names):
                    yield OwnScript(code, page, (page,), place)
    yield from script_files(site, names)


def script_files(site: Site, names: Sequence[str] = ("",)) -> Iterator[OwnScript]:
    """Yield the scripts in files of the site's own in which one of some names stands."""
    for fetch in own_resources(site):
        if resource_kind(fetch) == "script":
            code = decode_body(fetch.body[:MOST_CHARACTERS], fetch.header("content-type"))
            if any(name in code for name in names):
                yield OwnScript(code, fetch, site.pages)
