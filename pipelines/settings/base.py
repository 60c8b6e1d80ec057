"""What all settings share: unknown keys are refused, values never change, every fault is found at once."""

from __future__ import annotations

from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from pipelines.settings.lines import Key
from pipelines.settings.shape import alternatives
from pipelines.settings.toml_text import shown

__all__ = ["FAULTS", "Fault", "Strict", "repeated"]

FAULTS = "faults"
"""Type of the validation error that carries several faults, each with its own key."""

Fault = tuple[Key, str]
"""Key, relative to the table it was found in, and what is wrong with it."""


class Strict(BaseModel):
    """Base of all settings: unknown keys are refused and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return what is wrong between the keys of a table, as far as its unchecked values can be read.

        Args:
            raw: The table as it stands in the file; any key may be absent or of a wrong type.
        """
        del raw
        return []

    @model_validator(mode="wrap")
    @classmethod
    def _every_fault(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - not yet checked
        """Report the faults between keys together with those of single keys; pydantic alone stops at the latter."""
        between = cls.faults_between(raw) if isinstance(raw, dict) else []
        if not between:
            return handler(raw)
        single: list[InitErrorDetails] = []
        try:
            handler(raw)
        except ValidationError as error:
            single = [_again(detail) for detail in error.errors(include_url=False)]
        text = "; ".join(f"{'.'.join(map(str, key))} {fault}" for key, fault in between)
        together = PydanticCustomError(FAULTS, "{text}", {"text": text, FAULTS: tuple(between)})
        raise ValidationError.from_exception_data(cls.__name__, [*single, {"type": together, "input": raw}])

    @field_validator("*", mode="before")
    @classmethod
    def _no_guessing(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what pydantic would convert: `"28"` and `true` are no numbers, `"yes"` is no `true`."""
        kinds = alternatives(cls.model_fields[info.field_name or ""].annotation)
        if value is None:
            return value
        if (int in kinds or float in kinds) and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise PydanticCustomError("float_type", "must be a number")
        if bool in kinds and not isinstance(value, bool):
            raise ValueError(f"must be true or false, without quotes, not {shown(value)}")
        return value


def repeated(raw: dict[str, Any], table: str, key: str) -> list[Fault]:
    """Return a fault for each element of a list of tables whose key another element before it has taken.

    Args:
        raw: The table that holds the list.
        table: Key of the list.
        key: Key of the elements that must be unique.
    """
    elements = raw.get(table)
    taken: set[str] = set()
    faults: list[Fault] = []
    for number, element in enumerate(elements if isinstance(elements, list | tuple) else ()):
        name = element.get(key) if isinstance(element, dict) else getattr(element, key, None)
        if not isinstance(name, str):
            continue
        if name in taken:
            faults.append(((table, number, key), f"must be unique; {shown(name)} is already taken"))
        taken.add(name)
    return faults


def _again(detail: ErrorDetails) -> InitErrorDetails:
    """Return a fault that was raised in the form in which it can be raised again."""
    context = detail.get("ctx", {})
    kind: str | PydanticCustomError = detail["type"]
    if kind == FAULTS:
        kind = PydanticCustomError(FAULTS, "{text}", context)
    return {"type": kind, "loc": detail["loc"], "input": detail["input"], "ctx": context}
