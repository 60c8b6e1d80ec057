"""The SQL files keep to what DuckDB and Spark understand alike; each ban names a construct seen to differ."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from features.portable import ENTITY_COLUMNS, parameters, portable_sql
from features.windows import FeatureWindows

BANNED = {
    "date and time functions: boundaries, types and weekdays differ": (
        r"\b(date_diff|datediff|date_trunc|date_part|epoch\w*|extract|time_bucket|strftime|to_timestamp|now|current_\w+)\b"
    ),
    "engine-only quantiles": r"\b(quantile\w*|percentile\w*|median|approx\w*|mode|mad)\b",
    "arbitrary aggregates": r"\b(any_value|first|last|arg_max|arg_min|max_by|min_by)\s*\(",
    "moments and entropies are corrected differently": r"\b(skewness|kurtosis|entropy)\b",
    "hashes differ by engine": r"\b(hash|md5|sha\w*|xxhash\w*)\s*\(",
    "logarithms of zero differ": r"\b(ln|log|log2|log10)\s*\(",
    "lists, structs and their functions": r"\b(list|array|struct|map|unnest|string_split|split)\w*\s*\(|\[",
    "regular expressions": r"\b(regexp\w*|rlike|similar to|glob)\b|\\",
    "functions of one engine": r"\b(starts_with|strlen|len|ifnull|nvl|iff?|printf)\s*\(",
    "joins and clauses of one engine": r"\b(asof|qualify|exclude|replace|pivot|lateral|positional)\b|\bby all\b",
    "short casts": r"::",
    "integer division of one engine": r"//|\bdiv\b",
    "casts of fractions to whole numbers round differently": r"\bcast\s*\([^)]*\bas \w*int",
    "decimals scale differently": r"\b(decimal|numeric)\b",
    "materialisation hints": r"\bmaterialized\b",
    "double quotes name columns in one engine and text in another": r'"',
    "select * hides which columns are read": r"select\s+\*",
}
SQL_FILES = sorted(
    path.name.removesuffix(".sql") for path in (files("features") / "sql").iterdir() if path.name.endswith(".sql")
)
ALLOWED_FUNCTIONS = {
    "avg", "cast", "coalesce", "count", "filter", "floor", "greatest", "lag", "least", "max", "min", "nullif",
    "over", "row_number", "sum",
}  # fmt: skip
BEFORE_PARENTHESIS = {
    "as",
    "from",
    "in",
    "on",
    "using",
    "and",
    "or",
    "not",
    "where",
    "join",
    "by",
    "then",
    "when",
    "distinct",
}


def code(name: str) -> str:
    """Return a file's text without comments and quoted text, in small letters."""
    text = (files("features") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    return re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", text)).lower()


@pytest.mark.parametrize("name", SQL_FILES)
def test_no_banned_construct(name: str) -> None:
    found = {why: match.group() for why, pattern in BANNED.items() if (match := re.search(pattern, code(name)))}
    assert not found


@pytest.mark.parametrize("name", SQL_FILES)
def test_only_allowed_functions(name: str) -> None:
    called = set(re.findall(r"\b([a-z_]+)\s*\(", code(name))) - BEFORE_PARENTHESIS
    assert called <= ALLOWED_FUNCTIONS


@pytest.mark.parametrize("name", SQL_FILES)
def test_every_divisor_is_guarded_against_zero(name: str) -> None:
    divisors = re.findall(r"/\s*(\S+)", code(name))
    assert all(divisor.startswith("nullif(") for divisor in divisors)


@pytest.mark.parametrize("name", SQL_FILES)
def test_every_order_says_where_nulls_go(name: str) -> None:
    for keys in re.findall(r"order by(.*?)(?:\)\s*as|rows between)", code(name), flags=re.DOTALL):
        assert all(re.search(r"nulls (first|last)\s*$", key.strip()) for key in keys.split(",")), keys


@pytest.mark.parametrize("name", SQL_FILES)
def test_placeholders_and_parameters_come_from_closed_lists(name: str) -> None:
    for entity in ENTITY_COLUMNS:
        sql = portable_sql(name, entity)
        assert not re.search(r"[{}]", sql)
        assert set(parameters(sql, 1, FeatureWindows())) == set(re.findall(r"\$(\w+)", sql))


@pytest.mark.parametrize(
    "sample",
    [
        *("date_diff('day', a, b)", "quantile_cont(x, 0.5)", "any_value(x)", "hash(x)", "ln(x)", "x::int", "a // b"),
        *("[1]", "group by all", "cast(x as bigint)", "x asof join y", "select * from t"),
    ],
)
def test_the_bans_catch_what_they_name(sample: str) -> None:
    assert any(re.search(pattern, sample) for pattern in BANNED.values())
