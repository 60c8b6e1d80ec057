"""The check catalogue: what each check looks for, from the TOML files beside the families."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["CLAUSE_KEYS", "CheckEntry", "catalogue"]

CLAUSE_KEYS = (
    "trademark_bidding",
    "typosquat_domain",
    "brand_impersonation",
    "cookie_stuffing",
    "adware_extension",
    "standdown",
    "unauthorised_codes",
    "coupon_policy",
    "incentivised",
    "self_referral",
    "spam_email",
    "misleading_claims",
    "fake_reviews",
    "disclosure",
    "prohibited_content",
    "thin_ai_content",
    "marketplace_listing",
    "direct_linking",
    "truthful_application",
    "ownership",
    "secure_connection",
)
"""What a clause may be about."""


@dataclass(frozen=True)
class CheckEntry:
    """One check of the catalogue.

    Attributes:
        id: `K-01`.
        family: Name of its family, the file it stands in.
        group: Folder of the family.
        title: In a few words, neutral.
        looks_for: What is measured, with its thresholds and their source.
        rules: The same in detail, where there is much of it: what is how grave, and what does not count.
        clause: Clause key it touches, one of `CLAUSE_KEYS`.
        innocent: What innocently causes a finding.
        clears: What the applicant can do to clear it.
        coverage: Its weight in the coverage; 0 = does not count.
    """

    id: str
    family: str
    group: str
    title: str
    looks_for: str
    clause: str
    innocent: str
    clears: str
    coverage: float = 1.0
    rules: tuple[str, ...] = ()


@cache
def catalogue() -> dict[str, CheckEntry]:
    """Return every check by id, families and ids in alphabetical order.

    Raises:
        ValueError: If an id stands twice or a clause key is unknown.
    """
    entries: dict[str, CheckEntry] = {}
    for path in sorted(Path(__file__).parent.glob("*/*.toml"), key=lambda path: path.stem):
        for check_id, fields in sorted(tomllib.loads(path.read_text(encoding="utf-8")).items()):
            rules = tuple(fields.pop("rules", ()))
            entry = CheckEntry(id=check_id, family=path.stem, group=path.parent.name, rules=rules, **fields)
            if check_id in entries or entry.clause not in CLAUSE_KEYS:
                raise ValueError(f"{path.name}: {check_id} stands twice or names an unknown clause {entry.clause!r}")
            entries[check_id] = entry
    return entries
