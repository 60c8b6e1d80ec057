"""What the exit code of `affguard` says, for schedulers and scripts."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """Each code with its meaning, as `docs/commands.md` lists them."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> ExitCode:
        """Return a code that knows its meaning."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    DONE = 0, "Done, whether or not anybody was flagged."
    USAGE = 2, "The command line or the settings are wrong; nothing was done."
    DATA_REFUSED = 3, "The data was refused; nothing of this load was kept."
    LOCKED = 4, "Another job holds the home folder; the message names it."
    FAULT = 5, "A bug in affguard; the traceback says where."
    FINDINGS = (
        10,
        "Done, and somebody is flagged, or an applicant is to review or decline; only with `--fail-on-findings`.",
    )
    INTERRUPTED = 130, "Stopped by Ctrl-C; nothing half-done was published. The number is the one that shells give."
