"""Countries by a domain's ending, a language and a telephone prefix."""

from __future__ import annotations

import pytest

from screening.domain.countries import countries_of_language, countries_of_prefix, country_code, country_of_host


@pytest.mark.parametrize(
    ("text", "code"), [("UK", "GB"), ("uk", "GB"), ("GB", "GB"), ("EL", "GR"), ("gr", "GR"), (" de ", "DE"), ("", "")]
)
def test_codes_of_one_country_are_one(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("blog.example.co.uk", "GB"),
        ("example.de", "DE"),
        ("example.com", ""),
        ("example.eu", ""),
        ("example.io", ""),
        # Each stood in only one of two lists once.
        ("example.so", ""),
        ("example.li", ""),
        ("203.0.113.77", ""),
        ("", ""),
    ],
)
def test_endings(host: str, country: str) -> None:
    assert country_of_host(host) == country


@pytest.mark.parametrize(
    ("digits", "countries"),
    [("49", ("DE",)), ("491", ("DE",)), ("353", ("IE",)), ("1", ("US", "CA")), ("999", ()), ("", ())],
)
def test_prefixes(digits: str, countries: tuple[str, ...]) -> None:
    assert countries_of_prefix(digits) == countries


def test_languages() -> None:
    assert "AT" in countries_of_language("de-DE")
    assert countries_of_language("en") == countries_of_language("") == ()
