"""Who was first: each sign alone, all of them turned round, and how dates and identity are read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.compare.dates import earliest_date, page_date
from screening.compare.origin import compare_origin
from screening.compare.provenance import identity_points
from screening.compare.spinning import spin_syntax, tortured_phrases
from screening.neighbours import Fingerprint
from tests.screening.compare.made import page, site, text
from tests.timing import processor_time

DAY = 86_400_000_000
URL = "https://a.test/x"
DATA = "<script type='application/ld+json'>"
HERE, THERE = Fingerprint("a", "here.test"), Fingerprint("b", "there.test")
PRINTS = st.builds(
    Fingerprint,
    applicant_id=st.just("x"),
    site=st.just("here.test"),
    earliest_date=st.sampled_from(["", "2019-01-01", "2019-01-05", "2020-06-01", "2020-13-45"]),
    registered_us=st.none() | st.integers(0, 20_000).map(lambda days: days * DAY),
    identity=st.integers(0, 7),
    links_to=st.sampled_from([(), ("here.test",), ("there.test",), ("here.test", "there.test")]),
    signed=st.sampled_from([(), ("jane doe",), ("jane doe", "max moor")]),
    introduced=st.sampled_from([(), ("jane doe",), ("max moor",), ("jane doe", "max moor")]),
)


@given(PRINTS, PRINTS)
def test_turning_round_changes_the_sign(one: Fingerprint, other: Fingerprint) -> None:
    other = replace(other, site="there.test")
    assert compare_origin(one, other).points == -compare_origin(other, one).points


@pytest.mark.parametrize(
    ("own", "other", "sign"),
    [
        ({}, {}, 0),
        ({"links_to": ("there.test",)}, {}, 1),
        ({}, {"links_to": ("here.test",)}, -1),
        ({"earliest_date": "2024-01-01"}, {"earliest_date": "2020-01-01"}, 1),
        ({"earliest_date": "2024-01-01"}, {"earliest_date": "2023-12-30"}, 0),
        ({"earliest_date": "2024-01-01"}, {}, 0),
        ({"registered_us": 9_000 * DAY}, {"registered_us": 8_000 * DAY}, 1),
        ({"registered_us": 8_050 * DAY}, {"registered_us": 8_000 * DAY}, 0),
        ({"identity": 1}, {"identity": 4}, 1),
        ({"identity": 4}, {"identity": 3}, 0),
        ({}, {"kind": "affiliate"}, 1),
        ({"signed": ("jane doe",)}, {"introduced": ("jane doe",)}, 1),
        ({"introduced": ("jane doe",)}, {"signed": ("jane doe",)}, -1),
        ({"signed": ("jane doe",), "introduced": ("jane doe",)}, {"introduced": ("jane doe",)}, 0),
        ({"signed": ("jane doe",)}, {"introduced": ("max moor",)}, 0),
    ],
)
def test_signs(own: dict[str, Any], other: dict[str, Any], sign: int) -> None:
    points = compare_origin(replace(HERE, **own), replace(THERE, **other)).points
    assert (points > 0) - (points < 0) == sign


@pytest.mark.parametrize(
    ("head", "body", "url", "day"),
    [
        ('<meta property="article:published_time" content="2021-03-04T10:00:00+02:00">', "", URL, "2021-03-04"),
        (f"{DATA}{{'@type':'Article','datePublished':'2020-02-03'}}</script>".replace("'", '"'), "", URL, "2020-02-03"),
        ("", '<time datetime="2018-07-08T00:00">8 July</time>', URL, "2018-07-08"),
        ("", "", "https://a.test/2017/05/tea/", "2017-05-01"),
        ("", "<time datetime=9999-99-99>x</time> on sale till 2021-03-04", "https://a.test/2017", ""),
    ],
)  # fmt: skip
def test_dates_that_pages_give_themselves(head: str, body: str, url: str, day: str) -> None:
    assert page_date(page(url, body, head)) == earliest_date([page(url, body, head)]) == day


DATED_LINES = {
    "By Hester Quayle, 3 March 2026": "2026-03-03",
    "Hester wrote this, published on March 3rd, 2026": "2026-03-03",
    "3. März 2026 | 4 Minuten": "2026-03-03",
    "Mittwoch, 03.03.2026": "2026-03-03",
    "Publié le 1er août 2025 par Anne": "2025-08-01",
    "3 de marzo de 2026": "2026-03-03",
    "Opublikowano 14 września 2025": "2025-09-14",
    "2026-03-03 · by Hester": "2026-03-03",
    "Last updated: 3 March 2026": "",
    "The offer ends on 3 March 2026": "",
    "Published on 31 February 2026": "",
    "By Hester Quayle, 03/04/2026": "",
    "In March 2026 we walked 20 miles": "",
    "By Hester Quayle, who walked the whole of the wall in one week until 3 March 2026": "",
}


@pytest.mark.parametrize("line", DATED_LINES)
def test_dates_beside_a_text_are_read_where_it_is_clear_what_they_are_of(line: str) -> None:
    shown = f"<main><h1>A loaf</h1><p>{line}</p><p>{text(1, 80)}</p></main>"
    assert page_date(page(URL, shown)) == DATED_LINES[line]


@pytest.mark.parametrize("filler", ["3 March ", "March ", "1. ", "By Jane Doe 3 March ", "2026-03-0"])
def test_hostile_dates_are_read_in_linear_time(filler: str) -> None:
    lines = f"<p>{filler * 30}</p>" * (1_000_000 // (30 * len(filler)))
    hostile = page(URL, f"<main>{lines}</main>")
    with processor_time() as spent:
        page_date(hostile)
    assert spent.is_below(1)


def test_identity_grows_with_what_a_site_shows() -> None:
    bare = site("https://a.test/", [page("https://a.test/", "<p>Tea</p>")])
    shown = site(
        "https://a.test/",
        [
            page("https://a.test/", "<p>By Jane Doe</p><time datetime=2020-01-01>x</time>"),
            page("https://a.test/contact", "<p>Doe, 12345 Upton, j@a.test <a href=tel:+4420718387>call</a></p>"),
        ],
    )  # fmt: skip
    assert identity_points(bare) == 0
    assert identity_points(shown) == 6


@pytest.mark.parametrize("filler", ["a", "{", "{a|", "{a|b", "by A", "<time ", "12345 A", "2019-01-"])
def test_hostile_pages_are_read_in_linear_time(filler: str) -> None:
    long = filler * (1_000_000 // len(filler))
    hostile = replace(page("https://a.test/", "x"), html=long, text=long)
    with processor_time() as spent:
        page_date(hostile)
        identity_points(site("https://a.test/", [hostile]))
        spin_syntax(hostile)
        tortured_phrases(hostile)
    assert spent.is_below(2)
