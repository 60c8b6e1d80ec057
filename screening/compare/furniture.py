"""What a page shows besides its text: consent banners, dialogs, what stands outside its main part, repeated blocks.

Products for consent and blog software bring the same wording to thousands of sites; it tells nothing of who wrote a
site's texts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from screening.compare.legal_wording import is_consent_text, is_consent_wording
from screening.page.model import Page

__all__ = ["without_furniture", "without_repeats"]

_BANNER_NAME = re.compile(
    r"(?i)cookie[-_ ]?(?:banner|bar|consent|notice|notif|law|pop|modal|dialog|info|hint|hinweis|message|overlay|layer"
    r"|box|alert|accept|settings|disclaimer|warning|manager|bot|yes|script|panel|policy)|(?:^|[ _-])cookie(?:$|[ _-])"
    r"|(?:eu|accept|consent|gdpr|js)[-_]?cookies?|consent(?:$|[ _-])|[ _-]consent|gdpr|dsgvo|rgpd|ccpa|lgpd"
    r"|cmplz|complianz|onetrust|optanon|didomi|usercentrics|borlabs|\bcky-|cc-(?:window|banner|revoke)|\bklaro|qc-cmp"
    r"|sp_message|iubenda|axeptio|tarteaucitron|termly|osano|trustarc|\bcmp(?:box|-|_)|rcb-banner|moove_|evidon"
    r"|privacy-(?:bar|banner|popup|notice)|eupopup"
)
_OF_A_POST = re.compile(r"(?i)\b(?:hentry|post|entry|category-|tag-)")
"""Blog software writes a post's category into its class, and recipes for cookies have one."""
_DIALOG_ROLES = frozenset({"dialog", "alertdialog"})
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Their classes say what a page knows of consent, not that they are the banner."""
_UNREAD = frozenset({"script", "style", "template", "title"})
_MAY_HOLD_FURNITURE = re.compile(
    r"(?i)<main\b|<dialog\b|role\s{0,3}=\s{0,3}[\"']?(?:main|dialog|alertdialog)|aria-modal"
)
_BLANKS = re.compile(r"\s+")
_LEAST_MAIN_CHARACTERS = 80
_MOST_BLOCKS = 3_000
"""In pages with more, places are not looked for: texts of that length are lists."""
_REPEATED_PAGES = 3
_LEAST_OWN_WORDS = 8
"""A page with fewer words of its own says nothing of what the others share."""


class _Parts:
    """Gathers the text of three parts of a page: banners and dialogs, its main element, the rest."""

    def __init__(self) -> None:
        self.banner: list[str] = []
        self.main: list[str] = []
        self.rest: list[str] = []
        self._open: list[tuple[str, list[str] | None]] = []
        self._into: list[str] | None = self.rest

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._open.append((name, self._into))
        if name in _UNREAD:
            self._into = None
        elif self._into is not None and self._into is not self.banner:
            if name not in _WHOLE and _is_banner(name, attributes):
                self._into = self.banner
            elif name == "main" or attributes.get("role") == "main":
                self._into = self.main

    def end(self, name: str) -> None:
        """End an element; the parser closes what was left open."""
        while self._open:
            opened, self._into = self._open.pop()
            if opened == name:
                break

    def data(self, text: str) -> None:
        """Read a piece of text."""
        if self._into is not None:
            self._into.append(text)

    def close(self) -> None:
        """End the page."""


def _is_banner(name: str, attributes: dict[str, str]) -> bool:
    if name == "dialog" or attributes.get("role") in _DIALOG_ROLES or attributes.get("aria-modal") == "true":
        return True
    named = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    return bool(_BANNER_NAME.search(named)) and not _OF_A_POST.search(named)


@lru_cache(maxsize=64)
def _parts(html: str) -> tuple[str, str, str]:
    """Return the text of banners, of the main element and of the rest, without blanks."""
    if not (_MAY_HOLD_FURNITURE.search(html) or _BANNER_NAME.search(html)):
        return "", "", ""
    parts = _Parts()
    parser = etree.HTMLParser(target=parts, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    try:
        parser.feed(html.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        # What was read before the parser gave up counts.
        parts.close()
    shown = " ".join("".join(parts.banner).split())
    if not is_consent_text(shown):
        shown = ""
    return _packed(shown), _packed("".join(parts.main)), _packed("".join(parts.rest))


def _packed(text: str) -> str:
    return _BLANKS.sub("", text)


def without_furniture(page: Page) -> Page:
    """Return a page without the blocks of banners, dialogs and consent wording, and of what stands beside its text.

    What stands outside the main element is left out where that element holds the larger part of the page.
    """
    return _with_blocks(page, _kept(page.html, page.blocks))


def _with_blocks(page: Page, blocks: tuple[str, ...]) -> Page:
    return page if len(blocks) == len(page.blocks) else replace(page, blocks=blocks, main_text=_joined(blocks))


@lru_cache(maxsize=64)
def _joined(blocks: tuple[str, ...]) -> str:
    return " ".join(blocks)


@lru_cache(maxsize=64)
def _kept(html: str, blocks: tuple[str, ...]) -> tuple[str, ...]:
    banner, main, rest = _parts(html)
    own = [block for block in blocks if not is_consent_wording(block)]
    if len(own) > _MOST_BLOCKS or not (banner or main):
        return tuple(own)
    texts = [_packed(block) for block in own]
    in_main = _standing(texts, main)
    is_shown = zip(texts, in_main, _standing(texts, rest), strict=True)
    told = [(block, len(text), inside) for block, (text, inside, beside) in zip(own, is_shown, strict=True)
            if inside or beside or text not in banner]  # fmt: skip
    within = sum(length for _, length, inside in told if inside)
    without = sum(length for _, length, inside in told if not inside)
    if main and within >= max(_LEAST_MAIN_CHARACTERS, without):
        told = [one for one in told if one[2]]
    return tuple(block for block, _, _ in told)


def _standing(texts: Sequence[str], whole: str) -> list[bool]:
    """Return for each of a page's texts whether it stands in a part; they stand there one after the other."""
    found, place = [], 0
    for text in texts:
        at = whole.find(text, place)
        at = whole.find(text, 0, place) if at < 0 else at
        found.append(at >= 0)
        place = at + len(text) if at >= 0 else place
    return found


def without_repeats(pages: Sequence[Page], all_pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return pages without the blocks that stand on three pages of their site and more.

    Only pages that have words of their own besides count: the same article at several addresses is no furniture.

    Args:
        pages: Pages whose blocks are thinned out.
        all_pages: All of the site's pages that tell what repeats, without their furniture.
    """
    standing: defaultdict[str, set[str]] = defaultdict(set)
    for page in all_pages:
        for block in page.blocks:
            standing[block].add(page.url)
    counts: Counter[str] = Counter()
    for page in {page.url: page for page in all_pages}.values():
        own = sum(len(block.split()) for block in set(page.blocks) if len(standing[block]) < _REPEATED_PAGES)
        if own >= _LEAST_OWN_WORDS:
            counts.update(set(page.blocks))
    return tuple(
        _with_blocks(page, tuple(block for block in page.blocks if counts[block] < _REPEATED_PAGES)) for page in pages
    )
