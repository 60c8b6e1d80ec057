"""Who is to be screened: from a file of applicants, or from bare addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.screen.small_tables import read_rows
from screening.applicant import Applicant

__all__ = ["OPTIONAL", "REQUIRED", "applicants_of_addresses", "read_applicants"]

REQUIRED = ("applicant_id", "name", "website")
OPTIONAL = ("social_urls", "email", "country", "promo_methods", "brand_terms")
_BETWEEN_ADDRESSES = re.compile(r"[\s|;,]+")
_BETWEEN_WORDS = re.compile(r"[|;,]")
_PASSWORD = re.compile(r"\A((?:[a-z][a-z0-9+.-]*://|//)?[^/?#\s:]*:)[^/?#\s]*(?=@)", re.IGNORECASE)
"""Of an address with a user name: what stands up to the password, and the password."""
_LONGEST = 2_000


def read_applicants(path: Path) -> list[Applicant]:
    """Return the applicants of a file, in their order; the same row twice counts once.

    Lists (`social_urls`, `promo_methods`, `brand_terms`) are separated by `|`, `;` or `,`, addresses also by blanks.

    An applicant without a website is kept, and nothing can be read of it.

    Raises:
        DataRefusedError: When a row lacks an id, or two rows give one id different contents.
    """
    found: dict[str, Applicant] = {}
    for number, row in enumerate(read_rows(path, REQUIRED, OPTIONAL), start=1):
        if row["applicant_id"] is None:
            raise DataRefusedError(f"{path}, row {number}: applicant_id is empty. Each applicant needs one.")
        for column in ("applicant_id", "website"):
            if len(str(row[column] or "")) > _LONGEST:
                raise DataRefusedError(f"{path}, row {number}: {column} is longer than {_LONGEST:,} characters.")
        applicant = _applicant(row)
        if found.setdefault(applicant.applicant_id, applicant) != applicant:
            raise DataRefusedError(
                f"{path}, row {number}: applicant_id {applicant.applicant_id!r} stands there twice with different "
                "contents. Keep one of the rows."
            )
    if not found:
        raise DataRefusedError(f"{path}: holds no applicants.")
    return list(found.values())


def applicants_of_addresses(addresses: Iterable[str]) -> list[Applicant]:
    """Return an applicant for each address, with the address as its id and name.

    A password in it is masked: what is said of an applicant stands on the screen and in files.

    Raises:
        UsageProblem: When none is given.
    """
    unique = dict.fromkeys(_PASSWORD.sub(r"\1***", address.strip()) for address in addresses if address.strip())
    if not unique:
        raise UsageProblem("There is nobody to screen: name addresses, or a file with --applicants FILE.")
    unreadable = next((address for address in unique if _halves(address)), None)
    if unreadable:
        raise UsageProblem(f"{unreadable!a} is not text. Write the address in UTF-8.")
    names = Counter(map(_short_name, unique))
    ids = [_short_name(address) if names[_short_name(address)] == 1 else address for address in unique]
    return [Applicant(name, name, address) for name, address in zip(ids, unique, strict=True)]


def _applicant(row: dict[str, Any]) -> Applicant:
    return Applicant(
        applicant_id=_text(row["applicant_id"]),
        name=_text(row["name"]) or _text(row["applicant_id"]),
        website=_text(row["website"]),
        social_urls=_listed(row.get("social_urls"), _BETWEEN_ADDRESSES),
        email=_text(row.get("email")),
        country=_text(row.get("country")).upper(),
        promo_methods=tuple(word.lower() for word in _listed(row.get("promo_methods"), _BETWEEN_WORDS)),
        brand_terms=tuple(word.lower() for word in _listed(row.get("brand_terms"), _BETWEEN_WORDS)),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()[:_LONGEST]


def _listed(value: object, between: re.Pattern[str]) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else between.split(_text(value))
    return tuple(dict.fromkeys(text for part in parts if (text := _text(part))))


def _halves(text: str) -> bool:
    """Whether a text holds bytes that the terminal's encoding could not read."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _short_name(address: str) -> str:
    return re.sub(r"^https?://", "", address, flags=re.IGNORECASE).rstrip("/")
