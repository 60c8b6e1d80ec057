"""What the options before a command's name say to every command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.home import Home, open_home

if TYPE_CHECKING:
    import click

__all__ = ["DEFAULT_HOME", "home_of"]

DEFAULT_HOME = Path("affguard-home")
"""The home folder where neither `--home` nor `AFFGUARD_HOME` names one."""


def home_of(ctx: click.Context) -> Home:
    """Return the home folder that `affguard --home` names, made when missing.

    Raises:
        UsageProblem: When the path is a file or cannot be made.
    """
    return open_home(ctx.find_object(Path) or DEFAULT_HOME)
