"""The family `profile` in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.features.oracle.base import DAY_US, Oracle, Row, given

PUBLIC = ("is_carrier_nat", "is_relay", "is_vpn", "is_tor")


def profile(oracle: Oracle) -> None:
    profiles = list(oracle.affiliates.values())
    shared(oracle, "shared_payout_account_ratio", [row for row in profiles if row["payout_account"]], "payout_account")
    public = {row["address_id"] for row in oracle.tables["addresses"] if any(row[name] == 1 for name in PUBLIC)}
    signups = [row for row in given(profiles, "signup_address_id") if row["signup_address_id"] not in public]
    shared(oracle, "shared_signup_address_ratio", signups, "signup_address_id")
    oracle.rate(
        "young_account_order_ratio",
        [row for row in oracle.orders if oracle.affiliate(row, "joined_us") is not None],
        lambda row: row["ordered_us"] - oracle.affiliate(row, "joined_us") < 30 * DAY_US,
    )
    mails(oracle, [row for row in profiles if row["email_domain"]])
    for row in given(profiles, "screening_finding_count"):
        oracle.answer["screening_finding_ratio"][oracle.entity(row)] = (min(row["screening_finding_count"], 10), 10)


def owner(row: Row) -> Any:
    return row["parent_affiliate_id"] or row["affiliate_id"]


def shared(oracle: Oracle, name: str, holders: list[Row], key: str) -> None:
    """Count the owners who hold the same, beyond one's own and another."""
    possible = max(0, len({owner(row) for row in holders}) - 2)
    for row in holders:
        owners = {owner(other) for other in holders if other[key] == row[key]}
        oracle.answer[name][oracle.entity(row)] = (max(0, len(owners) - 2), possible)


def mails(oracle: Oracle, mailed: Iterable[Row]) -> None:
    disposable = {row["email_domain"]: row["is_disposable"] for row in oracle.tables["email_domains"]}
    users = defaultdict(set)
    for row in mailed:
        users[row["email_domain"]].add(owner(row))
    customers = {row["email_domain"] for row in oracle.orders}
    for row in mailed:
        entity, mail, site = oracle.entity(row), row["email_domain"], row["website_domain"]
        is_disposable = disposable.get(mail)
        if is_disposable is not None:
            oracle.answer["disposable_profile_email_ratio"][entity] = (is_disposable, 1)
        if site:
            own = mail == site or mail.endswith("." + site)
            provider = len(users[mail]) > 1 or mail in customers
            oracle.answer["mismatched_profile_email_ratio"][entity] = (
                int(not own and not provider and is_disposable != 1),
                1,
            )
