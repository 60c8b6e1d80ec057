"""Whether a site sells visits that are made to look like somebody's own way there (P-08).

Advertising agencies, counters and makers of load tests price visitors by the thousand as well, and shops that keep bots
off know what these do. They do not say of their own that the buyer chooses where a visit seems to come from, or that
networks and counters are taken in; a program that acts a person, machines that come, how long each stays, and paid
links as its aim stand beside that. Two of these, one of the former, and a price for so many are needed.
"""

from __future__ import annotations

from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import amounts, around, joined, pairs
from screening.wording.meant import Combination, combined, meant
from screening.wording.phrases import lexicon, proofs
from screening.wording.quantities import quantities
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["sold_visits"]

_LEAST_SOLD = 1_000
"""Visits in one lot; people who look at a site for pay come by the dozen. Our own choice."""
_PRICE_REACH, _NAME_REACH, _REACH, _GUARD_REACH = 6, 12, 80, 30
_LEAST_DISGUISES = 2
_PRETENCES, _COMMON = frozenset({"origin", "counted"}), "target"
"""Kinds of disguise of which a sale needs one: nobody gives them to visits that he counts, tests or advertises for; and
the kind that counts for nothing, since who lets out space on a page welcomes paid links, too."""
_MOST_QUOTES, _MOST_LOTS = 3, 200
_PAIRED = (
    Combination("origin", "traffic.chosen", "traffic.origin", 8),
    Combination("counted", "traffic.counter", "traffic.taken_in", 8),
    Combination("counted", "traffic.counter", "traffic.blind", 8),
    Combination("hand", "traffic.hand", "traffic.moves", 4),
    Combination("hand", "traffic.acts", "traffic.person", 4),
    Combination("course", "traffic.course", "traffic.chosen", 4),
    Combination("target", "traffic.paid_link", "traffic.welcome", 6),
)
_DENYING = ("traffic.blind",)
_SINGLE = {"traffic.seems": "origin", "traffic.people": "hand", "traffic.machine": "machine"}
_GROUPS = sorted({"traffic.visits", *_SINGLE, *(group for way in _PAIRED for group in (way.one, way.other))})


def sold_visits(site: Site) -> list[Evidence]:
    """Return quotes of visits for sale, and of what dresses them up; none of a site that tells of others' visits."""
    return next((quotes for page in site.pages if (quotes := _sold_on(page))), [])


def _sold_on(page: Page) -> list[Evidence]:
    table, voice = lexicon("schemes"), Voice(page)
    words = voice.words
    said = table.find(words, *_GROUPS)
    names = [hit for hit in said if hit.group == "traffic.visits"]
    prices = amounts(words) if names and len(names) < len(said) else []
    if not prices or table.says(page.title_and_heading, "traffic.telling"):
        return []
    lots = [joined("lot", "lot", *pair) for pair in pairs(quantities(words, _LEAST_SOLD), prices, _PRICE_REACH)]
    lots = [lot for lot in lots[:_MOST_LOTS] if around(names, lot, _NAME_REACH)]
    disguises = _disguises(voice, said) if lots else []
    others = [hit for hit in table.find(words, "traffic.others") if not words.is_negated(hit)] if disguises else []
    for lot in lots:
        near = around(disguises, lot, _REACH)
        whole = joined("sale", "sale", lot, *near)
        kinds = {hit.group for hit in near} - {_COMMON}
        if len(kinds) < _LEAST_DISGUISES or kinds.isdisjoint(_PRETENCES):
            continue
        if not around(others, whole, _GUARD_REACH) and not voice.distance(whole):
            one_each = {hit.group: hit for hit in reversed(near)}
            return list(proofs(page, words, [lot, *one_each.values()], _MOST_QUOTES))
    return []


def _disguises(voice: Voice, said: list[Hit]) -> list[Hit]:
    """Return what dresses visits up, in the page's own voice, each by its kind."""
    by_group = meant(voice, said, _DENYING)
    found = [hit._replace(group=kind) for group, kind in _SINGLE.items() for hit in by_group.get(group, ())]
    return found + combined(voice.words, by_group, _PAIRED)
