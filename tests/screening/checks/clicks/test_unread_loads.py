"""A style sheet, script or frame of its own that gives no answer leaves it open whether a click hides there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.clicks.cookie_stuffing import check
from screening.checks.clicks.unread_loads import unread_loads
from screening.checks.result import State
from tests.screening.crawl.test_vectors_g import read, robots
from tests.screening.crawl.web import FAST, Reply, Site, page
from tests.screening.page.making import CONTEXT

PATIENT = replace(FAST, request_seconds=0.5, retries=0)
ALLOWED = "User-agent: *\nDisallow:\n"


def site_with(path: str, reply: Reply, tag: str, rules: str = ALLOWED) -> Site:
    return {"/robots.txt": robots(rules), "/": page("Home", more=tag), path: reply}


UNREAD = {
    "a sheet too late": site_with(
        "/late.css", Reply("p{}", kind="text/css", delay_seconds=5), '<link rel="stylesheet" href="/late.css">'
    ),
    "a script at fault": site_with("/own.js", Reply("", status=500), '<script src="/own.js"></script>'),
    "a script that robots.txt forbids": site_with(
        "/own.js",
        Reply("var a=1;", kind="text/javascript"),
        '<script src="/own.js"></script>',
        "User-agent: *\nDisallow: /own.js\n",
    ),
    "a picture that robots.txt forbids": site_with(
        "/go/boots", Reply("x"), '<img src="/go/boots" width=1 height=1>', "User-agent: *\nDisallow: /go/\n"
    ),
}
READ = {
    "a sheet that is missing": site_with("/b.css", Reply("p{}"), '<link rel="stylesheet" href="/gone.css">'),
    "a script that was read": site_with("/own.js", Reply("var a=1;", kind="text/javascript"), '<script src="/own.js">'),
    "a library at fault": site_with("/jquery.js", Reply("", status=500), '<script src="/jquery.js"></script>'),
    "somebody else's script": site_with("/x", Reply("x"), '<script src="https://cdn.example/own.js"></script>'),
}


@pytest.mark.parametrize("own", UNREAD.values(), ids=UNREAD)
def test_what_gave_no_answer_leaves_it_open(own: Site) -> None:
    site, _ = read(own, PATIENT)
    assert len(unread_loads(site)) == 1
    states = {result.check: result.state for result in check(site, CONTEXT)}
    assert {states[one] for one in ("K-01", "K-02", "K-09")} == {State.NOT_CHECKED}


@pytest.mark.parametrize("own", READ.values(), ids=READ)
def test_what_was_read_or_is_nobodys_own_does_not(own: Site) -> None:
    site, _ = read(own, PATIENT)
    assert unread_loads(site) == ()
    assert {result.check: result.state for result in check(site, CONTEXT)}["K-01"] is State.PASS
