"""Whatever is written into the settings is read, or refused in words."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SettingsError
from pipelines.settings.model import ColumnSource, Settings, Source
from pipelines.settings.read import read_settings
from pipelines.settings.terms import Terms
from tests.pipelines.settings.faults import faults_of, toml_of

WORDS = st.text(string.printable + "\x00\x1b\u2028é€😀", max_size=12)


@given(st.dictionaries(st.sampled_from(["windows", "load", "sources", "x"]), WORDS | st.integers() | st.booleans()))
def test_any_toml_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]) -> None:
    home = tmp_path_factory.mktemp("home")
    text = "\n".join(f"{key} = {toml_of(value)}" for key, value in table.items())
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
    text = "\n".join(f"{toml_of(key)} = {toml_of(value)}" for key, value in {**other, "sources": sources}.items())
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
