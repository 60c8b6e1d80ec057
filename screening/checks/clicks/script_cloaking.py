"""Script that shows visitors from a search engine another main text, or hides one from those who check (K-11).

What is read: a script that asks where the visitor comes from, or leaves robots out, and then writes a text of its own
over the part of the page that holds most of its words, or leads to another site. Greetings in a part of their own,
marks for words looked for, walls that open, and texts for robots alone are none of it. Nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from screening.checks.clicks.let_in import let_in
from screening.checks.shared.chosen_elements import Choice, choices, insides
from screening.checks.shared.own_scripts import OwnScript, own_scripts
from screening.compare.appearance import share_in_common
from screening.evidence import Evidence
from screening.page.length import length_in_words
from screening.page.model import Page
from screening.page.own_code import is_library
from screening.page.script.constants import evaluate
from screening.page.script.variables import Variables
from screening.page.tags import without_tags
from screening.site import Site
from screening.urls import BadUrlError, join_url, site_of

__all__ = ["script_cloaking"]

_MOST_CHARACTERS = 2_000_000
"""Characters of scripts of a site that are read; one that stands on several pages counts once."""
_MOST_SCRIPTS, _MOST_WRITES, _MOST_PAGES = 40, 20, 3
"""Of a site, of each script, and of the pages of one script; bounds the work a hostile site can cause."""
_LEAST_WORDS = 12
"""Words of the text that is put in; fewer are "Loading …" or a notice. Our own choice."""
_HALF = 0.5
"""Share of the new text that stands on the page as well, from which on it is the page's own, as in K-11."""
_ASKS = ("referrer", "userAgent", "webdriver")
_REFERRER = re.compile(r"\bdocument\s?\.\s?referrer\b|\bdocument\[\s?[\"']referrer")
_ENGINES = re.compile(
    r"\b(?:google|bing|yahoo|duckduckgo|ecosia|yandex|baidu|qwant|startpage|seznam|naver)\b", re.IGNORECASE
)
_ROBOT = r"(?:\w{0,20}bots?\b|crawl|spider|headless|lighthouse|slurp|preview|webdriver|phantom)"
_TEST = (
    rf"(?:/[^/\n]{{0,300}}{_ROBOT}[^/\n]{{0,300}}/[a-z]{{0,4}}\s?\.\s?(?:test|exec)"
    r"\([^()\n]{0,80}(?:\(\))?[^()\n]{0,20}\)"
    rf"|[\w$.()]{{1,60}}\.(?:match|includes|indexOf|search)\(\s?[/\"'][^\n]{{0,300}}?{_ROBOT}[^\n]{{0,300}}?[/\"'][a-z]{{0,3}}\s?\)"
    r"|(?:window\.)?navigator\.webdriver)"
)
_LEFT_OUT = re.compile(
    rf"!\s?\(?{_TEST}|{_TEST}\s?(?:<\s?0|={{2,3}}\s?-1|={{2,3}}\s?null|={{2,3}}\s?false)"
    rf"|if\s?\(\s?{_TEST}(?:\s?(?:>\s?-1|>=\s?0|!={{1,2}}\s?-1))?\s?\)\s?\{{?\s?return",
    re.IGNORECASE,
)
"""`!/bot/.test(…)`, `if (/bot/.test(…)) return`: robots are not shown what follows."""
_ROBOTS = re.compile(_TEST, re.IGNORECASE)
_NAMED_TEST = re.compile(rf"\b([\w$]{{1,40}})\s?=\s?{_TEST}", re.IGNORECASE)
_WRITES = re.compile(
    r"\.\s{0,3}(?:(?:inner|outer)HTML\s{0,3}=(?!=)|(?:textContent|innerText)\s{0,3}=(?!=)|(?:html|replaceWith)\("
    r"|(insertAdjacentHTML\(\s?[\"'`]\w{1,20}[\"'`]\s?,|append\())\s{0,5}"
)
"""`.innerHTML = `, `.html(`: writes over an element; what only adds to it is in the group."""
_OWN = re.compile(r"\.\s?(?:(?:inner|outer)HTML|textContent|innerText|html\(\))")
"""What is made of the page's own text is no other text."""
_CLEARS = re.compile(r"\.(?:replaceChildren\(\)|empty\(\)|(?:innerHTML|textContent|innerText)\s?=\s?(?:''|\"\"|``))")
_ASK_REACH = 1_500
"""Characters of script before a write in which it asks who comes; further off it asks for something else."""
_BEFORE_WRITE = 160
"""Characters before a write that say what is written over."""
_CALLS = (
    "innerHTML",
    "outerHTML",
    "textContent",
    "innerText",
    "insertAdjacentHTML",
    ".html(",
    "replaceWith(",
    ".append(",
)
_NAME = re.compile(r"(?:^|[^\w$.])([\w$]{1,40})\s{0,3}$")
_LEADS = re.compile(
    r"(?<![\w$])(?:(?:window|document|self|top)\s?\.\s?)?location(?:\s?\.\s?href)?\s?(?:=(?!=)|\.\s?(?:replace|assign)\()\s?"
)


def script_cloaking(site: Site) -> list[Evidence]:
    """Return where a script puts another text in, and where it asks for whom; none of an honest site."""
    found: list[Evidence] = []
    seen: set[str] = set()
    left = _MOST_CHARACTERS
    scripts = (one for one in own_scripts(site, _ASKS) if isinstance(one.where, Page) or not is_library(one.where.url))
    for script in islice(scripts, _MOST_SCRIPTS):
        if script.code in seen:
            continue
        seen.add(script.code)
        left -= len(script.code)
        if left < 0:
            break
        found += next(_exchanges(script), [])
    return found


def _leaves_out(code: str) -> re.Match[str] | None:
    """Return where a script keeps robots from what follows; None where it does not."""
    if said := _LEFT_OUT.search(code):
        return said
    for named in islice(_NAMED_TEST.finditer(code), _MOST_WRITES):
        name = re.escape(named[1])
        if re.search(rf"!\s?{name}\b|if\s?\(\s?{name}\s?\)\s?\{{?\s?return", code):
            return named
    return None


def _exchanges(script: OwnScript) -> Iterator[list[Evidence]]:
    """Yield where a script puts another text over a page's main part, or leads to another site, and whom it asks for.

    Where it both asks for visitors from a search engine and leaves robots out, or lets in these two alone, the text may
    also come from elsewhere, and another site be where it leads.
    """
    code, variables = script.code, Variables((script.code,))
    for write in _writes(code):
        asks = _asks(code, write.start())
        if not asks:
            continue
        chosen = _chosen(code, write)
        pages = [page for page in script.pages[:_MOST_PAGES] if chosen is not None and _holds_most(page, chosen)]
        value = evaluate(code, write.end(), variables) if pages else None
        end = value.end if value is not None else write.end() + _BEFORE_WRITE
        if not pages or _OWN.search(code, write.end(), max(end, write.end())):
            continue
        text = without_tags(value.text) if value is not None else ""
        is_long = length_in_words(text) >= _LEAST_WORDS
        if any(_is_other(text, page) for page in pages) if is_long else value is None and len(asks) > 1:
            yield [script.quote(*one) for one in ((max(0, write.start() - 60), write.end()), *asks)]
    for lead in islice(_LEADS.finditer(code), _MOST_WRITES):
        asks = _asks(code, lead.start())
        value = evaluate(code, lead.end(), variables) if len(asks) > 1 else None
        if value is not None and _is_elsewhere(script.pages[0].url, value.text):
            yield [script.quote(*one) for one in ((lead.start(), min(len(code), lead.end() + 40)), *asks)]


def _asks(code: str, place: int) -> list[tuple[int, int]]:
    """Return where a script asks for visitors from a search engine, and for robots, shortly before a place."""
    first = max(0, place - _ASK_REACH)
    near = code[first:place]
    found = [_ENGINES.search(near) if _REFERRER.search(near) else None, _leaves_out(near)]
    spans = [(first + one.start(), first + one.end()) for one in found if one is not None]
    both = let_in(code, first, place, (_ENGINES, _REFERRER, _ROBOTS)) if len(spans) == 1 else None
    return [*spans, both] if both else spans


def _writes(code: str) -> Iterator[re.Match[str]]:
    """Yield what writes over an element; what adds to it only where the script clears one."""
    if any(call in code for call in _CALLS):
        clears = _CLEARS.search(code) is not None
        yield from islice((write for write in _WRITES.finditer(code) if clears or not write[1]), _MOST_WRITES)


def _is_elsewhere(url: str, reference: str) -> bool:
    try:
        target = site_of(join_url(url, reference))
    except BadUrlError:
        return False
    return bool(target) and target != site_of(url)


def _chosen(code: str, write: re.Match[str]) -> Choice | None:
    """Return how the element that is written over is found; None = unknown."""
    before = code[max(0, write.start() - _BEFORE_WRITE) : write.start()]
    before = re.split(r"[;{}\n]", before)[-1]
    said = list(choices(before))
    if not said and (named := _NAME.search(before)):
        settled = re.search(rf"\b{re.escape(named[1])}\s?=\s?[^;\n]{{0,120}}", code[: write.start()])
        said = list(choices(settled[0])) if settled else []
    return said[-1] if said else None


def _holds_most(page: Page, chosen: Choice) -> bool:
    """Say whether an element holds most words of a page's main text."""
    if chosen.name in ("body", "html"):
        return True
    inside = next((source for _, source in insides(page.html, [chosen])), "")
    return 2 * length_in_words(without_tags(inside)) > length_in_words(page.main_text or page.text)


def _is_other(text: str, page: Page) -> bool:
    return share_in_common(text, page.text) < _HALF
