"""Mail addresses sold by the hundred thousand that nobody gave for it, and mails by the million past filters (P-26).

Newsletter services, rate cards and publishers of firms' addresses price such numbers, too. They do not say
that the addresses were collected in profiles, shops and prize draws or by programs, that nobody on them knows the buyer
or agreed, or that sender and text change so that filters see nothing. What an address costs and where it comes from
often stand on two pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from screening.checks.harm.hidden_senders import hidden_senders
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import amounts, around, joined, meetings, pairs
from screening.wording.meant import meant
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.quantities import quantities
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["stocks"]

_LEAST_SOLD = 100_000
"""Addresses or mails in one lot; a firm's own customers are bought by the thousand, if at all. Our own choice."""
_PRICE_REACH, _PLACE_REACH, _REACH, _GUARD_REACH = 8, 12, 80, 30
_SHORT_REACH = 40
_LEAST_DODGES = 2
_STOCK = (("lot",), ("source",), ("sold",))
_PRICED = (("lot",), ("sold",))
_GATHERED = (("count",), ("gathered",), ("sold",))


def stocks(site: Site) -> list[Evidence]:
    """Return quotes where a site sells lots of addresses that it collected, or mails that hide from filters."""
    readings = [_Stock(page) for page in site.pages]
    for reading in readings:
        if quotes := reading.sold() or hidden_senders(reading.page, reading.lots_of("stock.mails", 1)):
            return quotes
    priced = [reading for reading in readings if reading.priced]
    if not priced:
        return []
    from_where = next((one for one in readings if one.gathered), None)
    return [*from_where.gathered, *priced[0].priced] if from_where else []


class _Stock:
    """What a page says of addresses and mails in lots."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._voice = Voice(page)
        self._words = self._voice.words
        self._table = lexicon("schemes")

    @cached_property
    def _lots(self) -> list[Hit]:
        """Large numbers beside a price, which count no readers."""
        if not self._table.find(self._words, "stock.addresses", "stock.mails"):
            return []
        prices = amounts(self._words)
        return [joined("lot", "lot", *pair) for pair in pairs(self._counts, prices, _PRICE_REACH)] if prices else []

    @cached_property
    def _counts(self) -> list[Hit]:
        readers = {hit.first for hit in self._table.find(self._words, "stock.readers")}
        numbers = quantities(self._words, _LEAST_SOLD)
        return [hit for hit in numbers if readers.isdisjoint((hit.last + 1, hit.last + 2))]

    @cached_property
    def _meant(self) -> dict[str, list[Hit]]:
        """What the page says itself, by the group of the lexicon."""
        said = [hit for hit in self._table.find(self._words) if hit.group.startswith(("stock.", "blast."))]
        return meant(self._voice, said)

    def lots_of(self, group: str, reach: int) -> list[Hit]:
        """Return the lots beside a word of a group."""
        names = self._meant.get(group, ()) if self._lots else ()
        return [lot for lot in self._lots if around(names, lot, reach)]

    @cached_property
    def _addresses(self) -> list[Hit]:
        return [hit._replace(group="sold") for hit in self._meant.get("stock.addresses", ())]

    @cached_property
    def _drawn(self) -> list[Hit]:
        """Places that addresses are drawn from, or that programs of the seller's own read."""
        own = self._meant
        drawn, places = own.get("stock.drawn", ()), own.get("stock.places", ())
        machines = own.get("stock.machines", ())
        met = [*pairs(drawn, places, _PLACE_REACH), *pairs(machines, places, _PLACE_REACH)]
        return [joined("source", "source", *pair) for pair in met]

    def sold(self) -> list[Evidence]:
        """Return quotes where lots stand beside how the addresses were collected, or two words of how mail hides."""
        lots = self._lots
        if not lots:
            return []
        own = self._meant
        sources = list(self._drawn)
        for group in ("blast.gathered", "blast.unasked"):
            sources += [hit._replace(group="source") for hit in own.get(group, ())]
        sources += [hit._replace(group="source") for hit in self._table.find(self._words, "stock.strangers")]
        met = [(one.whole, one.hits) for one in meetings([*lots, *sources, *self._addresses], _STOCK, _REACH)]
        dodges = different(own.get("stock.dodges", ()))
        for lot in self.lots_of("stock.mails", 1):
            near = around(dodges, lot, _REACH)
            if len(near) >= _LEAST_DODGES:
                met.append((joined("sending", "sending", lot, *near), (lot, *near)))
        return self._unguarded(met)

    @cached_property
    def priced(self) -> list[Evidence]:
        """Quotes of the page's prices for lots of addresses."""
        if not self._lots:
            return []
        met = meetings([*self._lots, *self._addresses], _PRICED, _SHORT_REACH)
        return self._unguarded((one.whole, one.hits) for one in met)[:1]

    @cached_property
    def gathered(self) -> list[Evidence]:
        """Quotes of so many addresses, and of how the seller collected them."""
        if not self._table.find(self._words, "stock.addresses") or not self._counts:
            return []
        known = (*self._drawn, *self._meant.get("blast.gathered", ()))
        sources = [hit._replace(group="gathered") for hit in known]
        met = meetings([*self._counts, *sources, *self._addresses], _GATHERED, _SHORT_REACH)
        return self._unguarded((one.whole, one.hits) for one in met)

    def _unguarded(self, met: Iterable[tuple[Hit, Sequence[Hit]]]) -> list[Evidence]:
        """Return quotes of the first passage beside which nobody asks for consent or tells of others."""
        words = self._words
        passages = [] if self._table.says(self.page.title_and_heading, "sending.telling") else list(met)
        unasked = self._meant.get("blast.unasked", ()) if passages else ()
        others = self._table.find(words, "stock.others", "blast.others") if passages else []
        others = [hit for hit in others if not around(unasked, hit)]
        for whole, hits in passages:
            if not around(others, whole, _GUARD_REACH) and not self._voice.is_reported(whole):
                return list(proofs(self.page, words, hits, 2))
        return []
