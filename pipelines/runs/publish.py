"""Publishing: a run's folder appears whole or not at all, and a run it replaces is kept beside it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import UserError
from pipelines.home import Home
from pipelines.whole_file import sync

__all__ = ["add", "build", "finish_interrupted", "latest_before", "manifest_of", "publish", "published_days"]

_SHORT = 12
_BUILDING, _READY = ".building-", ".ready-"


def manifest_of(home: Home, day: str) -> dict[str, Any] | None:
    """Return the manifest of the published run of a day (`YYYY-MM-DD`), or None.

    Raises:
        UserError: When the file is no manifest any more; affguard never changes one it has published.
    """
    path = home.runs / day / "manifest.json"
    if not path.exists():
        return None
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UserError(
            f"{path} is damaged ({error}). Move the folder {path.parent} away, then run this day again."
        ) from error
    return manifest


def published_days(home: Home) -> list[str]:
    """Return the days that have a published run, in order."""
    if not home.runs.exists():
        return []
    named = [path.name for path in home.runs.iterdir() if re.fullmatch(r"\d{4}-\d{2}-\d{2}", path.name)]
    return sorted(day for day in named if (home.runs / day / "manifest.json").exists())


def latest_before(home: Home, day: date) -> str | None:
    """Return the last published day before a day."""
    return max((published for published in published_days(home) if published < day.isoformat()), default=None)


def build(home: Home, day: str, files: dict[str, bytes]) -> Path:
    """Write a run's files into a folder that is not published yet, and return it."""
    building = home.runs / f"{_BUILDING}{day}"
    if building.exists():
        shutil.rmtree(building)
    for name, content in sorted(files.items()):
        add(building, name, content)
    return building


def add(building: Path, name: str, content: bytes) -> None:
    """Write one more file into an unpublished folder, and see it onto the disk."""
    path = building / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    sync(path)


def publish(home: Home, building: Path, day: str, run_id: str) -> Path:
    """Put a built folder into place as `runs/<day>/`.

    It is renamed when it is whole; a run of the same day that is already there is renamed to `<day>.<its run id>`
    first: a folder, unlike a file, cannot be replaced in one step. A crash in between is mended by
    `finish_interrupted`.
    """
    ready = home.runs / f"{_READY}{day}.{run_id[:_SHORT]}"
    if ready.exists():
        shutil.rmtree(ready)
    building.rename(ready)
    sync(home.runs)
    return _swap(home, ready, day)


def finish_interrupted(home: Home) -> None:
    """Put into place what a crash left ready, and remove what it left half written."""
    if not home.runs.exists():
        return
    for path in sorted(home.runs.iterdir()):
        if path.name.startswith(_BUILDING):
            shutil.rmtree(path)
        elif path.name.startswith(_READY):
            _swap(home, path, path.name.removeprefix(_READY)[: len("YYYY-MM-DD")])


def _swap(home: Home, ready: Path, day: str) -> Path:
    target = home.runs / day
    earlier = manifest_of(home, day)
    if target.exists():
        aside = home.runs / f"{day}.{(earlier or {}).get('run_id', 'unknown')[:_SHORT]}"
        if aside.exists():
            shutil.rmtree(aside)
        target.rename(aside)
    ready.rename(target)
    sync(home.runs)
    return target
