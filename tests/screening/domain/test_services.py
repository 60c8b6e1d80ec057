"""Registers are asked on each applicant's account: its time, its turn, its exchanges, and never a click."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from screening.crawl.crawl import crawl_site
from screening.crawl.many_sites import crawl_many
from screening.crawl.options import CrawlOptions
from screening.crawl.reader import Reader
from screening.crawl.tools import Tools
from screening.domain.bootstrap import RegisterDirectory, look_up
from screening.domain.facts import DomainFacts
from screening.domain.gather import answers_every_name
from screening.fetch.outcome import Fetch
from screening.gather import Services
from screening.site import Site
from screening.store import Store
from screening.store.kept_answers import KeptFetcher
from tests.screening.crawl.web import FAST, Reply, Web, now_us, page, serve
from tests.screening.crawl.web import Site as Served

HOST, REGISTER, CLICKS = "blog.localhost", "register.localhost", "clicks.localhost"
CAREFUL = replace(FAST, never_request=lambda url: CLICKS in url)
ANSWER = json.dumps({"objectClassName": "domain", "ldhName": "blog.com"})


def to(path: str, host: str = REGISTER) -> Reply:
    return Reply(status=302, headers=(("Location", f"http://{host}:%port%{path}"),))


def read(
    register: Served, options: CrawlOptions = CAREFUL, store: Store | None = None, again: int = 1
) -> tuple[Site, Web]:
    """Crawl a site whose domain is looked up in a register that answers so."""
    with serve({HOST: {"/": page("Home")}, REGISTER: register, CLICKS: {}}) as web, web.fetcher() as fetcher:
        directory = RegisterDirectory(override=web.url(REGISTER))

        def ask(_home: Fetch, reader: Reader) -> DomainFacts:
            facts = look_up("blog.com", Services(reader), directory)
            return replace(facts, wildcard=answers_every_name(HOST, "127.0.0.1", Services(reader)))

        for _ in range(again):
            site = crawl_site(web.applicant(HOST), Tools(fetcher, now_us, store), options, look_up=ask)
        return site, web


@pytest.mark.parametrize(
    ("register", "is_known"),
    [
        ({"/domain/blog.com": Reply(ANSWER)}, True),
        ({"/domain/blog.com": to("/1"), "/1": to("/2"), "/2": Reply(ANSWER)}, True),
        ({"/domain/blog.com": to("/1"), "/1": to("/2"), "/2": to("/3"), "/3": Reply(ANSWER)}, False),
        ({"/domain/blog.com": to("/click", CLICKS)}, False),
        ({"/domain/blog.com": to("/1"), "/1": to("/click", CLICKS)}, False),
    ],
)
def test_a_register_sends_on_twice_at_most_and_never_to_a_click(register: Served, is_known: bool) -> None:
    site, web = read(register)
    assert (site.domain.registration is not None) is is_known
    assert bool(site.domain.registration_unknown) is not is_known
    assert web.paths(CLICKS) == []
    assert "/3" not in web.paths(REGISTER)
    assert "/robots.txt" not in web.paths(REGISTER), "a register is no site"


def test_what_was_asked_is_the_applicants_and_not_asked_again(tmp_path: Path) -> None:
    with Store(tmp_path / "screening.duckdb") as store:
        site, web = read({"/domain/blog.com": Reply(ANSWER)}, store=store, again=2)
        kept = {fetch.url for fetch in store.fetches_of(HOST)}
    assert web.paths(REGISTER) == ["/domain/blog.com"]
    assert web.url(REGISTER, "/domain/blog.com") in kept
    assert [url for url in kept if url.endswith(f".{HOST}/robots.txt")], "the name that cannot exist"
    assert site.domain.registration_fetch in site.fetches
    assert ANSWER.encode() == site.domain.registration_fetch.body if site.domain.registration_fetch else False


def test_a_slow_register_costs_a_site_no_more_than_its_time() -> None:
    begun = time.monotonic()
    site, _ = read({"/domain/blog.com": Reply(ANSWER, delay_seconds=3)}, replace(CAREFUL, site_seconds=0.6))
    assert time.monotonic() - begun < 2
    assert site.domain.registration is None and "register" in site.domain.registration_unknown


def test_many_applicants_ask_one_register_one_after_another_and_the_directory_once(tmp_path: Path) -> None:
    names = [f"s{number}.localhost" for number in range(8)]
    sites: dict[str, Served] = {name: {"/": page(name)} for name in names}
    register: Served = {
        "/dns.json": Reply('{"services": [[["com"], ["http://register.localhost:%port%/"]]]}', delay_seconds=0.1),
        "*": lambda path: Reply(ANSWER.replace("blog.com", path.rpartition("/")[2]), delay_seconds=0.02),
    }
    with serve({**sites, REGISTER: register}) as web, web.fetcher() as fetcher:
        directory = RegisterDirectory(web.url(REGISTER, "/dns.json"), reader=fetcher)

        def ask(home: Fetch, reader: Reader) -> DomainFacts:
            return look_up(f"{home.url.partition('//')[2].partition('.')[0]}.com", Services(reader), directory)

        applicants = [web.applicant(name) for name in names]
        found = list(crawl_many(applicants, Tools(fetcher, now_us), FAST, workers=8, look_up=ask))
    assert [site.domain.registration.domain for site in found if site.domain.registration] == [
        f"s{number}.com" for number in range(8)
    ]
    assert web.paths(REGISTER).count("/dns.json") == 1
    assert len(web.paths(REGISTER)) == 9
    assert web.most_at_once[REGISTER] == 1


def test_a_directory_that_does_not_answer_is_paid_for_once() -> None:
    names = [f"s{number}.localhost" for number in range(6)]
    sites: dict[str, Served] = {name: {"/": page(name)} for name in names}
    register = {"/dns.json": Reply(status=503, delay_seconds=0.5)}
    with serve({**sites, REGISTER: register}) as web, web.fetcher() as fetcher:
        directory = RegisterDirectory(web.url(REGISTER, "/dns.json"), reader=fetcher)

        def ask(_home: Fetch, reader: Reader) -> DomainFacts:
            return look_up("blog.com", Services(reader), directory)

        applicants = [web.applicant(name) for name in names]
        begun = time.monotonic()
        found = list(crawl_many(applicants, Tools(fetcher, now_us), FAST, workers=2, look_up=ask))
    assert time.monotonic() - begun < 2.5
    assert web.paths(REGISTER) == ["/dns.json"]
    assert all("directory" in site.domain.registration_unknown and site.pages for site in found)


def test_what_belongs_to_all_is_kept_as_nobodys_and_never_leads_to_a_click(tmp_path: Path) -> None:
    served: Served = {"/dns.json": Reply('{"services": []}'), "/away": to("/click", CLICKS)}
    with serve({REGISTER: served, CLICKS: {}}) as web, web.fetcher() as fetcher:
        with Store(tmp_path / "screening.duckdb") as store:
            common = KeptFetcher(
                fetcher, store, now_us=now_us, reuse_us=10**12, purpose="register", never_request=CAREFUL.never_request
            )
            for path in ("/dns.json", "/dns.json", "/away"):
                common.fetch(web.url(REGISTER, path), accept="*/*", max_redirects=2, deadline_seconds=5)
            assert len(list(store.fetches_of(""))) == 2
        assert web.asked == [(REGISTER, "/dns.json"), (REGISTER, "/away")]
