"""What harms visitors: deceptive scripts and wording, software that interferes, unsolicited mail (P-25, P-26)."""

from __future__ import annotations

import re
from functools import lru_cache

from screening.checks.context import Context
from screening.checks.harm.account_alarms import account_alarms
from screening.checks.harm.address_stocks import stocks
from screening.checks.harm.handed_software import unasked_conduct
from screening.checks.harm.mass_mail import unasked_mail
from screening.checks.harm.scareware import alarms
from screening.checks.harm.sent_secrets import sent_secrets
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.checks.shared.own_software import hands_out
from screening.checks.shared.page_reading import unread_reason
from screening.checks.shared.pushed_extension import pushed_extension
from screening.checks.shared.script_code import script_calls
from screening.checks.shared.severity_review import tempered
from screening.checks.shared.taking_over import taking_over
from screening.evidence import Evidence, distinct, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote
from screening.page.script.constants import evaluate
from screening.page.script.variables import Variables
from screening.site import Site
from screening.urls import host_of
from screening.wording.lists import entries, word_set
from screening.wording.phrases import apart, lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, words_of

__all__ = ["check"]

CHECKS = ("P-25", "P-26")
_PRESSED_REACH = 8
_DISOWNED_REACH = 20
"""Words from what software does to "we do not do this": the rest of its sentence and the next; our choice."""
_BEHAVIOUR = "extension.behaviour"
_MOST_SOURCE = 1_000_000
_SINKS = ("eval(", "eval (", "document.write(", "document.writeln(", "Function(")
"""What runs a text as script, or writes it into the page."""
_MOST_SINKS = 50
_WRAPPED = re.compile(r"\s{0,5}(?:window\.)?(?:atob|unescape)\s{0,3}\(")
_LONGEST_CODE = 25_000
_HARM = re.compile(
    r"<iframe|location\s{0,3}[.=]|\beval\s?\(|WebAssembly|document\.cookie|XMLHttpRequest|\bfetch\s?\(|window\.open|\.exe\b",
    re.IGNORECASE,
)
_HARM_IN_SCRIPT = re.compile(r"createElement|<script|\.src\s{0,3}=|importScripts", re.IGNORECASE)
_MINER_NAMES = ("CoinHive", "Coinhive", "CryptoLoot", "CRLT", "CoinImp", "deepMiner", "DeepMiner", "Client.")
_MINER = re.compile(
    r"(?:CoinHive|Coinhive|CryptoLoot|CRLT|CoinImp|[dD]eepMiner|Client)\.(?:Anonymous|User|Token|Init)\b"
)
_WARNED = word_set("deception", "warned")
_TRICKS = ("extension.covert", "extension.deeds")
_MINER_HOSTS = entries("hosts", "miners")
_MINER_FILES = re.compile(
    r"/(?:coinhive|cryptonight|deepminer|webminer|crypto-?loot)[\w.-]{0,20}\.(?:min\.)?(?:js|wasm)\b", re.IGNORECASE
)


def check(site: Site, context: Context) -> list[Result]:
    """Return what deceives or harms visitors, and offers of mass mail."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return tempered([_software(site), _mail(site)], site, is_voiced=True)


def _software(site: Site) -> Result:
    miners = [quote for page in site.pages for quote in _miners(page)]
    if miners:
        return found("P-25", Severity.STRONG, "A script mines coins on visitors' machines.", miners[:3])
    sent = sent_secrets(site)
    if sent is not None and sent.severity is Severity.STRONG:
        return sent
    if fished := account_alarms(site):
        says = (
            "A page says that something of the visitor's is held up, and a form asks for a password, a card or a code."
        )
        return found("P-25", Severity.STRONG, says, fished[:3])
    if sent is not None:
        return sent
    raised = [alarms(page, [other for other in site.pages if other is not page]) for page in site.pages]
    own = [quote for quotes, _ in raised for quote in quotes]
    reported = [quote for _, quotes in raised for quote in quotes]
    if len(own) >= 2:
        return found("P-25", Severity.STRONG, "Wording that frightens visitors into installing or calling.", own[:3])
    hiding = [finding for page in site.pages for finding in _hidden_code(page)]
    harmful = [quote for is_harmful, quote in hiding if is_harmful]
    if harmful:
        says = "A script unwraps a hidden text and runs it; the text sends visitors on, loads more or reads cookies."
        return found("P-25", Severity.STRONG, says, harmful[:3])
    behaviour = [quote for page in site.pages for quote in _quotes(page, _BEHAVIOUR)]
    # Researchers and reporters describe such software in the same words; who hands it out tells of his own.
    tricks = _tricks(site)
    taken = taking_over(site)
    pushed = taken or pushed_extension(site)
    if conduct := unasked_conduct(site):
        says = (
            "The software that the site hands out sets partner links or changes pages unasked, by its maker's account."
        )
        return found("P-25", Severity.STRONG, says, distinct([*conduct, *tricks, *behaviour])[:5])
    if behaviour or tricks:
        is_own = bool(pushed or tricks) or (len(behaviour) > 1 and (_says_ours(site) or hands_out(site)))
        severity = Severity.STRONG if is_own else Severity.CAUTION
        says = "Software that puts its own links, cookies or advertisements into visitors' browsers."
        return found("P-25", severity, says, distinct([*tricks, *behaviour, *pushed]))
    if pushed:
        is_pushed = "The site is there to have an extension installed that acts on the pages of shops."
        says = "The site says that its software makes orders its own, unasked." if taken else is_pushed
        return found("P-25", Severity.STRONG, says, pushed[:3])
    gated = [quote for page in site.pages for quote in _quotes(page, "extension.gated")]
    if gated:
        says = "Visitors are pressed to install an extension or a toolbar, or to allow notifications."
        return found("P-25", Severity.CAUTION, says, gated[:3])
    if hiding:
        return found(
            "P-25", Severity.CAUTION, "A script unwraps a hidden text and runs it.", [quote for _, quote in hiding[:3]]
        )
    if own or reported:
        return found("P-25", Severity.NOTE, "Single sentences that could frighten visitors.", [*own, *reported][:3])
    return passed("P-25", "No deceptive scripts or wording were found.")


def _hidden_code(page: Page) -> list[tuple[bool, Evidence]]:
    """Return where script runs a text that it first unwraps, and whether the text does what it should not.

    The old way to load a statistics script, `document.write(unescape("%3Cscript src=…"))`, and guards for mail
    addresses are innocent.
    """
    html = page.html[:_MOST_SOURCE]
    findings = []
    for sink, start in script_calls(html, _SINKS, _MOST_SINKS):
        code = html[start : start + _LONGEST_CODE]
        value = evaluate(code, 0, Variables())
        writes = sink.startswith("document")
        if value is None or not value.is_decoded:
            hides = value is None and not writes and _WRAPPED.match(code)
            verdict = False if hides else None
        elif _HARM.search(value.text) or (not writes and _HARM_IN_SCRIPT.search(value.text)):
            verdict = True
        else:
            verdict = None if writes or "mailto" in value.text or "@" in value.text else False
        if verdict is not None:
            findings.append((verdict, evidence(source_quote(page.html, start - len(sink), start + 40), page)))
    return findings


def _miners(page: Page) -> list[Evidence]:
    html = page.html[:_MOST_SOURCE]
    quotes = [
        evidence(source_quote(html, start - len(name), start), page)
        for name, start in script_calls(html, _MINER_NAMES, _MOST_SINKS)
        if _MINER.match(html, start - len(name))
    ]
    for embed in page.embeds:
        if embed.kind == "script" and embed.quote and _is_miner(embed.url):
            quotes.append(evidence(embed.quote, page))
    return quotes


@lru_cache(maxsize=4_096)
def _is_miner(url: str) -> bool:
    host = host_of(url)
    known = any(host == name or host.endswith(f".{name}") for name in _MINER_HOSTS)
    return known or bool(_MINER_FILES.search(url[:2_000]))


def _mail(site: Site) -> Result:
    quotes = [quote for page in site.pages for quote in _quotes(page, "mail.offer")]
    unasked = [quote for page in site.pages for quote in unasked_mail(page)] + stocks(site)
    if len(quotes) >= 2 or unasked:
        says = "Mass mail or bought addresses are offered or used."
        return found("P-26", Severity.STRONG, says, [*unasked, *quotes][:3])
    if quotes:
        return found("P-26", Severity.NOTE, "Mass mail is mentioned.", quotes)
    return passed("P-26", "No mass mail is offered.")


def _says_ours(site: Site) -> bool:
    """Say whether a site calls what software does, or its links, its own."""
    found = ((page, hit) for page in site.pages for hit in _meant(page, _BEHAVIOUR))
    return any(Voice(page).calls_own(hit) for page, hit in found)


def _quotes(page: Page, group: str) -> list[Evidence]:
    """Return quotes of hits that are neither negated nor warned of."""
    return list(proofs(page, words_of(page.text), apart(_meant(page, group))))


def _meant(page: Page, group: str) -> list[Hit]:
    """Return hits that are neither negated nor warned of."""
    voice = Voice(page)
    words = voice.words
    hits = voice.own(lexicon("deception").find(words, group))
    # An app that opens a shop where an offer is pressed does what a link does.
    pressed = [hit.last for hit in lexicon("schemes").find(words, "takeover.pressed")] if hits else []
    meant = [hit for hit in hits if not any(0 < hit.first - place <= _PRESSED_REACH for place in pressed)]
    meant = [hit for hit in meant if not _is_warned_of(voice, hit)]
    return _of_software(voice, meant) if group == _BEHAVIOUR else meant


def _of_software(voice: Voice, hits: list[Hit]) -> list[Hit]:
    """Return the hits of a page that calls one of them its own, or names software and does not disown what that does.

    What a hidden frame does with an affiliate link, an article on cookie stuffing says as well.
    """
    if any(map(voice.calls_own, hits)):
        return hits
    table, words = lexicon("deception"), voice.words
    names_it = table.find(words, "extension.name") or lexicon("schemes").find(words, "takeover.thing")
    if not names_it or table.says(voice.page.title_and_heading, "disowned"):
        return []
    disowned = table.find(words, "disowned")
    return [hit for hit in hits if not any(0 < one.first - hit.last <= _DISOWNED_REACH for one in disowned)]


def _tricks(site: Site) -> list[Evidence]:
    """Return what software that the site hands out does unasked: one covert act, or two others."""
    covert, deeds = ([quote for page in site.pages for quote in _quotes(page, group)] for group in _TRICKS)
    if not (covert or len(deeds) > 1) or not hands_out(site):
        return []
    return [*covert, *deeds]


def _is_warned_of(voice: Voice, hit: Hit) -> bool:
    words = voice.words
    if voice.is_answered_no(hit):
        return True
    within = {words.tokens[place] for place in range(hit.first, hit.last + 1) if place in words.denials}
    denied = not within.issubset(hit.term.split())
    is_guarded = words.near(hit, _WARNED, 12)
    return denied or words.is_negated(hit, 6) or voice.is_reported(hit, is_guarded=is_guarded)
