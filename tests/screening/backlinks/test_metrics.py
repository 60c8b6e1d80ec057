"""Link quality: by hand, by the literature's vectors, and by properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.backlinks import metrics
from screening.backlinks.metrics import AnchorKind
from screening.backlinks.provider import Anchor, ReferringDomain
from tests.screening.backlinks.ranks import page_rank, relative_spam_mass

DAY_US = 86_400_000_000
MMDS = {"A": ["B", "C", "D"], "B": ["A", "D"], "C": ["A"], "D": ["B", "C"]}
"""Mining of Massive Datasets, example 5.12."""


def test_spam_mass_of_the_textbook() -> None:
    rank = page_rank(MMDS, beta=1.0)
    trust = page_rank(MMDS, ["B", "D"], beta=0.8)
    assert rank == pytest.approx({"A": 3 / 9, "B": 2 / 9, "C": 2 / 9, "D": 2 / 9})
    assert trust == pytest.approx({"A": 54 / 210, "B": 59 / 210, "C": 38 / 210, "D": 59 / 210})
    mass = {node: round(relative_spam_mass(rank[node], trust[node]) or 0, 3) for node in "ABCD"}
    assert mass == {"A": 0.229, "B": -0.264, "C": 0.186, "D": -0.264}


GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=5), min_size=1)


@given(GRAPHS, st.sampled_from([0.5, 0.8, 0.85]))
def test_ranks_sum_to_one_and_solve_their_equation(links: dict[str, list[str]], beta: float) -> None:
    ranks = page_rank(links, beta=beta)
    assert sum(ranks.values()) == pytest.approx(1)
    outward = {node: set(links.get(node, ())) for node in ranks}
    lost = sum(ranks[node] for node in ranks if not outward[node])
    for node, rank in ranks.items():
        given_ = sum(ranks[one] / len(targets) for one, targets in outward.items() if node in targets)
        assert rank == pytest.approx((1 - beta + beta * lost) / len(ranks) + beta * given_, abs=1e-9)


def test_nothing_trusted_is_no_trust() -> None:
    assert page_rank(MMDS, []) == {}
    assert page_rank({}) == {}
    assert relative_spam_mass(0.0, 0.0) is None


def domains(*rows: tuple[str, int | None, int | None, bool | None]) -> list[ReferringDomain]:
    return [ReferringDomain(name, rank=rank, host_count=hosts, links_back=back) for name, rank, hosts, back in rows]


SOME = domains(
    ("a.com", 10, 5, True), ("b.top", 90, 1, True), ("c.top", None, 1, False), ("d.com", 81, 2, None),
    ("e.xyz", 80, 1, False),
)  # fmt: skip


def test_shares_by_hand() -> None:
    assert metrics.rank_quantiles(SOME) == (80, 90)
    assert metrics.one_host_worst_rank_share(SOME, 100) == pytest.approx(2 / 5)
    assert metrics.reciprocal_share(SOME) == pytest.approx(2 / 4)
    assert metrics.suffix_concentration(SOME) == pytest.approx(float(Fraction(4 + 4 + 1, 25)))
    assert metrics.abused_suffix_share(SOME) == pytest.approx(3 / 5)
    assert (
        metrics.internal_density({"a", "b", "c"}, [("a", "b"), ("a", "b"), ("b", "a"), ("a", "a"), ("a", "x")]) == 2 / 6
    )
    assert metrics.followed_share(1, 40) == 1 / 40
    subnets = [ReferringDomain(f"{one}.com", subnet="192.0.2.0" if one % 2 else "198.51.100.0") for one in range(8)]
    assert metrics.subnet_diversity(subnets) == 2 / 8


def test_what_was_not_offered_is_none_not_zero() -> None:
    bare = [ReferringDomain("a.com")]
    assert metrics.rank_quantiles(bare) is None
    assert metrics.one_host_worst_rank_share(bare, 100) is None
    assert metrics.one_host_worst_rank_share(SOME, None) is None
    assert metrics.reciprocal_share(bare) is None
    assert metrics.subnet_diversity(bare) is None
    assert metrics.suffix_concentration([]) is None
    assert metrics.abused_suffix_share([]) is None
    assert metrics.internal_density({"a"}, []) is None
    assert metrics.followed_share(None, 3) is None
    assert metrics.followed_share(3, 0) is None
    assert metrics.spike(bare) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hill Walkers", AnchorKind.BRAND),
        ("hillwalkers.com", AnchorKind.URL),
        ("https://other.org/page", AnchorKind.URL),
        ("Click here", AnchorKind.GENERIC),
        ("", AnchorKind.GENERIC),
        ("cheap boots online", AnchorKind.KEYWORD),
    ],
)
def test_kinds_of_link_texts(text: str, kind: AnchorKind) -> None:
    assert metrics.anchor_kind(text, "hillwalkers.com") is kind


def test_link_texts_are_counted_by_domains() -> None:
    footer = Anchor("cheap boots", links=90_000, referring_domains=1)
    others = [Anchor(f"Hill Walkers {number}", 1, 1) for number in range(19)]
    top = metrics.top_keyword_share([footer, *others], "hillwalkers.com")
    assert top == (footer, 1 / 20)
    assert metrics.top_keyword_share([footer], "hillwalkers.com") is None
    assert metrics.anchor_entropy_ratio(others) == pytest.approx(1)
    assert metrics.anchor_entropy_ratio([Anchor("a", 1, 99), Anchor("b", 1, 1)]) == pytest.approx(0.0808, abs=1e-4)
    assert metrics.anchor_entropy_ratio([footer]) is None
    assert metrics.spam_anchors([footer, Anchor("best online casino"), Anchor("slow slotted spoons")]) == (
        Anchor("best online casino"),
    )


def dated(days_ago: list[int]) -> list[ReferringDomain]:
    now = 1_700_000_000_000_000
    return [ReferringDomain(f"d{number}.com", first_seen_us=now - day * DAY_US) for number, day in enumerate(days_ago)]


def test_a_spike_needs_ten_domains_thrice_the_usual_and_a_past() -> None:
    steady = [7 * week + 1 for week in range(10) for _ in range(3)]
    assert metrics.spike(dated([0] * 10 + steady)) == metrics.Spike(13, 3)
    assert metrics.spike(dated([0] * 6 + steady)) is None
    assert metrics.spike(dated([0] * 9)) is None
    assert metrics.spike(dated([0] * 50)) is None
    busy = [7 * week + 1 for week in range(10) for _ in range(10)]
    assert metrics.spike(dated([0] * 15 + busy)) is None
