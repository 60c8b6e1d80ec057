"""Reads the catalogue: each feature is declared once, in the TOML file beside the SQL that measures it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, get_args

from features.catalogue import FRAUD_TYPES, LARGEST_WEIGHT, Family, Feature
from features.schema import CANONICAL_TABLES

__all__ = ["FAMILIES", "FamilyDefinition", "catalogue", "families", "faults", "feature"]

FAMILIES: tuple[Family, ...] = get_args(Family)
"""Every family, in catalogue order."""

SENTENCE_WORDS = frozenset({"value", "events", "support", "peer_median", "sharing"})


@dataclass(frozen=True)
class FamilyDefinition:
    """A family and its features.

    Attributes:
        name: The name of its SQL file.
        title: What a reader calls it.
        summary: What it is about, in one sentence.
        features: Its features, in the order of the file.
    """

    name: Family
    title: str
    summary: str
    features: tuple[Feature, ...]


@cache
def families() -> tuple[FamilyDefinition, ...]:
    """Return all families with their features, in catalogue order.

    Raises:
        ValueError: The catalogue contradicts itself or the canonical schema; the message lists every fault.
    """
    found = tuple(
        read_family(name, (files("features") / "sql" / f"{name}.toml").read_text(encoding="utf-8")) for name in FAMILIES
    )
    if wrong := faults(tuple(feature for family in found for feature in family.features)):
        raise ValueError("Faults in the feature catalogue:\n" + "\n".join(f"- {fault}" for fault in wrong))
    return found


@cache
def catalogue() -> tuple[Feature, ...]:
    """Return every feature, in catalogue order.

    >>> catalogue()[0].name
    'barren_click_ratio'
    """
    return tuple(feature for family in families() for feature in family.features)


def feature(name: str) -> Feature:
    """Return the feature of that name.

    Raises:
        KeyError: No feature has that name.
    """
    return {known.name: known for known in catalogue()}[name]


def read_family(name: Family, text: str) -> FamilyDefinition:
    """Read one family's TOML text: `title`, `summary`, and a table for each feature."""
    document: dict[str, Any] = tomllib.loads(text)
    title, summary = document.pop("title"), document.pop("summary")
    declared = tuple(Feature(name=key, family=name, **lists_to_tuples(fields)) for key, fields in document.items())
    return FamilyDefinition(name=name, title=title, summary=summary, features=declared)


def lists_to_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def faults(features: tuple[Feature, ...]) -> list[str]:
    """Return what is wrong with a catalogue: repeated names, unknown fraud types or columns, broken sentences."""
    columns = {f"{table}.{column}" for table, found in CANONICAL_TABLES.items() for column in found}
    counts = Counter(feature.name for feature in features)
    wrong = [f"{name}: declared {count} times" for name, count in counts.items() if count > 1]
    for feature in features:
        said = {word for _, word, _, _ in Formatter().parse(feature.sentence) if word is not None}
        checks = {
            "the name is not in small letters, digits and _": not re.fullmatch("[a-z][a-z0-9_]*", feature.name),
            "kind is neither rate nor level": feature.kind not in {"rate", "level"},
            "a text is empty": not all(
                (feature.title, feature.description, feature.unit, feature.why, feature.innocent, feature.clears)
            ),
            "it speaks for no fraud type": not feature.fraud_types,
            f"unknown fraud types {sorted(set(feature.fraud_types) - set(FRAUD_TYPES))}": not (
                set(feature.fraud_types) <= set(FRAUD_TYPES)
            ),
            f"needs unknown columns {sorted(set(feature.needs) - columns)}": not set(feature.needs) <= columns,
            "it needs no column at all": not feature.needs,
            "minimum_support is below 1": feature.minimum_support < 1,
            f"weight is not within 0 to {LARGEST_WEIGHT}": not 0 < feature.weight <= LARGEST_WEIGHT,
            f"discounted_with is no other family: {feature.discounted_with}": (
                feature.discounted_with is not None and feature.discounted_with not in {*FAMILIES} - {feature.family}
            ),
            "declared_as holds what is no word in small letters": not all(map(str.isalpha, feature.declared_as))
            or "".join(feature.declared_as) != "".join(feature.declared_as).lower(),
            f"unknown words in the sentence {sorted(said - SENTENCE_WORDS)}": not said <= SENTENCE_WORDS,
        }
        wrong += [f"{feature.name}: {fault}" for fault, is_wrong in checks.items() if is_wrong]
    return wrong
