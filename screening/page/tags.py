"""Tags of a source that is not read as a page."""

from __future__ import annotations

import re

__all__ = ["without_tags"]

_TAG = re.compile(r"<[^<>]*>")
"""A tag; as it cannot pass another bracket, a source is searched in time that hangs on its length alone."""


def without_tags(source: str) -> str:
    """Return a source with a blank instead of each tag."""
    return _TAG.sub(" ", source)
