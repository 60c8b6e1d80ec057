"""What feeds leave on pages that a program filled with other people's articles (P-17)."""

from __future__ import annotations

from collections.abc import Sequence

from screening.checks.result import Result, Severity, found
from screening.compare.credits import letters, source_after
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import text_quote
from screening.site import Site
from screening.urls import host_of
from screening.wording.phrases import lexicon
from screening.wording.voice import Voice

__all__ = ["reposted"]

_LEAST_SOURCES = 2


def reposted(site: Site, pages: Sequence[Page]) -> list[Result]:
    """Return what credits of several other publications, left standing by a program, say.

    Who writes for newspapers names them as well, and so does who recommends articles. What tells them apart is the
    footer that blog software adds to feeds only, or the site's own word that a program gathers its texts.

    Args:
        site: Whose texts they are.
        pages: Its content pages.
    """
    own = letters(" ".join((host_of(site.home_url), *(page.title for page in site.pages[:3]))))
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
            name = source_after(words, hit)
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
