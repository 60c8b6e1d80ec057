"""What the corpus is made of: a site, the answers it gives, and what a reader must see in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Behaviour", "CorpusSite", "Label", "Response"]


class Label(StrEnum):
    """What is true of a site."""

    HONEST = "honest"
    BAD = "bad"
    UNVERIFIABLE = "unverifiable"


class Behaviour(StrEnum):
    """How an answer is sent."""

    PLAIN = "plain"
    DRIP = "drip"  # a byte every half second, without end
    HANG = "hang"  # connected, and never answered
    CLOSE = "close"  # closed without an answer
    SLOW = "slow"  # one second late, then whole


@dataclass(frozen=True)
class Response:
    """One answer.

    `%origin%` in the body or in a header stands for the site's own origin, `%origin:NAME%` for that of another site.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    behaviour: Behaviour = Behaviour.PLAIN


@dataclass(frozen=True)
class CorpusSite:
    """One site with its application and its label.

    Attributes:
        name: Host label: the site stands at `<name>.localhost`.
        label: What is true of it.
        kind: What sort of site it is; one or two words.
        why: Honest: what makes it look bad and is not. Bad: the wrong that must be seen.
            Unverifiable: what is in the way.
        applicant: Name of the applicant.
        email: Its address.
        country: ISO 3166-1 code.
        promo_methods: How it says it will promote.
        social_urls: Profiles it named.
        brand_terms: Brands that the application itself touches.
        programme: Key of the terms it applies under (`programme.programmes`).
        pages: Path, with its query, → answer.
        fallback: Answers paths that `pages` has not; None = 404.
        must_not: Checks that must not be findings.
        expected_checks: Of a bad site: at least one of these must be a finding.
        dead: True when nothing listens at its address.
    """

    name: str
    label: Label
    kind: str
    why: str
    applicant: str
    email: str
    country: str
    promo_methods: tuple[str, ...]
    social_urls: tuple[str, ...] = ()
    brand_terms: tuple[str, ...] = ()
    programme: str = "open"
    pages: Mapping[str, Response] = field(default_factory=dict)
    fallback: Callable[[str], Response | None] | None = None
    must_not: tuple[str, ...] = ()
    expected_checks: tuple[str, ...] = ()
    dead: bool = False

    @property
    def host(self) -> str:
        """Its host name."""
        return f"{self.name}.localhost"
