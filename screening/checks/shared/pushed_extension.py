"""Whether a site is there to have an extension installed that acts where people shop (P-25)."""

from __future__ import annotations

from screening.checks.shared.page_reading import title_evidence
from screening.evidence import Evidence
from screening.site import Site
from screening.wording.phrases import lexicon, proofs
from screening.wording.voice import Voice

__all__ = ["pushed_extension"]

_LEAST_PUSHES = 2
_MOST_HEADINGS = 3


def pushed_extension(site: Site) -> list[Evidence]:
    """Return quotes of a site whose purpose is an extension that acts in shops; none of another.

    Three things have to come together: title or first headings of the home page name the extension (or promise what
    only one can do, codes at every checkout, beside a push to install it), and do not compare or explain, or visitors
    must install it to go on; the pages push visitors to install it, in two places and more; and they say that it acts
    at checkouts or while one shops, for coupons, cashback or rewards. A cashback or price site that also has an
    extension, and a review of one, lack the first.
    """
    home = site.pages[0]
    table = lexicon("deception")
    if table.says(home.title_and_heading, "extension.talk"):
        return []
    headings = " | ".join((home.title, *home.headings[:_MOST_HEADINGS]))
    is_named = table.says(headings, "extension.name")
    can_be_none_else = table.says(headings, "extension.titled")
    pushes: list[Evidence] = []
    acts: list[Evidence] = []
    count, gains = 0, table.says(headings, "extension.gain")
    for page in site.pages:
        voice = Voice(page)
        words = voice.words
        found = {
            kind: voice.own([hit for hit in table.find(words, f"extension.{kind}") if not words.is_negated(hit)])
            for kind in ("push", "acts", "gain", "gated")
        }
        count += len({hit.last for hit in found["push"]})
        at_home = bool(found["gated"]) or (can_be_none_else and bool(found["push"]))
        is_named = is_named or (page is home and at_home)
        gains = gains or bool(found["gain"])
        pushes += proofs(page, words, found["push"], 1)
        acts += proofs(page, words, found["acts"], 1)
    if not is_named or count < _LEAST_PUSHES or not acts or not gains:
        return []
    return [title_evidence(home), *acts[:1], *pushes[:1]]
