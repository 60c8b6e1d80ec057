"""The folder of installed lists: one Parquet file a list, its facts in the file's own metadata.

One file is replaced in one step, so that entries and facts can never belong to different lists.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipelines.disk import is_disk_full
from pipelines.errors import UsageProblem, UserError, did_you_mean
from pipelines.list_facts import LIST_CLASSES, ListFacts, ListFormat
from pipelines.whole_file import replace_durably

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "check_name",
    "installed_list",
    "installed_lists",
    "list_file",
    "lists_fingerprint",
    "provenance",
    "remove_list",
    "scratch_file",
    "write_list",
]

_KEY = b"affguard list"
_SUFFIX = ".parquet"
_NEW = ".new"


def check_name(name: str) -> str:
    """Return a list's name, which is a file's name as well.

    Raises:
        UsageProblem: When it has other signs than small letters, digits, `-` and `_`, or more than 60 of them.
    """
    if not re.fullmatch("[a-z0-9][a-z0-9_-]{0,59}", name):
        raise UsageProblem(
            f'"{name}" cannot be a list\'s name: 1 to 60 of a-z, 0-9, "-" and "_", such as cloud-ranges.'
        )
    return name


def list_file(folder: Path, name: str) -> Path:
    """Return where a list is kept."""
    return folder / f"{name}{_SUFFIX}"


def installed_lists(folder: Path) -> tuple[ListFacts, ...]:
    """Return the facts of every installed list, by name; none where there is no folder.

    Raises:
        UserError: When the folder cannot be read, or a file is damaged or was written by something else.
    """
    return tuple(_facts(path) for path in _list_files(folder))


def installed_list(folder: Path, name: str) -> ListFacts | None:
    """Return the facts of one list, or None where there is none, or only what is left of a damaged one."""
    path = list_file(folder, name)
    try:
        return _facts(path) if path in _list_files(folder) else None
    except _DamagedError:
        return None


def lists_fingerprint(folder: Path) -> str:
    """Return the hash of all that the lists can change in a result or in what is said about it.

    These are the entries as they are kept, and what a run's report and manifest say of each list. By which way it
    came, from which column or under which mark of a server, does not matter.
    """
    lists = [(*provenance(facts).values(), facts.content) for facts in installed_lists(folder)]
    return hashlib.sha256(json.dumps(lists).encode()).hexdigest()


def provenance(facts: ListFacts) -> dict[str, str | int]:
    """Return what a run's manifest says of a list: which it is, from when and where, and whom it is known to wrong."""
    return {
        "name": facts.name,
        "class": facts.kind,
        "snapshot": facts.snapshot.isoformat(),
        "entries": facts.entries,
        "origin": facts.origin,
        "sha256": facts.sha256,
        "known_false_positives": facts.known_false_positives,
    }


def write_list(folder: Path, facts: ListFacts, entries: pa.Table) -> None:
    """Install a list, or put it into the place of the one of its name; a kill on the way leaves the old one.

    Raises:
        UserError: When the folder is none, or cannot be written to.
    """
    import pyarrow.parquet as pq

    said = json.dumps({**asdict(facts), "snapshot": facts.snapshot.isoformat()}, sort_keys=True)
    with scratch_file(folder, f".{facts.name}{_NEW}") as new:
        path = list_file(folder, facts.name)
        if path.is_dir():
            raise _no_file(path)
        with new.open("wb") as file:
            pq.write_table(entries.replace_schema_metadata({_KEY: said.encode()}), file, compression="zstd")
        replace_durably(new, path)


@contextmanager
def scratch_file(folder: Path, name: str) -> Iterator[Path]:
    """Lend the path of a file in the folder of lists, which is made when missing; what is left of it is removed.

    Raises:
        UserError: When the system lets nothing be written there. A full disk keeps its own error.
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        if is_disk_full(error):
            raise
        raise UserError(
            f"{error.filename or folder} cannot be written: {error.strerror or error}. {folder} must be a folder that "
            "this user may write to. Move away what is in the way, or give the right. The lists stay as they were."
        ) from error


def remove_list(folder: Path, name: str) -> None:
    """Remove an installed list, damaged or not.

    Raises:
        UsageProblem: When there is none of this name.
        UserError: When it cannot be removed.
    """
    path = list_file(folder, check_name(name))
    paths = _list_files(folder)
    if path not in paths:
        names = [other.stem for other in paths]
        there = f"Installed: {', '.join(names)}." if names else "No list is installed."
        raise UsageProblem(f'There is no list "{name}".{did_you_mean(name, names)} {there}')
    if path.is_dir() and not path.is_symlink():
        raise _no_file(path)
    try:
        path.unlink()
    except OSError as error:
        raise UserError(
            f"{path} cannot be removed: {error.strerror or error}. Give this user the right to write to {folder}."
        ) from error


def _list_files(folder: Path) -> list[Path]:
    """Return whatever stands where lists do, by name; only a folder that is missing is no list."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not folder.is_symlink():
            return []
        raise UserError(
            f"{folder} cannot be read: {error.strerror or error}. It must be a folder that this user may read. Give "
            "the right, or move away what stands there; without the folder, no list is installed."
        ) from error
    # What begins with a dot is a list or download that a killed job did not finish.
    return [path for path in paths if path.suffix == _SUFFIX and not path.name.startswith(".")]


class _DamagedError(UserError):
    """A file that is no list, or no more."""


def _facts(path: Path) -> ListFacts:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _no_file(path)
        metadata = pq.read_schema(path).metadata or {}
        said: dict[str, Any] = json.loads(metadata[_KEY])
        examples = tuple(map(str, said.pop("left_out_examples")))
        snapshot = date.fromisoformat(said.pop("snapshot"))
        facts = ListFacts(**said, snapshot=snapshot, left_out_examples=examples)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise _damaged(path, "points to a file that is not there") from error
        if error.errno is not None:
            raise UserError(f"{path} cannot be read: {error.strerror}. Give this user the right to read it.") from error
        raise _damaged(path) from error
    except (pa.ArrowException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    known = facts.kind in LIST_CLASSES and facts.format in get_args(ListFormat)
    if facts.name != path.stem or not known:
        raise _damaged(path)
    return facts


def _no_file(path: Path) -> _DamagedError:
    return _DamagedError(
        f"{path} is a folder or device, not a list, and not of affguard's making. Look at what is in it, and move it "
        "away or delete it yourself. Nothing was changed."
    )


def _damaged(path: Path, fault: str = "is no list that affguard wrote, or it is damaged") -> _DamagedError:
    return _DamagedError(
        f"{path} {fault}. Remove it (affguard lists remove {path.stem}), then "
        "install the list again (affguard lists import, or affguard lists update). Nothing else was changed."
    )
