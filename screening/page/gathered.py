"""What the walk over a page puts together, and how much of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from screening.page.model import Embed, HiddenText, Hint, Image, Part
from screening.page.script.triggers import Script

__all__ = [
    "MOST_EMBEDS",
    "MOST_FORMS",
    "MOST_HINTS",
    "MOST_LINKS",
    "MOST_SCRIPTS",
    "Attributes",
    "Gathered",
    "OpenForm",
    "OpenLink",
]

Attributes = dict[str, str]
"""An element's attributes, names in lower case."""
MOST_HINTS = 500
"""Addresses of a page that are kept of those which attributes and data hold for scripts."""
MOST_LINKS = 5_000
"""Links of a page that are kept; no honest page has more."""
MOST_EMBEDS = 5_000
"""Embeds of a page that are kept."""
MOST_FORMS = 1_000
"""Forms of a page that are kept."""
MOST_SCRIPTS = 4_000
"""Scripts of a page that are read, those in attributes included."""


@dataclass
class OpenLink:
    """A link; its text is cut out when all of the text is known: from `start` to `end` of the seen or unseen text."""

    url: str
    raw: str
    rel: tuple[str, ...]
    is_hidden: bool
    is_unseen_text: bool
    in_footer: bool
    quote: str
    start: int
    end: int
    image_text: str = ""
    made: str = ""


@dataclass
class OpenForm:
    """A form and the fields found in it so far.

    `names` are its id and name, `buttons` those of its buttons, for scripts that submit it; `values` are what it sends.
    """

    action: str
    method: str
    names: tuple[str, ...]
    quote: str
    fields: list[str] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where submitting it leads, with what its fields hold from the start."""
        if self.method != "get" or not self.values:
            return self.action
        return f"{self.action}{'&' if '?' in self.action else '?'}{urlencode(self.values)}"


@dataclass
class Gathered:
    """What was found; see `Page` for most of it."""

    language: str = ""
    title: str = ""
    canonical_url: str = ""
    text: str = ""
    headings: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    links: list[OpenLink] = field(default_factory=list)
    embeds: list[Embed] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    forms: list[OpenForm] = field(default_factory=list)
    structured: list[dict[str, Any]] = field(default_factory=list)
    hidden_texts: list[HiddenText] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    block_parts: list[Part] = field(default_factory=list)
    banner_text: str = ""
    unseen_text: str = ""
    seams: list[int] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    submitted: list[tuple[int, str]] = field(default_factory=list)
    speculation: list[str] = field(default_factory=list)
    held: list[tuple[str, OpenLink]] = field(default_factory=list)
    """Click addresses that elements keep in an attribute: its name, and the link that script makes of it."""
