"""The phrases of unused domains and unmade sites, from the table beside this module."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

__all__ = ["phrases"]

_NAME = r"(?: name)?(?: [\w-]{1,63}(?:\.[\w-]{1,63}){1,4}| [\"“„«'][^\"”“»']{1,80}[\"”“»'])?"
"""Where a phrase may name the domain: `this domain shoes.example is for sale`."""


@cache
def phrases(group: str) -> re.Pattern[str]:
    """Return the phrases of a group of `fixed_phrases.toml` as one expression, case ignored.

    Args:
        group: Its name there, such as `for_sale`.
    """
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    either = "|".join(phrase.replace("{name}", _NAME) for phrase in table[group])
    return re.compile(rf"(?<!\w)(?:{either})", re.IGNORECASE)
