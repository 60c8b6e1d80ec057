"""Speaking as the brand is found; writing about it, which is a partner's work, is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.checks.result import Severity, State
from screening.site import ReadState
from tests.screening.checks.content_sites import PROSE, context, document, severity, site, state

LOGIN = '<form method="post"><input type="email" name="mail"><input type="password" name="password"></form>'


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Northwind – Sign in", LOGIN, Severity.DECISIVE),
        ("Northwind", f"<h1>Welcome back</h1>{LOGIN}", Severity.DECISIVE),
        ("Mein Northwind", f"<h1>Northwind Anmeldung</h1>{LOGIN}", Severity.DECISIVE),
        ("Official Northwind Store", "<h1>Northwind official store</h1>", Severity.DECISIVE),
        ("Northwind Customer Support", "<h1>Northwind customer service helpline</h1>", Severity.DECISIVE),
        ("Northwind Kundenservice", "<p>Rufen Sie an.</p>", Severity.STRONG),
        ("Northwind Lagerverkauf", "<h1>Willkommen im offiziellen Northwind Lagerverkauf</h1>", Severity.DECISIVE),
        ("Northwind Jacken im Lagerverkauf bei Meier", "<p>Vom 3. bis 5. Mai.</p>", None),
        ("Site officiel Northwind", "<p>Bonjour.</p>", Severity.STRONG),
        ("Northwind", "<p>Boots.</p>", Severity.CAUTION),
        ("Northwind review", "<h1>Northwind boots reviewed</h1>", None),
        ("Official Northwind coupon codes", "<h1>Official Northwind coupon codes</h1>", None),
        ("Northwind vs Southwind", "<h1>Which is better?</h1>", None),
        ("How to contact Northwind support", "<h1>How to contact Northwind support</h1>", None),
        ("Northwind jacket sizing - Outdoor Forum", f"<h1>Northwind jacket sizing</h1>{LOGIN}", None),
        ("Northwind fan club", "<h1>Northwind fans</h1>", None),
        ("Official Northwind", "<p>Unofficial fan site, not affiliated with Northwind.</p>", None),
        ("Hill walks", "<h1>Hill walks</h1><p>My Northwind boots.</p>", None),
        ("My Northwind boots", "<p>© 2026 Hill walks, an official story of my Northwind boots.</p>", None),
        (
            "Hill walks",
            "<p>This is not the official website of Northwind. See the official Northwind website.</p>",
            None,
        ),
        ("Hill walks", "<p>Welcome to the official website of Northwind.</p>", Severity.STRONG),
        ("Hill walks", "<p>We and our colleagues, our helpline and our agents, love to walk.</p>", None),
        ("Northwind", "<p>Boots.</p><p>© 2026 Northwind. All rights reserved.</p>", Severity.STRONG),
    ],
)
def test_claims(title: str, body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"{body}<p>{PROSE}</p>", title)), "P-10") is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Official Northwind Support", Severity.DECISIVE), ("Members", None), ("Northwind fan club", None)],
)
def test_a_form_that_stands_in_the_way_is_looked_at(title: str, expected: Severity | None) -> None:
    whole = site(document(LOGIN, title))
    barred = replace(whole, pages=(), state=ReadState.BLOCKED, state_reason="asks to log in", barrier=whole.pages[0])
    assert severity(barred, "P-10") is expected
    if expected is None:
        assert state(barred, "P-10") is State.NOT_CHECKED


def test_own_site_and_no_names_do_not_apply() -> None:
    page = document("<p>Boots.</p>", "Official Northwind Store")
    assert state(site(page, home="https://www.northwind-shop.com/"), "P-10") is State.NOT_APPLICABLE
    assert state(site(page), "P-10", context(brand_terms=())) is State.NOT_APPLICABLE


def test_the_applications_own_brand_terms_are_protected_too() -> None:
    one = site(document("<h1>Acme Boots login</h1>", "Acme Boots customer support"), brand_terms=("acme boots",))
    assert severity(one, "P-10") is Severity.DECISIVE


@pytest.mark.parametrize(("title", "expected"), [("Northwind – log in", Severity.DECISIVE), ("Members", None)])
def test_a_page_to_log_in_under_the_name_is_decisive_though_it_is_no_page_of_the_site(
    title: str, expected: Severity | None
) -> None:
    form = "<form method=post><input name=u><input type=password name=p></form>"
    door = site(document(form, title)).pages
    assert severity(replace(site(document(PROSE)), doors=door), "P-10") is expected
