"""What each affiliate is made to be: a fraud type at an intensity, an innocent look-alike, or neither."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from features.catalogue import FRAUD_TYPES
from pipelines.demo.offers import Offer
from pipelines.demo.reference import HOME_COUNTRIES
from pipelines.demo.size import DemoSize

__all__ = ["LOOK_ALIKES", "Role", "chosen_offers", "make_roles", "promo_method", "volume"]

LOOK_ALIKES: tuple[str, ...] = (
    "carrier_nat",
    "corporate_nat",
    "coupon_partner",
    "cashback_partner",
    "email_blast",
    "high_return_vertical",
    "promotion_day",
    "two_sites_owner",
    "tiny",
    "new",
)
"""Honest affiliates that look bad at first sight; `docs/glossary.md` says what tells them apart."""

_BAD_SHARE = 0.14
_INTENSITIES = (0.4, 0.8, 0.15)
_METHODS = ("content", "coupon", "cashback", "email", "search", "social", "display")
_METHOD_SHARES = (0.40, 0.12, 0.06, 0.10, 0.10, 0.14, 0.08)
_METHOD_OF_LOOK_ALIKE = {
    "carrier_nat": "content",
    "corporate_nat": "content",
    "coupon_partner": "coupon",
    "cashback_partner": "cashback",
    "email_blast": "email",
    "high_return_vertical": "content",
    "promotion_day": "content",
}


@dataclass(frozen=True)
class Role:
    """What is wrong with an affiliate, or looks wrong."""

    fraud_type: str = ""
    intensity: float = 0.0
    look_alike: str = ""
    ring: int = -1


def _bad_roles(count: int, rng: np.random.Generator) -> list[Role]:
    """Return at least `count` bad roles: every type once, then again at other intensities; a ring is several."""
    roles: list[Role] = []
    shift, lap, ring = int(rng.integers(3)), 0, 0
    while lap == 0 or len(roles) < count:
        for kind in rng.permutation(len(FRAUD_TYPES)):
            if lap and len(roles) >= count:
                break
            level = _INTENSITIES[(int(kind) + lap + shift) % 3] * rng.uniform(0.85, 1.15)
            members = int(rng.integers(3, 5)) if FRAUD_TYPES[kind] == "ring" else 1
            number = ring if FRAUD_TYPES[kind] == "ring" else -1
            ring += number >= 0
            roles += [Role(FRAUD_TYPES[kind], round(float(level), 3), ring=number)] * members
        lap += 1
    return roles


def make_roles(size: DemoSize, rng: np.random.Generator) -> list[Role]:
    """Return a role for every affiliate, in random places."""
    roles = _bad_roles(round(_BAD_SHARE * size.affiliates), rng)
    each = max(1, round(0.012 * size.affiliates))
    for name in LOOK_ALIKES:
        roles += [Role(look_alike=name)] * (each * (2 if name == "two_sites_owner" else 1))
    roles += [Role()] * (size.affiliates - len(roles))
    return [roles[place] for place in rng.permutation(size.affiliates)]


def promo_method(role: Role, rng: np.random.Generator) -> str:
    """Return the declared method; who cheats on orders needs one that sells."""
    if role.look_alike in _METHOD_OF_LOOK_ALIKE:
        return _METHOD_OF_LOOK_ALIKE[role.look_alike]
    if role.fraud_type == "cookie_stuffing":
        return "content"
    if role.fraud_type == "brand_bidding":
        return str(rng.choice(["content", "social"]))
    if role.fraud_type:
        return str(rng.choice(["content", "email", "search"], p=[0.7, 0.15, 0.15]))
    return str(rng.choice(_METHODS, p=_METHOD_SHARES))


def chosen_offers(role: Role, offers: tuple[Offer, ...], days: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Return one to three offers; the role may need a kind of its own."""
    fits = list(range(len(offers)))
    if role.look_alike == "high_return_vertical":
        fits = [number for number in fits if offers[number].vertical == "fashion"]
    elif role.fraud_type == "attribution_violation":
        # An order outside of the cookie window must still fall into the history.
        shortest = min(offer.cookie_days for offer in offers)
        fits = [n for n in fits if offers[n].cookie_days <= max(shortest, 0.25 * days)]
    elif role.fraud_type == "lifetime_value_gaming":
        fits = [number for number in fits if offers[number].vertical in {"subscription", "gaming"}]
    elif role.fraud_type == "geo_mismatch":
        fits = [number for number in fits if len(offers[number].countries) < HOME_COUNTRIES]
    elif role.fraud_type:
        fits = [number for number in fits if offers[number].conversion >= 0.029]
    count = min(len(fits), int(rng.integers(1, 4)))
    return tuple(int(number) for number in rng.choice(fits, size=count, replace=False))


def volume(role: Role, rng: np.random.Generator) -> float:
    """Return a log-normal volume; bad affiliates lie in its upper quarter, as less would not pay."""
    draw = float(rng.lognormal(0.0, 1.2))
    while role.fraud_type and not 2.2 <= draw <= 12.0:
        draw = float(rng.lognormal(0.0, 1.2))
    if role.look_alike in {"tiny", "new"}:
        return 0.0 if role.look_alike == "tiny" else min(draw, 1.0)
    return float(np.clip(draw, 1.5, 8.0)) if role.look_alike else draw
