"""Each rule of the settings and terms names the key at fault."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from pipelines.settings.model import LoadOptions, Source
from pipelines.settings.read import read_settings
from pipelines.settings.screening import ScreeningOptions
from tests.pipelines.settings.faults import SOURCE, faults_of, toml_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[load]\nearliest_year = 2010\nlatest_year = 2010", "line 3: load.latest_year must be greater than earliest"),
        ("[judgement]\nfdr = 0.001", "line 1: judgement.hold_q must not be greater than fdr (0.001)"),
        ("[judgement]\nfdr = nan", "judgement.fdr must be a number, above 0 and below 1, not nan"),
        ('[load]\nthreads = "2"', "threads must be a whole number, at least 1 and at most 256, without quotes, not"),
        ("[load]\nthreads = true", "load.threads must be a whole number, at least 1 and at most 256, not true"),
        ("[load]\nthreads = 1.5", "load.threads must be a whole number, at least 1 and at most 256, not 1.5"),
        ('[load]\nmemory_limit = "much"', 'from "100MB" to "100000GB", such as "2GB", not "much"'),
        ('[programme]\nreporting_currency = "eur"', 'Did you mean "EUR"?'),
        ("windows = 3", "windows must be a table, not 3. Allowed keys: traffic_days, order_days, change_days"),
        ('[[sources]]\nname = "s"', 'sources["s"].table is missing; one of "clicks"'),
        ('[[sources]]\ntable = "orders"', "sources[number 1].name is missing"),
        (SOURCE + SOURCE, 'line 5: sources["s"].name must be unique; "s" is already taken'),
        (SOURCE + 'files = "a.csv"', 'line 4: sources["s"].files must be a list in [brackets], not "a.csv"'),
        (SOURCE + 'timezone = "Europe/Berlinn"', 'Did you mean "Europe/Berlin"?'),
        (SOURCE + 'timezone = "../x"', 'sources["s"].timezone must be "UTC" or an IANA zone'),
        (SOURCE + 'format = "access_log"', 'sources["s"].table must be "clicks" with format "access_log"'),
        (SOURCE + 'format = "access_log"', 'sources["s"].affiliate_parameter must name a query parameter'),
        (SOURCE + 'sub_id_parameter = "s"', 'line 4: sources["s"].sub_id_parameter has no effect without format'),
        (SOURCE + 'return_prefix = "C"', 'sources["s"].return_prefix has no effect without layout "order_lines"'),
        (SOURCE + 'columns.amuont = "x"', 'line 4: sources["s"].columns.amuont is not a column of orders. Did you'),
        (SOURCE + 'columns.quantity = "x"', "columns.quantity is not a column of orders"),
        (SOURCE + "columns.amount = 3", 'sources["s"].columns.amount must be text in quotes, not 3'),
        (
            "[sources]\nname = 's'",
            "sources must be a list of tables: write [[sources]] in double brackets above each, not",
        ),
        ("[sources]\nname = 's'", 'not { name = "s" }'),
        ("[[windows]]\norder_days = 3", "windows must be a table, not [{ order_days = 3 }]: write [windows] in single"),
        (
            "[judgement]\nseed = -1",
            "judgement.seed must be a whole number, at least 0 and at most 9223372036854775807,",
        ),
        ("[judgement]\nfdr = 0x" + "f" * 5000, "judgement.fdr must be a number, above 0 and below 1, not 0xfff"),
        (
            "[load]\nthreads = 0x" + "f" * 5000,
            "load.threads must be a whole number, at least 1 and at most 256, not 0xf",
        ),
        (
            '[load]\nmemory_limit = "99999999999999999999GB"',
            "load.memory_limit must be a number with MB, GB, MiB or GiB",
        ),
        ('[load]\nmemory_limit = "99MB"', 'from "100MB" to "100000GB", such as "2GB", not "99MB"'),
        ('[load]\nmemory_limit = "95MiB"', "load.memory_limit must be"),
        ('[programme]\nname = ""', "programme.name must not be empty"),
        ("[programme]\nname = '" + "n" * 201 + "'", "programme.name must have at most 200 characters, not 201"),
        ('"<x>" = 1', 'line 1: "<x>" is not a setting'),
        (SOURCE + 'columns."<name>" = "x"', 'line 4: sources["s"].columns."<name>" is not a column of orders'),
        (
            SOURCE + "columns.amount = { hash_of = [] }",
            'sources["s"].columns.amount.hash_of must not be empty; it is []',
        ),
        (
            SOURCE + "columns.amount = { hash_of = ['a'], buckets = '3' }",
            "at least 2 and at most 1000000, without quotes",
        ),
        (SOURCE + "columns.amount = { hash_of = ['a'], buckets = true }", "at least 2 and at most 1000000, not true"),
        (SOURCE + "delimiter = '-'", 'must be one of "", ",", ";", "\\t", "|", not "-"'),
        (SOURCE + "columns.amount = {}", "needs exactly one of column, constant, hash_of; it has none"),
        (SOURCE + 'columns.amount = { column = "a", constant = "b" }', "it has column and constant"),
        (SOURCE + 'columns.amount = { column = "a", colum = "b" }', "columns.amount.colum is not a setting. Did you"),
        (SOURCE + 'columns.amount = { column = "a", unit = "s" }', "columns.amount.unit is for columns of type time"),
        (
            SOURCE + 'columns.amount = { column = "a", unit = "h" }',
            'columns.amount.unit must be one of "s", "ms", "us"',
        ),
        (SOURCE + 'columns.amount = { column = "a", buckets = 3 }', "columns.amount.buckets has no effect without"),
        (
            SOURCE + 'columns.currency = { constant = "EURO" }',
            'line 4: sources["s"].columns.currency.constant must be an ISO 4217 code such as "EUR", "USD" or "JPY", '
            'not "EURO". Did you mean "EUR"?',
        ),
        (
            SOURCE.replace('"orders"', '"order_events"') + 'columns.event = { constant = "refund" }',
            "columns.event.constant must be one of approved, adjusted, cancelled, refunded, chargeback, paid, not "
            '"refund". Did you mean "refunded"?',
        ),
        (
            SOURCE + 'columns.amount = { column = "a", absolute = "yes" }',
            "columns.amount.absolute must be true or false",
        ),
    ],
)
def test_each_rule_names_the_key(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in faults_of(tmp_path, text)


def test_a_constant_may_be_spelt_as_a_row_may(tmp_path: Path) -> None:
    (tmp_path / "affguard.toml").write_text(SOURCE + 'columns.currency = { constant = " eur " }')
    assert read_settings(tmp_path)[0].sources


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('allowed_countries = ["de"]', 'allowed_countries must be ISO 3166-1 codes of two capital letters ("DE")'),
        ('brand_terms = ["Acme"]', "brand_terms must be lower case"),
        ("cookie_days = -1", "cookie_days must be a whole number, at least 0 and at most 1000, not -1"),
        ('[[clauses]]\nid = "1"\ntitle = "t"', 'clauses["1"].text is missing'),
    ],
)
def test_each_rule_of_the_terms_names_the_key(tmp_path: Path, text: str, expected: str) -> None:
    assert f"terms.toml, line 1: {expected}" in faults_of(tmp_path, terms=text)


def test_clause_ids_are_unique(tmp_path: Path) -> None:
    clause = '[[clauses]]\nid = "1"\ntitle = "t"\ntext = "x"\n'
    assert 'terms.toml, line 6: clauses["1"].id must be unique' in faults_of(tmp_path, terms=2 * clause)


@pytest.mark.parametrize("limit", ["100MB", "96MiB", "1.5 GiB", "100000GB", "93132GiB"])
def test_the_engine_takes_every_memory_limit_accepted(limit: str) -> None:
    options = LoadOptions(memory_limit=limit)
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{options.memory_limit}'")
        (taken,) = connection.execute("select current_setting('memory_limit')").fetchone() or ("",)
    assert taken[0].isdigit(), "DuckDB says in its own units what it took"


def test_order_lines_have_columns_of_their_own() -> None:
    source = Source(name="s", table="orders", layout="order_lines", columns={"article_id": "StockCode"})
    assert source.contract_table == "order_lines"


def test_a_host_of_the_programme_stands_for_its_domain() -> None:
    given = ("www.shop.example.co.uk", "example.co.uk", "checkout.northwind.de")
    assert ScreeningOptions(merchant_domains=given).merchant_domains == ("example.co.uk", "northwind.de")


class TestZones:
    @pytest.mark.parametrize(
        "zone",
        [
            *("localtime", "posixrules", "right/UTC", "posix/UTC", "posix/Europe/Berlin", "Factory", "EST"),
            *("europe/berlin", "", "/", "UTC/", "/UTC", "Europe/", "Europe/../UTC", "Europe//Berlin", "+01:00"),
            *("Z" * 5000, "a\0b"),
        ],
    )
    def test_a_name_that_is_no_place_is_refused(self, tmp_path: Path, zone: str) -> None:
        message = faults_of(tmp_path, f"{SOURCE}timezone = {toml_of(zone)}")
        assert message.startswith("1 fault")
        assert 'timezone must be "UTC" or an IANA zone' in message

    def test_the_engine_knows_every_zone_accepted(self) -> None:
        rows = duckdb.execute("select name from pg_timezone_names()").fetchall()
        known = {name for (name,) in rows}
        names = {*zoneinfo.available_timezones(), "localtime", "posixrules", "right/UTC", "posix/UTC"}
        accepted = {name for name in names if _is_accepted(name)}
        assert accepted >= {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"}
        assert accepted - known == set()


def _is_accepted(zone: str) -> bool:
    try:
        Source(name="s", table="clicks", timezone=zone)
    except ValidationError:
        return False
    return True
