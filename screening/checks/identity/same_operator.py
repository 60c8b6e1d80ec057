"""One operator behind several applications (L-13, D-15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_checked, passed
from screening.compare.fingerprint import fingerprint
from screening.compare.identifiers import Located, kind_title, located_identifiers, weight_of
from screening.compare.origin import compare_origin
from screening.compare.pages import content_pages
from screening.compare.sources import COPIED, all_shingles, match_neighbour, share_of_words
from screening.counted import counted
from screening.evidence import Evidence, evidence
from screening.neighbours import Fingerprint
from screening.page.quotes import stands_in, tag_quote
from screening.page.social_urls import platform_of
from screening.shared_hosts import is_many_peoples
from screening.site import Site

__all__ = ["check"]

_IDS = ("D-15", "L-13")
_PLATFORM_SITES = 20
_SHARED_BY_OTHERS = 2


def check(site: Site, context: Context) -> list[Result]:
    """Return whether others are the same site, or run by the same operator."""
    if not context.neighbours:
        return [not_checked(check_id, "There is no other application to compare with.") for check_id in _IDS]
    own = fingerprint(site)
    return [_same_site(site, own, context), _same_ids(site, own, context)]


def _same_site(site: Site, own: Fingerprint, context: Context) -> Result:
    same = [other for other in _sorted(context) if _common(own, other, context)]
    proof = [_address_proof(site)]
    if banned := [other for other in same if other.kind == "banned"]:
        return found("D-15", Severity.DECISIVE, f"{banned[0].site} was banned from the programme.", proof)
    same = [other for other in same if other.applicant_id != own.applicant_id]
    ids = ", ".join(sorted({other.applicant_id for other in same})[:5])
    owners = [other for other in same if other.shows_control and not _mail_of(own) & _mail_of(other)]
    if not same:
        return passed("D-15", "No other application names this site.")
    if owners and not own.shows_control:
        says = f"The site shows that it belongs to another application, {owners[0].applicant_id}, and not to this one."
        return found("D-15", Severity.STRONG, says, proof)
    if own.shows_control and not any(other.shows_control for other in same):
        says = f"Other applications name this site too, or lead to it, but it shows that it is this one's: {ids}."
        return found("D-15", Severity.NOTE, says, proof)
    if not any(other.site in (own.site, own.final_site) for other in same):
        return found("D-15", Severity.NOTE, f"The sites of other applications lead to {own.site}: {ids}.", proof)
    return found("D-15", Severity.CAUTION, f"{own.site} stands in other applications too: {ids}.", proof)


def _common(own: Fingerprint, other: Fingerprint, context: Context) -> set[str]:
    """Return the sites that both name or end at."""
    common = {own.site, own.final_site} & {other.site, other.final_site}
    return {name for name in common if name and not _is_shared(name, context)}


def _sorted(context: Context) -> list[Fingerprint]:
    return sorted(context.neighbours, key=lambda other: (other.site, other.applicant_id, other.kind))


def _is_shared(name: str, context: Context) -> bool:
    """Whether many live at an address: a platform, a page of links, or the merchant, of which other checks speak."""
    return name in context.programme.own_domains or is_many_peoples(name) or bool(platform_of(f"https://{name}/"))


def _mail_of(print_: Fingerprint) -> frozenset[str]:
    return frozenset(value for value in print_.identifiers if value.startswith("applicant_email:"))


def _address_proof(site: Site) -> Evidence:
    home = site.home
    if home is not None:
        return evidence(home.url[:160], home)
    fetch = next((fetch for fetch in site.fetches if site.home_url in (fetch.url, fetch.final_url)), None)
    return evidence(site.home_url[:160], fetch) if fetch else Evidence(site.home_url[:160], site.home_url, 0, "")


def _same_ids(site: Site, own: Fingerprint, context: Context) -> Result:
    located = located_identifiers(site)
    others = [other for other in _sorted(context) if not _is_same_application(own, other, context)]
    common_ids = _telling_ids(set(located), others)
    sharing = [(other, sorted(common_ids & set(other.identifiers))) for other in others]
    sharing = [(other, ids) for other, ids in sharing if ids]
    if not sharing and not site.pages:
        return not_checked("L-13", site.state_reason or "No page was read.")
    if not sharing:
        return passed("L-13", f"None of {len(located)} operator ids stands on {len(others)} other sites.")
    if gone := [(other, ids) for other, ids in sharing if other.kind == "banned" and _has_strong(ids)]:
        return _finding(Severity.DECISIVE, gone, "banned from the programme, ", located, site)
    sharing = [(other, ids) for other, ids in sharing if not _took_from_here(site, own, other, ids)]
    if not sharing:
        return passed("L-13", "Another site carries ids of this one with its text, and is the later one.")
    hidden = [(other, ids) for other, ids in sharing if _has_strong(ids) and not _mail_of(own) & _mail_of(other)]
    if hidden:
        return _finding(Severity.STRONG, hidden, "", located, site)
    many = len({other.site for other, _ in sharing}) >= _SHARED_BY_OTHERS
    if all(value.startswith("affiliate:") for _, ids in sharing for value in ids):
        # Copied links carry the ids of whom they were copied from; alone they tell little.
        return _finding(Severity.CAUTION if many else Severity.NOTE, sharing, "", located, site)
    return _finding(Severity.STRONG if many else Severity.CAUTION, sharing, "", located, site)


def _is_same_application(own: Fingerprint, other: Fingerprint, context: Context) -> bool:
    """Whether the other is this very application or site, or one leads to the other: D-15 speaks of those.

    What leads here shows the ids of this site, which says nothing of who runs it.
    """
    return other.applicant_id == own.applicant_id or other.site == own.site or bool(_common(own, other, context))


def _telling_ids(ids: set[str], others: Sequence[Fingerprint]) -> set[str]:
    """Return the ids that are not a platform's own: those that fewer than 20 other sites carry."""
    counts = Counter(value for other in others for value in set(other.identifiers) & ids)
    return {value for value in ids if counts[value] < _PLATFORM_SITES}


def _has_strong(ids: Sequence[str]) -> bool:
    return any(weight_of(value) == "strong" for value in ids)


def _took_from_here(site: Site, own: Fingerprint, other: Fingerprint, ids: Sequence[str]) -> bool:
    """Whether the other site copied this one, ids and all, and is the later one."""
    if any(value.startswith("applicant_email:") for value in ids):
        return False
    pages = content_pages(site.pages)
    copied = [match.page for match in match_neighbour(pages, all_shingles(pages), other) if match.kind == "copied"]
    return share_of_words(copied, pages) >= COPIED and compare_origin(own, other).points < 0


def _finding(
    severity: Severity,
    sharing: Sequence[tuple[Fingerprint, Sequence[str]]],
    what: str,
    located: Mapping[str, Located],
    site: Site,
) -> Result:
    ids = list(dict.fromkeys(value for _, values in sharing for value in values))
    names = ", ".join(dict.fromkeys(other.site or other.applicant_id for other, _ in sharing[:5]))
    kinds = ", ".join(dict.fromkeys(kind_title(value) for value in ids))
    number = len({other.site for other, _ in sharing})
    says = f"{counted(number, 'other site')} ({what}{names}): the same {kinds}."
    ids.sort(key=lambda value: (weight_of(value) != "strong", value))
    return found("L-13", severity, says, [_proof(located[value], site) for value in ids[:4]])


def _proof(located: Located, site: Site) -> Evidence:
    page = located.page
    if page is None:
        return _address_proof(site)
    if not stands_in(located.quote, page):
        tag = tag_quote(page.html, located.quote)
        return evidence(tag, page) if tag and stands_in(tag, page) else evidence(page.url[:160], page)
    return evidence(located.quote, page)
