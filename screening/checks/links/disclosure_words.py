"""Passages that disclose in own words that links are paid: who gets something, by what, and when.

A disclosure need not hold a fixed phrase: "these links put a few pennies in my jar when you order". What it holds is
money, somebody of the site to whom it comes, the links or shops by which it comes, and an order of the reader or a word
for bringing. Each of them alone stands on every page; near each other, in one sentence or two, they disclose.
"""

from __future__ import annotations

from screening.wording.cues import joined, meetings, pairs
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.sentences import count_ends
from screening.wording.words import Hit, Words

__all__ = ["disclosed_in_own_words", "is_denied", "is_negated", "is_of_others", "is_renounced"]

_TABLE = "disclosure"
_WORDED_REACH = 14
"""Words in which a fixed wording of who is paid and one of what for stand."""
_RECEIVER_REACH, _SENTENCE_REACH = 6, 20
"""Words between money and the one to whom it comes; between money and what brings it."""
_MOST_SENTENCE_ENDS = 1
_RENOUNCED_REACH, _REFUSAL_REACH = 8, 9
"""Words from "we do without" to what is done without; from "others earn commission" to "we do not"; our choice."""
_NOTHING = word_set(_TABLE, "nothing")
_OTHERS = word_set(_TABLE, "others")
_WHOSE = word_set(_TABLE, "whose")
_OURS, _SELVES = word_set(_TABLE, "ours"), word_set(_TABLE, "selves")
_SPENDS = frozenset({"pay", "pays"})
_ZERO = frozenset({"zero", "0"})
_LIVES_ON = word_set(_TABLE, "lives_on")


def disclosed_in_own_words(words: Words) -> list[Hit]:
    """Return passages that disclose what is paid and for what; "the shop gives us a little when you buy"."""
    return [hit for hit in (*_worded(words), *_flows(words)) if not is_denied(words, hit)]


def is_negated(words: Words, hit: Hit) -> bool:
    """Say whether a hit is negated, by a word for "no" or by the figure: "zero commission"."""
    return words.is_negated(hit) or not _ZERO.isdisjoint(words.before(hit, 1))


def is_denied(words: Words, hit: Hit) -> bool:
    """Say whether nothing is what is earned, or nobody who pays."""
    around = words.tokens[max(0, hit.first - 3) : hit.last + 1]
    return not _NOTHING.isdisjoint(around)


def is_renounced(words: Words, hit: Hit) -> bool:
    """Say whether a site does without what is named, or says that others live on it and it does not.

    Who does without one thing and lives on the other says so between the two: "no banners, we live on commission".
    """
    table = lexicon(_TABLE)
    for one in table.find(words, "renounces"):
        if 0 < hit.first - one.last <= _RENOUNCED_REACH and words.same_clause(one, hit):
            return _LIVES_ON.isdisjoint(words.tokens[one.last + 1 : hit.last + 1])
    return any(
        0 < one.first - hit.last <= _REFUSAL_REACH and _ends_sentence(words, one)
        for one in table.find(words, "turned_down")
    )


def _ends_sentence(words: Words, hit: Hit) -> bool:
    rest = words.text[words.span(hit.first, hit.last)[1] :][:2].lstrip()
    return not rest or rest[0] in ".!?\n"


def is_of_others(words: Words, hit: Hit) -> bool:
    """Say whether others earn: "influencers earn money when you click"."""
    return not _OTHERS.isdisjoint(words.before(hit, 1))


def _worded(words: Words) -> list[Hit]:
    """Return passages in which a wording of being paid meets one of links or purchases."""
    hits = lexicon(_TABLE).find(words, "gain", "way")
    gains = [hit for hit in hits if hit.group == "gain" and not words.is_negated(hit)]
    gains = [hit for hit in gains if _NOTHING.isdisjoint(words.tokens[hit.last + 1 : hit.last + 4])]
    gains = [hit for hit in gains if not _spends(words, hit)]
    ways = [hit for hit in hits if hit.group == "way"]
    return [one.whole for one in meetings([*gains, *ways], [("gain",), ("way",)], _WORDED_REACH)]


def _spends(words: Words, hit: Hit) -> bool:
    """Say whether it is the writer who pays: "I pay for the hosting"."""
    return words.tokens[hit.first] in _SPENDS and not _SELVES.isdisjoint(words.before(hit, 1))


def _flows(words: Words) -> list[Hit]:
    """Return passages in which money comes to the site, by links or shops, on an order or otherwise."""
    hits: dict[str, list[Hit]] = {name: [] for name in ("money", "receiver", "order", "brings", "source")}
    for hit in lexicon(_TABLE).find(words, *hits):
        hits[hit.group].append(hit)
    if not all(hits[name] for name in ("money", "receiver", "source")):
        return []
    sources = [one for one in hits["source"] if _is_ours(words, one)]
    near = [
        dict(pairs(hits["money"], hits["receiver"], _RECEIVER_REACH)),
        dict(pairs(hits["money"], sources, _SENTENCE_REACH)),
        dict(pairs(hits["money"], [*hits["order"], *hits["brings"]], _SENTENCE_REACH)),
    ]
    found = []
    for money in sorted(hits["money"], key=lambda hit: (hit.first, hit.last, hit.term)):
        cues = [money, *(one[money] for one in near if money in one)]
        if len(cues) == 1 + len(near) and not any(words.is_negated(one) for one in cues):
            whole = joined("disclosed", "disclosed", *cues)
            first, last = words.span(whole.first, whole.first), words.span(whole.last, whole.last)
            if count_ends(words.text, first[1], last[0]) <= _MOST_SENTENCE_ENDS:
                found.append(whole)
    return found[:1]


def _is_ours(words: Words, source: Hit) -> bool:
    """Say whether links or shops are not those of somebody else, nor a shop of the site's own."""
    before = words.before(source, 2)
    after = words.tokens[source.last + 1 : source.last + 4]
    is_own_shop = source.term[:4] in ("shop", "stor") and not _OURS.isdisjoint(before[-1:])
    return _WHOSE.isdisjoint(before) and _WHOSE.isdisjoint(after) and not is_own_shop
