"""The input contract: complete, consistent with the types that name its tables, written down for people."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from features.catalogue import FRAUD_TYPES
from pipelines.contract import load_contract, load_types, markdown
from pipelines.settings.model import TableName

ROOT = Path(__file__).resolve().parents[2]

REQUIRED = {
    "clicks": ("clicked_at", "affiliate_id"),
    "visits": ("visited_at",),
    "orders": ("order_id", "ordered_at", "affiliate_id"),
    "order_events": ("order_id", "event_at", "event"),
    "affiliates": ("affiliate_id",),
    "offers": ("offer_id",),
    "coupons": ("coupon_code",),
    "targets": ("affiliate_id", "metric", "period_start", "period_end", "target"),
    "labels": ("affiliate_id", "outcome", "decided_at"),
    "fx_rates": ("day", "currency", "rate"),
    "order_lines": ("order_id", "ordered_at", "affiliate_id", "article_id"),
}


def test_tables_and_their_required_columns() -> None:
    assert {name: table.required for name, table in load_contract().items()} == REQUIRED


def test_settings_know_the_same_tables() -> None:
    assert {*get_args(TableName), "order_lines"} == set(load_contract())


@pytest.mark.parametrize("name", REQUIRED)
def test_table_refers_to_its_own_columns_and_known_types(name: str) -> None:
    table = load_contract()[name]
    assert len(set(table.names)) == len(table.names)
    assert {*table.key, *table.any_of, *([table.time] if table.time else [])} <= set(table.names)
    assert {column.type for column in table.columns} <= set(load_types())
    assert all(column.meaning.endswith(".") for column in table.columns)
    assert not table.column("recorded_at").required
    assert table.time is None or table.column(table.time).type == "time"


def test_every_type_is_used() -> None:
    assert {column.type for table in load_contract().values() for column in table.columns} == set(load_types())


def test_closed_lists() -> None:
    contract = load_contract()
    events = ("approved", "adjusted", "cancelled", "refunded", "chargeback", "paid")
    assert contract["order_events"].column("event").values == events
    assert contract["labels"].column("outcome").values == ("fraud", "clean", "unclear")
    assert contract["labels"].column("fraud_type").values == FRAUD_TYPES
    assert contract["visits"].any_of == ("click_id", "visitor_id")


def test_unknown_column_names_its_table() -> None:
    with pytest.raises(KeyError, match=r"clicks\.clicked"):
        load_contract()["clicks"].column("clicked")


def test_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "input-contract.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: make docs"
