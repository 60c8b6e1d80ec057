"""Which country a domain's ending, a language and a telephone number stand for.

The tables are in `countries.toml`. None of the three proves anything: people live abroad and write for others, so what
is built on them is never more than a note.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["countries_of_language", "countries_of_prefix", "country_code", "country_of_host"]

_LONGEST_PREFIX = 3
"""Digits of a country's telephone prefix at most (ITU-T E.164)."""


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("countries.toml").read_text(encoding="utf-8"))


@cache
def _generic_suffixes() -> frozenset[str]:
    return frozenset(suffix for suffixes in _tables()["generic_suffixes"].values() for suffix in suffixes)


def country_code(text: str) -> str:
    """Return a country's code as ISO 3166-1 writes it: `GB` for `uk`, `GR` for `EL`; "" for ""."""
    code = text.strip().upper()
    return str(_tables()["same_country"].get(code, code))


def country_of_host(host: str) -> str:
    """Return the country that a host's last label stands for; "" for generic endings and those used as such."""
    suffix = host.rpartition(".")[2].lower()
    is_country = len(suffix) == 2 and suffix.isalpha() and suffix not in _generic_suffixes()
    return country_code(suffix) if is_country else ""


def countries_of_language(language: str) -> tuple[str, ...]:
    """Return the countries in which a language (`de`, `de-AT`) is written; () where it says nothing."""
    return tuple(_tables()["languages"].get(language[:2].lower(), ()))


def countries_of_prefix(digits: str) -> tuple[str, ...]:
    """Return the countries of a telephone number by its digits behind `+` or `00`; () where they are not known."""
    table = _tables()["telephone_prefixes"]
    sizes = range(_LONGEST_PREFIX, 0, -1)
    return tuple(next((table[digits[:size]] for size in sizes if digits[:size] in table), ()))
