"""Quotes are cut to the one length that is allowed; of equal quotes one is shown."""

from __future__ import annotations

from screening.evidence import distinct, evidence
from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, stands_in

TEXT = "a long heading " * 40
PAGE = Page("https://example.org/", "https://example.org/", 7, "ab", html=f"<p>{TEXT}</p>", text=TEXT.strip())


def test_a_long_quote_is_cut_and_still_stands_there() -> None:
    quote = evidence(TEXT, PAGE)
    assert quote.quote == TEXT[:QUOTE_LENGTH]
    assert stands_in(quote.quote, PAGE)
    assert (quote.url, quote.fetched_at_us, quote.body_sha256) == (PAGE.url, 7, "ab")


def test_equal_quotes_are_shown_once_and_few_of_them() -> None:
    quotes = [evidence(text, PAGE) for text in ("a", "b", "a", "c", "d")]
    assert [one.quote for one in distinct(quotes)] == ["a", "b", "c"]
    assert [one.quote for one in distinct(quotes, most=4)] == ["a", "b", "c", "d"]


def test_title_and_first_heading_are_parted() -> None:
    page = Page("u", "u", 0, "", title="Boots", headings=("Winter", "Summer"))
    assert page.title_and_heading == "Boots | Winter"
    assert Page("u", "u", 0, "", title="Boots").title_and_heading == "Boots"
