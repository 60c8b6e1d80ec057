"""One portrait under several names, whose bearers say the same words (P-11).

An invented expert needs a face, and a stock picture is used again under the next name. A picture alone proves nothing:
authors without one share a placeholder, and a team shares a photograph. Nor do words alone: a house speaks in set
phrases. Where face and words of somebody who speaks of himself both return under another name, nobody has said them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import combinations, islice
from urllib.parse import urljoin, urlsplit

from screening.checks.shared.page_reading import text_evidence
from screening.evidence import Evidence, distinct
from screening.page.model import Link, Page
from screening.page.tags import without_tags
from screening.wording.folding import folded_words
from screening.wording.lists import word_set
from screening.wording.phrases import lexicon
from screening.wording.quotations import in_marks
from screening.wording.words import Words, words_of, words_of_blocks

__all__ = ["shared_portraits"]

_LEAST_RUN = 10
"""Words that two people do not choose alike when they speak of themselves; our choice."""
_LEAST_OWN_NAMES = 2
"""Words of a name that another's lacks: who marries or shortens a name keeps one; a title is common to both."""
_MOST_SMALL = 1
_NEAR_BLOCKS = 2
_WARNING_REACH = 60
_MOST_SOURCE, _MOST_BLOCKS, _LONGEST_WORDS = 1_000_000, 2_000, 150
_MOST_PICTURES, _MOST_BEARERS, _MOST_NEAR = 300, 12, 12
_PICTURE = re.compile(r"<img\s([^<>]{1,1000})>", re.IGNORECASE)
_SOURCE = re.compile(r"""(?<![\w-])(data-src|src)\s?=\s?["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"""(?<![\w-])alt\s?=\s?(?:"([^"]{1,200})"|'([^']{1,200})')""", re.IGNORECASE)
_BEHIND = 300
"""Characters of source behind a picture in which its caption begins."""
_SIZE = re.compile(r"[-_@](?:\d{2,4}x\d{2,4}|\dx|scaled|thumb|small|large)(?=\.\w{2,5}$)", re.IGNORECASE)
"""`portrait-300x300.jpg`, `portrait@2x.jpg`: one picture in several sizes."""
_MOST_PAIRS = 500
_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
_SMALL = re.compile(r"(?<!\w)[a-zà-öø-ÿąćęłńśźżčďěňřšťůžőűășțğış]\w{0,40}")
_PLACEHOLDER = re.compile(
    r"avatar|default|placeholder|blank|dummy|silhouette|anonym|unknown|nobody|no[-_]?(?:photo|image|picture)|logo|icon"
    r"|sprite|spacer|\.svg$",
    re.IGNORECASE,
)
_CAPITALISED = r"[^\W\d_a-zà-ÿ][\w'’-]{0,30}\.?"
_PARTICLES = r"(?:(?:de|di|da|del|van|von|der|den|la|le|du) ){0,2}"
_NAME = re.compile(rf"(?<!\w){_CAPITALISED}(?: {_PARTICLES}{_CAPITALISED}){{1,4}}")
"""`Dr. Anna Weir`, `Maria van der Berg`, `Bert O.`."""


@dataclass(frozen=True)
class _Bearer:
    """Whom a page calls the one in a picture.

    Attributes:
        page: The page.
        name: The name as it stands.
        words: Its folded words.
        praised: Where the partner links of the page lead.
    """

    page: Page
    name: str
    words: frozenset[str]
    praised: frozenset[str]

    def is_another(self, other: _Bearer) -> bool:
        """Say whether the two names are of two people, of whom each page names one.

        One word of a name may be written small elsewhere, as what somebody is ("the doctor"); more are of a headline:
        one picture stands above an article and its teaser.
        """
        small = _written_small(self.page) | _written_small(other.page)
        apart = ((self, self.words - other.words, other), (other, other.words - self.words, self))
        return all(
            len(own - small) >= _LEAST_OWN_NAMES
            and len(own & small) <= _MOST_SMALL
            and one.name not in another.page.main_text
            for one, own, another in apart
        )


def shared_portraits(clicks: Iterable[tuple[Page, Sequence[Link]]]) -> list[Evidence]:
    """Return the words that stand under two names beside one portrait, and the names; none where pages warn of it.

    A cast, a team or a class may share a picture and a phrase; they do not praise one thing here and another there.

    Args:
        clicks: The pages of the site with the partner links of each.
    """
    pictures: defaultdict[str, list[_Bearer]] = defaultdict(list)
    for page, links in clicks:
        praised = frozenset(link.url for link in links)
        for address, bearer in _bearers(page, praised) if praised else ():
            if len(pictures[address]) < _MOST_BEARERS:
                pictures[address].append(bearer)
    both = (pair for bearers in pictures.values() for pair in combinations(bearers, 2) if _differ(*pair))
    for one, other in islice(both, _MOST_PAIRS):
        if one.is_another(other) and (said := _said_by_both(one, other)):
            names = (text_evidence(who.page, who.name) for who in (one, other) if who.name in who.page.text)
            return distinct([*said, *names])
    return []


def _differ(one: _Bearer, other: _Bearer) -> bool:
    """Say whether two names differ in as many words as those of two people, on pages with links to different things."""
    return (
        one.praised.isdisjoint(other.praised)
        and min(len(one.words - other.words), len(other.words - one.words)) >= _LEAST_OWN_NAMES
    )


def _bearers(page: Page, praised: frozenset[str]) -> Iterator[tuple[str, _Bearer]]:
    """Yield the portraits of a page, by address without size and query, and who is in them."""
    html = page.html[:_MOST_SOURCE]
    for number, tag in enumerate(_PICTURE.finditer(html)):
        if number >= _MOST_PICTURES:
            return
        sources = {kind.lower(): value for kind, value in _SOURCE.findall(tag[1])}
        source = unescape(sources.get("data-src") or sources.get("src", ""))
        address = _address(page, source)
        if not address or _PLACEHOLDER.search(address.rpartition("/")[2]):
            continue
        alternative = _ALTERNATIVE.search(tag[1])
        behind = html[tag.end() : tag.end() + _BEHIND].rpartition("<")[0]
        texts = ((alternative[1] or alternative[2]) if alternative else "", without_tags(behind))
        name = next((name for text in texts if (name := _name_in(" ".join(unescape(text).split())))), "")
        if name:
            yield address, _Bearer(page, name, frozenset(folded_words(name)), praised)


def _address(page: Page, source: str) -> str:
    """Return the address of a picture, without what tells its size; "" for one that stands in the page itself."""
    if not source or source.startswith("data:"):
        return ""
    parts = urlsplit(urljoin(page.url, source))
    is_file = _FILE.search(parts.path) is not None  # else the query says which picture it is
    return parts.netloc + (_SIZE.sub("", parts.path) if is_file else f"{parts.path}?{parts.query}")


def _name_in(text: str) -> str:
    """Return the first name of two words and more in a caption; "" where there is none."""
    names = (match[0] for match in _NAME.finditer(text))
    return next((name for name in names if sum(word[0].isupper() for word in name.split()) >= _LEAST_OWN_NAMES), "")


def _written_small(page: Page) -> frozenset[str]:
    """Return the folded words that a page writes without a capital."""
    text = words_of(page.text)
    return text.memoised(
        _written_small, lambda words: frozenset(folded_words(" ".join(_SMALL.findall(words.text[:_MOST_SOURCE]))))
    )


def _said_by_both(one: _Bearer, other: _Bearer) -> list[Evidence]:
    """Return the blocks beside two names in which one and the same speech stands, one of each."""
    theirs = [(block, _rows(tokens)) for block, tokens in _beside(other)]
    for block, tokens in _beside(one):
        mine = _rows(tokens)
        for their_block, rows in theirs:
            common = sorted(at for row, at in mine.items() if row in rows)
            if any(_is_speech(block, tokens, at) for at in common) and not (
                _is_reported(one.page, block) or _is_reported(other.page, their_block)
            ):
                return [text_evidence(one.page, block), text_evidence(other.page, their_block)]
    return []


def _beside(bearer: _Bearer) -> list[tuple[str, tuple[str, ...]]]:
    """Return the blocks of a page around where the last words of a name stand."""
    page = bearer.page
    blocks = list(zip(page.blocks[:_MOST_BLOCKS], words_of_blocks(page.blocks), strict=False))
    last = folded_words(bearer.name)[-1]
    named = [at for at, (_, tokens) in enumerate(blocks) if last in tokens][:_MOST_NEAR]
    near = sorted({place for at in named for place in range(at - _NEAR_BLOCKS, at + _NEAR_BLOCKS + 1)})
    return [(block, tokens[:_LONGEST_WORDS]) for block, tokens in (blocks[at] for at in near if 0 <= at < len(blocks))]


def _rows(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return the rows of words of a text that may be a speech, and where each begins.

    None of what a house says of itself, nor of a text in which authors declare how it came about.
    """
    if not word_set("reviews", "declared").isdisjoint(tokens):
        return {}
    house = word_set("reviews", "house")
    rows = {tuple(tokens[at : at + _LEAST_RUN]): at for at in range(len(tokens) - _LEAST_RUN + 1)}
    return {row: at for row, at in rows.items() if house.isdisjoint(row)}


def _is_speech(block: str, tokens: Sequence[str], at: int) -> bool:
    """Say whether in a row of words somebody speaks of himself, or is quoted."""
    if not word_set("reviews", "speaker").isdisjoint(tokens[at : at + _LEAST_RUN]):
        return True
    return in_marks(block, *Words(block).span(at, at + _LEAST_RUN - 1))


def _is_reported(page: Page, block: str) -> bool:
    """Say whether words of warning, or for what many say in one wording, stand around a block."""
    words = words_of(page.text)
    start = words.text.find(block[:60])
    at = words.at(max(start, 0))
    hits = lexicon("reviews").find(words, "warned", "chorus")
    return start < 0 or any(abs(hit.first - at) <= _WARNING_REACH and not words.is_negated(hit) for hit in hits)
