"""Commands that a page lays on the clipboard unseen and has its visitors paste into their system (P-25).

Manuals have lines copied as well, and show them: what is pasted can be read before. Here the script holds a command for
the shell, the text names the keys to paste with, and the command stands nowhere in what the visitor reads.
"""

from __future__ import annotations

import re
from itertools import islice

from screening.checks.shared.script_code import script_calls
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote, text_quote
from screening.page.script.decoders import as_utf_8, atob
from screening.page.tags import without_tags

__all__ = ["pasted_commands", "writes_clipboard"]

_MOST_SOURCE = 1_000_000
_CALLS = ("clipboard.writeText(", "clipboardData.setData(", "execCommand(", "clipboard.write(")
_MOST_PLACES, _MOST_CODED = 20, 40
_REACH = 3_000
"""Characters of script that are read before and after the call."""
_SHOWN = 24
_COMMAND = re.compile(
    r"powershell(?:\.exe)?[\s\"'+]{1,4}(?:-|/)|\b(?:iex|invoke-expression)\b[\s(]|\bmshta(?:\.exe)?\s{1,3}\S|\bcmd(?:\.exe)?\s{1,3}/[ckr]\b"
    r"|\brundll32(?:\.exe)?\s|\bregsvr32(?:\.exe)?\s|\bmsiexec(?:\.exe)?\s{1,3}/|\bcertutil\s{1,3}-|\bbitsadmin\s{1,3}/"
    r"|\b(?:curl|wget)\s[^\n|\"'`]{4,200}\|\s{0,3}(?:sudo\s{1,3})?(?:ba|z)?sh\b|\bosascript\s{1,3}-e",
    re.IGNORECASE,
)
_CODED = re.compile(r"[\"'`]([A-Za-z0-9+/]{24,4000}={0,2})[\"'`]")
_PASTE_KEYS = re.compile(
    r"(?:ctrl|control|strg|cmd|command|⌘)\W{0,4}(?:\+|-|and|und|et|e|y|i|en)?\W{0,4}V\b|right[- ]click[^.]{0,30}paste",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"win(?:dows)?(?:\W{0,3}(?:key|logo|taste))?\W{0,4}(?:\+|and press|and|und|et)?\W{0,4}(?:press\W{0,3})?[RX]\b"
    r"|terminal|powershell|run (?:window|box|dialog)",
    re.IGNORECASE,
)


def pasted_commands(page: Page) -> list[Evidence]:
    """Return quotes of the call that fills the clipboard and of the keys to paste with; none where it is shown."""
    html = page.html[:_MOST_SOURCE]
    for name, end in script_calls(html, _CALLS, _MOST_PLACES):
        first = max(end - _REACH, html.rfind("<script", 0, end))
        last = html.find("</script", end)
        last = min(end + _REACH, last if last >= 0 else len(html))
        found = _command(html, first, last)
        if found is None or _is_shown(page, found[0]) or not _is_told_to_paste(html):
            continue
        call = evidence(source_quote(html, end - len(name), min(end + 60, last)), page)
        keys = _PASTE_KEYS.search(page.text[:_MOST_SOURCE])
        said = evidence(text_quote(page.text, *keys.span()), page) if keys else None
        return [call, said or evidence(source_quote(html, found[1], min(found[1] + 60, last)), page)]
    return []


def writes_clipboard(page: Page) -> bool:
    """Say whether a script of the page lays something on the clipboard."""
    return next(script_calls(page.html[:_MOST_SOURCE], _CALLS, _MOST_PLACES), None) is not None


def _command(html: str, first: int, last: int) -> tuple[str, int] | None:
    """Return the command that a script holds, plain or in base64, and where it stands."""
    if plain := _COMMAND.search(html, first, last):
        return html[plain.start() : plain.start() + _SHOWN], plain.start()
    for coded in islice(_CODED.finditer(html, first, last), _MOST_CODED):
        text = as_utf_8(atob(coded.group(1)) or "")
        if match := _COMMAND.search(text):
            return text[match.start() : match.start() + _SHOWN], coded.start()
    return None


def _is_shown(page: Page, command: str) -> bool:
    return " ".join(command.split()) in page.text


def _is_told_to_paste(html: str) -> bool:
    text = " ".join(without_tags(html).split())
    return _PASTE_KEYS.search(text) is not None and _OPENED.search(text) is not None
