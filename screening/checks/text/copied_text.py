"""Text that stands elsewhere too, copied or rewritten: whose it is, and what follows (P-17, P-18)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, passed
from screening.compare.fingerprint import fingerprint
from screening.compare.identifiers import Located, kind_title, located_identifiers
from screening.compare.origin import Origin, compare_origin, payee_ids, same_operator_ids
from screening.compare.pages import compared_pages, own_text
from screening.compare.passages import common_passage, telling_passage
from screening.compare.provenance import names_in
from screening.compare.rareness import rarer_words
from screening.compare.shingles import compared_words, shingles
from screening.compare.sources import (
    MANY_SITES,
    PageMatch,
    all_shingles,
    match_neighbour,
    match_text,
    share_of_words,
    widespread,
)
from screening.counted import counted
from screening.evidence import Evidence, evidence
from screening.neighbours import Fingerprint
from screening.page.model import Page
from screening.page.quotes import stands_in, tag_quote
from screening.site import Site
from screening.wording.phrases import lexicon
from screening.wording.words import Words

__all__ = ["from_others"]

_CHECKS = {"copied": "P-17", "spun": "P-18"}
_COPIED_SHARE = 0.4
_COMMON_NAME_PARTS = frozenset(
    {
        *("the", "and", "blog", "media", "shop", "store", "online", "group", "team", "club"),
        *("company", "ltd", "limited", "inc", "llc", "gmbh", "web", "digital", "news"),
    }
)
"""Parts of company names that any text may hold."""
_COPIED_SHARE_ONE_PAGE = 0.6
_SURELY_EARLIER = -2
"""Points of `compare_origin` from which a site that shares ids with its copy may be the victim: more than one sign."""
_LEAST_UNTOLD = 3
"""Sites of which none shows that it was first, from which on the one where their texts meet gathered them; our own
choice. Each of so many copiers would have to show more of itself than the author."""
_REWRITTEN = 3
"""Points of words that nobody else uses: more than of an imprint, which a thief sets beside texts; our own choice."""
_PLATFORM_SITES = 20
_SENTENCE_END = re.compile(r"[.!?:|•]+\s")
_LEAST_SPOKEN = 5
"""Words that a quote of a rewritten text has beside a menu or a notice; our choice."""
_PRESS = re.compile(
    r"(?i)\bpress release\b|for immediate release|(?:is|are) (?:pleased|proud|delighted) to announce|pressemitteilung"
    r"|communiqu. de presse|comunicado de prensa|comunicato stampa|persbericht|informacja prasowa|comunicado . imprensa"
)
_MERCHANT_TEXT = re.compile(r"(?i)feed|merchant|product|press|advertiser|catalog")


def from_others(site: Site, context: Context, pages: Sequence[Page]) -> tuple[list[Result], list[Result]]:
    """Return results for P-17 and for P-18 from other sites and from texts that the operator knows.

    What was taken from several sources in small parts is judged by its sum as well.

    Args:
        site: The screened site.
        context: What it is compared with.
        pages: Its content pages.
    """
    if not context.neighbours and not context.known_texts:
        return [], []
    own = fingerprint(site)
    compared = compared_pages(site.pages)
    everything = all_shingles(compared)
    neighbours = sorted(context.neighbours, key=lambda n: (n.site, n.applicant_id, n.kind))
    others = [n for n in neighbours if n.site != own.site and not _is_same_end(own, n)]
    common = widespread(own, everything, others)
    located = located_identifiers(site)
    results: dict[str, list[Result]] = {"copied": [], "spun": []}
    taken: dict[str, dict[str, PageMatch]] = {"copied": {}, "spun": {}}
    untold: dict[str, dict[str, dict[str, PageMatch]]] = {"copied": {}, "spun": {}}
    for other in others:
        matches = match_neighbour(compared, everything, other, common.furniture)
        if not matches:
            continue
        by_names = _with_names(compare_origin(own, other), own, other, site.pages)
        for kind, some in _by_kind(matches).items():
            origin = _with_rareness(by_names, own, other, others) if kind == "spun" else by_names
            result = _against_site(own, other, origin, some, compared, common.nobodys)
            if ids := _ids_of_one_operator(own, other, origin, others):
                result = _of_one_operator(result, other, some, compared, [located[value] for value in ids])
            results[kind].append(result)
            if origin.points > 0 and result.severity in (Severity.STRONG, Severity.CAUTION):
                into = taken[kind] if origin.is_told else untold[kind].setdefault(other.site, {})
                into.update((m.page.url, m) for m in some if not _is_widespread([m], common.nobodys))
    for known in context.known_texts:
        if own.site in known.name.lower():
            continue
        for kind, some in _by_kind(match_text(pages, known)).items():
            results[kind].append(_against_text(known.name, some, pages))
            if kind == "spun" or not _MERCHANT_TEXT.search(known.name):
                taken[kind].update((match.page.url, match) for match in some)
    for kind, by_page in taken.items():
        if len(untold[kind]) >= _LEAST_UNTOLD:
            by_page.update(pair for some in untold[kind].values() for pair in some.items())
        results[kind] += _in_sum(list(by_page.values()), compared or pages)
    return results["copied"], results["spun"]


def _is_same_end(own: Fingerprint, other: Fingerprint) -> bool:
    return bool(own.final_site) and own.final_site == other.final_site


def _by_kind(matches: Sequence[PageMatch]) -> dict[str, list[PageMatch]]:
    """Return the matches of each kind that there is; none of a rewritten text that only shares menu and notices."""
    grouped = {kind: [match for match in matches if match.kind == kind] for kind in _CHECKS}
    grouped["spun"] = [one for one in grouped["spun"] if telling_passage(one.page, one.hits, _tells)]
    return {kind: some for kind, some in grouped.items() if some}


def _in_sum(taken: Sequence[PageMatch], pages: Sequence[Page]) -> list[Result]:
    share = share_of_words([match.page for match in taken], pages)
    if len(taken) < 2 or share < _COPIED_SHARE:
        return []
    says = _sentence(taken, pages, "sources that were there before")
    return [found(_check_id(taken), Severity.STRONG, says, _proof(taken))]


def _check_id(matches: Sequence[PageMatch]) -> str:
    return _CHECKS[matches[0].kind]


def _sentence(matches: Sequence[PageMatch], pages: Sequence[Page], name: str) -> str:
    """Say how much of the main texts that were compared stands elsewhere."""
    most = max(match.containment for match in matches)
    of_page = f"up to {most:.0%} of a page's shingles"
    pages_held = f"{len(matches)} of {counted(len(pages), 'page')}"
    if matches[0].kind == "spun":
        return f"The main text of {pages_held} stands, with words exchanged, in {name} ({of_page})."
    total = sum(len(compared_words(own_text(page))) for page in pages)
    held = sum(match.containment * len(compared_words(own_text(match.page))) for match in matches) / max(1, total)
    return f"{held:.0%} of the main text of the pages compared stands in {name}, on {pages_held} ({of_page})."


def _proof(matches: Sequence[PageMatch]) -> list[Evidence]:
    strongest = sorted(matches, key=lambda match: (-match.containment, match.page.url))
    return [
        (telling_passage(match.page, match.hits, _tells) if match.kind == "spun" else None)
        or common_passage(match.page, match.hits)
        for match in strongest[:3]
    ]


def _tells(passage: str) -> bool:
    """Say whether a passage is more than names of pages and the notice that links are paid."""
    spoken_words = 0
    for sentence in _SENTENCE_END.split(passage):
        spoken = sentence.split()
        names = sum(not word[0].islower() for word in spoken)
        if names * 2 <= len(spoken) and not lexicon("disclosure").find(Words(sentence), "clear", "amazon"):
            spoken_words += len(spoken)
    return spoken_words >= _LEAST_SPOKEN


def _against_site(
    own: Fingerprint,
    other: Fingerprint,
    origin: Origin,
    matches: Sequence[PageMatch],
    pages: Sequence[Page],
    common: frozenset[int],
) -> Result:
    """Judge texts that another site has too: who was first decides; what stands on many sites is nobody's."""
    check_id = _check_id(matches)
    share = share_of_words([match.page for match in matches], pages)
    says = _sentence(matches, pages, other.site)
    if same_operator_ids(own, other):
        return found(check_id, Severity.NOTE, f"{says} Both sites carry the same operator's ids.", _proof(matches))
    why = "; ".join(origin.reasons)
    if origin.points < 0:
        return passed(check_id, f"{says} The signs say that the other site is the later one: {why}.")
    if _is_widespread(matches, common):
        says = f"{says} The same wording stands on {MANY_SITES} other sites and more."
        return found(check_id, Severity.CAUTION, says, _proof(matches))
    if len(matches) == 1 and _PRESS.search(own_text(matches[0].page)[:50_000]):
        return found(check_id, Severity.NOTE, f"{says} It reads like a press release.", _proof(matches))
    if origin.points == 0:
        return found(check_id, Severity.CAUTION, f"{says} Nothing tells which of the two was first.", _proof(matches))
    if not origin.is_told:
        says = f"{says} Nothing tells which of the two was first; this site shows less of who is behind it: {why}."
        return found(check_id, Severity.CAUTION, says, _proof(matches))
    severity = Severity.STRONG if _is_most(matches, share) else Severity.CAUTION
    return found(check_id, severity, f"{says} The signs say that this site is the later one: {why}.", _proof(matches))


def _ids_of_one_operator(
    own: Fingerprint, other: Fingerprint, origin: Origin, others: Sequence[Fingerprint]
) -> list[str]:
    """Return the ids that both sites are paid by, where they were applied for as if by different people.

    Where several signs say that this site is the earlier one, its links may have been copied with its text. Ids of
    many sites are a platform's own.
    """
    common = set(payee_ids(own)) & set(payee_ids(other))
    openly = own.applicant_id == other.applicant_id or any(value.startswith("applicant_email:") for value in common)
    if openly or origin.points <= _SURELY_EARLIER:
        return []
    return sorted(v for v in common if sum(v in one.identifiers for one in others) < _PLATFORM_SITES)


def _of_one_operator(
    result: Result, other: Fingerprint, matches: Sequence[PageMatch], pages: Sequence[Page], ids: Sequence[Located]
) -> Result:
    """Make a finding strong where both the text and an id that money goes to are another applicant's."""
    share = share_of_words([match.page for match in matches], pages)
    if matches[0].kind != "copied" or not _is_most(matches, share):
        return result
    kinds = ", ".join(dict.fromkeys(kind_title(one.identifier) for one in ids))
    says = (
        f"{_sentence(matches, pages, other.site)} Both sites, of applicants under different addresses, also carry the "
        f"same {kinds}: one operator applies repeatedly."
    )
    return found(result.check, Severity.STRONG, says, [*_proof(matches)[:2], *_id_quotes(ids)])


def _id_quotes(ids: Sequence[Located]) -> list[Evidence]:
    quotes = []
    for one in ids[:2]:
        if one.page is None:
            continue
        quote = one.quote if stands_in(one.quote, one.page) else tag_quote(one.page.html, one.quote)
        if quote and stands_in(quote, one.page):
            quotes.append(evidence(quote, one.page))
    return quotes


def _with_names(origin: Origin, own: Fingerprint, other: Fingerprint, pages: Sequence[Page]) -> Origin:
    """Add one sign more: the copied pages still name the other applicant.

    It says who was first where the whole name of a person was left; that of a site also stands where somebody complains
    of it, and a single word of a name in any text. A word of the site's own domain is its own title, whatever the other
    applicant is called.
    """
    names = set(other.owner_words) - set(own.owner_words) - _COMMON_NAME_PARTS
    left = sorted(name for name in names_in(pages, names) if name not in own.site)
    if not left:
        return origin
    points = origin.points + 1
    reasons = (*origin.reasons, f"its texts name the other applicant ({left[0].title()})")
    is_site = any(name.startswith(part) or part in name for part in left for name in other.called)
    return Origin(points, reasons, points > 0 and (origin.is_told or (len(left) == len(names) and not is_site)))


def _with_rareness(origin: Origin, own: Fingerprint, other: Fingerprint, others: Sequence[Fingerprint]) -> Origin:
    """Add what the words say that only one of two texts has: a synonym program takes those that nobody uses."""
    rarer = rarer_words(own, other, others)
    if not rarer:
        return origin
    points = origin.points + _REWRITTEN * rarer
    one, first = (own, other) if rarer > 0 else (other, own)
    why = f"the words that {one.site} has instead of those of {first.site} stand on few other sites"
    return Origin(points, (*origin.reasons, why), origin.is_told or points * rarer > 0)


def _is_most(matches: Sequence[PageMatch], share: float) -> bool:
    """Whether the texts of others make the site: one page may be a press release or the piece of a guest."""
    return share >= (_COPIED_SHARE if len(matches) > 1 else _COPIED_SHARE_ONE_PAGE)


def _is_widespread(matches: Sequence[PageMatch], common: frozenset[int]) -> bool:
    """Whether half of what agrees stands on many sites: a press release, a merchant's wording, a sample text."""
    agreeing = [value for m in matches for value in compress(shingles(own_text(m.page)).tolist(), m.hits)]
    return sum(value in common for value in agreeing) * 2 >= len(agreeing)


def _against_text(name: str, matches: Sequence[PageMatch], pages: Sequence[Page]) -> Result:
    """Judge texts of the operator's corpus; a merchant's own wording is lent to partners, so it is a caution."""
    share = share_of_words([match.page for match in matches], pages)
    merchant = bool(_MERCHANT_TEXT.search(name)) and matches[0].kind == "copied"
    severity = Severity.STRONG if _is_most(matches, share) and not merchant else Severity.CAUTION
    return found(_check_id(matches), severity, _sentence(matches, pages, f"the known text {name}"), _proof(matches))
