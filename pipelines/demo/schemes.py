"""How each fraud type behaves: the dishonest stream that is blended with an affiliate's honest one.

A scheme counts its intensity in clicks or in orders, whichever the fraud is about. Ranges are drawn by seed and
affiliate, so that no single threshold separates a scheme from honest traffic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from pipelines.demo.hashing import Words, generator, mix
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import COUNTRIES, DATACENTRE_PREFIXES, HOME_COUNTRIES
from pipelines.demo.styles import (
    OrderStyle,
    Stream,
    Takeover,
    TrafficStyle,
    expected_conversion,
    honest_stream,
    offer_conversion,
)

__all__ = ["CLICK_SCHEMES", "FLOODS", "planned_clicks", "streams"]

FLOODS = frozenset({"click_spam", "cookie_stuffing", "bad_sub_id"})
"""Schemes whose clicks come on top of the affiliate's own; the others replace a part of them."""
CLICK_SCHEMES = FLOODS | {"bot_clicks", "brand_bidding", "geo_mismatch"}
"""Schemes whose excess events are clicks; the others' are orders."""
_NO_REFERRER = (0.97, 0.01, 0.01, 0.01, 0.0)


@dataclass(frozen=True)
class _Case:
    """What a scheme starts from: the affiliate, its honest styles and a generator of its own."""

    profile: Profile
    world: World
    traffic: TrafficStyle
    orders: OrderStyle
    sold: int
    rng: np.random.Generator

    def between(self, low: float, high: float) -> float:
        """Draw from a range."""
        return float(self.rng.uniform(low, high))


_Parts = tuple[TrafficStyle, OrderStyle]


def _datacentre(case: _Case, count: int) -> Words:
    """Return addresses of one hosting company."""
    prefix = int(case.rng.choice(DATACENTRE_PREFIXES))
    return (prefix + case.rng.choice(1 << 16, size=count, replace=False)).astype(np.uint64)


def _households(rng: np.random.Generator, country: int, count: int) -> Words:
    """Return addresses of households."""
    octets = rng.choice(COUNTRIES[country].octets, size=count).astype(np.uint64) << np.uint64(24)
    return octets + rng.integers(1 << 24, size=count, dtype=np.uint64)


def _people(rng: np.random.Generator, count: int) -> Words:
    """Return a fixed pool of customers."""
    return mix(rng.integers(1 << 62, size=count, dtype=np.uint64), 5)


def _click_spam(case: _Case) -> _Parts:
    traffic = replace(
        case.traffic, rhythm="flat", carrier_nat=0.3, new_visitors=1.0, anonymous=case.between(0.3, 0.8),
        landed=case.between(0.02, 0.1), bounced=0.95, promotion=1.0, main_country=case.between(0.4, 0.7),
        referrers=(case.between(0.3, 0.6), 0.4, 0.0, 0.0, 0.0),
    )  # fmt: skip
    return traffic, replace(case.orders, conversion=case.between(0.0015, 0.004), is_factor=False, delay="flat")


def _bot_clicks(case: _Case) -> _Parts:
    traffic = replace(
        case.traffic, rhythm="bursts", programs=True, addresses=_datacentre(case, int(case.rng.integers(3, 25))),
        pooled=case.between(0.9, 1.0), new_visitors=1.0, anonymous=case.between(0.5, 1.0),
        landed=case.between(0.3, 0.9), bounced=case.between(0.93, 1.0), promotion=1.0,
    )  # fmt: skip
    return traffic, replace(case.orders, conversion=case.between(0.0, 0.0008), is_factor=False)


def _cookie_stuffing(case: _Case) -> _Parts:
    traffic = replace(
        case.traffic, referrers=_NO_REFERRER, landed=case.between(0.0, 0.04), bounced=1.0, promotion=1.0,
        new_visitors=case.between(0.93, 1.0), anonymous=0.0,
    )  # fmt: skip
    return traffic, replace(case.orders, conversion=case.between(0.006, 0.012), is_factor=False, delay="flat")


def _bad_sub_id(case: _Case) -> _Parts:
    traffic, orders = (_bot_clicks if case.rng.random() < 0.5 else _click_spam)(case)
    return replace(traffic, only_sub_id=1 + int(case.rng.integers(case.profile.sub_ids))), orders


def _brand_bidding(case: _Case) -> _Parts:
    search = (case.between(0.01, 0.08), 0.01, 0.98, 0.0, 0.0)
    factor = case.orders.conversion * case.between(1.5, 2.6)
    traffic = replace(case.traffic, referrers=search, paid_mark=case.between(0.8, 0.99), bounced=0.2)
    return traffic, replace(case.orders, conversion=factor)


def _geo_mismatch(case: _Case) -> _Parts:
    allowed = {n for offer in case.profile.offers for n in case.world.offers[offer].countries}
    abroad = [n for n in range(len(COUNTRIES)) if n not in allowed]
    far = [n for n in abroad if n >= HOME_COUNTRIES]
    first = int(case.rng.choice(far))
    others = tuple(int(n) for n in case.rng.choice(abroad, size=min(3, len(abroad)), replace=False) if n != first)
    traffic = replace(case.traffic, countries=(first, *others), main_country=case.between(0.5, 0.9))
    return traffic, replace(case.orders, conversion=case.orders.conversion * case.between(0.4, 1.0))


def _click_hijack(case: _Case) -> _Parts:
    return replace(case.traffic, referrers=_NO_REFERRER), case.orders


def _self_referral(case: _Case) -> _Parts:
    own = np.array([case.profile.signup_address], dtype=np.uint64)
    traffic = replace(
        case.traffic, countries=(case.profile.country,), addresses=own, pooled=case.between(0.8, 1.0),
        new_visitors=case.between(0.1, 0.4), promotion=1.0,
    )  # fmt: skip
    orders = replace(
        case.orders, conversion=case.between(0.25, 0.6), is_factor=False, delay="quick",
        delay_median_s=case.between(60, 240), customers=_people(case.rng, int(case.rng.integers(2, 6))),
    )  # fmt: skip
    return traffic, orders


def _fake_orders(case: _Case) -> _Parts:
    traffic = replace(
        case.traffic, addresses=_datacentre(case, int(case.rng.integers(8, 60))), pooled=case.between(0.4, 0.9),
        new_visitors=1.0, promotion=1.0, bounced=0.1,
    )  # fmt: skip
    orders = replace(
        case.orders, conversion=case.between(0.4, 0.85), is_factor=False, delay="seconds",
        delay_median_s=case.between(5, 14), same_amount=True, repeat=0.0, disposable_mail=case.between(0.4, 0.9),
        cancelled=case.between(0.4, 0.8), chargeback=case.between(0.03, 0.12), without_click=0.0,
    )  # fmt: skip
    return traffic, orders


def _refund_abuse(case: _Case) -> _Parts:
    few = _people(case.rng, max(3, case.sold // 4)) if case.rng.random() < 0.4 else np.empty(0, dtype=np.uint64)
    orders = replace(
        case.orders, refunded=case.between(0.65, 0.95), refunded_when="after_lock", cancelled=0.01, customers=few,
        value=case.orders.value * case.between(1.0, 1.8),
    )  # fmt: skip
    return case.traffic, orders


def _lifetime_value_gaming(case: _Case) -> _Parts:
    orders = replace(
        case.orders, repeat=0.0, cancelled=case.between(0.7, 0.95), cancelled_when="after_paid", refunded=0.0,
        conversion=case.orders.conversion * case.between(1.2, 2.5),
    )  # fmt: skip
    return case.traffic, orders


def _incentivised(case: _Case) -> _Parts:
    traffic = replace(case.traffic, bounced=0.1, referrers=(case.between(0.3, 0.6), 0.2, 0.0, 0.4, 0.0))
    orders = replace(
        case.orders, conversion=case.between(0.18, 0.45), is_factor=False, delay="quick",
        delay_median_s=case.between(60, 240), value=case.orders.value * case.between(0.15, 0.45), repeat=0.0,
        disposable_mail=case.between(0.02, 0.12), cancelled=case.between(0.1, 0.25),
    )  # fmt: skip
    return traffic, orders


def _bust_out(case: _Case) -> _Parts:
    traffic, orders = _fake_orders(case)
    last = int(case.rng.integers(3, 6))
    seconds = case.between(40, 200)
    orders = replace(orders, delay="quick", delay_median_s=seconds, conversion=case.between(0.15, 0.5))
    return replace(traffic, rhythm="last_days", last_days=last), orders


def _ring(case: _Case) -> _Parts:
    # One generator for all members: they share addresses, customers and means of payment.
    shared = generator(case.world.seed, 3, case.profile.ring)
    country = int(shared.integers(HOME_COUNTRIES))
    pool = _households(shared, country, int(shared.integers(6, 16)))
    people = _people(shared, int(shared.integers(10, 25)))
    traffic = replace(
        case.traffic, addresses=pool, pooled=case.between(0.75, 1.0), new_visitors=0.9, promotion=1.0
    )  # fmt: skip
    orders = replace(
        case.orders, conversion=case.between(0.15, 0.4), is_factor=False, customers=people, delay="quick",
        delay_median_s=case.between(120, 900),
    )  # fmt: skip
    return traffic, orders


def _attribution_violation(case: _Case) -> _Parts:
    traffic = replace(case.traffic, rhythm="early", promotion=1.0)
    orders = replace(
        case.orders, conversion=case.between(0.3, 0.6), is_factor=False, delay="outside", without_click=0.5
    )  # fmt: skip
    return traffic, orders


def _coupon_misuse(case: _Case) -> _Parts:
    orders = replace(
        case.orders, conversion=case.between(0.4, 0.8), is_factor=False, without_click=case.between(0.8, 1.0),
        foreign_code=case.between(0.8, 1.0), own_code=0.0, public_code=0.0,
    )  # fmt: skip
    return case.traffic, orders


_SCHEMES: dict[str, Callable[[_Case], _Parts]] = {
    "click_spam": _click_spam,
    "bot_clicks": _bot_clicks,
    "cookie_stuffing": _cookie_stuffing,
    "click_hijack": _click_hijack,
    "self_referral": _self_referral,
    "fake_orders": _fake_orders,
    "refund_abuse": _refund_abuse,
    "lifetime_value_gaming": _lifetime_value_gaming,
    "incentivised": _incentivised,
    "brand_bidding": _brand_bidding,
    "geo_mismatch": _geo_mismatch,
    "bad_sub_id": _bad_sub_id,
    "bust_out": _bust_out,
    "ring": _ring,
    "attribution_violation": _attribution_violation,
    "coupon_misuse": _coupon_misuse,
}


def planned_clicks(profile: Profile) -> float:
    """Return how many clicks come for each click of the affiliate's natural volume."""
    if profile.fraud_type in FLOODS:
        return 1.0 / (1.0 - profile.intensity)
    return 1.0 if profile.fraud_type in CLICK_SCHEMES or not profile.fraud_type else 1.0 - profile.intensity


def streams(profile: Profile, world: World, clicks: float, scale: float) -> tuple[Stream, ...]:
    """Return the streams of one affiliate: the honest one and, if it cheats, the dishonest one.

    Args:
        profile: The affiliate.
        world: The programme.
        clicks: Expected clicks of its natural volume.
        scale: Factor on the conversion of everybody.
    """
    share, kind = profile.intensity, profile.fraud_type
    if not kind:
        return (honest_stream(profile, world, clicks, scale),)
    honest = honest_stream(profile, world, clicks if kind in FLOODS else clicks * (1 - share), scale)
    rng = generator(world.seed, 5, profile.index)
    sold = clicks * expected_conversion(profile, world) * scale * share
    case = _Case(profile, world, honest.traffic, honest.orders, round(sold), rng)
    traffic, orders = _SCHEMES[kind](case)
    if kind in CLICK_SCHEMES:
        if not orders.is_factor:
            orders = replace(orders, conversion=orders.conversion * min(scale, 20.0))
        more = clicks * share / (1 - share) if kind in FLOODS else clicks * share
        return honest, Stream(traffic, orders, more)
    if kind == "click_hijack":
        late = (float(rng.uniform(0.8, 2.0)), float(rng.uniform(5.0, 14.0)))
        return honest, Stream(traffic, orders, 0.0, Takeover(round(sold), late, referred=False))
    takeover = None
    if kind == "attribution_violation":
        takeover = Takeover(round(sold / 3), None, referred=False)
        sold *= 2 / 3
    per_click = orders.conversion * (offer_conversion(profile, world) if orders.is_factor else 1.0)
    return honest, Stream(traffic, orders, sold / per_click, takeover)
