"""Many applicants at once."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from screening.applicant import Applicant
from screening.crawl.many_sites import crawl_many
from screening.crawl.tools import Tools
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.site import ReadState
from screening.store import Store, StoreError
from tests.screening.crawl.web import FAST, Reply, Site, now_us, page, serve

ROOT = Path(__file__).resolve().parents[3]


def small(name: str, delay: float = 0.0) -> Site:
    own: Site = {f"/{n}": Reply(page(f"{name} {n}"), delay_seconds=delay) for n in range(4)}
    return {"/": Reply(page(name, sorted(own)), delay_seconds=delay), **own}


def test_results_come_in_the_order_of_the_applicants() -> None:
    sites = {f"s{n}.localhost": small(f"site {n}", 0.02 * (n % 3)) for n in range(12)}
    with serve(sites) as web, web.fetcher() as fetcher:
        applicants = [web.applicant(host) for host in sites]
        found = list(crawl_many(applicants, Tools(fetcher, now_us), FAST, workers=4))
    assert [site.applicant for site in found] == applicants
    assert [len(site.pages) for site in found] == [5] * 12
    assert set(web.most_at_once.values()) == {1}


def test_one_request_at_a_time_even_for_many_applicants_of_one_site() -> None:
    with serve({"same.localhost": small("same", 0.01)}) as web, web.fetcher() as fetcher:
        applicants = [web.applicant("same.localhost", applicant_id=f"a{n}") for n in range(5)]
        found = list(crawl_many(applicants, Tools(fetcher, now_us), FAST, workers=5))
    assert [len(site.pages) for site in found] == [5] * 5
    assert web.most_at_once["same.localhost"] == 1


def test_a_fault_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def parse(fetch: Fetch) -> Page:
        if b"site 1" in fetch.body:
            raise RuntimeError("a page that breaks the parser")
        return parse_page(fetch)

    sites = {f"s{n}.localhost": small(f"site {n}") for n in range(3)}
    with serve(sites) as web, web.fetcher() as fetcher, caplog.at_level(logging.ERROR):
        found = list(crawl_many([web.applicant(host) for host in sites], Tools(fetcher, now_us), FAST, parse=parse))
    assert [site.state for site in found] == [ReadState.READ, ReadState.UNREACHABLE, ReadState.READ]
    assert [site.is_our_fault for site in found] == [False, True, False]
    assert "RuntimeError" in found[1].state_reason
    assert "breaks the parser" in caplog.text


def test_without_a_store_that_works_nothing_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path / "screening.duckdb")
    store.close()
    with serve({"s.localhost": small("s")}) as web, web.fetcher() as fetcher, pytest.raises(StoreError):
        list(crawl_many([web.applicant("s.localhost")], Tools(fetcher, now_us, store), FAST))
    assert web.asked == []


def test_breaking_off_ends_all_threads_and_keeps_what_was_read(tmp_path: Path) -> None:
    sites = {f"s{n}.localhost": small(f"site {n}", 0.03) for n in range(30)}
    slow = replace(FAST, base_delay_seconds=0.05)
    with serve(sites) as web, web.fetcher() as fetcher:
        applicants = [web.applicant(host) for host in sites]
        with Store(tmp_path / "screening.duckdb") as store:
            run = crawl_many(applicants, Tools(fetcher, now_us, store), slow, workers=4)
            first = next(run)
            run.close()
            asked = len(web.asked)
            assert not [thread for thread in threading.enumerate() if thread.name.startswith("crawl")]
            assert 5 <= asked < 30 * 5
            kept = [fetch for applicant in applicants for fetch in store.fetches_of(applicant.applicant_id)]
            assert len(kept) == asked
            assert {fetch.url for fetch in first.fetches} <= {fetch.url for fetch in kept}
            again = list(crawl_many(applicants, Tools(fetcher, now_us, store), FAST, workers=4))
    assert [len(site.pages) for site in again] == [5] * 30
    assert len(web.asked) == len(set(web.asked)), "nothing is asked twice"


def test_an_endless_list_of_applicants_is_read_as_needed() -> None:
    taken = 0

    def endless(website: str) -> Applicant:
        nonlocal taken
        taken += 1
        return Applicant(f"a{taken}", "A", website)

    with serve({"s.localhost": small("s")}) as web, web.fetcher() as fetcher:
        run = crawl_many(iter(lambda: endless(web.url("s.localhost")), None), Tools(fetcher, now_us), FAST, workers=2)
        assert [next(run).applicant.applicant_id for _ in range(3)] == ["a1", "a2", "a3"]
        run.close()
    assert taken <= 2 * 2 + 1 + 3, "no more than these are under way or wait to be handed over"


def test_ctrl_c_waits_for_no_slow_server_and_keeps_what_came(tmp_path: Path) -> None:
    """Three workers: two hang on servers that do not answer, one reads on; then the interrupt comes."""
    hosts = ["slow-a.localhost", "slow-b.localhost", "quick.localhost"]
    never = 30.0  # seconds; longer than any exchange may take
    slow: Site = {"/": page("Home", ["/slow"]), "/slow": Reply(page("slow"), delay_seconds=never)}
    with serve({hosts[0]: slow, hosts[1]: slow, hosts[2]: small("quick")}) as web:
        store_path = tmp_path / "s.duckdb"
        command = [sys.executable, "-m", "tests.screening.crawl.interrupted", str(store_path), str(web.port), *hosts]
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        waits_until = time.monotonic() + 30
        awaited = {(host, "/slow") for host in hosts[:2]} | {(hosts[2], f"/{n}") for n in range(4)}
        while not awaited <= set(web.asked) and time.monotonic() < waits_until:
            time.sleep(0.01)
        time.sleep(0.3)
        begun = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=never)
        took = time.monotonic() - begun
    assert awaited <= set(web.asked)
    assert took < never / 3
    assert "KeyboardInterrupt" in said and "Fatal" not in said and "Exception in thread" not in said
    with Store(store_path) as store:
        kept = {fetch.url.partition(f":{web.port}")[::2] for host in hosts for fetch in store.fetches_of(host)}
    answered = {(f"http://{host}", path) for host, path in web.asked if path != "/slow"}
    assert kept == answered
