"""Who runs a site: ids of advertising, payment and measuring accounts, mail addresses, telephone numbers (L-13).

The patterns are in `identifiers.toml`. Placeholders of documentation and themes, and addresses of software makers and
large services, say nothing of the operator and are left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from screening.compare.named_pages import speaks_for_site
from screening.page.model import Page
from screening.page.networks import classify
from screening.page.substring_filter import may_hold
from screening.site import Site

__all__ = [
    "Located",
    "identifier_kinds",
    "identifiers",
    "kind_title",
    "located_identifiers",
    "mail_addresses",
    "mail_identifier",
    "weight_of",
]

_MOST_CHARACTERS = 2_000_000
_MOST_PER_PAGE = 40
"""Characters of a page's source that are read, and ids of one kind that are taken from it."""
_KEPT_PAGES = 32
"""Pages whose ids are cached: those of a site, which several checks ask for."""
_MOST_SIGNS = 1_000
"""Signs "@" of a text that are looked at; far beyond any ordinary page."""
_MAIL = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64}@[a-zA-Z0-9][a-zA-Z0-9-]{0,62}(?:\.[a-zA-Z0-9-]{1,63}){0,3}\.[a-zA-Z]{2,24})(?![\w@-])"
)
"""`info@shop.example`, not as a part of a longer word."""
_TEL = re.compile(r"""href\s{0,3}=\s{0,3}["']?tel:(\+?[\d\s().%/-]{6,30})""", re.IGNORECASE)
"""`href="tel:+49 30 1234567"`, and the number."""
_ADDRESS_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".js", ".css", ".avif")

_BEGINNING = re.compile(r"\(?((?:[\w/=\"&;,:-]|\\[.?(])+)(?![?*{])")
"""The fixed letters that a pattern of the table begins with; alternatives stand only in brackets there."""
_EMPTY_VALUE = re.compile(r"(?i)x{3,}|y{3,}|0{6,}|123456|9{6,}|1{7,}|example|your|placeholder|abcdef|deadbeef|sample")
"""`UA-XXXXX`, `123456`, `your-id`: placeholders, not ids."""


@dataclass(frozen=True)
class Located:
    """An id and where it stands.

    Attributes:
        identifier: `kind:value`.
        quote: Words of the page that hold it; "" for the mail address of the application.
        page: The first page that shows it; None for the application.
    """

    identifier: str
    quote: str
    page: Page | None


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("identifiers.toml").read_text(encoding="utf-8"))


def _rules() -> dict[str, dict[str, Any]]:
    return dict(_file()["kinds"])


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return each kind, the letters with which all of its ids begin, and the pattern."""
    texts = ((kind, text) for kind, rule in _rules().items() for text in rule.get("patterns", ()))
    return tuple((kind, _beginning(text), re.compile(text)) for kind, text in texts)


def _beginning(pattern: str) -> str:
    matched = _BEGINNING.match(pattern)
    return matched.group(1).replace("\\", "") if matched else ""


@cache
def _left_out(list_name: str) -> frozenset[str]:
    return frozenset(_file()["left_out"][list_name])


def identifier_kinds() -> tuple[str, ...]:
    """Return the kinds of ids, sorted."""
    return tuple(sorted(_rules()))


def mail_identifier(address: str) -> str:
    """Return the id of a mail address, or "" where it is no address or does not point to a person."""
    value = _mail_value(address) if _MAIL.fullmatch(address.strip()) else ""
    return f"email:{value}" if value else ""


def _kind(identifier: str) -> str:
    return identifier.split(":", 1)[0]


def kind_title(identifier: str) -> str:
    """Return what kind of id it is, in words."""
    return str(_rules()[_kind(identifier)]["title"])


def weight_of(identifier: str) -> str:
    """Return `strong` for an id that leads to a payee or a person, `shared` for one that strangers may share."""
    return str(_rules()[_kind(identifier)]["weight"])


def identifiers(site: Site) -> tuple[str, ...]:
    """Return the operator ids of a site as `kind:value`, sorted; the application's own mail address among them."""
    return tuple(sorted(located_identifiers(site)))


def located_identifiers(site: Site) -> dict[str, Located]:
    """Return the operator ids of a site, each with the first page that shows it.

    The mail address of the application stands among the mail addresses too, since another site may show it.
    """
    found: dict[str, Located] = {}
    for page in site.pages:
        accounts = _account_ids(page.html[:_MOST_CHARACTERS])
        for identifier, quote in (*accounts, *_affiliate_ids(page), *_contact_ids(page)):
            found.setdefault(identifier, Located(identifier, quote[:160], page))
    if address := _mail_value(site.applicant.email):
        for identifier in (f"applicant_email:{address}", f"email:{address}"):
            found.setdefault(identifier, Located(identifier, "", None))
    return found


@lru_cache(maxsize=_KEPT_PAGES)
def _account_ids(source: str) -> tuple[tuple[str, str], ...]:
    return tuple(_account_ids_in(source))


def _account_ids_in(source: str) -> Iterator[tuple[str, str]]:
    for kind, beginning, pattern in _patterns():
        for number, match in enumerate(pattern.finditer(source) if may_hold(source, beginning) else ()):
            if number >= _MOST_PER_PAGE:
                break
            value = match.group(1).replace(" ", "")
            identifier = f"{kind}:{value}"
            if not _EMPTY_VALUE.search(value) and len(set(value)) > 3 and identifier not in _left_out("platform_ids"):
                yield identifier, match.group(0)


def _affiliate_ids(page: Page) -> Iterator[tuple[str, str]]:
    for link in page.links:
        hit = classify(link.url) if link.url else None
        if hit is not None and hit.affiliate_id and not _EMPTY_VALUE.search(hit.affiliate_id):
            yield f"affiliate:{hit.network}/{hit.affiliate_id.lower()}", link.raw


def _contact_ids(page: Page) -> Iterator[tuple[str, str]]:
    """Yield mail addresses and telephone numbers of pages that speak for the site, not of articles."""
    if not speaks_for_site(page):
        return
    for address in mail_addresses(page):
        if value := _mail_value(address):
            yield f"email:{value}", address
    for match in list(_TEL.finditer(page.html[:_MOST_CHARACTERS]))[:_MOST_PER_PAGE]:
        digits = re.sub(r"\D", "", match.group(1))
        if 8 <= len(digits) <= 15 and not _is_sample_number(digits):
            yield f"phone:{digits.lstrip('0')}", match.group(0)


def mail_addresses(page: Page) -> tuple[str, ...]:
    """Return the mail addresses of a page as they stand in its source or text, each once, in order."""
    hits = [address for text in (page.html[:_MOST_CHARACTERS], page.text) for address in _addresses_in(text)]
    return tuple(dict.fromkeys(hits))[:_MOST_PER_PAGE]


def _addresses_in(text: str) -> Iterator[str]:
    """Yield the mail addresses of a text; only what stands around an "@" is read, so that long sources cost little."""
    offset = text.find("@")
    for _ in range(_MOST_SIGNS):
        if offset < 0:
            return
        start = max(0, offset - 66)
        for match in _MAIL.finditer(text, start, offset + 320):
            if match.start() <= offset < match.end():
                yield match.group(1)
        offset = text.find("@", offset + 1)


def _mail_value(address: str) -> str:
    """Return an address in comparable form, or "" where it says nothing of the operator."""
    name, _, domain = address.strip().lower().partition("@")
    name = name.split("+", 1)[0]
    parts = domain.split(".")
    known = any(".".join(parts[cut:]) in _left_out("domains") for cut in range(len(parts)))
    vague = (
        name in _left_out("names")
        or domain.endswith(_ADDRESS_ENDINGS)
        or parts[0] in ("example", "yourdomain", "domain")
    )
    return "" if not name or len(parts) < 2 or known or vague else f"{name}@{domain}"


def _is_sample_number(digits: str) -> bool:
    return len(set(digits)) <= 3 or bool(re.search(r"123456|555(?:01\d\d|\d{4}$)|0{6}|9876543", digits))
