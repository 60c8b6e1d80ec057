"""Haste and company that a script makes up in the browser: buyers, viewers, stock and the end of a sale (P-12).

What a shop knows comes from its server. Here the page's own script draws names of buyers or a number of viewers by
lot, counts a stock down that nothing was sold from, or begins the sale's last minutes anew for each visit. The script
may stand in the page or in a file of the site; what it is about, the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from screening.checks.shared.own_scripts import script_files
from screening.checks.shared.script_code import LISTED, code_around, script_calls
from screening.evidence import Evidence, evidence
from screening.fetch.outcome import Fetch
from screening.page.model import Page
from screening.page.quotes import source_quote
from screening.site import Site
from screening.wording.cues import meetings
from screening.wording.phrases import lexicon
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["BUYERS", "disowned_haste", "staged"]

BUYERS = "buyers"
"""The sign that is enough: a name and a purchase drawn by lot."""
_MOST_SOURCE = 1_000_000
_MOST_PLACES = 20
_DECOR = Scheme(
    "decor",
    (("dressing",), ("unreal",)),
    45,
    "others",
    is_spoken=False,
    negation=0,
    pairs=(Pair("dressing", "haste", "ornament", 14), Pair("unreal", "denies", "sold", 10, negates=True)),
)
"""Terms by which clocks and messages of buyers are decoration and show no real stock or sales."""
_ENDS_REACH = 9
_NAMED = re.compile(
    r"\[\s{0,9}(?:\{\s{0,3}[\"'`]?\w{1,12}[\"'`]?\s{0,3}:\s{0,3})?[\"'`][A-ZÀ-ÖØ-Þ][a-zß-ÿ][^\"'`\[\]]{0,60}[\"'`][^\[\]]{0,60}?,\s{0,9}"
    r"(?:\{\s{0,3}[\"'`]?\w{1,12}[\"'`]?\s{0,3}:\s{0,3})?[\"'`][A-ZÀ-ÖØ-Þ][a-zß-ÿ]"
)
"""A list of names: a file may hold lists of anything."""
_CALLS = ("Math.random", "setInterval", "setTimeout")
_TIMED = re.compile(r"\bset(?:Interval|Timeout)\b")
_WRITES = re.compile(r"\b(?:textContent|innerText|innerHTML)\s{0,3}=|\.(?:text|html|append)\(")
_NUMBER_BY_LOT = re.compile(
    r"\d\s{0,3}\+\s{0,3}(?:Math\.\w{4,5}\(\s{0,3})?Math\.random\(\)\s{0,3}\*"
    r"|Math\.random\(\)\s{0,3}\*\s{0,3}\(?\d[\d\s+-]{0,12}\)?\s{0,3}\)?\s{0,3}\+\s{0,3}\d"
)
_NOW = r"(?:Date\.now\(\)|\+?new Date(?:\(\))?(?:\.(?:getTime|valueOf)\(\))?)"
_FROM_NOW = re.compile(rf"{_NOW}\s{{0,3}}\+\s{{0,3}}\(?\d[\d_e*\s]{{1,20}}")
_BEGINS_AGAIN = re.compile(
    r"\b(\w{1,20})\s{0,3}=\s{0,3}\1\s{0,3}>=?\s{0,3}[01]\s{0,3}\?\s{0,3}(?:\1\s{0,3}-\s{0,3}1|--\1)\s{0,3}:\s{0,3}\d{2,5}"
    r"|\bif\s{0,3}\(\s{0,3}(?:--)?(\w{1,20})\s{0,3}(?:<|<=|={2,3})\s{0,3}\d{1,2}\s{0,3}\)\s{0,3}\{?\s{0,3}\2\s{0,3}=\s{0,3}"
    r"(?:\d{2,5}|parseInt\(|Number\(|\+?\w{1,20}\.dataset\.)"
)
_COUNTED_DOWN = re.compile(
    r"\b(\w{1,20})\s{0,3}>=?\s{0,3}[1-9]\d?\s{0,3}\)[^<>]{0,80}?(?:\b\1\s{0,3}--|--\s{0,3}\1\b|\b\1\s{0,3}-=\s{0,3}\d)"
)


@dataclass(frozen=True)
class _Source:
    """Where scripts stand: the source of a page or a file, and who says what beside them.

    Attributes:
        code: The source.
        where: The page or the file, for quotes.
        voices: The page, or all that may load the file.
    """

    code: str
    where: Page | Fetch
    voices: Sequence[Voice]

    @property
    def is_file(self) -> bool:
        """Whether all of it is script."""
        return isinstance(self.where, Fetch)

    def says(self, group: str) -> bool:
        """Say whether one of the pages says something of a kind itself."""
        return any(_own(voice, group) for voice in self.voices)

    def places(self, *names: str) -> Iterator[int]:
        """Yield the ends of some calls in scripts that run."""
        if not self.is_file:
            yield from (end for _, end in script_calls(self.code, names, _MOST_PLACES))
            return
        for name in names:
            place = self.code.find(name)
            for _ in range(_MOST_PLACES):
                if place < 0:
                    break
                yield place + len(name)
                place = self.code.find(name, place + len(name))

    def around(self, place: int) -> tuple[int, str]:
        """Return the script around a place, and where it begins."""
        return code_around(self.code, place, is_script=self.is_file)

    def quote(self, start: int) -> Evidence:
        """Quote the source from a place on."""
        return evidence(source_quote(self.code, start, min(len(self.code), start + 60)), self.where)


def staged(voices: Sequence[Voice], site: Site) -> dict[str, Evidence]:
    """Return what scripts make up, each sign with a quote: buyers, viewers, stock, the sale's end.

    Args:
        voices: The pages.
        site: Whose files are read, too.
    """
    signs: dict[str, Evidence] = {}
    sources = [_Source(voice.page.html[:_MOST_SOURCE], voice.page, (voice,)) for voice in voices]
    files = (_Source(file.code, file.where, voices) for file in script_files(site, _CALLS))
    for source in chain(sources, files):
        for sign, quote in _signs(source):
            signs.setdefault(sign, quote)
    return signs


def disowned_haste(pages: Sequence[Page]) -> list[Evidence]:
    """Return where a shop's terms say that its clocks, viewers or messages of buyers are made up."""
    return [quote for page in pages for quote in passages(page, _DECOR)[:1]]


def _signs(source: _Source) -> Iterator[tuple[str, Evidence]]:
    if "Math.random" in source.code:
        yield from _by_lot(source)
    if "setInterval" not in source.code and "setTimeout" not in source.code:
        return
    if source.says("stock"):
        yield from _matching(source, _COUNTED_DOWN, "stock", _WRITES)
    if any(_ends_a_deal(voice) for voice in source.voices):
        yield from _matching(source, _BEGINS_AGAIN, "the sale's end")
        yield from _matching(source, _FROM_NOW, "the sale's end", _WRITES if source.is_file else None)


def _ends_a_deal(voice: Voice) -> bool:
    hits = _own(voice, "ends", "deal")
    return any(not voice.disowns(one.whole) for one in meetings(hits, [["ends"], ["deal"]], _ENDS_REACH))


def _by_lot(source: _Source) -> Iterator[tuple[str, Evidence]]:
    """Yield buyers, and numbers of viewers and of what is left, that are drawn by lot.

    Where the page speaks of both, each needs a number of its own.
    """
    table, listed = lexicon("staged"), _NAMED if source.is_file else LISTED
    numbers: dict[int, Evidence] = {}
    viewed = source.says("viewed")
    for end in source.places("Math.random"):
        first, code = source.around(end)
        names_buyers = listed.search(code) and _TIMED.search(code)
        number = _NUMBER_BY_LOT.search(code) if _WRITES.search(code) else None
        if not (names_buyers or number):
            continue
        said = Words(code)
        if names_buyers and table.find(said, "bought"):
            yield BUYERS, source.quote(end - len("Math.random"))
        if number and (viewed or table.find(said, "viewed")):
            yield "viewers", source.quote(end - len("Math.random"))
            drawn = [match.start() + first for match in _NUMBER_BY_LOT.finditer(code)]
            numbers |= {place: source.quote(place) for place in drawn}
    if len(numbers) > 1 and source.says("stock"):
        yield "stock", numbers[min(numbers)]


def _matching(
    source: _Source, pattern: re.Pattern[str], sign: str, beside: re.Pattern[str] | None = None
) -> Iterator[tuple[str, Evidence]]:
    for end in source.places("setInterval", "setTimeout"):
        first, code = source.around(end)
        match = pattern.search(code)
        if match and (beside is None or beside.search(code)):
            yield sign, source.quote(first + match.start())
            return


def _own(voice: Voice, *groups: str) -> list[Hit]:
    return voice.own(lexicon("staged").find(voice.words, *groups))
