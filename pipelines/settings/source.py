"""A source as a type: files of one kind, and how their columns become the contract's."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from pipelines.contract import load_contract
from pipelines.errors import did_you_mean
from pipelines.settings.base import Strict, refuse

__all__ = ["ColumnSource", "Source", "TableName"]

Fault = tuple[tuple[str, ...], str]
"""Key, relative to the source, and what is wrong with it."""

TableName = Literal[
    "clicks",
    "visits",
    "orders",
    "order_events",
    "affiliates",
    "offers",
    "coupons",
    "targets",
    "labels",
    "fx_rates",
]


class ColumnSource(Strict):
    """Where one contract column comes from; exactly one of `column`, `constant`, `hash_of`.

    Attributes:
        column: Name in the file.
        constant: The same text for every row.
        hash_of: The first of these file columns that is not empty, hashed to a stable token.
        buckets: With `hash_of`: fold the hash into this many tokens.
        unit: For times that are numbers: seconds, milliseconds or microseconds since 1970.
        format: For times that are text in an unusual form: a strptime pattern.
        decimal: For amounts: the decimal sign.
        minor_units: For amounts: true when the file already counts cents.
        absolute: For amounts: true to drop the sign.
    """

    column: str | None = None
    constant: str | None = None
    hash_of: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    buckets: Annotated[int, Field(ge=2, le=1_000_000)] | None = None
    unit: Literal["s", "ms", "us"] | None = None
    format: str | None = None
    decimal: Literal[".", ","] = "."
    minor_units: bool = False
    absolute: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [key for key in ("column", "constant", "hash_of") if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of column, constant, hash_of; it has {' and '.join(given) or 'none'}")
        if self.buckets is not None and self.hash_of is None:
            refuse([(("buckets",), "has no effect without hash_of")])
        if self.unit is not None and self.format is not None:
            refuse([(("unit",), "does not go with format: a time is a number (unit) or text (format)")])
        return self

    def conversions(self) -> tuple[str, ...]:
        """Return the conversions that differ from their defaults, by name."""
        return tuple(name for name in _CONVERSIONS if getattr(self, name) != type(self).model_fields[name].default)


_CONVERSIONS: dict[str, str] = {
    "unit": "time",
    "format": "time",
    "decimal": "amount",
    "minor_units": "amount",
    "absolute": "amount",
}
"""Conversion → the type of the columns that it makes sense for."""


def _column_shape(value: object) -> str:
    return "<options>" if isinstance(value, dict | ColumnSource) else "<name>"


ColumnMap = dict[
    str,
    Annotated[
        Annotated[str, Tag("<name>")] | Annotated[ColumnSource, Tag("<options>")],
        Discriminator(_column_shape),
    ],
]


class Source(Strict):
    """Files of one kind, and how their columns become the contract's.

    Attributes:
        name: Unique name, used in messages.
        table: The contract's table that the files feed.
        files: Paths or globs; relative ones start at the home folder.
        format: `auto` goes by the file's ending (`.csv .tsv .txt .jsonl .ndjson .json .parquet .pq`, text also with
            `.gz` or `.zst`); an access log is named as such, for its affiliate parameter.
        layout: `rows`: a line is a row; `order_lines`: a line is an article of an order, lines sum to orders, and
            lines of a return order become refunds.
        return_prefix: With `order_lines`: an `order_id` that begins so is a return.
        timezone: IANA zone of times that carry no offset.
        encoding: Text encoding of the files.
        delimiter: Column separator of CSV files; empty = found out from the header.
        affiliate_parameter: With `access_log`: the query parameter that names the affiliate.
        sub_id_parameter: With `access_log`: the query parameter that names the sub-id, if any.
        unattributed_affiliate: With `access_log`: affiliate id for requests without the parameter; empty = such
            lines are rejected.
        columns: Contract column → file column (text) or `ColumnSource`; columns not named here keep their own name.
    """

    name: str
    table: TableName
    files: tuple[str, ...] = ()
    format: Literal["auto", "csv", "jsonl", "parquet", "access_log"] = "auto"
    layout: Literal["rows", "order_lines"] = "rows"
    return_prefix: str = ""
    timezone: str = "UTC"
    encoding: Literal["utf-8", "latin-1", "utf-16"] = "utf-8"
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    affiliate_parameter: str = ""
    sub_id_parameter: str = ""
    unattributed_affiliate: str = ""
    columns: ColumnMap = Field(default_factory=dict)

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if not re.fullmatch(r"\w[\w .:-]{0,99}", name):
            raise ValueError("must be 1 to 100 letters, digits, blanks or any of _ . : -")
        return name

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ValueError, KeyError, OSError):
            near = did_you_mean(zone, available_timezones())
            raise ValueError(f'must be an IANA zone such as "UTC" or "Europe/Berlin", not "{zone}".{near}') from None
        return zone

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse([*_layout_faults(self), *_column_faults(self)])
        return self

    @property
    def contract_table(self) -> str:
        """The contract's table that a line of the files is a row of: `order_lines` with that layout, else `table`."""
        return "order_lines" if self.layout == "order_lines" else self.table


def _layout_faults(source: Source) -> list[Fault]:
    """Return what is wrong between `table`, `format`, `layout` and the options that belong to one of them."""
    is_log = source.format == "access_log"
    is_lines = source.layout == "order_lines"
    faults: list[Fault] = []
    if is_log and source.table != "clicks":
        faults.append((("table",), f'must be "clicks" with format "access_log", not "{source.table}"'))
    if is_log and not source.affiliate_parameter:
        faults.append((("affiliate_parameter",), 'must name a query parameter with format "access_log"'))
    if is_lines and source.table != "orders":
        faults.append((("table",), f'must be "orders" with layout "order_lines", not "{source.table}"'))
    if is_log and is_lines:
        faults.append((("layout",), 'must be "rows" with format "access_log"'))
    if source.return_prefix and not is_lines:
        faults.append((("return_prefix",), 'has no effect without layout "order_lines"'))
    log_only = ("affiliate_parameter", "sub_id_parameter", "unattributed_affiliate")
    stray = [key for key in log_only if getattr(source, key) and not is_log]
    return faults + [((key,), 'has no effect without format "access_log"') for key in stray]


def _column_faults(source: Source) -> list[Fault]:
    """Return what is wrong with the column map: names the contract does not know, conversions that do not fit."""
    table = load_contract()[source.contract_table]
    faults: list[Fault] = []
    for name, origin in source.columns.items():
        if name not in table.names:
            allowed = f"{did_you_mean(name, table.names)} Allowed: {', '.join(table.names)}"
            faults.append((("columns", name), f"is not a column of {table.name}.{allowed}"))
            continue
        kind = table.column(name).type
        for option in origin.conversions() if isinstance(origin, ColumnSource) else ():
            if kind != _CONVERSIONS[option]:
                fault = f"is for columns of type {_CONVERSIONS[option]}, not {kind}"
                faults.append((("columns", name, option), fault))
    return faults
