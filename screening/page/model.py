"""What is known of one page once it has been read; checks see this, never HTML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from screening.fetch.outcome import Hop

__all__ = ["Embed", "Form", "HiddenText", "Hint", "Image", "Link", "Page"]


@dataclass(frozen=True)
class Link:
    """Something a visitor may click: `a[href]`, `area[href]`.

    Attributes:
        url: Absolute address, `base` respected; "" where it is no web address.
        raw: The attribute as it stands.
        text: What the visitor reads.
        rel: Values of `rel`, lower case, sorted.
        offset: Where in `Page.text` its text begins.
        hidden: Whether a visitor cannot see it.
        in_footer: Whether it stands in footer or navigation.
        quote: The tag as it stands in the source, shortened.
        made: What script makes the link of: `script`, `attribute` (of the element that is pressed), `disguised` (an
            attribute that cannot be read) or `swapped` (such a one in a link that shows another address); "" for a link
            of the page itself.
    """

    url: str
    raw: str
    text: str
    rel: tuple[str, ...] = ()
    offset: int = 0
    hidden: bool = False
    in_footer: bool = False
    quote: str = ""
    made: str = ""


@dataclass(frozen=True)
class Embed:
    """Something a browser loads or follows without a click.

    Attributes:
        url: Absolute address.
        kind: `img`, `iframe`, `frame`, `embed`, `object`, `script`, `stylesheet`, `prefetch`, `prerender`, `source`,
            `video`, `audio`, `input`, `poster`, `css_url`, `meta_refresh`, `script_redirect`, `auto_form`,
            `window_open`, `script_load` (an image or frame that inline script makes, or a request it sends),
            `refresh_header`, `service_worker` (a script that goes on without the page) or `overlay` (a link that
            nobody sees over the whole window).
        hidden: Whether a visitor cannot see it: size of 0 or 1, not displayed, off the screen, in a hidden parent.
        how_hidden: The style or attribute that hides it; "" when visible.
        delay_seconds: After how many seconds it follows, for refreshes; 0 otherwise.
        decoded: Whether the address was hidden in base64, hexadecimal or percent signs within script.
        on: What sets it off: `load`, `click` or `timer`.
        quote: The tag or statement as it stands in the source, shortened.
        is_traced: Whether the address was followed by names from where it stands to the statement that uses it,
            which is likely and not certain.
    """

    url: str
    kind: str
    hidden: bool = False
    how_hidden: str = ""
    delay_seconds: float = 0.0
    decoded: bool = False
    on: str = "load"
    quote: str = ""
    is_traced: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """An address that stands outside a script, where the script can get at it.

    Attributes:
        mark: What the script calls it: the name of a global variable, or a string (`data-v`, the id of an element).
        address: The address.
        keys: The keys of settings beneath which it stands, the outermost first.
    """

    mark: str
    address: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class HiddenText:
    """Text that is in the page but not for visitors.

    Attributes:
        text: The text, blanks folded.
        how: The style that hides it (`display:none`, `font-size:0`, `same colour`, `off screen`).
    """

    text: str
    how: str


@dataclass(frozen=True)
class Form:
    """A form: where it goes and what it asks for.

    Attributes:
        action: Absolute address.
        method: `get` or `post`.
        fields: Names and types of its fields, as `name:type`.
    """

    action: str
    method: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Image:
    """A picture a visitor sees: its address and its alternative text."""

    url: str
    alt: str


class Part(StrEnum):
    """Which part of a page a block stands in."""

    REST = "rest"
    MAIN = "main"
    """The element that the page itself calls its main one."""
    BANNER = "banner"
    """A banner or a dialog, as `page.banners` recognises them."""


@dataclass(frozen=True)
class Page:
    """One page that was read.

    Attributes:
        url: Where it came from in the end.
        asked_url: What was asked for.
        fetched_at_us: When, microseconds since 1970, UTC.
        body_sha256: Hash of the body that was read.
        status: HTTP status.
        headers: Headers of the last answer, names lower case.
        hops: Every answer on the way, the last one included.
        html: The decoded source, for quotes.
        language: `lang` of the document, lower case, or "".
        title: The title, blanks folded.
        headings: `h1` to `h3`, in order.
        meta: `name` or `property` of meta tags, lower case, to content; the first one counts.
        text: All a visitor can read, in order, blanks folded.
        main_text: `text` without navigation, header, footer and sidebars.
        blocks: Paragraphs and other blocks of `main_text`.
        block_parts: For each block the part it stands in; empty where that is not known.
        banner_text: What a visitor can read in banners and dialogs.
        hidden_texts: Text that visitors cannot see; menus and texts for screen readers are left out.
        links: At most 5,000.
        embeds: What loads without a click; at most 5,000.
        images: Pictures with their alternative text.
        forms: Forms.
        structured: JSON-LD objects, `@graph` unfolded.
        canonical_url: `link[rel=canonical]`, absolute, or "".
        truncated: Whether the body was cut.
        hints: Addresses of partner links that scripts of other files can get at: in attributes, JSON and variables.
        seams: Positions in `text` at which text that visitors cannot see was left out, ascending; no quote spans one.
    """

    url: str
    asked_url: str
    fetched_at_us: int
    body_sha256: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    hops: tuple[Hop, ...] = ()
    html: str = ""
    language: str = ""
    title: str = ""
    headings: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    text: str = ""
    main_text: str = ""
    blocks: tuple[str, ...] = ()
    block_parts: tuple[Part, ...] = ()
    banner_text: str = ""
    hidden_texts: tuple[HiddenText, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[Embed, ...] = ()
    images: tuple[Image, ...] = ()
    forms: tuple[Form, ...] = ()
    structured: tuple[dict[str, Any], ...] = ()
    canonical_url: str = ""
    truncated: bool = False
    hints: tuple[Hint, ...] = ()
    seams: tuple[int, ...] = ()

    @property
    def title_and_heading(self) -> str:
        """The title and the first heading, parted by a stroke: what the page says it is about."""
        return " | ".join((self.title, *self.headings[:1]))

    def meta_value(self, name: str) -> str:
        """Return the content of a meta tag, or ""."""
        return next((value for key, value in self.meta if key == name), "")
