"""Self-contained HTML pages: one style, no script, nothing fetched, everything escaped and visible."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipelines.pages.safe_text import SHOWN_CHARACTERS, visible

if TYPE_CHECKING:
    import jinja2

__all__ = ["page_environment"]

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def page_environment(folder: Path, shown_characters: int = SHOWN_CHARACTERS) -> jinja2.Environment:
    """Return the environment of the templates in a folder, which extend `base.html`.

    Args:
        folder: Where they lie.
        shown_characters: Longest text that a page shows whole.
    """
    import jinja2
    from markupsafe import Markup

    def shown(value: object) -> object:
        """Make what a template prints visible; what is already markup, and numbers, pass."""
        return visible(value, limit=shown_characters) if type(value) is str else value

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, _TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["css"] = Markup((_TEMPLATES / "pages.css").read_text(encoding="utf-8"))  # noqa: S704 - own file
    environment.filters["href"] = quote
    return environment
