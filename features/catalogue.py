"""The catalogue: every feature declared once, with what a reviewer needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["FRAUD_TYPES", "LARGEST_WEIGHT", "Family", "Feature", "Kind"]

Kind = Literal["rate", "level"]
Family = Literal[
    "volume",
    "rhythm",
    "click_to_order",
    "address",
    "network",
    "device",
    "source",
    "engagement",
    "outcome",
    "customer",
    "geography",
    "attribution",
    "sub_id",
    "change",
    "profile",
]

FRAUD_TYPES: tuple[str, ...] = (
    "click_spam",
    "bot_clicks",
    "cookie_stuffing",
    "click_hijack",
    "self_referral",
    "fake_orders",
    "refund_abuse",
    "lifetime_value_gaming",
    "incentivised",
    "brand_bidding",
    "geo_mismatch",
    "bad_sub_id",
    "bust_out",
    "ring",
    "attribution_violation",
    "coupon_misuse",
)
"""The closed list of fraud types; `docs/glossary.md` defines each."""
LARGEST_WEIGHT = 1.5


@dataclass(frozen=True)
class Feature:
    """One measured quantity of an entity (an affiliate, or an affiliate and sub-id).

    Higher is always more suspicious.

    Attributes:
        name: Column name, in full, with its unit as suffix (`refund_ratio`).
        family: The SQL file (`features/sql/<family>.sql`) that measures it.
        kind: `rate`: `events` out of `support` trials, judged by a beta-binomial tail;
            `level`: a quantity whose spread shrinks with `support`, judged by robust location and scale.
        title: What a reviewer reads as its name.
        description: What is measured, in one sentence.
        unit: Unit of the value (`ratio`, `us`, `affiliates`).
        fraud_types: The types it speaks for, the best supported first; each is one of `FRAUD_TYPES`.
        why: Why a high value speaks for them.
        innocent: The innocent explanation to rule out.
        clears: What would clear it.
        minimum_support: Below this many trials the feature stays silent.
        needs: Canonical columns (`table.column`) without which it is "not available".
        sentence: One plain sentence for a report. Placeholders: `{value}`, `{events}`, `{support}`,
            `{peer_median}`, and `{sharing}` (events, the one that is not counted and the affiliate itself), all ready
            formatted.
        weight: Its share of one full reason, up to `LARGEST_WEIGHT`; weak indicators speak more quietly. Above 1 stands
            only what the programme's own records say, such as who is paid, not what an affiliate's traffic is like.
        discounted_with: Another family that shows the same oddity from another side, where there is one: the feature
            is then discounted among that family's, not its own (`models.judging.score`).
        declared_as: Words of a declared method of promotion that say this, or that usually go with it: of partners who
            declare one of them the feature is silent, since what they do is what they were let in for, and of those of
            whom no method is given, since nobody knows.
    """

    name: str
    family: Family
    kind: Kind
    title: str
    description: str
    unit: str
    fraud_types: tuple[str, ...]
    why: str
    innocent: str
    clears: str
    minimum_support: int
    needs: tuple[str, ...]
    sentence: str
    weight: float = 1.0
    discounted_with: Family | None = None
    declared_as: tuple[str, ...] = ()

    @property
    def oddity(self) -> Family:
        """The family among whose features it is discounted: one oddity seen from several sides is one."""
        return self.discounted_with or self.family
