"""Everything that is known of an applicant's site, gathered: pages, register, backlinks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from screening.applicant import Applicant
from screening.backlinks.provider import BacklinkProvider, UnknownBacklinksError
from screening.crawl.many_sites import crawl_many
from screening.crawl.options import CrawlOptions, Progress
from screening.crawl.reader import Ask, Reader
from screening.crawl.tools import Tools
from screening.domain.bootstrap import NotAskedError, RegisterDirectory
from screening.domain.facts import DomainFacts
from screening.domain.gather import gather_facts
from screening.fetch.fetcher import Fetcher
from screening.fetch.outcome import Fetch
from screening.site import Site, Unread
from screening.store.kept_answers import KeptFetcher
from screening.store.store import Store
from screening.urls import host_of, registrable_domain

__all__ = ["Providers", "Services", "gather_sites"]

_US = 1_000_000
_SERVICE_BYTES = 1_000_000


@dataclass(frozen=True)
class Providers:
    """Whom the screener asks, and as whom.

    Attributes:
        user_agent: How it names itself.
        allow_hosts: Hosts that may lie on this machine or in a private network.
        register_url: The directory of registers.
        backlinks: Who knows of backlinks; None = nobody is asked.
        no_backlinks: Why nobody is asked, and what would change that.
    """

    user_agent: str
    allow_hosts: Sequence[str]
    register_url: str
    backlinks: BacklinkProvider | None = None
    no_backlinks: str = ""


def gather_sites(
    applicants: Sequence[Applicant],
    store: Store,
    providers: Providers,
    options: CrawlOptions,
    *,
    now_us: Callable[[], int],
    workers: int,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Site]:
    """Yield the applicants' sites in their order, each with what register and backlink provider say.

    Args:
        applicants: Whose.
        store: Keeps every exchange.
        providers: Whom to ask.
        options: Budgets and manners of the crawl.
        now_us: The time, in microseconds since 1970, UTC.
        workers: Sites read at once.
        on_progress: Called from several threads.
    """
    with Fetcher(user_agent=providers.user_agent, now_us=now_us, allow_hosts=providers.allow_hosts) as fetcher:
        reuse_us = options.reuse_seconds * _US
        never = options.never_request
        common = KeptFetcher(fetcher, store, now_us=now_us, reuse_us=reuse_us, purpose="register", never_request=never)
        directory = RegisterDirectory(providers.register_url, reader=common)

        def look_up(home: Fetch, reader: Reader) -> DomainFacts:
            return gather_facts(home, Services(reader), directory)

        sites = crawl_many(
            applicants, Tools(fetcher, now_us, store), options, workers=workers, on_progress=on_progress,
            look_up=look_up,
        )  # fmt: skip
        for site in sites:
            yield _with_backlinks(site, registrable_domain(host_of(site.home_url)), providers)


class Services:
    """Asks registers and name servers on an applicant's account: its time, its turn, its exchanges in the store."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def fetch(self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float) -> Fetch:
        """Return one exchange.

        Raises:
            NotAskedError: If nothing was asked.
        """
        # What came of it depends on how far redirects were followed, and so does the key in the store.
        purpose = "register" if max_redirects else "wildcard"
        ask = Ask(purpose, _SERVICE_BYTES, max_redirects, lambda _: True, accept=accept, seconds=deadline_seconds)
        answer = self._reader.ask_service(url, ask)
        if isinstance(answer, Unread):
            raise NotAskedError(answer.detail)
        return answer


def _with_backlinks(site: Site, domain: str, providers: Providers) -> Site:
    if providers.backlinks is None:
        return replace(site, backlinks_unknown=providers.no_backlinks or "no provider of backlinks is configured")
    try:
        return replace(site, backlinks=providers.backlinks.look_up(domain))
    except UnknownBacklinksError as error:
        return replace(site, backlinks_unknown=str(error))
