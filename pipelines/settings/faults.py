"""Pydantic's errors in plain sentences, each with its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from pipelines.errors import did_you_mean
from pipelines.settings.base import FAULTS, Fault, Strict
from pipelines.settings.lines import Key
from pipelines.settings.shape import allowed_keys, allowed_values, holds_tables, number_wanted
from pipelines.settings.source import COLUMN_TAGS
from pipelines.settings.toml_text import shown, shown_key

__all__ = ["dotted", "told"]

_NUMBER_FAULTS = (
    "finite_number",
    "float_type",
    "greater_than",
    "greater_than_equal",
    "int_from_float",
    "int_parsing_size",
    "int_type",
    "less_than",
    "less_than_equal",
)


def dotted(key: Key, raw: Mapping[str, Any]) -> str:
    """Write a key for people: `sources["shop clicks"].columns.ip`; elements without a name are numbered from 1.

    Args:
        key: The key.
        raw: The whole file, where the names of elements are found.
    """
    text = ""
    value: Any = raw
    for part in key:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(part, int):
            name = (value.get("name") or value.get("id")) if isinstance(value, dict) else None
            text += f"[{shown(name)}]" if isinstance(name, str) else f"[number {part + 1}]"
        else:
            text += f".{shown_key(part)}" if text else shown_key(part)
    return text


def told(detail: ErrorDetails, model: type[Strict]) -> Iterator[Fault]:
    """Turn one of pydantic's errors into keys and plain sentences.

    Args:
        detail: The error.
        model: The type of the whole file.
    """
    key = _key(detail["loc"])
    context = detail.get("ctx", {})
    value = detail["input"]
    kind = detail["type"]
    if kind == FAULTS:
        for relative, fault in context[FAULTS]:
            yield (*key, *relative), fault
        return
    match kind:
        case "extra_forbidden":
            allowed = allowed_keys(model, key[:-1])
            yield key, f"is not a setting.{did_you_mean(str(key[-1]), allowed)} Allowed: {', '.join(allowed)}"
        case "missing":
            choices = allowed_values(model, key)
            yield key, f"is missing{'; one of ' if choices else ''}{', '.join(map(shown, choices))}"
        case "literal_error":
            choices = allowed_values(model, key)
            near = _near_value(value, choices)
            yield key, f"must be one of {', '.join(map(shown, choices))}, not {shown(value)}.{near}"
        case "value_error":
            yield key, str(context["error"])
        case _ if kind in _NUMBER_FAULTS:
            quotes = ", without quotes" if isinstance(value, str) else ""
            yield key, f"must be {number_wanted(model, key)}{quotes}, not {shown(value)}"
        case _:
            yield key, f"must {_wanted(detail, model, key)}"


def _wanted(detail: ErrorDetails, model: type[Strict], key: Key) -> str:
    """Say what a table, a list or a text must be."""
    value, context = detail["input"], detail.get("ctx", {})
    name = ".".join(shown_key(part) for part in key if isinstance(part, str))
    match detail["type"]:
        case "model_type" | "model_attributes_type" | "dict_type":
            heading = f": write [{name}] in single brackets" if isinstance(value, list) else ""
            keys = allowed_keys(model, key)
            allowed = f". Allowed keys: {', '.join(keys)}" if keys else ""
            return f"be a table, not {shown(value)}{heading}{allowed}"
        case "tuple_type" if holds_tables(model, key):
            return f"be a list of tables: write [[{name}]] in double brackets above each, not {shown(value)}"
        case "tuple_type":
            return f"be a list in [brackets], not {shown(value)}"
        case "string_type":
            return f"be text in quotes, not {shown(value)}"
        case "too_short" | "string_too_short":
            return f"not be empty; it is {shown(value)}"
        case "string_too_long":
            return f"have at most {context['max_length']} characters, not {len(value)}"
        case _:
            return f"be valid, not {shown(value)}: {detail['msg']}"


def _key(location: Sequence[str | int]) -> Key:
    """Return where an error is, without the form of a column's value (`sources.0.columns.ip.<name>`): it is no key."""
    if len(location) > 4 and location[2] == "columns" and location[4] in COLUMN_TAGS:
        return (*location[:4], *location[5:])
    return tuple(location)


def _near_value(value: object, choices: Sequence[str]) -> str:
    near = get_close_matches(value[:100], choices, n=1, cutoff=0.6) if isinstance(value, str) else []
    return f" Did you mean {shown(near[0])}?" if near else ""
