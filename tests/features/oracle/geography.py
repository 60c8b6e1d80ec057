"""The family `geography` in plain Python."""

from __future__ import annotations

from tests.features.oracle.base import Oracle, Row, given


def geography(oracle: Oracle) -> None:
    for name, rows in (
        ("disallowed_country_click_ratio", oracle.clicks),
        ("disallowed_country_order_ratio", oracle.orders),
    ):
        limited = [row for row in given(rows, "country") if oracle.offer(row, "allowed_countries") is not None]
        oracle.rate(name, limited, lambda row: row["country"] not in allowed(oracle, row))
    oracle.rate(
        "country_mismatch_order_ratio",
        given(given(oracle.orders, "country"), "click_country"),
        lambda row: row["country"] != row["click_country"],
    )
    located = given(oracle.clicks, "country")
    oracle.rate(
        "undeclared_country_click_ratio",
        [row for row in located if oracle.affiliate(row, "country")],
        lambda row: row["country"] != oracle.affiliate(row, "country"),
    )
    for entity, members in oracle.groups(located).items():
        pairs = [(one, other) for one in members for other in members if one is not other]
        if pairs:
            apart = sum(one["country"] != other["country"] for one, other in pairs)
            oracle.answer["country_spread_ratio"][entity] = (apart / len(pairs), len(members))


def allowed(oracle: Oracle, row: Row) -> list[str]:
    return str(oracle.offer(row, "allowed_countries")).split("|")
