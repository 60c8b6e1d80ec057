"""Text made for search engines: boilerplate, text in bulk, doorways and hidden words (P-15, P-19, P-20)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from urllib.parse import unquote, urlsplit

from screening.checks.context import Context
from screening.checks.phrases import lexicon, proofs, word_set, words_of
from screening.checks.reading import opening, text_evidence, unread_reason
from screening.checks.result import Evidence, Result, Severity, evidence, found, not_applicable, not_checked, passed
from screening.compare.pages import content_pages
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site

__all__ = ["check"]

CHECKS = ("P-15", "P-19", "P-20")
_LEAST_PAGES = 4
_REPEATED_SHARE = 0.6
_HIDDEN_CHARACTERS = 200
_TWIN = 0.85
_LEAST_DOORWAYS = 4
_ENTRIES_A_DAY = 100
_LEAST_DAYS = 3
_YOUNG_DAYS = 365
_DAY_US = 86_400_000_000
_COMMERCIAL = word_set("keywords", "commercial")
_COMMON = word_set("keywords", "common")


def check(site: Site, context: Context) -> list[Result]:
    """Return what was made in bulk or for search engines."""
    if reason := unread_reason(site):
        return [not_checked(one, reason) for one in CHECKS]
    return [_boilerplate(site), _machine_text(site), _for_engines(site)]


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
            length = len(block.split())
            words += length
            repeated += length if spread[block] * 2 >= len(pages) else 0
    share = repeated / words if words else 0.0
    if share > _REPEATED_SHARE:
        block = max(spread, key=lambda text: (spread[text] * len(text.split()), text))
        says = f"{share:.0%} of the words of {len(pages)} pages stand in blocks that repeat on half of them."
        return found("P-15", Severity.CAUTION, says, [text_evidence(_holder(pages, block), block)])
    return passed("P-15", f"{share:.0%} of the words repeat on half of the pages.")


def _holder(pages: Sequence[Page], block: str) -> Page:
    return next(page for page in pages if block in page.blocks)


def _machine_text(site: Site) -> Result:
    left: dict[str, list[Evidence]] = defaultdict(list)
    for page in site.pages:
        words = words_of(page.text)
        hits = [
            hit
            for hit in lexicon("machine_text").find(words, "left_over")
            if not _is_quoted(words.text, words.span(hit.first, hit.last))
        ]
        subject = lexicon("machine_text").find(words, "subject")
        if hits and len({hit.first for hit in subject}) * 300 < len(words) + 300:
            left[page.url] += proofs(page, words, hits)
    quotes = [quote for found_quotes in left.values() for quote in found_quotes]
    if len(quotes) >= 2:
        says = f"What a language model says of itself was left standing on {len(left)} pages."
        return found("P-19", Severity.STRONG, says, quotes[:3])
    if quotes:
        return found("P-19", Severity.CAUTION, "What a language model says of itself was left standing once.", quotes)
    intros = _same_intros(content_pages(site.pages))
    if intros:
        return found(
            "P-19",
            Severity.CAUTION,
            f"{len(intros)} pages begin with one sentence in which a name is swapped.",
            intros[:3],
        )
    return _in_bulk(site) or passed("P-19", "No marks of text in bulk were found.")


def _is_quoted(text: str, span: tuple[int, int]) -> bool:
    """Say whether a passage stands in quotation marks, as somebody who writes about it would set it."""
    before, after = text[max(0, span[0] - 3) : span[0]], text[span[1] : span[1] + 60]
    return any(sign in before for sign in "\"“„«‘'") and any(sign in after for sign in "\"”“»’'")


def _same_intros(pages: Sequence[Page]) -> list[Evidence]:
    """Return first blocks of five pages and more that differ in one to four words."""
    intros = [(page, block) for page in pages if (block := next((b for b in page.blocks if len(b.split()) >= 12), ""))]
    for page, block in intros:
        mine = frozenset(words_of(block).tokens)
        like = [
            (other, text)
            for other, text in intros
            if text != block
            and len(mine ^ frozenset(words_of(text).tokens)) <= 8
            and _share(mine, frozenset(words_of(text).tokens)) >= 0.6
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
    young = registered is not None and 0 <= site.read_at_us - registered < _YOUNG_DAYS * _DAY_US
    sitemap = next(
        (fetch for fetch in site.fetches if busy[0] in fetch.body[:2_000_000].decode("utf-8", "replace")), None
    )
    if sitemap is None:
        return None
    where = "in the sitemaps of a young domain" if young else "in the sitemaps"
    says = f"{len(busy)} days with {_ENTRIES_A_DAY} and more new or changed addresses {where}."
    return found("P-19", Severity.CAUTION if young else Severity.NOTE, says, [evidence(busy[0], sitemap)])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _for_engines(site: Site) -> Result:
    hidden = [quote for page in site.pages for quote in _hidden_words(page)]
    if hidden:
        return found("P-20", Severity.STRONG, "Words that repeat are hidden from visitors.", hidden[:3])
    doorways = _doorways(content_pages(site.pages))
    if doorways:
        says = f"{len(doorways)} pages share nearly all their words; what differs stands mostly in their titles."
        return found("P-20", Severity.STRONG, says, [opening(page) for page in doorways[:3]])
    return passed("P-20", "No hidden words and no doorway pages were found.")


def _hidden_words(page: Page) -> list[Evidence]:
    """Return hidden texts that are dense with words, of 200 characters and more for each way of hiding."""
    ways: dict[str, list[str]] = defaultdict(list)
    for hidden in page.hidden_texts:
        ways[hidden.how].append(hidden.text)
    quotes = []
    for texts in ways.values():
        whole = " ".join(texts)
        if len(whole) >= _HIDDEN_CHARACTERS and _is_dense(whole):
            longest = max(texts, key=len)
            quotes.append(evidence(text_quote(longest, 0, min(len(longest), 120)), page))
    return quotes


def _is_dense(text: str) -> bool:
    """Say whether a text is made of words for search engines, not of sentences.

    Few different words, one word of meaning in every fifteen being the same, or one in six about buying; and no
    sentences: prose has a common little word in every sixth place.
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


def _doorways(pages: Sequence[Page]) -> list[Page]:
    """Return the largest group of pages with one text in which words of title or address are swapped."""
    if len(pages) < _LEAST_DOORWAYS:
        return []
    sets = [frozenset(words_of(page.main_text or page.text).tokens) for page in pages]
    best: list[Page] = []
    for index, page in enumerate(pages):
        group = [page]
        for other, candidate in enumerate(pages):
            if other != index and _is_swapped(sets[index], sets[other], page, candidate):
                group.append(candidate)
        best = group if len(group) > len(best) else best
    return best if len(best) >= _LEAST_DOORWAYS and len(best) * 3 >= len(pages) else []


def _is_swapped(mine: frozenset[str], other: frozenset[str], page: Page, candidate: Page) -> bool:
    if _share(mine, other) < _TWIN or mine == other:
        return False
    differing = mine ^ other
    names = _naming(page) | _naming(candidate)
    return sum(token in names or token.isdigit() for token in differing) * 2 >= len(differing)


def _naming(page: Page) -> frozenset[str]:
    heading = page.headings[0] if page.headings else ""
    path = unquote(urlsplit(page.url).path).replace("_", " ")
    return frozenset(words_of(f"{page.title} {heading} {path}").tokens)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
