"""Every fault of both files is reported at once with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SettingsError
from pipelines.settings.lines import key_lines, line_of
from pipelines.settings.model import ColumnSource, Settings
from pipelines.settings.read import read_settings
from pipelines.settings.terms import Terms
from tests.pipelines.settings.faults import SOURCE, faults_of


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


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in faults_of(tmp_path, '[programme]\nreporting_currency = "\\u001b[31m"')


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
