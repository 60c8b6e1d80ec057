"""Whether a text names who wrote it: one reading for the check of quality and the signs of an identity."""

from __future__ import annotations

import pytest

from screening.compare.bylines import names_author
from screening.compare.provenance import identity_points
from screening.wording.words import words_of
from tests.screening.compare.made import page, site

SIGNED = [
    "By Anna Schmidt, 4 May",
    "BY Anna Schmidt",
    "Soup. Written by Anna Schmidt",
    "Autorin: Mia Koch",
    "Von Petra Sommer",
    "Ich bin Petra Sommer und wandere.",
    "Me llamo Ana Ruiz.",
    "I'm Jane Baker and I bake.",
    "Nazywam się Anna Śliwa",
]
UNSIGNED = ["by the river", "It stands by Monday", "von Hand gemacht", "Baby Anna", "ruby Anna Schmidt", ""]


@pytest.mark.parametrize("text", SIGNED)
def test_signed_texts(text: str) -> None:
    assert names_author(words_of(text))


@pytest.mark.parametrize("text", UNSIGNED)
def test_unsigned_texts(text: str) -> None:
    assert not names_author(words_of(text))


@pytest.mark.parametrize("text", SIGNED)
def test_who_signs_shows_an_identity(text: str) -> None:
    home = "https://one.test/"
    plain, signed = (site(home, [page(home, f"<p>{words}</p>")]) for words in ("Soup", text))
    assert identity_points(signed) == identity_points(plain) + 1
