"""Rings: groups of affiliates that share more than chance gives."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
from scipy import sparse, special
from scipy.sparse import csgraph

__all__ = ["OWNER_KIND", "PAYMENT_KIND", "RING_COLUMNS", "find_rings"]

RING_COLUMNS = (
    "ring_id",
    "members",
    "member_count",
    "shared_kinds",
    "shared",
    "expected_by_chance",
    "p_value",
)
CONSPICUOUS = 1e-4
"""A pair counts below this, divided by the number of pairs that could have been conspicuous."""
LEAST_EXPECTED = 0.05
"""Chance is never taken to be rarer, so that one or two shared tokens prove nothing."""
PAYMENT_KIND = "payment"
OWNER_KIND = "payout_account"
"""Shared by everybody who owns two sites: innocent alone."""
PLACE_KIND = "address"
"""Shared behind a carrier's or company's address, or by shoppers of several partners: innocent alone."""


def find_rings(shares: pd.DataFrame, degrees: pd.DataFrame) -> pd.DataFrame:
    """Find groups connected by conspicuous sharing.

    A pair is conspicuous in a kind where the Poisson upper tail of what it shares, given what chance would give, is
    below `CONSPICUOUS` divided by the number of pairs. Customers, and payments of several customers, link a pair by
    themselves; addresses only where the two also share a payout account, which alone makes no ring either. Within a
    ring, conspicuous addresses and common payout accounts of two members are named beside what links them.

    Args:
        shares: A row for each pair and kind: `affiliate_a`, `affiliate_b`, `what` (payout_account, address, payment,
            customer), `shared` (count), `expected` (count expected by chance).
        degrees: A row for each affiliate that could have been in a pair.

    Returns:
        A row for each ring, columns `RING_COLUMNS`: `members` is a sorted list, `shared_kinds` a text, `shared` and
        `expected_by_chance` are summed over the ring's pairs, `p_value` is the strongest link's, corrected for the
        number of pairs. Sorted by p-value, then ring id.
    """
    ordered = shares.assign(
        affiliate_a=shares[["affiliate_a", "affiliate_b"]].min(axis=1),
        affiliate_b=shares[["affiliate_a", "affiliate_b"]].max(axis=1),
    )
    ordered = ordered[ordered["affiliate_a"] != ordered["affiliate_b"]]
    ordered = ordered.sort_values(["affiliate_a", "affiliate_b", "what"], kind="stable").reset_index(drop=True)
    people = np.unique(np.concatenate([ordered["affiliate_a"].astype(str), ordered["affiliate_b"].astype(str)]))
    count = max(len(people), len(degrees))
    pairs = max(1, count * (count - 1) // 2)
    expected = np.maximum(ordered["expected"].fillna(0.0).to_numpy(dtype=np.float64), LEAST_EXPECTED)
    shared = ordered["shared"].to_numpy(dtype=np.float64)
    # P(X >= shared) of a Poisson is the regularised lower incomplete gamma function.
    tail = np.where(shared > 0, special.gammainc(np.maximum(shared, 1), expected), 1.0)
    owner, place = ((ordered["what"] == kind).to_numpy() for kind in (OWNER_KIND, PLACE_KIND))
    conspicuous = (tail < CONSPICUOUS / pairs) & ~owner
    owned = ordered["what"].eq(OWNER_KIND).groupby([ordered["affiliate_a"], ordered["affiliate_b"]]).transform("any")
    linking = conspicuous & (~place | owned.to_numpy(dtype=bool))
    first = np.searchsorted(people, ordered["affiliate_a"].astype(str))
    second = np.searchsorted(people, ordered["affiliate_b"].astype(str))
    links = sparse.coo_matrix(
        (np.ones(int(linking.sum())), (first[linking], second[linking])), shape=(len(people), len(people))
    )
    ring_of = csgraph.connected_components(links, directed=False)[1] if len(people) else np.empty(0, dtype=np.int64)
    ordered = ordered.assign(ring=ring_of[first], tail=np.minimum(1.0, tail * pairs), counts=linking)
    named = linking | ((conspicuous | owner) & (ring_of[first] == ring_of[second]))
    rows = [
        _ring(sorted(str(name) for name in people[ring_of == ring]), edges)
        for ring, edges in ordered[named].groupby("ring", sort=True)
        if edges["counts"].any()
    ]
    table = pd.DataFrame(rows, columns=list(RING_COLUMNS))
    return table.sort_values(["p_value", "ring_id"], kind="stable").reset_index(drop=True)


def _ring(members: list[str], edges: pd.DataFrame) -> dict[str, object]:
    identity = hashlib.sha256("\x00".join(members).encode()).hexdigest()[:12]
    return {
        "ring_id": identity,
        "members": members,
        "member_count": len(members),
        "shared_kinds": ", ".join(sorted(set(edges["what"]))),
        "shared": int(edges["shared"].sum()),
        "expected_by_chance": float(edges["expected"].fillna(0.0).sum()),
        "p_value": float(edges.loc[edges["counts"], "tail"].min()),
    }
