"""Shingles and samples: estimates against exact sets, and what may never change them."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from screening.compare.shingles import (
    Hashes,
    compared_words,
    containment,
    has_words,
    hash64,
    hash_set,
    jaccard,
    overlap,
    sample,
    sampled_containment,
    shingle_set,
    shingles,
    spread,
)
from tests.screening.compare.made import exchange, text

HASHES = st.frozensets(st.integers(0, 2**64 - 1), max_size=60).map(hash_set)


def test_hashes_are_those_of_any_other_machine() -> None:
    # printf 'five words make one shingle' | b2sum -l 64
    assert hash64("five words make one shingle") == int.from_bytes(bytes.fromhex("3f6eabec8817b8fa"), "big")
    assert hash64("a") < 2**64


def test_words_are_folded_and_cut_at_the_cap() -> None:
    assert compared_words("Don't — ＦＵＬＬ Straße 東京") == ("don", "t", "full", "strasse", "東", "京")
    assert len(compared_words("a " * 100_000)) == 20_000


@given(st.text(max_size=60) | st.text("aB _é東か9ß½ ", max_size=60), st.sampled_from([1, 300]))
def test_words_part_at_signs_and_at_characters_that_are_words(text: str, times: int) -> None:
    whole = f"{text} " * times
    folded = unicodedata.normalize("NFKC", whole).casefold()
    expected = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+", folded)
    assert list(compared_words(whole)) == expected[:20_000]
    assert [has_words(whole, least) for least in (1, 6)] == [len(expected) >= least for least in (1, 6)]


@given(HASHES, HASHES)
def test_shares_lie_between_none_and_all(a: Hashes, b: Hashes) -> None:
    assert 0 <= jaccard(a, b) == jaccard(b, a) <= 1
    assert 0 <= containment(a, b) <= 1
    assert 0 <= sampled_containment(a, frozenset(sample(b))) <= 1
    if len(a):
        assert jaccard(a, a) == containment(a, a) == sampled_containment(a, frozenset(sample(a))) == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_overlap_is_symmetric_and_bounded(left: str, right: str) -> None:
    there, back = overlap(left, right), overlap(right, left)
    assert (there.word_jaccard, there.shingle_jaccard) == (back.word_jaccard, back.shingle_jaccard)
    assert all(
        0 <= share <= 1 for share in (there.word_jaccard, there.shingle_jaccard, there.containment, there.spread)
    )


def test_estimate_from_a_sample_is_near_the_exact_share() -> None:
    source = [text(seed, 900) for seed in range(12)]
    kept = frozenset(value for one in source for value in sample(shingle_set(one)))
    everything = hash_set(value for one in source for value in shingles(one).tolist())
    for number, one in enumerate(source):
        for share in (0.0, 0.3, 0.5, 0.8, 1.0):
            cut = int(900 * share)
            mixed = " ".join([*one.split()[:cut], *text(100 + number, 900 - cut).split()]) if share < 1 else one
            exact = containment(shingle_set(mixed), everything)
            assert abs(sampled_containment(shingle_set(mixed), kept) - exact) <= 0.15


def test_small_pages_are_kept_whole() -> None:
    small = shingles(text(5, 250))
    assert sample(hash_set(small)) == tuple(sorted(set(small.tolist())))


def test_sample_of_a_large_text_is_a_small_part_of_it() -> None:
    large = hash_set(hash64(str(number)) for number in range(20_000))
    assert 2_000 < len(sample(large)) < 3_000


def test_rewritten_text_shares_as_much_as_chance_leaves() -> None:
    """A share s of words kept leaves s^5 of the shingles: Jaccard s^5 / (2 - s^5), so 0.28 of 85 % and 0.09 of 70 %."""
    original = text(1, 600, own_words=400)
    fifteen, thirty = overlap(exchange(original, 0.15), original), overlap(exchange(original, 0.30), original)
    assert 0.2 < fifteen.shingle_jaccard < 0.4 and 0.6 < fifteen.word_jaccard < 0.9
    assert 0.05 < thirty.shingle_jaccard < 0.15 and 0.4 < thirty.word_jaccard < 0.7
    assert overlap(text(2, 600), original).shingle_jaccard == 0


def test_spread_counts_stretches_with_a_hit() -> None:
    assert spread([]) == 0
    assert spread([True] + [False] * 399) == 0.1
    assert spread(([True] + [False] * 39) * 10) == 1
