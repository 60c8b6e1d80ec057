"""Rows behind the features of the family `engagement`."""

from __future__ import annotations

from features.rows.rule import NEWEST_CLICK, RowRule

__all__ = ["RULES"]

# Which click a visit belongs to is no longer known here: it is taken for that of its stream's last click before it on
# its day. Such clicks are at most as many as the visits, so that the others are at least as many as went unvisited.
_UNFOLLOWED = """(
    with brought as materialized (
        select affiliate_id, sub_id, coalesce(offer_id, '') as offer_key, visited_us, visit_day from visits
        where {visit_in_window}
    ),
    logged as (
        select distinct offer_key, visit_day as click_day from brought
    ),
    moments as (
        select affiliate_id, sub_id, offer_key, click_day, click_id, clicked_us, 0 as is_visit, is_repeated
        from (
            select *, coalesce(offer_id, '') as offer_key,
                case
                    when address_id is not null and count(*) over (
                        partition by affiliate_id, clicked_us - clicked_us % {minute_us}, address_id, agent_id,
                            offer_id, referrer_domain
                    ) > 1 then 1
                    else 0
                end as is_repeated
            from windowed
        )
        join logged using (offer_key, click_day)
        union all
        select affiliate_id, sub_id, offer_key, visit_day, null, visited_us, 1, 0 from brought
        where list_contains($ids, affiliate_id)
    ),
    followed as (
        select *,
            lead(is_visit, 1, 0) over (
                partition by affiliate_id, coalesce(sub_id, ''), offer_key, click_day
                order by clicked_us, is_visit, click_id
            ) as is_followed,
            sum(1 - 2 * is_visit) over stream - sum(is_repeated) over stream // 2 as unvisited_clicks
        from moments
        window stream as (partition by affiliate_id, coalesce(sub_id, ''), offer_key, click_day)
    )
    select * from followed where is_visit = 0 and is_followed = 0)"""

RULES: dict[str, RowRule] = {
    "unvisited_click_ratio": RowRule(
        "click",
        "mark <= unvisited_clicks",
        NEWEST_CLICK,
        _UNFOLLOWED,
        mark="row_number() over (partition by affiliate_id, coalesce(sub_id, ''), offer_key, click_day "
        "order by clicked_us desc, click_id)",
    ),
}
