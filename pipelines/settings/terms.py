"""The programme's terms as types: what `terms.toml` may say, with defaults and limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, field_validator

from pipelines.settings.base import Strict, refuse

__all__ = ["Clause", "Terms"]

Days = Annotated[int, Field(ge=0, le=1_000)]


class Clause(Strict):
    """One clause of the terms that partners signed, for reports to cite.

    Attributes:
        id: Short id, unique (`4.2`).
        title: Its heading.
        text: Its wording.
    """

    id: Annotated[str, Field(min_length=1, max_length=40)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class Terms(Strict):
    """All of `terms.toml`.

    Attributes:
        allowed_promotion_methods: Promotion methods partners may use, lower case as in the affiliates table;
            empty = all.
        cookie_days: Days after the click in which an order is credited, where the offer names none.
        attribution_rule: Which click of a customer's earns the order.
        lock_days: Days after the order when its commission can no longer be taken back, where the offer names none.
        brand_terms: The programme's own names, on which partners must not bid, lower case.
        allowed_countries: ISO 3166-1 codes where partners may advertise, where the offer names none; empty = all.
        clauses: The clauses that reports cite.
    """

    allowed_promotion_methods: tuple[str, ...] = ()
    cookie_days: Days = 30
    attribution_rule: Literal["last_click", "first_click"] = "last_click"
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

    @field_validator("clauses")
    @classmethod
    def _ids_once(cls, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        ids = [clause.id for clause in clauses]
        refuse(
            [
                ((number, "id"), f'must be unique; "{id_}" is already taken')
                for number, id_ in enumerate(ids)
                if id_ in ids[:number]
            ]
        )
        return clauses


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
