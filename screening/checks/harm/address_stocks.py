"""Mail addresses sold by the hundred thousand that nobody gave for it, and mails by the million past filters (P-26).

Newsletter services, rate cards and publishers of firms' addresses price such numbers, too. They do not say
that the addresses were collected in profiles, shops and prize draws, that nobody on them knows the buyer, or that
sender and text change so that filters see nothing.
"""

from __future__ import annotations

from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import amounts, around, joined, meetings, pairs
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.quantities import quantities
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["stocks"]

_LEAST_SOLD = 100_000
"""Addresses or mails in one lot; a firm's own customers are bought by the thousand, if at all. Our own choice."""
_PRICE_REACH, _PLACE_REACH, _REACH, _GUARD_REACH = 8, 12, 80, 30
_LEAST_DODGES = 2
_STOCK = (("lot",), ("source",), ("sold",))


def stocks(page: Page) -> list[Evidence]:
    """Return quotes where a page sells lots of addresses that it collected, or mails that hide from filters."""
    voice, table = Voice(page), lexicon("schemes")
    words = voice.words
    if not table.find(words, "stock.addresses", "stock.mails"):
        return []
    price = amounts(words)
    readers = {hit.first for hit in table.find(words, "stock.readers")}
    numbers = quantities(words, _LEAST_SOLD) if price else []
    counts = [hit for hit in numbers if readers.isdisjoint((hit.last + 1, hit.last + 2))]
    lots = [joined("lot", "lot", *pair) for pair in pairs(counts, price, _PRICE_REACH)]
    if not lots:
        return []
    said = [hit for hit in table.find(words) if hit.group.startswith(("stock.", "blast.gathered"))]
    meant = [hit for hit in voice.own(said) if not words.is_negated(hit) and not voice.is_asked(hit)]
    by_group: dict[str, list[Hit]] = {}
    for hit in meant:
        by_group.setdefault(hit.group, []).append(hit)
    drawn = pairs(by_group.get("stock.drawn", ()), by_group.get("stock.places", ()), _PLACE_REACH)
    sources = [joined("source", "source", *pair) for pair in drawn]
    sources += [hit._replace(group="source") for hit in by_group.get("blast.gathered", ())]
    sources += [hit._replace(group="source") for hit in table.find(words, "stock.strangers")]
    addresses = [hit._replace(group="sold") for hit in by_group.get("stock.addresses", ())]
    met = [(one.whole, one.hits) for one in meetings([*lots, *sources, *addresses], _STOCK, _REACH)]
    dodges = different(by_group.get("stock.dodges", ()))
    for lot in lots:
        near = around(dodges, lot, _REACH)
        if len(near) >= _LEAST_DODGES and around(by_group.get("stock.mails", ()), lot, 1):
            met.append((joined("sending", "sending", lot, *near), (lot, *near)))
    others = table.find(words, "stock.others", "blast.others")
    for whole, hits in met:
        if not around(others, whole, _GUARD_REACH) and not voice.is_reported(whole):
            return list(proofs(page, words, hits, 2))
    return []
