"""Reviews that cannot be real are found; varied ones, editorial ones and carousels built twice pass."""

from __future__ import annotations

import json

import pytest

from screening.checks.result import Severity
from tests.screening.checks.content_sites import PROSE, document, severity, site

SAME = "This is the best purchase of my life and I sleep like a baby now."
VARIED = [
    ("Anna K.", "The sole came off after a month of wet gravel, but the shop sent me a new pair."),
    ("Bert Olsen", "I wear them to work and nobody has noticed that they are hiking boots."),
    ("Cleo D.", "Too narrow for my feet; my sister is happy with them."),
]


def shown(pairs: list[tuple[str, str]]) -> str:
    return "<h2>Customer reviews</h2>" + "".join(f"<div><p>{text}</p><p>{name}</p></div>" for name, text in pairs)


def marked(count: int, value: float = 4.6, more: dict[str, object] | None = None) -> str:
    rating = {"@type": "AggregateRating", "ratingValue": value, "reviewCount": count}
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Boots",
        "aggregateRating": rating,
        **(more or {}),
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def reviews(pairs: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "review": [{"@type": "Review", "author": {"@type": "Person", "name": n}, "reviewBody": t} for n, t in pairs]
    }


TWINS = [("Anna K.", SAME), ("Bert Olsen", SAME), ("Cleo D.", SAME)]
SWAPPED = [
    (n, f"“{SAME} I live in {town} and told all my neighbours.”")
    for n, town in (("Al", "York"), ("Bo", "Bath"), ("Cy", "Hull"))
]


def of_recipe(markup: str) -> str:
    return markup.replace('"Product"', '"Recipe"')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (of_recipe(marked(40)), Severity.NOTE),
        (of_recipe(marked(60, 5.0)), Severity.NOTE),
        (of_recipe(marked(60, 5.0)) + "<p>Rated 5 stars</p>", None),
        (shown(TWINS), Severity.STRONG),
        (shown(SWAPPED), Severity.STRONG),
        (marked(12, more=reviews(TWINS)) + shown(VARIED), Severity.STRONG),
        (marked(1900, 5.0), Severity.STRONG),
        (marked(40), Severity.NOTE),
        (marked(1900, 5.0) + shown(VARIED), Severity.CAUTION),
        (marked(4000, more=reviews(VARIED)) + shown(VARIED), Severity.NOTE),
        (marked(3, more=reviews(VARIED)) + shown(VARIED), None),
        (marked(1, 5.0) + "<p>Our rating: 5 stars</p>", None),
        (shown(VARIED), None),
        (shown(VARIED) + shown(VARIED), None),
        (f"<p>{PROSE}</p>", None),
    ],
)
def test_reviews(body: str, expected: Severity | None) -> None:
    assert severity(site(document(f"<p>{PROSE}</p>{body}")), "P-11") is expected
