"""Family D: age, state and use of a domain."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.checks.domain.domain import check
from screening.checks.result import Result, Severity, State
from screening.domain.facts import DomainFacts
from screening.domain.rdap import parse_rdap
from screening.fetch.outcome import Fetch, Hop, TlsFacts
from screening.page.model import Page
from screening.page.parse import parse_page
from screening.page.quotes import stands_in
from screening.refusal import Refusal
from screening.site import ReadState, Site
from tests.screening.page.making import CONTEXT, HOME, READ_AT_US, WORDS, article, fetched, site_of_bodies

DAY_US = 86_400_000_000
OFFER = "<title>x</title><h1>This domain is for sale</h1>"


def date(days_before: float) -> str:
    moment = datetime.fromtimestamp((READ_AT_US - days_before * DAY_US) / 1_000_000, UTC)
    return moment.isoformat().replace("+00:00", "Z")


def registered(site: Site, days_before: float, **changes: object) -> Site:
    """Return the site with a register's answer."""
    answer = {
        "objectClassName": "domain",
        "ldhName": "EXAMPLE.ORG",
        "events": [{"eventAction": "registration", "eventDate": date(days_before)}],
        **changes,
    }
    body = json.dumps(answer, indent=1)
    fetch = fetched(body, "https://rdap.example/domain/example.org")
    return replace(site, domain=DomainFacts("example.org", parse_rdap(body.encode(), "example.org"), "", fetch))


def by_id(site: Site) -> dict[str, Result]:
    results = check(site, CONTEXT)
    assert len({result.check for result in results}) == len(results) == 13
    sources = (
        *site.pages,
        *site.fetches,
        *((site.domain.registration_fetch,) if site.domain.registration_fetch else ()),
    )
    for result in results:
        for quote in result.evidence:
            assert len(quote.quote) <= 160
            assert quote.quote in quote.url or any(
                stands_in(quote.quote, source) for source in sources if source.body_sha256 == quote.body_sha256
            ), result
    return {result.check: result for result in results}


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        (0, Severity.STRONG), (32, Severity.STRONG), (32.1, Severity.CAUTION), (179, Severity.CAUTION),
        (180, Severity.NOTE), (364, Severity.NOTE), (365, None), (4_000, None),
    ],
)  # fmt: skip
def test_age_is_counted_to_the_reading(days: float, severity: Severity | None) -> None:
    result = by_id(registered(site_of_bodies(article()), days))["D-01"]
    assert result.severity == severity
    assert date(days) in result.evidence[0].quote


def test_a_date_to_come_is_not_a_finding() -> None:
    assert by_id(registered(site_of_bodies(article()), -40))["D-01"].state is State.NOT_CHECKED


def test_what_the_register_does_not_say_is_not_checked() -> None:
    unknown = replace(site_of_bodies(article()), domain=DomainFacts(registration_unknown="the register is silent"))
    results = by_id(unknown)
    for check_id in ("D-01", "D-02", "D-03", "D-04", "D-05", "D-06"):
        assert results[check_id].state is State.NOT_CHECKED
        assert "the register is silent" in results[check_id].says
    empty = by_id(registered(site_of_bodies(article()), 900, events=[]))
    assert {empty[check_id].state for check_id in ("D-01", "D-02", "D-03", "D-04", "D-05", "D-06")} == {
        State.NOT_CHECKED
    }


def test_a_lapsed_name_taken_lately_is_a_caution() -> None:
    def events(first: float, again: float) -> list[dict[str, str]]:
        return [
            {"eventAction": "registration", "eventDate": date(first)},
            {"eventAction": "reregistration", "eventDate": date(again)},
        ]

    site = site_of_bodies(article())
    assert by_id(registered(site, 0, events=events(4_000, 500)))["D-03"].severity is Severity.CAUTION
    assert by_id(registered(site, 0, events=events(4_000, 2_000)))["D-03"].state is State.PASS
    assert by_id(registered(site, 0, events=events(600, 500)))["D-03"].state is State.PASS
    assert by_id(registered(site, 4_000))["D-03"].state is State.NOT_CHECKED


def test_status_expiry_and_name_servers() -> None:
    events = [
        {"eventAction": "registration", "eventDate": date(900)},
        {"eventAction": "expiration", "eventDate": date(-10)},
    ]
    servers = [{"ldhName": "NS1.SEDOPARKING.COM"}]
    results = by_id(
        registered(site_of_bodies("<p>Hello</p>"), 0, events=events, status=["serverHold"], nameservers=servers)
    )
    assert [results[one].severity for one in ("D-04", "D-05", "D-06")] == [
        Severity.NOTE,
        Severity.STRONG,
        Severity.STRONG,
    ]
    assert results["D-05"].evidence[0].quote == "serverHold"
    assert results["D-06"].evidence[0].quote == "NS1.SEDOPARKING.COM"
    moving = registered(site_of_bodies(article(f"<p>{WORDS}</p>")), 900, nameservers=servers, status=["active"])
    assert by_id(moving)["D-06"].severity is Severity.CAUTION
    assert by_id(moving)["D-05"].state is State.PASS


def test_a_parked_home_is_strong_and_a_mention_on_a_full_site_is_a_note() -> None:
    assert by_id(site_of_bodies(OFFER))["D-07"].severity is Severity.STRONG
    others = [f"<p>{WORDS} {number}</p>" for number in range(3)]
    assert by_id(site_of_bodies(OFFER, *others))["D-07"].severity is Severity.NOTE
    assert by_id(site_of_bodies(article()))["D-07"].state is State.PASS


def answering_all(body: str, *, wildcard: bool | None, missing: str | None = None) -> Result:
    site = site_of_bodies(body)
    gone = fetched(body if missing is None else missing, f"{HOME}zx-81")
    site = replace(
        site, missing_page=gone, fetches=(*site.fetches, gone), domain=DomainFacts("x.org", wildcard=wildcard)
    )
    return by_id(site)["D-08"]


def test_parked_by_wildcard_needs_both_signs() -> None:
    lander = "<p>Welcome. Boots, loans, hotels and more can be found here in a moment.</p>"
    assert answering_all(lander, wildcard=True).severity is Severity.STRONG
    assert answering_all(lander, wildcard=False).state is State.PASS
    assert answering_all(lander, wildcard=True, missing="<p>There is no such page at all.</p>").state is State.PASS
    assert answering_all(lander, wildcard=None).state is State.NOT_CHECKED
    assert answering_all('<div id="root"></div><script src=/a.js></script>', wildcard=True).state is State.PASS
    assert answering_all(article(), wildcard=True).severity is Severity.NOTE


def test_an_unread_site_is_not_checked() -> None:
    site = replace(site_of_bodies("x"), pages=(), fetches=(), state=ReadState.BLOCKED, state_reason="it answered 403")
    results = by_id(site)
    for check_id in ("D-07", "D-08", "D-09", "D-10", "D-11"):
        assert results[check_id].state is State.NOT_CHECKED
        assert "403" in results[check_id].says


def test_tls() -> None:
    site = site_of_bodies(article())
    assert by_id(site)["D-10"].state is State.PASS
    assert by_id(site_of_bodies(article(), home_url="http://blog.localhost:8080/"))["D-10"].severity is Severity.NOTE
    broken = Fetch(HOME, HOME, READ_AT_US, refusal=Refusal.TLS_EXPIRED, detail="the certificate expired")
    assert by_id(replace(site, fetches=(broken, *site.fetches)))["D-10"].severity is Severity.CAUTION
    fresh = replace(site.fetches[0], tls=TlsFacts("CA", READ_AT_US - 2 * DAY_US, READ_AT_US + 80 * DAY_US, "TLSv1.3"))
    assert by_id(replace(site, fetches=(fresh,)))["D-10"].severity is Severity.NOTE


def redirected(target: str, *, name: str = "", followed: bool = True, home: str = HOME) -> Site:
    """Return a site whose home answers with a redirect, followed or not."""
    if followed:
        fetch = fetched(article(), hops=((301, home, target, ()),))
        pages: tuple[Page, ...] = (parse_page(fetch),)
    else:
        fetch = Fetch(home, home, READ_AT_US, status=301, hops=(Hop(home, 301, target, target, "203.0.113.7", ()),))
        pages = ()
    site = site_of_bodies("")
    return replace(site, home_url=home, pages=pages, fetches=(fetch,), applicant=replace(site.applicant, name=name))


@pytest.mark.parametrize("followed", [True, False])
@pytest.mark.parametrize(
    ("target", "severity"),
    [
        ("https://somewhere-else.com/", Severity.STRONG),
        ("https://www.awin1.com/cread.php?awinaffid=1", Severity.STRONG),
        ("https://www.example.org/", None),
        ("https://example.co.uk/", Severity.NOTE),
        ("https://linktr.ee/walker", Severity.NOTE),
        ("https://lnk.bio/walker", Severity.NOTE),
        ("https://walker.carrd.co/", Severity.NOTE),
        ("https://sites.google.com/walker", Severity.NOTE),
        ("https://www.google.com/", Severity.STRONG),
        ("https://example.myshopify.com/", Severity.NOTE),
        ("https://theexample.com/", Severity.CAUTION),
    ],
)
def test_a_home_that_ends_elsewhere(target: str, severity: Severity | None, followed: bool) -> None:
    result = by_id(redirected(target, followed=followed))["D-11"]
    assert result.severity == severity


def test_the_applicants_own_name_at_the_end_softens_a_redirect() -> None:
    assert by_id(redirected("https://hill-walkers.com/", name="Hill Walkers"))["D-11"].severity is Severity.CAUTION


def test_refreshes_and_scripts_that_send_everybody_on() -> None:
    quick = '<meta http-equiv="refresh" content="0; url=https://somewhere-else.com/">'
    slow = '<meta http-equiv="refresh" content="600; url=https://somewhere-else.com/">'
    own = '<meta http-equiv="refresh" content="0; url=/en/">'
    found = {head: by_id(site_of_bodies(article(head=head)))["D-11"].severity for head in (quick, slow, own)}
    assert found == {quick: Severity.STRONG, slow: None, own: None}


@pytest.mark.parametrize(
    ("home", "country", "state"),
    [
        ("https://blog.example.de/", "DE", State.PASS),
        ("https://blog.example.co.uk/", "GB", State.PASS),
        ("https://blog.example.co.uk/", "uk", State.PASS),
        ("https://blog.example.gr/", "EL", State.PASS),
        ("https://blog.example.co/", "FR", State.PASS),
        ("https://blog.example.st/", "FR", State.PASS),
        ("https://blog.example.co.uk/", "FR", State.FINDING),
        ("https://blog.example.io/", "FR", State.PASS),
        ("https://blog.example.de/", "CN", State.FINDING),
        ("https://blog.example.de/", "", State.NOT_APPLICABLE),
    ],
)
def test_country_is_a_note_at_most(home: str, country: str, state: State) -> None:
    site = site_of_bodies(article(), home_url=home)
    result = by_id(replace(site, applicant=replace(site.applicant, country=country)))["D-17"]
    assert result.state is state
    assert result.severity in (None, Severity.NOTE)
