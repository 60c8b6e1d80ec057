"""How far a social profile could be looked at; a log-in page is not taken for a missing profile."""

from __future__ import annotations

import re

from screening.page.model import Page
from screening.site import SocialProfile

__all__ = ["profile_state"]

_REFUSED = frozenset({401, 403, 407, 418, 429, 451, 999})
_GONE = frozenset({404, 410})
_WALL_PATH = re.compile(
    r"(?i)/(?:log-?in|sign-?in|signup|authwall|checkpoint|challenge|consent|accounts/login)(?:[/?]|$)"
)
"""`/login?`, `/accounts/login/`: where platforms send strangers."""
_WALL_TEXT = re.compile(
    r"(?i)\b(?:log ?in|sign ?in|sign up|einloggen|anmelden|connectez-vous|inicia sesi.n|accedi|zaloguj"
    r"|enable javascript)"
)
"""`Log in`, `Inicia sesión`: what their log-in pages say."""
_SHORT_TEXT = 400
"""Visible characters; a profile that is shown has more, a log-in page fewer."""


def profile_state(profile: SocialProfile) -> str:
    """Say how far a profile could be looked at: `read`, `missing`, `walled` or `not tried`."""
    fetch = profile.fetch
    if fetch is None:
        return "not tried"
    if fetch.refusal is not None or fetch.status is None or fetch.status in _REFUSED:
        return "walled"
    if fetch.status in _GONE:
        return "missing"
    if not fetch.ok or profile.page is None or _WALL_PATH.search(fetch.final_url):
        return "walled"
    text = profile.page.text
    return "walled" if len(text) < _SHORT_TEXT and _WALL_TEXT.search(text) and not _describes(profile.page) else "read"


def _describes(page: Page) -> bool:
    """Whether a page shows a profile's own words even before a log-in."""
    return bool(page.meta_value("og:title") and (page.meta_value("og:description") or page.meta_value("description")))
