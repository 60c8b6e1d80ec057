"""Forms that ask for a payment card and for what opens a bank account or a cash machine at once (P-25).

No shop asks for both, nor does the provider of its payments; a bank may ask for its password, on its own pages. A PIN
is for terminals: no form asks for it beside the card.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.checks.result import Result, Severity, found
from screening.checks.shared.page_reading import opening
from screening.checks.shared.secret_fields import LEAST_FIELDS, Secret, secrets_of
from screening.evidence import Evidence, evidence
from screening.page.form_fields import TextField
from screening.page.model import Page
from screening.page.quotes import tag_quote
from screening.site import Site
from screening.urls import host_of, join_url, registrable_domain
from screening.wording.voice import Voice

__all__ = ["sent_secrets"]

_Asked = dict[Secret, TextField]


def sent_secrets(site: Site) -> Result | None:
    """Weigh forms for a card's PIN, or its security code and a bank's secret; a code for one time may be the shop's."""
    forms = [(page, asked) for page in site.pages for asked in _forms(page)]
    if pins := [(page, asked[Secret.CARD_PIN]) for page, asked in forms if Secret.CARD_PIN in asked]:
        severity = Severity.CAUTION if all(Voice(page).warns() for page, _ in pins) else Severity.STRONG
        says = "A form asks for a payment card and for its PIN, which no payment in the web needs."
        return found("P-25", severity, says, [_quote(page, field) for page, field in pins[:3]])
    sent = [(page, leaves, field) for page, asked in forms for leaves, field in _sent(page, asked)]
    if not sent:
        return None
    leaves = any(leaves and not Voice(page).warns() for page, leaves, _ in sent)
    says = "A form asks for a payment card and for a bank's password or one-time code at once"
    says += ", and sends them to another domain." if leaves else "."
    severity = Severity.STRONG if leaves else Severity.CAUTION
    return found("P-25", severity, says, [_quote(page, field) for page, _, field in sent[:3]])


def _forms(page: Page) -> list[_Asked]:
    """Return what each form of a page that may ask for a card asks for, the first field of each secret."""
    if not any(len(form.fields) >= LEAST_FIELDS for form in page.forms):
        return []
    forms: dict[int, _Asked] = {}
    for secret, field in secrets_of(page):
        if field.form >= 0:
            forms.setdefault(field.form, {}).setdefault(secret, field)
    return list(forms.values())


def _sent(page: Page, asked: _Asked) -> Iterator[tuple[bool, TextField]]:
    """Yield whether a form for a card sends to another domain than the page's, and its field for the bank."""
    if Secret.CARD_CODE not in asked:
        return
    target = host_of(join_url(page.url, asked[Secret.CARD_CODE].action or page.url))
    leaves = bool(target) and registrable_domain(target) != registrable_domain(host_of(page.url))
    bank = asked.get(Secret.BANK_PASSWORD) or (asked.get(Secret.ONE_TIME_CODE) if leaves else None)
    if bank is not None:
        yield leaves, bank


def _quote(page: Page, field: TextField) -> Evidence:
    """Return a field as it stands in the source, found by one of its values; else how the page begins."""
    found = (tag_quote(page.html, f'{name}="{value}"') for name, value in field.attributes.items())
    quote = next((quote for quote in found if quote), "")
    return evidence(quote, page) if quote else opening(page)
