"""What new partners declared, beside where their clicks came from: for `affguard screen --affiliates`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from pipelines.as_of.open import AsOf

__all__ = ["DECLARED_SITES", "declared_sites"]

DECLARED_SITES = "declared_sites.parquet"
_REFERRERS = 20
"""Domains listed for each partner, those with most clicks first."""


def declared_sites(as_of: AsOf) -> pa.Table:
    """Return the partners that have orders and a website, and were never paid.

    Between the first order and the first payout is when a declared site is worth a second look: until then nothing is
    lost, and the logs already say where the traffic comes from.

    Returns:
        Columns `affiliate_id`, `name`, `website`, `website_domain`, `email_domain`, `country`, `promo_method`,
        `first_order_day`, `clicks`, `clicks_with_referrer`, `own_clicks` (those that came from the declared domain),
        and `referrers`, a list of {`domain`, `clicks`}.
    """
    return as_of.connection.sql(
        """
        with due as (
            select affiliate_id, min(order_day) as first_order_day from orders
            group by affiliate_id having count(paid_us) = 0
        ),
        declared as (
            select a.affiliate_id, a.name, u.text as website, h.domain as website_domain, a.email_domain, a.country,
                a.promo_method, d.first_order_day
            from current_affiliates as a
            inner join due as d on d.affiliate_id = a.affiliate_id
            inner join warehouse.hosts as h on h.host_id = a.website_host_id
            inner join warehouse.urls as u on u.url_id = a.website_id
            where h.domain <> ''
        ),
        counted as (
            select c.affiliate_id, c.referrer_domain as domain, count(*) as clicks
            from clicks as c inner join declared as d on d.affiliate_id = c.affiliate_id
            group by c.affiliate_id, c.referrer_domain
        ),
        summed as (
            select n.affiliate_id, cast(sum(n.clicks) as bigint) as clicks,
                cast(coalesce(sum(n.clicks) filter (n.domain <> ''), 0) as bigint) as clicks_with_referrer,
                cast(coalesce(sum(n.clicks) filter (n.domain = d.website_domain), 0) as bigint) as own_clicks,
                list_slice(
                    list({'domain': n.domain, 'clicks': n.clicks} order by n.clicks desc, n.domain)
                        filter (n.domain <> ''),
                    1, $referrers
                ) as referrers
            from counted as n inner join declared as d on d.affiliate_id = n.affiliate_id
            group by n.affiliate_id
        )
        select d.*, coalesce(s.clicks, 0) as clicks, coalesce(s.clicks_with_referrer, 0) as clicks_with_referrer,
            coalesce(s.own_clicks, 0) as own_clicks, coalesce(s.referrers, []) as referrers
        from declared as d left join summed as s on s.affiliate_id = d.affiliate_id
        order by d.affiliate_id
        """,
        params={"referrers": _REFERRERS},
    ).to_arrow_table()
