"""The small tables: affiliates, offers, coupons, targets, labels, and the truth that is no input."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.demo.orders import OrderRows
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import COUNTRIES

__all__ = ["affiliates", "coupons", "labels", "offers", "targets", "truth"]

_Columns = dict[str, Any]


def _text(values: list[str]) -> pa.Array:
    """Return a text column in which empty is absent."""
    return pa.array([value or None for value in values], pa.string())


def _times(days: list[date], hour: int = 0) -> pa.Array:
    """Return a column of times on whole hours."""
    return pa.array([datetime.combine(day, time(hour)) for day in days], pa.timestamp("us"))


def _dotted(address: int) -> str:
    """Return an IPv4 address as text."""
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _name(profile: Profile) -> str:
    """Return a partner's name, made of its site's."""
    return " ".join(profile.website.split(".")[0].split("-")[:2]).title() + f" {profile.index}"


def affiliates(world: World) -> _Columns:
    """Return the columns of `affiliates`."""
    profiles, first = world.profiles, world.calendar.first_day
    return {
        "affiliate_id": _text([p.affiliate_id for p in profiles]),
        "name": _text([_name(p) for p in profiles]),
        "joined_at": _times([first + timedelta(days=p.joined_day) for p in profiles]),
        "website": _text([f"https://www.{p.website}/" for p in profiles]),
        "promo_method": _text([p.method for p in profiles]),
        "country": _text([COUNTRIES[p.country].code for p in profiles]),
        "payout_account": _text([p.payout_account for p in profiles]),
        "signup_ip": _text([_dotted(p.signup_address) for p in profiles]),
        "email_domain": _text([p.email_domain for p in profiles]),
        "parent_affiliate_id": _text([p.parent for p in profiles]),
    }


def offers(world: World) -> _Columns:
    """Return the columns of `offers`; allowed countries are separated by `|`."""
    every = world.offers
    return {
        "offer_id": _text([o.offer_id for o in every]),
        "name": _text([o.name for o in every]),
        "vertical": _text([o.vertical for o in every]),
        "payout_type": _text([o.payout_type for o in every]),
        "payout": pa.array([o.payout for o in every], pa.float64()),
        "cookie_days": pa.array([o.cookie_days for o in every], pa.int32()),
        "daily_cap": pa.array([o.daily_cap or None for o in every], pa.int32()),
        "allowed_countries": _text(["|".join(sorted(COUNTRIES[n].code for n in o.countries)) for o in every]),
        "lock_days": pa.array([o.lock_days for o in every], pa.int32()),
    }


def coupons(world: World) -> _Columns:
    """Return the columns of `coupons`; public codes belong to nobody."""
    first = world.calendar.first_day
    count = len(world.coupon_codes)
    return {
        "coupon_code": _text(list(world.coupon_codes)),
        "affiliate_id": _text([world.profiles[n].affiliate_id if n >= 0 else "" for n in world.coupon_owners]),
        "valid_from": _times([first - timedelta(days=30)] * count),
        "valid_until": _times([first + timedelta(days=world.calendar.days + 90)] * count),
    }


def targets(world: World, orders: OrderRows) -> _Columns:
    """Return the columns of `targets`: orders and amount of the larger partners, over the last 30 days or fewer."""
    counts = np.bincount(orders["affiliate"], minlength=len(world.profiles))
    revenue = np.bincount(orders["affiliate"], weights=orders["amount_minor"], minlength=len(world.profiles)) / 100
    large = [p for p in world.profiles if counts[p.index] >= max(10, np.quantile(counts, 0.6))]
    span = min(30, world.calendar.days)
    last = world.calendar.first_day + timedelta(days=world.calendar.days - 1)
    part = span / world.calendar.days
    rows = [
        (p.affiliate_id, metric, float(np.ceil(total[p.index] * part * (0.8 + 0.08 * (p.index % 6)))))
        for p in large
        for metric, total in (("orders", counts), ("amount", revenue))
    ]
    return {
        "affiliate_id": _text([row[0] for row in rows]),
        "metric": _text([row[1] for row in rows]),
        "period_start": pa.array([last - timedelta(days=span - 1)] * len(rows), pa.date32()),
        "period_end": pa.array([last] * len(rows), pa.date32()),
        "target": pa.array([row[2] for row in rows], pa.float64()),
    }


def labels(world: World) -> _Columns:
    """Return the columns of `labels`: everybody, decided on the day after the history, so that no night sees them."""
    after = world.calendar.first_day + timedelta(days=world.calendar.days)
    return {
        "affiliate_id": _text([p.affiliate_id for p in world.profiles]),
        "outcome": _text(["fraud" if p.fraud_type else "clean" for p in world.profiles]),
        "decided_at": _times([after] * len(world.profiles), hour=9),
        "fraud_type": _text([p.fraud_type for p in world.profiles]),
    }


def truth(world: World) -> _Columns:
    """Return the columns of `truth`, which is not an input: what each affiliate was made to be."""
    return {
        "affiliate_id": _text([p.affiliate_id for p in world.profiles]),
        "fraud_type": _text([p.fraud_type for p in world.profiles]),
        "intensity": pa.array([p.intensity for p in world.profiles], pa.float64()),
        "look_alike": _text([p.look_alike for p in world.profiles]),
    }
