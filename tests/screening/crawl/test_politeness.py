"""Manners, by a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from itertools import pairwise
from threading import Thread

import pytest

from screening.applicant import Applicant
from screening.crawl.crawl import crawl_site
from screening.crawl.options import CrawlOptions
from screening.crawl.politeness import Lane, retry_after_seconds
from screening.crawl.tools import Tools
from screening.fetch.outcome import Fetch, Hop
from screening.refusal import Refusal
from screening.site import ReadState, Site
from tests.screening.crawl.web import answer

US = 1_000_000
FAR = 10**18
Answers = dict[str, list[tuple[int | Refusal, dict[str, str]]]]


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.us = 1_700_000_000 * US
        self.slept: list[float] = []

    def now_us(self) -> int:
        return self.us

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.us += round(seconds * US)


class Scripted:
    """A fetcher with an answer for each path; each takes its latency."""

    def __init__(self, clock: Clock, answers: Answers, latency: float = 0.1) -> None:
        self.clock = clock
        self.answers = answers
        self.latency = latency
        self.asked: list[tuple[str, float]] = []

    def fetch(
        self,
        url: str,
        *,
        body_cap: int | None = None,
        deadline_seconds: float | None = None,
        max_redirects: int | None = None,
        stay_on: Callable[[str], bool] | None = None,
        accept: str = "",
        referrer: str = "",
    ) -> Fetch:
        begun = self.clock.us
        self.asked.append((url, begun / US))
        self.clock.us += round(self.latency * US)
        path = "/" + url.split("/", 3)[3]
        waiting = self.answers.get(path, [(404, {})])
        status, headers = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        body = headers.get("body", f"<title>{path}</title><p>All about {path}.").encode()
        sent = tuple((name, value) for name, value in headers.items() if name != "body")
        elapsed_us = round(self.latency * US)
        if isinstance(status, Refusal):
            return Fetch(url, url, begun, elapsed_us, refusal=status, detail="scripted")
        sent = (("content-type", "text/html"), *sent)
        return Fetch(
            url,
            url,
            begun,
            elapsed_us,
            status,
            sent,
            body,
            f"{hash(body):x}",
            hops=(Hop(url, status, headers.get("location", ""), "", "", sent),),
        )

    def paths(self) -> list[str]:
        return ["/" + url.split("/", 3)[3] for url, _ in self.asked]


def read(clock: Clock, fetcher: Scripted, site_seconds: float = 120.0) -> Site:
    return crawl_site(
        Applicant("a", "A", "https://site.example/"),
        Tools(fetcher, clock.now_us, sleep=clock.sleep),
        CrawlOptions(profiles=0, site_seconds=site_seconds),
    )


LINKS = "".join(f'<a href="/p{number}">{number}</a>' for number in range(6))
HOME = (200, {"body": f"<title>Home</title><p>Hello.</p>{LINKS}"})


def pauses(fetcher: Scripted) -> list[float]:
    times = [time for _, time in fetcher.asked]
    return [round(later - earlier - fetcher.latency, 3) for earlier, later in pairwise(times)]


def test_the_base_delay_stands_between_any_two_requests() -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [HOME], **{f"/p{number}": [(200, {})] for number in range(6)}})
    site = read(clock, fetcher)
    assert len(site.pages) == 7
    assert min(pauses(fetcher)) >= 1.0
    assert max(pauses(fetcher)) == pytest.approx(1.0)


def test_each_redirect_is_a_request_and_waits_like_one() -> None:
    clock = Clock()
    ways: Answers = {f"/r{number}": [(301, {"location": f"https://site.example/r{number + 1}"})] for number in range(3)}
    rules: Answers = {
        "/robots.txt": [(302, {"location": "https://site.example/rules"})],
        "/rules": [(200, {"body": "User-agent: *"})],
    }
    home = (301, {"location": "https://site.example/r0"})
    fetcher = Scripted(clock, {"/": [home], **ways, "/r3": [(200, {})], **rules})
    site = read(clock, fetcher)
    assert fetcher.paths()[:7] == ["/robots.txt", "/rules", "/", "/r0", "/r1", "/r2", "/r3"]
    assert min(pauses(fetcher)) >= 1.0
    assert [hop.url.rpartition("/")[2] for hop in site.fetches[1].hops] == ["", "r0", "r1", "r2", "r3"]


@pytest.mark.parametrize(("asked", "kept"), [("4", 4.0), ("9999", 30.0), ("-1", 1.0), ("inf", 1.0)])
def test_crawl_delay_is_kept_within_reason(asked: str, kept: float) -> None:
    clock = Clock()
    robots = (200, {"body": f"User-agent: affguard\nCrawl-delay: {asked}\n"})
    fetcher = Scripted(clock, {"/robots.txt": [robots], "/": [HOME], "/p0": [(200, {})]})
    read(clock, fetcher, site_seconds=3600)
    assert min(pauses(fetcher)) == pytest.approx(kept)


def test_the_pause_grows_with_latency_as_autothrottle_does() -> None:
    lane = Lane(CrawlOptions(), Clock().now_us, Clock().sleep)
    seen = []
    for status, latency in [(200, 4.0), (200, 2.0), (500, 0.1), (200, 0.1), (404, 0.1), (404, 8.0), (200, 90.0)]:
        lane.heard(answer("", status, elapsed_us=round(latency * US)))
        seen.append(lane.delay_seconds)
    # max(latency, mean of the old pause and latency); an answer other than 200 never shortens it; 30 s at most.
    assert seen == [4.0, 3.0, 3.0, 1.55, 1.55, 8.0, 30.0]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("100000", 60.0),
        ("9" * 400, 60.0),
        ("0", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        (formatdate(1_700_000_020, usegmt=True), 20.0),
        (formatdate(1_600_000_000, usegmt=True), 0.0),
        (formatdate(1_900_000_000, usegmt=True), 60.0),
        ("Wed, 99 Foo 2026 10:00:00 GMT", None),
        ("²", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after_seconds(value, 1_700_000_000 * US, 60.0) == seconds


def test_retry_after_is_honoured_then_the_page_is_read() -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [(429, {"retry-after": "17"}), HOME]})
    site = read(clock, fetcher)
    assert site.state is ReadState.READ
    assert fetcher.paths()[:3] == ["/robots.txt", "/", "/"]
    assert pauses(fetcher)[1] == pytest.approx(17)


@pytest.mark.parametrize(("status", "state"), [(429, ReadState.BLOCKED), (503, ReadState.UNREACHABLE)])
def test_after_two_times_no_a_site_is_left_alone(status: int, state: ReadState) -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [(status, {})]})
    site = read(clock, fetcher)
    assert site.state is state
    assert fetcher.paths() == ["/robots.txt", "/", "/"]


def test_a_site_that_says_no_midway_keeps_what_was_read() -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [HOME], "/p0": [(200, {})], "/p1": [(429, {"retry-after": "1"})]})
    site = read(clock, fetcher)
    assert site.state is ReadState.BLOCKED, "what was read is less than it refused"
    assert [page.url for page in site.pages] == ["https://site.example/", "https://site.example/p0"]
    assert fetcher.paths().count("/p1") == 2
    assert "/p2" not in fetcher.paths()
    assert {unread.reason for unread in site.unread if unread.url.endswith(("/p1", "/p2"))} == {"blocked"}


@pytest.mark.parametrize(
    ("first", "times"),
    [
        (502, 3),
        (504, 3),
        (500, 1),
        (404, 1),
        (403, 1),
        (Refusal.CONNECTION_BROKEN, 3),
        (Refusal.CONNECT_TIMEOUT, 3),
        (Refusal.PRIVATE_ADDRESS, 1),
        (Refusal.HEADERS_TOO_LARGE, 1),
        (Refusal.TLS_EXPIRED, 1),
        (Refusal.DEADLINE, 1),
    ],
)
def test_only_what_may_pass_is_asked_again_twice_at_most(first: int | Refusal, times: int) -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [HOME], "/p0": [(first, {})]})
    site = read(clock, fetcher)
    assert fetcher.paths().count("/p0") == times
    assert len([fetch for fetch in site.fetches if fetch.url.endswith("/p0")]) == times


def test_robots_txt_is_never_asked_again() -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/robots.txt": [(502, {})], "/": [HOME]})
    site = read(clock, fetcher)
    assert site.state is ReadState.DISALLOWED
    assert fetcher.paths() == ["/robots.txt"]


def test_the_wall_clock_of_a_site_is_kept() -> None:
    clock = Clock()
    fetcher = Scripted(clock, {"/": [HOME], **{f"/p{number}": [(200, {})] for number in range(6)}}, latency=10.0)
    begun = clock.us
    site = read(clock, fetcher)
    assert (clock.us - begun) / US <= 120 + fetcher.latency
    assert site.state is ReadState.READ
    assert any(unread.reason == "budget" for unread in site.unread)


def test_one_at_a_time() -> None:
    clock = Clock()
    lane = Lane(CrawlOptions(base_delay_seconds=0), clock.now_us, clock.sleep)
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            with lane.turn(FAR) as in_time:
                assert in_time
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)


def test_a_turn_that_comes_too_late_is_none() -> None:
    clock = Clock()
    lane = Lane(CrawlOptions(), clock.now_us, clock.sleep)
    with lane.turn(FAR):
        lane.heard(answer("", 503, headers=(("retry-after", "50"),)))
    with lane.turn(clock.us + 40 * US) as in_time:
        assert not in_time
    assert clock.slept == []
