"""How many of something a text speaks of, in figures and in letters."""

from __future__ import annotations

import pytest

from screening.wording.quantities import quantities
from screening.wording.words import Words


@pytest.mark.parametrize(
    ("text", "least", "expected"),
    [
        ("a list of 250,000 addresses", 100_000, ["250,000"]),
        ("a list of 250.000 and one of 4 000 addresses", 100_000, ["250.000"]),
        ("3 million mails", 100_000, ["3 million"]),
        ("two million mails", 100_000, ["two million"]),
        ("zwei Millionen Adressen", 100_000, ["zwei Millionen"]),
        ("5 Mio Adressen", 100_000, ["5 Mio"]),
        ("un mio cliente", 1_000, []),
        ("a million thanks to a thousand readers", 100_000, ["a million"]),
        ("i nostri clienti hanno fatturato 300 mila euro", 1_000, []),
        ("Dal 2015. Mille grazie", 100_000, []),
        ("No 15. Million thanks, 3, million", 100_000, []),
        ("thousand million", 100_000, []),
        ("for 250,000 EUR", 100_000, []),
        ("some millions of mails", 100_000, []),
    ],
)
def test_large_numbers_are_found_and_sums_of_money_are_none(text: str, least: float, expected: list[str]) -> None:
    words = Words(text)
    spans = (words.span(hit.first, hit.last) for hit in quantities(words, least))
    assert [text[start:end] for start, end in spans] == expected
