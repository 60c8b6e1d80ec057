"""Who is in the programme: offers, coupons and affiliates, and what is wrong with some of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from pipelines.demo.hashing import generator, mix
from pipelines.demo.offers import Offer, allowed_everywhere, make_offers
from pipelines.demo.reference import COUNTRIES, NOUNS, QUALITIES
from pipelines.demo.roles import Role, chosen_offers, make_roles, promo_method, volume
from pipelines.demo.size import Calendar, DemoSize

__all__ = ["Profile", "World", "make_world"]


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


def _profile(index: int, role: Role, offers: tuple[Offer, ...], size: DemoSize, seed: int) -> Profile:
    """Draw one affiliate from its own generator."""
    rng = generator(seed, 1, index)
    chosen = chosen_offers(role, offers, size.days, rng)
    country = int(rng.choice(allowed_everywhere(offers, chosen)))
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
        method=promo_method(role, rng),
        country=country,
        joined_day=joined,
        payout_account=f"PAY-{int(rng.integers(1 << 40)):010X}",
        signup_address=(octet << 24) | int(rng.integers(1 << 24)),
        email_domain=website if rng.random() < 0.7 else "gmail.com",
        offers=chosen,
        sub_ids=int(rng.integers(3, 13)) if rng.random() < many else 0,
        weight=volume(role, rng),
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
    roles = make_roles(size, rng)
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
