"""A quote and where it stands: what every finding is proven with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from screening.page.model import Page
from screening.page.quotes import QUOTE_LENGTH, unbroken

__all__ = ["Evidence", "distinct", "evidence"]


@dataclass(frozen=True)
class Evidence:
    """A quote and where it stands.

    Attributes:
        quote: At most `QUOTE_LENGTH` characters that stand word for word in the source or in the visible text of the
            body, in a header of the exchange, or in the address itself.
        url: The page.
        fetched_at_us: When it was read, microseconds since 1970, UTC.
        body_sha256: Hash of its body.
    """

    quote: str
    url: str
    fetched_at_us: int
    body_sha256: str


class Quotable(Protocol):
    """Something that was read: a page or an exchange."""

    @property
    def url(self) -> str:
        """Its address."""
        ...

    @property
    def fetched_at_us(self) -> int:
        """When."""
        ...

    @property
    def body_sha256(self) -> str:
        """Hash of its body."""
        ...


def evidence(quote: str, where: Quotable) -> Evidence:
    """Return a quote with its place, shortened; of a page's visible text, as much as stands there without a gap."""
    quote = quote[:QUOTE_LENGTH]
    quote = unbroken(quote, where) if isinstance(where, Page) else quote
    return Evidence(quote, where.url, where.fetched_at_us, where.body_sha256)


def distinct(quotes: Iterable[Evidence], most: int = 3) -> list[Evidence]:
    """Return evidence with different quotes, `most` at most; of equal quotes the last, at the place of the first."""
    return list({quote.quote: quote for quote in quotes}.values())[:most]
