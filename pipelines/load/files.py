"""Which files there are, and what can be said of one before any row of it is parsed."""

from __future__ import annotations

import codecs
import glob
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.settings.model import Source

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["FileFacts", "FileFormat", "as_plain_text", "expand", "inspect", "lone_return", "open_text_bytes"]

FileFormat = Literal["csv", "jsonl", "parquet", "access_log"]
Compression = Literal["none", "gzip", "zstd"]

_CHUNK_BYTES = 4 << 20
_SUFFIX_FORMAT: dict[str, FileFormat] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_SUFFIX_COMPRESSION: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}
_MAGIC = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a ZIP archive (an .xlsx workbook is one)",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}
_BLANK_LINES_LIMIT = 1_000_000


@dataclass(frozen=True)
class FileFacts:
    r"""What is known of an input file before its rows are parsed.

    Attributes:
        path: Where it stands.
        content: What the engine reads: the file itself, or its copy as plain text.
        format: How its rows are written.
        compression: How the bytes of `content` are packed.
        encoding: Codec of the text in `content`.
        sha256: Of the bytes on disk; the file's identity.
        size_bytes: On disk.
        mixed_line_ends: Text only: not all lines end alike, in `\n` or in `\r\n`.
        blank_lines: Text only: 1-based numbers of lines that hold nothing.
    """

    path: Path
    content: Path
    format: FileFormat
    compression: Compression
    encoding: str
    sha256: str
    size_bytes: int
    mixed_line_ends: bool
    blank_lines: tuple[int, ...]


def expand(patterns: Iterable[str], base: Path) -> list[Path]:
    """Turn paths and globs into a sorted list of files without repetition; relative ones start at `base`.

    Raises:
        UsageProblem: When a pattern names nothing, or a folder.
    """
    found: set[Path] = set()
    faults = []
    for pattern in patterns:
        anchored = str(base / Path(pattern).expanduser())
        has_glob = glob.has_magic(anchored)
        matches = [Path(anchored)] if Path(anchored).exists() else []
        if not matches and has_glob:
            matches = [Path(match) for match in glob.glob(anchored, recursive=True)]
        files = [match for match in matches if match.is_file()]
        if not files and not has_glob:
            faults.append(f"{pattern}: {'is a folder, name its files' if matches else 'no such file'}")
        found.update(path.resolve() for path in files)
    if faults:
        raise UsageProblem("Input files that cannot be found:\n  " + "\n  ".join(faults))
    return sorted(found)


def inspect(path: Path, source: Source) -> FileFacts:
    """Read the whole file once: its hash, whether its packing is intact, and where its lines are odd.

    Raises:
        DataRefusedError: When the file is empty, binary under a text name, cut off, or of an unknown kind.
    """
    file_format, compression = _kind(path, source)
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as handle:
            head = handle.read(16)
            if size_bytes == 0:
                raise DataRefusedError(
                    f"{path}: the file is empty (0 bytes). Even a day without rows has a header line; "
                    "check the transfer, or leave the file out."
                )
            _refuse_disguised(path, head, file_format, compression)
            handle.seek(0)
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        facts = FileFacts(
            path,
            path,
            file_format,
            compression,
            source.encoding,
            sha256,
            size_bytes,
            mixed_line_ends=False,
            blank_lines=(),
        )
        if file_format == "parquet":
            return facts
        if source.encoding == "utf-16":
            facts = replace(facts, encoding=_byte_order(facts))
        mixed, blank = _scan_lines(facts)
    except PermissionError as error:
        raise DataRefusedError(
            f"{path}: may not be read by this user. Give read permission, then load again."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataRefusedError(
            f"{path}: cannot be read to its end ({error}). It may be cut off or damaged: send it again."
        ) from error
    return replace(facts, mixed_line_ends=mixed, blank_lines=blank)


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


def _kind(path: Path, source: Source) -> tuple[FileFormat, Compression]:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression: Compression = "none"
    if suffixes and suffixes[-1] in _SUFFIX_COMPRESSION:
        compression = _SUFFIX_COMPRESSION[suffixes.pop()]
    if source.format != "auto":
        return source.format, compression
    file_format = _SUFFIX_FORMAT.get(suffixes[-1] if suffixes else "")
    if file_format is None:
        allowed = " ".join(_SUFFIX_FORMAT)
        raise DataRefusedError(
            f"{path}: the ending does not say how the file is written. Known are {allowed}, each also with .gz or "
            f'.zst. Rename the file, or set format = "csv" (jsonl, parquet, access_log) in its [[sources]] entry.'
        )
    return file_format, compression


def _refuse_disguised(path: Path, head: bytes, file_format: FileFormat, compression: Compression) -> None:
    what = next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)
    if compression == "none" and file_format != "parquet" and what is not None:
        raise DataRefusedError(f"{path}: this is {what}, not a text file. Export it as text, or correct its ending.")
    if compression == "gzip" and not head.startswith(b"\x1f\x8b"):
        raise DataRefusedError(f"{path}: the ending says gzip, the content does not. Correct the ending.")
    if compression == "zstd" and not head.startswith(b"\x28\xb5\x2f\xfd"):
        raise DataRefusedError(f"{path}: the ending says zstd, the content does not. Correct the ending.")
    if file_format == "parquet" and not head.startswith(b"PAR1"):
        raise DataRefusedError(f"{path}: the ending says Parquet, the content does not. Correct the ending.")


def _scan_lines(facts: FileFacts) -> tuple[bool, tuple[int, ...]]:
    """Return whether line ends are mixed, and the lines that hold nothing."""
    newlines = windows_newlines = doubled = returns = nul_bytes = total = 0
    blank: list[int] = []
    before = b"\n"
    for chunk in _chunks(facts):
        carried = len(before)
        joined = before + chunk
        windows_newlines += joined.count(b"\r\n") - before.count(b"\r\n")
        doubled += joined.count(b"\r\r\n") - before.count(b"\r\r\n")
        # Looking for the two bytes first is a hundred times faster than the pattern, and nearly always enough.
        may_hold_blank = b"\n\n" in joined or b"\n\r" in joined
        for match in re.finditer(rb"(?<=\n)\r*\n", joined) if may_hold_blank else ():
            # The bytes carried over may hold a blank line that was already counted.
            if match.end() > carried:
                blank.append(newlines + 1 + chunk.count(b"\n", 0, match.end() - 1 - carried))
        if len(blank) > _BLANK_LINES_LIMIT:
            raise DataRefusedError(
                f"{facts.path}: more than {_BLANK_LINES_LIMIT:,} lines hold nothing. Check the export."
            )
        newlines += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        nul_bytes += chunk.count(b"\0")
        total += len(chunk)
        before = joined[-3:]
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
    return 0 < windows_newlines < newlines or doubled > 0, tuple(blank)


def _chunks(facts: FileFacts) -> Iterator[bytes]:
    with open_text_bytes(facts) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
