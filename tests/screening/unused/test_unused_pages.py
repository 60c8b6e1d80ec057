"""Pages of unused domains and empty shops in many voices, and honest pages that use the same words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from screening.page.model import Page
from screening.unused.parked import parking_page
from screening.unused.placeholder import placeholder
from tests.screening.page.making import page_of
from tests.timing import processor_time

PAGES: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    Path(__file__).with_name("pages.toml").read_text(encoding="utf-8")
)


def made(kind: str, name: str) -> Page:
    told = PAGES[kind][name]
    return page_of(f"<html><head><title>{told['title']}</title></head><body>{told['body']}</body></html>")


def quoted(page: Page) -> str:
    """Return what is quoted of a page that nobody uses, or "" for one that somebody does."""
    parked, empty = parking_page(page), placeholder([page])
    return parked.quote if parked else empty.quote if empty and empty.whole else ""


@pytest.mark.parametrize("name", PAGES["bad"])
def test_unused_pages_are_found_with_a_quote(name: str) -> None:
    page = made("bad", name)
    quote = quoted(page)
    assert quote
    assert quote in page.text or quote in page.title


@pytest.mark.parametrize("name", PAGES["honest"])
def test_honest_pages_with_the_same_words_are_left_alone(name: str) -> None:
    assert quoted(made("honest", name)) == ""


@pytest.mark.parametrize("name", ["offered_with_a_price", "expired_notice", "panel_german", "no_products_german"])
def test_a_notice_on_a_page_of_many_words_is_none(name: str) -> None:
    told = PAGES["bad"][name]
    story = "<p>The kettle sang while the rain came over the fell and nobody went out before noon. " * 12
    assert quoted(page_of(f"<title>Fell notes</title>{story}{told['body']}")) == ""


@pytest.mark.parametrize("sign", ["domain expired ", "offer ", "a.example ", "no products "])
def test_a_megabyte_takes_less_than_a_second(sign: str) -> None:
    page = page_of(f"<title>a.example</title><p>{sign * (1_000_000 // len(sign))}</p>")
    with processor_time() as spent:
        quoted(page)
    assert spent.is_below(1)
