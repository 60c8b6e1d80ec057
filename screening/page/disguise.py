"""Addresses that script holds in base64, in character codes, in escapes, backwards, or with letters exchanged.

They are looked for in one pass over the source, whether or not their use can be followed: a loader may put the name of
`atob` together from pieces, or wait for a timer.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

__all__ = ["Disguised", "disguised_addresses", "from_base64", "is_in_script", "read_backwards"]

_MOST_CANDIDATES = 20_000
_MOST_ADDRESSES = 2_000
"""Strings of one kind that are decoded, and addresses that come out, of one source; far beyond any ordinary page."""
_REACH = 1_000_000
"""Characters before a position that are searched for the tag that opens a script."""
_BASE64 = re.compile(r"[\"'`]([A-Za-z0-9+/_-]{16,4000}={0,2})(?=[\"'`\\])")
"""`"aHR0cHM6Ly9hLmV4YW1wbGUv"`: a quoted string of 16 and more characters that may be base64."""
_CODES = re.compile(
    r"[\[(\"'`]\s{0,9}((?:0x[0-9a-fA-F]{2}|\d{2,3})(?:\s{0,3},\s{0,3}(?:0x[0-9a-fA-F]{2}|\d{2,3})){11,2000})"
)
"""`[104, 116, 0x74, …]`: twelve and more character codes in a row, decimal or hexadecimal."""
_CODE_AFTER = r",\s{0,3}(?:0x[0-9a-fA-F]{2}|\d{2,3})\s{0,3}"
_ROW_OF_CODES = re.compile(rf"{_CODE_AFTER}(?:{_CODE_AFTER}){{10}}")
"""Looked for first: commas are rarer than quotation marks, so that most sources are done with in little time."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|u\{0{0,4}([0-9a-fA-F]{2})\}|([0-7]{2,3}))")
r"""`\x68`, `\u0068`, `\u{68}`, `\150`: one escaped letter."""
_ESCAPED_REST = re.compile(r"\\(?:x|u00|u\{|[0-7]{2})[^\s\"'`<>]{8,4000}")
_MOST_BEGIN_CHARACTERS = 300
"""Characters of a word that may stand before its first escape."""
_WORD_ENDS = frozenset("\"'`<>\\")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2}){3,2000}[^\s\"'`<>]{0,2000}")
"""`%68%74%74%70…`: four and more percent escapes in a row, and the rest of the word."""
_CODED_HTTP = re.compile(r"http", re.IGNORECASE)
_LEAST_CODES = 16
"""Character codes from which a row is long enough for an address, and is also tried shifted and XOR-ed."""
_HEXADECIMAL = re.compile(r"[\"'`](68747470(?:73)?3[aA]2[fF]2[fF](?:[0-9a-fA-F]{2}){6,2000})(?=[\"'`])")
"""`"68747470733a2f2f…"`: a quoted string that begins with `http://` or `https://` in hexadecimal."""
_TURNED = re.compile(r"[\"'`](uggcf?://[^\s\"'`<>]{6,2000})(?=[\"'`])", re.IGNORECASE)
"""`"uggcf://…"`: `https://` with its letters exchanged by ROT13."""
_BACK_BASE64 = re.compile(r"[\"'`]={0,2}([A-Za-z0-9+/_-]{16,4000}0RHa)(?=[\"'`\\])")
"""`"…0RHa"`: base64 written backwards; `aHR0` is how `http` begins in base64."""
_ROT13 = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "nopqrstuvwxyzabcdefghijklmNOPQRSTUVWXYZABCDEFGHIJKLM"
)
_BACKWARDS = re.compile(r"[\"'`]([^\s\"'`<>]{6,2000}//:s?ptth)(?=[\"'`])")
"""`"og/elpmaxe.pohs//:sptth"`: an address written backwards."""
_ADDRESS = re.compile(r"(?:https?:)?//[\w-][\w.-]{2,250}[^\s\"'`<>\\)]{0,3000}", re.IGNORECASE | re.ASCII)
"""`https://a.example/…` or `//a.example/…` in decoded text."""
_BARE = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/[^\s\"'`<>\\)]{1,3000}", re.ASCII)
"""`a.example/path`: an address without its scheme."""
_HIDDEN_LETTERS, _JUDGED = 4, 600
"""A word hides something if `_HIDDEN_LETTERS` of its first `_JUDGED` characters are escaped letters or digits; honest
writers escape `/`, `&`, `=` and `<`."""
_HIDING_ESCAPE = re.compile(r"\\(?:x[3-7]|u00[3-7]|u\{|[0-7]{2})")
_URL_SAFE = str.maketrans("-_", "+/")
_SCRIPT = re.compile(r"</?script(?=[\s/>])", re.IGNORECASE)
"""`<script>` or `</script>`, not `<scripts>`."""


@dataclass(frozen=True)
class Disguised:
    """An address that cannot be read in the source.

    Attributes:
        url: The address.
        start: Where its disguise begins in the source.
        end: Where its disguise ends.
    """

    url: str
    start: int
    end: int


def disguised_addresses(source: str) -> Iterator[Disguised]:
    """Yield the web addresses that stand in disguise, at most a few thousand; wherever in the source they stand."""
    given = 0
    for start, end, text in _decoded(source):
        if "/" not in text:
            continue
        bare = _BARE.fullmatch(text.strip())
        found = [f"https://{bare.group()}"] if bare else [match.group() for match in _ADDRESS.finditer(text)]
        for url in found:
            yield Disguised(f"https:{url}" if url.startswith("//") else url, start, end)
            given += 1
            if given >= _MOST_ADDRESSES:
                return


def _decoded(source: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of what can be decoded."""
    for match in islice(_BASE64.finditer(source), _MOST_CANDIDATES):
        yield *match.span(1), from_base64(match.group(1))
    for match in islice(_CODES.finditer(source), _MOST_CANDIDATES) if _ROW_OF_CODES.search(source) else ():
        codes = [int(part, 16 if "x" in part else 10) for part in match.group(1).split(",")]
        yield *match.span(1), _from_codes(codes)
    if _HIDING_ESCAPE.search(source):
        for start, end in islice(_escaped(source), _MOST_CANDIDATES):
            letters = [_letter(escape) for escape in _ESCAPE.finditer(source, start, min(end, start + _JUDGED))]
            if sum(letter.isalnum() for letter in letters) >= _HIDDEN_LETTERS:
                yield start, end, _ESCAPE.sub(_letter, source[start:end])
    for match in islice(_PERCENT.finditer(source), _MOST_CANDIDATES):
        yield *match.span(), unquote(match.group())
    for match in islice(_BACKWARDS.finditer(source), _MOST_CANDIDATES) if "ptth" in source else ():
        yield *match.span(1), match.group(1)[::-1]
    for match in islice(_BACK_BASE64.finditer(source), _MOST_CANDIDATES) if "0RHa" in source else ():
        yield *match.span(1), from_base64(match.group(1)[::-1])
    for match in islice(_HEXADECIMAL.finditer(source), _MOST_CANDIDATES) if "68747470" in source else ():
        yield *match.span(1), bytes.fromhex(match.group(1)).decode("ascii", "replace")
    for match in islice(_TURNED.finditer(source), _MOST_CANDIDATES) if "uggc" in source else ():
        yield *match.span(1), match.group(1).translate(_ROT13)


def read_backwards(value: str) -> str:
    """Return the address that a value is backwards, in hexadecimal or in ROT13; "" if it is none of these."""
    if value.endswith(("//:sptth", "//:ptth")):
        return value[::-1]
    if value.endswith("0RHa") and (matched := _BACK_BASE64.fullmatch(f"'{value}'", 0, len(value) + 1)):
        return from_base64(matched.group(1)[::-1])
    if value.startswith("68747470") and _HEXADECIMAL.match(f"'{value}'"):
        return bytes.fromhex(value).decode("ascii", "replace")
    return value.translate(_ROT13) if value.lower().startswith("uggc") else ""


def _from_codes(codes: list[int]) -> str:
    """Return the text of character codes: as it is or, where that is no address, shifted or XOR-ed by one number."""
    plain = _letters(codes)
    if len(codes) < _LEAST_CODES or _CODED_HTTP.search(plain):
        return plain
    key, step = codes[0] ^ ord("h"), codes[0] - ord("h")
    for changed in ([code ^ key for code in codes], [code - step for code in codes]):
        if (text := _letters(changed)).startswith(("http://", "https://")):
            return text
    return plain


def _letters(codes: list[int]) -> str:
    return "".join(chr(code) if 0x20 <= code < 0x7F else " " for code in codes)


def _escaped(source: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the words that hold an escape; after the first escape, further ones do not end the word."""
    end = offset = 0
    while (rest := _ESCAPED_REST.search(source, offset)) is not None:
        start = rest.start()
        floor = max(end, start - _MOST_BEGIN_CHARACTERS)
        while start > floor and not _ends_word(source[start - 1]):
            start -= 1
        if start > 0 and not _ends_word(source[start - 1]):
            offset = rest.start() + 1
        else:
            yield start, rest.end()
            end = offset = rest.end()


def _ends_word(character: str) -> bool:
    return character in _WORD_ENDS or character.isspace()


def is_in_script(html: str, offset: int) -> bool:
    """Say whether a position in a page's source lies in a script."""
    opened = max((tag.start() for tag in _SCRIPT.finditer(html, max(0, offset - _REACH), offset)), default=-1)
    return opened >= 0 and not html.startswith("</", opened)


def _letter(escape: re.Match[str]) -> str:
    hexadecimal = escape.group(1) or escape.group(2) or escape.group(3)
    code = int(hexadecimal, 16) if hexadecimal else int(escape.group(4), 8)
    return chr(code) if 0x20 <= code < 0x7F else " "


def from_base64(text: str) -> str:
    """Return the ASCII text that base64 stands for, also as addresses write it (`-_`); "" where it is not base64."""
    packed = text.rstrip("=").translate(_URL_SAFE)
    try:
        return binascii.a2b_base64(packed + "===").decode("ascii", "replace")
    except (binascii.Error, ValueError):
        return ""
