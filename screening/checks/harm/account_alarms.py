"""Pages that say that the visitor's account is held up, and ask for its secrets (P-25), in whoever's name.

A login may say that an account is locked, a bank that it never asks for a code. Where a page states that something of
the visitor's is held up, until when he must confirm it and what he loses otherwise, and its form takes a password, a
card or a code for one time, it fishes for them. So does one that takes them and forbids to ask the bank.
"""

from __future__ import annotations

from screening.checks.shared.secret_fields import Secret, secrets_of
from screening.evidence import Evidence
from screening.page.model import Page
from screening.wording.cues import around, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["account_alarms"]

_KINDS = ("own", "held", "confirm", "until", "loss")
_REACH = 70
"""Words in which all kinds meet: a heading and the paragraph under it; our own choice."""
_TOLD_REACH, _SUPPOSED_REACH = 40, 4
_CONDITIONS = word_set("deception", "scare.conditional")


def account_alarms(page: Page) -> list[Evidence]:
    """Return quotes where a page that asks for secrets raises an alarm for the visitor's account as its own."""
    table, voice = lexicon("deception"), Voice(page)
    words = voice.words
    if not table.find(words, "accounts.confirm", "accounts.hush"):
        return []
    if not any(secret is not Secret.USER for secret, _ in secrets_of(page)) or voice.warns():
        return []
    hushed = voice.own(table.find(words, "accounts.hush"))
    told = [] if _is_headed(page) else table.find(words, "accounts.told")
    hushed = [hit for hit in hushed if not voice.is_asked(hit) and not around(told, hit, _TOLD_REACH)]
    if own := [hit for hit in hushed if not voice.is_reported(hit)]:
        return list(proofs(page, words, own, 2))
    cues = voice.own(table.find(words, *(f"accounts.{kind}" for kind in _KINDS)))
    met = meetings(
        [hit for hit in cues if not _is_supposed(voice, hit)], [[f"accounts.{kind}"] for kind in _KINDS], _REACH
    )
    for one in met:
        is_told = bool(around(told, one.whole, _TOLD_REACH)) or voice.is_reported(one.whole)
        if not is_told and not any(map(voice.is_asked, one.hits)):
            wanted = [hit for hit in one.hits if hit.group in ("accounts.held", "accounts.confirm", "accounts.loss")]
            return list(proofs(page, words, wanted, 3))
    return []


def _is_headed(page: Page) -> bool:
    """Say whether a title or heading states the alarm; who tells of such pages says there what he tells of."""
    heads = [page.title, *page.headings[:3]]
    return any(lexicon("deception").says(head, "accounts.held") for head in heads) and not any(
        lexicon("deception").says(head, "accounts.told") for head in heads
    )


def _is_supposed(voice: Voice, hit: Hit) -> bool:
    """Say whether that something is held up is only supposed, or denied: "if your account is locked"."""
    if hit.group not in ("accounts.held", "accounts.own"):
        return False
    before = voice.words.before(hit, _SUPPOSED_REACH)
    return not _CONDITIONS.isdisjoint(before) or voice.words.is_negated(hit)
