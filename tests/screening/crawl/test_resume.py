"""What was fetched once is not fetched again: after a kill, on a second look, for another applicant."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from screening.crawl.crawl import crawl_site
from screening.crawl.tools import Tools
from screening.site import Site as Read
from screening.store import Store, export_warc
from tests.screening.crawl.test_vectors_g import HERE, robots, urlset
from tests.screening.crawl.web import FAST, Reply, Web, now_us, page, serve

HOST = "site.localhost"
ROOT = Path(__file__).resolve().parents[3]


def blog(name: str, delay: float = 0.0) -> dict[str, Reply | str]:
    posts: dict[str, Reply | str] = {f"/p{n}": Reply(page(f"{name} {n}"), delay_seconds=delay) for n in range(8)}
    return {"/": page(name, sorted(posts)), **posts}


def whole_blog() -> dict[str, Reply | str]:
    return {
        **blog("blog"),
        "/": page("Home", ["/p1", "/p2", "/go/x", "/moved", "/none"], '<img src="/pixel" width=1 height=1>'),
        "/robots.txt": robots(f"User-agent: *\nDisallow: /secret\nSitemap: {HERE}/map.xml"),
        "/map.xml": urlset(f"{HERE}/p3"),
        "/go/x": Reply(status=302, headers=(("Location", "https://merchant.example/?x=1"),)),
        "/pixel": Reply(status=302, headers=(("Location", "/p4"),)),
        "/moved": Reply(status=301, headers=(("Location", "/p5"),)),
    }


def look(web: Web, store: Store, applicant_id: str = "a", host: str = HOST) -> Read:
    with web.fetcher() as fetcher:
        return crawl_site(web.applicant(host, applicant_id=applicant_id), Tools(fetcher, now_us, store), FAST)


def test_a_second_look_asks_nothing_and_sees_the_same(tmp_path: Path) -> None:
    with serve({HOST: whole_blog()}) as web:
        with Store(tmp_path / "s.duckdb") as store:
            first = look(web, store)
        asked = len(web.asked)
        with Store(tmp_path / "s.duckdb") as store:
            second = look(web, store)
            other = look(web, store, "b")
            assert len(web.asked) == asked
            assert second == first
            assert (other.pages, other.own_redirects) == (first.pages, first.own_redirects)
            assert {"a", "b"} == {who for who in "abc" if list(store.fetches_of(who))}
            assert sorted(fetch.url for fetch in store.fetches_of("b")) == sorted(fetch.url for fetch in first.fetches)
            assert export_warc(store.fetches_of("a"), tmp_path / "a.warc.gz") == len(first.fetches)


def test_what_may_have_passed_is_asked_again(tmp_path: Path) -> None:
    own = whole_blog()
    own["/p1"] = Reply("busy", 500)
    with serve({HOST: own}) as web, Store(tmp_path / "s.duckdb") as store:
        assert len(look(web, store).pages) == 4
        own["/p1"] = page("blog 1")
        web.asked.clear()
        assert len(look(web, store).pages) == 5
        assert web.paths(HOST) == ["/p1"]


def test_what_is_too_old_is_asked_again(tmp_path: Path) -> None:
    later = 0

    def clock() -> int:
        return now_us() + later

    with serve({HOST: whole_blog()}) as web, Store(tmp_path / "s.duckdb") as store, web.fetcher() as fetcher:
        crawl_site(web.applicant(HOST), Tools(fetcher, clock, store), FAST)
        asked = len(web.asked)
        later = (FAST.reuse_seconds + 60) * 1_000_000
        crawl_site(web.applicant(HOST), Tools(fetcher, clock, store), FAST)
        assert len(web.asked) == 2 * asked


def test_robots_txt_is_used_for_a_day_at_most(tmp_path: Path) -> None:
    later = 0

    def clock() -> int:
        return now_us() + later

    week = replace(FAST, reuse_seconds=7 * 86_400)
    with serve({HOST: whole_blog()}) as web, Store(tmp_path / "s.duckdb") as store, web.fetcher() as fetcher:
        first = crawl_site(web.applicant(HOST), Tools(fetcher, clock, store), week)
        web.asked.clear()
        later = 2 * 86_400 * 1_000_000
        second = crawl_site(web.applicant(HOST), Tools(fetcher, clock, store), week)
        assert web.paths(HOST) == ["/robots.txt"]
        assert second.pages == first.pages


def test_killed_in_the_middle_and_run_again_nothing_kept_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    hosts = [f"s{n}.localhost" for n in range(6)]
    with serve({host: blog(host, 0.02) for host in hosts}) as web:
        command = [sys.executable, "-m", "tests.screening.crawl.interrupted", str(path), str(web.port), *hosts]
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ))
        deadline = time.monotonic() + 30
        while len(web.asked) < 25 and time.monotonic() < deadline:
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert run.returncode == -signal.SIGKILL
        time.sleep(0.05)
        asked_before = set(web.asked)
        assert 25 <= len(asked_before) < 6 * 11
        with Store(path) as store:
            kept = {
                (fetch.url.split("/")[2].rpartition(":")[0], "/" + fetch.url.split("/", 3)[3])
                for host in hosts
                for fetch in store.fetches_of(host)
            }
        # Lost is at most what each of the three workers had under way.
        assert kept <= asked_before
        assert len(asked_before) - len(kept) <= 3
        web.asked.clear()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
        assert not set(web.asked) & kept
        assert done.stdout.split("\n")[:-1] == [f"{host} 9 read" for host in hosts]
        web.asked.clear()
        subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
        assert web.asked == []
