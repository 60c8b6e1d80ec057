"""The addresses that stand in a script: partner links, plain or in disguise, and paths of the own site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.page.addresses import looks_like_address
from screening.page.disguise import disguised_addresses
from screening.page.networks import is_partner_link
from screening.page.script.constants import evaluate
from screening.page.script.tokens import IN_TEMPLATE
from screening.page.script.values import Budget
from screening.page.script.variables import Variables

__all__ = ["MOST_SOURCES", "Source", "addresses_in"]

MOST_SOURCES = 150
"""Addresses of a script that are followed; bounds the work of a hostile one."""
_FEW_CHARACTERS = 30_000
"""Characters of a script; paths of the own site are not followed in longer ones, which are libraries."""
_PATH = re.compile(r"/[\w~%-][\w.~%/?=&;-]{1,300}")
_FILE = re.compile(r"\.(?:css|jpe?g|png|gif|svg|webp|woff2?|ico)(?:\?|$)", re.IGNORECASE)
"""`.css`, `.png?`: a style sheet, picture or font, which counts no click."""


@dataclass(frozen=True, slots=True)
class Source:
    """An address, whether it could not be read in the source, and whether it stands outside the scripts."""

    address: str
    is_decoded: bool
    is_hinted: bool = False


def addresses_in(code: str, budget: Budget) -> Iterator[tuple[int, int, Source]]:
    """Yield (start, end, source) of the addresses that stand in a script, plain or in disguise."""
    variables = Variables([code], budget=budget)
    given = 0
    for start, end, text, is_decoded in _candidates(code, variables):
        if _is_wanted(text, code):
            yield start, end, Source(text, is_decoded)
            given += 1
            if given >= MOST_SOURCES:
                return


_DECODERS = ("atob", "unescape", "decodeURIComponent", "String.fromCharCode")
_LIST = re.compile(r"\[\s{0,5}(?=[\"'`])")
"""`['`: the beginning of a list of strings."""
_CALL_OR_LIST = re.compile(rf"(?:{'|'.join(map(re.escape, _DECODERS))})\s{{0,3}}\(|{_LIST.pattern}")
"""`atob(`, `String.fromCharCode(` or the beginning of a list."""
_LITERAL = re.compile(r"[\"'`](?=(?:https?:)?\\?/\\?/|https?:|/[\w~%-]|www\.)[^\"'`\n]{2,3000}[\"'`]")
"""`"https://…"`, `'//…'`, `"/path"`: a string that begins like an address."""


def _candidates(code: str, variables: Variables) -> Iterator[tuple[int, int, str, bool]]:
    for address in disguised_addresses(code):
        yield address.start - 1, address.end + 1, address.url, True
    for match in _LITERAL.finditer(code):
        if match.group()[0] == "`":
            yield *match.span(), IN_TEMPLATE.sub("1", match.group()[1:-1]).replace("\\/", "/"), False
        elif (value := evaluate(code, match.start(), variables)) is not None:
            yield *match.span(), value.text, False
    for match in (_CALL_OR_LIST if any(name in code for name in _DECODERS) else _LIST).finditer(code):
        value = evaluate(code, match.start(), variables)
        if value is not None and value.text:
            yield match.start(), value.end, value.text, True


def _is_wanted(text: str, code: str) -> bool:
    if not looks_like_address(text) or _FILE.search(text):
        return False
    if text.startswith("/") and not text.startswith("//"):
        return len(code) <= _FEW_CHARACTERS and _PATH.fullmatch(text) is not None
    return is_partner_link(f"https:{text}" if text.startswith("//") else text)
