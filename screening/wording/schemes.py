"""What a page does with links and clicks, by cues of several kinds that meet in its own voice.

Paid links without a label, rewards for clicks, search advertisements on the programme's name, software that takes over
orders, links that are handed on: each is worded in endless ways, but has its parts, and all of them have to be there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.wording.cues import AMOUNT, SHARE, Meeting, amounts, around, joined, meetings, pairs, percentages
from screening.wording.first_person import speaks_of_self
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.questions import is_asked
from screening.wording.turns import by_speaker
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["SHARE", "Pair", "Scheme", "passages"]

_MOST_PAIRS = 500

_TABLE = "schemes"
_VOICE_REACH = 10
_GUARD_REACH = 20
_UNDOING_REACH, _TWICE_REACH = 3, 10
_LONGEST_QUOTE = 150


@dataclass(frozen=True)
class Pair:
    """A cue made of two: a word of one group close to a word of another, as "our" and "commission tag".

    Attributes:
        kind: The kind of cue they make together.
        first: Group of the one.
        second: Group of the other.
        reach: Most words from the first of the pair to the second.
        in_order: Whether the one stands before the other.
        negates: Whether the one is a negation, which then takes nothing away.
    """

    kind: str
    first: str
    second: str
    reach: int = 4
    in_order: bool = True
    negates: bool = False


@dataclass(frozen=True)
class Scheme:
    """What has to come together.

    Attributes:
        name: The table of the lexicon.
        kinds: What must meet: of each entry one group is enough.
        reach: Words within which they must meet.
        others: Group of words of those who warn, forbid or report; near them nothing counts.
        is_spoken: Whether somebody must speak of himself beside it.
        page: Group of names of pages that speak for the site by themselves, as a price list does.
        address: Group of words by which a buyer is spoken to; they must stand there, too, but on such a page.
        negation: Words before a cue in which a negation, in the same clause, takes it away.
        pairs: Cues that two groups make together.
        formula: Group of set phrases in which no word is a cue, as "if you buy through our links" in a notice.
        is_quoted: Whether what stands in marks counts, too: pupils whom a course quotes speak for it.
        together: Kinds of which one cue each must stand in the same sentence; empty = none have to.
        outside_banners: Whether what stands in banners and dialogs is no cue: every site asks there for consent.
    """

    name: str
    kinds: tuple[tuple[str, ...], ...]
    reach: int
    others: str = ""
    is_spoken: bool = True
    page: str = ""
    address: str = ""
    negation: int = 6
    pairs: tuple[Pair, ...] = ()
    formula: str = ""
    is_quoted: bool = False
    together: tuple[str, ...] = ()
    outside_banners: bool = False

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The kinds by their names in the lexicon."""
        return tuple(
            tuple(group if group in (AMOUNT, SHARE) else f"{self.name}.{group}" for group in kind)
            for kind in self.kinds
        )

    def kind_of(self, hit: Hit) -> str:
        """Return the first group of the kind to which a cue belongs, as the scheme names it; "" of another."""
        name = hit.group.removeprefix(f"{self.name}.")
        return next((kind[0] for kind in self.kinds if name in kind), "")

    @property
    def paired_kinds(self) -> tuple[str, ...]:
        """The kinds of cue that two groups make together, by the same names."""
        return tuple(f"{self.name}.{pair.kind}" for pair in self.pairs)


def passages(
    page: Page, scheme: Scheme, more: Iterable[Hit] = (), reported: Callable[[Words], Iterable[Hit]] | None = None
) -> list[Evidence]:
    """Return quotes of the passages of a page in which a scheme stands whole, in the page's own voice.

    Args:
        page: The page.
        scheme: What is looked for.
        more: Cues of the scheme's kinds that no lexicon knows, such as the programme's names.
        reported: Finds what reports of others as `Scheme.others` does; asked only where a passage stands.
    """
    voice = Voice(page)
    words = voice.words
    table, wanted = lexicon(_TABLE), scheme.groups
    said = table.find(words, *(group for kind in wanted for group in kind))
    more = list(more)
    there = {AMOUNT, SHARE, *(hit.group for hit in (*said, *more)), *scheme.paired_kinds}
    # Most pages lack a kind altogether, which is known before anything is looked at where it stands.
    if any(there.isdisjoint(kind) for kind in wanted):
        return []
    hits = [*_meant(words, scheme, said), *more]
    hits += [hit for pair in scheme.pairs for hit in _paired(words, scheme, pair)]
    if scheme.formula:
        said = table.find(words, f"{scheme.name}.{scheme.formula}")
        hits = [hit for hit in hits if not any(one.first <= hit.first and hit.last <= one.last for one in said)]
    if scheme.outside_banners and page.banner_text:
        hits = _outside_banners(page, words, hits)
    if any(AMOUNT in kind for kind in wanted):
        hits += amounts(words)
    spoken = not scheme.is_spoken or _is_named(page, scheme)
    asked = word_set(_TABLE, f"{scheme.name}.{scheme.address}") if scheme.address and not spoken else frozenset()
    if any(SHARE in kind for kind in wanted):
        hits += percentages(words)
    others = table.find(words, f"{scheme.name}.{scheme.others}") if scheme.others else []
    others = [hit for hit in others if not _is_undone(words, hit)]
    all_met = meetings(hits, wanted, scheme.reach)
    if all_met and len(turns := by_speaker(page, hits)) > 1:
        all_met = [one for said in turns for one in meetings(said, wanted, scheme.reach)]
    others += reported(words) if reported and all_met else []
    met = [
        one
        for one in all_met
        if (spoken or _speaks(words, one, asked))
        and (scheme.is_quoted or _says(voice, one))
        and _stands_together(words, scheme, one)
        and not voice.is_reported(one.whole, is_guarded=bool(around(others, one.whole, _GUARD_REACH)))
    ]
    return [_proof(page, words, one) for one in met]


def _outside_banners(page: Page, words: Words, hits: Iterable[Hit]) -> list[Hit]:
    """Leave out the cues in the text of a page's banners, where that stands as one in its text."""
    start = words.text.find(page.banner_text)
    if start < 0:
        return list(hits)
    first, last = words.at(start), words.at(start + len(page.banner_text) - 1)
    return [hit for hit in hits if not first <= hit.first <= hit.last <= last]


def _stands_together(words: Words, scheme: Scheme, one: Meeting) -> bool:
    """Say whether one sentence holds a cue of each kind that has to stand in the same."""
    if not scheme.together:
        return True
    first, *rest = ([hit for hit in one.hits if scheme.kind_of(hit) == kind] for kind in scheme.together)
    return any(all(any(words.same_sentence(hit, other) for other in others) for others in rest) for hit in first)


def _is_named(page: Page, scheme: Scheme) -> bool:
    return bool(scheme.page) and lexicon(_TABLE).says(page.title_and_heading, f"{scheme.name}.{scheme.page}")


def _meant(words: Words, scheme: Scheme, hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if not words.is_negated(hit, scheme.negation) and not is_asked(words, hit)]


def _is_undone(words: Words, hit: Hit) -> bool:
    """Say whether a guard is denied, as in "never labelled as advertising"; who denies that, too, is guarded."""
    denials = words.denials.keys() & range(max(0, hit.first - _UNDOING_REACH), hit.first)
    return words.is_negated(hit, _UNDOING_REACH) and not any(
        words.is_negated(Hit(hit.group, hit.term, place, place), _TWICE_REACH) for place in denials
    )


def _paired(words: Words, scheme: Scheme, pair: Pair) -> list[Hit]:
    first, second = f"{scheme.name}.{pair.first}", f"{scheme.name}.{pair.second}"
    hits = lexicon(_TABLE).find(words, first, second)
    meant = hits if pair.negates else _meant(words, scheme, hits)
    ones = [hit for hit in meant if hit.group == first][:_MOST_PAIRS]
    others = [hit for hit in meant if hit.group == second]

    def fits(one: Hit, other: Hit) -> bool:
        return (one.last if pair.in_order else one.first - pair.reach) < other.first < one.first + pair.reach

    made = [joined(f"{scheme.name}.{pair.kind}", pair.kind, *met) for met in pairs(ones, others, pair.reach, fits)]
    return [hit for hit in made if not words.is_refused(hit)]


def _says(voice: Voice, one: Meeting) -> bool:
    """Say whether most of the cues are the page's own words; a name is often set in marks."""
    return len(voice.own(one.hits)) * 2 > len(one.hits)


def _speaks(words: Words, one: Meeting, asked: frozenset[str]) -> bool:
    """Say whether somebody speaks of himself around a passage, and to a buyer where words for that are given."""
    near = words.passage(one.whole, _VOICE_REACH)
    if asked and asked.isdisjoint(near):
        return False
    return speaks_of_self(near)


def _proof(page: Page, words: Words, one: Meeting) -> Evidence:
    """Quote the passage from its first cue, as far as a quote may reach."""
    start, end = words.span(one.whole.first, one.whole.last)
    return evidence(text_quote(words.text, start, min(end, start + _LONGEST_QUOTE), page.seams), page)
