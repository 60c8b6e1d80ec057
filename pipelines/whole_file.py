"""Writes a file that a command line names: whole, or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipelines.errors import UsageProblem

__all__ = ["write_out"]


def write_out(out: Path, content: bytes) -> None:
    """Write the file that `--out` names aside, and put it in its place when it is whole.

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
