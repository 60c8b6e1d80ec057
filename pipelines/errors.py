"""Errors that a user can mend: one base class, printed without a traceback, each with its exit code.

Anything else that is raised is a bug and keeps its traceback (exit code 5).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from typing import ClassVar

import click

from pipelines.exit_codes import ExitCode

__all__ = [
    "DataRefusedError",
    "LockedError",
    "SettingsError",
    "UsageProblem",
    "UserError",
    "column_names",
    "did_you_mean",
    "harmless",
    "listed",
]

_LISTED = 12
_PLAIN_NAME = re.compile(r"(?!.*\d{5})[^\W\d][\w-]*")
"""A column's name as programs write them; no time, no address, no number of an account."""


class UserError(click.ClickException):
    """A mistake the user can mend: says what, where, what is allowed and what to do."""

    exit_code: ClassVar[int] = ExitCode.USAGE

    def format_message(self) -> str:
        """The message without characters that would steer a terminal; it may quote hostile files."""
        return harmless(self.message)


class UsageProblem(UserError):  # noqa: N818 - "error" would say it twice on the terminal
    """The command line asks for something that does not exist or does not fit together."""


class SettingsError(UserError):
    """One or more faults in `affguard.toml` or `terms.toml`, all of them in the message."""


class DataRefusedError(UserError):
    """An input file was refused; nothing of this load was committed."""

    exit_code: ClassVar[int] = ExitCode.DATA_REFUSED


class LockedError(UserError):
    """Another process holds the home folder's lock."""

    exit_code: ClassVar[int] = ExitCode.LOCKED


def harmless(text: str) -> str:
    """Return text for a terminal or a log: what would steer a terminal is replaced, line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def did_you_mean(wrong: str, allowed: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` for the nearest allowed word, or an empty string.

    >>> did_you_mean("clicked_att", ["clicked_at", "affiliate_id"])
    ' Did you mean "clicked_at"?'
    """
    near = difflib.get_close_matches(wrong, sorted(allowed), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(texts: Collection[str]) -> str:
    """Return texts with commas between them; of more than twelve the first ones, and how many more there are."""
    shown = ", ".join([*texts][:_LISTED])
    return shown if len(texts) <= _LISTED else f"{shown} and {len(texts) - _LISTED:,} more"


def column_names(names: Collection[str]) -> str:
    """Return a sentence on which columns a file has; what may be a row of data and no header is not shown.

    >>> column_names(["clicked_at", "ip"])
    'The file has: clicked_at, ip.'
    """
    given = [name for name in names if name]
    if all(map(_PLAIN_NAME.fullmatch, given)):
        return f"The file has: {listed(given) or 'none'}."
    return (
        "The file's column names are not all plain ones (letters, digits, _ and -), so its first line may be a row of "
        "data and is not shown. A file without a header needs one."
    )
