"""Settings as text, and what is said of their faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import SettingsError
from pipelines.settings.read import read_settings

SOURCE = '[[sources]]\nname = "s"\ntable = "orders"\n'


def faults_of(home: Path, settings: str = "", terms: str = "", *, files_must_exist: bool = False) -> str:
    """Write both files into a home folder, and return what is said to be wrong with them."""
    (home / "affguard.toml").write_text(settings, encoding="utf-8")
    (home / "terms.toml").write_text(terms, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(home, files_must_exist=files_must_exist)
    return caught.value.message


def toml_of(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_of, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_of(key)} = {toml_of(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'
    return str(value)
