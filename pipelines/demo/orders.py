"""Orders: which clicks sell, when, to whom, for how much, and what becomes of the orders."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.schema import DAY_US
from pipelines.demo.hashing import mix, uniform
from pipelines.demo.offers import Offer
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import DISPOSABLE_MAIL
from pipelines.demo.styles import OrderStyle
from pipelines.demo.traffic import PAGES_PER_OFFER, ClickRows

__all__ = ["EVENTS", "NO_CLICK", "NO_COUPON", "ORDER", "OrderRows", "convert"]

OrderRows = NDArray[Any]
EVENTS: tuple[str, ...] = ("approved", "adjusted", "cancelled", "refunded", "chargeback", "paid")
NO_CLICK = np.uint64(0xFFFFFFFFFFFFFFFF)
NO_COUPON = -1
ORDER = np.dtype(
    [
        ("time_us", "i8"),
        ("click_us", "i8"),  # of the click that led here, named or not
        ("affiliate", "u4"),
        ("click", "u8"),  # key of the click it names, or NO_CLICK
        ("customer", "u8"),
        ("payment", "u8"),
        ("visitor", "u8"),
        ("address", "u8"),
        ("agent", "u2"),
        ("page", "u2"),
        ("offer", "u1"),
        ("country", "u1"),
        ("mail", "u1"),
        ("is_new", "u1"),
        ("coupon", "i4"),
        ("amount_minor", "i8"),
        ("commission_minor", "i8"),
        *((f"{event}_us", "i8") for event in EVENTS),  # 0 = has not happened
    ]
)
_HOUR_US = 3_600_000_000


def _of_offers(world: World, offer: NDArray[Any], attribute: str) -> NDArray[np.float64]:
    """Return an attribute of each row's offer."""
    values: NDArray[np.float64] = np.array([float(getattr(o, attribute)) for o in world.offers])[offer]
    return values


def _delays_us(style: OrderStyle, world: World, offer: NDArray[Any], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return click-to-order times."""
    count, cookie_us = offer.size, _of_offers(world, offer, "cookie_days") * DAY_US
    if style.delay == "flat":
        delay = rng.uniform(0.01, 1.0, count) * cookie_us
    elif style.delay == "outside":
        delay = rng.uniform(1.04, 1.7, count) * cookie_us
    elif style.delay == "seconds":
        delay = rng.uniform(1.0, style.delay_median_s, count) * 1e6
    elif style.delay == "quick":
        delay = rng.lognormal(np.log(style.delay_median_s), 0.9, count) * 1e6
    else:
        median, sigma = _of_offers(world, offer, "delay_median_s"), _of_offers(world, offer, "delay_sigma")
        delay = (median * np.exp(sigma * rng.standard_normal(count)) + 12.0) * 1e6
    limit = np.inf if style.delay == "outside" else cookie_us
    return np.minimum(delay, limit).astype(np.int64) // 1_000 * 1_000


def _customers(rows: OrderRows, style: OrderStyle, world: World, rng: np.random.Generator) -> None:
    """Fill in customers, their means of payment and their mail domains. Rows are in order of time."""
    count = rows.size
    if style.customers.size:
        rows["customer"] = style.customers[rng.integers(style.customers.size, size=count)]
        first = np.unique(rows["customer"], return_index=True)[1]
        rows["is_new"][first] = 1
    else:
        share = _of_offers(world, rows["offer"], "repeat") if style.repeat < 0 else np.full(count, style.repeat)
        back = rng.random(count) < share
        latest = np.maximum(np.cumsum(~back) - 1, 0)
        number = np.where(back, np.maximum(latest - rng.geometric(0.05, size=count), 0), latest)
        key = (np.uint64(1) << np.uint64(62)) + (rows["affiliate"].astype(np.uint64) << np.uint64(36))
        own = mix(key + number.astype(np.uint64), world.seed + int(rng.integers(1 << 30)))
        # Some returning customers belong to the whole programme: they have bought through other partners too.
        public = mix(rng.integers(max(50, world.size.clicks // 30), size=count).astype(np.uint64), world.seed + 1)
        known = back & (rng.random(count) < 0.3)
        rows["customer"] = np.where(known, public, own)
        rows["is_new"] = ~back
    second = rng.random(count) < 0.04
    rows["payment"] = mix(rows["customer"] + second.astype(np.uint64), 21)
    if style.customers.size:
        # Few people have fewer cards still.
        card = (rows["customer"] % np.uint64(max(2, style.customers.size // 2))).astype(np.int64)
        rows["payment"] = mix(style.customers[card], 21)
    usual = (uniform(rows["customer"], 22) * DISPOSABLE_MAIL.start).astype(np.int64)
    throwaway = DISPOSABLE_MAIL.start + (uniform(rows["customer"], 23) * len(DISPOSABLE_MAIL)).astype(np.int64)
    rows["mail"] = np.where(uniform(rows["customer"], 24) < style.disposable_mail, throwaway, usual)


def _money(rows: OrderRows, style: OrderStyle, world: World, rng: np.random.Generator) -> None:
    """Fill in amount and commission, in minor units."""
    for number in np.unique(rows["offer"]):
        offer: Offer = world.offers[number]
        mine = rows["offer"] == number
        count = int(mine.sum())
        prices = np.array(offer.amounts_minor)
        if prices.size == 1 and prices[0]:
            scatter = rng.lognormal(0.0, 0.7, count)
            if style.same_amount:
                scatter = rng.choice(rng.lognormal(0.0, 0.5, 2), size=count)
            amount = np.maximum(100, prices[0] * style.value * scatter)
        elif prices.size > 1:
            tilt = style.value if style.value < 0.5 else 1.0
            amount = np.sort(prices)[(rng.random(count) * prices.size * tilt).astype(np.int64)]
        else:
            amount = np.zeros(count)
        amount = np.rint(amount).astype(np.int64)
        rows["amount_minor"][mine] = amount
        share = amount * offer.payout / 100 if offer.payout_type == "percent" else np.full(count, offer.payout * 100)
        rows["commission_minor"][mine] = np.rint(share)


def _coupons(rows: OrderRows, profile: Profile, style: OrderStyle, world: World, rng: np.random.Generator) -> None:
    """Fill in coupon codes: one's own, a public one, or somebody else's."""
    count = rows.size
    draw = rng.random(count)
    rows["coupon"] = NO_COUPON
    owners = np.array(world.coupon_owners)
    foreign = np.flatnonzero((owners >= 0) & (owners != profile.index))
    low = 0.0
    for share, codes in (
        (style.own_code, np.array(profile.coupons, dtype=int)),
        (style.foreign_code, foreign),
        (style.public_code, np.array(world.public_coupons)),
    ):
        if share > 0 and codes.size:
            # Whoever lives off leaked codes has a handful, not all.
            some = codes if codes.size <= 8 else rng.choice(codes, size=8, replace=False)
            chosen = (draw >= low) & (draw < low + share)
            rows["coupon"][chosen] = some[rng.integers(some.size, size=int(chosen.sum()))]
            low += share


def _lifecycle(rows: OrderRows, style: OrderStyle, world: World, rng: np.random.Generator) -> None:
    """Fill in what becomes of each order, up to the end of the history."""
    count, ordered = rows.size, rows["time_us"].astype(np.float64)
    cancel_share = 0.05 if style.cancelled < 0 else style.cancelled
    natural_share = _of_offers(world, rows["offer"], "refund") * style.refund_factor
    refund_share = natural_share if style.refunded < 0 else np.full(count, style.refunded)
    cancelled, refunded = rng.random(count) < cancel_share, rng.random(count) < refund_share
    charged = rng.random(count) < style.chargeback
    adjusted = rng.random(count) < 0.02
    approved_us = ordered + rng.uniform(0.6, 1.3, count) * _of_offers(world, rows["offer"], "approve_days") * DAY_US
    locked_us = ordered + _of_offers(world, rows["offer"], "lock_days") * DAY_US
    # Payments leave at three in the morning of the day after the lock.
    paid_us = (locked_us // DAY_US + 1) * DAY_US + 3 * _HOUR_US
    early = style.cancelled_when == "natural"
    cancel_us = rng.uniform(0.2, 9.0, count) * DAY_US + (ordered if early else paid_us)
    wait_us = rng.gamma(2.0, 0.5, count) * _of_offers(world, rows["offer"], "refund_days") * DAY_US
    natural_us = approved_us + wait_us - 0.5 * (approved_us - ordered)
    abused_us = paid_us + rng.uniform(0.05, 3.5, count) * DAY_US
    refund_us = abused_us if style.refunded_when == "after_lock" else natural_us
    refunded &= ~cancelled
    charged &= ~cancelled & ~refunded
    unpaid = (cancelled & (cancel_us < paid_us)) | (refunded & (refund_us < paid_us))
    charge_us = ordered + rng.uniform(12.0, 50.0, count) * DAY_US
    approved_us = np.where(refunded, np.minimum(approved_us, refund_us - _HOUR_US), approved_us)
    happened = {
        "approved": (~(cancelled & early), approved_us),
        "adjusted": (adjusted & ~cancelled & ~refunded, approved_us + 6 * _HOUR_US),
        "cancelled": (cancelled, cancel_us),
        "refunded": (refunded, refund_us),
        "chargeback": (charged, charge_us),
        "paid": (~unpaid, paid_us),
    }
    for event, (does, when) in happened.items():
        known = does & (when < world.calendar.end_us)
        rows[f"{event}_us"] = np.where(known, when, 0).astype(np.int64) // 1_000_000 * 1_000_000


def convert(
    profile: Profile, style: OrderStyle, world: World, clicks: ClickRows, rng: np.random.Generator
) -> OrderRows:
    """Return the orders that a stream's clicks lead to within the history, in order of time.

    Args:
        profile: The affiliate.
        style: How the stream's orders behave.
        world: The programme.
        clicks: The stream's clicks.
        rng: The stream's generator.
    """
    offer = clicks["page"] // PAGES_PER_OFFER
    chance = _of_offers(world, offer, "conversion") * style.conversion if style.is_factor else style.conversion
    sold = clicks[rng.random(clicks.size) < chance]
    rows: OrderRows = np.zeros(sold.size, dtype=ORDER)
    for name in ("visitor", "address", "agent", "country", "page"):
        rows[name] = sold[name]
    rows["affiliate"] = profile.index
    rows["offer"] = sold["page"] // PAGES_PER_OFFER
    rows["click"], rows["click_us"] = sold["key"], sold["time_us"]
    rows["time_us"] = sold["time_us"] + _delays_us(style, world, rows["offer"], rng)
    rows = rows[rows["time_us"] < world.calendar.end_us]
    rows = rows[np.lexsort((rows["click"], rows["time_us"]))]
    rows["click"][rng.random(rows.size) < style.without_click] = NO_CLICK
    _customers(rows, style, world, rng)
    _money(rows, style, world, rng)
    _coupons(rows, profile, style, world, rng)
    _lifecycle(rows, style, world, rng)
    return rows
