"""How a stream of clicks and its orders behave, and how honest affiliates do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from pipelines.demo.hashing import Words, generator
from pipelines.demo.offers import allowed_everywhere
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import COUNTRIES

__all__ = [
    "OrderStyle",
    "Stream",
    "Takeover",
    "TrafficStyle",
    "expected_conversion",
    "honest_stream",
    "offer_conversion",
    "offer_shares",
]

Rhythm = Literal["human", "office", "blast", "flat", "bursts", "last_days", "early"]


def _nothing() -> Words:
    return np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class TrafficStyle:
    """How a stream's clicks behave. Shares are 0–1.

    Attributes:
        rhythm: When clicks come: like people, in office hours, in mail blasts, evenly, in regular bursts of a
            program, only in the last days, or only early in the history.
        countries: Indices of countries, the main one first.
        main_country: Share of the main country.
        abroad: Share of visitors from anywhere: travellers, tunnels.
        mobile: Share of visitors on telephones.
        carrier_nat: Share of telephone clicks that come through the carrier's shared addresses.
        addresses: A fixed pool of addresses; empty = none.
        pooled: Share of clicks from that pool.
        programs: True when the user agents are libraries and headless browsers.
        referrers: Shares of no referrer, own site, search, social network, web mail.
        paid_mark: Share of landing pages with a paid-search click id.
        new_visitors: Share of clicks by a visitor not seen before.
        anonymous: Share of clicks without a visitor id.
        landed: Share of clicks that lead to a visit of the shop.
        bounced: Share of visits that end on the first page.
        promotion: Factor on the promotion day.
        only_sub_id: The one sub-id all clicks carry, or -1 for the affiliate's usual mix.
        last_days: With the rhythm `last_days`: how many.
        email_blasts: With the rhythm `blast`: how many.
    """

    rhythm: Rhythm = "human"
    countries: tuple[int, ...] = (0,)
    main_country: float = 0.85
    abroad: float = 0.0
    mobile: float = 0.45
    carrier_nat: float = 0.6
    addresses: Words = field(default_factory=_nothing)
    pooled: float = 0.0
    programs: bool = False
    referrers: tuple[float, float, float, float, float] = (0.15, 0.75, 0.05, 0.05, 0.0)
    paid_mark: float = 0.0
    new_visitors: float = 0.75
    anonymous: float = 0.02
    landed: float = 0.95
    bounced: float = 0.4
    promotion: float = 1.0
    only_sub_id: int = -1
    last_days: int = 4
    email_blasts: int = 3


@dataclass(frozen=True, eq=False)
class OrderStyle:
    """How a stream's clicks turn into orders and what becomes of them. Shares are 0–1.

    Attributes:
        conversion: Orders per click: a factor on the offer's own where `is_factor`, else absolute.
        is_factor: Whether `conversion` is a factor.
        delay: Click-to-order time: the offer's own log-normal, log-normal around `delay_median_s`, a few seconds,
            even over the cookie window, or outside of it.
        delay_median_s: With `quick`: median in seconds; with `seconds`: the longest.
        value: Factor on the amount.
        same_amount: True when all orders have the same few amounts.
        repeat: Share by a returning customer; -1 = the offer's own.
        customers: A fixed pool of customers (and payment means); empty = the public.
        disposable_mail: Share with a throw-away mail domain.
        cancelled: Share cancelled; -1 = usual.
        cancelled_when: Before approval as usual, or soon after the commission is paid.
        refunded: Share refunded; -1 = the offer's own.
        refunded_when: As the offer's customers do, or soon after the commission locks.
        refund_factor: Factor on the offer's own refund share.
        chargeback: Share charged back.
        own_code: Share with a coupon of the affiliate's own.
        public_code: Share with a public coupon.
        foreign_code: Share with another affiliate's coupon.
        without_click: Share that names no click.
    """

    conversion: float = 1.0
    is_factor: bool = True
    delay: Literal["natural", "quick", "seconds", "flat", "outside"] = "natural"
    delay_median_s: float = 120.0
    value: float = 1.0
    same_amount: bool = False
    repeat: float = -1.0
    customers: Words = field(default_factory=_nothing)
    disposable_mail: float = 0.004
    cancelled: float = -1.0
    cancelled_when: Literal["natural", "after_paid"] = "natural"
    refunded: float = -1.0
    refunded_when: Literal["natural", "after_lock"] = "natural"
    refund_factor: float = 1.0
    chargeback: float = 0.002
    own_code: float = 0.0
    public_code: float = 0.06
    foreign_code: float = 0.0
    without_click: float = 0.006


@dataclass(frozen=True)
class Takeover:
    """Orders whose credit is taken from another affiliate's earlier click.

    Attributes:
        orders: How many.
        delay_s: Shortest and longest time between the own late click and the order; None = no own click at all,
            the order names the other affiliate's click.
        referred: Whether the late click names the own site as referrer.
    """

    orders: int
    delay_s: tuple[float, float] | None
    referred: bool


@dataclass(frozen=True)
class Stream:
    """A part of an affiliate's traffic.

    Attributes:
        traffic: How its clicks behave.
        orders: How its orders behave.
        clicks: Expected number of clicks.
        takeover: Orders it takes over from others, if it does.
    """

    traffic: TrafficStyle
    orders: OrderStyle
    clicks: float
    takeover: Takeover | None = None


_CONVERSION = {
    "content": 1.0, "coupon": 2.2, "cashback": 2.6, "email": 0.9, "search": 1.5, "social": 0.6, "display": 0.3,
}  # fmt: skip
_REFERRERS: dict[str, tuple[float, float, float, float, float]] = {
    "content": (0.14, 0.74, 0.06, 0.06, 0.0),
    "coupon": (0.12, 0.82, 0.04, 0.02, 0.0),
    "cashback": (0.20, 0.78, 0.01, 0.01, 0.0),
    "email": (0.55, 0.10, 0.0, 0.0, 0.35),
    "search": (0.06, 0.10, 0.84, 0.0, 0.0),
    "social": (0.30, 0.10, 0.0, 0.60, 0.0),
    "display": (0.25, 0.55, 0.05, 0.15, 0.0),
}


def offer_shares(profile: Profile) -> tuple[float, ...]:
    """Return the share of each of the affiliate's offers in its clicks."""
    others = len(profile.offers) - 1
    return (1.0,) if others == 0 else (0.65, *([0.35 / others] * others))


def offer_conversion(profile: Profile, world: World) -> float:
    """Return the orders per click of an average content partner on the affiliate's mix of offers."""
    return sum(s * world.offers[o].conversion for o, s in zip(profile.offers, offer_shares(profile), strict=True))


def expected_conversion(profile: Profile, world: World) -> float:
    """Return the orders per click to expect of the affiliate's honest traffic."""
    return offer_conversion(profile, world) * profile.quality * _CONVERSION[profile.method]


def _honest_traffic(profile: Profile, world: World, rng: np.random.Generator) -> TrafficStyle:
    """Return how the honest clicks of the affiliate behave."""
    allowed = [n for n in allowed_everywhere(world.offers, profile.offers) if n != profile.country]
    neighbours = rng.choice(allowed, size=min(len(allowed), int(rng.integers(1, 4))), replace=False)
    style = TrafficStyle(
        countries=(profile.country, *(int(n) for n in neighbours)),
        main_country=float(rng.uniform(0.78, 0.95)),
        abroad=float(rng.uniform(0.002, 0.03)),
        mobile=float(rng.uniform(0.35, 0.6)),
        carrier_nat=float(rng.uniform(0.5, 0.7)),
        referrers=_REFERRERS[profile.method],
        paid_mark=float(rng.uniform(0.8, 0.97)) if profile.method == "search" else float(rng.uniform(0.0, 0.02)),
        new_visitors=float(rng.uniform(0.65, 0.85)),
        landed=float(rng.uniform(0.9, 0.98)),
        bounced=float(rng.uniform(0.3, 0.5)),
        promotion=float(rng.uniform(2.0, 4.5)),
        anonymous=float(rng.uniform(0.0, 0.05)),
    )
    if profile.method == "email":
        style = replace(style, rhythm="blast", email_blasts=max(2, world.calendar.days // int(rng.integers(7, 15))))
    if profile.look_alike == "carrier_nat":
        style = replace(style, mobile=float(rng.uniform(0.93, 0.99)), carrier_nat=float(rng.uniform(0.85, 0.95)))
    elif profile.look_alike == "corporate_nat":
        octet = COUNTRIES[profile.country].octets[0]
        gates = (octet << 24) + rng.integers(1 << 16) * 256 + np.arange(1, int(rng.integers(3, 6)))
        share, phones = float(rng.uniform(0.5, 0.75)), 0.12
        style = replace(style, rhythm="office", addresses=gates.astype(np.uint64), pooled=share, mobile=phones)
    elif profile.look_alike == "email_blast":
        style = replace(style, email_blasts=int(rng.integers(2, 4)))
    elif profile.look_alike == "promotion_day":
        style = replace(style, promotion=float(rng.uniform(18.0, 40.0)))
    return style


def _honest_orders(profile: Profile, rng: np.random.Generator) -> OrderStyle:
    """Return how the honest orders of the affiliate behave."""
    style = OrderStyle(
        conversion=_CONVERSION[profile.method] * profile.quality,
        value=float(rng.lognormal(0.0, 0.15)),
        refund_factor=float(rng.gamma(14.0, 1 / 14.0)),
        public_code=float(rng.uniform(0.02, 0.10)),
        own_code=float(rng.uniform(0.05, 0.2)) if profile.coupons else 0.0,
        without_click=float(rng.uniform(0.0, 0.012)),
    )
    if profile.method == "coupon":
        median, share = float(rng.uniform(60, 240)), float(rng.uniform(0.5, 0.8))
        lost = float(rng.uniform(0.01, 0.05))
        style = replace(style, delay="quick", delay_median_s=median, own_code=share, without_click=lost)
    elif profile.method == "cashback":
        style = replace(style, delay="quick", delay_median_s=float(rng.uniform(90, 300)))
    if profile.look_alike == "tiny":
        # A handful of orders, half of them refunded: bad luck, not a pattern.
        style = replace(style, conversion=style.conversion * 5, refunded=0.5)
    return style


def honest_stream(profile: Profile, world: World, clicks: float, scale: float) -> Stream:
    """Return the affiliate's honest stream.

    Args:
        profile: The affiliate.
        world: The programme.
        clicks: Expected number of its clicks.
        scale: Factor on the conversion of everybody.
    """
    rng = generator(world.seed, 4, profile.index)
    traffic, orders = _honest_traffic(profile, world, rng), _honest_orders(profile, rng)
    orders = replace(orders, conversion=orders.conversion * scale)
    takeover = None
    if profile.method in {"coupon", "cashback"}:
        # People look for a code at the till: the last click is honestly theirs, minutes after somebody else's.
        sold = clicks * expected_conversion(profile, world) * scale
        takeover = Takeover(round(sold * rng.uniform(0.05, 0.15)), (35.0, 420.0), referred=True)
    return Stream(traffic, orders, clicks, takeover)
