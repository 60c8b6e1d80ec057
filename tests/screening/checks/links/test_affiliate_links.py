"""Affiliate links: counted by network and id, the applicant's favour first, ordinary habits never more than a note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.catalogue import catalogue
from screening.checks.links.affiliate_links import check
from screening.checks.links.disclosure import check as disclosure
from screening.checks.result import Result, Severity, State
from screening.page.quotes import stands_in
from screening.site import Site
from tests.screening.page.making import CONTEXT, HOME, article, own_redirect, site_of_bodies

AWIN = '<a rel="sponsored" href="https://www.awin1.com/cread.php?awinmid={0}&awinaffid={1}">x</a>'


def results(site: Site) -> dict[str, Result]:
    return {result.check: result for result in check(site, CONTEXT)}


def links(template: str, *ids: str, each: int = 2) -> str:
    return "".join(template.format(number, partner) for partner in ids for number in range(each))


def test_networks_are_a_highlight_with_ids_and_quotes() -> None:
    site = site_of_bodies(
        article(links(AWIN, "99887") + '<a href="https://amzn.to/3x">y</a>' + '<a href="/go/x">z</a>'),
        redirects=(own_redirect("/go/x", "https://shareasale.com/r.cfm?u=5&b=1&m=2"),),
    )
    found = results(site)["A-01"]
    assert found.state is State.PASS
    assert "Awin: 2 (ids 99887)" in found.says
    assert "ShareASale: 1 (ids 5)" in found.says
    assert "4 affiliate links on 1 of 1 page;" in found.says
    assert all(stands_in(quote.quote, site.pages[0]) for quote in found.evidence)


@pytest.mark.parametrize("hops", [0, 1, 4])
@pytest.mark.parametrize("last", [(), ("https://www.bootshop.com/",)])
@pytest.mark.parametrize("more", ["", "?utm_source=blog", "#top"])
def test_all_checks_find_the_same_links_behind_own_redirects(hops: int, last: tuple[str, ...], more: str) -> None:
    own = tuple(f"{HOME}hop-{number}" for number in range(hops))
    redirect = replace(own_redirect("/go/x", HOME), chain=(*own, "https://shareasale.com/r.cfm?u=5&b=1&m=2", *last))
    site = site_of_bodies(article(f'<a href="/go/x{more}">x</a>'), redirects=(redirect,))
    assert "ShareASale: 1 (ids 5)" in results(site)["A-01"].says
    assert disclosure(site, CONTEXT)[0].state is State.FINDING


@pytest.mark.parametrize(
    ("inner", "severity"),
    [
        (links(AWIN, "1", "2"), Severity.CAUTION),
        (links(AWIN, "1", "2", each=1), None),
        (links(AWIN, "1"), None),
        (links(AWIN, *"1234567"), Severity.NOTE),
        (
            links(
                '<a rel="ugc nofollow" href="https://www.awin1.com/cread.php?awinmid={0}&awinaffid={1}">x</a>', "1", "2"
            ),
            None,
        ),
        (links('<a href="https://www.amazon.com/dp/B{0}?tag={1}">x</a>', "blog-20", "blog-yt-20"), Severity.NOTE),
        (links('<a hidden href="https://www.awin1.com/cread.php?awinmid={0}&awinaffid={1}">x</a>', "1", "2"), None),
    ],
)
def test_several_ids_of_a_network(inner: str, severity: Severity | None) -> None:
    found = results(site_of_bodies(article(inner)))["A-02"]
    assert found.severity is severity
    assert (found.state is State.FINDING) == (severity is not None)


@pytest.mark.parametrize(
    ("query", "severity"),
    [
        ("?aff=77", Severity.CAUTION),
        ("?a_aid=77&ref=x", Severity.CAUTION),
        ("?ref=footer", Severity.NOTE),
        ("?color=red", None),
    ],
)
def test_links_of_this_programme(query: str, severity: Severity | None) -> None:
    inner = f'<a href="https://www.northwind-shop.com/boots{query}">x</a>{links(AWIN, "1")}'
    assert results(site_of_bodies(article(inner)))["A-03"].severity is severity


def test_marking_is_a_note_and_needs_several_links() -> None:
    plain = '<a href="https://amzn.to/{0}{1}">x</a>'
    assert results(site_of_bodies(article(links(plain, "a", "b", "c"))))["P-04"].severity is Severity.NOTE
    assert results(site_of_bodies(article(links(plain, "a"))))["P-04"].state is State.PASS
    assert results(site_of_bodies(article(links(plain, "a") + links(AWIN, "1", each=5))))["P-04"].state is State.PASS
    nofollow = plain.replace("<a ", "<a rel='nofollow' ")
    assert results(site_of_bodies(article(links(nofollow, "a", "b", "c"))))["P-04"].state is State.PASS


def test_share_of_affiliate_links() -> None:
    own = '<a href="/about">a</a>' * 50
    assert results(site_of_bodies(article(own + links(AWIN, "1", each=25))))["A-04"].severity is Severity.NOTE
    others = "".join(f'<a href="https://site{number}.example/">x</a>' for number in range(25))
    found = results(site_of_bodies(article(own + others + links(AWIN, "1", each=25))))["A-04"]
    assert found.state is State.PASS
    assert "25 of 50" in found.says


def test_without_affiliate_links_nothing_applies() -> None:
    assert {result.state for result in check(site_of_bodies(article()), CONTEXT)} == {State.NOT_APPLICABLE}
    assert {result.state for result in check(Site(site_of_bodies("").applicant, HOME), CONTEXT)} == {State.NOT_CHECKED}


def test_every_check_of_the_catalogue_speaks() -> None:
    declared = {entry.id for entry in catalogue().values() if entry.family == "affiliate_links"}
    assert {result.check for result in check(site_of_bodies(article(links(AWIN, "1"))), CONTEXT)} == declared
