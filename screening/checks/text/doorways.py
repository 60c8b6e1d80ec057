"""Pages that are one text with names put in: a town, a product, a question, made to be found, not read (P-20).

Vacancies, match reports, registers and opening hours have a common frame, too. Doorways are made for those who search,
and lead them all to one offer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations
from urllib.parse import unquote, urlsplit

import numpy as np
import numpy.typing as npt

from screening.checks.text.overlap import overlap
from screening.compare.shingles import Hashes, distinct, jaccard
from screening.page.model import Page
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, words_of

__all__ = ["are_for_searchers", "doorways"]

_COMMERCIAL = word_set("keywords", "commercial")
_LEAST_DOORWAYS = 4
_MOST_PAGES = 80
_LEAST_WORDS = 40
_TWIN = 0.85
"""Share of common words from which two pages are one text, if what differs stands mostly in their names."""
_LIKE = 0.4
_FRAME = 0.75
"""Share of common sequences of three words once the names are left out."""
_LEAST_RECURRING = 2
_OWN_REACH, _QUESTION_REACH, _MOST_PLACES = 2, 40, 20
"""Words from "our" to the name of a place, characters from it to a question mark, and places looked at; our choice."""
_OURS = word_set("quality", "searchers.ours")
_PHONE = re.compile(r"\+?\(?\d[\d ()/.-]{6,16}\d")


def doorways(pages: Sequence[Page]) -> list[Page]:
    """Return the largest group of pages with one text in which names are swapped, a third of the pages at least.

    Names are the words of title, heading and address, words with a capital and numbers. They have to recur in the
    text, so that pages that share a notice are not taken for such. Branches of a firm, each with a telephone number of
    its own, are none.
    """
    if len(pages) < _LEAST_DOORWAYS:
        return []
    number_of: dict[str, int] = {}
    texts = [_Text(page, number_of) for page in pages[:_MOST_PAGES]]
    groups = {text.page.url: [text] for text in texts}
    for one, other in combinations(texts, 2):
        if one.is_twin(other):
            groups[one.page.url].append(other)
            groups[other.page.url].append(one)
    best = max(groups.values(), key=len)
    if len(best) < _LEAST_DOORWAYS or len(best) * 3 < len(pages) or _are_branches(best):
        return []
    return [text.page for text in best]


def are_for_searchers(pages: Sequence[Page], linked: Collection[str]) -> bool:
    """Say whether most of some pages ask the searcher in, offer a service at once, name a purchase, or lead to a shop.

    Args:
        pages: Pages with one text.
        linked: Addresses of the pages that have an affiliate link.
    """
    if sum(page.url in linked or _asks_in(page) for page in pages) * 2 > len(pages):
        return True
    numbers = Counter(number for page in pages for number in _numbers(page.main_text or page.text))
    if not numbers or max(numbers.values()) * 2 <= len(pages):
        return False
    namings = [_naming(page) for page in pages]
    everywhere = frozenset[str].intersection(*namings)
    return sum(map(_is_there_for, pages, (one - everywhere for one in namings))) * 2 > len(pages)


def _asks_in(page: Page) -> bool:
    table = lexicon("quality")
    if not _COMMERCIAL.isdisjoint(words_of(page.title_and_heading).tokens):
        return True
    return bool(table.find(words_of(page.text), "searchers.sought", "searchers.offered"))


def _is_there_for(page: Page, names: frozenset[str]) -> bool:
    """Say whether a page promises to come at once or for little, and claims to be of the place that it is named after.

    It asks about a trouble there, or calls a team or an office of the place its own: on a page whose text and number
    are those of all the other places, too, neither is true of more than one.

    Args:
        page: The page.
        names: Words of its title, heading and address that the others do not have.
    """
    voice = Voice(page)
    words = voice.words
    if not lexicon("quality").find(words, "searchers.promised"):
        return False
    places = [place for place, token in enumerate(words.tokens) if token in names]
    return any(
        not _OURS.isdisjoint(words.tokens[max(0, place - _OWN_REACH) : place + 1 + _OWN_REACH])
        or voice.ends_in_question(Hit("", "", place, place), _QUESTION_REACH)
        for place in places[:_MOST_PLACES]
    )


def _naming(page: Page) -> frozenset[str]:
    """Return the words of a page's title, first heading and address."""
    heading = page.headings[0] if page.headings else ""
    path = unquote(urlsplit(page.url).path).replace("_", " ")
    return frozenset(words_of(f"{page.title} {heading} {path}").tokens)


def _numbers(text: str) -> set[str]:
    """Return the telephone numbers of a text, their digits alone."""
    return {re.sub(r"\D", "", number) for number in _PHONE.findall(text)}


class _Text:
    """The words of a page and those of them that may be names.

    `number_of` numbers the words of all pages that are compared; each page adds its own.
    """

    def __init__(self, page: Page, number_of: dict[str, int]) -> None:
        self.page = page
        self.text = page.main_text or page.text
        self.words = words_of(self.text)
        self.different = self.words.different
        self.naming = _naming(page)
        self.names = self.naming | self.words.capitals
        own = [number_of.setdefault(token, len(number_of)) for token in self.words.vocabulary]
        self._number_of, self._numbers = number_of, np.array(own, np.uint64)[self.words.numbers]

    def is_twin(self, other: _Text) -> bool:
        """Say whether the other page is this one with other names."""
        mine, theirs = self._recurring(other), other._recurring(self)
        if self.different == other.different and not (mine and theirs):
            return False
        likeness = overlap(self.different, other.different)
        if likeness < _LIKE:
            return False
        differing = self.different ^ other.different
        naming = self.naming | other.naming
        named = sum(_is_named(token, naming) for token in differing)
        if differing and likeness >= _TWIN and 2 * named >= len(differing):
            return True
        if min(len(self.words), len(other.words)) < _LEAST_WORDS:
            return False
        if not (mine and theirs):
            return False
        names = self.names | other.names
        swapped = {token for token in differing if _is_named(token, names)} | mine | theirs
        is_swapped = np.zeros(len(self._number_of), bool)
        is_swapped[[self._number_of[token] for token in swapped]] = True
        return jaccard(self._frame(is_swapped), other._frame(is_swapped)) >= _FRAME

    def _recurring(self, other: _Text) -> set[str]:
        """Return the words of its title and address that the text repeats and the other does not.

        A menu of all the towns names each of them once on every page.
        """
        own = (self.naming - other.naming) & self.different
        more = {token: self.words.count(token) - other.words.count(token) for token in own}
        found = {token for token, count in more.items() if count > 0}
        return found if sum(more[token] for token in found) >= _LEAST_RECURRING else set()

    def _frame(self, is_swapped: npt.NDArray[np.bool_]) -> Hashes:
        """Return the different sequences of three words, each as one number, of the text without the swapped words."""
        plain, different = self._numbers[~is_swapped[self._numbers]], np.uint64(len(self._number_of))
        return distinct((plain[:-2] * different + plain[1:-1]) * different + plain[2:])


def _is_named(token: str, names: frozenset[str]) -> bool:
    return token in names or token.isdigit()


def _are_branches(group: Sequence[_Text]) -> bool:
    """Say whether most of some pages have a telephone number that no other has."""
    numbers = [_numbers(text.text) for text in group]
    own = [one - set().union(*(other for other in numbers if other is not one)) for one in numbers]
    return sum(bool(one) for one in own) * 3 >= len(group) * 2
