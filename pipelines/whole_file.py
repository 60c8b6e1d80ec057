"""Puts files in their place whole: whoever looks finds the file from before or the new one, never half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipelines.errors import UsageProblem

__all__ = ["check_out", "check_writable", "replace_durably", "sync", "write_out"]


def replace_durably(finished: Path, place: Path) -> None:
    """Move a finished file to its place, over what stands there, so that it survives a power cut once this returns.

    Args:
        finished: The file, closed, in the same folder as its place.
        place: Where it belongs.

    Raises:
        OSError: The system does not let it.
    """
    # In this order: after a power cut, a new name must not lead to content that never reached the disk.
    sync(finished)
    finished.replace(place)
    sync(place.parent)


def sync(path: Path) -> None:
    """Wait until the content of a file, or the names in a folder, are on the disk.

    Raises:
        OSError: The system does not let it.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_out(out: Path) -> None:
    """See that the file which `--out` names can be written, before hours go into what is to be in it.

    Raises:
        UsageProblem: It is a folder, or cannot be written.
    """
    try:
        if out.exists() and not out.is_file():
            raise UsageProblem(f"--out {out} is not a file. Name a file in it, or another.")
        check_writable(out.parent)
    except OSError as error:
        raise UsageProblem(f"--out {out} cannot be written ({error}). Name a file elsewhere.") from error


def check_writable(folder: Path) -> None:
    """Raise an OSError unless files can be made in a folder, or in the nearest one above it that exists."""
    folder = folder.absolute()
    nearest = next(above for above in (folder, *folder.parents) if above.exists())
    with tempfile.TemporaryFile(dir=nearest):
        pass


def write_out(out: Path, content: bytes) -> None:
    """Write the file that `--out` names aside, and put it in its place when it is whole.

    It does not wait for the disk: the same command makes the file again, and `--out` may lie on a network drive that
    cannot say when a folder is on its disk.

    Raises:
        UsageProblem: It is a folder, or cannot be written.
    """
    try:
        if out.exists() and not out.is_file():
            raise UsageProblem(f"--out {out} is not a file. Name a file in it, or another.")
        whole = out.resolve()
        whole.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=whole.parent, prefix=f".{whole.name}-") as aside:
            Path(aside, "new").write_bytes(content)
            Path(aside, "new").replace(whole)
    except OSError as error:
        raise UsageProblem(f"--out {out} cannot be written ({error}). Name a file elsewhere.") from error
