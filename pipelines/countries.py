"""Countries (ISO 3166-1, `data/countries.toml`), and how SQL reads one."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from pipelines.contract import data_file

__all__ = ["country_code", "country_codes", "country_sql", "other_spellings_sql"]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(data_file("countries.toml").read_text(encoding="utf-8"))


def country_codes() -> frozenset[str]:
    """Return the code of every country, in capital letters."""
    return frozenset(_tables()["codes"])


def country_code(code: str) -> str:
    """Return the one code of a country that some write otherwise: `GB` for `UK`; any other text as it is."""
    return str(_tables()["other_spellings"].get(code, code))


def country_sql(text: str) -> str:
    """Return SQL of the code that a text in capital letters stands for, NULL where it is no country's."""
    codes = ", ".join(f"'{code}'" for code in sorted(country_codes()))
    return f"case when {text} in ({codes}) then {text} else case {text} {other_spellings_sql()} end end"


def other_spellings_sql() -> str:
    """Return the branches of a `case` over a code in capital letters that give a country's other spelling its own."""
    return " ".join(f"when '{other}' then '{code}'" for other, code in _tables()["other_spellings"].items())
