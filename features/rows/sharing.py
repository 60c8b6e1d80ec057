"""Whom a partner shares its payout account or its address of sign-up with, for the features that count them."""

from __future__ import annotations

__all__ = ["SHARED_PROFILES", "sharing_sql"]

SHARED_PROFILES: dict[str, str] = {
    "shared_payout_account_ratio": "select *, payout_account as shared_key from affiliates where payout_account <> ''",
    "shared_signup_address_ratio": """
        select affiliates.*, cast(signup_address_id as varchar) as shared_key
        from affiliates left join addresses on address_id = signup_address_id
        where signup_address_id is not null and coalesce(greatest(is_carrier_nat, is_relay, is_vpn, is_tor), 0) = 0
    """,
}
"""Feature → the profiles that it compares, with what they may share as `shared_key`."""


def sharing_sql(feature: str) -> str:
    """Return the statement that lists a partner's sharers.

    It gives `affiliate_id`, `shared_key`, `rank` and `partner_id`, sorted, and names the parameters `$ids` (list of
    affiliates) and `$limit`. Partners with one declared parent have one rank, as the feature counts them once; those
    with the affiliate's own parent are left out. So there is one rank more than the feature has events, for it lets one
    sharer pass.

    Args:
        feature: A key of `SHARED_PROFILES`.
    """
    return f"""
        with profiles as (
            select affiliate_id, shared_key, coalesce(nullif(parent_affiliate_id, ''), affiliate_id) as owner_id
            from ({SHARED_PROFILES[feature]})
        )
        select mine.affiliate_id, shared_key,
            dense_rank() over (partition by mine.affiliate_id order by others.owner_id) as rank,
            others.affiliate_id as partner_id
        from profiles as mine
        join profiles as others using (shared_key)
        where list_contains($ids, mine.affiliate_id) and others.owner_id <> mine.owner_id
        qualify rank <= $limit
        order by mine.affiliate_id, rank, partner_id
    """
