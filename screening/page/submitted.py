"""Which forms of a page its scripts submit by themselves, read from the source; nothing is run."""

from __future__ import annotations

import re
from itertools import islice

from screening.page.quotes import source_quote
from screening.page.script.triggers import ON_ELEMENT, Script, Triggers

__all__ = ["submitted_forms"]

_MOST_SUBMITS, _MOST_FORMS = 100, 200  # statements that submit, and forms, of a page that are looked at
_SUBMIT = re.compile(  # form.submit(), form['submit'], button.click()
    r"\.submit\s{0,3}\(\s{0,3}\)|\.requestSubmit\s{0,3}\(|\.trigger\(\s{0,3}[\"']submit[\"']|\[\s{0,3}[\"'`](?:submit|requestSubmit)[\"'`]\s{0,3}\]"
    r"|\.(?:submit|requestSubmit)\.(?:call|apply)\s{0,3}\(|new Event\(\s{0,3}[\"'`]submit|\.click\s{0,3}\(\s{0,3}\)"
)


def submitted_forms(scripts: tuple[Script, ...], names: list[tuple[str, ...]]) -> list[tuple[int, str, str]]:
    """Return the forms that script submits by itself.

    Args:
        scripts: The scripts of the page.
        names: For each form of the page its id and name, as far as it has them.

    Returns:
        (index of the form, what sets it off, quote).
    """
    found: list[tuple[int, str, str]] = []
    triggers = Triggers(scripts)
    statements = ((script, match) for script in scripts for match in islice(_SUBMIT.finditer(script.code), 20))
    if names:
        for script, match in islice(statements, _MOST_SUBMITS):
            # The call of a prototype's method names its form behind it.
            end = match.end() + (120 if match.group().endswith("(") and "." in match.group()[1:] else 0)
            before = script.code[max(0, match.start() - 2_000) : end]
            index = _form_meant(before, names)
            if index is None and len(names) == 1 and not match.group().startswith(".click"):
                index = 0
            if index is not None and (on := triggers.of(script, match.start())) != ON_ELEMENT:
                found.append((index, on, source_quote(script.code, match.start(), match.end())))
    return found


def _form_meant(before: str, names: list[tuple[str, ...]]) -> int | None:
    """Return the form whose name stands last before `.submit()`, or the one that is counted."""
    nearest, meant = -1, None
    for index, form_names in enumerate(names[:_MOST_FORMS]):
        for name in form_names:
            offset = max(
                (before.rfind(form) for form in (f"'{name}'", f'"{name}"', f"#{name}", f".{name}")), default=-1
            )
            if name and offset > nearest:
                nearest, meant = offset, index
    counted = re.search(
        r"(?:forms\s{0,3}\[\s{0,3}(\d{1,2})|(?:getElementsByTagName\([\"']form[\"']\)\s{0,3}\[\s{0,3}(\d{1,2}))|querySelector\([\"']form[\"'])",
        before[-200:],
    )
    if meant is None and counted is not None:
        number = int(counted.group(1) or counted.group(2) or 0)
        return number if number < len(names) else None
    return meant
