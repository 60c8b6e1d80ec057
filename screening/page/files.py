"""The site's own style sheets and scripts as they are read, once for the crawl and for all checks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from screening.fetch.outcome import Fetch
from screening.page.model import Hint, Page
from screening.page.parse import parse_resource

__all__ = ["hints_of", "read_file"]

_MOST_HINTS = 300
"""Partner links of all pages that are handed to each file; bounds the work that a flood of links causes."""


def hints_of(pages: Iterable[Page]) -> tuple[Hint, ...]:
    """Return the partner links of pages that scripts of other files can get at."""
    return tuple(dict.fromkeys(hint for page in pages for hint in page.hints))[:_MOST_HINTS]


@lru_cache(maxsize=32)
def read_file(fetch: Fetch, hints: tuple[Hint, ...]) -> Page:
    """Return a style sheet or a script as `parse_resource` reads it; cached, as the crawl and several checks ask."""
    return parse_resource(fetch, hints)
