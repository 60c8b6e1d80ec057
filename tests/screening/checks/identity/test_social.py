"""Profiles: both ways, existence, followers; and that a refusal is never a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.context import Context
from screening.checks.identity.social import check
from screening.checks.result import Result, Severity, State
from screening.fetch.outcome import Fetch
from screening.page.parse import parse_page
from screening.page.quotes import stands_in
from screening.programme import Programme
from screening.refusal import Refusal
from screening.site import Site, SocialProfile
from tests.screening.compare.made import fetch, page, site

HOME = "https://janebakes.test/"
URL = "https://www.instagram.com/janebakes/"
LINK = f'<footer><a href="{URL}">Instagram</a></footer>'
SHOWN = "<title>Jane Bakes (@janebakes)</title><p>12.3K followers. Recipes at janebakes.test and more.</p>"
IDS = ["S-01", "S-02", "S-03", "S-04", "S-05", "S-06"]


def profile(
    body: str = SHOWN, status: int = 200, named_by: tuple[str, ...] = ("application",), url: str = URL
) -> SocialProfile:
    exchange = fetch(url, body, status)
    return SocialProfile(url, named_by, exchange, parse_page(exchange) if 200 <= status < 300 else None)


def made(home: str = LINK, *profiles: SocialProfile, urls: tuple[str, ...] = (URL,), name: str = "Jane Bakes") -> Site:
    return site(HOME, [page(HOME, f"<h1>Bread</h1>{home}")], name=name, social_urls=urls, more={"profiles": profiles})


def judge(one: Site, programme: Programme | None = None) -> dict[str, Result]:
    results = check(one, Context(programme or Programme()))
    assert [result.check for result in results] == IDS
    pages = [*one.pages, *(profile.page for profile in one.profiles if profile.page)]
    for quote in (quote for result in results for quote in result.evidence):
        assert quote.quote in quote.url or any(stands_in(quote.quote, page) for page in pages)
    return {result.check: result for result in results}


def test_honest_profile_passes_with_a_highlight() -> None:
    results = judge(made(LINK, profile()))
    assert results["S-02"].state is State.PASS and results["S-02"].evidence
    assert {results[check_id].state for check_id in ("S-01", "S-03", "S-04")} == {State.PASS}


def test_without_profiles_nothing_applies() -> None:
    assert {result.state for result in judge(made("", urls=())).values()} == {State.NOT_APPLICABLE}


def refused(status: int | None = None, refusal: Refusal | None = None) -> SocialProfile:
    return SocialProfile(URL, ("application",), Fetch(URL, URL, 1, status=status, refusal=refusal))


WALL = "<title>Instagram</title><p>Log in to see this profile.</p>"


@pytest.mark.parametrize(
    "blocked",
    [
        refused(401), refused(403), refused(429), refused(999), refused(503), refused(None, Refusal.CONNECT_TIMEOUT),
        profile(WALL), replace(profile(), fetch=replace(fetch(URL, SHOWN), final_url="https://www.instagram.com/accounts/login/")),
        SocialProfile(URL, ("application",)),
    ],
)  # fmt: skip
def test_blocked_is_not_missing(blocked: SocialProfile) -> None:
    results = judge(made("<p>Join our 900k followers</p>", blocked))
    assert {results[check_id].state for check_id in ("S-02", "S-04", "S-05", "S-06")} == {State.NOT_CHECKED}


@pytest.mark.parametrize("status", [404, 410])
def test_missing_profile_is_a_caution(status: int) -> None:
    assert judge(made(LINK, profile(status=status)))["S-04"].severity is Severity.CAUTION


@pytest.mark.parametrize(
    ("home", "body", "severity"),
    [
        (LINK, SHOWN, None),
        (LINK, SHOWN.replace("janebakes.test", "my kitchen"), Severity.NOTE),
        ("", SHOWN, Severity.NOTE),
        ("", SHOWN.replace("janebakes.test", "my kitchen"), Severity.CAUTION),
        (LINK, SHOWN.replace("janebakes.test", '<a rel="me" href="https://other.org/">it</a>'), Severity.CAUTION),
        (LINK, SHOWN.replace("janebakes.test", '<a rel="me" href="https://linktr.ee/jane">links</a>'), Severity.NOTE),
    ],
)  # fmt: skip
def test_both_ways(home: str, body: str, severity: Severity | None) -> None:
    assert judge(made(home, profile(body)))["S-02"].severity is severity


@pytest.mark.parametrize(
    ("handle", "severity"),
    [
        ("janebakes", None), ("jane_bakes_bread", None), ("completely.else", Severity.NOTE),
        ("northwind_fans", Severity.CAUTION), ("northwindofficial", Severity.STRONG),
        ("northwind_fanclub_team", Severity.CAUTION),
    ],
)  # fmt: skip
def test_handles(handle: str, severity: Severity | None) -> None:
    one = made(LINK, urls=(f"https://www.instagram.com/{handle}",))
    assert judge(one, Programme(brand_terms=("northwind",)))["S-03"].severity is severity


@pytest.mark.parametrize(
    ("home", "severity", "state"),
    [
        ("<p>Join 12,000 followers</p>", None, State.PASS),
        ("<p>Join 24.5k followers</p>", None, State.PASS),
        ("<p>Join 250K followers</p>", Severity.CAUTION, State.FINDING),
        ("<p>1,2 Mio. Follower</p>", Severity.CAUTION, State.FINDING),
        ("<p>40 followers</p>", None, State.NOT_APPLICABLE),
    ],
)
def test_followers(home: str, severity: Severity | None, state: State) -> None:
    result = judge(made(home, profile()))["S-05"]
    assert (result.severity, result.state) == (severity, state)


def test_followers_are_judged_only_if_every_profile_shows_them() -> None:
    second = profile("<title>t</title><p>janebakes.test</p>", url="https://x.com/janebakes")
    assert judge(made("<p>Join 250K followers</p>", profile(), second))["S-05"].state is State.NOT_CHECKED


def test_share_button_is_no_profile() -> None:
    one = made(LINK, urls=("https://www.facebook.com/sharer.php?u=x",))
    assert judge(one)["S-01"].severity is Severity.NOTE


def test_old_posts_are_a_note() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "datePublished": "2019-05-01"}</script>'
    exchange = fetch(HOME, "x")
    one = replace(made(LINK, profile(SHOWN + data)), fetches=(exchange,))
    assert judge(one)["S-06"].severity is Severity.NOTE
