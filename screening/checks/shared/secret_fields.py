"""Which secrets a page asks for: a password, a payment card, what opens a bank account.

What a field is for is told by its type and by what the page and its program call it; the words stand in the lexicon
`secrets`, as pieces of words: names of fields are joined in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum, auto
from functools import cache, lru_cache

from screening.page.form_fields import MOST_CHARACTERS, TextField, asked_on
from screening.page.model import Page
from screening.wording.lists import entries

__all__ = ["LEAST_FIELDS", "ON_CARD", "Secret", "names_bank", "secrets_of"]

_LONGEST_LABEL_WORDS = 5
"""Words before a field that has no label of its own which are its label; more are a sentence."""

LEAST_FIELDS = 3
"""Fields of a form that asks for a card, and for more than that."""
_MARKS = ('"password"', "'password'", "=password", "cc-number", "cc-csc", "cvv", "cvc")
"""One of these stands in the source of nearly every field outside of a form that is looked for."""


class Secret(StrEnum):
    """What is asked for; `USER` is the name or address that goes with a password, and no secret itself."""

    CARD_NUMBER = auto()
    CARD_CODE = auto()
    CARD_PIN = auto()
    BANK_PASSWORD = auto()
    ONE_TIME_CODE = auto()
    PASSWORD = auto()
    USER = auto()


ON_CARD = frozenset({Secret.CARD_NUMBER, Secret.CARD_CODE})
"""What stands on a payment card."""


def secrets_of(page: Page) -> list[tuple[Secret, TextField]]:
    """Return the secrets that a page asks for; its source is read only where a cheap look says that it may do so."""
    if not _may_ask(page):
        return []
    forms: dict[int, list[TextField]] = {}
    for field in asked_on(page.html).fields:
        forms.setdefault(field.form, []).append(field)
    return [found for fields in forms.values() for found in _asked_in(fields)]


def names_bank(text: str) -> bool:
    """Say whether a short text names a bank, in whatever word: "BankID", "banque"."""
    return _says(text, "bank")


def _may_ask(page: Page) -> bool:
    named = (field for form in page.forms for field in form.fields)
    if any(field.endswith(":password") or _says(field, "card_number", "card_code") for field in named):
        return True
    is_long = any(len(form.fields) >= LEAST_FIELDS for form in page.forms)
    sends = any(form.method == "post" for form in page.forms)
    return _names_secret(page.html, has_long_form=is_long, sends=sends)


@lru_cache(maxsize=128)
def _names_secret(html: str, *, has_long_form: bool, sends: bool) -> bool:
    lowered = html[:MOST_CHARACTERS].lower()
    if "<input" not in lowered:
        return False
    if any(mark in lowered for mark in _MARKS) or (sends and _says(lowered, "one_time")):
        return True
    is_paid = has_long_form and all(_says(lowered, group) for group in ("numbered", "expiry"))
    return is_paid or (has_long_form and _says(lowered, "card_code", "security_code"))


def _asked_in(fields: list[TextField]) -> Iterator[tuple[Secret, TextField]]:
    """Yield which fields of one form ask for what; a security code is a card's only where the form names a card."""
    called_by = [_called(field) for field in fields]
    has_password = fields[0].form >= 0 and any(field.type == "password" for field in fields)
    names_card = any(_says(called, "card", "card_number", "card_code") for called in called_by)
    codes = ("card_code", "security_code") if names_card else ("card_code",)
    pays_by_card = any(_says(called, *codes) for called in called_by) or all(
        any(_says(called, group) for called in called_by) for group in ("numbered", "expiry")
    )
    for field, called in zip(fields, called_by, strict=True):
        is_password = field.type == "password"
        if field.type == "email":
            secret = Secret.USER if has_password else None
        elif _says(called, *codes):
            secret = Secret.CARD_CODE
        elif _says(called, "card_number"):
            secret = Secret.CARD_NUMBER
        elif pays_by_card and _is_pin(field, called):
            secret = Secret.CARD_PIN
        elif pays_by_card and _says(called, "numbered"):
            secret = Secret.CARD_NUMBER
        elif is_password and _says(called, "bank") and not _says(called, "card"):
            secret = Secret.BANK_PASSWORD
        elif _says(called, "one_time"):
            secret = Secret.ONE_TIME_CODE
        elif is_password:
            secret = Secret.PASSWORD
        else:
            secret = Secret.USER if has_password and _says(field.names, "user") else None
        if secret is not None:
            yield secret, field


def _called(field: TextField) -> str:
    """Return what a field is called; without a label of its own also by the few words that stand before it."""
    is_label = not field.labels and len(field.before.split()) <= _LONGEST_LABEL_WORDS
    return f"{field.before} {field.called}" if is_label else field.called


def _is_pin(field: TextField, called: str) -> bool:
    """Say whether a field is for a card's PIN; what India calls so on an address is written openly, beside no card."""
    labels = field.labels or (called,)
    return _says(called, "pin") and (field.type == "password" or any(_says(one, "card") for one in labels))


def _says(text: str, *groups: str) -> bool:
    return _words(*groups).search(text.lower()) is not None


@cache
def _words(*groups: str) -> re.Pattern[str]:
    """Return a pattern of groups of the lexicon: a blank may be any mark or none, `*` leaves the word's side open."""
    terms = sorted(term for group in groups for term in entries("secrets", group))
    return re.compile("|".join(map(_pattern, terms)))


def _pattern(term: str) -> str:
    """Return a term's pattern, its first letter first: `re` skips to the next of these, and tries others everywhere."""
    first, others = term.strip("*")[0], term.strip("*")[1:]
    words = r"[\s_-]?".join(map(re.escape, others.split(" ")))
    before, behind = (
        ("" if term.startswith("*") else rf"(?<![^\W\d_]{first})"),
        ("" if term.endswith("*") else r"(?![^\W\d_])"),
    )
    return first + before + words + behind
