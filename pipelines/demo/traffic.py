"""Clicks: who came, from where, on what, and over which page. All vectorised, a record array a stream."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.hashing import Words, mix, uniform
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import (
    COUNTRIES,
    DESKTOP_AGENTS,
    HOSTS,
    MAIL_HOSTS,
    MOBILE_AGENTS,
    PATHS,
    PROGRAM_AGENTS,
    SEARCH_HOSTS,
    SOCIAL_HOSTS,
)
from pipelines.demo.rhythm import click_times_us
from pipelines.demo.styles import TrafficStyle, offer_shares

__all__ = ["CLICK", "IPV6", "PAGES_PER_OFFER", "ClickRows", "browse", "carrier_addresses", "sub_id_place"]

ClickRows = NDArray[Any]
PAGES_PER_OFFER = 8
IPV6 = np.uint64(1 << 63)
"""Addresses with this bit are IPv6, the others IPv4; 0 is none."""
CLICK = np.dtype(
    [
        ("time_us", "i8"),
        ("key", "u8"),  # affiliate index in the upper half, running number in the lower
        ("visitor", "u8"),  # 0 = no visitor id
        ("address", "u8"),
        ("agent", "u2"),
        ("host", "u2"),  # 0 = no referrer; from len(HOSTS) on the affiliates' own sites
        ("path", "u2"),
        ("page", "u2"),  # offer * PAGES_PER_OFFER + page of the shop
        ("sub_id", "u2"),
        ("country", "u1"),
        ("paid_mark", "u1"),  # 0 none, 1 gclid, 2 msclkid
        ("landed", "u1"),  # 0 no visit, 1 bounced, 2 looked around
    ]
)
_PREFIXES_PER_COUNTRY = 64
_Number = TypeVar("_Number", int, NDArray[np.int64])


def carrier_addresses(world: World) -> int:
    """Return how many shared addresses each country's carriers have: a hot few, more in a larger programme."""
    return int(np.clip(world.size.clicks // 20_000, 6, 4_000))


def sub_id_place(profile: Profile, number: _Number) -> _Number:
    """Return the place in `SUB_IDS` of an affiliate's sub-id, its own numbered from 0."""
    return (number + profile.index * 5) % 64 + 1


def _visitors(count: int, style: TrafficStyle, stream_key: int, world: World, rng: np.random.Generator) -> Words:
    """Return a visitor for each click: a new one, or somebody who came not long ago."""
    new = rng.random(count, dtype=np.float32) < style.new_visitors
    latest = np.maximum(np.cumsum(new) - 1, 0)
    back = rng.geometric(0.02, size=count)
    number = np.where(new, latest, np.maximum(latest - back, 0))
    return mix(number.astype(np.uint64) + np.uint64(stream_key), world.seed)


def _pick(cumulative: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the class each draw falls into."""
    return np.minimum(np.searchsorted(cumulative, draws, side="right"), cumulative.size - 1)


def _agents(visitors: Words, mobile: NDArray[np.bool_], *, programs: bool, few: int) -> NDArray[np.int64]:
    """Return a user agent for each visitor; common browsers are far more common than rare ones."""
    draws = uniform(visitors, 11) ** 2.2
    if programs:
        return PROGRAM_AGENTS.start + (few + (draws * 3).astype(np.int64)) % len(PROGRAM_AGENTS)
    desktop = DESKTOP_AGENTS.start + (draws * len(DESKTOP_AGENTS)).astype(np.int64)
    phone = MOBILE_AGENTS.start + (draws * len(MOBILE_AGENTS)).astype(np.int64)
    return np.where(mobile, phone, desktop)


def _addresses(
    visitors: Words, *, country: NDArray[np.int64], mobile: NDArray[np.bool_], style: TrafficStyle, world: World,
    rng: np.random.Generator,
) -> Words:  # fmt: skip
    """Return addresses: a household's stays, a carrier's changes with each click."""
    octets = np.array([[c.octets[k % len(c.octets)] for k in range(_PREFIXES_PER_COUNTRY)] for c in COUNTRIES])
    seconds = (np.arange(_PREFIXES_PER_COUNTRY) * 53 + 37 * np.arange(len(COUNTRIES))[:, None]) % 240
    prefixes = (octets.astype(np.uint64) << np.uint64(24)) | (seconds.astype(np.uint64) << np.uint64(16))
    home = mix(visitors, 12)
    four = prefixes[country, (home >> np.uint64(40)) % np.uint64(_PREFIXES_PER_COUNTRY)] | (home & np.uint64(0xFFFF))
    six = (home >> np.uint64(16)) | IPV6 | (country.astype(np.uint64) << np.uint64(56))
    address = np.where(uniform(visitors, 13) < 0.14, six, four)
    count = visitors.size
    # Carriers sit in a prefix of their own: second octet 250 and up.
    shared = 1 + 7 * (rng.random(count) ** 1.5 * carrier_addresses(world)).astype(np.int64)
    carrier = (octets[country, 0].astype(np.uint64) << np.uint64(24)) + np.uint64(250 << 16) + shared.astype(np.uint64)
    through = mobile & (rng.random(count, dtype=np.float32) < style.carrier_nat)
    address = np.where(through, carrier, address)
    if style.addresses.size:
        pooled = rng.random(count, dtype=np.float32) < style.pooled
        address = np.where(pooled, style.addresses[rng.integers(style.addresses.size, size=count)], address)
    return address


def _referrers(rows: ClickRows, profile: Profile, style: TrafficStyle, rng: np.random.Generator) -> None:
    """Fill in the referring host and path."""
    count = rows.size
    kind = _pick(np.cumsum(style.referrers), rng.random(count))
    own = np.full(count, len(HOSTS) + profile.index)
    any_of = [hosts.start + rng.integers(len(hosts), size=count) for hosts in (SEARCH_HOSTS, SOCIAL_HOSTS, MAIL_HOSTS)]
    rows["host"] = np.choose(kind, [np.zeros(count, dtype=np.int64), own, *any_of])
    popular = (rng.random(count, dtype=np.float32) ** 3 * 40).astype(np.int64)
    path = (popular + profile.index * 17) % len(PATHS)
    rows["path"] = np.where((kind == 1) | (kind == 3), path, 0)


def browse(
    profile: Profile, style: TrafficStyle, world: World, expected: float, *, first: int, stream: int,
    rng: np.random.Generator,
) -> ClickRows:  # fmt: skip
    """Return a stream's clicks in order of time.

    Args:
        profile: The affiliate.
        style: How the stream behaves.
        world: The programme.
        expected: Expected number of clicks.
        first: Running number of the first click within the affiliate.
        stream: Number of the stream within the affiliate, so that visitors do not repeat between streams.
        rng: The stream's generator.
    """
    count = int(rng.poisson(expected))
    rows: ClickRows = np.zeros(count, dtype=CLICK)
    rows["time_us"] = click_times_us(profile, style, world, count, rng)
    rows["key"] = (profile.index << 32) + first + np.arange(count)
    visitors = _visitors(count, style, (profile.index << 36) + (stream << 32), world, rng)
    elsewhere = np.array(style.countries[1:] or style.countries)
    main = uniform(visitors, 14) < style.main_country
    country = np.where(main, style.countries[0], elsewhere[(mix(visitors, 15) % elsewhere.size).astype(np.int64)])
    somewhere = (mix(visitors, 20) % np.uint64(len(COUNTRIES))).astype(np.int64)
    country = np.where(uniform(visitors, 25) < style.abroad, somewhere, country)
    mobile = uniform(visitors, 16) < style.mobile
    rows["country"] = country
    rows["agent"] = _agents(visitors, mobile, programs=style.programs, few=profile.index)
    rows["address"] = _addresses(visitors, country=country, mobile=mobile, style=style, world=world, rng=rng)
    unnamed = rng.random(count, dtype=np.float32) < style.anonymous
    rows["visitor"] = np.where(unnamed, np.uint64(0), visitors)
    _referrers(rows, profile, style, rng)
    offer = np.array(profile.offers)[_pick(np.cumsum(offer_shares(profile)), rng.random(count))]
    rows["page"] = offer * PAGES_PER_OFFER + (uniform(visitors, 17) ** 2 * PAGES_PER_OFFER).astype(np.int64)
    if style.only_sub_id >= 0:
        rows["sub_id"] = sub_id_place(profile, style.only_sub_id - 1)
    elif profile.sub_ids:
        number = (uniform(visitors, 18) ** 1.7 * profile.sub_ids).astype(np.int64)
        rows["sub_id"] = sub_id_place(profile, number)
    marked = rng.random(count, dtype=np.float32) < style.paid_mark
    rows["paid_mark"] = np.where(marked, np.where(uniform(visitors, 19) < 0.8, 1, 2), 0)
    landed = rng.random(count, dtype=np.float32) < style.landed
    rows["landed"] = np.where(landed, np.where(rng.random(count, dtype=np.float32) < style.bounced, 1, 2), 0)
    return rows
