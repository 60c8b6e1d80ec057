"""What variables of scripts are set to, found in the text of the scripts when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from screening.page.script.constants import evaluate
from screening.page.script.known import computed
from screening.page.script.texts import BEGUN
from screening.page.script.values import Budget, Value

__all__ = ["Variables"]

_MOST_SETTINGS = 5
"""Settings of one variable that are read, in a script by itself."""
_MOST_SHARED_SETTINGS = 20
"""The same in all scripts of a page together."""
_MOST_ADDITIONS = 20
"""Additions to one variable of a script that are read."""
_MOST_SEARCHES = 300
"""Objects that are searched for a key, for one set of variables."""
_MOST_OBJECT_CHARACTERS = 3_000
"""Characters of an object that are searched for a key."""
_SETTING = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60}+)\s{0,5}+=(?![=>])")
"""`name = `, not `name ==`."""
_ADDITION = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60}+)\s{0,5}+\+=")
"""`name += `."""
_BEFORE_OBJECT = re.compile(r"\s{0,9}\{")


class Variables:
    """Variables of scripts, looked up when asked for: the first setting that can be worked out.

    Args:
        codes: The scripts; where variables are set in them is looked for once.
        shared: Variables of all the scripts of the page, asked for what these scripts do not set.
        budget: What may still be read for the page; that of `shared` by default.
    """

    def __init__(
        self, codes: Sequence[str] = (), shared: Variables | None = None, budget: Budget | None = None
    ) -> None:
        self._codes, self._shared = codes, shared
        self.budget: Budget = budget or (shared.budget if shared is not None else Budget())
        self._known: dict[tuple[str, str], Value | None] = {}
        self._searches = 0

    def get(self, name: str, key: str = "") -> Value | None:
        """Return what a variable, or a key of the object that it is set to, stands for; None where it is unknown."""
        if (name, key) not in self._known:
            self._known[name, key] = None  # a variable that is set by itself
            found = self._look_up_key(name, key) if key else self._look_up(name)
            self._known[name, key] = found or (self._shared.get(name, key) if self._shared is not None else None)
        return self._known[name, key]

    @cached_property
    def _settings(self) -> dict[str, list[tuple[str, int]]]:
        """Where each variable is set: the script, and where in it the expression begins."""
        settings: dict[str, list[tuple[str, int]]] = {}
        most = _MOST_SETTINGS if len(self._codes) == 1 else _MOST_SHARED_SETTINGS
        for code in self._codes:
            for match in _SETTING.finditer(code):
                starts = settings.setdefault(match.group(1), [])
                if len(starts) < most:
                    starts.append((code, match.end()))
        return settings

    @cached_property
    def _additions(self) -> dict[tuple[str, str], list[int]]:
        """Where something is added to a variable: where in its script the expression begins."""
        additions: dict[tuple[str, str], list[int]] = {}
        for code in self._codes:
            for match in _ADDITION.finditer(code):
                starts = additions.setdefault((code, match.group(1)), [])
                if len(starts) < _MOST_ADDITIONS:
                    starts.append(match.end())
        return additions

    def _look_up(self, name: str) -> Value | None:
        number: Value | None = None
        for code, offset in self._settings.get(name, ()):
            if (value := evaluate(code, offset, self)) is not None:
                if not value.text.isdigit():
                    return self._with_additions(name, code, value)
                number = number or value  # a counter, more likely than the begin of an address
        return number

    def _with_additions(self, name: str, code: str, value: Value) -> Value:
        """Return a variable's value with what is added to it further on: `u += '…'`."""
        for offset in self._additions.get((code, name), ()) if BEGUN.match(value.text) else ():
            added = evaluate(code, offset, self) if offset > value.end else None
            longer = computed(value.known, "+", added.known) if added is not None else None
            if added is None or longer is None:
                break
            value = Value(longer, value.is_decoded or added.is_decoded, value.end)
        return value

    def _look_up_key(self, name: str, key: str) -> Value | None:
        for code, offset in self._settings.get(name, ()):
            opened = _BEFORE_OBJECT.match(code, offset)
            if opened is None or self._searches >= _MOST_SEARCHES:
                continue
            self._searches += 1
            pattern = re.compile(rf"[{{,]\s{{0,9}}[\"']?{re.escape(key)}[\"']?\s{{0,5}}:")
            found = pattern.search(code, opened.end() - 1, opened.end() + _MOST_OBJECT_CHARACTERS)
            if found is not None and (value := evaluate(code, found.end(), self)) is not None:
                return value
        return None
