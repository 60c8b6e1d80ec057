"""When an answer refuses to show the page: denials, challenges, captchas."""

from __future__ import annotations

import re

from screening.fetch.outcome import Fetch
from screening.page.tags import without_tags

__all__ = ["blocked_reason"]

_DENIALS = frozenset({401, 403, 407, 429, 451, 999})
_HEADERS = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha"))
_SOURCE_BYTES = 100_000
"""Bytes of an answer that are read; a longer one is a page, unless a sure mark stands in these."""
_SURE_MARKS = re.compile(
    rb"cf_chl_opt|cf-chl-(?:bypass|widget)|id=\"challenge-(?:form|running|error-text)\"|/_Incapsula_Resource\?[^\"']{0,40}(?:CWUDNSAI|SWUDNSAI)|"
    rb"geo\.captcha-delivery\.com/|id=\"px-captcha\"|/\.well-known/sgcaptcha/|AwsWafIntegration\.|ddos-guard/js-challenge|"
    rb"awswaf\.com/[^\"']{1,200}/challenge\.js",
    re.IGNORECASE,
)
"""`cf_chl_opt`, `id="px-captcha"`, `geo.captcha-delivery.com/`: marks of products that challenge visitors."""
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_TITLES = re.compile(
    r"just a moment|one moment,? please|attention required|access (?:to this page has been |has been |is )?denied|"
    r"access restricted|(?:forbidden|blocked|captcha)(?! [a-z])|request (?:blocked|rejected)|"
    r"are you (?:a )?(?:robot|human)|security (?:check|verification)|(?:bot|human|robot) (?:check|verification)|"
    r"ddos[- ]guard|checking your browser|"
    r"pardon our interruption|please verify|verify(?:ing)? (?:that )?you(?: are|'re) (?:a )?human|"
    r"nur einen moment|un instant|un momento|een moment|jeszcze chwil|um momento|zugriff verweigert|"
    r"acc[eè]s (?:refus|interdit)|acceso denegado|accesso negato|toegang geweigerd|odmowa dost|acesso negado",
    re.IGNORECASE,
)
"""`Just a moment...`, `Access denied`, `Attention Required!`: how titles of such pages begin."""
_WORDS = re.compile(
    r"verif|human|robot|\bbots?\b|captcha|javascript|cookies|permission|denied|blocked|firewall|cloudflare|"
    r"reference #|ray id|incident id|request id|ip address|support id|not authori[sz]ed|forbidden|"
    r"verweigert|mensch|refus|interdit|denegado|negato|geweigerd",
    re.IGNORECASE,
)
"""`captcha`, `Ray ID`, `verweigert`: such a page holds one of these words besides its title."""
_SHORT_DENIAL = re.compile(
    r"access denied|you don't have permission to access|you have been blocked|the requested url was rejected|"
    r"verify you are (?:a )?human|enable javascript and cookies to continue|unusual traffic from your|"
    r"complete the (?:captcha|security check)|zugriff verweigert|acc[eè]s refus|acceso denegado|accesso negato|"
    r"toegang geweigerd|acesso negado",
    re.IGNORECASE,
)
"""`You have been blocked`, `Zugriff verweigert`: what short pages say that deny access."""
_NOT_READ = re.compile(r"<(script|style|template)\b", re.IGNORECASE)
_SMALL_CHARACTERS = 1_200
"""Visible characters up to which a page with such a title is a refusal and not content."""
_TINY_CHARACTERS = 400
"""Visible characters up to which a page with such words is a refusal and not content."""


def blocked_reason(fetch: Fetch) -> str:
    """Say in words why an answer is a refusal to show the page; "" if it is not.

    A page of ordinary length that merely speaks of captchas or denials is content.
    """
    if fetch.refusal is not None or fetch.status is None:
        return ""
    if fetch.status in _DENIALS:
        return f"the server answered with status {fetch.status}"
    if any(fetch.header(name).lower() == value for name, value in _HEADERS):
        return "the server answered with a challenge"
    source = fetch.body[:_SOURCE_BYTES]
    if _SURE_MARKS.search(source):
        return "the server answered with a challenge page"
    if fetch.truncated or len(fetch.body) > _SOURCE_BYTES:
        return ""
    text = _visible_text(source.decode("utf-8", "replace"))
    title = _TITLE.search(source)
    name = "" if title is None else " ".join(title[1].decode("utf-8", "replace").replace("’", "'").split())
    besides = text.replace(name, "", 1)
    if _TITLES.match(name) and len(text) <= _SMALL_CHARACTERS and _WORDS.search(besides):
        return "the server answered with a page that asks for proof or denies access"
    if len(text) <= _TINY_CHARACTERS and _SHORT_DENIAL.search(text):
        return "the server answered with a page that denies access"
    return ""


def _visible_text(source: str) -> str:
    """Return roughly what a visitor reads; in one pass, for the source is a stranger's."""
    lowered = source.lower()
    kept: list[str] = []
    at = 0
    while begin := _NOT_READ.search(source, at):
        kept.append(source[at : begin.start()])
        at = lowered.find(f"</{begin[1].lower()}", begin.end())
        if at < 0:
            at = len(source)
    kept.append(source[at:])
    return " ".join(without_tags(" ".join(kept)).replace("’", "'").split())
