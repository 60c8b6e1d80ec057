"""Sites that say that something of the visitor's is held up, and ask for his secrets (P-25), in whoever's name.

A login may say that an account is locked, a bank that it never asks for a code. Where a page states that something of
the visitor's is held up, until when he must confirm it and what he loses otherwise, and its form takes a password, a
card or a code for one time, it fishes for them. So does one that takes them and forbids to ask the bank.

Many raise the alarm on one page and ask on the next. What a shop says of deliveries stands beside links to its till,
too, so the alarm itself must lead on: a link in it, or a form of its page, perhaps over a step that leads nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from screening.checks.shared.secret_fields import Secret, secrets_of
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.urls import key_of
from screening.wording.cues import Meeting, around, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit

__all__ = ["account_alarms"]

_KINDS = ("own", "held", "confirm", "until", "loss")
_SHOWN = ("accounts.held", "accounts.confirm", "accounts.loss")
_REACH = 70
"""Words in which all kinds meet: a heading and the paragraph under it; our own choice."""
_TOLD_REACH, _SUPPOSED_REACH, _LINK_REACH = 40, 4, 15
_CONDITIONS = word_set("deception", "scare.conditional")
_MOST_LINKS_OF_A_STEP = 3


def account_alarms(site: Site) -> list[Evidence]:
    """Return quotes where a site that asks for secrets raises an alarm for what is the visitor's as its own."""
    asked = [({secret for secret, _ in secrets_of(page)} - {Secret.USER}, page) for page in site.asking_pages]
    quotes = [quote for secrets, page in asked if secrets for quote in _on_page(page)]
    grave = [page for secrets, page in asked if secrets - {Secret.PASSWORD}]
    if quotes or not grave:
        return quotes
    ends = _addresses(grave)
    steps = ends | _addresses(page for page in site.asking_pages if _is_step(page) and not ends.isdisjoint(_next(page)))
    return [quote for secrets, page in asked if not secrets for quote in _leading_on(page, steps)]


def _on_page(page: Page) -> list[Evidence]:
    """Return quotes where a page that asks for secrets itself raises an alarm, or forbids to ask the bank."""
    table, voice = lexicon("deception"), Voice(page)
    words = voice.words
    if not table.find(words, "accounts.confirm", "accounts.hush") or voice.warns():
        return []
    hushed = voice.own(table.find(words, "accounts.hush"))
    told = [] if _is_headed(page) else table.find(words, "accounts.told")
    hushed = [hit for hit in hushed if not voice.is_asked(hit) and not around(told, hit, _TOLD_REACH)]
    if own := [hit for hit in hushed if not voice.is_reported(hit)]:
        return list(proofs(page, words, own, 2))
    return _quoted(voice, next(_alarms(voice, told), None))


def _leading_on(page: Page, steps: frozenset[str]) -> list[Evidence]:
    """Return quotes of an alarm that a page states in its headings, or is made for, and that leads on to a step."""
    others = steps - _addresses([page])
    leading = [link.offset for link in page.links if not (link.in_footer or link.hidden) and key_of(link.url) in others]
    has_form = any(key_of(form.action) in others for form in page.forms)
    if not (leading or has_form) or not (_is_headed(page) or _is_step(page)):
        return []
    voice = Voice(page)
    if voice.warns():
        return []
    places = [voice.words.at(offset) for offset in leading]
    for alarm in _alarms(voice, lexicon("deception").find(voice.words, "accounts.told")):
        first, last = alarm.whole.first - _LINK_REACH, alarm.whole.last + _LINK_REACH
        if has_form or any(first <= place <= last for place in places):
            return _quoted(voice, alarm)
    return []


def _alarms(voice: Voice, told: Sequence[Hit]) -> Iterator[Meeting]:
    """Yield where all kinds of an alarm meet, and the page neither supposes, asks nor tells it of others."""
    found = voice.own(lexicon("deception").find(voice.words, *(f"accounts.{kind}" for kind in _KINDS)))
    cues = [hit for hit in found if not _is_supposed(voice, hit)]
    for one in meetings(cues, [[f"accounts.{kind}"] for kind in _KINDS], _REACH):
        is_told = bool(around(told, one.whole, _TOLD_REACH)) or voice.is_reported(one.whole)
        if not is_told and not any(map(voice.is_asked, one.hits)):
            yield one


def _quoted(voice: Voice, alarm: Meeting | None) -> list[Evidence]:
    hits = [] if alarm is None else [hit for hit in alarm.hits if hit.group in _SHOWN]
    return list(proofs(voice.page, voice.words, hits, 3))


def _addresses(pages: Iterable[Page]) -> frozenset[str]:
    return frozenset(key_of(url) for page in pages for url in (page.url, page.asked_url))


def _next(page: Page) -> set[str]:
    """Return where links and forms of a page lead to."""
    return {key_of(url) for url in (*(link.url for link in page.links), *(form.action for form in page.forms)) if url}


def _is_step(page: Page) -> bool:
    """Say whether a visitor of a page gets hardly anywhere but on."""
    return len({link.url for link in page.links}) <= _MOST_LINKS_OF_A_STEP


def _is_headed(page: Page) -> bool:
    """Say whether a title or heading states the alarm; who tells of such pages says there what he tells of."""
    heads = [page.title, *page.headings[:3]]
    stated = (head for head in heads if not head.rstrip().endswith("?"))
    return any(lexicon("deception").says(head, "accounts.held") for head in stated) and not any(
        lexicon("deception").says(head, "accounts.told") for head in heads
    )


def _is_supposed(voice: Voice, hit: Hit) -> bool:
    """Say whether that something is held up is only supposed, or denied: "if your account is locked"."""
    if hit.group not in ("accounts.held", "accounts.own"):
        return False
    before = voice.words.before(hit, _SUPPOSED_REACH)
    return not _CONDITIONS.isdisjoint(before) or voice.words.is_negated(hit)
