"""Text made for search engines: boilerplate, text in bulk, doorways and hidden words (P-15, P-19, P-20)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.affiliate_clicks import affiliate_links
from screening.checks.shared.page_reading import opening, text_evidence, unread_reason
from screening.checks.shared.site_kind import is_cashback_site, is_coupon_site
from screening.checks.text.doorways import are_for_searchers, doorways
from screening.checks.text.machine_leftovers import left_over
from screening.checks.text.overlap import overlap
from screening.compare.pages import content_pages
from screening.counted import counted
from screening.domain.timestamps import DAY_US
from screening.evidence import Evidence, evidence
from screening.page.length import length_in_words
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.wording.folding import folded_words
from screening.wording.lists import word_set
from screening.wording.schemes import Pair, Scheme, passages
from screening.wording.words import words_of

__all__ = ["check"]

CHECKS = ("P-15", "P-19", "P-20")
_LEAST_PAGES = 4
_LEAST_BLANK_PAGES = 2
_REPEATED_SHARE = 0.6
_HIDDEN_CHARACTERS = 200
_FEW_WORDS = 40
_ENTRIES_A_DAY = 100
_LEAST_DAYS = 3
_YOUNG_DAYS = 365
_COMMERCIAL = word_set("keywords", "commercial")
_SOLD = _COMMERCIAL | word_set("keywords", "sold")
_COMMON = word_set("keywords", "common")
_INVISIBLE = ("same colour", "font-size:0")
"""Ways of hiding by which words take their place on the page and cannot be read: nothing folds out later."""
_LEAST_RUN_WORDS = 40
_REWORDS = (Pair("reworded", "swaps", "wording", 4),)
_UNREAD = (
    Scheme(
        "unread",
        (("machine",), ("writes", "rewrites", "reworded"), ("texts",), ("unread",)),
        70,
        "others",
        pairs=_REWORDS,
    ),
    Scheme(
        "unread",
        (("machine",), ("rewrites", "reworded"), ("texts",), ("ignored",)),
        70,
        "others",
        is_spoken=False,
        pairs=_REWORDS,
    ),
)
_SENTENCE_END = re.compile(r"[.!?…:;](?:\s|$)|\n")


def check(site: Site, context: Context) -> list[Result]:
    """Return what was made in bulk or for search engines."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [_boilerplate(site), _machine_text(site), _for_engines(site, context)]


def _boilerplate(site: Site) -> Result:
    """Measure how many words of the main texts stand in blocks that repeat on half of the pages."""
    pages = content_pages(site.pages)
    if len(pages) < _LEAST_PAGES:
        return not_applicable("P-15", f"Fewer than {_LEAST_PAGES} pages of content to compare.")
    spread: Counter[str] = Counter()
    for page in pages:
        spread.update(set(page.blocks))
    words = repeated = 0
    for page in pages:
        for block in page.blocks:
            length = length_in_words(block)
            words += length
            repeated += length if spread[block] * 2 >= len(pages) else 0
    share = repeated / words if words else 0.0
    if share > _REPEATED_SHARE:
        block = max(spread, key=lambda text: (spread[text] * length_in_words(text), text))
        says = f"{share:.0%} of the words of {len(pages)} pages stand in blocks that repeat on half of them."
        return found("P-15", Severity.CAUTION, says, [text_evidence(_holder(pages, block), block)])
    return passed("P-15", f"{share:.0%} of the words repeat on half of the pages.")


def _holder(pages: Sequence[Page], block: str) -> Page:
    return next(page for page in pages if block in page.blocks)


def _machine_text(site: Site) -> Result:
    left, blanks = left_over(site.pages)
    if left and len(left) + len(blanks) >= 2:
        count = len({quote.url for quote in (*left, *blanks)})
        says = f"What a language model says of itself was left standing on {counted(count, 'page')}."
        return found("P-19", Severity.STRONG, says, [*left, *blanks][:3])
    if left:
        return found("P-19", Severity.CAUTION, "What a language model says of itself was left standing once.", left)
    if len({quote.url for quote in blanks}) >= _LEAST_BLANK_PAGES:
        says = "Blanks for words to be put in were left standing on several pages."
        return found("P-19", Severity.CAUTION, says, blanks[:3])
    if unread := [quote for page in site.pages for one in _UNREAD for quote in passages(page, one)]:
        says = "The site says itself that a program writes its texts and that nobody reads them."
        return found("P-19", Severity.STRONG, says, unread[:3])
    intros = _same_intros(content_pages(site.pages))
    if intros:
        return found(
            "P-19",
            Severity.CAUTION,
            f"{len(intros)} pages begin with one sentence in which a name is swapped.",
            intros[:3],
        )
    return _in_bulk(site) or passed("P-19", "No marks of text in bulk were found.")


def _same_intros(pages: Sequence[Page]) -> list[Evidence]:
    """Return first blocks of five pages and more that differ in one to four words."""
    first = ((page, next((block for block in page.blocks if len(block.split()) >= 12), "")) for page in pages)
    intros = [(page, block, frozenset(folded_words(block))) for page, block in first if block]
    for page, block, mine in intros:
        like = [
            (other, text)
            for other, text, theirs in intros
            if text != block and len(mine ^ theirs) <= 8 and overlap(mine, theirs) >= 0.6
        ]
        if len(like) >= 4:
            return [text_evidence(other, text) for other, text in [(page, block), *like]]
    return []


def _in_bulk(site: Site) -> Result | None:
    """Count days with a hundred new addresses in the sitemaps. All of one day is what a move or a build leaves."""
    days = Counter(entry.last_modified[:10] for entry in site.sitemap if entry.last_modified[:10].count("-") == 2)
    busy = [day for day, count in sorted(days.items()) if count >= _ENTRIES_A_DAY and _is_day(day)]
    if len(busy) < _LEAST_DAYS:
        return None
    registration = site.domain.registration
    registered = registration.registered_us if registration else None
    young = registered is not None and 0 <= site.read_at_us - registered < _YOUNG_DAYS * DAY_US
    sitemap = next(
        (fetch for fetch in site.fetches if busy[0] in fetch.body[:2_000_000].decode("utf-8", "replace")), None
    )
    if sitemap is None:
        return None
    where = "in the sitemaps of a young domain" if young else "in the sitemaps"
    says = f"{counted(len(busy), 'day')} with {_ENTRIES_A_DAY} and more new or changed addresses {where}."
    return found("P-19", Severity.CAUTION if young else Severity.NOTE, says, [evidence(busy[0], sitemap)])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _for_engines(site: Site, context: Context) -> Result:
    hidden = [quote for page in site.pages for quote in _hidden_words(page)]
    if hidden:
        return found("P-20", Severity.STRONG, "Words that repeat are hidden from visitors.", hidden[:3])
    swapped = [] if is_coupon_site(site) or is_cashback_site(site) else doorways(content_pages(site.pages, _FEW_WORDS))
    if swapped:
        says = f"{len(swapped)} pages are one text; what differs are the names put in."
        linked = [page.url for page in swapped if affiliate_links(page, site, context)]
        if not are_for_searchers(swapped, linked):
            says += " Nothing on them asks searchers in or offers anything."
            return found("P-20", Severity.NOTE, says, [_longest(page) for page in swapped[:3]])
        return found("P-20", Severity.STRONG, says, [_longest(page) for page in swapped[:3]])
    return passed("P-20", "No hidden words and no doorway pages were found.")


def _longest(page: Page) -> Evidence:
    """Quote the longest block of a page; its main text may stand in the source with others between."""
    return text_evidence(page, max(page.blocks, key=len)) if page.blocks else opening(page)


def _hidden_words(page: Page) -> list[Evidence]:
    """Return hidden texts that are dense with words, of 200 characters and more for each way of hiding."""
    ways: dict[str, list[str]] = defaultdict(list)
    for hidden in page.hidden_texts:
        ways[hidden.how].append(hidden.text)
    quotes = []
    for how, texts in ways.items():
        whole = " ".join(texts)
        is_run = how in _INVISIBLE and any(_is_run_of_searches(text) for text in texts)
        if is_run or (len(whole) >= _HIDDEN_CHARACTERS and _is_dense(whole)):
            longest = max(texts, key=len)
            quotes.append(evidence(text_quote(longest, 0, min(len(longest), 120)), page))
    return quotes


def _is_dense(text: str) -> bool:
    """Say whether a text is made of words for search engines, not of sentences.

    Few different words, one word of meaning in every fifteen being the same, or one in six about buying; and no
    sentences: in prose every sixth word is a stop word.
    """
    tokens = [token for token in words_of(text).tokens if not token.isdigit()]
    if len(tokens) < 25:
        return False
    meaning = [token for token in tokens if token not in _COMMON and len(token) > 2]
    if not meaning:
        return False
    top = Counter(meaning).most_common(1)[0][1]
    common = sum(token in _COMMON for token in tokens) / len(tokens)
    commercial = sum(token in _COMMERCIAL for token in tokens) / len(tokens)
    distinct = len(set(meaning)) / len(meaning)
    repeats = top >= 5 and top / len(tokens) >= 1 / 15
    return (repeats and (distinct < 0.6 or commercial >= 0.1)) or (commercial >= 1 / 6 and common < 1 / 6)


def _is_run_of_searches(text: str) -> bool:
    """Say whether a text is what people search for, one after another: much of it for sale, and no sentence at all.

    No word needs to come back: such runs go through many trades.
    """
    if len(text) < _HIDDEN_CHARACTERS or _SENTENCE_END.search(text):
        return False
    tokens = words_of(text).tokens
    sold = [token for token in tokens if token in _SOLD]
    common = sum(token in _COMMON for token in tokens)
    is_list = len(tokens) >= _LEAST_RUN_WORDS and common * 10 < len(tokens)
    return is_list and len(sold) * 5 >= len(tokens) and len(set(sold)) >= 6
