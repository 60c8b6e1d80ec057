"""The lists of words and terms: each group stands once, and none of its terms is superfluous."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from screening.wording.folding import folded_words
from screening.wording.lists import LEXICONS, groups

NAMES = sorted(path.stem for path in LEXICONS.glob("*.toml") if "-" not in path.stem)
GAP = 6
WHOLE = (
    *("site_pages.", "impersonation.before", "impersonation.after", "selling.code.", "schemes."),
    *("methods.no_codes", "hosts.", "promotion.cashback.how"),
)
"""Groups of which it counts from where to where a term reaches: a part of it does not do the same.

What names a page must be its whole title, what belongs to a name stands beside it, of two verdicts the longer counts,
and the reach of a pair is counted from its first words. Hosts are compared whole, and ways of paying out cashback are
counted.
"""

Slots = list[tuple[str, int]]
"""The words of a term, folded, each with the most words that may stand before it within the term."""


def slots(term: str) -> Slots:
    found: Slots = []
    reach = 0
    for part in term.split():
        if part == "~":
            reach = GAP
            continue
        for word in folded_words(part):
            found.append((word, reach))
            reach = 0
        if part.endswith("*"):
            found[-1] = (f"{found[-1][0]}*", found[-1][1])
    return found


def stands_for(one: str, other: str) -> bool:
    """Whether a word of a term stands wherever another does."""
    return other.removesuffix("*").startswith(one[:-1]) if one.endswith("*") else one == other


def places(part: Slots, whole: Slots) -> Iterator[int]:
    """From which words of a term on another stands wherever it does."""
    for place in range(len(whole) - len(part) + 1):
        pairs = list(zip(part, whole[place:], strict=False))
        if all(stands_for(one[0], other[0]) for one, other in pairs) and all(
            one[1] >= other[1] for one, other in pairs[1:]
        ):
            yield place


def covered(name: str, group: str, terms: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Which terms of a group say nothing that another does not, by their numbers, each with the other.

    A part of a term does not cover it where a negation comes before, which would take the part away.
    """
    denials = {word for term in groups("prohibited")["denials"] for word in folded_words(term)}
    read = [slots(term) for term in terms]
    by_stem: dict[str, list[int]] = {}
    for number, ((first, _), *_) in enumerate(read):
        by_stem.setdefault(first.removesuffix("*"), []).append(number)
    found: dict[int, tuple[str, str]] = {}
    for number, whole in enumerate(read):
        stems = {word.removesuffix("*")[:length] for word, _ in whole for length in range(1, len(word) + 1)}
        for other in sorted({other for stem in stems for other in by_stem.get(stem, ())} - {number}):
            part = read[other]
            is_same = part == whole
            if (is_same and other > number) or (f"{name}.{group}".startswith(WHOLE) and len(part) < len(whole)):
                continue
            if any(denials.isdisjoint(word for word, _ in whole[:place]) for place in places(part, whole)):
                found[number] = terms[number], terms[other]
                break
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_term_is_covered_by_another_of_its_group(name: str) -> None:
    superfluous = {group: list(covered(name, group, terms).values()) for group, terms in groups(name).items()}
    assert not {group: some for group, some in superfluous.items() if some}


@pytest.mark.parametrize(
    ("terms", "superfluous"),
    [
        (["fake", "fake news"], ["fake news"]),
        (["with my code", "my code"], ["with my code"]),
        (["scam", "scam*", "scams"], ["scam", "scams"]),
        (["Café", "cafe"], ["cafe"]),
        (["win ~ now", "win now", "win big now"], ["win now"]),
        (["win now", "win ~ now"], ["win now"]),
        (["no cure", "cure"], []),
        (["big win", "win big", "winner"], []),
        (["fake*", "unfake"], []),
    ],
)
def test_which_terms_are_superfluous(terms: list[str], superfluous: list[str]) -> None:
    assert [term for term, _ in covered("wares", "tea", terms).values()] == superfluous


def test_a_group_takes_in_those_of_another_lexicon(tmp_path: Path) -> None:
    (tmp_path / "sorts.toml").write_text('[tea]\nen = ["green"]\nnl = ["groen", "green"]\n[teas]\nen = ["all"]\n')
    (tmp_path / "wares.toml").write_text('all = ["@sorts.tea", "cup"]\ndutch = ["@sorts.tea.nl"]\n')
    assert groups("wares", tmp_path) == {"all": ["green", "groen", "cup"], "dutch": ["groen", "green"]}
    (tmp_path / "lost.toml").write_text('all = ["@sorts.coffee"]\n')
    with pytest.raises(ValueError, match=r"@sorts\.coffee"):
        groups("lost", tmp_path)


def test_a_group_that_stands_in_two_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wares.toml").write_text('[tea]\nkinds = ["green"]\nplaces = ["assam"]\n', encoding="utf-8")
    (tmp_path / "wares-more.toml").write_text('[coffee]\nkinds = ["mocha"]\n', encoding="utf-8")
    assert groups("wares", tmp_path) == {
        "tea.kinds": ["green"], "tea.places": ["assam"], "coffee.kinds": ["mocha"],
    }  # fmt: skip
    (tmp_path / "wares-other.toml").write_text('[tea]\nkinds = ["black"]\n', encoding="utf-8")
    groups.cache_clear()
    with pytest.raises(ValueError, match=r"wares-other\.toml.*tea\.kinds"):
        groups("wares", tmp_path)
