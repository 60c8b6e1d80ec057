"""Where scripts name the attribute, variable or element of the page that holds an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from screening.page.script.tokens import Code

__all__ = ["LINKS", "camel_case", "named_places"]

LINKS = "a["
"""Stands for what selects links by where they lead or what they are."""
_SELECTS_LINKS = re.compile(r"(?<![\w.#-])a\[\s{0,3}(?:rel|href)[~*^|$]?=")
"""`a[href^=`, `a[rel=`."""


def camel_case(mark: str) -> str:
    """Return what script calls a data attribute: `srcUrl` for `data-src-url`."""
    return re.sub(r"-(\w)", lambda found: found.group(1).upper(), mark.removeprefix("data-"))


def named_places(text: str, code_of: Callable[[], Code], mark: str) -> Iterator[int]:
    """Yield the tokens of a script that name what holds an address, in their order.

    Args:
        text: The script.
        code_of: Gives its tokens; asked only where the text may name it.
        mark: An attribute, a variable, an element's id or class, or `LINKS`.
    """
    camel = camel_case(mark)
    if not any(part in text for part in ((mark, camel) if mark != LINKS else (LINKS,))):
        return
    code = code_of()
    is_selector = _selectors_of(mark)
    names = {mark, camel}
    indices = (index for name in names for index in code.by_name.get(name, ()))
    for index in sorted((*code.strings, *indices)):
        if is_selector(code.text(index)) if code.kind(index) == "string" else _is_read(code, index, mark):
            yield index


def _selectors_of(mark: str) -> Callable[[str], bool]:
    """Return what says whether a string, in its quotation marks, names or selects what `mark` is."""
    quoted = {f"{sign}{mark}" for sign in ("", "#", ".")} | {f"[{mark}]"}
    forms = tuple(f"{begin}{mark}{end}" for begin, end in (('="', '"]'), ("='", "']"), ("=", "]")))

    def is_selector(string: str) -> bool:
        if string[1:-1] in quoted or (mark == LINKS and _SELECTS_LINKS.search(string)):
            return True
        return "=" in string and any(form in string.replace("\\", "") for form in forms)

    return is_selector


def _is_read(code: Code, index: int, mark: str) -> bool:
    """Say whether a name is read as `….dataset.name`, or as the global variable of the name."""
    owner = code.text(index - 2) if code.text(index - 1) == "." else ""
    if owner == "dataset" and mark.startswith("data-"):
        return True
    is_global = code.text(index) == mark and owner in {"", "window", "self"}
    return is_global and code.text(index + 1) != "="
