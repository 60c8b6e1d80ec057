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
        ("300 thousand mails, 20 thousand mails", 100_000, ["300 thousand"]),
        ("300 mila indirizzi", 100_000, ["300 mila"]),
        ("two million mails", 100_000, ["two million"]),
        ("zwei Millionen Adressen", 100_000, ["zwei Millionen"]),
        ("ten thousand visits", 1_000, ["ten thousand"]),
        ("ten thousand visits", 100_000, []),
        ("a million thanks to a thousand readers", 100_000, ["a million"]),
        ("thousand million", 1, []),
        ("for 250,000 EUR", 100_000, []),
        ("some millions of mails", 100_000, []),
    ],
)
def test_large_numbers_are_found_and_sums_of_money_are_none(text: str, least: float, expected: list[str]) -> None:
    words = Words(text)
    spans = (words.span(hit.first, hit.last) for hit in quantities(words, least))
    assert [text[start:end] for start, end in spans] == expected
