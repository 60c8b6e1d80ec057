"""The generated rows as files of the input contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from features.quoting import literal
from pipelines.demo.hashing import mix, uniform
from pipelines.demo.orders import EVENTS, NO_CLICK, OrderRows
from pipelines.demo.population import World
from pipelines.demo.reference import AGENTS, COUNTRIES, HOSTS, MAIL_DOMAINS, PATHS, SUB_IDS
from pipelines.demo.traffic import PAGES_PER_OFFER, ClickRows

__all__ = ["FileFormat", "Writer", "address_sql"]

FileFormat = Literal["csv", "parquet"]
_OFFER_PAGES = ("/", "/sale", "/new-in", "/bestsellers", "/category/a", "/category/b", "/item/4711", "/item/815")
_VISITS_AT_MOST = 600_000

_CLICKS_SQL = """
SELECT
    'c' || lpad(to_hex(click), 16, '0') AS click_id,
    make_timestamp(time_us) AS clicked_at,
    affiliate_id, sub_id, offer_id,
    {address} AS ip,
    user_agent,
    CASE WHEN host = '' THEN '' ELSE concat('https://', host, path) END AS referrer_url,
    CASE paid_mark
        WHEN 1 THEN concat(page, '&gclid=Cj0KCQ', to_hex(hash_1), '_', to_hex(hash_1 >> 7))
        WHEN 2 THEN concat(page, '&msclkid=', lpad(to_hex(hash_1), 16, '0'), lpad(to_hex(hash_1 >> 3), 16, '0'))
        ELSE page
    END AS landing_url,
    country,
    CASE WHEN visitor > 0 THEN 'v' || lpad(to_hex(visitor), 16, '0') END AS visitor_id
FROM generated
"""
_VISITS_SQL = """
SELECT
    make_timestamp(time_us) AS visited_at,
    'c' || lpad(to_hex(click), 16, '0') AS click_id,
    CASE WHEN visitor > 0 THEN 'v' || lpad(to_hex(visitor), 16, '0') END AS visitor_id,
    pages, dwell_seconds, bounced, added_to_cart
FROM generated
"""
_ORDERS_SQL = """
SELECT
    order_id,
    make_timestamp(time_us) AS ordered_at,
    affiliate_id,
    CASE WHEN has_click THEN 'c' || lpad(to_hex(click), 16, '0') END AS click_id,
    offer_id,
    'k' || lpad(to_hex(customer), 16, '0') AS customer_id,
    CASE WHEN visitor > 0 THEN 'v' || lpad(to_hex(visitor), 16, '0') END AS visitor_id,
    {address} AS ip,
    user_agent, country, email_domain,
    'p' || lpad(to_hex(payment), 16, '0') AS payment_id,
    is_new_customer, coupon_code,
    (amount_minor / 100)::DECIMAL(18, 2) AS amount,
    'EUR' AS currency,
    (commission_minor / 100)::DECIMAL(18, 2) AS commission
FROM generated
"""


def address_sql(column: str) -> str:
    """Return the SQL that writes an address number as dotted IPv4 or as IPv6."""
    a = column
    return f"""CASE WHEN {a} = 0 THEN NULL
        WHEN {a} < 4294967296 THEN concat({a} >> 24, '.', ({a} >> 16) & 255, '.', ({a} >> 8) & 255, '.', {a} & 255)
        ELSE concat('2a0', to_hex(({a} >> 56) & 15), ':', to_hex(({a} >> 32) & 65535), ':',
            to_hex(({a} >> 16) & 65535), ':', to_hex({a} & 65535), '::1') END"""


def _words(codes: NDArray[Any], words: Sequence[str | None]) -> pa.DictionaryArray:
    """Return codes as a dictionary column, so that each text is held once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.asarray(codes, dtype=np.int32)), pa.array(words, pa.string()))


class Writer:
    """Writes tables into one folder through one DuckDB connection.

    Args:
        out: The folder; made when missing.
        world: The programme, for the texts behind the codes.
        file_format: `csv` or `parquet`.
    """

    def __init__(self, out: Path, world: World, file_format: FileFormat) -> None:
        self._out, self._world, self._format = out, world, file_format
        out.mkdir(parents=True, exist_ok=True)
        # Click files of an earlier, longer history would be picked up by a glob.
        for stale in sorted(out.glob("clicks-[0-9][0-9][0-9][0-9].*")):
            if stale.suffix in {".csv", ".parquet"}:
                stale.unlink()
        # The number of threads is fixed so that files do not differ between machines.
        limits: dict[str, str | bool | int | float | list[str]] = {"threads": 2, "memory_limit": "1GB"}
        self._connection = duckdb.connect(":memory:", config=limits)
        self._ids = [profile.affiliate_id for profile in world.profiles]
        self._hosts = [*HOSTS, *(f"www.{profile.website}" for profile in world.profiles)]
        self._offer_ids = [offer.offer_id for offer in world.offers]
        self._pages = [
            f"https://{offer.host}{page}?utm_source=partner" for offer in world.offers for page in _OFFER_PAGES
        ]
        self._visits: list[ClickRows] = []

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()

    def table(self, name: str, columns: dict[str, Any], sql: str = "SELECT * FROM generated") -> Path:
        """Write columns, shaped by `sql` over the table `generated`, to `<name>.<format>` and return the path."""
        path = self._out / f"{name}.{self._format}"
        target = literal(str(path))
        shape = "FORMAT csv, HEADER" if self._format == "csv" else "FORMAT parquet, COMPRESSION zstd"
        self._connection.register("generated", pa.table(columns))
        try:
            self._connection.execute(f"COPY ({sql}) TO {target} ({shape})")
        finally:
            self._connection.unregister("generated")
        return path

    def clicks(self, number: int, rows: ClickRows) -> Path:
        """Write one file of clicks, which are in order of time, and keep a sample of their visits."""
        click = mix(rows["key"], self._world.seed)
        share = min(0.6, _VISITS_AT_MOST / self._world.size.clicks)
        self._visits.append(rows[(rows["landed"] > 0) & (uniform(click, 31) < share)])
        columns = {
            "click": click,
            "hash_1": mix(click, 32),
            "time_us": np.ascontiguousarray(rows["time_us"]),
            "visitor": np.ascontiguousarray(rows["visitor"]),
            "address": np.ascontiguousarray(rows["address"]),
            "paid_mark": np.ascontiguousarray(rows["paid_mark"]),
            "affiliate_id": _words(rows["key"] >> np.uint64(32), self._ids),
            "sub_id": _words(rows["sub_id"], [None, *SUB_IDS[1:]]),
            "offer_id": _words(rows["page"] // PAGES_PER_OFFER, self._offer_ids),
            "user_agent": _words(rows["agent"], AGENTS),
            "host": _words(rows["host"], self._hosts),
            "path": _words(rows["path"], PATHS),
            "page": _words(rows["page"], self._pages),
            "country": _words(rows["country"], [country.code for country in COUNTRIES]),
        }
        return self.table(f"clicks-{number:04d}", columns, _CLICKS_SQL.format(address=address_sql("address")))

    def visits(self) -> Path:
        """Write the visits kept so far: web analytics see a sample of at most about 600,000."""
        rows = np.concatenate(self._visits)
        click = mix(rows["key"], self._world.seed)
        stayed = rows["landed"] == 2
        pages = np.where(stayed, 2 + np.floor(-np.log1p(-uniform(click, 33)) * 2.5), 1).astype(np.int32)
        dwell = np.where(stayed, 20 + np.exp(4.0 + 2.0 * uniform(click, 34)), 1 + 12 * uniform(click, 34))
        columns = {
            "click": click,
            "visitor": np.ascontiguousarray(rows["visitor"]),
            "time_us": rows["time_us"] + (300_000 + 2_500_000 * uniform(click, 35)).astype(np.int64) // 1_000 * 1_000,
            "pages": pages,
            "dwell_seconds": dwell.astype(np.int32),
            "bounced": (~stayed).astype(np.int8),
            "added_to_cart": (stayed & (uniform(click, 36) < 0.18)).astype(np.int8),
        }
        return self.table("visits", columns, _VISITS_SQL)

    def orders(self, rows: OrderRows) -> tuple[Path, Path]:
        """Write orders, which are in order of time, and their events; return both paths."""
        order_id = pa.array([f"O{1_000_000 + number}" for number in range(rows.size)], pa.string())
        columns = {
            "order_id": order_id,
            "time_us": np.ascontiguousarray(rows["time_us"]),
            "affiliate_id": _words(rows["affiliate"], self._ids),
            "has_click": rows["click"] != NO_CLICK,
            "click": mix(rows["click"], self._world.seed),
            "offer_id": _words(rows["offer"], self._offer_ids),
            "customer": np.ascontiguousarray(rows["customer"]),
            "visitor": np.ascontiguousarray(rows["visitor"]),
            "address": np.ascontiguousarray(rows["address"]),
            "user_agent": _words(rows["agent"], AGENTS),
            "country": _words(rows["country"], [country.code for country in COUNTRIES]),
            "email_domain": _words(rows["mail"], MAIL_DOMAINS),
            "payment": np.ascontiguousarray(rows["payment"]),
            "is_new_customer": np.ascontiguousarray(rows["is_new"]),
            "coupon_code": _words(rows["coupon"] + 1, [None, *self._world.coupon_codes]),
            "amount_minor": np.ascontiguousarray(rows["amount_minor"]),
            "commission_minor": np.ascontiguousarray(rows["commission_minor"]),
        }
        path = self.table("orders", columns, _ORDERS_SQL.format(address=address_sql("address")))
        return path, self._order_events(rows, order_id)

    def _order_events(self, rows: OrderRows, order_id: pa.Array) -> Path:
        """Write what became of the orders; amounts are what the event is about, an adjustment's are the new ones."""
        columns = {
            "order_id": order_id,
            "amount_minor": np.ascontiguousarray(rows["amount_minor"]),
            "commission_minor": np.ascontiguousarray(rows["commission_minor"]),
            **{f"{event}_us": np.ascontiguousarray(rows[f"{event}_us"]) for event in EVENTS},
        }
        parts = []
        for event in EVENTS:
            kept = "0.75" if event == "adjusted" else "1"
            parts.append(
                f"SELECT order_id, make_timestamp({event}_us) AS event_at, '{event}' AS event, "
                f"round(amount_minor * {kept} / 100, 2)::DECIMAL(18, 2) AS amount, "
                f"round(commission_minor * {kept} / 100, 2)::DECIMAL(18, 2) AS commission "
                f"FROM generated WHERE {event}_us > 0"
            )
        sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY event_at, order_id, event"
        return self.table("order_events", columns, sql)
