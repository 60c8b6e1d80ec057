"""Numbers as people write them."""

from __future__ import annotations

import pytest

from screening.compare.counts import follower_claims, parse_count
from tests.timing import processor_time


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12.3K", 12_300), ("1,2 Mio.", 1_200_000), ("3,4 mil", 3_400), ("1.2万", 12_000), ("12,345", 12_345),
        ("12.345", 12_345), ("12 345", 12_345), ("1.234.567", 1_234_567), ("980", 980), ("2 mila", 2_000),
        ("15 tys.", 15_000), ("1,5 mln", 1_500_000), ("2M", 2_000_000), ("1,1 Tsd.", 1_100),
        ("1.2 millones", 1_200_000),
        ("1.234K", 1_234), ("1,234K", 1_234), ("1.234 Mio.", 1_234_000), ("1,234 mln", 1_234_000), ("12,345 K", 12_345),
        ("1.234.567 K", 1_234_567_000), ("1 234 K", 1_234_000), ("1'234 K", 1_234_000),
        ("1,234.5 Mio.", 1_234_500_000), ("1’234", 1_234), ("1\u202f234\u202f567 abonnés", 1_234_567),
        ("3 億", 300_000_000), ("100k+", 100_000), ("no number", None), ("", None),
    ],
)  # fmt: skip
def test_counts(text: str, count: int | None) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Join 100k followers", 100_000), ("über 25.000 Abonnenten", 25_000), ("12,3 mil seguidores", 12_300),
        ("1,2 mln obserwujących", 1_200_000), ("12.5K Instagram followers", 12_500), ("8 400 abonnés", 8_400),
        ("1.234K followers", 1_234),
    ],
)  # fmt: skip
def test_claims_of_followers(text: str, count: int) -> None:
    assert [claim.count for claim in follower_claims(text)] == [count]


@pytest.mark.parametrize("text", ["In 2019 we began", "followed by 3 people", "save 50% now", "100,000 km later"])
def test_other_numbers_are_no_claims(text: str) -> None:
    assert not list(follower_claims(text))


@pytest.mark.parametrize("filler", ["a", "1", "1.", "1 ", "k ", "1,111 "])
def test_hostile_text_is_read_in_linear_time(filler: str) -> None:
    with processor_time() as spent:
        list(follower_claims(filler * (1_000_000 // len(filler))))
        parse_count(filler * 1_000_000)
    assert spent.is_below(2)
