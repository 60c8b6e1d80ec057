"""The family `source` in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.features.oracle.base import Oracle, Row, given


def source(oracle: Oracle) -> None:
    hosts = {row["domain"]: row for row in oracle.tables["hosts"]}
    referred = [row for row in oracle.clicks if row["referrer_domain"]]

    def judged(column: str) -> list[Row]:
        return [row for row in referred if is_a(column)(row) is not None]

    def is_a(column: str) -> Callable[[Row], Any]:
        return lambda row: hosts.get(row["referrer_domain"], {}).get(column)

    oracle.rate(
        "missing_referrer_click_ratio",
        given(oracle.clicks, "referrer_domain"),
        lambda row: row["referrer_domain"] == "",
    )
    undeclared_sources(oracle, [row for row in referred if oracle.affiliate(row, "website_domain")])
    for entity, members in oracle.groups(referred).items():
        pairs = [(one, other) for one in members for other in members if one is not other]
        if pairs:
            alike = sum(one["referrer_domain"] == other["referrer_domain"] for one, other in pairs)
            oracle.answer["referrer_collision_ratio"][entity] = (alike / len(pairs), len(members))
    for name, column in (
        ("referrer_spam_click_ratio", "is_referrer_spam"),
        ("redirect_referrer_click_ratio", "is_redirect"),
        ("reward_site_click_ratio", "is_reward_site"),
        ("search_engine_click_ratio", "is_search_engine"),
    ):
        oracle.rate(name, judged(column), is_a(column))
    oracle.rate(
        "paid_click_mark_ratio", given(oracle.clicks, "has_paid_click_mark"), lambda row: row["has_paid_click_mark"]
    )
    oracle.rate(
        "search_engine_paid_click_ratio",
        given(judged("is_search_engine"), "has_paid_click_mark"),
        lambda row: is_a("is_search_engine")(row) and row["has_paid_click_mark"],
    )


def undeclared_sources(oracle: Oracle, comparable: list[Row]) -> None:
    def is_undeclared(row: Row) -> bool:
        return bool(row["referrer_domain"] != oracle.affiliate(row, "website_domain"))

    oracle.rate("undeclared_referrer_click_ratio", comparable, is_undeclared)
    for entity, members in oracle.groups(comparable).items():
        sites = Counter(row["referrer_domain"] for row in members if is_undeclared(row))
        busiest = max(sites.values(), default=0)
        oracle.answer["top_undeclared_referrer_click_ratio"][entity] = (busiest, len(members))
