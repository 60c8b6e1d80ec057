"""Every feature again, in plain Python: slow loops over lists of rows, written from the catalogue's descriptions.

A rate is (events, support), a level (value, support); what is missing from an answer has support 0.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from features.windows import FeatureWindows
from tests.features.tables import DAY_US, Row

Entity = tuple[str, ...]
Answer = dict[str, dict[Entity, tuple[float, float]]]
SECOND = 1_000_000


class Oracle:
    """Answers for one programme, as-of day and kind of entity."""

    def __init__(self, tables: dict[str, list[Row]], as_of_day: int, windows: FeatureWindows, keys: tuple[str, ...]):
        self.tables, self.as_of_day, self.windows, self.keys = tables, as_of_day, windows, keys
        self.clicks = [row for row in tables["clicks"] if 0 <= as_of_day - row["click_day"] < windows.traffic_days]
        self.orders = [row for row in tables["orders"] if 0 <= as_of_day - row["order_day"] < windows.order_days]
        self.offers = {row["offer_id"]: row for row in tables["offers"]}
        self.affiliates = {row["affiliate_id"]: row for row in tables["affiliates"]}
        self.answer: Answer = defaultdict(dict)

    def entity(self, row: Row) -> Entity:
        return tuple(row.get(key) or "" for key in self.keys)

    def groups(self, given: Iterable[Row]) -> dict[Entity, list[Row]]:
        found: dict[Entity, list[Row]] = defaultdict(list)
        for row in given:
            found[self.entity(row)].append(row)
        return {entity: members for entity, members in found.items() if all(entity)}

    def active(self) -> list[Entity]:
        return sorted(self.groups([*self.clicks, *self.orders]))

    def rate(self, name: str, trials: Iterable[Row], happened: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (sum(bool(happened(row)) for row in members), len(members))

    def top(self, name: str, trials: Iterable[Row], key: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (max(Counter(map(key, members)).values()), len(members))

    def repeats(self, name: str, trials: Iterable[Row], key: Callable[[Row], Any]) -> None:
        for entity, members in self.groups(trials).items():
            self.answer[name][entity] = (len(members) - len({key(row) for row in members}), len(members))

    def offer(self, row: Row, column: str) -> Any:
        return self.offers.get(row["offer_id"], {}).get(column)

    def affiliate(self, row: Row, column: str) -> Any:
        return self.affiliates.get(row["affiliate_id"], {}).get(column)

    def everything(self) -> Answer:
        self.volume()
        self.click_to_order()
        self.address()
        self.source()
        self.outcome()
        self.customer()
        self.geography()
        self.attribution()
        self.change()
        if self.keys == ("affiliate_id",):
            self.sub_id()
            self.profile()
        return self.answer

    def volume(self) -> None:
        first = self.as_of_day - self.windows.traffic_days + 1
        converted: dict[Entity, set[str]] = defaultdict(set)
        for row in self.tables["orders"]:
            click_us = row["click_us"]
            if (
                click_us is not None
                and first <= click_us // DAY_US <= self.as_of_day
                and row["click_affiliate_id"] == row["affiliate_id"]
                and row["click_id"] is not None
            ):
                converted[self.entity(row)].add(row["click_id"])
        for entity, members in self.groups(self.clicks).items():
            hits = min(len(converted[entity]), len(members))
            self.answer["conversion_ratio"][entity] = (hits, len(members))
            self.answer["barren_click_ratio"][entity] = (len(members) - hits, len(members))
        self.repeats(
            "repeated_click_ratio",
            [row for row in self.clicks if row["address_id"] is not None],
            lambda row: (
                *(row[name] for name in ("address_id", "agent_id", "offer_id", "referrer_domain")),
                row["clicked_us"] // (60 * SECOND),
            ),
        )
        self.rate("night_click_ratio", self.clicks, lambda row: row["clicked_us"] // (3600 * SECOND) % 24 < 6)
        for entity, members in self.groups(self.orders).items():
            times = sorted(row["ordered_us"] for row in members)
            gaps = [later - earlier for earlier, later in pairwise(times)]
            if gaps:
                mean = Fraction(sum(gaps), len(gaps))
                rapid = sum(gap < 60 * SECOND and gap < mean / 10 for gap in gaps)
                self.answer["rapid_order_ratio"][entity] = (rapid, len(gaps))

    def click_to_order(self) -> None:
        timed = [row for row in self.orders if row["click_us"] is not None]
        self.rate("fast_order_ratio", timed, lambda row: row["ordered_us"] - row["click_us"] < 15 * SECOND)
        self.rate("late_order_ratio", timed, lambda row: row["ordered_us"] - row["click_us"] > DAY_US)

    def address(self) -> None:
        self.top("top_address_click_ratio", given(self.clicks, "address_id"), lambda row: row["address_id"])
        self.top("top_agent_click_ratio", given(self.clicks, "agent_id"), lambda row: row["agent_id"])
        self.rate("declared_bot_click_ratio", given(self.clicks, "is_declared_bot"), lambda row: row["is_declared_bot"])
        placed = given(self.orders, "address_id")
        self.repeats("repeated_address_order_ratio", placed, lambda row: row["address_id"])
        holders = sets(placed, "address_id", "affiliate_id")
        self.rate("shared_address_order_ratio", placed, lambda row: len(holders[row["address_id"]]) > 1)
        self.rate(
            "own_address_order_ratio",
            [row for row in placed if self.affiliate(row, "signup_address_id") is not None],
            lambda row: row["address_id"] == self.affiliate(row, "signup_address_id"),
        )

    def source(self) -> None:
        self.rate(
            "missing_referrer_click_ratio",
            given(self.clicks, "referrer_domain"),
            lambda row: row["referrer_domain"] == "",
        )
        self.rate(
            "undeclared_referrer_click_ratio",
            [row for row in self.clicks if row["referrer_domain"] and self.affiliate(row, "website_domain")],
            lambda row: row["referrer_domain"] != self.affiliate(row, "website_domain"),
        )
        self.rate(
            "paid_click_mark_ratio", given(self.clicks, "has_paid_click_mark"), lambda row: row["has_paid_click_mark"]
        )

    def outcome(self) -> None:
        for name, columns in (
            ("refund_ratio", ("refunded_us", "cancelled_us")),
            ("chargeback_ratio", ("chargeback_us",)),
        ):
            delays = [
                min(times) // DAY_US - row["order_day"]
                for row in self.orders
                if (times := [row[column] for column in columns if row[column] is not None])
            ]
            for entity, members in self.groups(self.orders).items():
                events = sum(any(row[column] is not None for column in columns) for row in members)
                ripe = sum((self.matured(row, delays) for row in members), Fraction(0))
                self.answer[name][entity] = (events, max(events, math.floor(ripe + Fraction(1, 2))))
        self.rate(
            "late_refund_ratio",
            [row for row in given(self.orders, "refunded_us") if self.offer(row, "lock_days") is not None],
            lambda row: row["refunded_us"] > row["ordered_us"] + self.offer(row, "lock_days") * DAY_US,
        )

    def matured(self, row: Row, delays: list[int]) -> Fraction:
        if not delays:
            return Fraction(1)
        seen = sum(delay <= self.as_of_day - row["order_day"] for delay in delays)
        return max(Fraction(1, 20), Fraction(seen, len(delays)))

    def customer(self) -> None:
        known = given(self.orders, "customer_id")
        self.repeats("repeated_customer_order_ratio", known, lambda row: row["customer_id"])
        paying = given(known, "payment_id")
        users = sets(paying, "payment_id", "customer_id")
        self.rate("shared_payment_order_ratio", paying, lambda row: len(users[row["payment_id"]]) > 1)
        self.top(
            "repeated_amount_order_ratio",
            given(self.orders, "amount_minor"),
            lambda row: (row["offer_id"], row["amount_minor"], row["currency"]),
        )
        histories: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(known, key=lambda row: (row["ordered_us"], row["order_id"])):
            histories[row["customer_id"]].append(row)
        self.rate(
            "lost_customer_ratio",
            [
                history[0]
                for history in histories.values()
                if self.as_of_day - history[0]["order_day"] >= 30 and history[0]["paid_us"] is not None
            ],
            lambda row: all(other["ordered_us"] <= row["paid_us"] for other in histories[row["customer_id"]]),
        )

    def geography(self) -> None:
        self.rate(
            "disallowed_country_click_ratio",
            [row for row in given(self.clicks, "country") if self.offer(row, "allowed_countries") is not None],
            lambda row: row["country"] not in self.offer(row, "allowed_countries").split("|"),
        )
        self.rate(
            "country_mismatch_order_ratio",
            given(given(self.orders, "country"), "click_country"),
            lambda row: row["country"] != row["click_country"],
        )

    def attribution(self) -> None:
        self.rate("clickless_order_ratio", self.orders, lambda row: row["click_us"] is None)
        dated = [row for row in given(self.orders, "click_us") if self.offer(row, "cookie_days") is not None]
        in_time = [row for row in dated if row["ordered_us"] - row["click_us"] <= self.cookie_us(row)]
        expired = {row["order_id"] for row in dated} - {row["order_id"] for row in in_time}
        self.rate("expired_click_order_ratio", dated, lambda row: row["order_id"] in expired)
        by_id = {row["click_id"]: row for row in self.tables["clicks"]}
        self.rate(
            "overridden_click_order_ratio",
            [row for row in in_time if by_id[row["click_id"]]["visitor_id"] is not None],
            lambda row: (
                row["ordered_us"] - row["click_us"] < 60 * SECOND and self.has_rival(row, by_id[row["click_id"]])
            ),
        )
        coupons = {row["coupon_code"]: row for row in self.tables["coupons"]}
        self.rate(
            "foreign_coupon_order_ratio",
            [row for row in self.orders if row["coupon_code"] in coupons],
            lambda row: is_foreign(row, coupons[row["coupon_code"]]),
        )

    def cookie_us(self, row: Row) -> int:
        return int(self.offer(row, "cookie_days")) * DAY_US

    def has_rival(self, order: Row, click: Row) -> bool:
        return any(
            other["visitor_id"] == click["visitor_id"]
            and other["affiliate_id"] != click["affiliate_id"]
            and (other["clicked_us"], other["click_id"]) < (click["clicked_us"], click["click_id"])
            and other["clicked_us"] >= order["ordered_us"] - self.cookie_us(order)
            for other in self.tables["clicks"]
        )

    def change(self) -> None:
        recent = self.as_of_day - self.windows.change_days
        for name, table, day in (
            ("recent_click_ratio", "clicks", "click_day"),
            ("recent_order_ratio", "orders", "order_day"),
        ):
            both = [row for row in self.tables[table] if recent - self.windows.traffic_days < row[day]]
            for entity, members in self.groups(both).items():
                if (recent + 1) - min(row[day] for row in members) >= 14:
                    self.answer[name][entity] = (sum(row[day] > recent for row in members), len(members))

    def sub_id(self) -> None:
        for entity, members in self.groups([row for row in self.clicks if row["sub_id"]]).items():
            counts = Counter(row["sub_id"] for row in members)
            self.answer["sub_id_per_click_ratio"][entity] = (len(counts), len(members))
            singles = sum(count == 1 for count in counts.values())
            self.answer["single_click_sub_id_ratio"][entity] = (singles, len(counts))
        for entity, members in self.groups(self.orders).items():
            found = []
            for sub_id in sorted({row["sub_id"] for row in members if row["sub_id"]}):
                own = [row for row in members if row["sub_id"] == sub_id]
                rest = [row for row in members if row["sub_id"] != sub_id]
                if len(own) >= 20 and len(rest) >= 20:
                    found.append((returned_share(own) - returned_share(rest), len(own)))
            if found:
                self.answer["worst_sub_id_refund_excess_ratio"][entity] = max(found)

    def profile(self) -> None:
        holders = sets(self.tables["affiliates"], "payout_account", "affiliate_id")
        for name, row in self.affiliates.items():
            if row["payout_account"]:
                others = len(holders[row["payout_account"]]) - 1
                self.answer["shared_payout_account_count"][(name,)] = (others, 1)

    def quality(self) -> Answer:
        self.volume()
        answer: Answer = {"conversion_ratio": self.answer["conversion_ratio"]}
        self.answer = defaultdict(dict)
        outcomes = ("refunded_us", "cancelled_us", "chargeback_us")
        self.rate("kept_value_ratio", self.orders, lambda row: all(row[column] is None for column in outcomes))
        self.rate("new_customer_ratio", given(self.orders, "is_new_customer"), lambda row: row["is_new_customer"])
        for entity, members in self.groups(given(self.orders, "customer_id")).items():
            counts = Counter(row["customer_id"] for row in members)
            self.answer["repeat_customer_ratio"][entity] = (sum(n > 1 for n in counts.values()), len(counts))
        return {**answer, **self.answer}

    def shares(self) -> list[tuple[str, str, str, int, Fraction]]:
        found = []
        for what, column, source in (
            ("address", "address_id", self.orders),
            ("customer", "customer_id", self.orders),
            ("payment", "payment_id", self.orders),
            ("payout_account", "payout_account", self.tables["affiliates"]),
        ):
            named = [row for row in source if row[column] != ""]
            holders = {key: held for key, held in sets(named, column, "affiliate_id").items() if len(held) <= 20}
            own = Counter(affiliate for held in holders.values() for affiliate in held)
            for a, b in combinations(sorted(own), 2):
                shared = sum(a in held and b in held for held in holders.values())
                if shared:
                    found.append((a, b, what, shared, Fraction(own[a] * own[b], len(holders))))
        return sorted(found)


def given(rows: Iterable[Row], column: str) -> list[Row]:
    return [row for row in rows if row[column] is not None]


def sets(rows: Iterable[Row], key: str, member: str) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for row in given(rows, key):
        found[row[key]].add(row[member])
    return found


def returned_share(rows: list[Row]) -> float:
    return sum(row["refunded_us"] is not None or row["cancelled_us"] is not None for row in rows) / len(rows)


def is_foreign(order: Row, coupon: Row) -> bool:
    return bool(
        (coupon["affiliate_id"] is not None and coupon["affiliate_id"] != order["affiliate_id"])
        or (coupon["valid_from_us"] is not None and order["ordered_us"] < coupon["valid_from_us"])
        or (coupon["valid_until_us"] is not None and order["ordered_us"] > coupon["valid_until_us"])
    )
