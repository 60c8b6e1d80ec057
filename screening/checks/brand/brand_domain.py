"""Brand in the domain (D-12 to D-14): names that hold or imitate the programme's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, passed
from screening.checks.shared.destination import destination
from screening.domain.names import host_name
from screening.evidence import Evidence, evidence
from screening.lookalikes.match import BrandMatch, Rule, match_brand, plain
from screening.page.model import Page
from screening.page.networks import classify
from screening.page.quotes import cut
from screening.site import Site
from screening.urls import host_of, site_of
from screening.wording.phrases import lexicon, proofs
from screening.wording.words import words_of

__all__ = ["check"]

_CHECKS = ("D-12", "D-13", "D-14")
_SOFTENED = (Rule.TALKING, Rule.BROKEN, Rule.INSIDE)
"""What a site may say that it is not the brand's; a whole label and words that sell stay what they are."""
_TELLING_BRAND = 7
"""Shorter brands also stand in honest names by chance."""
_LETTERS_OF_A_WORD, _LONGEST_WORD = 3, 20
"""Least letters that the words of a name have on average: any name can be made up of scraps of two letters."""
_OFFICIAL = ("official", "offiziell", "officiel", "oficial", "ufficiale", "officieel", "oficjaln")


@dataclass(frozen=True)
class _Finding:
    check: str
    severity: Severity
    says: str
    proof: tuple[Evidence, ...]


def check(site: Site, context: Context) -> list[Result]:
    """Return the results D-12 (brand in the name), D-13 (lookalike) and D-14 (brand left of another domain)."""
    programme = context.programme
    brands = sorted({term for term in (*programme.brand_terms, *site.applicant.brand_terms) if plain(term)})
    if not brands:
        return [not_applicable(check_id, "The programme names no brand terms.") for check_id in _CHECKS]
    own = frozenset(programme.own_domains)
    findings = [
        _judged(site, match, where, own)
        for where in _addresses(site)
        if not _is_own(host_of(where.url), own)
        for brand in brands
        if (match := match_brand(host_of(where.url), brand))
    ]
    return [_result(check_id, [one for one in findings if one.check == check_id]) for check_id in _CHECKS]


def _result(check_id: str, findings: list[_Finding]) -> Result:
    if not findings:
        return passed(check_id)
    worst = max(findings, key=lambda one: one.severity.gravity)
    return found(check_id, worst.severity, worst.says, worst.proof)


@dataclass(frozen=True)
class _Address:
    """An address of the applicant: one of the site's, with the page read there."""

    url: str
    fetched_at_us: int
    body_sha256: str


def _addresses(site: Site) -> Iterator[_Address]:
    """Yield the address that was applied with, and the one that the home page ended at, each host once."""
    hosts = set()
    home = site.home
    for url in (site.home_url, home.url if home else ""):
        host = host_of(url)
        if host and host not in hosts:
            hosts.add(host)
            read = home if home and host == host_of(home.url) else None
            yield _Address(url, read.fetched_at_us if read else site.read_at_us, read.body_sha256 if read else "")


def _is_own(host: str, own: frozenset[str]) -> bool:
    return site_of(host) in own or any(f".{host}".endswith(f".{name}") for name in own)


def _judged(site: Site, match: BrandMatch, where: _Address, own: frozenset[str]) -> _Finding:
    host = host_of(where.url)
    name = host_name(host)
    proof: tuple[Evidence, ...] = (evidence(host if host in where.url else where.url, where),)
    says = f"The name {match.part!r} holds or resembles the brand term {match.brand!r}: {match.rule.value}."
    severity = _severity(match)
    if match.rule.is_lookalike:
        aggravation = _aggravation(site, match.brand, own)
        if aggravation is not None:
            remark, more = aggravation
            return _Finding("D-13", Severity.DECISIVE, f"{says} {remark}", (*proof, more))
        if _reads_as_words(match.core, site):
            says += " It also reads as words that the pages use."
            severity = severity.milder
        return _Finding("D-13", severity, says, proof)
    if match.rule in _SOFTENED and (disclaimer := _disclaimer(site)) is not None:
        says += " Its pages say that they are not the brand's own."
        severity = min(severity.milder, Severity.CAUTION, key=lambda one: one.gravity)
        proof = (*proof, disclaimer)
    left = match.rule is Rule.SUBDOMAIN or match.part in name.subdomains or name.hosted
    return _Finding("D-14" if left else "D-12", severity, says, proof)


def _severity(match: BrandMatch) -> Severity:
    """Weigh a rule by how often an honest name fires it."""
    telling = len(plain(match.brand)) >= _TELLING_BRAND
    match match.rule:
        case Rule.PART:
            return Severity.NOTE
        case Rule.TALKING | Rule.BROKEN | Rule.NEAR_COMBINATION:
            return Severity.CAUTION
        case Rule.INSIDE:
            return Severity.STRONG if telling else Severity.CAUTION
        case Rule.MISSPELT | Rule.MISSPELT_TWICE | Rule.MISSPELT_COMBINATION if not (telling and match.same_initial):
            return Severity.CAUTION
        case _:
            return Severity.STRONG


def _reads_as_words(core: str, site: Site) -> bool:
    """Say whether letters are words of the site's own texts side by side, as "allbids" is for one that speaks of bids.

    A slip of the fingers is not: its pieces are words of nobody.
    """
    used = frozenset().union(*(words_of(page.text).different for page in site.pages))
    fewest = [0] + [len(core)] * len(core)
    for end in range(1, len(core) + 1):
        starts = (start for start in range(max(0, end - _LONGEST_WORD), end - 1) if core[start:end] in used)
        fewest[end] = min((fewest[start] + 1 for start in starts if end - start < len(core)), default=len(core))
    return 0 < fewest[-1] <= len(core) // _LETTERS_OF_A_WORD


def _disclaimer(site: Site) -> Evidence | None:
    """Return where a page says that it is a fan's, unofficial or not affiliated."""
    for page in site.pages:
        words = words_of(page.text)
        if hits := lexicon("impersonation").find(words, "unofficial"):
            return next(iter(proofs(page, words, hits, 1)))
    return None


def _aggravation(site: Site, brand: str, own: frozenset[str]) -> tuple[str, Evidence] | None:
    """Return what shows that a lookalike is used as one: it leads to the merchant, or its home page bears the brand."""
    goal = destination(site)
    if goal is not None and _is_own(host_of(goal.url), own):
        return "Its home page sends visitors on to the programme's own site.", goal.proof
    link = classify(goal.url) if goal is not None else None
    if goal is not None and link is not None and link.kind == "click":
        return f"Its home page sends visitors on to a click address of {link.network}.", goal.proof
    home = site.home
    if home is not None and not _is_own(host_of(home.url), own) and (quote := _brand_shown(home, brand)):
        return "Its home page presents itself under the brand.", evidence(quote, home)
    return None


def _brand_shown(home: Page, brand: str) -> str:
    """Return the site's name, title or first heading when it is the brand, alone or as official, or ""."""
    wanted = plain(brand)
    for text in (home.meta_value("og:site_name"), home.title, *home.headings[:1]):
        first = text
        for mark in ("|", " - ", " – ", " — ", ": ", " · "):
            first = first.partition(mark)[0]
        alone = plain(first) == wanted
        if alone or (wanted in plain(text) and any(word in text.lower() for word in _OFFICIAL)):
            return cut(text, 0, len(text))
    return ""
