"""The canonical logs that features read: tables, columns and types, the same on every engine.

Time is integer microseconds UTC (`*_us`), a day the integer number of days since 1970-01-01 UTC, money integer
minor units (`*_minor`) with its currency, a flag 0 or 1. Wide strings are already dictionary ids (`*_id` of type
BIGINT, stable hashes of the text). Whoever runs features offers these names, as tables or views, restricted to the
rows that count as of the day judged.
"""

from __future__ import annotations

__all__ = ["CANONICAL_TABLES", "DAY_COLUMNS", "DAY_US"]

DAY_US = 86_400_000_000
"""Microseconds of a day: a moment divided by it, rounded down, is its day."""

CANONICAL_TABLES: dict[str, dict[str, str]] = {
    "clicks": {  # but those of declared bots: nobody clicked, so no feature counts them with the others
        "click_id": "VARCHAR",
        "affiliate_id": "VARCHAR",
        "sub_id": "VARCHAR",
        "offer_id": "VARCHAR",  # '' where none is named
        "clicked_us": "BIGINT",
        "click_day": "INTEGER",
        "address_id": "BIGINT",  # the address or token as given
        "subnet_id": "BIGINT",  # /24 or /48; NULL where the address is opaque
        "agent_id": "BIGINT",
        "referrer_domain": "VARCHAR",  # registered domain; '' = the click came without a referrer
        "has_paid_click_mark": "SMALLINT",  # gclid, msclkid … on the landing page; NULL without landing_url
        "country": "VARCHAR",
        "visitor_id": "VARCHAR",
    },
    "bot_clicks": {  # those of declared bots (see `agents.is_declared_bot`)
        "click_id": "VARCHAR",
        "affiliate_id": "VARCHAR",
        "sub_id": "VARCHAR",
        "offer_id": "VARCHAR",
        "clicked_us": "BIGINT",
        "click_day": "INTEGER",
    },
    "visits": {  # those whose click is known and no declared bot's
        "affiliate_id": "VARCHAR",
        "sub_id": "VARCHAR",
        "offer_id": "VARCHAR",
        "visited_us": "BIGINT",
        "visit_day": "INTEGER",
        "pages": "BIGINT",
        "dwell_us": "BIGINT",
        "is_bounced": "SMALLINT",
        "has_cart": "SMALLINT",
    },
    "orders": {
        "order_id": "VARCHAR",
        "affiliate_id": "VARCHAR",
        "sub_id": "VARCHAR",  # of the order's click
        "offer_id": "VARCHAR",
        "ordered_us": "BIGINT",
        "order_day": "INTEGER",
        "click_id": "VARCHAR",  # as the order names it
        "click_us": "BIGINT",  # NULL where the order's click is not in the logs
        "click_affiliate_id": "VARCHAR",
        "click_address_id": "BIGINT",
        "click_country": "VARCHAR",
        "has_bot_click": "SMALLINT",  # 1: its click is one of `bot_clicks`; NULL where that is not known
        "customer_id": "VARCHAR",
        "visitor_id": "VARCHAR",
        "address_id": "BIGINT",
        "agent_id": "BIGINT",
        "country": "VARCHAR",
        "email_domain": "VARCHAR",
        "payment_id": "VARCHAR",
        "is_new_customer": "SMALLINT",
        "coupon_code": "VARCHAR",
        "amount_minor": "BIGINT",
        "commission_minor": "BIGINT",
        "currency": "VARCHAR",
        "refunded_amount_minor": "BIGINT",  # given back so far, be it in parts; NULL where nothing was
        "approved_us": "BIGINT",  # first event of each kind as of the day, else NULL
        "cancelled_us": "BIGINT",
        "refunded_us": "BIGINT",  # when half of the amount had been given back
        "chargeback_us": "BIGINT",
        "paid_us": "BIGINT",
    },
    "affiliates": {
        "affiliate_id": "VARCHAR",
        "joined_us": "BIGINT",
        "website_domain": "VARCHAR",
        "promo_method": "VARCHAR",
        "country": "VARCHAR",
        "payout_account": "VARCHAR",
        "signup_address_id": "BIGINT",
        "email_domain": "VARCHAR",
        "parent_affiliate_id": "VARCHAR",
        "screening_finding_count": "INTEGER",  # of a screening before; NULL where there was none
    },
    "offers": {
        "offer_id": "VARCHAR",
        "cookie_days": "INTEGER",  # already filled from the terms where the offer names none
        "lock_days": "INTEGER",
        "daily_cap": "INTEGER",
        "allowed_countries": "VARCHAR",  # upper-case ISO codes separated and enclosed by '|'; NULL = all
    },
    "coupons": {
        "coupon_code": "VARCHAR",
        "affiliate_id": "VARCHAR",
        "valid_from_us": "BIGINT",
        "valid_until_us": "BIGINT",
    },
    "agents": {  # one row a distinct user agent; all NULL where it is an opaque token
        "agent_id": "BIGINT",
        "is_declared_bot": "SMALLINT",  # names itself a bot or crawler, and no tool that anybody may click with
        "is_automated": "SMALLINT",  # such a tool: a headless browser or a program library
        "is_impossible": "SMALLINT",  # names a system or browser combination that does not exist
        "browser": "VARCHAR",
        "browser_version": "INTEGER",  # major version
    },
    "addresses": {  # one row a distinct real address; a class is NULL where no list of it is installed
        "address_id": "BIGINT",
        "is_data_centre": "SMALLINT",
        "is_vpn": "SMALLINT",
        "is_tor": "SMALLINT",
        "is_relay": "SMALLINT",
        "is_carrier_nat": "SMALLINT",
    },
    "hosts": {  # one row a distinct referrer_domain that is not empty
        "domain": "VARCHAR",
        "is_referrer_spam": "SMALLINT",  # NULL where no such list is installed
        "is_redirect": "SMALLINT",
        "is_search_engine": "SMALLINT",
        "is_reward_site": "SMALLINT",  # pays or rewards its visitors for clicks and orders
    },
    "email_domains": {  # one row a distinct email_domain of an order or an affiliate
        "email_domain": "VARCHAR",
        "is_disposable": "SMALLINT",
    },
}
"""Table → column → DuckDB type. `offers` holds a row for every offer seen in clicks, orders or the offers table."""

DAY_COLUMNS = {"clicks": "click_day", "bot_clicks": "click_day", "visits": "visit_day", "orders": "order_day"}
"""Dated table → the column of its rows' day."""
