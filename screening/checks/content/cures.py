"""Cures and slimming that nobody can promise, in whatever words (P-12).

A cure is promised where an illness that nothing ends, its end and a remedy meet, and the pages sell it and set a time,
throw the tablets away, or know who hides it. Where a grave illness and its end stand in one sentence, nothing need be
sold: the same breath says that this is certain, or two such things. Doctors, patients and sceptics say none of that of
a powder, but in order to deny it. So much weight in so few days that no body loses it is promised in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from screening.checks.content.leaving import kept_from_doctors, left_off
from screening.checks.content.promise import Promise, cues_of, gathered, is_reported_or_warned, said_in_pairs
from screening.checks.shared.page_reading import link_site
from screening.page.model import Page
from screening.wording.cues import amounts, around, meetings, pairs, percentages
from screening.wording.lists import word_set
from screening.wording.numbers import MILLION, THOUSAND, spelled
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = [
    "blunt_claims",
    "cures",
    "is_certain",
    "is_miracle",
    "keeps_from_doctors",
    "leads_off_treatment",
    "leads_to_cure",
    "sells_remedy",
]

_ILLNESS, _ENDED = ("cure.illness", "cure.grave"), ("cure.heal", "cure.ends")
_LIKE_ALL = 95
"""Per cent of the patients: nothing helps so many."""
_CLAIM_REACH = 14
_CURE_PASSAGE = 80
"""Words before and after a promise in which something is said of it: a sales letter's paragraph or two."""
_HEADLINE, _HEADLINE_PASSAGE = 15, 150
"""What the first words of a page promise, the page below is about."""
_SAID_RENOUNCING = (("cure.renounce", "absolute", "burden"), ("cure.renounce", "discard", "burden"))
_SAID_OF_CURES = (
    *_SAID_RENOUNCING,
    ("cure.all", "absolute", "people"),
    ("cure.all", "absolute", "returning"),
    ("cure.hush", "power", "hostile"),
)
_KINDS_OF_CURE = ("span", "renounce", "all", "hush", "fame")
_GRAVEST = frozenset(("renounce", "all", "hush"))
_LEAST_UNSOLD = 3
_LINK_REACH, _PRICE_REACH = 8, 8
_ADVICE_DENIED_REACH = 6
_CURE_REACH, _BREATH, _REMEDY_REACH = 9, 16, 30
"""Words from an illness to its end, from both to what is said of them, and to the remedy."""
_REFUND_REACH = 3
_LEAST_KINDS = 2
_SPAN_REACH, _SHED_REACH = 12, 12
_LEAST_KILOGRAMS, _LEAST_PER_DAY = 4, 0.6
"""A body that eats nothing at all burns about 0.3 kilograms of fat a day (2,500 of 7,700 kilocalories)."""
_KILOGRAMS = {"blunt.kilo": 1.0, "blunt.pound": 0.45}
_DAYS = {"blunt.day": 1, "blunt.week": 7}
_ONE = word_set("claims", "blunt.one")
_NUMBER_REACH = 2
_DENIED_REACH, _REST_OF_QUESTION = 2, 40


def cures(voices: Sequence[Voice]) -> Promise | None:
    """Return the promise of a cure that pages make, all passages together.

    None where none is made, or where nothing is sold and less is said than that treatment is not needed and who hides
    it, or the like: two things of the gravest kind and a third.
    """
    claims, kinds = gathered((voice, passage, near) for voice in voices for passage, near in _cures_of(voice))
    is_blunt = len(kinds) >= _LEAST_UNSOLD and len(_GRAVEST.intersection(kinds)) >= 2
    if not claims or not kinds or not (is_blunt or any(map(_sells, voices))):
        return None
    return Promise(tuple(sorted(kinds)), (*claims[:1], *kinds.values()))


def is_miracle(promise: Promise) -> bool:
    """Say whether a cure is promised in two ways that are too good, one of them more than a time."""
    return len(promise.kinds) >= 2 and not _GRAVEST.isdisjoint(promise.kinds)


def blunt_claims(voices: Sequence[Voice]) -> Promise | None:
    """Return what pages promise in one breath; None where less than two kinds of things are said of them.

    The kinds are "sure" (certain), "span" (in a time), "renounce" (without doctor, diet or tablets), and "weight" (so
    much in so few days).
    """
    passages, kinds = gathered(
        (voice, passage, near) for voice in voices for passage, near in _said_in_one_breath(voice)
    )
    if len(kinds) < _LEAST_KINDS:
        return None
    return Promise(tuple(sorted(kinds)), (*passages[:1], *kinds.values()))


def is_certain(promise: Promise) -> bool:
    """Say whether a promise made in one breath is said to be certain."""
    return "sure" in promise.kinds


def leads_off_treatment(pages: Iterable[Page]) -> bool:
    """Say whether a page that promises a cure tells its readers, as its own advice, to leave off their treatment."""
    return any(_advises_to_leave(Voice(page)) for page in pages)


def leads_to_cure(pages: Iterable[Page]) -> bool:
    """Say whether a page that promises a cure leads to where its remedy is sold."""
    return any(_leads_to_remedy(voice) and any(_cures_of(voice)) for voice in map(Voice, pages))


def keeps_from_doctors(pages: Iterable[Page]) -> bool:
    """Say whether a page that promises a cure bids patients to keep it from their doctor."""
    secrets = ((voice, kept_from_doctors(voice)) for voice in map(Voice, pages))
    return any(
        around(kept, passage, _CURE_PASSAGE) for voice, kept in secrets if kept for passage, _ in _cures_of(voice)
    )


def sells_remedy(pages: Iterable[Page]) -> bool:
    """Say whether one page names the price of the remedy by which another ends an illness, as a shop's list does."""
    voices = [Voice(page) for page in pages]
    praised: set[str] = set()
    for voice in voices:
        passages = [passage for passage, _ in _cures_of(voice)]
        near = (hit for passage in passages for hit in around(_remedies(voice), passage, _CURE_PASSAGE))
        praised |= {hit.term for hit in near}
    return bool(praised) and any(_prices(voice, praised) for voice in voices)


def _prices(voice: Voice, remedies: Collection[str]) -> bool:
    priced = pairs((hit for hit in _remedies(voice) if hit.term in remedies), amounts(voice.words), _PRICE_REACH)
    return any(price.first > hit.last and not voice.disowns(hit) for hit, price in priced)


def _advises_to_leave(voice: Voice) -> bool:
    advice = [hit for hit in cues_of(voice, "cure.leave") if not voice.words.is_negated(hit, _ADVICE_DENIED_REACH)]
    advice = [hit for hit in advice if not is_reported_or_warned(voice, hit) and not voice.distance(hit)]
    return bool(advice) and any(around(advice, passage, _CURE_PASSAGE) for passage, _ in _cures_of(voice))


def _cures_of(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that say what ends an illness, with what is said of it around them."""
    cues = cues_of(voice, *_ILLNESS, *_ENDED, "cure.weight", "cure.shed", "cure.span")
    cues = [hit for hit in cues if hit.group not in _ENDED or not _is_denied(voice, hit)]
    if any(hit.group in _ENDED for hit in cues):
        cues += voice.own(_compounds(voice.words, "cure.illness"))
    ended = meetings(cues, [_ILLNESS, _ENDED], _CLAIM_REACH)
    slimmed = meetings(cues, [["cure.weight"], ["cure.shed"], ["cure.span"]], _CLAIM_REACH)
    passages = [met.whole for met in (*ended, *slimmed)]
    if not passages:
        return
    remedies = _remedies(voice)
    about = [*cues_of(voice, *(f"cure.{kind}" for kind in _KINDS_OF_CURE)), *said_in_pairs(voice, _SAID_OF_CURES)]
    about += [Hit("cure.all", "percent", hit.first, hit.last) for hit in percentages(voice.words, _LIKE_ALL)]
    secrets = kept_from_doctors(voice)
    about += [*left_off(voice), *secrets]
    is_disowned: dict[Hit, bool] = {}
    for passage in passages:
        reach = _HEADLINE_PASSAGE if passage.first < _HEADLINE else _CURE_PASSAGE
        is_own = bool(around(secrets, passage, reach)) or not voice.disowns(passage)
        if is_own and around(remedies, passage, reach):
            near = around(about, passage, reach)
            is_disowned |= {
                hit: not around(secrets, hit, reach) and voice.disowns(hit) for hit in near if hit not in is_disowned
            }
            yield passage, [hit for hit in near if not is_disowned[hit]]


def _remedies(voice: Voice, *more: str) -> list[Hit]:
    named = [*cues_of(voice, "cure.remedy", *more), *voice.own(_compounds(voice.words, "cure.remedy"))]
    return [hit for hit in named if not voice.words.is_negated(hit, 1)]


def _sells(voice: Voice) -> bool:
    """Say whether a page names a price or a way to order as its own: not what others charge, nor what it refuses.

    A link to the remedy is a way to order, too.
    """
    ways = [hit for hit in cues_of(voice, "cure.buy") if not voice.words.is_negated(hit)]
    return any(not voice.disowns(hit) for hit in (*ways, *amounts(voice.words))) or _leads_to_remedy(voice)


def _leads_to_remedy(voice: Voice) -> bool:
    """Say whether a link in the text leads to another site for a remedy that is named right before it or in it."""
    words, own = voice.words, link_site(voice.page.url)
    links = [link for link in voice.page.links if link.url and not link.hidden and not link.in_footer]
    places = [words.at(link.offset) for link in links if link_site(link.url) != own]
    if not places:
        return False
    remedies = cues_of(voice, "cure.remedy")
    return any(one.first - _LINK_REACH <= place <= one.last + _LINK_REACH for place in places for one in remedies)


def _compounds(words: Words, group: str) -> list[Hit]:
    """Return the words that end in a word of a group, as languages join them."""
    ends = tuple(sorted(word_set("claims", f"{group}_ends")))
    joined = sorted(word for word in words.different if word.endswith(ends))
    return [Hit(group, word, place, place) for word in joined for place in words.places(word)]


def _is_denied(voice: Voice, hit: Hit) -> bool:
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


def _said_in_one_breath(voice: Voice) -> Iterator[tuple[Hit, list[Hit]]]:
    """Yield the passages that promise a cure or slimming, with what is said of them in the same breath."""
    passages = [*_cured(voice), *_slimmed(voice)]
    if not passages:
        return
    about = [hit for hit in cues_of(voice, "blunt.sure") if not _is_refund(voice, hit)]
    about += [hit._replace(group="cure.renounce") for hit in cues_of(voice, "blunt.alone")]
    about += [*cues_of(voice, "cure.renounce", "cure.span"), *said_in_pairs(voice, _SAID_RENOUNCING)]
    for passage in passages:
        if voice.disowns(passage) or voice.keeps_distance(passage):
            continue
        near = [hit for hit in around(about, passage, _BREATH) if not voice.disowns(hit)]
        if passage.group == "blunt.weight":
            near = [passage, *(hit for hit in near if hit.group != "cure.span")]
        if near:
            yield passage, near


def _cured(voice: Voice) -> Iterator[Hit]:
    """Yield where a remedy ends an illness, in one sentence."""
    graves = cues_of(voice, "cure.grave")
    ends = [hit for hit in cues_of(voice, "cure.ends") if not _is_denied(voice, hit)] if graves else []
    if not ends:
        return
    remedies = [hit for hit in _remedies(voice, "blunt.remedy") if hit.term != "cure"]
    for met in meetings([*graves, *ends], [["cure.grave"], ["cure.ends"]], _CURE_REACH):
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
    """Return the number right before a word, in figures or in letters; 0 where none stands, or thousands do."""
    for at in range(place - 1, max(-1, place - 1 - _NUMBER_REACH), -1):
        token = words.tokens[at]
        if token in THOUSAND or token in MILLION:
            return 0.0
        if token.isdecimal() and token.isascii() and len(token) <= 3:
            return float(token)
        if token in _ONE or token in spelled():
            return float(spelled().get(token, 1))
    return 0.0
