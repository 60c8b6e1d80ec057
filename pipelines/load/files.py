"""Which files there are, and what can be said of one before any row of it is parsed."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.settings.model import Source

__all__ = ["FileFacts", "FileFormat", "expand", "inspect", "open_text_bytes"]

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
        format: How its rows are written.
        compression: How its bytes are packed.
        sha256: Of the bytes on disk; the file's identity.
        size_bytes: On disk.
        mixed_line_ends: Text only: both `\n` and `\r\n` end lines.
        blank_lines: Text only: 1-based numbers of lines that hold nothing.
    """

    path: Path
    format: FileFormat
    compression: Compression
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
        if file_format == "parquet":
            return FileFacts(path, file_format, "none", sha256, size_bytes, mixed_line_ends=False, blank_lines=())
        mixed, blank = _scan_lines(path, compression, source)
    except OSError as error:
        raise DataRefusedError(
            f"{path}: cannot be read to its end ({error}). It may be cut off or damaged: send it again."
        ) from error
    return FileFacts(path, file_format, compression, sha256, size_bytes, mixed_line_ends=mixed, blank_lines=blank)


def open_text_bytes(facts: FileFacts) -> BinaryIO:
    """Open the unpacked bytes of a text file for reading from its beginning."""
    return _unpacked(facts.path, facts.compression)


def _unpacked(path: Path, compression: Compression) -> BinaryIO:
    import pyarrow as pa

    stream: BinaryIO = pa.input_stream(str(path), compression=None if compression == "none" else compression)
    return stream


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


def _scan_lines(path: Path, compression: Compression, source: Source) -> tuple[bool, tuple[int, ...]]:
    newlines = windows_newlines = nul_bytes = total = 0
    blank: list[int] = []
    before = b"\n"
    for chunk in _chunks(path, compression):
        joined = before[-2:] + chunk
        windows_newlines += joined.count(b"\r\n") - before[-2:].count(b"\r\n")
        for match in re.finditer(rb"(?<=\n)\r?\n", joined):
            # The two bytes carried over may hold a blank line that was already counted.
            if match.end() > len(before[-2:]):
                blank.append(newlines + 1 + chunk.count(b"\n", 0, match.end() - 1 - len(before[-2:])))
        if len(blank) > _BLANK_LINES_LIMIT:
            raise DataRefusedError(f"{path}: more than {_BLANK_LINES_LIMIT:,} lines hold nothing. Check the export.")
        newlines += chunk.count(b"\n")
        nul_bytes += chunk.count(b"\0")
        total += len(chunk)
        before = joined
    if source.encoding != "utf-16" and nul_bytes > 0.01 * total:
        raise DataRefusedError(
            f"{path}: {nul_bytes / total:.0%} of its bytes are zero, so it is not text in the declared encoding "
            f'({source.encoding}). If it is UTF-16, set encoding = "utf-16" in its [[sources]] entry.'
        )
    return 0 < windows_newlines < newlines, tuple(blank)


def _chunks(path: Path, compression: Compression) -> Iterator[bytes]:
    with _unpacked(path, compression) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
