"""The SQL files keep to what DuckDB and Spark understand alike, and name only tables and columns that there are."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from features import portable
from features.definitions import catalogue
from features.matrix import Grain
from features.placeholders import PLACEHOLDERS, filled
from features.portable import ENTITY_COLUMNS, PARTS, EntityKind, parameters, portable_sql
from features.states import STATES, definition_hash, state_sql, states_of, states_read_by
from features.windows import PATH_DAYS, FeatureWindows
from tests.features.portability import complaints
from tests.features.tables import logs

SQL_FILES = sorted(
    prefix + path.name.removesuffix(".sql")
    for prefix in ("", "states/", "states/parts/")
    for path in (files("features") / "sql" / prefix).iterdir()
    if path.name.endswith(".sql")
)
FEATURES = Path(portable.__file__).parent
FAMILIES = [name for name in SQL_FILES if not name.startswith("states/")]
SPAN = {"first_day": 1, "last_day": 2}


@pytest.mark.parametrize("name", SQL_FILES)
def test_both_engines_understand_it_alike(name: str) -> None:
    texts = {portable_sql(name, entity) for entity in ENTITY_COLUMNS}
    assert {complaint for text in texts for complaint in complaints(text)} == set()


def test_every_state_has_a_reader_and_a_file() -> None:
    assert {f"states/{state.name}" for state in states_of(tuple(FAMILIES))} == {f"states/{name}" for name in STATES}
    parts = {f"states/parts/{part}" for part in PARTS}
    assert {name for name in SQL_FILES if name.startswith("states/")} == parts | {f"states/{name}" for name in STATES}


@pytest.mark.parametrize("name", SQL_FILES)
def test_placeholders_and_parameters_come_from_closed_lists(name: str) -> None:
    for entity in ENTITY_COLUMNS:
        sql = portable_sql(name, entity)
        assert not re.search(r"[{}]", sql)
        named = set(re.findall(r"\$(\w+)", sql))
        if name.startswith("states/"):
            assert named == set(SPAN)
        else:
            assert set(parameters(sql, 1, FeatureWindows())) == named


def test_a_placeholder_serves_several_places_and_an_unknown_one_is_refused() -> None:
    sources = [path for pattern in ("sql/**/*.sql", "*.py", "rows/*.py") for path in FEATURES.glob(pattern)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = Counter(re.findall(r"\{(\w+)\}|PLACEHOLDERS\[.(\w+).\]", text))
    counts = {name: named[name, ""] + named["", name] for name in PLACEHOLDERS}
    assert {name for name, count in counts.items() if count < 2 and not name.endswith("_in_built_days")} == set()
    with pytest.raises(KeyError, match="minuet_us"):
        filled("{minute_us} {minuet_us}")


COMMENT = "-- it's from click_gaps, not {named}: see $lost and {path_days} -- days"


@pytest.fixture
def commented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the SQL be read from a copy with a comment after each line and one on a line of its own before it."""
    with as_file(files("features") / "sql") as here:
        shutil.copytree(here, tmp_path / "sql")
    for path in (tmp_path / "sql").rglob("*.sql"):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(f"  {COMMENT}\n{line}  {COMMENT}\n" for line in lines), encoding="utf-8")
    caches = (portable_sql, states_read_by)
    monkeypatch.setattr(portable, "files", lambda _: tmp_path)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_a_comment_costs_no_rebuild_and_says_nothing_to_a_reader_of_the_sql(request: pytest.FixtureRequest) -> None:
    def seen() -> dict[str, object]:
        sql = {(name, entity): portable_sql(name, entity) for name in SQL_FILES for entity in ENTITY_COLUMNS}
        return {
            "definitions": [definition_hash(state, entity) for state in STATES.values() for entity in ENTITY_COLUMNS],
            "tables": [states_read_by(name) for name in FAMILIES],
            "parameters": [
                parameters(text, 1, FeatureWindows()) for (name, _), text in sql.items() if name in FAMILIES
            ],
            "words": [set(re.findall(r"\w+", text)) for text in sql.values()],
        }

    without = seen()
    request.getfixturevalue("commented")
    assert portable_sql("volume", "affiliate").count("\n") > 2 * 90, "the copy is not what is read"
    assert seen() == without


def test_a_statement_keeps_the_lines_of_its_file() -> None:
    lines = (files("features") / "sql" / "customer.sql").read_text(encoding="utf-8").splitlines()
    found = portable_sql("customer", "affiliate").splitlines()
    assert [number for number, line in enumerate(lines) if line.startswith("select")] == [
        number for number, line in enumerate(found) if line.startswith("select")
    ]
    assert not any("--" in line for line in found)


def test_two_dashes_in_a_text_begin_no_comment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "sample.sql").write_text("select a -- 'b\nfrom t where a = '--' and b = 'c''--' --'d'\n")
    monkeypatch.setattr(portable, "files", lambda _: tmp_path)
    assert portable_sql.__wrapped__("sample", "affiliate") == "select a\nfrom t where a = '--' and b = 'c''--'\n"


def test_what_is_told_of_a_path_is_how_long_it_is_followed() -> None:
    told = [re.findall(r"followed for at most (\d+) days", feature.description) for feature in catalogue()]
    assert [days for days in told if days] == [[str(PATH_DAYS)]] * 3
    assert STATES["order_paths"].look_back_days == PATH_DAYS


@pytest.fixture(scope="module", params=ENTITY_COLUMNS)
def entity_and_tables(request: pytest.FixtureRequest) -> Iterator[tuple[EntityKind, duckdb.DuckDBPyConnection]]:
    """Return a kind of entity and every table that its families may read, without rows."""
    entity: EntityKind = request.param
    with logs() as connection:
        for state in states_of(families_of(entity)):
            connection.execute(f"create table {state.name} as {state_sql(state, entity)}", SPAN)
        if entity in get_args(Grain):
            sql = portable_sql("entities", entity)
            connection.execute(f"create table active_entities as {sql}", parameters(sql, 1, FeatureWindows()))
        yield entity, connection


def families_of(entity: EntityKind) -> tuple[str, ...]:
    """Return the files that are run for a kind of entity: offers are only graded for quality."""
    return tuple(FAMILIES) if entity in get_args(Grain) else ("quality",)


def test_every_table_and_column_exists(entity_and_tables: tuple[EntityKind, duckdb.DuckDBPyConnection]) -> None:
    entity, connection = entity_and_tables
    for name in families_of(entity):
        sql = portable_sql(name, entity)
        assert connection.execute(sql, parameters(sql, 1, FeatureWindows())).fetchall() == [], name


def test_an_unknown_column_is_found(entity_and_tables: tuple[EntityKind, duckdb.DuckDBPyConnection]) -> None:
    with pytest.raises(duckdb.BinderException, match="klicks"):
        entity_and_tables[1].execute("select sum(klicks) as clicks from clicks")


DIFFERING = {
    "dates": [
        *("date_diff('day', a, b)", "datediff(a, b)", "epoch(a)", "epoch_us(a)", "extract(dow from a)", "dayofweek(a)"),
        *("date_trunc('day', a)", "date_part('dow', a)", "time_bucket(interval 1 day, a)", "strftime(a, '%Y')"),
        *("to_timestamp(a)", "now()", "current_date", "current_timestamp", "date '2026-01-01'", "interval 1 day"),
        *("a at time zone 'UTC'", "year(a)", "hour(a)", "cast(a as date)", "cast(a as timestamp)"),
    ],
    "divisors": ["a / b", "a / 2", "a / nullif(b, 1)", "a / coalesce(b, 0)", "a % b", "a % 0", "a // b", "a div b"],
    "logarithms of zero": ["ln(a)", "log(a)", "log10(a)", "log(2, a)"],
    "casts of fractions to whole numbers": [
        *("cast(a as bigint)", "cast(a as int)", "cast(a as smallint)", "cast(floor(a) as hugeint)", "a::int"),
        *("a::string", "try_cast(a as double)", "cast(a as varchar)", "cast(a / nullif(b, 0) as string)", "round(a)"),
        *("cast(a as boolean)", "int(a)", "trunc(a)", "ceil(a)", "bigint '1'"),
    ],
    "moments": ["skewness(a)", "kurtosis(a)", "entropy(a)", "stddev_samp(a)", "var_samp(a)", "corr(a, b)"],
    "arbitrary rows": [
        *("mode(a)", "any_value(a)", "first(a)", "last(a)", "arg_max(a, b)", "max_by(a, b)", "min_by(a, b)"),
        *("row_number() over ()", "row_number() over (partition by a)", "lag(a) over (partition by b)"),
        *("first_value(a) over (order by b nulls last)", "max(a, 3)", "rank() over (order by a nulls last)"),
        "lag(a ignore nulls) over (order by b nulls last)",
    ],
    "orders that do not place NULLs": [
        *("row_number() over (order by a)", "row_number() over (order by a desc)", "lag(a) over (order by a asc)"),
        *("row_number() over (order by a nulls last, b)", "row_number() over (order by a, b nulls last)"),
        *("sum(a) over (order by b rows between unbounded preceding and current row)", "list(a order by b)"),
        "sum(a) over (order by b desc range between unbounded preceding and current row)",
        "row_number() over (order by coalesce(a, b), b nulls first)",
        "row_number() over (partition by a order by (select max(c) from u))",
    ],
    "hashes": ["hash(a)", "md5(a)", "sha256(a)", "xxhash64(a)", "crc32(a)", "bit_xor(a)"],
    "approximations and quantiles": [
        *("approx_count_distinct(a)", "approx_quantile(a, 0.5)", "quantile_cont(a, 0.5)", "median(a)", "mad(a)"),
        *("percentile(a, 0.5)", "percentile_cont(0.5) within group (order by a nulls last)", "quantile(a, 0.5)"),
    ],
    "regular expressions and backslashes": [
        *("regexp_matches(a, '[0-9]')", "a rlike '[0-9]'", "a similar to '[0-9]'", "a ~ '[0-9]'", "a glob '*'"),
        *(r"a like '\d'", r"a = 'c:\new'", r"a like '10!%' escape '!'", r"e'\n'", "a ilike 'b'", "a = '$as_of_day'"),
    ],
    "decimals": [
        *("cast(a as decimal(18, 2))", "cast(a as numeric)", "a::decimal", "decimal(a)", "0.5 * a", "a + 0.5"),
        *("sum(a * 0.25)", "case when a = 1 then 0.5 else 0 end", "greatest(a, 0.5)", "0.5", "1e3", "floor(a) * 0.5"),
    ],
    "lists, structs and their functions": [
        *("[1, 2]", "a[1]", "{'a': 1}", "list(a)", "array_agg(a)", "array[1, 2]", "struct_pack(a := 1)", "row(a, b)"),
        *("map(a, b)", "unnest(a)", "string_split(a, ',')", "split(a, ',')", "list_sum(a)", "(a, b)", "x -> x + 1"),
    ],
    "functions of one engine or under another name": [
        *("starts_with(a, 'b')", "strlen(a)", "len(a)", "ifnull(a, 0)", "nvl(a, 0)", "iff(a, 1, 0)", "if(a, 1, 0)"),
        *("printf('%d', a)", "mean(a)", "string_agg(a, ',')", "count_if(a)", "unheard_of(a)", "pow(a, 2)", "a ** 2"),
        *("substring(a, 1, 2)", "lower(a)", "columns(*)", "a ^ b", "random()", "isodd(a)"),
    ],
    "writing": ['"a"', "a.*", "*", "* exclude (a)", "* replace (1 as a)", "a,", "1_000", "0x1f", "$$a$$", "?", "(a, )"],
    "numbers beyond 63 bits": ["9223372036854775808", "a + 18446744073709551616"],
}
DIFFERING_STATEMENTS = [
    "select * from t",
    "from t",
    "from t select a,",
    "select a from t qualify row_number() over (order by a nulls last) = 1",
    "select a, count(*) as n from t group by all",
    "select a, count(*) as n from t group by all having count(*) > 1",
    "select a, count(*) as n from t group by rollup (a)",
    "select a, count(*) as n from t group by grouping sets ((a), ())",
    "select a from t order by a",
    "select a from t order by all",
    "select a from t limit 1",
    "select a from t order by a nulls last limit 1",
    "select a from t using sample 10",
    "select distinct on (a) a, b from t",
    "select a from t asof join u using (a)",
    "select a from t natural join u",
    "select a from t positional join u",
    "select a from t semi join u using (a)",
    "select a from t anti join u using (a)",
    "select a from t, lateral (select b from u where u.a = t.a) as v",
    "select a from t pivot (sum(b) for c in (1, 2))",
    "with u as materialized (select a from t) select a from u",
    "with u as not materialized (select a from t) select a from u",
    "with recursive u as (select 1 as a union all select a + 1 from u) select a from u",
    "with u (a) as (select b from t) select a from u",
    "select a from t union by name select a from u",
    "select a from t union all by name select a from u",
    "select a from range(3) as t",
    "select a from 'events.parquet'",
    "select a from parquet.`events`",
    "select a from other.t",
    "select `a` from t",
    "select a from (values (1), (2)) as t (a)",
    "select a from t window w as (order by a nulls last)",
    "select sum(a) over w as s from t window w as (order by a nulls last)",
    "select sum(a) over (order by b nulls last groups between 1 preceding and current row) as s from t",
    "select sum(a) over (order by b nulls last rows between 1 preceding and 1 following exclude ties) as s from t",
    "create table t as select 1 as a",
    "select a from t; select b from t",
    "select a from",
    "select 'a",
    "",
]
ALIKE = [
    "abs(a - b)",
    "avg(a) over (partition by b)",
    "a / nullif(b, 0)",
    "(a - b) / nullif(greatest(b, 1), 0)",
    "a % 60000000",
    "a % nullif(b, 0)",
    "count(*)",
    "count(distinct a)",
    "count(*) filter (where a = 1 and b <> '')",
    "sum(case when a is not null then b else 0 end)",
    "floor(sqrt(1024 * a / nullif(b, 0)) * 0.7978845608 + 0.5)",
    "0.5 * (a / nullif(b, 0) + abs(-b / nullif(c, 0)))",
    "log2(greatest(a, 1))",
    "cast(a as string)",
    "cast(a as double)",
    "coalesce(a, b, least(a, b)) in ('', 'x')",
    "a in (select b from u)",
    "a not like '%|' || b || '|%'",
    "row_number() over (partition by a order by b desc nulls last, c nulls first)",
    "lag(a, 2) over (order by coalesce(a, b) nulls first, (b) nulls last)",
    "sum(a) over (order by b nulls first rows between unbounded preceding and current row)",
    "9223372036854775807",
    "a between $as_of_day and b",
    "a < 0.05",
]
ALIKE_STATEMENTS = [
    "-- a comment with 'quotes', [lists], x::int and hash(a)\nselect a from t",
    "with u as (select a from t), v as (select a from u) select v.a from v join u on u.a = v.a left join t using (a)",
    "select a, max(b) as b from t where a > 1 group by a having count(*) > 1 union all select a, b from u",
    "select distinct a, b from t cross join u",
    "select a from (select a from t union select a from u) as v order by a nulls last, b desc nulls first",
]


@pytest.mark.parametrize(
    "sql",
    [
        *(f"select {sample} from t" for samples in DIFFERING.values() for sample in samples),
        *DIFFERING_STATEMENTS,
    ],
)
def test_what_differs_is_caught(sql: str) -> None:
    assert complaints(sql)


@pytest.mark.parametrize("sql", [*(f"select {sample} as x from t" for sample in ALIKE), *ALIKE_STATEMENTS])
def test_what_agrees_passes(sql: str) -> None:
    assert complaints(sql) == []


def test_a_complaint_names_line_construct_and_reason() -> None:
    sql = "-- two 'lines'\n-- of comment\nselect a / b as ratio,\n    hash(a) as key\nfrom t\norder by ratio"
    assert complaints(sql) == [
        "line 3: /: division by zero is inf or an error; divide by nullif(…, 0)",
        "line 4: hash(: hashes differ",
        "line 6: order by: each key needs nulls first or nulls last",
    ]
