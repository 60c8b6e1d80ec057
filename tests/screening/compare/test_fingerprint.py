"""What is kept of a site: the kinds of fingerprints differ in whether somebody applied with the site."""

from __future__ import annotations

import pytest

from screening.compare.fingerprint import fingerprint
from tests.screening.compare.made import page, site


@pytest.mark.parametrize(
    ("kind", "shows_owner", "owner_words"),
    [
        ("applicant", True, ("anna", "schmidt")),
        ("affiliate", True, ("anna", "schmidt")),
        ("banned", True, ("anna", "schmidt")),
        ("address", None, ()),
    ],
)
def test_nobodys_name_is_looked_for_where_nobody_applied(
    kind: str, shows_owner: bool | None, owner_words: tuple[str, ...]
) -> None:
    home = "https://one.test/"
    taken = fingerprint(site(home, [page(home, "<p>Anna bakes.</p>")], name="Anna Schmidt"), kind)
    assert (taken.kind, taken.shows_owner, taken.owner_words) == (kind, shows_owner, owner_words)
