"""The catalogue is whole: every feature declared once, explained, and measured by the SQL beside it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from features.catalogue import FRAUD_TYPES, Feature
from features.definitions import FAMILIES, catalogue, families, faults, feature
from features.document import catalogue_page
from features.portable import portable_sql

DOCS = Path(__file__).parents[2] / "docs" / "features.md"


def test_the_catalogue_has_no_faults() -> None:
    assert faults(catalogue()) == []


def test_every_family_measures_something_and_every_fraud_type_has_a_feature() -> None:
    assert {family.name for family in families() if family.features} == set(FAMILIES)
    assert {kind for known in catalogue() for kind in known.fraud_types} == set(FRAUD_TYPES)


@pytest.mark.parametrize("known", catalogue(), ids=lambda known: known.name)
def test_each_feature_is_measured_by_its_familys_file(known: Feature) -> None:
    columns = {"rate": ("events", "support"), "level": ("value", "support")}[known.kind]
    sql = portable_sql(known.family, "affiliate")
    assert all(re.search(rf"\bas {known.name}_{column}\b", sql) for column in columns)


def test_the_sql_gives_no_feature_that_is_not_declared() -> None:
    given = {
        (family, name)
        for family in FAMILIES
        for name in re.findall(r"\bas (\w+)_(?:events|support|value)\b", portable_sql(family, "affiliate"))
    }
    assert given == {(known.family, known.name) for known in catalogue()}


@pytest.mark.parametrize("known", catalogue(), ids=lambda known: known.name)
def test_each_sentence_can_be_filled_and_accuses_nobody(known: Feature) -> None:
    said = known.sentence.format(value="12 %", events="12", support="100", peer_median="3 %", sharing="14")
    assert "{" not in said
    assert said.endswith(".")
    prose = " ".join((said, known.title, known.description, known.why, known.innocent, known.clears)).lower()
    assert "fraudster" not in prose
    assert "guilty" not in prose


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"fraud_types": ("theft",)}, "unknown fraud types ['theft']"),
        ({"fraud_types": ()}, "no fraud type"),
        ({"needs": ("clicks.colour",)}, "unknown columns ['clicks.colour']"),
        ({"needs": ()}, "needs no column"),
        ({"weight": 1.6}, "weight"),
        ({"discounted_with": "outcome"}, "discounted_with is no other family"),
        ({"discounted_with": "weather"}, "discounted_with is no other family"),
        ({"declared_as": ("Paid",)}, "declared_as holds what is no word"),
        ({"declared_as": ("paid search",)}, "declared_as holds what is no word"),
        ({"minimum_support": 0}, "minimum_support"),
        ({"sentence": "{mean} of {support}."}, "unknown words in the sentence ['mean']"),
        ({"innocent": ""}, "a text is empty"),
        ({"name": "Refunds"}, "small letters"),
    ],
)
def test_a_fault_is_found_and_named(change: dict[str, object], complaint: str) -> None:
    broken = dataclasses.replace(feature("refund_ratio"), **change)  # type: ignore[arg-type]
    assert any(complaint in fault for fault in faults((broken,)))


def test_a_name_declared_twice_is_found() -> None:
    assert faults((feature("refund_ratio"), feature("refund_ratio"))) == ["refund_ratio: declared 2 times"]


def test_the_catalogue_page_is_fresh() -> None:
    assert DOCS.read_text(encoding="utf-8") == catalogue_page(), "run: python -m features.document > docs/features.md"


@pytest.mark.parametrize("entry", [one for one in catalogue() if one.family == "change"], ids=lambda one: one.name)
def test_what_needs_a_past_says_whom_it_leaves_out(entry: Feature) -> None:
    assert "Not available where the first " in entry.description


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("conversion_ratio", "a click whose order another partner got counts as one without"),
        ("repeated_amount_order_ratio", "where an order was adjusted, its new amount is compared"),
        ("refund_ratio", "fewer orders may have matured than for cancellations alone"),
    ],
)
def test_what_a_feature_counts_and_what_not_is_said(name: str, words: str) -> None:
    assert words in feature(name).description
