"""Which elements of a page are banners and dialogs, by their name, role, class and id.

Products for consent bring the same markup, with the same wording in it, to thousands of sites.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

__all__ = ["is_banner", "is_consent_name"]

_BANNER_NAME = re.compile(
    r"cookie[-_ ]?(?:banner|bar|consent|notice|notif|law|pop|modal|dialog|info|hint|hinweis|message|overlay|layer"
    r"|box|alert|accept|settings|disclaimer|warning|manager|bot|yes|script|panel|policy)|(?:^|[ _-])cookie(?:$|[ _-])"
    r"|(?:eu|accept|consent|gdpr|js)[-_]?cookies?|consent(?:$|[ _-])|[ _-]consent|gdpr|dsgvo|rgpd|ccpa|lgpd"
    r"|cmplz|complianz|onetrust|optanon|didomi|usercentrics|borlabs|\bcky-|cc-(?:window|banner|revoke)|\bklaro|qc-cmp"
    r"|sp_message|iubenda|axeptio|tarteaucitron|termly|osano|trustarc|\bcmp(?:box|-|_)|rcb-banner|moove_|evidon"
    r"|privacy-(?:bar|banner|popup|notice)|eupopup"
)
"""`cookie-banner`, `cookieconsent`, `onetrust-pc`, `gdpr`: names of banners and of the products that make them."""
_CONSENT_NAME = re.compile(r"(?i)(?:^|[\s_-])(?:cookies?|consent|gdpr)(?:$|[\s_-])")
"""`consent` or `box cookies`, as words of their own; not `cookiecutter`."""
_OF_A_POST = re.compile(r"(?i)\b(?:hentry|post|entry|category-|tag-)")
"""Blog software writes a post's category into its class, and recipes for cookies have one."""
_DIALOG_ROLES = frozenset({"dialog", "alertdialog"})
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements that hold the whole page: a class such as `no-cookies` does not make them the banner."""


def is_banner(name: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element is a dialog, or a banner that asks for consent."""
    if name in _WHOLE:
        return False
    if name == "dialog" or attributes.get("role", "").lower() in _DIALOG_ROLES:
        return True
    if attributes.get("aria-modal") == "true":
        return True
    named = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    return named != " " and _is_banner_name(named)


@lru_cache(maxsize=8_192)
def _is_banner_name(named: str) -> bool:
    return bool(_BANNER_NAME.search(named.lower())) and not _OF_A_POST.search(named)


def is_consent_name(names: str) -> bool:
    """Say whether classes and id are those of a part that asks for consent."""
    return _CONSENT_NAME.search(names) is not None and not _OF_A_POST.search(names)
