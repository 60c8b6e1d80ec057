"""The folder of installed lists: one Parquet file a list, its facts in the file's own metadata.

One file is replaced in one step, so that entries and facts can never belong to different lists.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipelines.errors import UsageProblem, UserError, did_you_mean
from pipelines.lists.facts import LIST_CLASSES, ListFacts, ListFormat

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "check_name",
    "installed_list",
    "installed_lists",
    "list_file",
    "lists_fingerprint",
    "remove_list",
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
        UserError: When a file is damaged or was written by something else.
    """
    # What begins with a dot is a list or download that a killed job did not finish.
    paths = sorted(path for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith("."))
    return tuple(_facts(path) for path in paths)


def installed_list(folder: Path, name: str) -> ListFacts | None:
    """Return the facts of one list, or None where there is none, or only what is left of a damaged one."""
    path = list_file(folder, name)
    try:
        return _facts(path) if path.is_file() else None
    except _DamagedError:
        return None


def lists_fingerprint(folder: Path) -> str:
    """Return the hash of all that the lists can change in a result or in what is said about it.

    These are the entries, and the name, class, date and known false positives of each list. From where and by which
    way it came does not matter.
    """
    told = [
        (facts.name, facts.kind, facts.snapshot.isoformat(), facts.known_false_positives, facts.content)
        for facts in installed_lists(folder)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def write_list(folder: Path, facts: ListFacts, entries: pa.Table) -> None:
    """Install a list, or put it into the place of the one of its name; a kill on the way leaves the old one."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    said = json.dumps({**asdict(facts), "snapshot": facts.snapshot.isoformat()}, sort_keys=True)
    new = folder / f".{facts.name}{_NEW}"
    try:
        with new.open("wb") as file:
            pq.write_table(entries.replace_schema_metadata({_KEY: said.encode()}), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        new.replace(list_file(folder, facts.name))
    finally:
        new.unlink(missing_ok=True)


def remove_list(folder: Path, name: str) -> None:
    """Remove an installed list, damaged or not.

    Raises:
        UsageProblem: When there is none of this name.
    """
    path = list_file(folder, check_name(name))
    if not path.is_file():
        names = sorted(other.stem for other in folder.glob(f"*{_SUFFIX}") if not other.name.startswith("."))
        there = f"Installed: {', '.join(names)}." if names else "No list is installed."
        raise UsageProblem(f'There is no list "{name}".{did_you_mean(name, names)} {there}')
    path.unlink()


class _DamagedError(UserError):
    """A file that is no list, or no more."""


def _facts(path: Path) -> ListFacts:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
        said: dict[str, Any] = json.loads(metadata[_KEY])
        examples = tuple(map(str, said.pop("left_out_examples")))
        snapshot = date.fromisoformat(said.pop("snapshot"))
        facts = ListFacts(**said, snapshot=snapshot, left_out_examples=examples)
    except OSError as error:
        if error.errno is not None:
            raise UserError(f"{path} cannot be read: {error.strerror}. Give this user the right to read it.") from error
        raise _damaged(path) from error
    except (pa.ArrowException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error
    known = facts.kind in LIST_CLASSES and facts.format in get_args(ListFormat)
    if facts.name != path.stem or not known:
        raise _damaged(path)
    return facts


def _damaged(path: Path) -> _DamagedError:
    return _DamagedError(
        f"{path} is no list that affguard wrote, or it is damaged. Remove it (affguard lists remove {path.stem}), then "
        "install the list again (affguard lists import, or affguard lists update). Nothing else was changed."
    )
