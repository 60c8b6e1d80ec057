"""The family `shares` in plain Python."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

from tests.features.oracle.base import Oracle, sets


def shares(oracle: Oracle) -> list[tuple[str, str, str, int, Fraction]]:
    found = []
    for what, column, source in (
        ("address", "address_id", oracle.orders),
        ("customer", "customer_id", oracle.orders),
        ("payment", "payment_id", oracle.orders),
        ("payout_account", "payout_account", oracle.tables["affiliates"]),
    ):
        named = [row for row in source if row[column] != ""]
        holders = {key: held for key, held in sets(named, column, "affiliate_id").items() if len(held) <= 20}
        customers = sets(named, column, "customer_id") if what in {"address", "payment"} else {}
        telling = [held for key, held in holders.items() if len(customers.get(key, set()) - {None, ""}) != 1]
        own = Counter(affiliate for held in holders.values() for affiliate in held)
        for a, b in combinations(sorted(own), 2):
            shared = sum(a in held and b in held for held in telling)
            if shared:
                found.append((a, b, what, shared, Fraction(own[a] * own[b], len(holders))))
    return sorted(found)
