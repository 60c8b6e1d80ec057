"""A notice that a script takes from all but robots is none; what a script takes away besides is its own affair."""

from __future__ import annotations

import pytest

from screening.checks.links.withheld_notice import taken_away
from tests.screening.page.making import site_of_bodies
from tests.timing import processor_time

NOTICE = "This post contains affiliate links: I earn a commission when you buy."
IF_NO_ROBOT = "if (!/bot|crawl|spider/i.test(navigator.userAgent)) "


def page_with(script: str, mark: str = 'class="notice"', text: str = NOTICE) -> str:
    return f"<p {mark}>{text}</p><p>Boots for wet feet.</p>{script}"


WITHHELD = {
    "by class": page_with(f"<script>{IF_NO_ROBOT}document.querySelector('.notice').remove()</script>"),
    "by id": page_with(f"<script>{IF_NO_ROBOT}document.getElementById('fine').hidden = true</script>", "id=fine"),
    "by jQuery": page_with(f"<script>{IF_NO_ROBOT}{{ $('.notice').hide() }}</script>"),
    "emptied": page_with(f"<script>{IF_NO_ROBOT}document.querySelector('.notice').outerHTML = ''</script>"),
    "in capitals": page_with(f"<SCRIPT>{IF_NO_ROBOT}document.querySelector('.notice').remove()</SCRIPT>"),
    "behind another script": page_with(
        f"<script>var a = 1;</script><script async>{IF_NO_ROBOT}document.querySelector('.notice').remove()</script>"
    ),
    "within another": page_with(f"<script>{IF_NO_ROBOT}document.querySelector('main .notice, .ad').remove()</script>"),
    "from all that are driven": page_with(
        "<script>if (!navigator.webdriver) document.querySelector('.notice').remove()</script>"
    ),
}
KEPT = {
    "another part": page_with(f"<script>{IF_NO_ROBOT}document.querySelector('.banner').remove()</script>"),
    "no notice": page_with(
        f"<script>{IF_NO_ROBOT}document.querySelector('.notice').remove()</script>", text="Cookies?"
    ),
    "for everybody": page_with("<script>document.querySelector('.notice').remove()</script>"),
    "robots counted": page_with(f"<script>{IF_NO_ROBOT}document.querySelector('.notice').dataset.seen = 1</script>"),
    "shown to readers": page_with(f"<code>{IF_NO_ROBOT}document.querySelector('.notice').remove()</code>"),
}


@pytest.mark.parametrize("body", WITHHELD.values(), ids=WITHHELD)
def test_a_notice_taken_from_all_but_robots_is_quoted(body: str) -> None:
    (quote,) = taken_away(site_of_bodies(body))
    assert "notice" in quote.quote or "fine" in quote.quote


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_what_stays_or_says_nothing_of_links_is_no_notice(body: str) -> None:
    assert taken_away(site_of_bodies(body)) == []


REMOVALS = "".join(f"document.querySelector('.n{number}').remove();" for number in range(2_000))
HOSTILE = {
    "scripts without an end": "<script>" * 50_000 + "navigator.userAgent",
    "ends without a bracket": "<script>a</scrip" * 30_000 + "navigator.userAgent",
    "crowded tags and many choices": "<p "
    + ("class=x " * 60 + "><p ") * 900
    + f"<script>{IF_NO_ROBOT}{{{REMOVALS}}}</script>",
    "an element in another": "<p class=n1>" * 40_000 + f"<script>{IF_NO_ROBOT}{{{REMOVALS}}}</script>",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_crowded_sources_cost_no_more_than_their_length(hostile: str) -> None:
    site = site_of_bodies(hostile)
    with processor_time() as spent:
        assert taken_away(site) == []
    assert spent.is_below(1)
