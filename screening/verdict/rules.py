"""The rules file: points, thresholds, and how clauses are recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screening.checks.catalogue import CLAUSE_KEYS

__all__ = ["ClauseRule", "Rules", "load_rules"]


@dataclass(frozen=True)
class ClauseRule:
    """How a clause key meets the terms.

    Attributes:
        words: Lower-case words by which a clause of the terms is recognised, the most telling first.
        title: Heading of the standard wording.
        text: Standard wording, for programmes whose terms hold no clauses.
    """

    words: tuple[str, ...]
    title: str
    text: str


@dataclass(frozen=True)
class Rules:
    """The whole of `rules.toml`.

    Attributes:
        version: Stamp of every verdict.
        points: Severity to points.
        watch: Points from which a partner is watched.
        review: Points from which a person must look.
        cautions_per_family: Cautions of one family that count.
        coverage_floor: Share of checks below which nothing is approved.
        clauses: Clause key to its rule.
    """

    version: str
    points: Mapping[str, int]
    watch: int
    review: int
    cautions_per_family: int
    coverage_floor: float
    clauses: Mapping[str, ClauseRule]


@cache
def load_rules() -> Rules:
    """Return the rules in force.

    Raises:
        ValueError: When a clause key has no rule, or a rule no key.
    """
    raw = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    clauses = {
        key: ClauseRule(tuple(rule["words"]), rule["title"], rule["text"]) for key, rule in raw["clauses"].items()
    }
    if set(clauses) != set(CLAUSE_KEYS):
        raise ValueError(f"rules.toml: clause keys differ: {sorted(set(clauses) ^ set(CLAUSE_KEYS))}")
    return Rules(version=raw["version"], points=raw["points"], **raw["thresholds"], clauses=clauses)
