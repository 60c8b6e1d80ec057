"""A source as a type: files of one kind, and how their columns become the contract's."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal, get_args
from zoneinfo import available_timezones

from pydantic import Discriminator, Field, Tag, field_validator

from pipelines.contract import Column, load_contract
from pipelines.errors import did_you_mean
from pipelines.money import currencies
from pipelines.settings.base import Fault, Strict
from pipelines.settings.toml_text import shown

__all__ = ["COLUMN_TAGS", "ColumnSource", "Source", "TableName"]

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
Format = Literal["auto", "csv", "jsonl", "parquet", "access_log"]
Layout = Literal["rows", "order_lines"]


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
        absolute: For amounts: true to drop the sign, of refunds that are booked as negative amounts. An `adjusted`
            event with a negative amount is refused all the same: it is a change, not the new amount.
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

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return what is wrong between the options of a column."""
        given = [key for key in ("column", "constant", "hash_of") if raw.get(key) is not None]
        faults: list[Fault] = []
        # Without any of them, a misspelt key is the likely cause, and is reported itself.
        if len(given) > 1 or (not given and raw.keys() <= cls.model_fields.keys()):
            told = " and ".join(given) or "none"
            faults.append(((), f"needs exactly one of column, constant, hash_of; it has {told}"))
        if raw.get("buckets") is not None and raw.get("hash_of") is None:
            faults.append((("buckets",), "has no effect without hash_of"))
        if raw.get("unit") is not None and raw.get("format") is not None:
            faults.append((("unit",), "does not go with format: a time is a number (unit) or text (format)"))
        return faults

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


COLUMN_TAGS = ("<name>", "<options>")
"""What pydantic puts behind the key of a column for the form that its value has."""


def _column_shape(value: object) -> str:
    return COLUMN_TAGS[isinstance(value, dict | ColumnSource)]


ColumnMap = dict[
    str,
    Annotated[
        Annotated[str, Tag(COLUMN_TAGS[0])] | Annotated[ColumnSource, Tag(COLUMN_TAGS[1])],
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
        timezone: IANA zone of times that carry no offset: UTC or Area/Place, which the engine knows as well.
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
    format: Format = "auto"
    layout: Layout = "rows"
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
        if zone != "UTC" and zone not in _places():
            near = did_you_mean(zone[:100], {"UTC", *_places()})
            raise ValueError(f'must be "UTC" or an IANA zone such as "Europe/Berlin", not {shown(zone)}.{near}')
        return zone

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return what is wrong between `table`, `format`, `layout`, the options of one of them, and the columns."""
        return [*_layout_faults(raw), *_column_faults(raw)]

    @property
    def contract_table(self) -> str:
        """The contract's table that a line of the files is a row of: `order_lines` with that layout, else `table`."""
        return "order_lines" if self.layout == "order_lines" else self.table


@cache
def _places() -> frozenset[str]:
    """Return the zones named Area/Place; the others are the system's own (localtime) or ambiguous (EST, MET)."""
    return frozenset(name for name in available_timezones() if "/" in name)


def _layout_faults(raw: dict[str, Any]) -> list[Fault]:
    """Return what is wrong between `table`, `format`, `layout` and the options that belong to one of them."""
    table, kind, layout = raw.get("table"), raw.get("format", "auto"), raw.get("layout", "rows")
    known_table = table in get_args(TableName)
    is_log, is_lines = kind == "access_log", layout == "order_lines"
    faults: list[Fault] = []
    if is_log and known_table and table != "clicks":
        faults.append((("table",), f'must be "clicks" with format "access_log", not "{table}"'))
    if is_log and raw.get("affiliate_parameter", "") == "":
        faults.append((("affiliate_parameter",), 'must name a query parameter with format "access_log"'))
    if is_lines and known_table and table != "orders":
        faults.append((("table",), f'must be "orders" with layout "order_lines", not "{table}"'))
    if is_log and is_lines:
        faults.append((("layout",), 'must be "rows" with format "access_log"'))
    if raw.get("return_prefix", "") != "" and layout == "rows":
        faults.append((("return_prefix",), 'has no effect without layout "order_lines"'))
    log_only = ("affiliate_parameter", "sub_id_parameter", "unattributed_affiliate")
    # A misspelt format may have been meant as access_log; it is reported itself.
    stray = [key for key in log_only if raw.get(key, "") != "" and not is_log and kind in get_args(Format)]
    return faults + [((key,), 'has no effect without format "access_log"') for key in stray]


def _column_faults(raw: dict[str, Any]) -> list[Fault]:
    """Return what is wrong with the column map: names the contract does not know, conversions that do not fit."""
    columns, layout = raw.get("columns"), raw.get("layout", "rows")
    name_of_table = "order_lines" if layout == "order_lines" else str(raw.get("table"))
    if not isinstance(columns, dict) or layout not in get_args(Layout):
        return []
    if name_of_table not in ("order_lines", *get_args(TableName)):
        return []
    table = load_contract()[name_of_table]
    faults: list[Fault] = []
    for name, origin in columns.items():
        if name not in table.names:
            allowed = f"{did_you_mean(name, table.names)} Allowed: {', '.join(table.names)}"
            faults.append((("columns", name), f"is not a column of {table.name}.{allowed}"))
            continue
        faults += _constant_faults(table.column(name), origin)
        kind = table.column(name).type
        for option in _conversions(origin):
            if kind != _CONVERSIONS[option]:
                fault = f"is for columns of type {_CONVERSIONS[option]}, not {kind}"
                faults.append((("columns", name, option), fault))
    return faults


def _constant_faults(column: Column, origin: object) -> list[Fault]:
    """Return what is wrong with the one value that every row of a column gets: each of them would be refused."""
    given = origin.get("constant") if isinstance(origin, dict) else getattr(origin, "constant", None)
    word = given.strip() if isinstance(given, str) else ""
    key = ("columns", column.name, "constant")
    if word and column.type == "currency" and word.upper() not in currencies():
        near = did_you_mean(word[:100].upper(), currencies())
        return [(key, f'must be an ISO 4217 code such as "EUR", "USD" or "JPY", not {shown(word)}.{near}')]
    if word and column.values and word.lower() not in column.values:
        near = did_you_mean(word[:100].lower(), column.values)
        return [(key, f"must be one of {', '.join(column.values)}, not {shown(word)}.{near}")]
    return []


def _conversions(origin: object) -> tuple[str, ...]:
    """Return the conversions that a column asks for, checked or as they stand in the file."""
    if isinstance(origin, ColumnSource):
        return origin.conversions()
    fields, given = ColumnSource.model_fields, origin if isinstance(origin, dict) else {}
    return tuple(name for name in _CONVERSIONS if name in given and given[name] != fields[name].default)
