"""Who asks to be let in, as the application form says it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Applicant"]


@dataclass(frozen=True)
class Applicant:
    """One application.

    Attributes:
        applicant_id: Its id; unique within a screening.
        name: What the applicant calls itself.
        website: The address it gave, as typed; a scheme may be missing. "" = it gave none.
        social_urls: Profiles it named.
        email: Its mail address, or "".
        country: ISO 3166-1 code of two letters, or "".
        promo_methods: How it says it will promote, lower case.
        brand_terms: Names of the programme's brands that this application touches, lower case; protected like those
            of the terms.
    """

    applicant_id: str
    name: str
    website: str
    social_urls: tuple[str, ...] = ()
    email: str = ""
    country: str = ""
    promo_methods: tuple[str, ...] = ()
    brand_terms: tuple[str, ...] = ()
