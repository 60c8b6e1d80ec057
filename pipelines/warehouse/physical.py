"""How the contract's columns are kept in the warehouse: names, types, and which wide strings become dictionary ids."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.contract import Column, Table

__all__ = ["OPAQUE_AGENT", "PhysicalColumn", "Role", "is_kept_fine", "physical_columns", "stored_tables"]

Role = str
"""What a physical column holds of its contract column: `value`, `id`, `host_id`, `subnet_id` or `paid_mark`."""

OPAQUE_AGENT = -1
"""`agents.is_declared_bot` of an agent that is a hash or token: judged, and it tells nothing. NULL: not yet judged."""

_VALUE_TYPES: dict[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "coupon": "VARCHAR",
    "country": "VARCHAR",
    "domain": "VARCHAR",
    "currency": "VARCHAR",
    "time": "BIGINT",
    "day": "INTEGER",
    "amount": "BIGINT",
    "integer": "BIGINT",
    "number": "DECIMAL(18,6)",
    "rate": "DECIMAL(24,12)",
    "boolean": "SMALLINT",
}
_STEMS = {"ip": "address", "signup_ip": "signup_address", "user_agent": "agent"}


@dataclass(frozen=True)
class PhysicalColumn:
    """One column of a warehouse table.

    Attributes:
        name: Its name; time ends in `_us`, money in `_minor` (in `_micro` where it is kept fine), a dictionary id in
            `_id`.
        type: DuckDB type.
        source: The contract column it is read from.
        role: What of it.
    """

    name: str
    type: str
    source: Column
    role: Role


def stored_tables(contract: dict[str, Table]) -> dict[str, tuple[PhysicalColumn, ...]]:
    """Return the physical columns of every table of the contract."""
    return {name: physical_columns(table) for name, table in contract.items()}


def physical_columns(table: Table) -> tuple[PhysicalColumn, ...]:
    """Return the columns a contract table has in the warehouse, in order."""
    return tuple(physical for column in table.columns for physical in _of(table, column))


def is_kept_fine(table: Table) -> bool:
    """Say whether a table's amounts are kept in millionths of the currency's unit rather than in minor units."""
    return table.name in ("order_lines", "order_events")


def _of(table: Table, column: Column) -> list[PhysicalColumn]:
    stem = _STEMS.get(column.name, column.name.removesuffix("_url"))
    if column.type == "address":
        ids = [PhysicalColumn(f"{stem}_id", "BIGINT", column, "id")]
        # Only events need the subnet; for a profile it would be a second name of the same thing.
        return [*ids, PhysicalColumn("subnet_id", "BIGINT", column, "subnet_id")] if column.name == "ip" else ids
    if column.type == "agent":
        return [PhysicalColumn(f"{stem}_id", "BIGINT", column, "id")]
    if column.type == "url":
        whole = PhysicalColumn(f"{stem}_id", "BIGINT", column, "id")
        # Where a visitor landed is the programme's own site: of it only the query's marks tell anything.
        if column.name == "landing_url":
            return [whole, PhysicalColumn("has_paid_click_mark", "SMALLINT", column, "paid_mark")]
        return [whole, PhysicalColumn(f"{stem}_host_id", "BIGINT", column, "host_id")]
    return [PhysicalColumn(_value_name(table, column), _VALUE_TYPES[column.type], column, "value")]


def _value_name(table: Table, column: Column) -> str:
    if column.type == "time":
        return column.name.removesuffix("_at") + "_us"
    if column.type == "day" and column.name != "day":
        return f"{column.name}_day"
    if column.type == "amount":
        # A line's price may be finer than a cent, and an event need not name its order's currency: such an amount is
        # rounded to minor units where the order is known.
        return f"{column.name}_{'micro' if is_kept_fine(table) else 'minor'}"
    return column.name
