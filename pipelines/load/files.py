"""Which files there are, what each one is, and whether it can be what its name says."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.settings.model import Source

__all__ = ["FileFacts", "FileFormat", "expand", "identify", "refusing", "stamp"]

FileFormat = Literal["csv", "jsonl", "parquet", "access_log"]
Compression = Literal["none", "gzip", "zstd"]

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
        modified_ns: When the file was last written, as the file system says; with path and size it tells a file that
            was loaded before without reading it.
        mixed_line_ends: Text only: not all lines end alike, in `\n` or in `\r\n`.
    """

    path: Path
    content: Path
    format: FileFormat
    compression: Compression
    encoding: str
    sha256: str
    size_bytes: int
    modified_ns: int
    mixed_line_ends: bool


def expand(patterns: Iterable[str], base: Path, *, every_glob_matches: bool = False) -> list[Path]:
    """Turn paths and globs into a sorted list of files without repetition; relative ones start at `base`.

    A source's glob may match nothing yet; one on the command line that matches nothing is a slip of the pen.

    Raises:
        UsageProblem: When a pattern names nothing, or a folder.
    """
    found: set[Path] = set()
    faults = []
    for pattern in patterns:
        try:
            named = Path(pattern).expanduser()
            has_glob = glob.has_magic(str(named))
            matches = [base / named] if (base / named).exists() else []
            if not matches and has_glob:
                # Brackets in the base folder's own name are no pattern.
                matches = [base / match for match in glob.glob(str(named), root_dir=base, recursive=True)]
            files = [match for match in matches if match.is_file()]
        except (OSError, RuntimeError) as error:
            faults.append(f"{pattern}: {error}")
            continue
        if not files and (every_glob_matches or not has_glob):
            nothing = "no file matches" if has_glob else "no such file"
            faults.append(f"{pattern}: {'is a folder, name its files' if matches else nothing}")
        found.update(path.resolve() for path in files)
    if faults:
        raise UsageProblem("Input files that cannot be found:\n  " + "\n  ".join(faults))
    return sorted(found)


def stamp(path: Path) -> tuple[int, int]:
    """Return size (bytes) and time of the last write (nanoseconds) of a file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def identify(path: Path, source: Source) -> FileFacts:
    """Say what a file is: its kind and its hash. Its lines are not looked at yet.

    Raises:
        DataRefusedError: When the file is empty, binary under a text name, unreadable, or of an unknown kind.
    """
    file_format, compression = _kind(path, source)
    with refusing(path):
        size_bytes, modified_ns = stamp(path)
        with path.open("rb") as handle:
            head = handle.read(16)
            if size_bytes == 0 and file_format in ("csv", "parquet"):
                raise DataRefusedError(
                    f"{path}: the file is empty (0 bytes). Even a day without rows has a header line; "
                    "check the transfer, or leave the file out."
                )
            _refuse_disguised(path, head, file_format, compression)
            handle.seek(0)
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    return FileFacts(
        path,
        path,
        file_format,
        compression,
        source.encoding,
        sha256,
        size_bytes,
        modified_ns,
        mixed_line_ends=False,
    )


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the system says of an unreadable file into a refusal that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise DataRefusedError(
            f"{path}: may not be read by this user. Give read permission, then load again."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataRefusedError(
            f"{path}: cannot be read to its end ({error}). It may be cut off or damaged: send it again."
        ) from error


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
