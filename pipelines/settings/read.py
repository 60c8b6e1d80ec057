"""Reading `affguard.toml` and `terms.toml`: both at once, with every fault of both in one message."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from pipelines.counts import count
from pipelines.errors import SettingsError
from pipelines.settings.base import Fault, Strict
from pipelines.settings.faults import dotted, told
from pipelines.settings.files import absent_files
from pipelines.settings.lines import key_lines, line_of
from pipelines.settings.model import Settings
from pipelines.settings.terms import Terms

__all__ = ["SETTINGS_FILE", "TERMS_FILE", "read_settings"]

SETTINGS_FILE = "affguard.toml"
TERMS_FILE = "terms.toml"

Model = TypeVar("Model", bound=Strict)


def read_settings(home: Path, *, files_must_exist: bool = False) -> tuple[Settings, Terms]:
    """Read and check the settings and terms of a home folder; a file that is not there means all defaults.

    Args:
        home: The home folder.
        files_must_exist: Also report sources without files, and files (not globs) that are not there.

    Raises:
        SettingsError: With every fault of both files, each with file, line, key and what is allowed.
    """
    files = (lambda raw: absent_files(raw, home)) if files_must_exist else None
    settings, faults = _read_file(home / SETTINGS_FILE, Settings, files)
    terms, terms_faults = _read_file(home / TERMS_FILE, Terms)
    faults += terms_faults
    if settings is None or terms is None or faults:
        listed = "\n".join(f"  {_printable(fault)}" for fault in faults)
        raise SettingsError(
            f"{count(len(faults), 'fault')} in the settings of {home}; nothing was done.\n{listed}\n"
            "`affguard --home SOMEWHERE init` writes a fresh pair of files with every option explained."
        )
    return settings, terms


def _read_file(
    path: Path, model: type[Model], also: Callable[[dict[str, Any]], list[Fault]] | None = None
) -> tuple[Model | None, list[str]]:
    """Return the content of one file, None if it breaks a rule of its own, and every fault of it.

    Args:
        path: The file.
        model: What it may say.
        also: Finds further faults in the file as it stands, whether or not the rest of it is in order.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return model(), []
    except OSError as error:
        return None, [f"{path.name}: cannot be read: {error.strerror or error}"]
    except UnicodeDecodeError as error:
        return None, [f"{path.name}: is not UTF-8 text (byte {error.start}); save it as UTF-8"]
    raw = _parse(text, path.name)
    if isinstance(raw, str):
        return None, [raw]
    content, faults = None, also(raw) if also else []
    try:
        content = model.model_validate(raw)
    except ValidationError as error:
        faults += [fault for detail in error.errors(include_url=False) for fault in told(detail, model)]
    lines = key_lines(text) if faults else {}
    placed = [(line_of(key, lines), f"{dotted(key, raw)} {fault}") for key, fault in faults]
    return content, [_place(path.name, line) + fault for line, fault in sorted(placed, key=_by_line)]


def _parse(text: str, file: str) -> dict[str, Any] | str:
    """Return what a TOML text says, or the fault that keeps it from being read."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(file, str(error))
    except RecursionError:
        return f"{file}: is not read: its lists or tables are nested too deeply. No setting needs more than 3 levels"
    except ValueError:
        # The parser's only other error: Python refuses to turn thousands of digits into a number.
        digits = re.search("[0-9_]{1000,}", text)
        line = text.count("\n", 0, digits.start()) + 1 if digits else None
        return f"{_place(file, line)}is not read: a number has too many digits. No setting needs more than 19"


def _by_line(fault: tuple[int | None, str]) -> tuple[int, str]:
    return fault[0] or 0, fault[1]


def _place(file: str, line: int | None) -> str:
    return f"{file}, line {line}: " if line else f"{file}: "


def _syntax_fault(file: str, message: str) -> str:
    """Turn `… (at line 3, column 5)` into a fault with its place in front."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, flags=re.DOTALL)
    what, line = (f"{match[1]} (column {match[3]})", int(match[2])) if match else (message, None)
    return f'{_place(file, line)}is not TOML: {what}. Text stands in "quotes", lists in [brackets]'


def _printable(text: str) -> str:
    """Replace what a terminal would obey instead of showing."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
