"""Whether visitors are rewarded for the click or the view itself (P-08)."""

from __future__ import annotations

import re
from itertools import islice

from screening.evidence import Evidence
from screening.page.model import Page
from screening.site import Site
from screening.wording.cues import AMOUNT
from screening.wording.lists import word_set
from screening.wording.phrases import different, lexicon, proofs
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words, words_of

__all__ = ["nudged_clicks", "paid_clicks"]

_WARNING = word_set("claims", "warning")
_DEEDS = (Pair("task", "deed", "shop", 9, in_order=False), Pair("task", "deed", "ad", 9, in_order=False))
_TASKS = (
    Scheme("clicks", (("task",), ("reward",), ("dwell",)), 40, "reported", is_spoken=False, pairs=_DEEDS),
    Scheme("clicks", (("task",), ("reward",)), 25, "reported", is_spoken=False, pairs=_DEEDS[1:]),
)
_PRESSED = Pair("task", "pressed", "partner", 10, in_order=False)
_UNBOUGHT = Scheme(
    "clicks",
    (("task",), ("reward", "gain"), ("unbought",)),
    40,
    "tellers",
    is_spoken=False,
    pairs=(_PRESSED,),
)
_NUDGED = Scheme("nudged", (("press",), ("link",), ("often",), ("unneeded",)), 40, "others")
_CASH = Scheme("clicks", (("payout", AMOUNT),), 8, is_spoken=False)
_NEGATED_REACH = 6
_PAID = ("paid for", "paid per", "get paid", "earn ~ per")
_AUXILIARIES = frozenset({"get", "gets", "got", "are", "am", "m", "re", "be", "may", "only", "also", "is", "usually"})
_SELVES = word_set("promotion", "incentive.selves")
_ADDRESSED = word_set("promotion", "incentive.addressed")
_ADDRESS_REACH = 12
_LEAST_TERMS = 3
"""Terms of a definition list, from which on a page reads as a glossary. Our own choice."""
_TERM = re.compile(r"<dt\b", re.IGNORECASE)
_MOST_SOURCE = 1_000_000


def paid_clicks(site: Site) -> list[Evidence]:
    """Return quotes of different offers to pay for clicks and views; none where the page warns of them.

    Either in fixed wordings, each counting once, but not on a page that defines them; or as a task: something to open
    or press, a shop or an advertisement, a reward and what a purchase would not need (seconds to wait, a quota,
    "nothing to buy"), where the site also pays out. A task counts as two. Beside "even without buying" it is one though
    the site rewards purchases, too.
    """
    quotes: dict[str, Evidence] = {}
    for page in site.pages:
        voice = Voice(page)
        words = voice.words
        hits = lexicon("promotion").find(words, "incentive.paid")
        meant = [hit for hit in hits if not words.is_negated(hit, _NEGATED_REACH) and not _pays_the_site(words, hit)]
        if _defines(page):
            meant = [hit for hit in meant if _is_addressed(words, hit)]
        for hit in different([hit for hit in voice.own(meant) if not _is_reported(voice, hit)]):
            if hit.term not in quotes:
                quotes[hit.term] = next(iter(proofs(page, words, [hit])))
    own = [page for page in site.pages if not (_warns(page) or _is_glossary(page))]
    tasks = [quote for page in own for task in _TASKS for quote in passages(page, task)[:2]]
    tasks += [quote for page in site.pages if _is_unbought(page) for quote in passages(page, _UNBOUGHT)[:2]]
    payouts = [quote for page in site.pages for quote in passages(page, _CASH)[:2]] if tasks else []
    return [*tasks[:2], *payouts[:2], *quotes.values()] if tasks and payouts else list(quotes.values())


def nudged_clicks(site: Site) -> list[Evidence]:
    """Return where a site asks its visitors to press its paid link now and again, whether or not they want anything."""
    paying = [page for page in site.pages if lexicon("schemes").find(words_of(page.text), "nudged.paid")]
    return [quote for page in paying for quote in passages(page, _NUDGED)[:1]]


def _pays_the_site(words: Words, hit: Hit) -> bool:
    """Say whether it is the site that is paid for clicks, as every site with advertisements is: "we are paid for …"."""
    if not hit.term.startswith(_PAID):
        return False
    before = words.before(hit, 3)
    while before and before[-1] in _AUXILIARIES:
        before.pop()
    return bool(before) and before[-1] in _SELVES


def _is_reported(voice: Voice, hit: Hit) -> bool:
    return voice.is_reported(hit, is_guarded=voice.words.near(hit, _WARNING, 12))


def _is_addressed(words: Words, hit: Hit) -> bool:
    """Say whether the sentence of a hit speaks to the reader, or of who writes it."""
    near = range(max(0, hit.first - _ADDRESS_REACH), min(len(words), hit.last + _ADDRESS_REACH + 1))
    places = [place for place in near if words.tokens[place] in _ADDRESSED]
    return any(words.same_sentence(hit, Hit("", "", place, place)) for place in places)


def _defines(page: Page) -> bool:
    """Say whether a page is there to define terms: by its title, or as a list of terms and definitions.

    A definition names nobody; who pays for clicks says "we" and "you", also on his own list of terms.
    """
    terms = islice(_TERM.finditer(page.html[:_MOST_SOURCE]), _LEAST_TERMS)
    return _is_glossary(page) or sum(1 for _ in terms) == _LEAST_TERMS


def _is_glossary(page: Page) -> bool:
    return lexicon("promotion").says(page.title_and_heading, "incentive.glossary")


def _is_unbought(page: Page) -> bool:
    """Say whether a page says that nothing needs to be bought, and its title not that it tells of others."""
    table = lexicon("schemes")
    return bool(table.find(words_of(page.text), "clicks.unbought")) and not table.says(
        page.title_and_heading, "clicks.tellers"
    )


def _warns(page: Page) -> bool:
    """Say whether the title, or the text in more than one place, speaks of tests and warnings."""
    table = lexicon("schemes")
    words = words_of(page.text)
    return table.says(page.title_and_heading, "clicks.reported") or len(table.find(words, "clicks.reported")) > 1
