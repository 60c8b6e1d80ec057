"""The text of a file: read to its end once to find whether its lines are odd, and lent as plain UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipelines.errors import DataRefusedError
from pipelines.load.files import FileFacts, refusing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["as_plain_text", "blank_lines", "examine", "lone_return", "open_text_bytes"]

_CHUNK_BYTES = 4 << 20
_BLANK_LINES_LIMIT = 1_000_000


def examine(facts: FileFacts) -> FileFacts:
    """Read a file to its end: whether its packing is intact, and whether its lines end alike.

    Raises:
        DataRefusedError: When it is cut off, or its lines are not those of a text in the declared encoding.
    """
    if facts.format == "parquet":
        return facts
    with refusing(facts.path):
        if facts.encoding == "utf-16":
            facts = replace(facts, encoding=_byte_order(facts))
        mixed = _has_odd_bytes(facts) and _scan_lines(facts)
    return replace(facts, mixed_line_ends=mixed)


def open_text_bytes(facts: FileFacts) -> BinaryIO:
    """Open the unpacked bytes of a text file, in UTF-8, for reading from its beginning."""
    import pyarrow as pa

    compression = None if facts.compression == "none" else facts.compression
    # The library's own stream cannot be read line by line.
    stream = io.BufferedReader(pa.input_stream(str(facts.content), compression=compression))
    return stream if facts.encoding == "utf-8" else io.BufferedReader(_Recoded(stream, facts.encoding))


@contextmanager
def as_plain_text(facts: FileFacts, folder: Path) -> Iterator[FileFacts]:
    """Lend the file as UTF-8 with one kind of line end: itself, or a copy in a folder.

    The engine's strict parser takes one kind of line end only, and the lenient one swallows rows after an open quote.
    """
    if facts.format == "parquet" or (facts.encoding == "utf-8" and not facts.mixed_line_ends):
        yield facts
        return
    copy = folder / "plain-text"
    try:
        with copy.open("wb") as handle:
            carried = b""
            for chunk in _chunks(facts):
                text = carried + chunk
                carried = text[len(text.rstrip(b"\r")) :]
                handle.write(re.sub(rb"\r+\n", b"\n", text.removesuffix(carried)))
            handle.write(carried)
        yield replace(facts, content=copy, compression="none", encoding="utf-8", mixed_line_ends=False)
    finally:
        copy.unlink(missing_ok=True)


def lone_return(facts: FileFacts) -> int | None:
    """Return the first line that holds a carriage return which ends no line, or None."""
    with open_text_bytes(facts) as stream:
        for number, line in enumerate(stream, start=1):
            if b"\r" in line.rstrip(b"\r\n"):
                return number
    return None


class _Recoded(io.RawIOBase):
    """A stream of text in some encoding, as bytes in UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        # Half a surrogate pair becomes invalid UTF-8, so that the engine rejects its row and no other.
        self._errors = "surrogatepass" if encoding.startswith("utf-16") else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding)(self._errors)
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer).cast("B")
        while not self._pending:
            raw = self._stream.read(_CHUNK_BYTES)
            self._pending = self._decoder.decode(raw, final=not raw).encode("utf-8", self._errors)
            if not raw:
                break
        count = min(len(target), len(self._pending))
        target[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


def _byte_order(facts: FileFacts) -> str:
    """Return the codec of a file declared as UTF-16: by its mark, or by where the zero of its first letter stands."""
    with open_text_bytes(replace(facts, encoding="utf-8")) as stream:
        head = stream.read(2)
    if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" not in head:
        raise DataRefusedError(
            f"{facts.path}: is not UTF-16 as its [[sources]] entry declares. Correct encoding there, or take it out."
        )
    return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"


def _has_odd_bytes(facts: FileFacts) -> bool:
    """Return whether there is any carriage return or zero byte; looking for one costs a tenth of counting it."""
    found = False
    for chunk in _chunks(facts):
        # The rest is read all the same: only its end tells whether a packed file is whole.
        found = found or b"\r" in chunk or b"\0" in chunk
    return found


def _scan_lines(facts: FileFacts) -> bool:
    """Return whether line ends are mixed; refuse what is no text at all."""
    newlines = windows_newlines = returns = nul_bytes = total = 0
    doubled = False
    before = b""
    for chunk in _chunks(facts):
        joined = before + chunk
        if b"\r" in joined:
            returns += chunk.count(b"\r")
            windows_newlines += joined.count(b"\r\n") - before.count(b"\r\n")
            doubled = doubled or b"\r\r\n" in joined
        newlines += chunk.count(b"\n")
        nul_bytes += chunk.count(b"\0")
        total += len(chunk)
        before = joined[-2:]
    if nul_bytes > 0.01 * total:
        raise DataRefusedError(
            f"{facts.path}: {nul_bytes / total:.0%} of its bytes are zero, so it is not text in the declared encoding "
            f'({facts.encoding}). If it is UTF-16, set encoding = "utf-16" in its [[sources]] entry.'
        )
    if returns and not newlines:
        raise DataRefusedError(
            f"{facts.path}: its lines end in a bare carriage return, as on an old Mac. "
            "Save it with line feeds (\\n) or Windows line ends (\\r\\n)."
        )
    return 0 < windows_newlines < newlines or doubled


def blank_lines(facts: FileFacts) -> list[int]:
    """Return the 1-based numbers of lines that hold nothing.

    Raises:
        DataRefusedError: When there are more than a million.
    """
    newlines = 0
    blank: list[int] = []
    before = b"\n"
    for chunk in _chunks(facts):
        carried = len(before)
        joined = before + chunk
        # Looking for single bytes first is a hundred times faster than for patterns, and nearly always enough.
        may_hold_blank = b"\n\n" in joined or (b"\r" in joined and b"\n\r" in joined)
        for match in re.finditer(rb"(?<=\n)\r*\n", joined) if may_hold_blank else ():
            # The bytes carried over may hold a blank line that was already counted.
            if match.end() > carried:
                blank.append(newlines + 1 + chunk.count(b"\n", 0, match.end() - 1 - carried))
        if len(blank) > _BLANK_LINES_LIMIT:
            raise DataRefusedError(
                f"{facts.path}: more than {_BLANK_LINES_LIMIT:,} lines hold nothing. Check the export."
            )
        newlines += chunk.count(b"\n")
        before = joined[-3:]
    return blank


def _chunks(facts: FileFacts) -> Iterator[bytes]:
    with open_text_bytes(facts) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
