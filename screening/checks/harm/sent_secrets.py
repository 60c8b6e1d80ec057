"""Forms that ask for a payment card and for what opens a bank account at once (P-25).

No shop asks for both, nor does the provider of its payments; a bank may, on its own pages.
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


def sent_secrets(site: Site) -> Result | None:
    """Weigh forms for a card's security code and a bank's secret; a code for one time alone may be the shop's own."""
    sent = [(page, leaves, field) for page in site.pages for leaves, field in _sent_forms(page)]
    if not sent:
        return None
    leaves = any(leaves and not Voice(page).warns() for page, leaves, _ in sent)
    says = "A form asks for a payment card and for a bank's password or one-time code at once"
    says += ", and sends them to another domain." if leaves else "."
    severity = Severity.STRONG if leaves else Severity.CAUTION
    return found("P-25", severity, says, [_quote(page, field) for page, _, field in sent[:3]])


def _sent_forms(page: Page) -> Iterator[tuple[bool, TextField]]:
    """Yield for each such form whether it sends to another domain than the page's, and the field for the bank."""
    if not any(len(form.fields) >= LEAST_FIELDS for form in page.forms):
        return
    forms: dict[int, dict[Secret, TextField]] = {}
    for secret, field in secrets_of(page):
        forms.setdefault(field.form, {}).setdefault(secret, field)
    for form, asked in forms.items():
        if form < 0 or Secret.CARD_CODE not in asked:
            continue
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
