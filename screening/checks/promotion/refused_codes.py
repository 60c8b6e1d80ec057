"""Which of the coupon codes on a page are said not to work, so that the page does not hand them out (P-09)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from screening.page.model import Page
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.sentences import sentence_ends
from screening.wording.words import Hit, Words, words_of

__all__ = ["refused_codes"]

_AHEAD, _LIST_REACH = 30, 25
"""Words after a code in which it is judged, and between the codes of one list."""
_LEAD_REACH = 60
_CONDITION_REACH = 9
_MOST_SOURCE = 1_000_000
_CAPITALS = re.compile(r"(?<![\w/.#-])[A-Z0-9][A-Z0-9_-]{3,19}(?![\w/-])")
_MOST_CAPITALS = 1_000
_YES, _NO = "✓✔✅☑🟢👍", "✗✘❌✖❎🚫⛔🔴👎"
_SIGN = re.compile(f"[{_YES}{_NO}]")
_SIGN_REACH = 4
_STRUCK = (
    r"<(?:s|del|strike)\b[^<>]{{0,200}}>[^<>]{{0,60}}(?<![\w-]){0}(?![\w-])"
    r"|<[a-z]{{1,10}}\b[^<>]{{0,100}}\bline-through\b[^<>]{{0,100}}>[^<>]{{0,60}}(?<![\w-]){0}(?![\w-])"
)


class _Verdict(Enum):
    REFUSED = "refused"
    ACCEPTED = "accepted"


@dataclass
class _Mention:
    """A code in the text: its words, and what is said of it."""

    code: str
    first: int
    last: int
    verdict: _Verdict | None = None
    is_of_all: bool = False


@dataclass(frozen=True)
class _Said:
    """What the words of a page say of codes, by place."""

    hits: list[tuple[int, _Verdict]]
    leads: list[int]
    together: list[int]
    edges: list[int]


def refused_codes(page: Page, words: Words, found: Sequence[tuple[str, int, int]]) -> set[str]:
    """Return the codes of which a page says that the shop does not take them, and nowhere that it does.

    A code is judged by the first words on it that follow, up to the next one: that it is expired, was refused, is not
    known; or that it works, or may be tried. Signs beside it (✔, ✘) and a line through it say the same. A sentence or
    heading on codes that do not work speaks for those behind it, and "both", "none of them" for those before it. What
    is only possible ("if it is refused, try again") says nothing.

    Args:
        page: The page.
        words: The words of its text.
        found: Code, where it begins, and where it ends in the text.
    """
    if not found:
        return set()
    mentions = _mentions(words)
    said = _said(words, [one.first for one in mentions])
    for one in mentions:
        one.verdict, one.is_of_all = _own(words, said, one)
    _take_over(said, mentions)
    is_titled = _says_none_work(page)
    html = page.html[:_MOST_SOURCE]
    codes = {code for code, _, _ in found}
    accepted = {one.code for one in mentions if one.verdict is _Verdict.ACCEPTED}
    refused = {one.code for one in mentions if one.verdict is _Verdict.REFUSED}
    struck = {code for code in codes if re.search(_STRUCK.format(re.escape(code)), html)}
    return ((codes if is_titled else codes & refused) | struck) - accepted


def _says_none_work(page: Page) -> bool:
    """Say whether title or first heading are on codes that do not work, and not also on those that do."""
    said = _said(words_of(page.title_and_heading), [])
    return bool(said.leads) and all(verdict is _Verdict.REFUSED for _, verdict in said.hits)


def _mentions(words: Words) -> list[_Mention]:
    """Return what looks like a code, in the order of the text; what is none ends what is said of the one before."""
    places = islice(_CAPITALS.finditer(words.text), _MOST_CAPITALS)
    return [_Mention(place.group().strip("-_"), words.at(place.start()), words.at(place.end() - 1)) for place in places]


def _said(words: Words, edges: list[int]) -> _Said:
    """Return verdicts by the place of their first word; of two that overlap the longer, else a refusal, counts."""
    table = lexicon("selling")
    together = sorted(hit.first for hit in table.find(words, "code.together"))
    possible = table.find(words, "code.accepted")
    refused = [
        hit
        for hit in table.find(words, "code.refused")
        if not _is_undone(words, hit)
        and not _is_general(words, hit, together)
        and not any(_is_within(hit, wider) for wider in possible)
    ]
    leads = [hit for hit in table.find(words, "code.refused_all") if not _is_undone(words, hit)]
    taken = {place for hit in (*refused, *leads) for place in range(hit.first, hit.last + 1)}
    accepted = [
        hit for hit in possible if taken.isdisjoint(range(hit.first, hit.last + 1)) and not words.is_negated(hit)
    ]
    hits = [(hit.first, _Verdict.REFUSED) for hit in refused] + [(hit.first, _Verdict.ACCEPTED) for hit in accepted]
    return _Said(sorted(hits, key=lambda one: one[0]), sorted(hit.last for hit in leads), together, edges)


def _is_within(hit: Hit, wider: Hit) -> bool:
    """Say whether a hit is only a part of another, as "expired" of "may be expired"."""
    return wider.first <= hit.first and hit.last <= wider.last and wider.last - wider.first > hit.last - hit.first


def _is_general(words: Words, hit: Hit, together: Sequence[int]) -> bool:
    """Say whether a refusal speaks of codes in general, as in "expired codes are deleted"; not of "both codes"."""
    nouns = word_set("selling", "code.nouns")
    beside = (*words.before(hit, 1), *words.tokens[hit.last + 1 : hit.last + 2])
    return not nouns.isdisjoint(beside) and not any(hit.first - 2 <= mark < hit.first for mark in together)


def _is_undone(words: Words, hit: Hit) -> bool:
    """Say whether a refusal is denied or only possible."""
    if words.is_negated(hit, 2):
        return True
    start = words.span(hit.first, hit.first)[0]
    for place in range(hit.first, max(-1, hit.first - 1 - _CONDITION_REACH), -1):
        if sentence_ends(words.text, words.span(place, place)[1], start):
            return False
        if place < hit.first and words.tokens[place] in word_set("selling", "code.conditions"):
            return not _is_reflexive(words, place, hit)
    return False


def _is_reflexive(words: Words, place: int, hit: Hit) -> bool:
    """Say whether "se" belongs to the verb behind it ("se rechaza") and begins no condition ("se non funziona")."""
    is_beside = place == hit.first - 1 and words.tokens[place] == "se"
    return is_beside and hit.first not in words.denials


def _own(words: Words, said: _Said, one: _Mention) -> tuple[_Verdict | None, bool]:
    """Return what is said of a code itself, and whether that is said of several together."""
    next_edge = bisect_right(said.edges, one.last)
    end = said.edges[next_edge] if next_edge < len(said.edges) else len(words)
    limit = min(end, one.last + 1 + _AHEAD)
    if sign := _sign(words, one, limit, is_last=limit < end or end == len(words)):
        return sign, False
    ahead = next(((place, verdict) for place, verdict in said.hits if one.last < place < limit), None)
    if ahead is None:
        return None, False
    place, verdict = ahead
    is_of_all = verdict is _Verdict.REFUSED and any(one.last < mark <= place + 2 for mark in said.together)
    return verdict, is_of_all


def _sign(words: Words, one: _Mention, limit: int, *, is_last: bool) -> _Verdict | None:
    """Return what a tick or a cross before a code says, or one behind it that does not stand before the next."""
    start, end = words.span(one.first, one.first)[0], words.span(one.last, one.last)[1]
    before = _SIGN.search(words.text, max(0, start - _SIGN_REACH), start)
    if before is None:
        until = words.span(limit - 1, limit - 1)[1] if is_last else max(end, words.span(limit, limit)[0] - _SIGN_REACH)
        before = _SIGN.search(words.text, end, until)
    if before is None:
        return None
    return _Verdict.ACCEPTED if before.group() in _YES else _Verdict.REFUSED


def _take_over(said: _Said, mentions: Sequence[_Mention]) -> None:
    """Let codes of which nothing is said take over what is said of all: behind a lead, or by the last of a list."""
    for number in range(len(mentions) - 2, -1, -1):
        one, following = mentions[number], mentions[number + 1]
        if one.verdict is None and following.is_of_all and following.first - one.last <= _LIST_REACH:
            one.verdict, one.is_of_all = _Verdict.REFUSED, True
    for number, one in enumerate(mentions):
        if one.verdict is not None:
            continue
        place = bisect_right(said.leads, one.first) - 1
        lead = said.leads[place] if place >= 0 else -1 - _LEAD_REACH
        between = mentions[:number]
        is_led = one.first - lead <= _LEAD_REACH and not any(
            other.first > lead and other.verdict is _Verdict.ACCEPTED for other in between
        )
        if is_led:
            one.verdict = _Verdict.REFUSED
