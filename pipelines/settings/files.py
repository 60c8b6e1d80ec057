"""The files that sources name: which of them are not there, told before anything is read."""

from __future__ import annotations

import glob
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.errors import did_you_mean
from pipelines.settings.base import Fault
from pipelines.settings.toml_text import shown

__all__ = ["absent_files"]


def absent_files(raw: Mapping[str, Any], home: Path) -> list[Fault]:
    """Return a fault for each source without files and each file that cannot be there or be looked at.

    A glob may match nothing yet; the folders on its way must not be closed to this user.

    Args:
        raw: `affguard.toml` as it stands; sources and files of a wrong type are passed over.
        home: The home folder, where relative paths start.
    """
    sources = raw.get("sources")
    faults: list[Fault] = []
    for number, source in enumerate(sources if isinstance(sources, list) else ()):
        if not isinstance(source, dict):
            continue
        key = ("sources", number, "files")
        names = source.get("files", [])
        if names == []:
            faults.append((key, 'is missing: name at least one file or glob, such as ["logs/clicks-*.csv"]'))
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str) and (fault := _fault(name, home)):
                faults.append((key, fault))
    return faults


def _fault(name: str, home: Path) -> str:
    """Return why a file or glob cannot be read from, or an empty string."""
    has_glob = glob.has_magic(name)
    try:
        path = home / Path(name).expanduser()
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except RuntimeError:
        return f"names {shown(name)}, whose home folder is not known; write the path in full"
    except (FileNotFoundError, NotADirectoryError):
        return "" if has_glob else f"names {path}, which is not there.{_nearest(path)} Relative paths start at {home}"
    except OSError as error:
        return f"names {shown(name)}, which cannot be looked at: {error.strerror or error}"
    except ValueError:
        return f"names {shown(name)}, which can be no file's name"
    return f"names {path}, which is a folder; name its files, such as {shown(f'{name}/*.csv')}" if is_folder else ""


def _nearest(path: Path) -> str:
    """Return ` Did you mean …?` with the most similar name in the folder, if it can be looked into."""
    try:
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])
    except OSError:
        return ""
