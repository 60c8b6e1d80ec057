"""Custom properties of style sheets (`--ground: #fff`), and what `var(--ground)` stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from screening.page.declarations import longhands

__all__ = ["CustomProperties"]

_SETTING = re.compile(r"(--[\w-]{1,80})\s{0,5}:\s{0,5}([^;{}]{1,200})")
_USE = re.compile(r"var\(\s{0,5}(--[\w-]{1,80})\s{0,5}(?:,\s{0,5}([^(),]{0,80}))?\)", re.IGNORECASE)
"""`var(--ground)`, `var(--ground, #fff)`: a use, with what holds where nothing is set."""
_OF_ALL = frozenset({":root", "html", "body", ":host", "*", "html:root"})
"""Selectors whose settings hold for the whole page."""
_MOST, _MOST_LEVELS = 500, 5
"""Properties of a page that are kept, and properties that stand for one another that are followed."""


@dataclass
class CustomProperties:
    """What the page's properties are set to; one that is set otherwise in some part or state of the page is unknown."""

    values: dict[str, str] = field(default_factory=dict)
    varying: set[str] = field(default_factory=set)

    def read(self, selector: str, body: str, *, is_conditional: bool) -> None:
        """Read the settings of a rule."""
        is_of_all = not is_conditional and all(part.strip().lower() in _OF_ALL for part in selector.split(","))
        for name, value in _SETTING.findall(body):
            if not is_of_all:
                self.varying.add(name)
            elif len(self.values) < _MOST:
                self.values[name] = value.replace("!important", "").strip().lower()

    def fill(self, found: dict[str, str], own: str = "") -> None:
        """Put into declarations what their uses stand for; those that are unknown stay.

        Args:
            found: The declarations, by name.
            own: The style attribute they stand in, whose own settings come first.
        """
        for name, value in [*found.items()]:
            if "var(" in value:
                found |= longhands(name, self._resolved(found.pop(name), own))

    def _resolved(self, value: str, own: str) -> str:
        given: dict[str, str] = dict(_SETTING.findall(own)) if "--" in own else {}

        def text(use: re.Match[str]) -> str:
            name, otherwise = use.group(1), use.group(2) or ""
            if name in given:
                return given[name].strip().lower()
            if name in self.varying:
                return use.group()
            return self.values.get(name, otherwise or use.group())

        for _ in range(_MOST_LEVELS):
            if "var(" not in value or len(value) > 1_000:
                break
            value = _USE.sub(text, value)
        return value
