"""One applicant's site, read: the pages that matter first, within budgets, politely, and nothing twice."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from screening.applicant import Applicant
from screening.compare.named_pages import is_legal, speaks_for_site
from screening.crawl.content import SeenPages, asks_to_log_in, unread_reason
from screening.crawl.home import Home, open_home
from screening.crawl.how_far import ASKS_TO_LOG_IN, how_far
from screening.crawl.options import CrawlOptions, Progress
from screening.crawl.own_links import OwnLinks
from screening.crawl.politeness import Lanes
from screening.crawl.profiles import crawl_profiles
from screening.crawl.reader import Ask, Reader, redirect_target
from screening.crawl.redirects import WORST_LOADED, RedirectProbes
from screening.crawl.resources import read_resources, with_own_sheets
from screening.crawl.second_look import look_again
from screening.crawl.sitemaps import read_sitemaps
from screening.crawl.tools import Run, Tools
from screening.domain.facts import DomainFacts
from screening.fetch.outcome import Fetch
from screening.page.files import hints_of, read_file
from screening.page.model import Page
from screening.page.parse import is_resource, parse_page
from screening.site import CHALLENGE_PATH, ReadState, SecondLook, Site, SitemapEntry, SocialProfile, Unread
from screening.urls import parse_url, site_of

__all__ = ["crawl_site", "missing_path"]

MOST_UNREAD = 200
"""Addresses that are listed as not read."""
PROOF_BYTES = 4_000
"""Bytes read of the file with which applicants prove control; a challenge has 33 characters."""
_PROOF_REDIRECTS = 2
"""Redirects followed for that file, such as to https, and to or from `www.`."""
_EARLY_PROBES = 6
"""Own redirects asked before the pages, which may use up the time."""
_MOST_DOORS = 5
"""Pages to log in that are kept; a site has one, and one more for each kind of visitor."""
_FEW_PAGES = 5
"""With fewer articles, links that look like days of a calendar are read, too, at most so many."""
_TOO_LONG = "it is longer than is read of a page"


def missing_path(site: str) -> str:
    """Return a path that no site has, the same for a site every time."""
    return f"/no-such-page-{hashlib.sha256(site.encode()).hexdigest()[:12]}"


def crawl_site(
    applicant: Applicant,
    tools: Tools,
    options: CrawlOptions | None = None,
    run: Run | None = None,
    *,
    parse: Callable[[Fetch], Page] = parse_page,
    look_up: Callable[[Fetch, Reader], DomainFacts] | None = None,
) -> Site:
    """Read one applicant's site.

    Args:
        applicant: Whose site.
        tools: What to work with.
        options: Budgets and manners.
        run: What is shared with other sites that are read at the same time.
        parse: Turns an answer into a page.
        look_up: Asks registers about the domain of the home page's exchange, within the site's time; None asks nobody.
    """
    options = options or CrawlOptions()
    run = run or Run()
    lanes = run.lanes or Lanes(options, tools.now_us, tools.sleep or time.sleep)
    pages: list[Page] = []

    def tell(url: str, *, done: bool = False) -> None:
        if run.on_progress is not None:
            run.on_progress(Progress(applicant.applicant_id, len(pages), url, done))

    reader = Reader(applicant.applicant_id, tools, options, lanes, on_request=tell, stopped=run.stopped)
    home = open_home(applicant.website, reader, options, parse)
    # Before the pages, which may use up all the time; the age of the domain tells more than the last of them.
    domain = look_up(_home_fetch(home, reader), reader) if look_up else DomainFacts()
    crawl = _Crawl(applicant, home, reader, options, parse, tools.now_us(), pages, domain)
    if home.state is ReadState.READ:
        crawl.run()
    tell(home.url, done=True)
    return crawl.site()


def _home_fetch(home: Home, reader: Reader) -> Fetch:
    """Return the exchange that read the home page, or an empty one where there is none."""
    asked = home.pages[0].asked_url if home.pages else None
    return next((one for one in reader.fetches if one.url == asked and one.hops), Fetch(home.url, home.url, 0))


@dataclass
class _Crawl:
    """What grows while one site is read."""

    applicant: Applicant
    home: Home
    reader: Reader
    options: CrawlOptions
    parse: Callable[[Fetch], Page]
    now_us: int
    pages: list[Page]
    domain: DomainFacts
    unread: list[Unread] = field(default_factory=list)
    sitemap: tuple[SitemapEntry, ...] = ()
    missing: Fetch | None = None
    doors: list[Page] = field(default_factory=list)
    profiles: tuple[SocialProfile, ...] = ()

    def __post_init__(self) -> None:
        self.links = OwnLinks(self.home.scope, self.options)
        self.most_requests = self.options.pages * self.options.requests_per_page
        self.probes = RedirectProbes(self.home.scope, self.options, self.parse)
        self.seen = SeenPages(self.parse)
        self.second_looks: tuple[SecondLook, ...] | None = () if self.options.second_look else None
        self.unread.extend(self.home.unread)
        for fetch in self.home.sent_on:
            self.probes.known(fetch)

    def run(self) -> None:
        """Read everything, the most telling first."""
        for page in self.home.pages:
            self.links.frontier.seen(page.url)
            self.links.frontier.seen(page.asked_url)
            if self.seen.add(page):
                self.pages.append(page)
        origin = parse_url(self.pages[0].url).origin
        self._probe_missing(origin)
        for page in self.home.pages:
            self._take_links(page, depth=0)
        self.probes.run(self.reader, _EARLY_PROBES)
        if self.home.scope.owns(self.pages[0].url):
            self.sitemap = read_sitemaps(self.reader, self.home.scope, origin, self.options)
        self.links.take_sitemap(self.sitemap, self.now_us)
        self._read_pages(self.options.pages)
        if sum(not (is_legal(page) or speaks_for_site(page)) for page in self.pages) < _FEW_PAGES:
            # With so little to read, what looks like a day of a calendar is worth a few requests.
            self.links.let_dated_wait(_FEW_PAGES)
            self._read_pages(min(self.options.pages, len(self.pages) + _FEW_PAGES))
        self.probes.run(self.reader, self.options.redirect_probes, worst=WORST_LOADED)
        self._read_besides(origin)
        self.probes.run(self.reader, self.options.redirect_probes, with_samples=True)
        self.profiles, unread = crawl_profiles(self.applicant, self.pages, self.reader, self.options, self.parse)
        self.unread.extend(unread)
        if self.options.second_look:
            self.second_looks = look_again(self.home.pages[-1], self.pages, self.reader, self.options, self.parse)

    def _probe_missing(self, origin: str) -> None:
        url = origin + missing_path(site_of(origin))
        ask = Ask("missing", self.options.page_bytes, self.options.page_redirects, self.home.scope.owns)
        answer = self.reader.read(url, ask)
        if isinstance(answer, Fetch):
            self.missing = answer
            if not self.reader.out_of_time():
                self.seen.learn_missing(answer, self.pages[0])

    def _read_besides(self, origin: str) -> None:
        """Read the applicant's proof of control, and own style sheets and scripts.

        Pages learn what the sheets hide; own addresses that the files load wait to be asked where they lead.
        """
        proof = origin + CHALLENGE_PATH
        if self.home.scope.owns(proof):
            self.reader.read(proof, Ask("proof", PROOF_BYTES, _PROOF_REDIRECTS, self.home.scope.owns))
        files, unread = read_resources(self.pages, self.reader, self.home.scope, self.options)
        self.unread.extend(unread)
        hints = hints_of(self.pages)
        for file in files:
            self.probes.known(file)
            if is_resource(file) and not self.reader.out_of_time():
                self.probes.consider(read_file(file, hints))
        self.pages[:] = with_own_sheets(self.pages, self.reader.fetches, self.reader.out_of_time)

    def _read_pages(self, most: int) -> None:
        ask = Ask(
            "page", self.options.page_bytes, self.options.page_redirects, self.home.scope.owns, self.options.retries
        )
        while len(self.pages) < most and self.reader.page_bytes < self.options.site_bytes:
            if self.reader.out_of_time() or self.reader.page_requests >= self.most_requests:
                return
            waiting = self.links.frontier.next()
            if waiting is None:
                return
            answer = self.reader.read(waiting.url, ask)
            if isinstance(answer, Unread):
                self.unread.append(answer)
                continue
            if redirect_target(answer):
                self.probes.known(answer)
                continue
            page = self._page(answer, waiting.url)
            if page is not None:
                self.pages.append(page)
                self._take_links(page, waiting.depth)

    def _page(self, answer: Fetch, url: str) -> Page | None:
        """Return the page of an answer; None where it is no page or was read under another address."""
        reason = unread_reason(answer)
        if reason is not None:
            self.unread.append(reason)
            return None
        if answer.final_url != url and self.links.frontier.seen(answer.final_url):
            return None
        if self.reader.out_of_time():
            self.unread.append(Unread(url, "budget", "it came when the time for this site was over"))
            return None
        page = self.parse(answer)
        if asks_to_log_in(answer, page):
            self.unread.append(Unread(url, "blocked", ASKS_TO_LOG_IN))
            self._keep_door(page)
            return None
        if self.seen.is_missing(page):
            self.unread.append(Unread(url, "status", "it shows what an address that cannot exist shows"))
            return None
        return page if self.seen.add(page) else None

    def _keep_door(self, page: Page) -> None:
        """Keep a page to log in; the same one stands behind every address that only members may see."""
        is_new = all(page.body_sha256 != one.body_sha256 for one in self.doors)
        if is_new and len(self.doors) < _MOST_DOORS:
            self.doors.append(page)

    def _take_links(self, page: Page, depth: int) -> None:
        self.probes.consider(page)
        self.links.take(page, depth)

    def site(self) -> Site:
        """Return all that was gathered."""
        cut = [Unread(page.url, "budget", _TOO_LONG) for page in self.pages if page.truncated]
        unread = [*self.unread, *cut, *self.links.trapped(), *self.probes.unread]
        unread += [*self.links.left_over(), *self.probes.left_over()]
        state, why = self.home.state, self.home.why
        if state is ReadState.READ:
            state, why = how_far(self.pages, self.unread)
        return Site(
            applicant=self.applicant,
            home_url=self.home.url,
            state=state,
            state_reason=why,
            pages=tuple(self.pages),
            fetches=self._fetches(),
            unread=tuple(unread[:MOST_UNREAD]),
            sitemap=self.sitemap,
            own_redirects=tuple(self.probes.found),
            missing_page=self.missing,
            domain=self.domain,
            profiles=tuple(_slim(profile) for profile in self.profiles),
            second_looks=self.second_looks,
            barrier=self.home.barrier,
            doors=tuple(self.doors),
        )

    def _fetches(self) -> tuple[Fetch, ...]:
        """Return every exchange by time; bodies that stand in a page as its source are left out, twice costs memory."""
        asked = [*self.reader.fetches, *([self.domain.registration_fetch] if self.domain.registration_fetch else [])]
        read = {page.body_sha256 for page in self.pages}
        read |= {profile.page.body_sha256 for profile in self.profiles if profile.page}
        slim = [replace(fetch, body=b"") if fetch.body_sha256 in read else fetch for fetch in asked]
        return tuple(sorted(slim, key=lambda fetch: fetch.fetched_at_us))


def _slim(profile: SocialProfile) -> SocialProfile:
    """Return a profile without the body that its page has as source."""
    if profile.page is None or profile.fetch is None:
        return profile
    return replace(profile, fetch=replace(profile.fetch, body=b""))
