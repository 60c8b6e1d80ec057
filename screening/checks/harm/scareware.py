"""Pages that frighten visitors into calling, paying or installing something (P-25).

A danger to the visitor's own computer is also what repairers and manuals write of. A scare page states it as a fact,
forbids to leave or counts down, and at the same time says whom to call or what to run; or it poses as the system.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from screening.checks.harm.clipboard_commands import pasted_commands, writes_clipboard
from screening.evidence import Evidence, evidence
from screening.page.disguise import is_in_script
from screening.page.model import Page
from screening.page.quotes import source_quote, text_quote
from screening.wording.cues import around, joined, meetings
from screening.wording.lists import word_set
from screening.wording.phrases import apart, different, lexicon, proofs
from screening.wording.sentences import sentence_ends
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["alarms"]

_DANGER_REACH, _PLAYER_REACH, _PAIR_REACH, _PASSAGE = 14, 10, 4, 80
_ALLOW_REACH = 16
_COUNT_REACH, _SCAN_REACH = 3, 40
_MOST_SOURCE = 1_000_000
_MOST_MATCHES = 200
_PROGRAMS = re.compile(r"\.(?:exe|msi|scr|crx|apk|dmg|pkg|bat|vbs|hta|zip|iso)(?:[?#]|$)", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?\(?\d{1,4}\)?(?:[ .-]\(?\d{2,4}\)?){2,4}(?!\d)")
_COUNTDOWN = re.compile(r"(?<![\d:.])0?\d:[0-5]\d(?![\d:])")
_FEW_MINUTES = re.compile(
    r"(?<!\d)\d{1,3} ?(?:min|sec|sek|seg|hour|hrs|stunden|heures|horas|ore\b|uur|uren|godzin|timmar|timer|hodin)",
    re.IGNORECASE,
)
_TRAPS = (re.compile(r"beforeunload"), re.compile(r"requestFullscreen|requestPointerLock|<audio[^>]{0,200}autoplay"))
_STARTED = re.compile(
    r"location(?:\.href)?(?:\s{0,3}=\s{0,3}|\.(?:assign|replace)\(\s{0,3})['\"`][^'\"`<>\s]{0,300}?"
    r"\.(?:exe|msi|scr|crx|apk|dmg|pkg|bat|vbs|hta)\b"
)
"""A script that takes the visitor to a program."""
_ASKING = "requestPermission"
_AGAIN = re.compile(r"set(?:Timeout|Interval)\(\s{0,3}([\w$]{1,40})\s{0,3},")
_CONDITIONS = word_set("deception", "scare.conditional")
_LONGEST_SENTENCE = 25
_LEAST_TOLD = 2
"""Different words that tell what somebody did; one stands in an order, too: "traffic was noticed". Our own choice."""


def alarms(page: Page, others: Sequence[Page] = ()) -> tuple[list[Evidence], list[Evidence]]:
    """Return quotes of alarms that a page raises itself, and of those that it only reports of.

    One sentence may be clumsy; two are an alarm. A passage that does all that a scare page does counts as two, and so
    does an alarm beside a program to download, or beside the trick to paste and run.

    Args:
        page: The page.
        others: The other pages of its site.
    """
    quotes, reported = _raised(page, Voice(page))
    return _raised(page, Voice(page, others)) if quotes and others else (quotes, reported)


def _raised(page: Page, voice: Voice) -> tuple[list[Evidence], list[Evidence]]:
    scare = _scare(voice, page) or _player(voice, page) or _allowing(voice, page) or _disarming(voice, page)
    scare = scare or pasted_commands(page) or _trapping(page)
    hits = apart(_find(voice, "malware.alarm"))
    own = [hit for hit in hits if not voice.disowns(hit) and not _is_supposed(voice, hit)]
    reported = list(proofs(page, voice.words, [hit for hit in hits if hit not in own]))
    if scare:
        return scare, reported
    quotes = list(proofs(page, voice.words, own))
    if len(quotes) == 1:
        quotes += _programs(page)[:1] or _pasting(voice, page)
    return quotes, reported


def _scare(voice: Voice, page: Page) -> list[Evidence]:
    """Return quotes of a danger stated as a fact, and of what the visitor is told to do about it."""
    words = voice.words
    cues = _find(voice, "scare.danger", "scare.grave")
    if not cues:
        return []
    cues += [*_find(voice, "scare.yours"), *_pairs(voice, "whose", "device", "scare.yours")]
    met = meetings(cues, [["scare.danger", "scare.grave"], ["scare.yours"]], _DANGER_REACH)
    dangers = [one.whole for one in met]
    dangers = [hit for hit in dangers if not voice.disowns(hit) and not _is_supposed(voice, hit)]
    if not dangers:
        return []
    about = [
        *_find(voice, "scare.press", "scare.haste", "scare.act", "scare.pose"),
        *(hit for hit in _find(voice, "scare.scan", "scare.mend") if not _is_supposed(voice, hit)),
        *_pairs(voice, "not", "leave", "scare.press"),
        *_deadlines(voice),
        *_matches(words, _TELEPHONE, "scare.number"),
        *_matches(words, _COUNTDOWN, "scare.press"),
    ]
    is_trap = all(trap.search(page.html, 0, _MOST_SOURCE) for trap in _TRAPS)
    for danger in dangers:
        near = around(about, danger, _PASSAGE)
        kinds = {hit.group for hit in near}
        acts = not kinds.isdisjoint(("scare.act", "scare.number"))
        poses = "scare.pose" in kinds and not kinds.isdisjoint(("scare.press", "scare.haste"))
        if (acts and (is_trap or poses or "scare.press" in kinds)) or _is_made_up(words, danger, about):
            pressing = [hit for hit in near if hit.group in ("scare.press", "scare.pose", "scare.scan")] or near
            return list(_spoken(page, words, [danger, pressing[0]]))
    return []


def _is_made_up(words: Words, danger: Hit, about: Sequence[Hit]) -> bool:
    """Say whether dangers are numbered as what a page found on the visitor's machine, which it wants mended at once."""
    numbered = any(token.isdecimal() for token in words.tokens[max(0, danger.first - _COUNT_REACH) : danger.last + 1])
    return numbered and {"scare.scan", "scare.mend"} <= {hit.group for hit in around(about, danger, _SCAN_REACH)}


def _pairs(voice: Voice, one: str, other: str, group: str) -> list[Hit]:
    """Return where two small words stand close to each other, as cues of a kind."""
    met = meetings(_find(voice, f"scare.{one}", f"scare.{other}"), [[f"scare.{one}"], [f"scare.{other}"]], _PAIR_REACH)
    return [joined(group, f"{one}+{other}", *pair.hits) for pair in met]


def _deadlines(voice: Voice) -> list[Hit]:
    """Return where a few minutes or hours and a loss stand together."""
    cues = [*_matches(voice.words, _FEW_MINUTES, "scare.time"), *_find(voice, "scare.loss")]
    met = meetings(cues, [["scare.time"], ["scare.loss"]], _DANGER_REACH)
    return [joined("scare.press", "deadline", *one.hits) for one in met]


def _player(voice: Voice, page: Page) -> list[Evidence]:
    """Return quotes of a player or codec that is said to be missing or old, and of what to install instead."""
    cues = _find(voice, "scare.player", "scare.outdated", "scare.act")
    for met in meetings(cues, [["scare.player"], ["scare.outdated"], ["scare.act"]], 2 * _PLAYER_REACH):
        whole = met.whole
        # Who offers a player says "the player"; who deceives says "your player", or that the film needs it.
        near = range(whole.first - _PLAYER_REACH, whole.last + 1)
        if not any(hit.first in near for hit in _find(voice, "scare.whose", "scare.beyond")):
            continue
        if not voice.disowns(whole) and not _is_supposed(voice, whole):
            return [*_spoken(page, voice.words, [whole]), *_programs(page)[:1]]
    return []


def _allowing(voice: Voice, page: Page) -> list[Evidence]:
    """Return quotes of the browser's button for notifications, passed off as a test for robots or as the film's."""
    cues = _find(voice, "scare.allow", "scare.robot", "scare.beyond")
    for met in meetings(cues, [["scare.allow"], ["scare.robot", "scare.beyond"]], _ALLOW_REACH):
        whole = met.whole
        other = around(_find(voice, "scare.camera"), whole, _ALLOW_REACH)
        if not (other or voice.disowns(whole) or _is_supposed(voice, whole)):
            allow = next(hit for hit in met.hits if hit.group == "scare.allow")
            return list(_spoken(page, voice.words, [whole, allow]))
    return []


def _trapping(page: Page) -> list[Evidence]:
    """Return quotes of a script that hands a program to who presses, and holds on to the visitor besides.

    It does so by asking on leaving, or by asking for notifications again whenever they are refused. Either alone
    stands on honest pages: editors ask before they lose a text, and a button may be a script.
    """
    html = page.html[:_MOST_SOURCE]
    if "location" not in html or not (_ASKING in html or _TRAPS[0].search(html)):
        return []
    start = _first_in_script(_STARTED, html)
    holds = _first_in_script(_TRAPS[0], html) or _asked_again(html)
    if start is None or holds is None:
        return []
    return [evidence(source_quote(page.html, *match.span()), page) for match in (start, holds)]


def _first_in_script(pattern: re.Pattern[str], html: str) -> re.Match[str] | None:
    found = islice(pattern.finditer(html), _MOST_MATCHES)
    return next((match for match in found if is_in_script(html, match.start())), None)


def _asked_again(html: str) -> re.Match[str] | None:
    """Return where a function that asks for notifications has itself called again."""
    asks = [match.start() for match in islice(re.finditer(_ASKING, html), _MOST_MATCHES)]
    for again in islice(_AGAIN.finditer(html), _MOST_MATCHES):
        begins = html.rfind(f"function {again[1]}(", 0, again.start())
        if begins >= 0 and any(begins < place < again.start() for place in asks):
            return again
    return None


def _disarming(voice: Voice, page: Page) -> list[Evidence]:
    """Return quotes of the advice to switch off the protection for a program that the page hands out."""
    cues = [hit for hit in _find(voice, "scare.disarm", "scare.program") if not _is_forbidden(voice.words, hit)]
    for met in meetings(cues, [["scare.disarm"], ["scare.program"]], _PASSAGE):
        if not voice.disowns(met.whole):
            disarm = next(hit for hit in met.hits if hit.group == "scare.disarm")
            broken = _find(voice, "scare.illicit")
            return [*proofs(page, voice.words, [disarm]), *_programs(page)[:1], *proofs(page, voice.words, broken, 1)]
    return []


def _is_forbidden(words: Words, hit: Hit) -> bool:
    """Say whether advice is given not to do it: "do not switch off", "Virenschutz nicht abschalten", "zet niet uit"."""
    if words.is_negated(hit) or not words.denials.keys().isdisjoint(range(hit.first, hit.last + 1)):
        return True
    behind = hit.last + 1
    return (
        behind in words.denials
        and words.text[words.span(hit.last, hit.last)[1] : words.span(behind, behind)[0]].isspace()
    )


def _find(voice: Voice, *groups: str) -> list[Hit]:
    return voice.own(lexicon("deception").find(voice.words, *groups))


def _spoken(page: Page, words: Words, hits: Sequence[Hit]) -> list[Evidence]:
    return [evidence(text_quote(words.text, *words.span(hit.first, hit.last)), page) for hit in hits]


def _programs(page: Page) -> list[Evidence]:
    links = [link for link in page.links if _PROGRAMS.search(link.url[:2_000]) and link.quote]
    return [evidence(link.quote, page) for link in links]


def _pasting(voice: Voice, page: Page) -> list[Evidence]:
    """Return a quote of the trick to paste and run: a test for robots, or a page that fills the clipboard itself.

    A manual has its readers open the run window, too, and says what to type there. Who reports the trick quotes what
    the visitor was told to press, or tells what somebody did; his own page fills no clipboard.
    """
    fills = writes_clipboard(page)
    pasted = _find(voice, "malware.paste", "malware.test")
    if not fills:
        pasted = [hit for hit in pasted if voice.narration(hit) < _LEAST_TOLD]
    is_trick = fills or any(hit.group == "malware.test" for hit in pasted)
    return list(proofs(page, voice.words, pasted, 1)) if len(different(pasted)) >= 2 and is_trick else []


def _matches(words: Words, pattern: re.Pattern[str], group: str) -> list[Hit]:
    """Return what a pattern finds as cues; a place is that of the word in which a match ends."""
    places = (words.at(match.end() - 1) for match in islice(pattern.finditer(words.text), _MOST_MATCHES))
    return [Hit(group, group, place, place) for place in places]


def _is_supposed(voice: Voice, hit: Hit) -> bool:
    """Say whether a sentence supposes a danger ("if your laptop was hacked") or asks whether there is one."""
    words = voice.words
    if voice.is_asked(hit) or voice.ends_in_question(hit):
        return True
    first = hit.first
    while first > max(0, hit.first - _LONGEST_SENTENCE) and not _ends_before(words, first):
        first -= 1
    opening = words.tokens[first : first + 2]
    return not _CONDITIONS.isdisjoint([*opening, *words.before(hit, 2)])


def _ends_before(words: Words, place: int) -> bool:
    """Say whether a sentence ends right before a word."""
    return sentence_ends(words.text, words.span(place - 1, place - 1)[1], words.span(place, place)[0])
