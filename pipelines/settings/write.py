"""Writing the first `affguard.toml` and `terms.toml` of a home folder, with every option explained."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pipelines.errors import UsageProblem
from pipelines.settings.read import SETTINGS_FILE, TERMS_FILE

__all__ = ["template", "write_defaults"]


def template(name: str) -> str:
    """Return the text of a template (`affguard.toml` or `terms.toml`)."""
    return resources.files("pipelines.settings").joinpath("templates", name).read_text(encoding="utf-8")


def write_defaults(home: Path) -> list[Path]:
    """Write the settings files that a home folder lacks; a file that is there is never touched.

    Args:
        home: The home folder, made when missing.

    Returns:
        The files written, which may be none.

    Raises:
        UsageProblem: The folder cannot be written to.
    """
    written = []
    for name in (SETTINGS_FILE, TERMS_FILE):
        path = home / name
        try:
            home.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(template(name))
        except FileExistsError as error:
            if not home.is_dir():
                raise UsageProblem(f"{home} is a file; name a folder with --home DIR.") from error
            continue
        except OSError as error:
            raise UsageProblem(f"{path} cannot be written: {error.strerror or error}.") from error
        written.append(path)
    return written
