"""Requests for one applicant: kept answers are not asked for again, robots.txt and the time limit are obeyed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from screening.crawl.left_behind import answer_unless_stopped
from screening.crawl.options import CrawlOptions
from screening.crawl.politeness import Lanes, may_pass
from screening.crawl.robots import Robots, RobotsState, read_robots, robots_url
from screening.crawl.tools import Tools
from screening.fetch.fetcher import ACCEPT
from screening.fetch.outcome import Fetch
from screening.refusal import Refusal
from screening.site import Unread
from screening.urls import BadUrlError, parse_url, site_of, url_key

__all__ = ["Ask", "Reader", "redirect_target"]

_US = 1_000_000  # microseconds of a second
_ROBOTS_REDIRECTS = 5  # RFC 9309 section 2.3.1.2: at least five redirects should be followed
_ROBOTS_REUSE_SECONDS = 86_400
"""RFC 9309 section 2.4: robots.txt is not to be used for longer than a day."""
_OUT_OF_TIME = "the time for this site was over"
_TOO_BUSY = "the server answered 429 or 503 too often and is left alone"
_SERVICE_PATIENCE = 0.25
"""Share of a site's wall clock that may be spent waiting for a turn at a service that many applicants need."""
_PAGES = frozenset({"home", "page"})
MOST_FETCHES_KEPT = 500  # in memory, for one site; the budgets of a crawl end it long before


@dataclass(frozen=True)
class Ask:
    """How something is asked for.

    Attributes:
        purpose: Part of the store's key, since what is followed depends on it.
        body_cap: Bytes of the decoded body.
        redirects: How many are followed.
        follow: Which addresses may be gone on to; asked before the request.
        retries: How often it is repeated for reasons that may pass.
        accept: The `Accept` header.
        seconds: Wall clock for one exchange, where it is shorter than that of the options.
        referrer: The `Referer` header; "" = none.
        aside: Whether the exchange is kept out of the reader's `fetches`; it counts in `page_bytes`.
    """

    purpose: str
    body_cap: int
    redirects: int
    follow: Callable[[str], bool]
    retries: int = 0
    accept: str = ACCEPT
    seconds: float = math.inf
    referrer: str = ""
    aside: bool = False


def redirect_target(fetch: Fetch) -> str:
    """Return where the last answer sends on, not followed; "" if it does not."""
    if fetch.refusal is None and fetch.hops and 300 <= fetch.hops[-1].status < 400:
        return fetch.hops[-1].location
    return ""


class Reader:
    """One applicant's requests.

    Attributes:
        fetches: The first exchanges with sites, `MOST_FETCHES_KEPT` at most, kept answers included; none aside.
        page_bytes: Decoded bodies of the pages and of what was read aside, together.
        page_requests: Requests made for pages besides the home page, each redirect one; kept answers count as when they
            were asked for, so that a second reading ends where the first did.
    """

    def __init__(
        self,
        applicant_id: str,
        tools: Tools,
        options: CrawlOptions,
        lanes: Lanes,
        *,
        on_request: Callable[[str], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._applicant_id = applicant_id
        self._fetcher = tools.fetcher
        self._store = tools.store
        self._options = options
        self._lanes = lanes
        self._now_us = tools.now_us
        self._on_request = on_request
        self._stopped = stopped
        self._begun_us = self._now_us()
        self._until_us = self._begun_us + round(options.site_seconds * _US)
        self._robots: dict[str, Robots] = {}
        self.fetches: list[Fetch] = []
        self.page_bytes = 0
        self.page_requests = 0

    def out_of_time(self) -> bool:
        """Return whether the site's wall clock has run down, or all crawling was stopped."""
        return self._stopped() or self._now_us() >= self._until_us

    def robots(self, url: str) -> Robots:
        """Return the rules for an address, asked for once an origin."""
        origin = parse_url(url).origin
        if origin not in self._robots:
            ask = Ask(
                "robots", self._options.robots_bytes, _ROBOTS_REDIRECTS, lambda to: not self._options.never_request(to)
            )
            answer = self._kept_or_asked(robots_url(origin), ask)
            if isinstance(answer, Unread):
                return Robots(RobotsState.ASKED_NOT_TO, f"robots.txt was not read: {answer.detail}")
            robots = self._robots[origin] = read_robots(answer)
            self._lanes.of(site_of(url)).ask_for(robots.delay_seconds(self._options.product_token))
        return self._robots[origin]

    def denied(self, url: str) -> Unread | None:
        """Return why an address must not be asked; None if it may."""
        try:
            parse_url(url)
        except BadUrlError as error:
            return Unread(url, error.refusal.value, str(error))
        if self._options.never_request(url):
            return Unread(url, "never_request", "an affiliate network would count the request as a click")
        if self.out_of_time():
            return Unread(url, "budget", _OUT_OF_TIME)
        robots = self.robots(url)
        if robots.state is RobotsState.NO_CONNECTION and robots.fetch is not None and robots.fetch.refusal is not None:
            return Unread(url, robots.fetch.refusal.value, robots.why)
        if not robots.allows(url, self._options.product_token):
            why = "robots.txt asks programs to stay away" if robots.state is RobotsState.RULES else robots.why
            return Unread(url, "robots", why)
        return None

    def read(self, url: str, ask: Ask) -> Fetch | Unread:
        """Return an answer, kept or new, or why there is no answer."""
        answer = self.answer(url, ask)
        onward = "" if isinstance(answer, Unread) else redirect_target(answer)
        if onward and ask.follow(onward):
            barred = self.denied(onward)
            if barred is not None:
                return Unread(url, barred.reason, f"it sends visitors on to {onward}: {barred.detail}")
        return answer

    def answer(self, url: str, ask: Ask) -> Fetch | Unread:
        """Return an answer as `read` does, but also one that sends visitors on to what must not be asked."""
        return self.denied(url) or self._kept_or_asked(url, ask)

    def ask_service(self, url: str, ask: Ask) -> Fetch | Unread:
        """Return what a public service, such as a register of domains, answers for this applicant, kept or new.

        It is made for programs and no site, so no robots.txt is asked for, and the exchange is not among `fetches`.
        One request at a time goes to a service, too. Affiliate click addresses are left alone on every hop.
        """
        if self._options.never_request(url):
            return Unread(url, "never_request", "an affiliate network would count the request as a click")
        if self.out_of_time():
            return Unread(url, "budget", _OUT_OF_TIME)
        kept = self._kept(url, ask)
        if kept is not None:
            return kept

        never_request = self._options.never_request  # an exchange that is left behind must not hold the store

        def may_ask(to: str) -> bool:
            return ask.follow(to) and not never_request(to)

        patience_us = round(self._options.site_seconds * _SERVICE_PATIENCE * _US)
        answer = self._exchange(url, ask, ask.redirects, may_ask, min(self._until_us, self._now_us() + patience_us))
        if isinstance(answer, Fetch):
            self._save(answer, url_key(url), ask)
        return answer

    def _kept_or_asked(self, url: str, ask: Ask) -> Fetch | Unread:
        kept = self._kept(url, ask)
        if kept is not None:
            self._note(kept, ask)
            return kept
        answer = self._follow(url, ask)
        if isinstance(answer, Fetch):
            self._keep(answer, url_key(url), ask)
        return answer

    def _kept(self, url: str, ask: Ask) -> Fetch | None:
        if self._store is None:
            return None
        reuse = self._options.reuse_seconds
        reuse = min(reuse, _ROBOTS_REUSE_SECONDS) if ask.purpose == "robots" else reuse
        since_us = self._begun_us - reuse * _US
        return self._store.find(url_key(url), since_us, purpose=ask.purpose, applicant_id=self._applicant_id)

    def _follow(self, url: str, ask: Ask) -> Fetch | Unread:
        """Ask, and go on from redirect to redirect: each is a request, with its pause, and robots.txt is read before.

        Nothing has to be allowed for robots.txt itself (RFC 9309 section 2.3.1.2).
        """
        whole: Fetch | None = None
        target = url
        while True:
            part = self._exchange(target, ask, 0, lambda _to: False, self._until_us)
            if isinstance(part, Unread):
                if whole is not None:
                    self._note(whole, ask)
                return part
            whole = part if whole is None else _joined(whole, part)
            target = redirect_target(whole)
            if not target or not ask.follow(target):
                return whole
            if any(hop.url == target for hop in whole.hops):
                return replace(whole, refusal=Refusal.REDIRECT_LOOP, detail=f"it comes back to {target}")
            if ask.purpose != "robots" and self.denied(target) is not None:
                return whole
            if len(whole.hops) > ask.redirects:
                return replace(whole, refusal=Refusal.TOO_MANY_REDIRECTS, detail=f"more than {ask.redirects} redirects")

    def _exchange(
        self, url: str, ask: Ask, redirects: int, stay_on: Callable[[str], bool], turn_until_us: int
    ) -> Fetch | Unread:
        """Ask one origin, politely, and again if the trouble may pass."""
        lane = self._lanes.of(site_of(url))
        failed: Fetch | None = None
        tries = 0
        while True:
            with lane.turn(turn_until_us) as in_time:
                if lane.stopped:
                    return failed or Unread(url, "blocked", _TOO_BUSY)
                fetch = self._fetched(url, ask, redirects, stay_on) if in_time and not self._stopped() else None
                if fetch is None:
                    return failed or Unread(url, "budget", _OUT_OF_TIME)
                lane.heard(fetch)
            if failed is not None:
                self._keep(failed, url_key(url), ask)
            tries += 1
            if tries > ask.retries or not may_pass(fetch):
                return fetch
            failed = fetch

    def _fetched(self, url: str, ask: Ask, redirects: int, stay_on: Callable[[str], bool]) -> Fetch | None:
        """Make one request; None where the run is broken off meanwhile."""
        self._on_request(url)
        left_seconds = (self._until_us - self._now_us()) / _US
        exchange = partial(
            self._fetcher.fetch,
            url,
            body_cap=ask.body_cap,
            deadline_seconds=min(ask.seconds, self._options.request_seconds, left_seconds),
            max_redirects=redirects,
            stay_on=stay_on,
            accept=ask.accept,
            referrer=ask.referrer,
        )
        return answer_unless_stopped(exchange, self._stopped)

    def _keep(self, fetch: Fetch, key: str, ask: Ask) -> None:
        self._save(fetch, key, ask)
        self._note(fetch, ask)

    def _save(self, fetch: Fetch, key: str, ask: Ask) -> None:
        if self._store is not None:
            self._store.save(fetch, key, purpose=ask.purpose, applicant_id=self._applicant_id)

    def _note(self, fetch: Fetch, ask: Ask) -> None:
        if ask.aside or ask.purpose in _PAGES:
            self.page_bytes += len(fetch.body)
        if ask.purpose == "page":
            self.page_requests += max(1, len(fetch.hops))
        if not ask.aside and len(self.fetches) < MOST_FETCHES_KEPT:
            self.fetches.append(fetch)


def _joined(first: Fetch, then: Fetch) -> Fetch:
    """Return two exchanges as one that went on from origin to origin."""
    return replace(
        then,
        url=first.url,
        fetched_at_us=first.fetched_at_us,
        elapsed_us=first.elapsed_us + then.elapsed_us,
        hops=first.hops + then.hops,
    )
