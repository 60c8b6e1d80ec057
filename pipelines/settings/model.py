"""The settings as types: what `affguard.toml` may say, with defaults and limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "ColumnSource",
    "JudgementOptions",
    "LoadOptions",
    "Programme",
    "ReportOptions",
    "Settings",
    "Source",
    "Windows",
]

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
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """Base of all settings: unknown keys are refused and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Programme(Strict):
    """Who is judged."""

    name: str = "Affiliate programme"
    reporting_currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"


class Windows(Strict):
    """How far back each measurement looks, in days that end with the as-of day."""

    traffic_days: Annotated[int, Field(ge=1, le=400)] = 28
    order_days: Annotated[int, Field(ge=1, le=800)] = 120
    change_days: Annotated[int, Field(ge=1, le=60)] = 7


class LoadOptions(Strict):
    """What the load accepts, and the machine it may use."""

    max_rejected_share: Share = 0.01
    earliest_year: Annotated[int, Field(ge=1971, le=2100)] = 1995
    latest_year: Annotated[int, Field(ge=1971, le=2200)] = 2100
    max_row_bytes: Annotated[int, Field(ge=1_000, le=64_000_000)] = 2_000_000
    memory_limit: Annotated[str, Field(pattern=r"^[0-9.]+ ?(MB|GB|MiB|GiB)$")] = "2GB"
    threads: Annotated[int, Field(ge=1, le=256)] = 2


class JudgementOptions(Strict):
    """Knobs of the judgement; `models.JudgementSettings` says what each does."""

    fdr: Annotated[float, Field(gt=0, lt=1)] = 0.05
    hold_q: Annotated[float, Field(gt=0, lt=1)] = 0.01
    watch_p: Annotated[float, Field(gt=0, lt=1)] = 0.05
    prior_fraud_share: Annotated[float, Field(gt=0, lt=1)] = 0.02
    minimum_peers: Annotated[int, Field(ge=2)] = 30
    null_redraws: Annotated[int, Field(ge=1_000, le=10_000_000)] = 20_000
    seed: Annotated[int, Field(ge=0)] = 20_260_101


class ReportOptions(Strict):
    """What the report shows."""

    evidence_rows: Annotated[int, Field(ge=0, le=20)] = 20
    watch_rows: Annotated[int, Field(ge=0, le=1_000)] = 20


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
    hash_of: tuple[str, ...] | None = None
    buckets: Annotated[int, Field(ge=2, le=1_000_000)] | None = None
    unit: Literal["s", "ms", "us"] | None = None
    format: str | None = None
    decimal: Literal[".", ","] = "."
    minor_units: bool = False
    absolute: bool = False


class Source(Strict):
    """Files of one kind, and how their columns become the contract's.

    Attributes:
        name: Unique name, used in messages.
        table: The contract's table that the files feed.
        files: Paths or globs; relative ones start at the home folder.
        format: `auto` goes by the file's ending (`.csv .tsv .txt .jsonl .ndjson .parquet`, plain, `.gz` or `.zst`).
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
    columns: dict[str, str | ColumnSource] = Field(default_factory=dict)


class Settings(Strict):
    """All of `affguard.toml`."""

    programme: Programme = Programme()
    windows: Windows = Windows()
    load: LoadOptions = LoadOptions()
    judgement: JudgementOptions = JudgementOptions()
    report: ReportOptions = ReportOptions()
    sources: tuple[Source, ...] = ()
