"""Forms that ask for a payment card and for what opens a bank account, read from the source.

Only pages with a form of several fields and with a word for a card's security code are read again: few have both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from screening.page.form_fields import MOST_CHARACTERS, MOST_FIELDS, is_closed, labels_of, source_tree
from screening.page.model import Page
from screening.page.quotes import tag_quote
from screening.urls import host_of, join_url, registrable_domain

__all__ = ["SentForm", "sent_forms"]

_LEAST_FIELDS = 3
_MOST_FORMS = 10
_CODE = re.compile(
    r"cv[vc](?<=\bcv.)2?\b|cvn(?<=\bcvn)\b|csc(?<=\bcsc)\b|cc-csc|security code|kartenprüf|prüf(?:ziffer|nummer)"
    r"|cryptogramme|c[oó]digo de segur|codice di sicurezza|beveiligingscode|kod zabezp"
    r"|säkerhetskod|sikkerhedskode|sikkerhetskode|turvakoodi"
)
"""What stands on the back of a card, in lower case. Whole sources are searched, so all alternatives begin with letters:
`re` skips to the next of these, and tries others at every character."""
_BANK = re.compile(r"bank|banque|bancaire|\bbanca|\bbanco|bancari|банк|τράπεζ", re.IGNORECASE)
_CARD = re.compile(r"kart|card|carte\b|carta\b|cart[aã]o|tarjeta|kaart|kort\b|kortti", re.IGNORECASE)
_ONCE = re.compile(
    r"one[- ]time|\botp\b|\bsms\b|sms[- ]|text message|\btans?\b|einmal(?:code|pass)|usage unique|un solo uso"
    r"|\buso único|monouso|eenmalige? (?:code|wacht)|engångskod|engangskod"
    r"|jednorazow|jednorázov|kertakäyttö|egyszer használ",
    re.IGNORECASE,
)
"""A code that a bank sends for one payment or one sign-in."""


@dataclass(frozen=True)
class SentForm:
    """A form that asks for a card's security code and a bank's secret.

    Attributes:
        leaves: Whether it sends to a domain that is not the page's.
        opens_bank: Whether it asks for the password of a bank; else it asks for a code for one time.
        quote: The tag of the bank's field.
    """

    leaves: bool
    opens_bank: bool
    quote: str


def sent_forms(page: Page) -> list[SentForm]:
    """Return the forms that ask for a card's security code and for a bank's password or code for one time."""
    if not any(len(form.fields) >= _LEAST_FIELDS for form in page.forms):
        return []
    tree = source_tree(page) if _CODE.search(page.html[:MOST_CHARACTERS].lower()) else None
    if tree is None:
        return []
    read = (_read(form, page) for form in list(tree.iter("form"))[:_MOST_FORMS])
    return [form for form in read if form is not None]


def _read(form: etree._Element, page: Page) -> SentForm | None:
    card, bank, once = False, "", ""
    for field in list(form.iter("input"))[:MOST_FIELDS]:
        type_ = field.get("type", "").strip().lower()
        if is_closed(field) or type_ not in {"", "text", "tel", "number", "password"}:
            continue
        named = [field.get(name, "") for name in ("name", "id", "autocomplete")]
        called = " ".join([*labels_of(field, form), *named])
        if _CODE.search(called.lower()):
            card = True
        elif type_ == "password" and _BANK.search(called) and not _CARD.search(called):
            bank = bank or _tag(field, page)
        elif "one-time-code" in called or _ONCE.search(called):
            once = once or _tag(field, page)
    if not card or not (bank or once):
        return None
    target = host_of(join_url(page.url, form.get("action", "").strip() or page.url))
    leaves = bool(target) and registrable_domain(target) != registrable_domain(host_of(page.url))
    return SentForm(leaves, bool(bank), bank or once)


def _tag(field: etree._Element, page: Page) -> str:
    """Return a field as it stands in the source, found by one of its values."""
    pairs = ((name, field.get(name, "")) for name in ("name", "id", "placeholder", "autocomplete"))
    found = (tag_quote(page.html, f'{name}="{value}"') for name, value in pairs if value)
    return next((quote for quote in found if quote), "")
