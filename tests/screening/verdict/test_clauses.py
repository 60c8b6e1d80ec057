"""Which clause a finding cites."""

from __future__ import annotations

import pytest

from screening.checks.catalogue import CLAUSE_KEYS, catalogue
from screening.programme import Clause
from screening.verdict.clauses import cite
from screening.verdict.rules import load_rules

RULES = load_rules()
TERMS = (
    Clause("1", "Truthful application", "What you tell us in your application is accurate and complete."),
    Clause("2", "Brand bidding", "You may not bid on our name, nor on misspellings of it. No search engine is exempt."),
    Clause("3", "Cookies", "Only genuine clicks set cookies. Cookie stuffing and hidden iframes are forbidden."),
    Clause("4", "Vouchers", "Publish only coupon codes that we gave you."),
    Clause("5", "Anything", "This is about nothing.", covers=("disclosure",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "clause_id"),
    [
        ("truthful_application", "1"),
        ("trademark_bidding", "2"),
        ("cookie_stuffing", "3"),
        ("unauthorised_codes", "4"),
        ("disclosure", "5"),
        ("prohibited_content", None),
    ],
)
def test_a_clause_is_found_by_what_it_says(key: str, clause_id: str | None) -> None:
    cited = cite(key, TERMS, RULES)
    assert (cited.id if cited else None) == clause_id


def test_the_quoted_words_stand_in_the_clause() -> None:
    cited = cite("cookie_stuffing", TERMS, RULES)
    assert cited is not None
    assert cited.quote in TERMS[2].text
    assert "stuffing" in cited.quote


@pytest.mark.parametrize("key", CLAUSE_KEYS)
def test_without_clauses_the_standard_wording_stands_in_and_says_so(key: str) -> None:
    cited = cite(key, (), RULES)
    assert cited is not None
    assert cited.id == f"standard/{key}"


def test_a_clause_that_names_the_key_wins_over_one_with_its_words() -> None:
    named = Clause("9", "Other", "Whatever.", covers=("cookie_stuffing",))
    cited = cite("cookie_stuffing", (*TERMS, named), RULES)
    assert cited is not None
    assert cited.id == "9"


def test_a_clause_that_names_other_keys_is_not_found_by_its_words() -> None:
    only = Clause("9", "Cookie stuffing", "Cookie stuffing is forbidden.", covers=("disclosure",))
    assert cite("cookie_stuffing", (only,), RULES) is None


def test_every_check_has_a_clause_key_with_a_rule() -> None:
    assert {entry.clause for entry in catalogue().values()} <= set(RULES.clauses)
