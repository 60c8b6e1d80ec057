"""What one exchange may cost, and what ends it early."""

from __future__ import annotations

import time
from dataclasses import dataclass

from screening.refusal import Refusal

__all__ = ["Deadline", "Limits", "RefusedError"]


@dataclass(frozen=True)
class Limits:
    """Limits of an exchange; the defaults suit servers that nobody vouches for.

    Attributes:
        deadline_seconds: For all of it: names, connections, TLS, headers, body, redirects.
        dns_seconds: For one look-up.
        connect_seconds: For one connection, all addresses of the host together.
        body_bytes: Of a body once decoded; what is longer is cut.
        header_bytes: Of all headers of one answer.
        redirects: How many are followed.
        url_characters: Of an address that is asked.
        ports: Which ports are asked; hosts that the operator names are free in this.
        lookups_at_once: How many names are looked up at the same time.
    """

    deadline_seconds: float = 15.0
    dns_seconds: float = 5.0
    connect_seconds: float = 5.0
    body_bytes: int = 2_000_000
    header_bytes: int = 262_144
    redirects: int = 5
    url_characters: int = 2083
    ports: frozenset[int] = frozenset({80, 443})
    lookups_at_once: int = 16


class RefusedError(Exception):
    """An exchange ends without a usable answer. `refusal` names the reason, the message says it in words."""

    def __init__(self, refusal: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.refusal = refusal


class Deadline:
    """The moment at which an exchange must be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, always more than 0.

        Raises:
            RefusedError: With `DEADLINE`, when no time is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> RefusedError:
        """Return the refusal of an exchange that took too long."""
        return RefusedError(Refusal.DEADLINE, f"the exchange was not over after {self.seconds:g} seconds")
