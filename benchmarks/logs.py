"""Canonical logs of any size, generated in SQL from row numbers: the same size, the same files.

Most affiliates are ordinary. A few click in bursts, by the metronome, or share addresses, and a little is missing from
every optional column, so that each core feature has something to find and absent values are met.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.core import DAYS, FIRST_DAY
from features.canonical import CanonicalFolder, write_canonical
from features.schema import CANONICAL_TABLES

__all__ = ["AVAILABLE", "LogSize", "write_logs"]

AVAILABLE = frozenset(
    f"{table}.{column}"
    for table, columns in CANONICAL_TABLES.items()
    for column in columns
    if table not in {"visits", "addresses", "coupons"}
)


@dataclass(frozen=True)
class LogSize:
    """How much is generated.

    Attributes:
        clicks: Clicks over all days, the few of declared bots included.
        days: Days, the same number of clicks on each.
        affiliates: Affiliates; a few bring most of the clicks.
        has_hot_address: One address, shared by every affiliate, bears a tenth of the clicks.
    """

    clicks: int
    days: int = DAYS
    affiliates: int = 1_000
    has_hot_address: bool = False

    @property
    def as_of_day(self) -> int:
        """The last day."""
        return FIRST_DAY + self.days - 1


def write_logs(path: Path, size: LogSize) -> CanonicalFolder:
    """Write canonical Parquet files, an order for every fiftieth click."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set preserve_insertion_order = false")
        connection.execute(_draws(size))
        for table, sql in _TABLES.items():
            connection.execute(f"create view {table} as {sql.format(end_us=(size.as_of_day + 1) * 86_400_000_000)}")
        for table, columns in CANONICAL_TABLES.items():
            if table not in _TABLES:
                empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
                connection.execute(f"create view {table} as select {empty} where false")
        return write_canonical(connection, path, as_of_day=size.as_of_day, available=AVAILABLE)


def _draws(size: LogSize) -> str:
    """SQL of one row a click with what is drawn for it; `u<n>` are uniform in 0 to 1, by a hash of the row number."""
    draws = ", ".join(f"(hash(16 * i + {n}) >> 11) / 9007199254740992.0 as u{n}" for n in range(1, 10))
    hot = "case when u9 < 0.1 then 1 else own_address_id end" if size.has_hot_address else "own_address_id"
    return f"""
        create view draws as
        select * exclude (steady_us),
            case
                when affiliate % 25 = 3 then steady_us - steady_us % 3600000000 + steady_us % 60000000
                when affiliate % 25 = 5 then steady_us - steady_us % 19700000
                else steady_us
            end as inside_us,
            {hot} as address_id
        from (
            select *,
                case
                    when affiliate % 25 = 3 then cast(hash('narrow', affiliate, floor(u5 * 3)) >> 1 as bigint)
                    when u4 < 0.3 then cast(hash('carrier', floor(u5 * 2000)) >> 1 as bigint)
                    when u4 > 0.6 and affiliate % 25 in (7, 8)
                        then cast(hash('ring', affiliate // 25, floor(u5 * 3)) >> 1 as bigint)
                    else cast(hash(affiliate, floor(u5 * (3 + 400000 * power(1 - affiliate / {size.affiliates}, 4))))
                        >> 1 as bigint)
                end as own_address_id
            from (
                select *, cast(floor({size.affiliates} * u1 * u1 * u1) as integer) as affiliate,
                    cast({FIRST_DAY} + i % {size.days} as integer) as click_day,
                    cast(floor(86400 * least(1, greatest(0, 0.5 + 0.22 * (u2 + u3 + u8 - 1.5) * 2)) * 0.999) as bigint)
                        * 1000000 + cast(floor(u2 * 1000000) as bigint) as steady_us
                from (select i, {draws} from range({size.clicks}) as rows(i))
            )
        )
    """


_ALL_CLICKS = """
    select 'click-' || i as click_id, 'affiliate-' || affiliate as affiliate_id,
        'sub-' || cast(floor(u6 * u6 * 8) as integer) as sub_id,
        'offer-' || (affiliate % 17 + cast(floor(u7 * 2) as integer)) as offer_id,
        click_day * 86400000000 + inside_us as clicked_us, click_day,
        case when u5 < 0.99 then address_id end as address_id,
        case when u5 < 0.97 then address_id // 64 end as subnet_id,
        case when u6 < 0.99
            then cast(hash(floor(case when affiliate % 25 = 3 then 3 * u7 else 300 * u7 * u7 end)) >> 1 as bigint)
        end as agent_id,
        case when u8 < 0.01 then null when u8 < 0.2 then '' when u8 < 0.7 then 'site-' || affiliate || '.example'
            else 'other-' || cast(floor(u6 * 200) as integer) || '.example' end as referrer_domain,
        cast(case when u3 < 0.05 then 1 when u3 < 0.98 then 0 end as smallint) as has_paid_click_mark,
        case when u6 < 0.7 then 'DE' when u6 < 0.9 then 'AT' when u6 < 0.98 then 'C' || cast(floor(u4 * 9) as integer)
        end as country,
        'visitor-' || case when u4 < 0.3 then i else own_address_id % 100000007 end as visitor_id
    from draws
"""
_BOTS = "(select agent_id from agents where is_declared_bot = 1)"
_ORDERS = f"""
    select 'order-' || number as order_id, affiliate_id, sub_id, offer_id, ordered_us,
        cast(ordered_us // 86400000000 as integer) as order_day,
        case when has_click then click_id end as click_id,
        case when has_click then clicked_us end as click_us,
        case when has_click then affiliate_id end as click_affiliate_id,
        case when has_click then address_id end as click_address_id,
        case when has_click then country end as click_country,
        case when has_click then cast(agent_id in {_BOTS} as smallint) end as has_bot_click,
        'customer-' || (address_id % 99991) as customer_id, visitor_id,
        case when number % 9 = 0 then address_id // 1000 else address_id end as address_id, agent_id,
        case when number % 29 = 0 then 'FR' else country end as country,
        'mail-' || (address_id % 7) || '.example' as email_domain, 'payment-' || (address_id % 99991) as payment_id,
        cast(number % 3 = 0 as smallint) as is_new_customer,
        cast(null as varchar) as coupon_code, 990 + number % 40 * 500 as amount_minor,
        99 + number % 40 * 50 as commission_minor, 'EUR' as currency,
        case when number % 13 = 0 then 990 + number % 40 * 500 end as refunded_amount_minor,
        cast(null as bigint) as approved_us, cast(null as bigint) as cancelled_us,
        case when number % 13 = 0 then ordered_us + 86400000000 * (number % 9) end as refunded_us,
        case when number % 101 = 0 then ordered_us + 86400000000 * (number % 20) end as chargeback_us,
        cast(null as bigint) as paid_us
    from (
        select *, number % 37 <> 0 as has_click,
            least(clicked_us + cast(floor(exp(2 + 11 * ((hash(click_id) >> 11) / 9007199254740992.0))) as bigint)
                * 1000000, {{end_us}} - 1) as ordered_us
        from (select *, cast(substr(click_id, 7) as bigint) // 50 as number
            from ({_ALL_CLICKS}) where cast(substr(click_id, 7) as bigint) % 50 = 0)
    )
"""
_AGENTS = """
    select cast(hash(cast(i as double)) >> 1 as bigint) as agent_id,
        cast(i % 50 = 25 as smallint) as is_declared_bot,
        cast(i % 40 = 0 as smallint) as is_automated, cast(i % 60 = 0 as smallint) as is_impossible,
        'browser-' || i % 5 as browser, cast(100 + i % 30 as integer) as browser_version
    from range(300) as rows(i)
"""
_TABLES = {
    "agents": _AGENTS,
    "clicks": f"select * from ({_ALL_CLICKS}) where agent_id is null or agent_id not in {_BOTS}",
    "bot_clicks": f"""
        select click_id, affiliate_id, sub_id, offer_id, clicked_us, click_day
        from ({_ALL_CLICKS}) where agent_id in {_BOTS}
    """,
    "orders": _ORDERS,
    "affiliates": """
        select distinct 'affiliate-' || affiliate as affiliate_id, cast(null as bigint) as joined_us,
            'site-' || affiliate || '.example' as website_domain, 'content' as promo_method, 'DE' as country,
            'account-' || affiliate as payout_account, cast(null as bigint) as signup_address_id,
            cast(null as varchar) as email_domain, cast(null as varchar) as parent_affiliate_id,
            cast(null as integer) as screening_finding_count
        from draws
    """,
    "offers": """
        select 'offer-' || i as offer_id, 30 as cookie_days, 30 as lock_days, cast(null as integer) as daily_cap,
            '|DE|AT|' as allowed_countries
        from range(20) as rows(i)
    """,
    "hosts": """
        select 'other-' || i || '.example' as domain, cast(i % 9 = 0 as smallint) as is_referrer_spam,
            cast(i % 7 = 0 as smallint) as is_redirect, cast(i % 11 = 0 as smallint) as is_search_engine,
            cast(i % 13 = 0 as smallint) as is_reward_site
        from range(200) as rows(i)
    """,
    "email_domains": """
        select 'mail-' || i || '.example' as email_domain, cast(i = 6 as smallint) as is_disposable
        from range(7) as rows(i)
    """,
}


def main() -> None:
    """Write logs as the command line asks."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clicks", type=int, required=True)
    parser.add_argument("--affiliates", type=int, required=True)
    parser.add_argument("--hot", action="store_true")
    asked = parser.parse_args()
    write_logs(asked.folder, LogSize(asked.clicks, affiliates=asked.affiliates, has_hot_address=asked.hot))


if __name__ == "__main__":
    main()
