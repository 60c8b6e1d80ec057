"""Statements of script that load or follow an address which the script puts together from pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from screening.page.networks import is_partner_link, network_names
from screening.page.script.constants import Constants
from screening.page.script.known import Known
from screening.page.script.tokens import Code, tokens_of
from screening.page.script.uses import call_use, setting_use
from screening.page.script.values import Budget

__all__ = ["Built", "built_loads"]

_MOST_CHARACTERS = 30_000
"""Characters of a script; longer ones are libraries, whose pieces of addresses mean something else."""
_MOST_READ = 200_000
"""Characters of such scripts that are read on one page."""
_MOST_TERMS = 6_000
"""Terms of expressions that are read on one page; honest pages of such scripts need a few hundred."""
_MOST_USES = 40
"""Statements of a script that are evaluated; bounds the work of a hostile script."""
_MOST_TURNS = 4
"""Items of a list that each of them is evaluated with; the first few show what the others do."""
_USING_NAMES = """
src setAttribute fetch sendBeacon open href location replace assign action innerHTML outerHTML insertAdjacentHTML write
append html srcdoc getScript get
"""
_USING = _USING_NAMES.split()
_LOADING = re.compile(
    r"createElement|appendChild|Image|fetch|sendBeacon|HTML|location|open\s{0,3}\(|write|cloneNode|\.src\b|ajax"
)
"""`createElement`, `.src`, `open(`: what a script needs to load or follow something."""
_CODED = re.compile(r"\batob\b|reverse\s{0,3}\(|fromCharCode")
_GLUE = str.maketrans("", "", "\"'`+,\\ \t\r\n[]()")
_WORD = re.compile(r"[a-z0-9]{4,30}")
_ADDRESS = re.compile(r"(?:https?:)?//[\w-]{1,63}\.[^\s\"'<>]{4,2000}", re.IGNORECASE)
"""`https://a.example/…` or `//a.example/…`."""
_IN_MARKUP = re.compile(
    r"<(?:iframe|frame|img|image|script|link|embed|object)\b[^<>]{0,400}?\b(?:src|href|data)\s{0,3}=\s{0,3}[\"']?((?:https?:)?//[^\s\"'<>]{4,2000})",
    re.IGNORECASE,
)
"""`<iframe src="https://a.example/…"`: a tag that loads an address, and the address."""


class Built(NamedTuple):
    """An address that was put together: what becomes of it as `Embed.kind`, in which script, and where in it."""

    kind: str
    address: str
    script: int
    offset: int


def _may_build(code: str) -> bool:
    """Say whether a script can load something, and its strings, put together, hold the name of a network."""
    if len(code) > _MOST_CHARACTERS or not _LOADING.search(code):
        return False
    if _CODED.search(code):
        return True
    return not network_names().isdisjoint(_words(code))


def _words(code: str) -> Iterator[str]:
    lowered = code.lower()
    yield from _WORD.findall(lowered)
    yield from _WORD.findall(lowered.translate(_GLUE))


def built_loads(codes: Sequence[str]) -> list[Built]:
    """Return the partner links that the scripts of a page put together and load, follow, or give to a link."""
    budget = Budget(_MOST_TERMS)
    found: dict[tuple[str, str], Built] = {}
    left = _MOST_READ
    for number, code in enumerate(codes):
        if len(code) <= left and _may_build(code):
            left -= len(code)
            for one in _of_script(number, tokens_of(code), budget):
                found.setdefault((one.kind, one.address), one)
    return list(found.values())


def _of_script(number: int, code: Code, budget: Budget) -> Iterator[Built]:
    constants = Constants(code, budget)
    for kind, index, statement in _uses(code):
        constants.turn, constants.most_turns = 0, 1
        while constants.turn < min(constants.most_turns, _MOST_TURNS):
            if address := _address(constants.value_at(index)):
                yield Built(kind, address, number, code.tokens[statement].start)
            constants.turn += 1


def _address(value: Known) -> str:
    """Return the partner link that a value is, or that markup in it loads; "" where there is none."""
    text = value if isinstance(value, str) else ""
    matched = _ADDRESS.fullmatch(text) or _IN_MARKUP.search(text)
    if matched is None:
        return ""
    address = matched.group(matched.lastindex or 0)
    return address if is_partner_link(f"https:{address}" if address.startswith("//") else address) else ""


def _uses(code: Code) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, token of the expression, token of the statement) of what loads or follows a value."""
    names = sorted({index for name in _USING for index in code.by_name.get(name, ())})
    given = 0
    for index in sorted({*names, *(index for index in code.strings if code.text(index + 1) in {"]", ":"})}):
        after = index + 1
        if code.text(after) == "]":
            after += 1
        if code.text(after) in {"=", ":"} and (code.text(after) == "=" or code.text(index - 1) in {"{", ","}):
            kind = setting_use(code, after, min(after + 60, len(code.tokens)))
            argument = after + 1
        elif code.text(after) == "(" and code.partner[after] > 0:
            number = _second(code, index)
            argument = _argument(code, after, number)
            kind = call_use(code, after, number) if argument > 0 else None
        else:
            continue
        if kind is not None:
            yield kind, argument, index
            given += 1
            if given >= _MOST_USES:
                return


def _second(code: Code, index: int) -> int:
    name = code.text(index)
    if name in {"setAttribute", "insertAdjacentHTML"}:
        return 1
    return int(name == "open" and code.text(index + 2).strip("\"'`").upper() in {"GET", "POST", "HEAD"})


def _argument(code: Code, opening: int, number: int) -> int:
    """Return the first token of an argument of a call, or -1."""
    index = opening + 1
    for _ in range(number):
        while index < code.partner[opening] and not (code.text(index) == "," and code.outer[index] == opening):
            index += 1
        index += 1
    return index if index < code.partner[opening] else -1
