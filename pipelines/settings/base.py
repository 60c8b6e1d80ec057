"""What all settings share: unknown keys are refused, values never change, a fault names its key."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

__all__ = ["FAULTS", "Strict", "refuse"]

FAULTS = "faults"
"""Type of the validation error that carries several faults, each with its own key."""


class Strict(BaseModel):
    """Base of all settings: unknown keys are refused and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_guessing(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what pydantic would convert: `"28"` and `true` are no numbers, `"yes"` is no `true`."""
        kind = cls.model_fields[info.field_name or ""].annotation
        if kind in (int, float) and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise ValueError(f"must be a number, without quotes, not {value!r}")
        if kind is bool and not isinstance(value, bool):
            raise ValueError(f"must be true or false, without quotes, not {value!r}")
        return value


def refuse(faults: Sequence[tuple[tuple[str | int, ...], str]]) -> None:
    """Raise one validation error for several faults of a table, if there are any.

    Args:
        faults: Key, relative to the table, and what is wrong with it.

    Raises:
        PydanticCustomError: There is a fault; `ctx["faults"]` holds them all.
    """
    if faults:
        text = "; ".join(f"{'.'.join(map(str, key))} {fault}" for key, fault in faults)
        raise PydanticCustomError(FAULTS, "{text}", {"text": text, FAULTS: tuple(faults)})
