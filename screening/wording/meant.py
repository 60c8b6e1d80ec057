"""What a page says for itself, by the groups of a lexicon: not quoted, not asked, not denied.

Some of what sellers say takes two words to say, in any order and with others between: "the counter" and "registers",
"the sender" and "changes". `combined` makes one cue of the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from screening.wording.cues import joined, pairs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["Combination", "combined", "meant"]


class Combination(NamedTuple):
    """A cue that words of two groups make together.

    Attributes:
        kind: The kind of cue.
        one: Group of the one, of which each is looked at by itself.
        other: Group of the other, of which the nearest in the same sentence counts.
        reach: Most words from the one to the other.
    """

    kind: str
    one: str
    other: str
    reach: int


def meant(voice: Voice, hits: Sequence[Hit], denying: Collection[str] = ()) -> dict[str, list[Hit]]:
    """Return the hits that a page neither quotes nor asks nor denies, by their groups.

    Args:
        voice: The page's voice.
        hits: Cues in its words.
        denying: Groups that say by a denial what they say, as in "filters see nothing".
    """
    by_group: dict[str, list[Hit]] = {}
    for hit in voice.own(hits):
        if not voice.is_asked(hit) and (hit.group in denying or not voice.words.is_negated(hit)):
            by_group.setdefault(hit.group, []).append(hit)
    return by_group


def combined(words: Words, by_group: Mapping[str, Sequence[Hit]], ways: Iterable[Combination]) -> list[Hit]:
    """Return a cue of its kind for each two hits that make one together, in the order of the ways."""
    return [
        joined(way.kind, f"{way.kind} {met[0].term}", *met)
        for way in ways
        for met in pairs(by_group.get(way.one, ()), by_group.get(way.other, ()), way.reach, words.same_sentence)
    ]
