"""Misspelt brands beside any other word, by kind of mistake and place of the word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from screening.lookalikes.match import Rule, match_brand
from screening.lookalikes.misspelling import is_slip

BRANDS = ("northwind", "stridewell", "brightleaf", "glossier", "patagonia", "hellofresh")
WORDS = (
    "outdoor", "gear", "camping", "jackets", "mountain", "winterwear", "kids", "schuhe", "zapatos", "and-sons",
    "parkas24", "2026",
)  # fmt: skip
LOOKS = {"o": "0", "i": "1", "l": "1", "e": "3", "w": "vv", "d": "cl", "s": "5", "m": "rn", "u": "ü", "a": "а"}


def mistakes(brand: str) -> Iterator[tuple[str, str]]:
    for place in range(len(brand)):
        before, letter, after = brand[:place], brand[place], brand[place + 1 :]
        yield "letter typed twice", f"{before}{letter}{letter}{after}"
        if place:
            yield "letter left out", f"{before}{after}"
            if brand[place - 1] != letter:
                yield "letters that changed places", f"{before[:-1]}{letter}{before[-1]}{after}"
    yield from (("look-alike", brand.replace(letter, like, 1)) for letter, like in LOOKS.items() if letter in brand)


def beside(name: str, word: str) -> tuple[str, ...]:
    return f"{name}-{word}.com", f"{word}-{name}.com", f"{name}{word}.com", f"{word}{name}.com"


@pytest.mark.parametrize("brand", BRANDS)
def test_a_misspelt_brand_is_found_beside_any_word(brand: str) -> None:
    tried, caught = Counter[str](), Counter[str]()
    for kind, name in mistakes(brand):
        for word in WORDS:
            hosts = beside(name, word)
            # A letter less makes words too easily: short brands are found only where a hyphen sets the word apart.
            for host in hosts[:2] if kind == "letter left out" and len(brand) < 9 else hosts:
                found = match_brand(host, brand)
                tried[kind] += 1
                caught[kind] += found is not None and found.rule is not Rule.PART
    assert len(tried) == 4
    assert {kind: caught[kind] / tried[kind] for kind in tried if caught[kind] < 0.98 * tried[kind]} == {}


@pytest.mark.parametrize(
    ("host", "rule"),
    [
        ("norhtwind-outdoor.com", Rule.MISSPELT_COMBINATION),
        ("outdoor-norhtwind.com", Rule.MISSPELT_COMBINATION),
        ("norhtwindoutdoor.com", Rule.MISSPELT_COMBINATION),
        ("n0rthwindoutdoor.com", Rule.CONFUSABLE),
        ("my-n0rthwind-parkas.com", Rule.CONFUSABLE),
        ("norrthwind-outdoor.com", Rule.MISSPELT_COMBINATION),
        ("nothwind-outdoor.com", Rule.NEAR_COMBINATION),
        ("northwine-club-riga.com", Rule.NEAR_COMBINATION),
        ("shop.norhtwind-outdoor.com", Rule.MISSPELT_COMBINATION),
        ("norhtwind-outdoor.somebody.com", Rule.MISSPELT_COMBINATION),
    ],
)
def test_which_rule_finds_a_misspelt_brand_beside_a_word(host: str, rule: Rule) -> None:
    found = match_brand(host, "northwind")
    assert found is not None
    assert found.rule is rule


@pytest.mark.parametrize(
    ("word", "slip"),
    [("norhtwind", True), ("northhwind", True), ("northwnd", False), ("northwine", False), ("northwind", False),
     ("alllbirds", False), ("windnorth", False)],
)  # fmt: skip
def test_slips_are_what_makes_no_word(word: str, slip: bool) -> None:
    assert is_slip(word, "northwind") is slip
