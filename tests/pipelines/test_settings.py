"""Settings and terms: templates that cannot go stale, and every fault reported at once with its place."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SettingsError
from pipelines.settings.base import Strict
from pipelines.settings.lines import key_lines, line_of
from pipelines.settings.model import ColumnSource, Settings, Source
from pipelines.settings.read import read_settings
from pipelines.settings.terms import Clause, Terms
from pipelines.settings.write import template, write_defaults

FILES: list[tuple[str, type[Strict]]] = [("affguard.toml", Settings), ("terms.toml", Terms)]
EXAMPLES = "# ---- Examples"


def uncommented(text: str) -> str:
    """Take the "#" away from options and examples ("#" without a blank), leave explanations alone."""
    return re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE)


def flat_keys(table: Any) -> set[str]:
    """Return every key at any depth."""
    if isinstance(table, dict):
        return set(table) | {key for value in table.values() for key in flat_keys(value)}
    return {key for value in table for key in flat_keys(value)} if isinstance(table, list) else set()


def faults_of(home: Path, settings: str = "", terms: str = "") -> str:
    (home / "affguard.toml").write_text(settings, encoding="utf-8")
    (home / "terms.toml").write_text(terms, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(home)
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
        expected: dict[str, Any] = model().model_dump(mode="json", exclude={"sources", "clauses"})
        assert options == expected, "every option stands in the template"

    @pytest.mark.parametrize(("name", "model"), FILES)
    def test_examples_are_accepted(self, name: str, model: type[Strict]) -> None:
        text = uncommented(template(name))
        model.model_validate(tomllib.loads(text))

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
            'cookie_days = "x"\n\nattribution_rule = "lastclick"\n',
        )
        assert message.startswith("5 faults")
        for expected in (
            'affguard.toml, line 2: windows.traffic_dayz is not a setting. Did you mean "traffic_days"?',
            "affguard.toml, line 3: windows.order_days must be greater than or equal to 1, not 0",
            'affguard.toml, line 7: sources["a"].table must be one of "clicks", "visits"',
            'Did you mean "clicks"?',
            "terms.toml, line 1: cookie_days must be a number",
            'terms.toml, line 3: attribution_rule must be one of "last_click", "first_click"',
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
        assert 'line 4: sources["a"].files: there is no file' in caught.value.message
        assert 'Did you mean "clicks.csv"?' in caught.value.message
        assert 'line 5: sources["b"].files is missing' in caught.value.message


SOURCE = '[[sources]]\nname = "s"\ntable = "orders"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[load]\nearliest_year = 2010\nlatest_year = 2010", "line 3: load.latest_year must be greater than earliest"),
        ("[judgement]\nfdr = 0.001", "line 1: judgement.hold_q must not be greater than fdr (0.001)"),
        ("[judgement]\nfdr = nan", "judgement.fdr must be less than 1, not nan"),
        ('[load]\nthreads = "2"', "load.threads must be a number, without quotes"),
        ("[load]\nthreads = true", "load.threads must be a number"),
        ("[load]\nthreads = 1.5", "load.threads must be a valid integer"),
        ('[load]\nmemory_limit = "much"', 'load.memory_limit must be a number with MB, GB, MiB or GiB, such as "2GB"'),
        ('[programme]\nreporting_currency = "eur"', 'Did you mean "EUR"?'),
        ("windows = 3", "windows must be a table, not 3. Allowed keys: traffic_days, order_days, change_days"),
        ('[[sources]]\nname = "s"', 'sources["s"].table is missing; one of "clicks"'),
        ('[[sources]]\ntable = "orders"', "sources[number 1].name is missing"),
        (SOURCE + SOURCE, 'line 5: sources["s"].name must be unique; "s" is already taken'),
        (SOURCE + 'files = "a.csv"', 'line 4: sources["s"].files must be a list in [brackets], not "a.csv"'),
        (SOURCE + 'timezone = "Europe/Berlinn"', 'Did you mean "Europe/Berlin"?'),
        (SOURCE + 'timezone = "../x"', 'sources["s"].timezone must be an IANA zone'),
        (SOURCE + 'format = "access_log"', 'sources["s"].table must be "clicks" with format "access_log"'),
        (SOURCE + 'format = "access_log"', 'sources["s"].affiliate_parameter must name a query parameter'),
        (SOURCE + 'sub_id_parameter = "s"', 'line 4: sources["s"].sub_id_parameter has no effect without format'),
        (SOURCE + 'return_prefix = "C"', 'sources["s"].return_prefix has no effect without layout "order_lines"'),
        (SOURCE + 'columns.amuont = "x"', 'line 4: sources["s"].columns.amuont is not a column of orders. Did you'),
        (SOURCE + 'columns.quantity = "x"', "columns.quantity is not a column of orders"),
        (SOURCE + "columns.amount = 3", 'sources["s"].columns.amount must be text in quotes, not 3'),
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
        ("cookie_days = -1", "cookie_days must be greater than or equal to 0, not -1"),
        ('[[clauses]]\nid = "1"\ntitle = "t"', 'clauses["1"].text is missing'),
    ],
)
def test_each_rule_of_the_terms_names_the_key(tmp_path: Path, text: str, expected: str) -> None:
    assert f"terms.toml, line 1: {expected}" in faults_of(tmp_path, terms=text)


def test_clause_ids_are_unique(tmp_path: Path) -> None:
    clause = '[[clauses]]\nid = "1"\ntitle = "t"\ntext = "x"\n'
    assert 'terms.toml, line 6: clauses["1"].id must be unique' in faults_of(tmp_path, terms=2 * clause)


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


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
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
        ("t", "u v"): 5,
        ("t", "u v", "list"): 6,
        ("s", 0): 9,
        ("s", 0, "k", "l"): 10,
        ("s", 1): 11,
        ("s", 1, "columns"): 12,
        ("s", 1, "columns", "n"): 13,
    }
    assert line_of(("s", 0, "k", "l", "m"), lines) == 10
    assert line_of(("nowhere",), lines) is None
