"""What inline script makes a browser load or follow, read from its source; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from screening.page.addresses import looks_like_address
from screening.page.embedding import markup_loads
from screening.page.model import Hint
from screening.page.quotes import source_quote
from screening.page.script.built import built_loads
from screening.page.script.constants import evaluate
from screening.page.script.endpoints import endpoints
from screening.page.script.flow import Flow, flows
from screening.page.script.triggers import ON_ELEMENT, Script, Triggers
from screening.page.script.uses import MADE_LINK
from screening.page.script.values import Budget, Value
from screening.page.script.variables import Variables

__all__ = ["MADE_LINK", "ScriptLoad", "click_target", "script_loads", "traced_loads"]

MOST_CHARACTERS = 300_000
"""Characters of one script; what comes later is more likely a library than a loader written into the page."""
_MOST_EXAMINED, _MOST_SINKS = 400, 4_000  # loads of a page whose trigger is looked for, and that are kept
_MOST_STATEMENTS = 20_000
"""Statements of a page that are looked at, whether an address comes out or not."""
_MOST_WITHIN = 50
"""Statements and links that are read in one string or script of markup."""
_OPENS = frozenset({"window_open", "script_redirect"})
_WRITTEN_LINK = re.compile(  # <a href="https://a.example/…"
    r"<a\s[^<>]{0,300}?\bhref\s{0,3}=\s{0,3}\\?[\"']((?:https?:)?\\?/\\?/[^\"'\s<>]{4,2000}?)\\?[\"']"
)
_SWAPPED = re.compile(  # href = '…', setAttribute('href', '…')
    r"(?:href\s{0,3}=|setAttribute\(\s{0,3}[\"']href[\"']\s{0,3},)\s{0,3}(?:(?:window\.)?atob\(\s{0,3})?[\"'`]"
)
"""Any link that is pressed leads to one address, whatever it showed."""
_NEAR = 400  # characters before and after a statement in which script may name what was pressed
_PRESSED = re.compile(r"\.(?:target|currentTarget|srcElement|composedPath)\b|\.closest\(|\.matches\(|\bthis\.")
"""`event.target`, `.closest(`, `this.`: how script gets at what was pressed."""
_MOST_SHARED_CHARACTERS = 20_000
"""Variables of longer scripts are their own; what a page sets for its other scripts is short."""
_LOCATION = re.compile(  # location.href =, location.replace(, location['href'] =
    r"location(?:\s{0,3}\.\s{0,3}href)?\s{0,9}=(?!=)|location\s{0,3}\.\s{0,3}(?:replace|assign)\s{0,3}\("
    r"|location\s{0,3}\[\s{0,3}[\"'](?:href|replace|assign)[\"']\s{0,3}\]\s{0,3}(?:=(?!=)|\()"
)
_WINDOWS = re.compile(r"(?:^|[^\w$.])(?:(?:window|document|self|top|parent|this)\s{0,3}\.\s{0,3}){0,3}$")
"""`window.`, `self.top.`, or nothing: what stands before `location` or `open` of this window."""
_OWNER = re.compile(r"(?:^|[^\w$.])([\w$]{1,40})\s{0,3}\.\s{0,3}$")
_OPENED = re.compile(r"(?<![\w$.])([\w$]{1,40}+)\s{0,5}+=\s{0,5}(?:window\.|self\.|top\.)?open\s{0,3}\(")
"""`other = window.open(`: the variable of a window that script has opened."""
_OPEN = re.compile(r"open\s{0,3}\(")
# What begins with one set of signs is found many times faster than what begins with alternatives.
_SOURCE = re.compile(
    r"[.\"'](?:(?<=\.)(?:src(?:doc)?\s{0,9}=(?!=)|setAttribute\(\s{0,5}[\"'](?:src|data)[\"']\s{0,5},)"
    r"|(?<=[\"'])src[\"']\s{0,5}:\s{0,5}(?=[\"'a-z]))"
)
_REQUEST = re.compile(  # fetch(, navigator.sendBeacon(, $.get(
    r"(?<![\w$])fetch\s{0,3}\(|\.sendBeacon\s{0,3}\(|\.open\(\s{0,5}[\"'](?:GET|POST|get|post)[\"']\s{0,5},"
    r"|\$\.(?:get|post|getScript)\s{0,3}\(|(?<![\w$])importScripts\s{0,3}\("
)
_MARKUP = re.compile(
    r"\.(?:\s{0,3}write(?:ln)?\s{0,3}\(|(?:inner|outer)HTML\s{0,9}\+?=(?!=)|(?:append|prepend|html|after|before)\s{0,3}\("
    r"|insertAdjacentHTML\([^,()]{0,40},)"
)
_RUN = re.compile(  # eval(, window["eval"](, (0, eval)(, new Function(, setTimeout('
    r"(?<![\w$])(?:(?:eval|Function|execScript|constructor)[\"']?\s{0,3}[\])]?\s{0,3}\("
    r"|(?:setTimeout|setInterval)\s{0,3}\((?=\s{0,3}(?:[\"'`]|atob|unescape|decodeURI|String\.)))"
)
_RUNNERS = ("eval", "Function(", "execScript", "constructor", "setTimeout(", "setInterval(")
_SHORTEST_WRITTEN = 8
"""Characters; nothing shorter loads anything."""
_MOST_NESTED = 5
"""Scripts within each other, each a text that the one around it decodes and runs."""
_SINKS = (
    (_LOCATION, ("location",), "script_redirect"),
    (_OPEN, ("open",), "window_open"),
    (_SOURCE, ("src",), "script_load"),
    (_REQUEST, ("fetch", "sendBeacon", ".open(", "$.", "importScripts"), "script_load"),
)
"""Expressions behind which an address stands, words of which one stands in each, and what comes of it."""
_WORKER = re.compile(  # navigator.serviceWorker.register(, new Worker(, import(
    r"serviceWorker\s{0,3}\.\s{0,3}register\s{0,3}\(|new\s{1,3}(?:Shared)?Worker\s{0,3}\(|(?<![\w$.])import\s{0,3}\(|(?<![\w$])sw\.register\s{0,3}\("
)


@dataclass(frozen=True)
class ScriptLoad:
    """Something that script loads or follows.

    Attributes:
        kind: As `Embed.kind`, or `MADE_LINK`.
        raw: The address as it comes out.
        on: `load`, `timer` or `click`.
        how_hidden: What hides it, for markup that script writes.
        is_decoded: Whether the address could not be read in the source.
        quote: The statement as it stands in the source, shortened.
        is_traced: As `Embed.is_traced`.
    """

    kind: str
    raw: str
    on: str = "load"
    how_hidden: str = ""
    is_decoded: bool = False
    quote: str = ""
    is_traced: bool = False


def script_loads(scripts: tuple[Script, ...]) -> list[ScriptLoad]:
    """Return what the inline scripts of a page load or follow by themselves, or at a click anywhere.

    What they open at a click on an element that is meant for it is a link that they make.
    """
    found: list[ScriptLoad] = []
    triggers = Triggers(scripts)
    codes = [script.code[:MOST_CHARACTERS] for script in scripts]
    shared = [code for code in codes if len(code) <= _MOST_SHARED_CHARACTERS]
    of_page = Variables(shared, budget=Budget())
    examined, statements = 0, count()
    for script, code in zip(scripts, codes, strict=True):
        for load, offset in _sinks(code, Variables([code], of_page), statements):
            # A flood of statements does not buy a blind spot: what is not examined counts as run by its script.
            is_examined = examined < _MOST_EXAMINED
            on = triggers.of(Script(code, script.trigger), offset) if is_examined else script.trigger
            if on != ON_ELEMENT:
                found.append(replace(load, on=on))
            elif load.kind in _OPENS:
                found.append(replace(load, kind=MADE_LINK, on="click"))
            examined += 1
            if examined >= _MOST_SINKS:
                return found
        found += _written_links(code)
    return found


def _written_links(code: str) -> Iterator[ScriptLoad]:
    """Yield the links that stand in strings of markup."""
    for match in islice(_WRITTEN_LINK.finditer(code), _MOST_WITHIN) if "<a " in code else ():
        address = match.group(1).replace("\\/", "/")
        if looks_like_address(address):
            yield ScriptLoad(MADE_LINK, address, "click", quote=source_quote(code, *match.span()))


def traced_loads(scripts: tuple[Script, ...], hints: Sequence[Hint] = ()) -> tuple[list[ScriptLoad], list[Hint]]:
    """Return what scripts load or follow of the partner links they can get at, and the variables that hold one.

    Args:
        scripts: The scripts of a page, or one of its own file.
        hints: Partner links that stand elsewhere in the page.
    """
    codes = [script.code[:MOST_CHARACTERS] for script in scripts]
    found: list[ScriptLoad] = []
    triggers = Triggers(scripts)
    used, exported = flows(codes, hints)
    for flow in (*used, *(Flow(*one) for one in built_loads(codes))):
        script, code = scripts[flow.script], codes[flow.script]
        on = "click" if flow.kind == "overlay" else triggers.of(Script(code, script.trigger), flow.offset)
        # What is read from the page by the very element that was pressed is that element's own link.
        is_own = (
            on == "click" and flow.is_hinted and _PRESSED.search(code, max(0, flow.offset - _NEAR), flow.offset + _NEAR)
        )
        is_swap = flow.kind == MADE_LINK and on == "click" and _SWAPPED.match(code, flow.offset) is not None
        is_link = (flow.kind == MADE_LINK and not is_swap) or (
            on == ON_ELEMENT and flow.kind in _OPENS and not flow.is_hinted
        )
        if is_link or (on != ON_ELEMENT and not is_own):
            quote = source_quote(code, flow.offset, min(flow.offset + 120, len(code)))
            kind = MADE_LINK if is_link else "window_open" if is_swap else flow.kind
            found.append(ScriptLoad(kind, flow.address, on, "", flow.is_decoded, quote, is_traced=True))
    return found, exported


def click_target(code: str) -> str:
    """Return the address that an `onclick` attribute leads to, or ""."""
    nothing = Variables()
    for pattern in (_LOCATION, _OPEN):
        for match in pattern.finditer(code[:5_000]):
            value = evaluate(code, match.end(), nothing)
            if value is not None and looks_like_address(value.text):
                return value.text
    return ""


def _sinks(
    code: str, variables: Variables, statements: Iterator[int], depth: int = 0
) -> Iterator[tuple[ScriptLoad, int]]:
    """Yield (load, offset) of the statements whose address is known; `statements` counts those of the page.

    `depth` says in how many decoded scripts the code stands.
    """
    opened: frozenset[str] | None = None
    for pattern, words, kind in _SINKS:
        for match in pattern.finditer(code) if any(word in code for word in words) else ():
            if next(statements) >= _MOST_STATEMENTS:
                return
            if kind != "script_load" and not _is_of_this_window(code, match.start()):
                if opened is None:
                    opened = frozenset(_OPENED.findall(code))
                if kind != "script_redirect" or _owner(code, match.start()) not in opened:
                    continue
                moved = "window_open"
            else:
                moved = kind
            value = evaluate(code, match.end(), variables)
            if value is not None and looks_like_address(value.text):
                quote = source_quote(code, match.start(), value.end)
                yield ScriptLoad(moved, value.text, "load", "", value.is_decoded, quote), match.start()
                for address in endpoints(code, value.text):
                    yield ScriptLoad(moved, address, quote=quote, is_traced=True), match.start()
    for match in _WORKER.finditer(code) if "orker" in code or "import" in code else ():
        value = evaluate(code, match.end(), variables)
        if value is not None and value.text:
            quote = source_quote(code, match.start(), value.end)
            yield ScriptLoad("service_worker", value.text, "load", "", value.is_decoded, quote), match.start()
    yield from _written_markup(code, variables, statements)
    if depth < _MOST_NESTED and any(word in code for word in _RUNNERS):
        yield from _decoded(code, variables, statements, depth)


def _decoded(
    code: str, variables: Variables, statements: Iterator[int], depth: int
) -> Iterator[tuple[ScriptLoad, int]]:
    """Yield what texts load that the code decodes and runs, but for what can be read in the code anyway."""
    for match in _RUN.finditer(code):
        if next(statements) >= _MOST_STATEMENTS:
            return
        value = evaluate(code, match.end(), variables)
        if value is None or len(value.text) < _SHORTEST_WRITTEN or value.text in code:
            continue
        quote = source_quote(code, match.start(), value.end)
        for load, _ in _sinks(value.text, Variables([value.text], budget=variables.budget), statements, depth + 1):
            if load.raw not in code:
                yield replace(load, on="load", is_decoded=True, quote=quote), match.start()


def _is_of_this_window(code: str, offset: int) -> bool:
    return _WINDOWS.search(code, max(0, offset - 80), offset) is not None


def _owner(code: str, offset: int) -> str:
    """Return whose `location` or `open` stands at `offset`: in a window that script has opened, setting it opens it."""
    owner = _OWNER.search(code[max(0, offset - 80) : offset])
    return owner.group(1) if owner else ""


def _written_markup(code: str, variables: Variables, statements: Iterator[int]) -> Iterator[tuple[ScriptLoad, int]]:
    """Yield what markup loads that stands in the code or that code puts together and writes."""
    for kind, raw, hidden, (start, end) in markup_loads(code):
        if looks_like_address(raw):
            yield ScriptLoad(_kind_in_script(kind), raw, "load", hidden, False, source_quote(code, start, end)), start
    for match in _MARKUP.finditer(code):
        if next(statements) >= _MOST_STATEMENTS:
            return
        value = evaluate(code, match.end(), variables)
        if value is None or len(value.text) < _SHORTEST_WRITTEN:
            continue
        quote = source_quote(code, match.start(), value.end)
        yield from (
            (load, match.start()) for load in _in_written(value, code[match.end() : value.end], quote, variables.budget)
        )


def _in_written(value: Value, source: str, quote: str, budget: Budget) -> Iterator[ScriptLoad]:
    """Yield what a written string loads, but for what can be read in the source anyway."""
    for kind, raw, hidden, _ in markup_loads(value.text):
        if looks_like_address(raw) and raw not in source:
            yield ScriptLoad(_kind_in_script(kind), raw, "load", hidden, value.is_decoded, quote)
    variables = Variables([value.text], budget=budget)
    for pattern, _, kind in _SINKS if value.is_decoded else ():
        for match in islice(pattern.finditer(value.text), _MOST_WITHIN):
            inner = evaluate(value.text, match.end(), variables)
            if inner is not None and looks_like_address(inner.text):
                yield ScriptLoad(kind, inner.text, "load", "", True, quote)


def _kind_in_script(kind: str) -> str:
    return kind if kind == "meta_refresh" else "script_load"
