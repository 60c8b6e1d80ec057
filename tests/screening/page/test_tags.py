"""Sources without their tags."""

from __future__ import annotations

import pytest

from screening.page.tags import without_tags
from tests.timing import processor_time


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>a<b>b</b></p>", " a b  "),
        ("a < b > c", "a   c"),
        ("1 < 2", "1 < 2"),
        (f"<p style='{'x' * 9_000}'>a", " a"),
        ("<<p>", "< "),
        ("", ""),
    ],
)
def test_a_blank_stands_for_each_tag(source: str, text: str) -> None:
    assert without_tags(source) == text


@pytest.mark.parametrize("piece", ["<", "<a ", "a", "<a>", ">"])
def test_hostile_sources_cost_little(piece: str) -> None:
    with processor_time() as spent:
        without_tags(piece * 1_000_000)
    assert spent.is_below(2)
