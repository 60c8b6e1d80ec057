"""Whether a page says how to write to or ring the people behind it (P-13, P-14)."""

from __future__ import annotations

import re

from screening.page.model import Page

__all__ = ["gives_contact", "is_reachable"]

_MAIL = re.compile(
    r"\b[\w.+-]{1,64}(?:@|\s?[(\[](?:at|ät)[)\]]\s?)[\w-]{1,63}(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?)[\w.-]{2,63}",
    re.IGNORECASE,
)
_MAIL_SIGNS = ("@", "(at)", "[at]", "(AT)", "[AT]", "(At)", "[At]", "(ät)", "[ät]", "(ÄT)", "[ÄT]")
"""One of them stands in every address; most texts hold none, which is seen far sooner."""
_PHONE = re.compile(r"[+(0](?:(?<=[+(])|(?<!\w0)0?)\d[\d\s()/.-]{7,18}\d\b")
_MOST_LINKS, _MOST_TEXT = 2_000, 200_000
"""Links of a page and characters of its text that are read; bounds the work that a hostile page can cause."""


def gives_contact(page: Page) -> bool:
    """Say whether a page gives a mail address, a telephone number or a form to write with."""
    return is_reachable(page) or any(field.endswith(":textarea") for form in page.forms for field in form.fields)


def is_reachable(page: Page) -> bool:
    """Say whether a page gives a mail address or a telephone number."""
    if any(
        link.raw.lower().startswith(("mailto:", "tel:", "sms:", "https://wa.me/")) for link in page.links[:_MOST_LINKS]
    ):
        return True
    text = page.text[:_MOST_TEXT]
    is_addressed = any(sign in text for sign in _MAIL_SIGNS) and _MAIL.search(text)
    return bool(is_addressed or _PHONE.search(text))
