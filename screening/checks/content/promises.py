"""Promises that nobody can keep, in whatever words: riches by the day, and cures from a bottle (P-12).

An income is promised where an amount and a period meet, or an amount and that it came in. It cannot be kept where the
passage says that it is certain, or comes by itself, and how: by a robot, from recruits, against the will of the banks,
by a course of which every pupil lives. A cure is one where an illness that nothing ends, its end and a remedy meet, and
the passage sets a time, throws the tablets away, or knows who hides it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.evidence import Evidence
from screening.wording.cues import AMOUNT, amounts, meetings
from screening.wording.lists import word_set
from screening.wording.offers import ends_in_question
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["Promise", "cures", "is_impossible", "is_miracle", "riches"]

_PERCENT = "percent"
_PERCENTAGE = re.compile(
    r"(\d(?<![\d.,]\d)\d{0,3})(?:[.,]\d{1,2})?\s?"
    r"(?:%|per ?cent\b|prozent\b|pour cent\b|por ciento\b|por cento\b|procent)",
    re.IGNORECASE,
)
_LIKE_ALL = 95
"""Per cent of the patients: nothing helps so many."""
_MOST_PERCENTAGES = 200
_NUMBER_BEFORE, _NUMBER_BEHIND = re.compile(r"\d[.,\u202f\u00a0' ]\Z"), re.compile(r"[.,\u202f\u00a0' ]\d")
_CLAUSE_END = re.compile(r"[.!?;:\n]")
_PAY_REACH, _CLAIM_REACH, _CAME_REACH = 16, 14, 8
_RICHES_PASSAGE, _CURE_PASSAGE = 100, 80
"""Words before and after a promise in which something is said of it: a sales letter's paragraph or two."""
_HEADLINE, _HEADLINE_PASSAGE = 15, 150
"""What the first words of a page promise, the page below is about."""
_RISK_REACH = 30
_COURSE_REACH = 30
_LEAST_OF_A_JOB = 2
_DENIED_REACH, _REST_OF_QUESTION = 2, 40
_PRICE_REACH, _SAYING_REACH = 5, 6
_SAID_OF_RICHES = (
    ("riches.sure", "absolute", "outcome"),
    ("riches.idle", "absolute", "toil"),
    ("riches.pupils", "absolute", "learner"),
    ("riches.hush", "power", "hostile"),
)
_SAID_OF_CURES = (
    ("cure.renounce", "absolute", "burden"),
    ("cure.renounce", "discard", "burden"),
    ("cure.all", "absolute", "people"),
    ("cure.all", "absolute", "returning"),
    ("cure.hush", "power", "hostile"),
)
_KINDS_OF_RICHES = ("sure", "pledge", "idle", "machine", "unskilled", "hush", "freedom", "recruit", "rush")
_CORE = frozenset(("sure", "idle", "recruit", "hush", "freedom", "pupils"))
_KINDS_OF_CURE = ("span", "renounce", "all", "hush", "fame")
_OF_SUMS = tuple(f"riches.{kind}" for kind in ("period", "came", "grows", "double", "soon", "stake"))
_SOON_MORE = ([AMOUNT], [AMOUNT], ["riches.soon"])
_CERTAIN = ("riches.sure", "riches.pledge")
_GRAVE = frozenset(("renounce", "all", "hush"))
_LEAST_UNSOLD = 3


@dataclass(frozen=True)
class Promise:
    """A promise on a page.

    Attributes:
        kinds: What is said of it, sorted.
        quotes: The promise, then what is said of it.
    """

    kinds: tuple[str, ...]
    quotes: tuple[Evidence, ...]


def riches(voices: Sequence[Voice]) -> Promise | None:
    """Return the promise of an income that pages make, all passages together; None where none is made."""
    kinds: dict[str, Evidence] = {}
    sums: list[Evidence] = []
    for voice in voices:
        for passage, near in _riches_of(voice):
            sums += proofs(voice.page, voice.words, [passage], 1)
            for hit in near:
                if (kind := _kind(hit)) not in kinds:
                    kinds[kind] = next(proofs(voice.page, voice.words, [hit]))
    return Promise(tuple(sorted(kinds)), (*sums[:1], *kinds.values())) if sums and kinds else None


def is_impossible(promise: Promise) -> bool:
    """Say whether an income is promised as nobody can: certain or from recruits, and in another way too good."""
    core = _CORE.intersection(promise.kinds)
    if "sure" in core and "machine" in promise.kinds:
        return True
    if core & {"sure", "recruit"} and len(core) >= 2 and len(promise.kinds) >= 3:
        return True
    return (len(core) >= 2 and len(promise.kinds) >= 4) or {"hush", "idle"} <= core


def cures(voices: Sequence[Voice]) -> Promise | None:
    """Return the promise of a cure that pages make, all passages together.

    None where none is made, or where nothing is sold and less is said than that treatment is not needed and who hides
    it, or the like: two things of the gravest kind and a third.
    """
    kinds: dict[str, Evidence] = {}
    claims: list[Evidence] = []
    for voice in voices:
        for passage, near in _cures_of(voice):
            claims += proofs(voice.page, voice.words, [passage], 1)
            for hit in near:
                if (kind := _kind(hit)) not in kinds:
                    kinds[kind] = next(proofs(voice.page, voice.words, [hit]))
    is_blunt = len(kinds) >= _LEAST_UNSOLD and len(_GRAVE.intersection(kinds)) >= 2
    if not claims or not kinds or not (is_blunt or any(map(_sells, voices))):
        return None
    return Promise(tuple(sorted(kinds)), (*claims[:1], *kinds.values()))


def is_miracle(promise: Promise) -> bool:
    """Say whether a cure is promised in two ways that are too good, one of them more than a time."""
    return len(promise.kinds) >= 2 and not _GRAVE.isdisjoint(promise.kinds)


def _riches_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that speak of an income, with what is said of it around them."""
    words = voice.words
    sums = [*amounts(words), *_percentages(words), *_find(voice, "riches.coin")]
    if not sums:
        return
    cues = [*sums, *_find(voice, *_OF_SUMS)]
    money = (AMOUNT, _PERCENT, "riches.coin")
    paid = [
        *_paired(voice, cues, money, "riches.period", _PAY_REACH),
        *_paired(voice, cues, (AMOUNT, "riches.coin"), "riches.came", _CAME_REACH),
    ]
    doubled = meetings(cues, [["riches.double"], ["riches.soon"], [*money, "riches.stake"]], _PAY_REACH)
    grown = meetings(cues, [[AMOUNT], ["riches.grows"], [AMOUNT]], _PAY_REACH)
    passages = [*paid, *(met.whole for met in (*grown, *doubled, *meetings(cues, _SOON_MORE, _PAY_REACH)))]
    if not passages:
        return
    little = [Hit("riches.idle", hit.term, hit.first, hit.last) for hit in _find(voice, "said.little")]
    about = [*little, *_find(voice, *(f"riches.{kind}" for kind in _KINDS_OF_RICHES)), *_said(voice, _SAID_OF_RICHES)]
    about += _courses(voice, sums)
    for passage in passages:
        if not voice.is_told(passage) and not _is_lawful(voice, passage):
            near = _around(about, passage, _RICHES_PASSAGE)
            yield passage, [hit for hit in near if not _is_denied(words, hit)]


def _paired(voice: Voice, cues: Sequence[Hit], money: Sequence[str], other: str, reach: int) -> Iterator[Hit]:
    """Yield the sums beside which a cue of another kind stands in the same sentence, each with the nearest."""
    others = sorted((cue for cue in cues if cue.group == other), key=lambda cue: cue.first)
    firsts = [cue.first for cue in others]
    for amount in (cue for cue in cues if cue.group in money):
        near = others[bisect_left(firsts, amount.last - reach + 1) : bisect_left(firsts, amount.first + reach)]
        near = [one for one in near if _same_sentence(voice, amount, one)]
        wholes = [Hit(other, one.term, min(amount.first, one.first), max(amount.last, one.last)) for one in near]
        nearest = min(wholes, key=lambda whole: (whole.last - whole.first, whole.first), default=None)
        if nearest is not None and nearest.last - nearest.first < reach:
            yield nearest


def _same_sentence(voice: Voice, one: Hit, other: Hit) -> bool:
    first, second = sorted((one, other), key=lambda hit: hit.first)
    return voice.same_sentence(first, second)


def _courses(voice: Voice, sums: Sequence[Hit]) -> list[Hit]:
    """Return where a course is sold: a word for one, and its price."""
    met = meetings([*_find(voice, "riches.course"), *sums], [["riches.course"], [AMOUNT, "riches.coin"]], _COURSE_REACH)
    return [Hit("riches.course", "course", one.whole.first, one.whole.last) for one in met]


def _is_denied(words: Words, hit: Hit) -> bool:
    """Say whether certainty, or a machine, is what the passage does without."""
    return (hit.group in _CERTAIN and words.is_negated(hit, 2)) or (
        hit.group == "riches.machine" and words.is_negated(hit, 1)
    )


def _is_lawful(voice: Voice, passage: Hit) -> bool:
    """Say whether the passage names the risk, or is about a price or a wage."""
    near = _around(_find(voice, "riches.risk"), passage, _RISK_REACH)
    if near or _around(_find(voice, "riches.price"), passage, _PRICE_REACH):
        return True
    return len({hit.term for hit in _around(_find(voice, "riches.job"), passage, _RISK_REACH)}) >= _LEAST_OF_A_JOB


def _cures_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that say what ends an illness, with what is said of it around them."""
    cues = _find(voice, "cure.illness", "cure.heal", "cure.weight", "cure.shed", "cure.span")
    cues = [hit for hit in cues if hit.group != "cure.heal" or not _is_no_cure(voice.words, hit)]
    if any(hit.group == "cure.heal" for hit in cues):
        cues += voice.own(_joined(voice.words, "cure.illness"))
    ended = meetings(cues, [["cure.illness"], ["cure.heal"]], _CLAIM_REACH)
    slimmed = meetings(cues, [["cure.weight"], ["cure.shed"], ["cure.span"]], _CLAIM_REACH)
    passages = [met.whole for met in (*ended, *slimmed)]
    if not passages:
        return
    remedies = [*_find(voice, "cure.remedy"), *voice.own(_joined(voice.words, "cure.remedy"))]
    remedies = [hit for hit in remedies if not voice.words.is_negated(hit, 1)]
    about = [*_find(voice, *(f"cure.{kind}" for kind in _KINDS_OF_CURE)), *_said(voice, _SAID_OF_CURES)]
    about += [Hit("cure.all", "percent", hit.first, hit.last) for hit in _percentages(voice.words, _LIKE_ALL)]
    told: dict[Hit, bool] = {}
    for passage in passages:
        reach = _HEADLINE_PASSAGE if passage.first < _HEADLINE else _CURE_PASSAGE
        if not voice.is_told(passage) and _around(remedies, passage, reach):
            near = _around(about, passage, reach)
            told |= {hit: voice.is_told(hit) for hit in near if hit not in told}
            yield passage, [hit for hit in near if not told[hit]]


def _sells(voice: Voice) -> bool:
    """Say whether a page names a price or a way to order as its own: not what others charge, nor what it refuses."""
    ways = [hit for hit in _find(voice, "cure.buy") if not voice.words.is_negated(hit)]
    return any(not voice.is_told(hit) for hit in (*ways, *amounts(voice.words)))


def _is_no_cure(words: Words, hit: Hit) -> bool:
    """Say whether healing is denied or only asked for: "cannot be cured", "heilt nicht", "heard about a cure?"."""
    if words.is_negated(hit) or ends_in_question(words, hit, _REST_OF_QUESTION):
        return True
    around = range(max(0, hit.first - _DENIED_REACH - 1), min(hit.last + 1 + _DENIED_REACH, len(words)))
    return any(
        words.tokens[place] in word_set("claims", "doubt.not") and _same_clause(words, Hit("", "", place, place), hit)
        for place in around
        if not hit.first <= place <= hit.last
    )


def _same_clause(words: Words, one: Hit, other: Hit) -> bool:
    first, second = sorted((one, other), key=lambda hit: hit.first)
    end, start = words.span(first.last, first.last)[1], words.span(second.first, second.first)[0]
    return second.first <= first.last or not _CLAUSE_END.search(words.text, end, start)


def _joined(words: Words, group: str) -> list[Hit]:
    """Return the words that end in a word of a group, as languages join them."""
    ends = tuple(sorted(word_set("claims", f"{group}_ends")))
    joined = sorted(word for word in words.different if word.endswith(ends))
    return [Hit(group, word, place, place) for word in joined for place in words.places(word)]


def _said(voice: Voice, sayings: Sequence[tuple[str, str, str]]) -> list[Hit]:
    """Return what is said by two small words close to each other, each pair as a cue of its kind."""
    cues = _find(voice, *sorted({f"said.{word}" for _, *pair in sayings for word in pair}))
    cues = [hit for hit in cues if not _is_part_of_number(voice.words, hit)]
    found = []
    for kind, one, other in sayings:
        met = meetings(cues, [[f"said.{one}"], [f"said.{other}"]], _SAYING_REACH)
        whole = [pair.whole for pair in met if _same_clause(voice.words, pair.hits[0], pair.hits[-1])]
        found += [Hit(kind, f"{one}+{other}", hit.first, hit.last) for hit in whole]
    return found


def _is_part_of_number(words: Words, hit: Hit) -> bool:
    """Say whether a word is a part of a longer number, as the last one of "2,100"."""
    start, end = words.span(hit.first, hit.last)
    return words.tokens[hit.first].isdigit() and bool(
        _NUMBER_BEFORE.search(words.text, max(0, start - 2), start) or _NUMBER_BEHIND.match(words.text, end)
    )


def _find(voice: Voice, *groups: str) -> list[Hit]:
    return voice.own(lexicon("claims").find(voice.words, *groups))


def _around(hits: Sequence[Hit], passage: Hit, reach: int) -> list[Hit]:
    return [hit for hit in hits if passage.first - reach <= hit.last and hit.first <= passage.last + reach]


def _percentages(words: Words, least: int = 0) -> list[Hit]:
    found: list[Hit] = []
    for match in _PERCENTAGE.finditer(words.text):
        if int(match[1]) >= least and len(found) < _MOST_PERCENTAGES:
            place = words.at(match.start())
            found.append(Hit(_PERCENT, _PERCENT, place, place))
    return found


def _kind(hit: Hit) -> str:
    return hit.group.partition(".")[2]
