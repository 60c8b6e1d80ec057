"""What the settings' types allow at a key: nested keys, closed lists of values, limits of numbers."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipelines.settings.lines import Key

__all__ = ["allowed_keys", "allowed_values", "alternatives", "holds_tables", "number_wanted"]


def allowed_keys(model: type[BaseModel], key: Key) -> tuple[str, ...]:
    """Return the keys that a table may have."""
    return tuple(word for kind in _types_at(model, key) if _is_model(kind) for word in _fields(kind))


def allowed_values(model: type[BaseModel], key: Key) -> tuple[str, ...]:
    """Return the closed list of a key's values; empty where any value goes."""
    return tuple(str(word) for kind in _types_at(model, key) if get_origin(kind) is Literal for word in get_args(kind))


def holds_tables(model: type[BaseModel], key: Key) -> bool:
    """Whether a key is a list of tables, written under `[[double brackets]]`."""
    return bool(allowed_keys(model, (*key, 0)))


def number_wanted(model: type[BaseModel], key: Key) -> str:
    """Say which numbers a key allows: `a whole number, at least 1 and at most 400`."""
    whole = int in _types_at(model, key)
    rules = [rule for kind in _types_at(model, key[:-1]) if _is_model(kind) for rule in _rules(kind, str(key[-1]))]
    words = {"gt": "above {}", "ge": "at least {}", "le": "at most {}", "lt": "below {}"}
    limits = {side: getattr(rule, side) for side in words for rule in rules if hasattr(rule, side)}
    if whole and "lt" in limits:
        limits["le"] = limits.pop("lt") - 1
    told = " and ".join(words[side].format(limit) for side, limit in limits.items())
    return f"a {'whole ' if whole else ''}number{', ' if told else ''}{told}"


def alternatives(kind: Any) -> list[Any]:  # noqa: ANN401 - a type expression has no better type
    """Return the types that a type expression allows, without annotations."""
    if hasattr(kind, "__metadata__"):
        return alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for arg in get_args(kind) for inner in alternatives(arg)]
    return [kind]


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields by the keys of the file, which differ where Python keeps the word for itself (`class`)."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _rules(model: type[BaseModel], name: str) -> list[Any]:
    """Return the limits of a field, also those within a union (`Annotated[int, Field(ge=2)] | None`)."""
    field = _fields(model).get(name)
    if field is None:
        return []
    within = [rule for arg in get_args(field.annotation) for rule in getattr(arg, "__metadata__", ())]
    nested = [rule for info in within if isinstance(info, FieldInfo) for rule in info.metadata]
    return [*field.metadata, *nested]


def _types_at(model: type[BaseModel], key: Key) -> tuple[Any, ...]:
    """Return the types a key may have, with unions, annotations and containers on the way taken apart."""
    kinds: tuple[Any, ...] = (model,)
    for part in key:
        found: list[Any] = []
        for kind in kinds:
            if _is_model(kind):
                field = _fields(kind).get(str(part))
                found += alternatives(field.annotation) if field else []
            elif get_origin(kind) in (tuple, dict):
                found += alternatives([arg for arg in get_args(kind) if arg is not Ellipsis][-1])
        kinds = tuple(found)
    return kinds
