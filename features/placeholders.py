"""What a placeholder in SQL stands for: `{name}` means the same in `features/sql` and in `features/rows`.

A family's SQL gives a feature's number, its rule in `features/rows` the rows behind it. A threshold or condition that
both need, or several files, stands here once, with its source; what a single statement needs stands in that statement.
"""

from __future__ import annotations

import re

from features.schema import DAY_US
from features.windows import PATH_DAYS

__all__ = ["PLACEHOLDERS", "filled"]

_SECOND_US = 1_000_000
_MINUTE_US = 60 * _SECOND_US
_HOUR_US = 60 * _MINUTE_US


def _in_built_days(log: str, time: str) -> str:
    """Return which rows of a log belong to the days that a state is built for.

    The day and the time say the same. Both are named because the canonical files are parted by day and the warehouse
    is sorted by time: either way, an engine skips what lies outside.
    """
    days = f"{log}_day >= $first_day and {log}_day <= $last_day"
    return f"{days} and {time} >= $first_day * {DAY_US} and {time} < ($last_day + 1) * {DAY_US}"


PLACEHOLDERS: dict[str, int | str] = {
    # Units. None for a second: times a small number it would be of 32 bits, and overflow.
    "minute_us": _MINUTE_US,
    "hour_us": _HOUR_US,
    "day_us": DAY_US,
    # Which rows count for a family and its rows.
    "click_in_window": "click_day > $as_of_day - $traffic_days and click_day <= $as_of_day",
    "visit_in_window": "visit_day > $as_of_day - $traffic_days and visit_day <= $as_of_day",
    "order_in_window": "order_day > $as_of_day - $order_days and order_day <= $as_of_day",
    # An order's own click, which came in the window whenever the order did, and is one of `clicks`.
    "own_click_in_window": (
        f"click_us >= ($as_of_day - $traffic_days + 1) * {DAY_US} and click_us < ($as_of_day + 1) * {DAY_US} "
        "and click_affiliate_id = affiliate_id and coalesce(has_bot_click, 0) = 0"
    ),
    # Which rows count for a state.
    "click_in_built_days": _in_built_days("click", "clicked_us"),
    "visit_in_built_days": _in_built_days("visit", "visited_us"),
    "order_in_built_days": _in_built_days("order", "ordered_us"),
    # volume: a burst of clicks is a minute (FDMA 2012) with so many and so many times the day's average minute; orders
    # also burst in a minute, three or more being a sign (partnerships-skills, detection signals).
    "least_day_clicks": 50,  # our own choice: of fewer clicks in a day, the busiest hour and a burst are chance
    "least_burst_clicks": 5,  # our own choice
    "burst_times": 20,  # our own choice
    "least_burst_orders": 3,
    "order_burst_times": 10,  # our own choice
    # rhythm
    "period_us": 6 * _HOUR_US,  # a day's four periods, those of FDMA 2012; the first is the night
    "is_weekend": "(click_day + 3) % 7 >= 5",  # day 0 was a Thursday: 0 is Monday, 5 and 6 are the weekend
    "is_quarter_second": f"clicked_us % {15 * _SECOND_US} < {_SECOND_US}",  # second :00, :15, :30 or :45
    # On days with a click every ten seconds (a day has 86,400), clicks within a second of each other are no news.
    "most_calm_gaps": 8640,
    # As long as the gap before it, to a second; below 10 s a busy affiliate's gaps are alike by chance (our own
    # choice).
    "is_even_gap": f"gap_us >= {10 * _SECOND_US} and abs(gap_us - gap_before_us) <= {_SECOND_US}",
    # Within half a second of a whole number of minutes, of the gaps that can be: one in 60 by chance.
    "is_minute_gap": f"gap_us >= {_MINUTE_US - _SECOND_US // 2}",
    "is_whole_minute": f"(gap_us + {_SECOND_US // 2}) % {_MINUTE_US} <= {_SECOND_US}",
    # Within a minute (partnerships-skills: conversions of one minute), and ten times closer than the average gap, or
    # every large affiliate would be rapid.
    "is_rapid_order": f"gap_us < {_MINUTE_US} and 10 * gap_us < mean_gap_us",
    # click_to_order
    "clock_us": 5 * _SECOND_US,  # two clocks may differ: 24metrics checks the order of events with 5 s and more
    "instant_us": 5 * _SECOND_US,  # below it is coupon poaching or click stuffing (Everflow)
    "fast_us": 15 * _SECOND_US,  # a floor for actions (Affise)
    "hasty_us": 20 * _SECOND_US,  # a floor for installs (Affise)
    "slow_us": _HOUR_US,  # the upper limit of Affise's presets, whose lower one is a minute
    "late_us": DAY_US,  # their ceiling
    "tail_end_us": 7 * DAY_US,  # click flooding is flat from 2 h to 7 days (AppsFlyer)
    "is_cookie_end": "wait_us <= cookie_us and 10 * wait_us > 9 * cookie_us",  # the cookie window's last tenth
    "is_lasting_wait": f"wait_us >= {_SECOND_US // 2}",  # no wait at all is one clock for both, and says nothing
    "rounded_wait_us": f"wait_us + {_SECOND_US // 2} - (wait_us + {_SECOND_US // 2}) % {_SECOND_US}",  # whole seconds
    "least_fixed_delay_orders": 3,  # our own choice: two orders may meet in one delay by chance
    # address: an affiliate leans on an address when it has so many clicks there in a day (the red flag of FDMA 2012), a
    # tenth of the address's, and twice its own share of the programme's (both our own choice: on a crowd's address
    # everybody has about that share). The shares are compared without a division.
    "least_leaning_clicks": 5,
    "is_leaning": (
        "10 * clicks >= address_clicks and clicks * programme_clicks >= 2 * affiliate_clicks * address_clicks"
    ),
    "duplicate_us": DAY_US,  # Affise's rule for duplicate orders: one of an address, offer and affiliate in 24 hours
    "prompt_us": _HOUR_US,  # our own choice: few people change network between click and order in that time
    # network. Exits of VPN, Tor and relays stand in data centres, and carriers' ranges stray into other lists: what has
    # the most innocent people behind it goes first.
    "network": (
        "case when is_carrier_nat = 1 then 'carrier' when is_relay = 1 then 'relay' when is_tor = 1 then 'tor' "
        "when is_vpn = 1 then 'vpn' when is_data_centre = 1 then 'data centre' end"
    ),
    # Of a subnet's clicks of a day: 20 or more (our own choice: fewer may be one household) of which at least half are
    # machines', or all from one and the same user agent.
    "is_machine_like": (
        "count(*) >= 20 and (2 * count(is_machine) >= count(*) "
        "or (count(agent_id) = count(*) and min(agent_id) = max(agent_id)))"
    ),
    # device: outdated is so many major versions below the newest that sent at least 1 % of the browser's clicks of the
    # day. 20 are a year and a half of monthly releases, more than Firefox's extended support; 1 % leaves out invented
    # and unreleased versions.
    "outdated_versions": 20,
    "is_common_version": "100 * clicks >= browser_clicks",
    # outcome, customer: ten orders and a third of all on one day are one event (all our own choice), such as a price
    # error after which the shop cancels everything: whoever had them has done it once, not ten times.
    "is_crowded_day": "day_orders >= 10 and 3 * day_orders > all_orders",
    # outcome
    "near_lock_us": 7 * DAY_US,  # near the lock of the commission is within a week of it
    # customer; all our own choice
    "least_private_mail_orders": 3,  # two may be one household
    "least_private_amount_orders": 3,  # two may be chance
    "is_comparable_offer": "2 * own_orders <= offer_orders",  # whoever sells most of an offer has its amounts alone
    "least_priced_orders": 20,  # of an offer: with fewer, one large order would move the mean too far
    "comeback_days": 30,  # whom an order won later has had too little time to come back
    # geography. Countries stand as |DE|AT|, so that a search for |AT| finds a whole code.
    "is_disallowed_country": "allowed_countries not like '%|' || country || '|%'",
    # attribution
    "path_days": PATH_DAYS,
    "override_us": 60 * _SECOND_US,  # the order was being placed (a typical buyer takes 10 to 30 minutes: Everflow)
    "shadow_us": 5 * _SECOND_US,  # 98.7 % of cookie stuffing has another channel's visit so shortly before (Convertro)
    # Of another's coupon, or outside its validity; a coupon without an owner is anybody's.
    "is_foreign_coupon": "(owner_id <> affiliate_id or ordered_us < valid_from_us or ordered_us > valid_until_us)",
    # sub_id: orders to be expected where none came; by chance that is so once in 150 times (Poisson: exp(-5)).
    "least_expected_orders": 5,
    # profile: an account's first days (our own choice; Awin checks the first transaction and the first payout).
    "young_account_us": 30 * DAY_US,
}
"""Placeholder → number, condition or expression, by family."""


def filled(text: str, **others: str) -> str:
    """Return SQL with every placeholder replaced, by `PLACEHOLDERS` and the others given.

    Raises:
        KeyError: There is no such placeholder.
    """
    fills = PLACEHOLDERS | others
    return re.sub(r"\{(\w+)\}", lambda found: str(fills[found[1]]), text)
