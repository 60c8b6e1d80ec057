"""The programme that the corpus applies to, under terms that allow every method and under terms that allow content."""

from __future__ import annotations

import tomllib
from pathlib import Path

from screening.programme import Clause, Programme

__all__ = ["PROGRAMMES", "programme", "terms_text"]

_CLAUSES = Path(__file__).parent / "clauses.toml"
_METHODS = {
    "open": (),
    "content_only": ("content", "blog", "review", "social", "youtube", "podcast", "email"),
}
PROGRAMMES = tuple(_METHODS)
"""Keys of the variants, as `CorpusSite.programme` names them."""

COUPON_CODES = ("WELCOME10", "AUTUMN15")


def terms_text(variant: str) -> str:
    """Return `terms.toml` of a variant."""
    methods = ", ".join(f'"{method}"' for method in _METHODS[variant])
    codes = ", ".join(f'"{code}"' for code in COUPON_CODES)
    head = (
        'name = "Northwind Partners"\nbrand_terms = ["northwind"]\nown_domains = ["northwind.example"]\n'
        f"allowed_promotion_methods = [{methods}]\ncoupon_codes = [{codes}]\n\n"
    )
    return head + _CLAUSES.read_text(encoding="utf-8")


def programme(variant: str) -> Programme:
    """Return the programme of a variant as screening takes it."""
    terms = tomllib.loads(terms_text(variant))
    return Programme(
        name=terms["name"],
        brand_terms=tuple(terms["brand_terms"]),
        own_domains=tuple(terms["own_domains"]),
        allowed_promotion_methods=tuple(terms["allowed_promotion_methods"]),
        coupon_codes=tuple(terms["coupon_codes"]),
        clauses=tuple(
            Clause(clause["id"], clause["title"], clause["text"], tuple(clause["covers"]))
            for clause in terms["clauses"]
        ),
    )
