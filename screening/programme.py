"""What the programme asks of its partners, as far as screening judges by it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Clause", "Programme"]


@dataclass(frozen=True)
class Clause:
    """One clause of the terms.

    Attributes:
        id: Its id in the terms (`4.2`).
        title: Its heading.
        text: Its wording.
        covers: Clause keys of the check catalogue that it forbids or demands (`cookie_stuffing`, `disclosure`).
    """

    id: str
    title: str
    text: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """The terms an applicant is measured by.

    Attributes:
        name: Name of the programme.
        brand_terms: Its names, lower case, that nobody may bid on, register or imitate.
        own_domains: Registrable domains of the merchant itself, lower case.
        allowed_promotion_methods: Lower case; empty = all.
        coupon_codes: Codes that were given out; None = not known.
        clauses: The clauses of the agreement.
    """

    name: str = ""
    brand_terms: tuple[str, ...] = ()
    own_domains: tuple[str, ...] = ()
    allowed_promotion_methods: tuple[str, ...] = ()
    coupon_codes: tuple[str, ...] | None = None
    clauses: tuple[Clause, ...] = ()
