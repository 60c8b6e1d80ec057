"""Who is in the programme: offers, coupons and affiliates, and what is wrong with some of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from features.catalogue import FRAUD_TYPES
from pipelines.demo.hashing import generator, mix
from pipelines.demo.offers import Offer, make_offers
from pipelines.demo.reference import COUNTRIES, HOME_COUNTRIES, NOUNS, QUALITIES
from pipelines.errors import UsageProblem

__all__ = ["DAY_US", "LOOK_ALIKES", "MINIMUM_AFFILIATES", "Calendar", "DemoSize", "Profile", "World", "make_world"]

DAY_US = 86_400_000_000
MINIMUM_AFFILIATES = 48
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
    "carrier_nat": "display",
    "corporate_nat": "content",
    "coupon_partner": "coupon",
    "cashback_partner": "cashback",
    "email_blast": "email",
    "high_return_vertical": "content",
    "promotion_day": "social",
}


@dataclass(frozen=True)
class DemoSize:
    """How much is generated.

    Attributes:
        affiliates: Number of affiliates, at least `MINIMUM_AFFILIATES`, so that every fraud type and every
            look-alike has one.
        clicks: About this many clicks.
        orders: About this many orders; 0 = what the offers' own conversion gives.
        days: Length of the history; orders need about 40 days to be refunded, paid and charged back.

    Raises:
        UsageProblem: A number is outside what the generator can do; the message says the limits.
    """

    affiliates: int = 160
    clicks: int = 120_000
    orders: int = 0
    days: int = 60

    def __post_init__(self) -> None:
        """Refuse sizes that cannot hold what the demo promises."""
        limits = (
            ("affiliates", self.affiliates, MINIMUM_AFFILIATES, 50_000),
            ("clicks", self.clicks, 50 * self.affiliates, 1_000_000_000),
            ("orders", self.orders, 0, self.clicks // 4),
            ("days", self.days, 14, 400),
        )
        wrong = [
            f"{name} is {value:,}, allowed is {low:,} to {high:,}"
            for name, value, low, high in limits
            if not low <= value <= high
        ]
        if wrong:
            raise UsageProblem(f"The demo cannot have this size: {'; '.join(wrong)}. Choose numbers inside these limits.")


@dataclass(frozen=True)
class Calendar:
    """The days of the history; day 0 is the first.

    Attributes:
        first_day: Date of day 0.
        days: Number of days.
        promotion_day: The day on which the shops promote and every honest affiliate surges.
    """

    first_day: date
    days: int
    promotion_day: int

    @property
    def start_us(self) -> int:
        """First microsecond, UTC since 1970."""
        return (self.first_day - date(1970, 1, 1)).days * DAY_US

    @property
    def end_us(self) -> int:
        """First microsecond after the history."""
        return self.start_us + self.days * DAY_US


@dataclass(frozen=True)
class Profile:
    """One affiliate.

    Attributes:
        index: Position in the programme.
        affiliate_id: Id in all files.
        website: Its host.
        method: Declared promotion method.
        country: Index of its home in `COUNTRIES`.
        joined_day: Day it joined, counted in the calendar (negative: before the history).
        payout_account: Account it is paid to.
        signup_address: Address it signed up from, as a number.
        email_domain: Domain of its address.
        parent: Id of the affiliate that declared it as a further site, or empty.
        offers: Indices of the offers it promotes, the main one first.
        sub_ids: How many sub-ids it uses.
        weight: Its volume relative to others.
        quality: Its factor on conversion.
        fraud_type: What is wrong with it, or empty.
        intensity: Share of its events that is fraudulent.
        look_alike: The innocent look-alike it is, or empty.
        ring: Number of its ring, or -1.
        coupons: Indices of its own codes in the programme's coupons.
    """

    index: int
    affiliate_id: str
    website: str
    method: str
    country: int
    joined_day: int
    payout_account: str
    signup_address: int
    email_domain: str
    offers: tuple[int, ...]
    sub_ids: int
    weight: float
    quality: float
    parent: str = ""
    fraud_type: str = ""
    intensity: float = 0.0
    look_alike: str = ""
    ring: int = -1
    coupons: tuple[int, ...] = ()


@dataclass(frozen=True)
class World:
    """All that streams of clicks and orders are drawn from."""

    size: DemoSize
    seed: int
    calendar: Calendar
    offers: tuple[Offer, ...]
    profiles: tuple[Profile, ...]
    public_coupons: tuple[int, ...]
    coupon_codes: tuple[str, ...] = field(repr=False)
    coupon_owners: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True)
class _Role:
    fraud_type: str = ""
    intensity: float = 0.0
    look_alike: str = ""
    ring: int = -1


def _bad_roles(count: int, rng: np.random.Generator) -> list[_Role]:
    """Return at least `count` bad roles: every type once, then again at other intensities; a ring is several."""
    roles: list[_Role] = []
    shift, lap, ring = int(rng.integers(3)), 0, 0
    while lap == 0 or len(roles) < count:
        for kind in rng.permutation(len(FRAUD_TYPES)):
            if lap and len(roles) >= count:
                break
            level = _INTENSITIES[(int(kind) + lap + shift) % 3] * rng.uniform(0.85, 1.15)
            members = int(rng.integers(3, 5)) if FRAUD_TYPES[kind] == "ring" else 1
            number = ring if FRAUD_TYPES[kind] == "ring" else -1
            ring += number >= 0
            roles += [_Role(FRAUD_TYPES[kind], round(float(level), 3), ring=number)] * members
        lap += 1
    return roles


def _roles(size: DemoSize, rng: np.random.Generator) -> list[_Role]:
    """Return a role for every affiliate, in random places."""
    roles = _bad_roles(round(_BAD_SHARE * size.affiliates), rng)
    each = max(1, round(0.012 * size.affiliates))
    for name in LOOK_ALIKES:
        roles += [_Role(look_alike=name)] * (each * (2 if name == "two_sites_owner" else 1))
    roles += [_Role()] * (size.affiliates - len(roles))
    return [roles[place] for place in rng.permutation(size.affiliates)]


def _method(role: _Role, rng: np.random.Generator) -> str:
    """Return the declared method; who cheats on orders needs one that sells."""
    if role.look_alike in _METHOD_OF_LOOK_ALIKE:
        return _METHOD_OF_LOOK_ALIKE[role.look_alike]
    if role.fraud_type == "brand_bidding":
        return str(rng.choice(["content", "social"]))
    if role.fraud_type:
        return str(rng.choice(["content", "email", "search"], p=[0.7, 0.15, 0.15]))
    return str(rng.choice(_METHODS, p=_METHOD_SHARES))


def _chosen_offers(role: _Role, offers: tuple[Offer, ...], days: int, rng: np.random.Generator) -> tuple[int, ...]:
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
        fits = [number for number in fits if offers[number].conversion >= 0.02]
    count = min(len(fits), int(rng.integers(1, 4)))
    return tuple(int(number) for number in rng.choice(fits, size=count, replace=False))


def _weight(role: _Role, rng: np.random.Generator) -> float:
    """Return a log-normal volume; bad affiliates lie in its upper quarter, as less would not pay."""
    draw = float(rng.lognormal(0.0, 1.2))
    while role.fraud_type and not 1.7 <= draw <= 12.0:
        draw = float(rng.lognormal(0.0, 1.2))
    if role.look_alike in {"tiny", "new"}:
        return 0.0 if role.look_alike == "tiny" else min(draw, 1.0)
    return float(np.clip(draw, 0.8, 8.0)) if role.look_alike else draw


def _profile(index: int, role: _Role, offers: tuple[Offer, ...], size: DemoSize, seed: int) -> Profile:
    """Draw one affiliate from its own generator."""
    rng = generator(seed, 1, index)
    chosen = _chosen_offers(role, offers, size.days, rng)
    country = int(rng.choice(offers[chosen[0]].countries))
    word = f"{rng.choice(QUALITIES)}-{rng.choice(NOUNS)}-{100 + (index * 7) % 900}{index // 900 or ''}"
    website = f"{word}.{rng.choice(['com', 'com', 'net', 'de', 'eu'])}"
    joined = -int(rng.integers(30, 1_500)) if rng.random() < 0.93 else int(rng.integers(0, max(1, size.days // 2)))
    if role.look_alike == "new":
        joined = size.days - int(rng.integers(2, 7))
    elif role.fraud_type:
        joined = min(joined, -30)
    octet = int(rng.choice(COUNTRIES[country].octets))
    many = 1.0 if role.fraud_type == "bad_sub_id" else 0.55
    return Profile(
        index=index,
        affiliate_id=f"A{10_000 + index}",
        website=website,
        method=_method(role, rng),
        country=country,
        joined_day=joined,
        payout_account=f"PAY-{int(rng.integers(1 << 40)):010X}",
        signup_address=(octet << 24) | int(rng.integers(1 << 24)),
        email_domain=website if rng.random() < 0.7 else "gmail.com",
        offers=chosen,
        sub_ids=int(rng.integers(3, 13)) if rng.random() < many else 0,
        weight=_weight(role, rng),
        quality=float(rng.lognormal(0.0, 0.22)),
        fraud_type=role.fraud_type,
        intensity=role.intensity,
        look_alike=role.look_alike,
        ring=role.ring,
    )


def _tie_together(profiles: list[Profile], rng: np.random.Generator) -> list[Profile]:
    """Let rings share a payout account, and owners of two sites also the sign-up address."""
    ring_account: dict[int, str] = {}
    first_site: Profile | None = None
    tied = []
    for profile in profiles:
        if profile.ring >= 0:
            account = ring_account.setdefault(profile.ring, profile.payout_account)
            tied.append(replace(profile, payout_account=account))
        elif profile.look_alike == "two_sites_owner" and first_site is None:
            first_site = profile
            tied.append(profile)
        elif profile.look_alike == "two_sites_owner" and first_site is not None:
            tied.append(
                replace(
                    profile,
                    payout_account=first_site.payout_account,
                    signup_address=first_site.signup_address,
                    email_domain=first_site.email_domain,
                    parent=first_site.affiliate_id if rng.random() < 0.5 else "",
                )
            )
            first_site = None
        else:
            tied.append(profile)
    return tied


def _codes(profiles: list[Profile], seed: int) -> tuple[list[Profile], list[str], list[int]]:
    """Give coupon partners one to three codes of their own and some others one; a few codes are public."""
    codes, owners = ["WELCOME10", "SPRING15", "FREESHIP", "NEWS5", "APP10"], [-1] * 5
    equipped = []
    for profile in profiles:
        rng = generator(seed, 2, profile.index)
        count = int(rng.integers(1, 4)) if profile.method == "coupon" else int(rng.random() < 0.25)
        numbers = tuple(range(len(codes), len(codes) + count))
        stem = profile.website.split("-")[1].upper()
        codes += [f"{stem}{profile.index}{'ABC'[k]}{int(rng.choice([5, 10, 15, 20]))}" for k in range(count)]
        owners += [profile.index] * count
        equipped.append(replace(profile, coupons=numbers))
    return equipped, codes, owners


def make_world(size: DemoSize, seed: int, last_day: date) -> World:
    """Draw the programme: calendar, offers, affiliates with their roles, coupons."""
    rng = generator(seed, 0)
    offers = make_offers(rng)
    back = int(rng.integers(3, min(20, size.days // 2)))
    first_day = date.fromordinal(last_day.toordinal() - size.days + 1)
    calendar = Calendar(first_day, size.days, size.days - 1 - back)
    roles = _roles(size, rng)
    profiles = [_profile(index, role, offers, size, seed) for index, role in enumerate(roles)]
    profiles, codes, owners = _codes(_tie_together(profiles, rng), seed)
    return World(
        size=size,
        seed=int(mix(np.array([seed], dtype=np.uint64), 77)[0] >> np.uint64(2)),
        calendar=calendar,
        offers=offers,
        profiles=tuple(profiles),
        public_coupons=tuple(range(5)),
        coupon_codes=tuple(codes),
        coupon_owners=tuple(owners),
    )
