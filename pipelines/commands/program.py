"""What every command has in common: how it ends, what is said of an error, and how words of the command line read."""

from __future__ import annotations

import difflib
import errno
import os
import sys
import traceback
from typing import Any

import click

from pipelines.errors import UsageProblem, harmless
from pipelines.exit_codes import ExitCode
from pipelines.interrupt import interrupts_noticed

__all__ = ["NamedPath", "Program"]

_NEAR = 0.7


class NamedPath(click.Path):
    """A path that is named: an empty word, as an unset variable leaves it, is not the current folder."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path.

        Raises:
            click.BadParameter: It is empty.
        """
        if not os.fspath(value).strip():
            self.fail("the path is empty. Name a folder or a file; the current folder is written as a dot.", param, ctx)
        return super().convert(value, param, ctx)


class Program(click.Group):
    """A bug keeps its traceback and ends with its own exit code; a mistake that can be mended gets a sentence."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run the command line."""
        try:
            return super().main(*args, **kwargs)
        except Exception:
            click.echo(harmless(traceback.format_exc()), err=True, nl=False)
            click.echo("This is a fault in affguard. Nothing half-done was published.", err=True)
            sys.exit(ExitCode.FAULT)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run a command; Ctrl-C ends it with a sentence, whatever error a library makes of it."""
        with interrupts_noticed() as is_interrupted:
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt:
                pass
            except click.NoSuchOption as error:
                raise _explained(error) from error
            except Exception as error:
                if not is_interrupted():
                    if mendable := _mendable(error):
                        raise mendable from error
                    raise
        click.echo("Stopped by Ctrl-C. Nothing half-done was published; run the same again to go on.", err=True)
        sys.exit(ExitCode.INTERRUPTED)


def _mendable(error: Exception) -> UsageProblem | None:
    """Return what the user can mend of an error that can come from anywhere, or None."""
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        where = error.filename or "A file that has to be written"
        return UsageProblem(f"{where} lies on a file system that can only be read. Choose another folder.")
    return None


def _explained(error: click.NoSuchOption) -> click.NoSuchOption:
    """Say of an option that is a setting where it stands, and suggest only options that look much like it."""
    from pipelines.settings.model import Settings

    word = error.option_name.lstrip("-").replace("-", "_")
    for section, field in Settings.model_fields.items():
        if word in getattr(field.annotation, "model_fields", {}):
            message = (
                f"No such option: {error.option_name}. It is a setting: {word} under [{section}] in affguard.toml."
            )
            return click.NoSuchOption(error.option_name, message, ctx=error.ctx)
    near = difflib.get_close_matches(error.option_name, error.possibilities or (), cutoff=_NEAR)
    return click.NoSuchOption(error.option_name, possibilities=near, ctx=error.ctx)
