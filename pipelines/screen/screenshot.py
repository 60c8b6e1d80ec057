"""A photograph of a stored home page, where a Chromium is installed.

The page is not asked for again: its stored source is shown in a frame that runs no scripts, loads nothing and goes
nowhere, by a browser whose every name leads nowhere.
"""

from __future__ import annotations

import base64
import html
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["find_chromium", "photograph"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_WIDTH, _HEIGHT = 1100, 780
_SECONDS = 30
_SOURCE_CHARACTERS = 2_000_000
_FRAME = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"></head>"
    '<body style="margin:0"><iframe sandbox="" style="border:0;width:{width}px;height:{height}px" '
    'srcdoc="{source}"></iframe></body></html>'
)


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def photograph(chromium: str, source: str) -> str:
    """Return a picture of a page's source as a `data:` address; "" when the browser gives none in time.

    Args:
        chromium: The browser.
        source: HTML, never trusted.
    """
    with tempfile.TemporaryDirectory(prefix="affguard-screenshot-") as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "page.png")
        shown = html.escape(source[:_SOURCE_CHARACTERS], quote=True)
        page.write_text(_FRAME.format(width=_WIDTH, height=_HEIGHT, source=shown), encoding="utf-8", errors="replace")
        command = [
            *(chromium, "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", "--mute-audio"),
            # A frame in a process of its own is at times not painted yet; around it is nothing to keep it apart from.
            "--disable-features=IsolateSandboxedIframes",
            *(f"--user-data-dir={folder}/profile", f"--window-size={_WIDTH},{_HEIGHT}", f"--screenshot={picture}"),
            # Chromium refuses to run as root inside its own sandbox.
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            page.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - fixed words
        except (subprocess.TimeoutExpired, OSError):
            return ""
        if not picture.is_file():
            return ""
        return "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode("ascii")
