"""Settings and terms: templates that cannot go stale, and every fault reported at once with its place."""

from __future__ import annotations

import os
import re
import string
import tomllib
import zoneinfo
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.errors import SettingsError
from pipelines.load.files import expand
from pipelines.settings.base import Strict
from pipelines.settings.lines import key_lines, line_of
from pipelines.settings.model import ColumnSource, LoadOptions, Settings, Source
from pipelines.settings.read import read_settings
from pipelines.settings.screening import ScreeningOptions
from pipelines.settings.terms import Clause, Terms
from pipelines.settings.write import template, write_defaults

FILES: list[tuple[str, type[Strict]]] = [("affguard.toml", Settings), ("terms.toml", Terms)]
EXAMPLES = "# ---- Examples"
SOURCE = '[[sources]]\nname = "s"\ntable = "orders"\n'


def uncommented(text: str) -> str:
    """Take the "#" away from options and examples ("#" without a blank), leave explanations alone."""
    return re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)


def flat_keys(table: Any) -> set[str]:
    """Return every key at any depth."""
    if isinstance(table, dict):
        return set(table) | {key for value in table.values() for key in flat_keys(value)}
    return {key for value in table for key in flat_keys(value)} if isinstance(table, list) else set()


def faults_of(home: Path, settings: str = "", terms: str = "", *, files_must_exist: bool = False) -> str:
    (home / "affguard.toml").write_text(settings, encoding="utf-8")
    (home / "terms.toml").write_text(terms, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(home, files_must_exist=files_must_exist)
    return caught.value.message


class TestTemplates:
    def test_fresh_files_are_the_defaults(self, tmp_path: Path) -> None:
        written = write_defaults(tmp_path / "new" / "home")
        assert [path.name for path in written] == ["affguard.toml", "terms.toml"]
        assert read_settings(tmp_path / "new" / "home") == (Settings(), Terms())

    @pytest.mark.parametrize(("name", "model"), FILES)
    def test_options_shown_are_the_defaults(self, name: str, model: type[Strict]) -> None:
        options = tomllib.loads(uncommented(template(name).partition(EXAMPLES)[0]))
        assert model.model_validate(options) == model()
        expected: dict[str, Any] = model().model_dump(mode="json", exclude={"sources", "lists", "clauses"})
        assert options == expected, "every option stands in the template"

    @pytest.mark.parametrize(("name", "model"), FILES)
    def test_examples_are_accepted(self, name: str, model: type[Strict]) -> None:
        options = tomllib.loads(uncommented(template(name)))
        assert model.model_validate(options) != model(), "the examples are among what is read"

    def test_examples_show_every_key(self) -> None:
        shown = flat_keys(tomllib.loads(uncommented(template("affguard.toml")))["sources"])
        assert shown >= set(Source.model_fields) | set(ColumnSource.model_fields)
        assert flat_keys(tomllib.loads(uncommented(template("terms.toml")))["clauses"]) == set(Clause.model_fields)

    def test_limits_shown_are_the_limits(self) -> None:
        text = template("affguard.toml")
        numbers = {float(number) for number in re.findall(r"\d+", " ".join(re.findall("^# .*", text, re.MULTILINE)))}
        for section in Settings.model_fields.values():
            fields = getattr(section.annotation, "model_fields", {})
            for name, field in fields.items():
                limits = [getattr(rule, side, None) for rule in field.metadata for side in ("ge", "le")]
                assert {float(limit) for limit in limits if limit is not None and name != "seed"} <= numbers, name

    def test_existing_files_are_never_touched(self, tmp_path: Path) -> None:
        (tmp_path / "terms.toml").write_text("cookie_days = 7\n", encoding="utf-8")
        assert [path.name for path in write_defaults(tmp_path)] == ["affguard.toml"]
        assert write_defaults(tmp_path) == []
        assert read_settings(tmp_path)[1].cookie_days == 7


class TestReading:
    def test_a_bare_home_has_the_defaults(self, tmp_path: Path) -> None:
        assert read_settings(tmp_path / "absent") == (Settings(), Terms())

    def test_column_maps(self, tmp_path: Path) -> None:
        (tmp_path / "affguard.toml").write_text(
            '[[sources]]\nname = "a"\ntable = "clicks"\n[sources.columns]\n'
            'affiliate_id = "channel"\nclicked_at = { column = "ts", unit = "ms" }\n',
            encoding="utf-8",
        )
        (source,) = read_settings(tmp_path)[0].sources
        assert source.columns == {"affiliate_id": "channel", "clicked_at": ColumnSource(column="ts", unit="ms")}

    def test_a_byte_order_mark_is_no_fault(self, tmp_path: Path) -> None:
        (tmp_path / "terms.toml").write_text("cookie_days = 7\n", encoding="utf-8-sig")
        assert read_settings(tmp_path)[1].cookie_days == 7

    def test_faults_of_both_files_come_together_with_lines(self, tmp_path: Path) -> None:
        message = faults_of(
            tmp_path,
            '[windows]\ntraffic_dayz = 3\norder_days = 0\n\n[[sources]]\nname = "a"\ntable = "klicks"\n',
            'cookie_days = "x"\n\nlock_days = -1\n',
        )
        assert message.startswith("5 faults")
        for expected in (
            'affguard.toml, line 2: windows.traffic_dayz is not a setting. Did you mean "traffic_days"?',
            "affguard.toml, line 3: windows.order_days must be a whole number, at least 1 and at most 800, not 0",
            'affguard.toml, line 7: sources["a"].table must be one of "clicks", "visits"',
            'Did you mean "clicks"?',
            "terms.toml, line 1: cookie_days must be a whole number, at least 0 and at most 1000, without quotes",
            "terms.toml, line 3: lock_days must be a whole number, at least 0 and at most 1000, not -1",
        ):
            assert expected in message

    def test_a_syntax_error_does_not_hide_the_other_file(self, tmp_path: Path) -> None:
        message = faults_of(tmp_path, "\n[windows\n", "cookie_dayz = 1")
        assert "affguard.toml, line 2: is not TOML" in message
        assert 'terms.toml, line 1: cookie_dayz is not a setting. Did you mean "cookie_days"?' in message

    def test_files_that_are_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "affguard.toml").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "terms.toml").mkdir()
        with pytest.raises(SettingsError, match=r"affguard.toml: is not UTF-8 text(.|\n)*terms.toml: cannot be read"):
            read_settings(tmp_path)

    def test_files_that_are_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "clicks.csv").touch()
        (tmp_path / "affguard.toml").write_text(
            '[[sources]]\nname = "a"\ntable = "clicks"\nfiles = ["click.csv", "later-*.csv"]\n'
            '[[sources]]\nname = "b"\ntable = "orders"\n',
            encoding="utf-8",
        )
        read_settings(tmp_path)
        with pytest.raises(SettingsError) as caught:
            read_settings(tmp_path, files_must_exist=True)
        assert "2 faults" in caught.value.message
        assert 'line 4: sources["a"].files names ' in caught.value.message
        assert 'Did you mean "clicks.csv"?' in caught.value.message
        assert 'line 5: sources["b"].files is missing' in caught.value.message

    def test_faults_of_every_sort_in_one_source_come_together(self, tmp_path: Path) -> None:
        message = faults_of(
            tmp_path,
            'colour = 1\n[[sources]]\nname = "a"\ntable = "orders"\ntimezone = "UTCC"\nreturn_prefix = "C"\n'
            'files = ["absent.csv"]\ncolumns.amuont = "x"\n'
            'columns.ordered_at = { column = "a", constant = "b", absolute = true, unit = "h" }\n'
            '[[sources]]\nname = "a"\ntable = "klicks"\nfiles = ["gone.csv"]\n',
            'colour = 1\n[[clauses]]\nid = "1"\n[[clauses]]\nid = "1"\ntitle = "t"\ntext = "x"',
            files_must_exist=True,
        )
        assert re.findall(r"  (\S+), line (\d+): (\S+(?: \S+)?)", message) == [
            ("affguard.toml", "1", "colour is"),
            ("affguard.toml", "5", 'sources["a"].timezone must'),
            ("affguard.toml", "6", 'sources["a"].return_prefix has'),
            ("affguard.toml", "7", 'sources["a"].files names'),
            ("affguard.toml", "8", 'sources["a"].columns.amuont is'),
            ("affguard.toml", "9", 'sources["a"].columns.ordered_at needs'),
            ("affguard.toml", "9", 'sources["a"].columns.ordered_at.absolute is'),
            ("affguard.toml", "9", 'sources["a"].columns.ordered_at.unit must'),
            ("affguard.toml", "11", 'sources["a"].name must'),
            ("affguard.toml", "12", 'sources["a"].table must'),
            ("affguard.toml", "13", 'sources["a"].files names'),
            ("terms.toml", "1", "colour is"),
            ("terms.toml", "2", 'clauses["1"].text is'),
            ("terms.toml", "2", 'clauses["1"].title is'),
            ("terms.toml", "5", 'clauses["1"].id must'),
        ]
        assert message.startswith("15 faults")

    @pytest.mark.parametrize(
        "text",
        [
            SOURCE + 'layout = "order_line"\nreturn_prefix = "C"\ncolumns.article_id = "x"',
            SOURCE + 'format = "accesslog"\naffiliate_parameter = "a"',
            '[[sources]]\nname = "s"\ntable = "klicks"\nformat = "access_log"\naffiliate_parameter = "a"',
            SOURCE + 'columns.amount = { colum = "a" }',
        ],
    )
    def test_a_misspelt_word_is_the_only_fault(self, tmp_path: Path, text: str) -> None:
        assert faults_of(tmp_path, text).startswith("1 fault ")


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("x = " + "[" * 5000, "affguard.toml: is not read: its lists or tables are nested too deeply"),
            ("x = " + "{a = " * 5000, "affguard.toml: is not read: its lists or tables are nested too deeply"),
            ("\nx = " + "9" * 5000, "affguard.toml, line 2: is not read: a number has too many digits"),
            ("[load]\nthreads = " + "[" * 300 + "]" * 300, "load.threads must be a whole number"),
            ("load.threads." + "a." * 3000 + "a = 1", "load.threads must be a whole number"),
            ("a." * 3000 + "a = 1", "affguard.toml, line 1: a is not a setting"),
            ("x = 'a\u2028\"\\q\" ='\n[load]\nthreads = 0", "affguard.toml, line 3: load.threads must be"),
            ("x = 'a\u2028[load]'\n[load]\nthreads = 0", "affguard.toml, line 3: load.threads must be"),
        ],
        ids=lambda value: value[:24].replace("\n", " "),
    )
    def test_one_fault_line_and_no_traceback(self, tmp_path: Path, text: str, expected: str) -> None:
        message = faults_of(tmp_path, text, "cookie_days = -1")
        assert expected in message
        assert "terms.toml, line 1: cookie_days must be" in message
        assert max(map(len, message.splitlines())) < 500

    @given(st.text("ab\"'\\[]{}=.#, \n\r\t\u2028\x85\x0c1", max_size=40))
    def test_lines_are_found_without_failing(self, text: str) -> None:
        assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())


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
        message = faults_of(tmp_path, f"{SOURCE}timezone = {_toml(zone)}")
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


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("~/absent.csv", "absent.csv, which is not there"),
            ("click.csv", 'which is not there. Did you mean "clicks.csv"? Relative paths start at'),
            ("clicks.csv/x.csv", "which is not there."),
            ("n" * 300, "which cannot be looked at: File name too long"),
            ("n" * 300 + "*", "which cannot be looked at: File name too long"),
            ("loop/x.csv", "which cannot be looked at: Too many levels of symbolic links"),
            ("loop/*.csv", "which cannot be looked at: Too many levels of symbolic links"),
            ("~nosuchuser/x.csv", 'names "~nosuchuser/x.csv", whose home folder is not known'),
            ("~nosuchuser/*.csv", 'names "~nosuchuser/*.csv", whose home folder is not known'),
            ("a\0b", "which can be no file's name"),
            ("folder", "which is a folder; name its files, such as"),
            ("", "which is a folder; name its files, such as"),
        ],
    )
    def test_each_is_a_fault_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: str
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path / "folder"))
        (tmp_path / "folder").mkdir()
        (tmp_path / "clicks.csv").touch()
        (tmp_path / "loop").symlink_to("loop")
        message = faults_of(tmp_path, f"{SOURCE}files = [{_toml(name)}]", files_must_exist=True)
        assert message.startswith("1 fault")
        assert 'affguard.toml, line 4: sources["s"].files names ' in message
        assert expected in message

    def test_a_closed_folder(self, tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0)
        if os.access(closed, os.R_OK):
            pytest.skip("this user may look into every folder")
        text = SOURCE + 'files = ["closed/a.csv", "closed/*.csv"]'
        message = faults_of(tmp_path, text, files_must_exist=True)
        assert message.count("which cannot be looked at: Permission denied") == 2

    def test_a_tilde_is_the_users_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(tmp_path / "user"))
        (tmp_path / "user").mkdir()
        (tmp_path / "user" / "x.csv").touch()
        (tmp_path / "affguard.toml").write_text(SOURCE + 'files = ["~/x.csv"]', encoding="utf-8")
        (source,) = read_settings(tmp_path, files_must_exist=True)[0].sources
        assert expand(source.files, tmp_path) == [tmp_path / "user" / "x.csv"]

    @pytest.mark.parametrize("sources", ["[sources]", "sources = [1, {files = 3}, {files = [4]}]", "sources = 'x'"])
    def test_other_faults_do_not_keep_files_from_being_looked_for(self, tmp_path: Path, sources: str) -> None:
        assert "sources" in faults_of(tmp_path, sources, files_must_exist=True)


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
            SOURCE + 'columns.amount = { column = "a", absolute = "yes" }',
            "columns.amount.absolute must be true or false",
        ),
    ],
)
def test_each_rule_names_the_key(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in faults_of(tmp_path, text)


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


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in faults_of(tmp_path, '[programme]\nreporting_currency = "\\u001b[31m"')


WORDS = st.text(string.printable + "\x00\x1b\u2028é€😀", max_size=12)


@given(st.dictionaries(st.sampled_from(["windows", "load", "sources", "x"]), WORDS | st.integers() | st.booleans()))
def test_any_toml_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]) -> None:
    home = tmp_path_factory.mktemp("home")
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())
    if table:
        assert faults_of(home, text).startswith(f"{len(table)} fault")


SCALARS = WORDS | st.integers() | st.booleans() | st.floats() | st.sampled_from(["orders", "clicks", "access_log", "s"])
KEYS = WORDS | st.sampled_from([*Source.model_fields, *ColumnSource.model_fields, "amount", "ordered_at", "article_id"])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@given(st.lists(VALUES | st.dictionaries(KEYS, VALUES), max_size=3), st.dictionaries(KEYS, VALUES, max_size=3))
def test_any_sources_are_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, sources: list[Any], other: dict[str, Any]
) -> None:
    home = tmp_path_factory.mktemp("home")
    text = "\n".join(f"{_toml(key)} = {_toml(value)}" for key, value in {**other, "sources": sources}.items())
    try:
        settings, _ = _read(home, text)
    except SettingsError as error:
        assert error.message.count("\n  affguard.toml") == int(error.message.split(maxsplit=1)[0])
    else:
        assert len(settings.sources) == len(sources)
        assert not other


@given(WORDS)
def test_any_text_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / "affguard.toml").write_text(text, encoding="utf-8")
    try:
        settings, _ = read_settings(home)
    except SettingsError as error:
        assert "affguard.toml" in error.message
    else:
        assert settings == Settings()


def _read(home: Path, settings: str) -> tuple[Settings, Terms]:
    (home / "affguard.toml").write_text(settings, encoding="utf-8")
    return read_settings(home, files_must_exist=True)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'
    return str(value)


def test_lines_of_keys() -> None:
    text = "\n".join(
        [
            'a = """ x',
            "b = 1",
            '"""',
            'c = "# \\" [d]" # """',
            "[t.'u v']",
            "list = [",
            '  "q = 1",',
            "]",
            "[[s]]",
            "k.l = {m = 1}",
            "[[s]]",
            "[s.columns]",
            "n = 1",
        ]
    )
    lines = key_lines(text)
    assert lines == {
        ("a",): 1,
        ("c",): 4,
        ("t",): 5,
        ("t", "u v"): 5,
        ("t", "u v", "list"): 6,
        ("s",): 9,
        ("s", 0): 9,
        ("s", 0, "k"): 10,
        ("s", 0, "k", "l"): 10,
        ("s", 1): 11,
        ("s", 1, "columns"): 12,
        ("s", 1, "columns", "n"): 13,
    }
    assert line_of(("s", 0, "k", "l", "m"), lines) == 10
    assert line_of(("nowhere",), lines) is None


def test_a_host_of_the_programme_stands_for_its_domain() -> None:
    given = ("www.shop.example.co.uk", "example.co.uk", "checkout.northwind.de")
    assert ScreeningOptions(merchant_domains=given).merchant_domains == ("example.co.uk", "northwind.de")
