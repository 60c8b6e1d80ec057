"""The programme's offers: verticals that convert, delay, refund and pay in different ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from pipelines.demo.reference import COUNTRIES, HOME_COUNTRIES

__all__ = ["Offer", "allowed_everywhere", "make_offers"]

_EVERYWHERE = tuple(range(HOME_COUNTRIES))


@dataclass(frozen=True)
class Offer:
    """One offer and how honest traffic behaves on it.

    Attributes:
        offer_id: Id in all files.
        name: Its name.
        vertical: Line of business.
        host: The shop's host.
        payout_type: `percent` of the amount, or a fixed sum per order (`cpa`) or lead (`cpl`).
        payout: Per cent, or a sum in major units.
        cookie_days: How long a click counts.
        lock_days: When the commission is paid for good.
        countries: Indices of allowed countries.
        conversion: Orders per click of an average content partner.
        delay_median_s: Median click-to-order time in seconds, log-normal.
        delay_sigma: Its log-normal spread.
        amounts_minor: The fixed prices, or one median around which amounts are log-normal.
        refund: Share of orders refunded.
        refund_days: Mean delay of a refund.
        repeat: Share of orders by a customer who came before.
        approve_days: Usual days until approval.
        daily_cap: Cap on orders a day, 0 = none.
    """

    offer_id: str
    name: str
    vertical: Literal["retail", "fashion", "travel", "finance", "subscription", "gaming"]
    host: str
    payout_type: Literal["percent", "cpa", "cpl"]
    payout: float
    cookie_days: int
    lock_days: int
    conversion: float
    delay_median_s: float
    delay_sigma: float
    amounts_minor: tuple[int, ...]
    refund: float
    refund_days: float
    repeat: float
    approve_days: float
    countries: tuple[int, ...] = _EVERYWHERE
    daily_cap: int = 0


def _at(*codes: str) -> tuple[int, ...]:
    """Return the indices of countries."""
    return tuple(number for number, country in enumerate(COUNTRIES) if country.code in codes)


_OFFERS: tuple[Offer, ...] = (
    Offer("101", "Home and Garden", "retail", "www.hearth-oak-204.com", "percent", 6.0, 30, 14,
          0.034, 1_500, 1.9, (6_900,), 0.06, 7, 0.22, 4),
    Offer("102", "Electronics", "retail", "www.volt-depot-311.com", "percent", 3.0, 14, 14,
          0.024, 3_600, 2.0, (15_900,), 0.07, 8, 0.16, 4),
    Offer("103", "Groceries", "retail", "www.fresh-crate-518.com", "percent", 4.0, 7, 10,
          0.045, 900, 1.6, (5_400,), 0.02, 4, 0.40, 2),
    Offer("104", "Fashion", "fashion", "www.linen-thread-127.com", "percent", 8.0, 30, 14,
          0.036, 1_800, 1.9, (8_900,), 0.38, 8, 0.28, 5),
    Offer("105", "Shoes", "fashion", "www.sole-street-442.com", "percent", 8.0, 14, 14,
          0.033, 1_800, 1.9, (9_900,), 0.33, 8, 0.22, 5, _at("DE", "AT", "CH", "NL")),
    Offer("106", "City trips", "travel", "www.far-quay-633.com", "percent", 4.5, 30, 21,
          0.012, 40_000, 2.0, (38_000,), 0.09, 12, 0.08, 6),
    Offer("107", "Current account", "finance", "www.bank-elder-755.com", "cpl", 45.0, 14, 21,
          0.040, 300, 1.0, (0,), 0.01, 9, 0.01, 7, _at("DE", "AT"), 400),
    Offer("108", "Loan comparison", "finance", "www.rate-finder-866.com", "cpl", 22.0, 7, 14,
          0.055, 240, 0.9, (0,), 0.01, 6, 0.02, 5, _at("DE", "AT", "FR", "GB", "ES", "IT")),
    Offer("109", "Film streaming", "subscription", "www.reel-attic-977.com", "cpa", 18.0, 14, 14,
          0.030, 600, 1.4, (799, 1_199, 1_699), 0.04, 6, 0.20, 3),
    Offer("110", "Puzzle games", "gaming", "www.tile-tower-188.com", "cpa", 12.0, 7, 10,
          0.042, 420, 1.3, (1_000, 2_000, 5_000), 0.03, 5, 0.30, 2),
)  # fmt: skip


def make_offers(rng: np.random.Generator) -> tuple[Offer, ...]:
    """Return the offers with rates that differ by seed."""
    return tuple(
        replace(
            offer,
            conversion=offer.conversion * rng.uniform(0.85, 1.2),
            delay_median_s=offer.delay_median_s * rng.uniform(0.7, 1.4),
            refund=offer.refund * rng.uniform(0.8, 1.2),
            refund_days=offer.refund_days * rng.uniform(0.8, 1.2),
            repeat=offer.repeat * rng.uniform(0.8, 1.2),
        )
        for offer in _OFFERS
    )


def allowed_everywhere(offers: tuple[Offer, ...], chosen: tuple[int, ...]) -> list[int]:
    """Return the countries that every chosen offer allows, in order; honest partners bring people from there."""
    return sorted(set.intersection(*(set(offers[number].countries) for number in chosen)))
