"""Files that sources name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.load.files import expand
from pipelines.settings.read import read_settings
from tests.pipelines.settings.faults import SOURCE, faults_of, toml_of


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
        message = faults_of(tmp_path, f"{SOURCE}files = [{toml_of(name)}]", files_must_exist=True)
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
