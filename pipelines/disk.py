"""A full disk, told in one sentence wherever in a job it is noticed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError, UserError

if TYPE_CHECKING:
    from pipelines.home import Home

__all__ = ["disk_full_explained", "is_disk_full"]

_NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The engines pass the system's words on, SQLite has its own.
_WORDS = ("No space left on device", "Disk quota exceeded", "File too large", "database or disk is full")


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error says that the disk, a quota or a size limit does not let a file grow."""
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return True
    return any(words in str(error) for words in _WORDS)


@contextmanager
def disk_full_explained(home: Home) -> Iterator[None]:
    """Turn the many errors that a full disk ends in, each library's own, into one that says what to do.

    Raises:
        DataRefusedError: The disk is full.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        if not is_disk_full(error):
            raise
        raise DataRefusedError(
            f"The disk of {home.root} is full, or a limit keeps a file there from growing. Nothing half-done was kept. "
            f"Free space (a load needs about as much as its files unpacked, twice), then run the same again.\n"
            f"The system said: {str(error).splitlines()[0]}"
        ) from error
