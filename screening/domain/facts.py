"""Facts of a domain, each of them possibly unknown."""

from __future__ import annotations

from dataclasses import dataclass

from screening.fetch.outcome import Fetch

__all__ = ["DomainFacts", "Registration"]


@dataclass(frozen=True)
class Registration:
    """What a register's RDAP answer says (RFC 9083).

    Attributes:
        domain: The name it speaks of, lower case.
        registered_us: Registration, microseconds since 1970, UTC; None = not said.
        expires_us: End of the registration; None = not said.
        statuses: As they stand, lower case (`client hold`, `active`).
        registrar: Its name, or "".
        name_servers: Lower case, sorted.
    """

    domain: str
    registered_us: int | None = None
    expires_us: int | None = None
    statuses: tuple[str, ...] = ()
    registrar: str = ""
    name_servers: tuple[str, ...] = ()


@dataclass(frozen=True)
class DomainFacts:
    """What could be learned of a domain.

    Attributes:
        domain: Registrable domain; "" for addresses and single names.
        registration: The register's answer; None = unknown.
        registration_unknown: Why it is unknown, in words; "" when known.
        registration_fetch: The exchange with the register; None when not tried.
        wildcard: Whether a name that cannot exist resolves to the home page's address; None = not tried.
    """

    domain: str = ""
    registration: Registration | None = None
    registration_unknown: str = "not asked"
    registration_fetch: Fetch | None = None
    wildcard: bool | None = None
