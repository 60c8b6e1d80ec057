"""The programme's terms as types: what `terms.toml` may say, with defaults and limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, field_validator

from pipelines.errors import did_you_mean
from pipelines.settings.base import Fault, Strict, repeated
from pipelines.settings.toml_text import shown
from screening.checks.catalogue import CLAUSE_KEYS

__all__ = ["Clause", "Terms"]

Days = Annotated[int, Field(ge=0, le=1_000)]


class Clause(Strict):
    """One clause of the terms that partners signed.

    Attributes:
        id: Short id, unique (`4.2`).
        title: Its heading.
        text: Its wording.
        covers: What it is about, in screening's words (`CLAUSE_KEYS`); empty = found out from its wording.
    """

    id: Annotated[str, Field(min_length=1, max_length=40)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    covers: tuple[str, ...] = ()

    @field_validator("covers")
    @classmethod
    def _known_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [key for key in keys if key not in CLAUSE_KEYS]
        if wrong:
            near = did_you_mean(wrong[0][:100], CLAUSE_KEYS)
            raise ValueError(f"must be among {', '.join(CLAUSE_KEYS)}; wrong: {shown(wrong[0])}.{near}")
        return keys


class Terms(Strict):
    """All of `terms.toml`.

    `cookie_days`, `lock_days` and `allowed_countries` are in force for offers, and for orders, that name none of their
    own. Screening judges applicants by the brand terms, the allowed methods and the clauses. All are part of a run's
    identity.

    Attributes:
        allowed_promotion_methods: Promotion methods partners may use, lower case as in the affiliates table;
            empty = all.
        cookie_days: Days after the click in which an order is credited, where no offer names any.
        lock_days: Days after the order when its commission can no longer be taken back, where no offer names any.
        brand_terms: The programme's own names, on which partners must not bid, lower case.
        allowed_countries: ISO 3166-1 codes where partners may advertise, where no offer names any; empty = all.
        clauses: The clauses of the agreement.
    """

    allowed_promotion_methods: tuple[str, ...] = ()
    cookie_days: Days = 30
    lock_days: Days = 30
    brand_terms: tuple[str, ...] = ()
    allowed_countries: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()

    @field_validator("allowed_promotion_methods", "brand_terms")
    @classmethod
    def _lower_case(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [word for word in words if not word.strip() or word != word.strip().lower()]
        if wrong:
            raise ValueError(f"must be lower case and without blanks around it; wrong: {_quoted(wrong)}")
        return words

    @field_validator("allowed_countries")
    @classmethod
    def _country_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [code for code in codes if not re.fullmatch("[A-Z]{2}", code)]
        if wrong:
            raise ValueError(f'must be ISO 3166-1 codes of two capital letters ("DE"); wrong: {_quoted(wrong)}')
        return codes

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return the clauses' ids that are taken already."""
        return repeated(raw, "clauses", "id")


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(shown(word) for word in words)
