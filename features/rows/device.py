"""Rows behind the features of the family `device`."""

from __future__ import annotations

from features.rows.rule import LARGEST_ORDER, NEWEST_CLICK, WITH_AGENT, RowRule

__all__ = ["RULES"]

_AGENT_COUNTED = """(
    select *, count(*) over (partition by affiliate_id, click_day, agent_id) as copies
    from windowed where agent_id is not null)"""
_WITH_NEWEST = """(
    select windowed.*, browser_version, newest_version
    from windowed join agents using (agent_id) join (
        select click_day, browser, max(browser_version) as newest_version
        from (
            select click_day, browser, browser_version, count(*) as clicks,
                sum(count(*)) over (partition by click_day, browser) as browser_clicks
            from clicks join agents using (agent_id)
            where {click_in_window} and browser_version is not null
            group by click_day, browser, browser_version
        ) where {is_common_version}
        group by click_day, browser
    ) as newest using (click_day, browser))"""

RULES: dict[str, RowRule] = {
    "top_agent_click_ratio": RowRule(
        "click",
        "mark = 1",
        f"copies desc, {NEWEST_CLICK}",
        source=_AGENT_COUNTED,
        mark="dense_rank() over (partition by affiliate_id, click_day order by copies desc, agent_id)",
    ),
    "declared_bot_click_ratio": RowRule("click", "true", NEWEST_CLICK, log="bot_clicks"),
    "automated_agent_click_ratio": RowRule("click", "is_automated = 1", NEWEST_CLICK, WITH_AGENT),
    "automated_agent_order_ratio": RowRule("order", "is_automated = 1", LARGEST_ORDER, WITH_AGENT),
    "impossible_agent_click_ratio": RowRule("click", "is_impossible = 1", NEWEST_CLICK, WITH_AGENT),
    "outdated_browser_click_ratio": RowRule(
        "click",
        "newest_version - browser_version >= {outdated_versions}",
        f"newest_version - browser_version desc, {NEWEST_CLICK}",
        source=_WITH_NEWEST,
    ),
}
