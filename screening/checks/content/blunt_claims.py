"""Cures and slimming that are promised in one breath, so that nothing need be sold beside them (P-12).

"Our extract heals cancer, guaranteed, in three weeks, without a doctor": an illness that nothing of the kind ends, that
it ends, by what, and close by that this is certain and one thing more. Or so much weight in so few days that no body
loses it, for certain. Doctors, patients and sceptics say none of that of a powder, but in order to deny it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from screening.checks.content.promise import Promise, around, cues_of, gathered, said_in_pairs
from screening.wording.cues import meetings
from screening.wording.lists import groups, word_set
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["blunt_claims", "is_certain", "is_denied"]

_CURE_REACH, _BREATH, _REMEDY_REACH = 9, 16, 30
"""Words from an illness to its end, from both to what is said of them, and to the remedy."""
_REFUND_REACH = 3
_LEAST_KINDS = 2
_SPAN_REACH, _SHED_REACH = 12, 12
_LEAST_KILOGRAMS, _LEAST_PER_DAY = 4, 0.6
"""A body that eats nothing at all burns about 0.3 kilograms of fat a day (2,500 of 7,700 kilocalories)."""
_KILOGRAMS = {"blunt.kilo": 1.0, "blunt.pound": 0.45}
_DAYS = {"blunt.day": 1, "blunt.week": 7}
_NUMBER_REACH = 2
_DENIED_REACH, _REST_OF_QUESTION = 2, 40
_SAID = (("cure.renounce", "absolute", "burden"), ("cure.renounce", "discard", "burden"))


def blunt_claims(voices: Sequence[Voice]) -> Promise | None:
    """Return what pages promise in one breath; None where less than two kinds of things are said of them.

    The kinds are "sure" (certain), "span" (in a time), "renounce" (without doctor, diet or tablets), and "weight" (so
    much in so few days).
    """
    found = [(voice, passage, near) for voice in voices for passage, near in _claims_of(voice)]
    passages, kinds = gathered((voice, passage, near) for voice, passage, near in found)
    if len(kinds) < _LEAST_KINDS:
        return None
    return Promise(tuple(sorted(kinds)), (*passages[:1], *kinds.values()))


def is_certain(promise: Promise) -> bool:
    """Say whether a promise made in one breath is said to be certain."""
    return "sure" in promise.kinds


def is_denied(voice: Voice, hit: Hit) -> bool:
    """Say whether healing is denied or only asked for: "cannot be cured", "heilt nicht", "heard about a cure?"."""
    words = voice.words
    if words.is_negated(hit) or voice.ends_in_question(hit, _REST_OF_QUESTION):
        return True
    near = range(max(0, hit.first - _DENIED_REACH - 1), min(hit.last + 1 + _DENIED_REACH, len(words)))
    return any(
        words.tokens[place] in word_set("claims", "doubt.not") and words.same_clause(Hit("", "", place, place), hit)
        for place in near
        if not hit.first <= place <= hit.last
    )


def _claims_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that promise a cure or slimming, with what is said of them in the same breath."""
    passages = [*_cured(voice), *_slimmed(voice)]
    if not passages:
        return
    about = [hit._replace(group="blunt.sure") for hit in cues_of(voice, "blunt.sure") if not _is_refund(voice, hit)]
    about += [hit._replace(group="blunt.renounce") for hit in cues_of(voice, "blunt.alone", "cure.renounce")]
    about += [hit._replace(group="blunt.renounce") for hit in said_in_pairs(voice, _SAID)]
    about += [hit._replace(group="blunt.span") for hit in cues_of(voice, "cure.span")]
    for passage in passages:
        if voice.disowns(passage) or voice.keeps_distance(passage):
            continue
        near = [hit for hit in around(about, passage, _BREATH) if not voice.disowns(hit)]
        if passage.group == "blunt.weight":
            near = [passage, *(hit for hit in near if hit.group != "blunt.span")]
        if near:
            yield passage, near


def _cured(voice: Voice) -> Iterator[Hit]:
    """Yield where a remedy ends an illness, in one sentence."""
    graves = cues_of(voice, "blunt.grave")
    ends = [hit for hit in cues_of(voice, "blunt.cures") if not is_denied(voice, hit)] if graves else []
    if not ends:
        return
    remedies = cues_of(voice, "cure.remedy", "blunt.remedy")
    remedies = [hit for hit in remedies if not voice.words.is_negated(hit, 1) and hit.term != "cure"]
    for met in meetings([*graves, *ends], [["blunt.grave"], ["blunt.cures"]], _CURE_REACH):
        is_whole = voice.words.same_sentence(met.hits[0], met.hits[-1])
        if is_whole and around(remedies, met.whole, _REMEDY_REACH):
            yield met.whole


def _slimmed(voice: Voice) -> Iterator[Hit]:
    """Yield where more weight goes in some days than any body loses."""
    words = voice.words
    weights = cues_of(voice, *_KILOGRAMS)
    times = cues_of(voice, *_DAYS) if weights else []
    lost = cues_of(voice, "cure.shed") if times else []
    for weight in weights:
        kilograms = _number_before(words, weight.first) * _KILOGRAMS[weight.group]
        if kilograms < _LEAST_KILOGRAMS or not around(lost, weight, _SHED_REACH):
            continue
        for time in around(times, weight, _SPAN_REACH):
            days = _number_before(words, time.first) * _DAYS[time.group]
            if days and kilograms / days >= _LEAST_PER_DAY and words.same_sentence(weight, time):
                first = max(0, min(weight.first, time.first) - 1)
                yield Hit("blunt.weight", "weight", first, max(weight.last, time.last))
                break


def _is_refund(voice: Voice, hit: Hit) -> bool:
    """Say whether only the money is guaranteed, or that something is not."""
    return voice.words.is_negated(hit) or bool(around(cues_of(voice, "blunt.refund"), hit, _REFUND_REACH))


def _number_before(words: Words, place: int) -> float:
    """Return the number right before a word, in figures or in letters; 0 where none stands."""
    for at in range(place - 1, max(-1, place - 1 - _NUMBER_REACH), -1):
        token = words.tokens[at]
        if token.isdecimal() and token.isascii() and len(token) <= 3:
            return float(token)
        if token in _numbers():
            return _numbers()[token]
    return 0.0


@cache
def _numbers() -> dict[str, float]:
    """Return the numbers that are written in letters."""
    prefix = "blunt.number."
    names = [name for name in groups("claims") if name.startswith(prefix)]
    return {word: float(name.removeprefix(prefix)) for name in names for word in sorted(word_set("claims", name))}
