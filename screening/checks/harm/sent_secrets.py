"""Forms that ask for a payment card and for what opens a bank account or a cash machine at once (P-25).

No shop asks for both, nor does the provider of its payments; a bank may ask for its password, on its own pages. A PIN
is for terminals: no form asks for it beside the card. Some ask for the card on one page and for the code on the next;
then both go to the same stranger, while a provider of payments asks for codes on its own pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.checks.result import Result, Severity, found
from screening.checks.shared.page_reading import opening
from screening.checks.shared.secret_fields import LEAST_FIELDS, ON_CARD, Secret, names_bank, secrets_of
from screening.evidence import Evidence, evidence
from screening.page.form_fields import TextField
from screening.page.model import Page
from screening.page.quotes import tag_quote
from screening.site import Site
from screening.urls import BadUrlError, host_of, join_url, registrable_domain
from screening.wording.voice import Voice

__all__ = ["sent_secrets"]

_OF_BANK = frozenset({Secret.BANK_PASSWORD, Secret.ONE_TIME_CODE})
_Asked = dict[Secret, TextField]


def sent_secrets(site: Site) -> Result | None:
    """Weigh forms for a card's PIN, or its security code and a bank's secret; a code for one time may be the shop's."""
    forms = [(page, asked) for page in site.asking_pages for asked in _forms(page)]
    if pins := [(page, asked[Secret.CARD_PIN]) for page, asked in forms if Secret.CARD_PIN in asked]:
        severity = Severity.CAUTION if all(Voice(page).warns() for page, _ in pins) else Severity.STRONG
        says = "A form asks for a payment card and for its PIN, which no payment in the web needs."
        return found("P-25", severity, says, [_quote(page, field) for page, field in pins[:3]])
    sent = [(page, leaves, field) for page, asked in forms for leaves, field in _sent(page, asked)]
    if not any(leaves for _, leaves, _ in sent) and (collected := _collected(site)):
        says = "One page asks for a payment card, another for a bank's password or one-time code; both go to one other "
        return found("P-25", Severity.STRONG, f"{says}domain.", collected)
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
    leaves = bool(_stranger(page, asked[Secret.CARD_CODE]))
    bank = asked.get(Secret.BANK_PASSWORD) or (asked.get(Secret.ONE_TIME_CODE) if leaves else None)
    if bank is not None:
        yield leaves, bank


def _collected(site: Site) -> list[Evidence]:
    """Return the fields of two pages that send a card and what opens a bank account to the same other domain."""
    sent: dict[str, dict[bool, Evidence]] = {}
    for page in site.asking_pages:
        for secret, field in secrets_of(page):
            is_card, of_bank = secret in ON_CARD, secret in _OF_BANK and _names_bank(page, field)
            if (is_card or of_bank) and (to := _stranger(page, field)) and not Voice(page).warns():
                sent.setdefault(to, {}).setdefault(is_card, _quote(page, field))
    return next(([quotes[True], quotes[False]] for quotes in sent.values() if len(quotes) == 2), [])


def _names_bank(page: Page, field: TextField) -> bool:
    """Say whether it is said around a field that the bank is meant; a shop sends codes of its own for its logins."""
    return any(map(names_bank, (page.title, *page.headings[:3], field.called, field.before)))


def _stranger(page: Page, field: TextField) -> str:
    """Return the domain to which a field's form sends; "" for the page's own."""
    try:
        target = registrable_domain(host_of(join_url(page.url, field.action or page.url)))
    except BadUrlError:
        return ""
    return "" if target == registrable_domain(host_of(page.url)) else target


def _quote(page: Page, field: TextField) -> Evidence:
    """Return a field as it stands in the source, found by one of its values; else how the page begins."""
    found = (tag_quote(page.html, f'{name}="{value}"') for name, value in field.attributes.items())
    quote = next((quote for quote in found if quote), "")
    return evidence(quote, page) if quote else opening(page)
