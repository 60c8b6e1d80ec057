"""That a site speaks of people as of a people: by a name that no list knows, blood, families and where these live.

Who means rats has no name for them that stands with a capital. Where wasps live is asked for, too, but nobody refuses
them work. A name is taken for a people's where the site refuses its bearers something twice, or calls them vermin and
has a child or a family of it; these are our own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.checks.content.hatred import called_vermin
from screening.checks.content.shunning import is_name, refusals
from screening.page.model import Page
from screening.wording.cues import joined, pairs
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["are_people", "exposed", "named_subjects"]

_TOLD_REACH = 10
_LEAST_REFUSED = 2
_LEAST_NAME, _MOST_NAMES = 4, 50
"""Letters of a name, and names of a site that are looked for beside a child or a family."""


def are_people(pages: Sequence[Page], called: Iterable[str]) -> bool:
    """Say whether a site means people: by their blood and homes, or by their name.

    Args:
        pages: The pages of the site.
        called: The names, folded, of those whom it calls vermin.
    """
    names = set(called)
    voices = list(map(Voice, pages))
    if any(map(_earn, voices)) and any(map(_dwellings, voices)):
        return True
    for voice in voices:
        if _is_of_blood(voice) or called_vermin(voice):
            return True
        refused = [one.name for one in refusals(voice) if one.name]
        if len(refused) >= _LEAST_REFUSED:
            return True
        names.update(refused)
    return any(_have_family(voice.words, names) for voice in voices)


def named_subjects(voice: Voice) -> list[Hit]:
    """Return where "are" stands behind a name: "the Ostrani are"."""
    found = lexicon("hatred").find(voice.words, "is")
    return [hit._replace(first=hit.first - 1) for hit in found if is_name(voice.words, hit.first - 1)]


def exposed(voice: Voice) -> list[Hit]:
    """Return where a page tells, or asks to be told, in which streets and houses they live."""
    return [*voice.own(lexicon("hatred").find(voice.words, "expose")), *_dwellings(voice)]


def _dwellings(voice: Voice) -> list[Hit]:
    """Return where it is to be told, or is printed, where "they" live."""
    words, table = voice.words, lexicon("hatred")
    of_a_name = [hit for hit in table.find(words, "dwell_of") if _has_name(words, hit)]
    lived = voice.own([*table.find(words, "dwell"), *of_a_name])
    told = table.find(words, "report") if lived else []
    met = pairs(lived, told, _TOLD_REACH, words.same_sentence)
    return [joined("expose", one.term, one, other) for one, other in met if not voice.is_asked(one)]


def _earn(voice: Voice) -> bool:
    """Say whether a page refuses them what no animal is given, rents or buys."""
    return any(one.is_earned for one in refusals(voice)) or bool(voice.own(lexicon("hatred").find(voice.words, "shun")))


def _has_name(words: Words, hit: Hit) -> bool:
    return any(is_name(words, place) for place in range(hit.first + 1, hit.last + 3))


def _is_of_blood(voice: Voice) -> bool:
    """Say whether a page speaks of their blood or its own, of marriage and of whose children sit where."""
    words, table = voice.words, lexicon("hatred")
    if voice.own(table.find(words, "kin")):
        return True
    blood = voice.own(table.find(words, "blood"))
    return bool(blood) and any(pairs(blood, table.find(words, "our"), 1))


def _have_family(words: Words, names: Iterable[str]) -> bool:
    """Say whether a text has a child, a family or a thief of a name: "a Marrish child", "Karelkenfamilien"."""
    kin = word_set("hatred", "relative")
    known = sorted(name for name in names if len(name) >= _LEAST_NAME and name not in kin)
    for name in known[:_MOST_NAMES]:
        for place in words.places(f"{name}*"):
            beside = words.tokens[max(0, place - 1) : place + 2 : 2] if words.tokens[place] == name else []
            if not kin.isdisjoint((words.tokens[place].removeprefix(name), *beside)):
                return True
    return False
