"""Style sheets and scripts of a site's own, and those among them that everybody has."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from screening.page.model import Embed

__all__ = ["is_library", "is_own_code"]

_LIBRARIES = re.compile(
    r"/wp-includes/|jquery|bootstrap|polyfill|modernizr|react|angular|vue|lodash|moment|swiper|slick|masonry|gsap|"
    r"font-?awesome|normalize|dashicons|(?:^|/)(?:vendors?|runtime|framework|chunks?|fonts?)\b",
    re.IGNORECASE,
)
"""`/wp-includes/`, `jquery.min.js`, `/vendor/`: files that are the same on thousands of sites."""


def is_own_code(embed: Embed) -> bool:
    """Say whether what a page loads is a style sheet or a script, in whatever way it is loaded."""
    if embed.kind == "script_load":
        return urlsplit(embed.url).path.lower().endswith((".js", ".mjs"))
    return embed.kind in {"script", "stylesheet", "service_worker"}


def is_library(url: str) -> bool:
    """Say whether an address looks like that of a file that is the same on thousands of sites."""
    return _LIBRARIES.search(urlsplit(url).path) is not None
