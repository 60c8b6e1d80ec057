"""D-16: what stands on the operator's list is found wherever it has to do with the site, and graded by what it does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.context import Context
from screening.checks.domain.domain import check
from screening.checks.result import Result, Severity, State
from screening.checks.run import run_checks
from screening.malicious import read_malicious_hosts
from screening.site import ReadState, Site
from tests.screening.page.making import CONTEXT, HOME, article, fetched, own_redirect, site_of_bodies

LIST = read_malicious_hosts("bad-hosts.txt", b"bad.test\nevil.example\n")
WITH_LIST = replace(CONTEXT, malicious=LIST)


def d16(site: Site, context: Context = WITH_LIST) -> Result:
    (result,) = (one for one in check(site, context) if one.check == "D-16")
    (proven,) = (one for one in run_checks(site, context) if one.check == "D-16")
    assert proven == result, "every quote can be found again"
    return result


@pytest.mark.parametrize(
    ("inner", "severity"),
    [
        ('<script src="https://cdn.bad.test/a.js"></script>', Severity.STRONG),
        ('<iframe src="//bad.test/frame"></iframe>', Severity.STRONG),
        (
            "<script>var s=document.createElement('script');s.src='https://bad.test/a.js';document.body.appendChild(s)</script>",
            Severity.STRONG,
        ),
        ("<script>location.href='https://bad.test/'</script>", Severity.STRONG),
        ('<a href="https://www.bad.test/page?x=1&amp;y=2">look</a>', Severity.CAUTION),
        ('<img src="https://bad.test/a.png" alt="a">', Severity.CAUTION),
        ('<form action="https://bad.test/post" method="post"><input name="q"></form>', Severity.CAUTION),
        ('<a href="https://notbad.test/?to=https://bad.test/">look</a>', None),
        ("<p>We warn of bad.test and https://evil.example/ here.</p>", None),
    ],
)
def test_what_a_page_does_with_a_listed_host_is_graded(inner: str, severity: Severity | None) -> None:
    result = d16(site_of_bodies(article(), article(inner)))
    assert result.severity is severity
    assert result.state is (State.PASS if severity is None else State.FINDING)
    assert "bad-hosts.txt, 2 entries" in result.says
    # The list itself stands last, with its hash.
    assert result.evidence[-1].quote == "bad-hosts.txt: 2 entries"
    assert result.evidence[-1].body_sha256 == LIST.sha256
    if severity is not None:
        assert "bad.test" in result.says
        assert "bad.test" in result.evidence[0].quote


def test_own_host_and_hops_are_strong() -> None:
    own = d16(site_of_bodies(article(), home_url="https://shop.evil.example/"))
    assert own.severity is Severity.STRONG
    assert own.evidence[0].quote == "https://shop.evil.example/"
    site = site_of_bodies(article())
    by_redirect = fetched(
        article("x"), hops=((302, HOME, "https://r.bad.test/in", ()), (302, "https://r.bad.test/in", HOME, ()))
    )
    hop = d16(replace(site, fetches=(*site.fetches, by_redirect)))
    assert (hop.severity, hop.evidence[0].quote) == (Severity.STRONG, "https://r.bad.test/in")
    link = d16(replace(site, own_redirects=(own_redirect("/go/x", "https://bad.test/offer"),)))
    assert (link.severity, link.evidence[0].quote) == (Severity.STRONG, "https://bad.test/offer")


def test_hops_of_others_are_not_the_applicants() -> None:
    site = site_of_bodies(article())
    profile = fetched(
        "", "https://social.example/me", hops=((302, "https://social.example/me", "https://bad.test/", ()),)
    )
    assert d16(replace(site, fetches=(*site.fetches, profile))).state is State.PASS


def test_the_gravest_counts_and_comes_first() -> None:
    inner = '<a href="https://evil.example/">a</a><script src="https://bad.test/a.js"></script>'
    result = d16(site_of_bodies(article(inner)))
    assert result.severity is Severity.STRONG
    assert "bad.test" in result.evidence[0].quote
    assert "evil.example" in result.evidence[1].quote
    many = "".join(f'<a href="https://s{number}.bad.test/">x</a>' for number in range(50))
    assert len(d16(site_of_bodies(article(many))).evidence) <= 5


def test_a_file_of_the_sites_own_is_looked_at() -> None:
    body = article('<script src="/own.js"></script>')
    site = site_of_bodies(body)
    script = fetched(
        "var s=document.createElement('script');s.src='https://bad.test/in.js';document.head.appendChild(s);",
        f"{HOME}own.js",
        headers=(("content-type", "text/javascript"),),
    )
    result = d16(replace(site, fetches=(*site.fetches, script)))
    assert (result.severity, result.evidence[0].url) == (Severity.STRONG, f"{HOME}own.js")


def test_without_a_list_it_says_how_to_get_one() -> None:
    result = d16(site_of_bodies(article()), CONTEXT)
    assert result.state is State.NOT_CHECKED
    assert "malicious_hosts" in result.says


@pytest.mark.parametrize("state", [ReadState.BLOCKED, ReadState.UNREACHABLE])
def test_a_site_that_was_not_read_is_looked_up_by_its_name_alone(state: ReadState) -> None:
    unread = Site(site_of_bodies("").applicant, HOME, state, "refused")
    assert d16(unread).state is State.NOT_CHECKED
    assert d16(replace(unread, home_url="https://bad.test/")).severity is Severity.STRONG


def test_a_page_of_a_host_that_many_share_is_no_finding_for_a_neighbour() -> None:
    listed = replace(CONTEXT, malicious=read_malicious_hosts("urls.txt", b"https://github.com/u/r/a.exe\n"))
    assert d16(site_of_bodies(article('<a href="https://github.com/u/other">x</a>')), listed).state is State.PASS
    assert (
        d16(site_of_bodies(article('<a href="https://github.com/u/r/a.exe">x</a>')), listed).severity
        is Severity.CAUTION
    )
