"""Quotes stand in what was read: a tag as it is written, a text without a gap."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.evidence import evidence
from screening.page.quotes import QUOTE_LENGTH, text_quote
from tests.screening.page.making import page_of

ADDRESS = "https://www.awin1.com/cread.php?awinmid=7&awinaffid=1"


@pytest.mark.parametrize(
    "element",
    [
        '<iframe src="&#104;ttps://www.awin1.com/cread.php?awinmid=7&awinaffid=1" width=1></iframe>',
        '<IFRAME\n SRC = "https&colon;&sol;&sol;www.awin1.com/cread.php?awinmid=7&AMP;awinaffid=1"></IFRAME>',
        '<iframe title="&gt;" src="https://www.awin1.com/cread.php?awinmid=7&clickref=\'&quot;&gt;x"></iframe>',
        '<iframe src="https://www.awin1.com/cread.php?awinmid=%37&awin\r\naffid=1" width=1></iframe>',
        "<iframe srcdoc=\"&lt;img src='&amp;#104;ttps://www.awin1.com/cread.php?awinmid=7&amp;amp;x=1'&gt;\"></iframe>",
        "<ImG SrC='&#x68;ttps://www.awin1.com/cread.php?awinmid=7&amp;awinaffid=1'>",
        '<meta http-equiv=refresh content="0;url=&#104;ttps://www.awin1.com/cread.php?awinmid=7&awinaffid=1">',
        '<body onload="location.href=&quot;https://www.awin1.com/cread.php?awinmid=7&awinaffid=1&quot;">',
    ],
)
def test_an_element_is_quoted_as_it_is_written(element: str) -> None:
    page = page_of(f"<!doctype html><i title='&amp;'>x</i>{element}" if "<body" not in element else element)
    quotes = [embed.quote for embed in page.embeds if "awin" in embed.url]
    assert quotes
    assert all(quote and quote in page.html and "awin1.com" in quote for quote in quotes)


@given(st.lists(st.sampled_from(["", "dec", "hex"]), min_size=len(ADDRESS), max_size=len(ADDRESS)))
def test_any_letters_may_be_written_as_entities(ways: list[str]) -> None:
    forms = {"": "{0}", "dec": "&#{1};", "hex": "&#x{1:x};"}
    letters = zip(ADDRESS, ways, strict=True)
    written = "".join(forms[way].format(html.escape(sign), ord(sign)) for sign, way in letters)
    page = page_of(f'<p>Text</p><iframe width=1 src="{written}"></iframe>')
    (embed,) = page.embeds
    assert embed.url == ADDRESS
    assert embed.quote
    assert embed.quote in page.html


@given(st.lists(st.tuples(st.sampled_from(["one two", "three.", "four five six"]), st.booleans()), max_size=30))
def test_no_quote_of_a_text_reaches_over_what_is_not_seen(parts: list[tuple[str, bool]]) -> None:
    source = " ".join(f"<span hidden>{text}</span>" if hidden else text for text, hidden in parts)
    page = page_of(f"<p>{source}</p><footer>Foot</footer>")
    shown = "|".join(text if not hidden else "" for text, hidden in parts).split("||")
    runs = [" ".join(run.replace("|", " ").split()) for run in shown]
    for place in range(0, len(page.text), 5):
        quotes = [text_quote(page.text, place, place + 4, page.seams), evidence(page.text[place:], page).quote]
        assert all(len(quote) <= max(QUOTE_LENGTH, len(page.text)) for quote in quotes)
        assert all(any(quote in f"{run} Foot" for run in runs) for quote in quotes)
