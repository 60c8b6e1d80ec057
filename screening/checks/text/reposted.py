"""What feeds leave on pages that a program filled with other people's articles (P-17)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.checks.result import Result, Severity, found
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.urls import host_of
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice
from screening.wording.words import Hit, Words

__all__ = ["reposted"]

_NAME = re.compile(r"[\s:“\"]{0,3}((?:[^\W\d_a-zß-ÿ][\w'’.-]{1,30}|&)(?: (?:[^\W\d_a-zß-ÿ][\w'’-]{1,30}|&)){0,4})")
_KEPT_LETTERS = 10
"""Names are compared by their first letters, as what follows them may begin with a capital."""
_LEAST_SOURCES = 2


def reposted(site: Site, pages: Sequence[Page]) -> list[Result]:
    """Return what credits of several other publications, left standing by a program, say.

    Who writes for newspapers names them as well, and so does who recommends articles. What tells them apart is the
    footer that blog software adds to feeds only, or the site's own word that a program gathers its texts.

    Args:
        site: Whose texts they are.
        pages: Its content pages.
    """
    own = _letters(" ".join((host_of(site.home_url), *(page.title for page in site.pages[:3]))))
    footers: dict[str, Evidence] = {}
    credits_: dict[str, Evidence] = {}
    confessions: list[Evidence] = []
    for page in site.pages:
        voice = Voice(page)
        words = voice.words
        if hits := lexicon("reposted").find(words):
            hits = voice.own(hits)
        if any(hit.group == "allowed" for hit in hits):
            return []
        for hit in hits:
            quote = evidence(text_quote(words.text, *words.span(hit.first, hit.last)), page)
            name = _source_after(words, hit)
            if hit.group == "confessed" and not words.is_negated(hit):
                confessions.append(quote)
            elif hit.group in ("footer", "credit") and name and name not in own:
                (footers if hit.group == "footer" else credits_).setdefault(name, quote)
    sources = footers | credits_
    if len(sources) < _LEAST_SOURCES or not (confessions or len(footers) >= _LEAST_SOURCES):
        return []
    says = f"Credits of {len(sources)} other publications were left standing in the texts" + (
        ", and the site says that a program gathers them." if confessions else " as a feed brings them."
    )
    strong = bool(confessions) or len(pages) >= _LEAST_SOURCES
    proof = [*confessions[:1], *(quote for _, quote in sorted(sources.items()))]
    return [found("P-17", Severity.STRONG if strong else Severity.CAUTION, says, proof[:4])]


def _source_after(words: Words, hit: Hit) -> str:
    end = words.span(hit.first, hit.last)[1]
    match = _NAME.match(words.text, end, end + 120)
    named = match.group(1) if match else words.tokens[hit.last + 1] if _names_host(words, hit) else ""
    return _letters(named.removeprefix("The "))[:_KEPT_LETTERS]


def _names_host(words: Words, hit: Hit) -> bool:
    """Say whether the next word stands for a site by its bare name: one long word and the sentence's end."""
    if hit.last + 1 >= len(words) or not hit.term.startswith("anywhere"):
        return False
    return len(words.tokens[hit.last + 1]) >= _KEPT_LETTERS


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
