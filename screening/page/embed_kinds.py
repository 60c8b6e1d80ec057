"""The kinds of embeds, `Embed.kind`, by what they do to the visitor."""

from __future__ import annotations

__all__ = ["FRAMES", "LOADED", "LONGEST_REFRESH_SECONDS", "REFRESHES", "SENDS_ON", "SENT_AWAY", "TAKES_AWAY"]

LONGEST_REFRESH_SECONDS = 5.0
"""A later refresh leaves visitors time to read: the page is content, not a redirect."""
FRAMES = frozenset({"iframe", "frame", "embed", "object"})
"""What shows another page within the page."""
LOADED = FRAMES | {
    "audio", "css_url", "img", "input", "poster", "prefetch", "prerender", "script", "script_load", "service_worker",
    "source", "stylesheet", "video",
}  # fmt: skip
"""What is loaded within the page or beside it; the others take the visitor away."""
REFRESHES = frozenset({"meta_refresh", "refresh_header"})
"""What shows another page instead, at once or after some seconds."""
SENDS_ON = REFRESHES | {"script_redirect"}
"""What makes a page a redirect."""
SENT_AWAY = SENDS_ON | {"auto_form"}
"""What takes the visitor to another page."""
TAKES_AWAY = SENT_AWAY | {"window_open", "overlay"}
"""What takes the visitor to another page, or opens one besides."""
