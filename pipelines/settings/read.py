"""Reading `affguard.toml` and `terms.toml`: both at once, with every fault of both in one message."""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipelines.errors import SettingsError, did_you_mean
from pipelines.settings.base import FAULTS, Strict
from pipelines.settings.lines import Key, key_lines, line_of
from pipelines.settings.model import Settings, Source
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
    settings, text, faults = _read_file(home / SETTINGS_FILE, Settings)
    terms, _, terms_faults = _read_file(home / TERMS_FILE, Terms)
    if files_must_exist and settings is not None:
        faults += _absent_files(settings.sources, home, text)
    faults += terms_faults
    if settings is None or terms is None or faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        listed = "\n".join(f"  {_printable(fault)}" for fault in faults)
        raise SettingsError(
            f"{count} in the settings of {home}; nothing was done.\n{listed}\n"
            "`affguard --home SOMEWHERE init` writes a fresh pair of files with every option explained."
        )
    return settings, terms


def _read_file(path: Path, model: type[Model]) -> tuple[Model | None, str, list[str]]:
    """Return the checked content of one file (None if it has faults), its text, and its faults."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        return model(), "", []
    except OSError as error:
        return None, "", [f"{path.name}: cannot be read: {error.strerror or error}"]
    except UnicodeDecodeError as error:
        return None, "", [f"{path.name}: is not UTF-8 text (byte {error.start}); save it as UTF-8"]
    except tomllib.TOMLDecodeError as error:
        return None, "", [_syntax_fault(path.name, str(error))]
    try:
        return model.model_validate(raw), text, []
    except ValidationError as error:
        lines = key_lines(text)
        found = [
            (line_of(key, lines), f"{_dotted(key, raw)} {fault}")
            for detail in error.errors(include_url=False)
            for key, fault in _faults(detail, model)
        ]
        return None, text, [_place(path.name, line) + fault for line, fault in sorted(found, key=_by_line)]


def _by_line(fault: tuple[int | None, str]) -> tuple[int, str]:
    return fault[0] or 0, fault[1]


def _place(file: str, line: int | None) -> str:
    return f"{file}, line {line}: " if line else f"{file}: "


def _syntax_fault(file: str, message: str) -> str:
    """Turn `… (at line 3, column 5)` into a fault with its place in front."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, flags=re.DOTALL)
    what, line = (f"{match[1]} (column {match[3]})", int(match[2])) if match else (message, None)
    return f'{_place(file, line)}is not TOML: {what}. Text stands in "quotes", lists in [brackets]'


def _dotted(key: Key, raw: Mapping[str, Any]) -> str:
    """Write a key for people: `sources["shop clicks"].columns.ip`; elements without a name are numbered from 1."""
    text = ""
    value: Any = raw
    for part in key:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(part, int):
            name = (value.get("name") or value.get("id")) if isinstance(value, dict) else None
            text += f"[{_shown(name)}]" if isinstance(name, str) else f"[number {part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def _shown(value: object) -> str:
    """Write a value as TOML would, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    text = '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _printable(text: str) -> str:
    """Replace what a terminal would obey instead of showing."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _faults(detail: ErrorDetails, model: type[Strict]) -> Iterator[tuple[Key, str]]:
    """Turn one of pydantic's errors into keys and plain sentences."""
    key: Key = tuple(part for part in detail["loc"] if not str(part).startswith("<"))
    context = detail.get("ctx", {})
    value = detail["input"]
    match detail["type"]:
        case _ if detail["type"] == FAULTS:
            for relative, fault in context[FAULTS]:
                yield (*key, *relative), fault
        case "extra_forbidden":
            allowed = _allowed_keys(model, key[:-1])
            yield key, f"is not a setting.{did_you_mean(str(key[-1]), allowed)} Allowed: {', '.join(allowed)}"
        case "missing":
            yield key, f"is missing{_choices(model, key)}"
        case "literal_error":
            allowed = _allowed_values(model, key)
            near = _near_value(value, allowed)
            yield key, f"must be one of {', '.join(_shown(word) for word in allowed)}, not {_shown(value)}.{near}"
        case "value_error":
            yield key, str(context["error"])
        case "model_type" | "model_attributes_type" | "dict_type":
            yield key, f"must be a table, not {_shown(value)}. Allowed keys: {', '.join(_allowed_keys(model, key))}"
        case "tuple_type":
            yield key, f"must be a list in [brackets], not {_shown(value)}"
        case _:
            message = re.sub(r"^(Input|String|Tuple|Value) should ", "must ", detail["msg"])
            yield key, f"{message.replace('be a valid string', 'be text in quotes')}, not {_shown(value)}"


def _near_value(value: object, allowed: Sequence[str]) -> str:
    near = get_close_matches(str(value), allowed, n=1, cutoff=0.6)
    return f" Did you mean {_shown(near[0])}?" if near else ""


def _choices(model: type[Strict], key: Key) -> str:
    allowed = _allowed_values(model, key)
    return f"; one of {', '.join(_shown(word) for word in allowed)}" if allowed else ""


def _allowed_keys(model: type[Strict], key: Key) -> tuple[str, ...]:
    """Return the keys that a table may have."""
    models = [kind for kind in _types_at(model, key) if isinstance(kind, type) and issubclass(kind, Strict)]
    return tuple(name for kind in models for name in kind.model_fields)


def _allowed_values(model: type[Strict], key: Key) -> tuple[str, ...]:
    """Return the closed list of a key's values; empty where any value goes."""
    return tuple(str(word) for kind in _types_at(model, key) if get_origin(kind) is Literal for word in get_args(kind))


def _types_at(model: type[Strict], key: Key) -> tuple[Any, ...]:
    """Return the types a key may have, with unions, annotations and containers on the way taken apart."""
    kinds: tuple[Any, ...] = (model,)
    for part in key:
        found: list[Any] = []
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, Strict):
                field = kind.model_fields.get(str(part))
                found += _alternatives(field.annotation) if field else []
            elif get_origin(kind) in (tuple, dict):
                found += _alternatives([arg for arg in get_args(kind) if arg is not Ellipsis][-1])
        kinds = tuple(found)
    return kinds


def _alternatives(kind: Any) -> list[Any]:  # noqa: ANN401 - a type expression has no better type
    if hasattr(kind, "__metadata__"):
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for arg in get_args(kind) for inner in _alternatives(arg)]
    return [kind]


def _absent_files(sources: Sequence[Source], home: Path, text: str) -> list[str]:
    """Return a fault for each source without files and each file, named without a glob, that is not there."""
    lines = key_lines(text)
    faults = []
    for number, source in enumerate(sources):
        place = _place(SETTINGS_FILE, line_of(("sources", number, "files"), lines))
        key = f"sources[{_shown(source.name)}].files"
        if not source.files:
            faults.append(f'{place}{key} is missing: name at least one file or glob, such as ["logs/clicks-*.csv"]')
        for name in source.files:
            path = home / name
            if not re.search(r"[*?\[]", name) and not path.exists():
                siblings = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
                near = did_you_mean(path.name, siblings)
                faults.append(f"{place}{key}: there is no file {path}.{near} Relative paths start at {home}")
    return faults
