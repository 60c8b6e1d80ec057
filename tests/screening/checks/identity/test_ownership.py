"""Proof that the applicant controls the site: three ways, and none of them by accident."""

from __future__ import annotations

import pytest

from screening.checks.context import Context
from screening.checks.identity.ownership import check
from screening.checks.result import Result, Severity, State
from screening.compare.control import META_NAME, challenge
from screening.page.parse import parse_page
from screening.site import CHALLENGE_PATH, Site, SocialProfile
from tests.screening.compare.made import fetch, page, site

HOME = "https://janebakes.test/"
TOKEN = challenge("a1", "janebakes.test")


def judge(one: Site) -> Result:
    (result,) = check(one, Context())
    return result


def made(body: str = "", head: str = "", **more: object) -> Site:
    return site(
        HOME, [page(HOME, f"<h1>Bread</h1>{body}", head)], applicant_id="a1", email="jane@pages.test", more=more
    )


def test_unproved_is_a_note_only() -> None:
    assert judge(made()).severity is Severity.NOTE
    assert judge(site(HOME, [])).state is State.NOT_CHECKED


@pytest.mark.parametrize(
    ("token", "state"), [(TOKEN, State.PASS), (challenge("a2", "janebakes.test"), State.FINDING), ("", State.FINDING)]
)
def test_challenge_counts_for_this_application_only(token: str, state: State) -> None:
    assert judge(made(head=f'<meta name="{META_NAME}" content="{token}">')).state is state
    exchange = fetch(HOME.rstrip("/") + CHALLENGE_PATH, f"{token}\n", content_type="text/plain")
    assert judge(made(fetches=(exchange,))).state is state


def test_challenge_on_another_site_is_no_proof() -> None:
    exchange = fetch("https://other.org" + CHALLENGE_PATH, TOKEN, content_type="text/plain")
    assert judge(made(fetches=(exchange,))).state is State.FINDING


def test_mail_address_on_the_site() -> None:
    assert judge(made('<a href="mailto:Jane@pages.test">mail</a>')).state is State.PASS
    assert judge(made("<p>notjane@pages.test</p>")).state is State.FINDING


def test_profile_and_site_name_each_other() -> None:
    url = "https://x.com/janebakes"
    exchange = fetch(url, "<title>Jane</title><p>Bread. janebakes.test</p>")
    own = SocialProfile(url, ("application", "site"), exchange, parse_page(exchange))
    link = f'<a href="{url}/">X</a>'
    assert judge(made(link, profiles=(own,))).state is State.PASS
    assert judge(made("", profiles=(own,))).state is State.FINDING
    foreign = SocialProfile(url, ("site",), exchange, own.page)
    assert judge(made(link, profiles=(foreign,))).state is State.FINDING
