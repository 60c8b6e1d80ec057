"""One writer at a time: a lock that a crash releases, and that names its holder."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.disk import disk_full_explained
from pipelines.errors import LockedError, UsageProblem
from pipelines.home import Home

__all__ = ["exclusive"]

_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def exclusive(home: Home, command: str, file: Path | None = None) -> Iterator[None]:
    """Hold the home folder's lock while a job runs; a disk that is full ends the job with a message.

    The operating system drops the lock when the process ends, even by `kill -9`, so a stale lock cannot exist.

    Args:
        home: The home folder.
        command: Who holds it, for the message to others.
        file: The lock, for jobs that share nothing with those that hold the home's; None = the home's.

    Raises:
        LockedError: When another process holds it; the message names process, command, machine and start.
        UsageProblem: When this user may not write to the home folder, or nobody may.
        DataRefusedError: When the disk is full.
    """
    locked = file or home.lock
    holder = locked.with_suffix(".holder.json")
    lock = FileLock(locked)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(_describe(home, holder)) from error
    except OSError as error:
        if error.errno in _NOT_WRITABLE:
            raise _not_writable(home) from error
        raise
    try:
        with disk_full_explained(home):
            _name_holder(home, holder, command)
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _name_holder(home: Home, holder: Path, command: str) -> None:
    """Write who holds the lock; the lock file alone may be writable where the folder is not."""
    started = datetime.now(UTC).isoformat(timespec="seconds")
    who = {"pid": os.getpid(), "command": command, "machine": socket.gethostname(), "since": started}
    try:
        holder.unlink(missing_ok=True)  # of a job that was killed
        holder.write_text(json.dumps(who))
    except PermissionError as error:
        raise _not_writable(home) from error
    except OSError:
        holder.unlink(missing_ok=True)
        raise


def _not_writable(home: Home) -> UsageProblem:
    return UsageProblem(
        f"The home folder {home.root} cannot be written to by this user, or lies on a file system that can only be "
        "read. Give write permission, or choose another with --home DIR."
    )


def _describe(home: Home, holder: Path) -> str:
    try:
        who = json.loads(holder.read_text())
        by = f"process {who['pid']} on {who['machine']} (affguard {who['command']}, since {who['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        by = "another process that is just starting or ending"
    return (
        f"The home folder {home.root} is in use by {by}. Wait for it to end, or stop it, then run this again. "
        f"What is published under {home.runs} can be read meanwhile."
    )
