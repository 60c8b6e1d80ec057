"""Games that nobody loses, and whose prize is released by spreading them and by a card, over several pages (P-12).

First the visitor is told that he was chosen, or opens boxes until he wins; then he is to send the page to so many
friends that it spreads by itself; then a form takes his card, for the postage. What the prize is does not matter, and
no page by itself says it all. A shop has a wheel and a till, too, and may thank for friends with another turn: what
spreading releases there is a turn or a discount. A raffle is drawn later, among those who take part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.checks.shared.own_scripts import own_scripts
from screening.checks.shared.page_reading import title_evidence
from screening.checks.shared.secret_fields import ON_CARD, secrets_of
from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import amounts, around
from screening.wording.lists import word_set
from screening.wording.numbers import spelled
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["won_by_spreading"]

_LEAST_FRIENDS = 5
"""A friend or two are thanked for by many shops; a page that is to spread asks for more. Our own choice."""
_RELEASE_REACH, _SUPPOSING_REACH = 15, 3
_SUPPOSED = word_set("prizes", "supposed")
_BY_LOT = ("Math.random", "getRandomValues")
_COUNTED = re.compile(
    r"(?:\+\+\s{0,2}(\w{1,20})\b|\b(\w{1,20})\s{0,2}(?:\+\+|\+=\s{0,2}1\b))"
    r"[^<>]{0,200}?\b(?:\1|\2)\s{0,3}(?:[<>]=?|={2,3}|!={1,2})\s{0,3}\d"
)
"""A count of what was pressed, and a number with which it is compared; the first of two groups may be empty."""
_MOST_LOOKED_UP, _MOST_SCRIPTS, _MOST_CODE = 50, 40, 20_000
_WIN_REACH = 400
"""Characters of a script from where it counts to where it tells of the win."""


def won_by_spreading(site: Site, voices: Sequence[Voice]) -> list[Evidence]:
    """Return a game's win, how far it must be spread and the form for a card; [] unless the site has all three."""
    till = next((page for page in site.pages if _takes_card(page) and amounts(Voice(page).words)), None)
    spread = next((quote for voice in voices for quote in _spread(voice)), None) if till else None
    if till is None or spread is None:
        return []
    won = next((quote for voice in voices for quote in _played(voice)), None)
    if won is None and lexicon("prizes").find(Voice(till).words, "fee"):
        won = next(_fixed(site), None)
    return [won, spread, title_evidence(till)] if won else []


def _takes_card(page: Page) -> bool:
    return any(secret in ON_CARD for secret, _ in secrets_of(page))


def _spread(voice: Voice) -> Iterator[Evidence]:
    """Yield where the visitor must send the page to so many friends that something is released."""
    table, words = lexicon("prizes"), voice.words
    shares = [hit for hit in voice.own(table.find(words, "share")) if _friends(words, hit) >= _LEAST_FRIENDS]
    if not shares:
        return
    # A list of steps names the fee right behind the friends: sharing is what comes before it.
    releases = voice.own(table.find(words, "released", "fee"))
    turns = table.find(words, "turns")
    has_bar = "<progress" in voice.page.html
    for hit in shares[:_MOST_LOOKED_UP]:
        released = has_bar or around(releases, hit, _RELEASE_REACH)
        if released and not around(turns, hit, _RELEASE_REACH) and not voice.disowns(hit) and not voice.is_asked(hit):
            yield from proofs(voice.page, words, [hit], 1)


def _friends(words: Words, hit: Hit) -> int:
    """Return the largest number within some words or right before them, as in "with 15 friends or 5 groups"; else 0."""
    near = words.tokens[max(0, hit.first - 1) : hit.last + 1]
    said = [int(token) for token in near if token.isdecimal() and len(token) < 5]
    return max([*said, *(spelled().get(token, 0) for token in near)], default=0)


def _played(voice: Voice) -> Iterator[Evidence]:
    """Yield where the visitor was chosen, or plays a game, on a page that tells of no draw."""
    table, words = lexicon("prizes"), voice.words
    if table.find(words, "raffle"):
        return
    for hit in voice.own(table.find(words, "chosen", "game", "boxes"))[:_MOST_LOOKED_UP]:
        is_supposed = not _SUPPOSED.isdisjoint(words.before(hit, _SUPPOSING_REACH)) or words.is_negated(hit)
        if not is_supposed and not voice.disowns(hit) and not voice.is_asked(hit):
            yield from proofs(voice.page, words, [hit], 1)


def _fixed(site: Site) -> Iterator[Evidence]:
    """Yield where a script tells of a win after so many presses, and draws nothing by lot."""
    for number, script in enumerate(own_scripts(site, ("++", "+=", "+ =")), start=1):
        if number > _MOST_SCRIPTS:
            return
        code = script.code[:_MOST_CODE]
        if any(name in code for name in _BY_LOT):
            continue
        counted = _COUNTED.search(code)
        said = Words(code[counted.start() : counted.end() + _WIN_REACH]) if counted else None
        if counted and said and lexicon("prizes").find(said, "chosen", "winning"):
            yield script.quote(counted.start(), counted.end())
