"""Riches that nobody can promise, in whatever words (P-12).

An income is promised where an amount and a period meet, or an amount and that it came in. It cannot be kept where the
passage says that it is certain, or comes by itself, and how: by a robot, from recruits, against the will of the banks,
by a course of which every pupil lives. The fixed phrases of such promises speak for themselves, without a sum beside
them; it takes three kinds of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from screening.checks.content.promise import Promise, cues_of, gathered, is_reported_or_warned, said_in_pairs
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import AMOUNT, SHARE, amounts, around, joined, meetings, pairs, percentages
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["is_impossible", "quoted_riches", "riches", "sells_salary"]

_PAY_REACH, _CAME_REACH = 16, 8
_PASSAGE = 100
"""Words before and after a promise in which something is said of it: a sales letter's paragraph or two."""
_RISK_REACH = 30
_COURSE_REACH = 30
_BROUGHT_REACH = 12
_LEAST_OF_A_JOB = 2
_PRICE_REACH = 5
_EARN_REACH = 14
_SAID_OF_RICHES = (
    ("riches.sure", "absolute", "outcome"),
    ("riches.idle", "absolute", "toil"),
    ("riches.pupils", "absolute", "learner"),
    ("riches.hush", "power", "hostile"),
)
_KINDS_OF_RICHES = ("sure", "assured", "pledge", "idle", "machine", "unskilled", "hush", "freedom", "recruit", "rush")
_CORE = frozenset(("sure", "idle", "recruit", "hush", "freedom", "pupils"))
_OF_SUMS = tuple(f"riches.{kind}" for kind in ("period", "came", "grows", "double", "soon", "stake"))
_SOON_MORE = ([AMOUNT], [AMOUNT], ["riches.soon"])
_CERTAIN = ("riches.sure", "riches.assured", "riches.pledge")
_PHRASES = ("sure", "recruit", "hush", "idle", "freedom", "rush")
_LEAST_PHRASES = 3
_SALARY_FOR_ALL = frozenset(("assured", "idle", "unskilled"))
"""A sum a month that is certain, for some minutes a day, by whoever knows nothing."""
_PAID_BY_THE_DAY = "a sum of money a day"
_BEARING = frozenset(("sure", "recruit", _PAID_BY_THE_DAY))
"""Kinds of phrases of which one must be among the three: money that comes for sure, from recruits or by the day."""
_ALUMNI = Scheme(
    "alumni",
    (("landed",), (AMOUNT,), ("little",), ("clueless", "lost"), ("lesson",)),
    90,
    "others",
    is_spoken=False,
    negation=0,
    pairs=(Pair("lost", "no", "computers", 6, in_order=False, negates=True),),
    is_quoted=True,
)
"""Pupils of a course who are quoted with money that came to those who know nothing, for some hours a week."""
_NEGATION_REACH = 9


def riches(voices: Sequence[Voice]) -> Promise | None:
    """Return the promise of an income that pages make, all passages together; None where none is made."""
    sums, kinds = gathered((voice, passage, near) for voice in voices for passage, near in _riches_of(voice))
    if not (sums and kinds):
        sums, kinds = [], {}
    phrases = _phrases(voices)
    if len(phrases) < _LEAST_PHRASES or _BEARING.isdisjoint(phrases):
        phrases = {}
    if not phrases and not kinds:
        return None
    quotes = (*phrases.values(), *sums[:1], *kinds.values())
    return Promise(tuple(sorted(kinds)), quotes, tuple(sorted(phrases)))


def is_impossible(promise: Promise) -> bool:
    """Say whether an income is promised as nobody can.

    Either three kinds of fixed phrases come together, one of them of money that comes for sure, by the day or from
    recruits; or a passage says that the income is certain or from recruits, and in another way that it is too good; or
    a sum a month is certain for whoever gives it some minutes a day.
    """
    if promise.phrases:
        return True
    core = _CORE.intersection(promise.kinds)
    if ("sure" in core and "machine" in promise.kinds) or _SALARY_FOR_ALL.issubset(promise.kinds):
        return True
    if core & {"sure", "recruit"} and len(core) >= 2 and len(promise.kinds) >= 3:
        return True
    return (len(core) >= 2 and len(promise.kinds) >= 4) or {"hush", "idle"} <= core


def quoted_riches(pages: Iterable[Page]) -> list[Evidence]:
    """Return where pupils are quoted with an income for little work and no knowledge."""
    return [quote for page in pages for quote in passages(page, _ALUMNI)[:1]]


def sells_salary(pages: Iterable[Page]) -> bool:
    """Say whether pages promise as their own that a sum a month is certain, and one of them sells how to come by it."""
    voices = [Voice(page) for page in pages]
    return any(map(_assures, voices)) and any(_courses(voice, amounts(voice.words)) for voice in voices)


def _assures(voice: Voice) -> bool:
    hits = [hit for hit in cues_of(voice, "riches.assured") if not _is_denied(voice.words, hit)]
    return any(not voice.disowns(hit) and not voice.distance(hit) for hit in hits)


def _phrases(voices: Sequence[Voice]) -> dict[str, Evidence]:
    """Return the kinds of fixed phrases by which pages promise riches, each with its first quote."""
    quotes: dict[str, Evidence] = {}
    for voice in voices:
        for kind in _PHRASES:
            hits = lexicon("claims").find(voice.words, f"riches.phrase.{kind}")
            own = voice.own([hit for hit in hits if not voice.words.is_negated(hit, _NEGATION_REACH)])
            _add(quotes, kind, voice, own)
        _add(quotes, _PAID_BY_THE_DAY, voice, _earned_by_the_day(voice))
    return quotes


def _add(quotes: dict[str, Evidence], kind: str, voice: Voice, hits: Sequence[Hit]) -> None:
    if kind in quotes:
        return
    meant = sorted(
        (hit for hit in hits if not is_reported_or_warned(voice, hit)), key=lambda hit: (hit.first, -hit.last)
    )
    if meant:
        quotes[kind] = next(proofs(voice.page, voice.words, meant[:1]))


def _earned_by_the_day(voice: Voice) -> list[Hit]:
    """Return where somebody earns a sum by the hour, the day or the week, all in one sentence."""
    earning = cues_of(voice, "riches.earn", "riches.often")
    cues = [*earning, *amounts(voice.words)] if earning else []
    met = meetings(cues, [["riches.earn"], [AMOUNT], ["riches.often"]], _EARN_REACH)
    return [one.whole for one in met if voice.words.same_clause(one.hits[0], one.hits[-1])]


def _riches_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that speak of an income, with what is said of it around them."""
    words = voice.words
    sums = [*voice.own([*amounts(words), *percentages(words)]), *cues_of(voice, "riches.coin")]
    if not sums:
        return
    cues = [*sums, *cues_of(voice, *_OF_SUMS)]
    money = (AMOUNT, SHARE, "riches.coin")
    paid = [
        *_paired(voice, cues, money, "riches.period", _PAY_REACH),
        *_paired(voice, cues, (AMOUNT, "riches.coin"), "riches.came", _CAME_REACH),
    ]
    doubled = meetings(cues, [["riches.double"], ["riches.soon"], [*money, "riches.stake"]], _PAY_REACH)
    grown = meetings(cues, [[AMOUNT], ["riches.grows"], [AMOUNT]], _PAY_REACH)
    passages = [*paid, *(met.whole for met in (*grown, *doubled, *meetings(cues, _SOON_MORE, _PAY_REACH)))]
    if not passages:
        return
    little = [Hit("riches.idle", hit.term, hit.first, hit.last) for hit in cues_of(voice, "said.little")]
    kinds = cues_of(voice, *(f"riches.{kind}" for kind in _KINDS_OF_RICHES))
    about = [*little, *kinds, *said_in_pairs(voice, _SAID_OF_RICHES), *_courses(voice, sums), *_brought(voice)]
    for passage in passages:
        if not voice.disowns(passage) and not _is_lawful(voice, passage):
            near = [hit for hit in around(about, passage, _PASSAGE) if voice.same_article(passage, hit)]
            yield passage, [hit for hit in near if not _is_denied(words, hit)]


def _paired(voice: Voice, cues: Sequence[Hit], money: Sequence[str], other: str, reach: int) -> list[Hit]:
    """Return the sums beside which a cue of another kind stands in the same sentence, each with the nearest."""

    def fits(amount: Hit, one: Hit) -> bool:
        whole = joined(other, one.term, amount, one)
        return whole.last - whole.first < reach and voice.words.same_sentence(amount, one)

    sums, others = ([cue for cue in cues if cue.group in groups] for groups in (money, (other,)))
    return [joined(other, one.term, amount, one) for amount, one in pairs(sums, others, reach, fits)]


def _brought(voice: Voice) -> list[Hit]:
    """Return where whoever brings somebody in has a share of it, as in "40 % of what everyone you bring pays"."""
    cues = [*cues_of(voice, "riches.bring"), *percentages(voice.words)]
    met = meetings(cues, [["riches.bring"], [SHARE]], _BROUGHT_REACH)
    return [joined("riches.recruit", "share", *one.hits) for one in met if voice.words.same_sentence(*one.hits[:2])]


def _courses(voice: Voice, sums: Sequence[Hit]) -> list[Hit]:
    """Return where a course is sold: a word for one, and its price."""
    cues = [*cues_of(voice, "riches.course"), *sums]
    met = meetings(cues, [["riches.course"], [AMOUNT, "riches.coin"]], _COURSE_REACH)
    return [joined("riches.course", "course", *one.hits) for one in met]


def _is_denied(words: Words, hit: Hit) -> bool:
    """Say whether certainty, or a machine, is what the passage does without."""
    return (hit.group in _CERTAIN and words.is_negated(hit, 2)) or (
        hit.group == "riches.machine" and words.is_negated(hit, 1)
    )


def _is_lawful(voice: Voice, passage: Hit) -> bool:
    """Say whether the passage names the risk, or is about a price or a wage."""
    near = around(cues_of(voice, "riches.risk"), passage, _RISK_REACH)
    if near or around(cues_of(voice, "riches.price"), passage, _PRICE_REACH):
        return True
    return len(different(around(cues_of(voice, "riches.job"), passage, _RISK_REACH))) >= _LEAST_OF_A_JOB
