"""The affiliate links of a site: whose they are, under which ids, how many, and how they are marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from screening.checks.context import Context
from screening.checks.result import Result, Severity, found, not_applicable, not_checked, passed
from screening.checks.shared.affiliate_clicks import AffiliateLink, affiliate_links
from screening.counted import counted, one_or_more
from screening.evidence import Evidence, evidence
from screening.page.networks import OWN_PROGRAMME, domain_of
from screening.page.quotes import QUOTE_LENGTH, stands_in
from screening.site import Site

__all__ = ["check"]

IDS = ("A-01", "A-02", "A-03", "A-04", "P-04")
MOST_QUOTES = 4
LEAST_LINKS_OF_AN_ID = 2
MOST_IDS_OF_ONE_PERSON = 4
LEAST_MARKED_LINKS = 4
LEAST_FOREIGN_LINKS = 20
MANY_SHARE = 0.8
_ID_PER_PAGE = frozenset(
    {"Amazon", "eBay", "Skimlinks", "Sovrn (VigLink)", "rewardStyle", "Booking.com", "Apple", "Partnerize", "generic"}
)
"""Networks that give one partner many ids: for pages, campaigns, countries."""
_ALSO_USED_OTHERWISE = frozenset({"ref", "tag", "pid", "partner", "publisher", "aid", "refid", "ref_id", "campid"})


def check(site: Site, context: Context) -> list[Result]:
    """Return one result for each of A-01 to A-04 and P-04."""
    if not site.pages:
        why = f"no page could be read: {site.state_reason or site.state.value}"
        return [not_checked(check_id, why) for check_id in IDS]
    links = [link for page in site.pages for link in affiliate_links(page, site, context)]
    if not links:
        return [not_applicable(check_id, "no affiliate link on the pages read") for check_id in IDS]
    return [_networks(links, site), _ids(links), _own_programme(links), _share(links, site), _marking(links)]


def _proof(links: Sequence[AffiliateLink]) -> list[Evidence]:
    """Return quotes of a few links that differ."""
    proof: dict[str, Evidence] = {}
    for item in links:
        quote = (item.link.quote or item.link.raw)[:QUOTE_LENGTH]
        shown = evidence(quote if stands_in(quote, item.page) else item.page.url, item.page)
        proof.setdefault(shown.quote, shown)
        if len(proof) >= MOST_QUOTES:
            break
    return list(proof.values())


def _networks(links: Sequence[AffiliateLink], site: Site) -> Result:
    counts = Counter(item.target.network for item in links)
    ids = defaultdict(set)
    for item in links:
        if item.target.affiliate_id:
            ids[item.target.network].add(item.target.affiliate_id)
    parts = [
        f"{network}: {number}{_shown(ids[network])}"
        for network, number in sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))
    ]
    first = {item.target.network: item for item in reversed(links)}
    says = (
        f"{counted(len(links), 'affiliate link')} on {len({item.page.url for item in links})} of "
        f"{counted(len(site.pages), 'page')}; " + "; ".join(parts[:12])
    )
    return passed("A-01", says, _proof([first[network] for network in sorted(first)]))


def _shown(ids: set[str]) -> str:
    shown = sorted(ids)
    return f" (ids {', '.join(shown[:4])}{' …' if len(shown) > 4 else ''})" if shown else ""


def _ids(links: Sequence[AffiliateLink]) -> Result:
    by_id: dict[str, dict[str, list[AffiliateLink]]] = defaultdict(lambda: defaultdict(list))
    for item in links:
        if item.target.affiliate_id and "ugc" not in item.link.rel:
            by_id[item.target.network][item.target.affiliate_id.lower()].append(item)
    notes: Result | None = None
    for network, ids in sorted(by_id.items()):
        used = {
            partner: items
            for partner, items in ids.items()
            if len({item.link.url for item in items}) >= LEAST_LINKS_OF_AN_ID
        }
        if len(used) < 2:
            continue
        says = f"links of {network} stand under {len(used)} ids: {', '.join(sorted(used)[:6])}"
        proof = _proof([items[0] for _, items in sorted(used.items())])
        if network in _ID_PER_PAGE or network == OWN_PROGRAMME or len(ids) > MOST_IDS_OF_ONE_PERSON:
            notes = notes or found("A-02", Severity.NOTE, says, proof)
        else:
            return found("A-02", Severity.CAUTION, says, proof)
    return notes or passed("A-02", "one id a network")


def _own_programme(links: Sequence[AffiliateLink]) -> Result:
    own = [item for item in links if item.target.network == OWN_PROGRAMME]
    if not own:
        return passed("A-03", "no link to the programme's shops names a partner")
    ids = sorted({item.target.affiliate_id for item in own})
    verb = one_or_more(len(own), "names", "name")
    says = f"{counted(len(own), 'link')} to the programme's own shops already {verb} a partner: {', '.join(ids[:6])}"
    is_plain = any(not _is_ambiguous(item.link.url) for item in own)
    return found("A-03", Severity.CAUTION if is_plain else Severity.NOTE, says, _proof(own))


def _is_ambiguous(url: str) -> bool:
    """Say whether only parameters name the partner that shops also use for other things."""
    names = {part.partition("=")[0].lower() for part in url.partition("?")[2].replace(";", "&").split("&")}
    return not any(
        name.startswith(("aff", "a_aid", "a_bid", "rfsn", "irclick", "partner_id", "partnerid")) for name in names
    ) and bool(names & _ALSO_USED_OTHERWISE)


def _share(links: Sequence[AffiliateLink], site: Site) -> Result:
    home = domain_of(site.home_url)
    clicks: Mapping[int, bool] = {id(item.link): True for item in links}
    foreign = [
        link for page in site.pages for link in page.links
        if link.url and not link.hidden and (id(link) in clicks or domain_of(link.url) != home)
    ]  # fmt: skip
    share = len(links) / len(foreign) if foreign else 0.0
    are = one_or_more(len(links), "is an affiliate link", "are affiliate links")
    says = f"{len(links)} of {counted(len(foreign), 'link')} to other sites {are} ({share:.0%})"
    if len(foreign) >= LEAST_FOREIGN_LINKS and share >= MANY_SHARE:
        return found("A-04", Severity.NOTE, says, _proof(links))
    return passed("A-04", says)


def _marking(links: Sequence[AffiliateLink]) -> Result:
    unmarked = [item for item in links if not {"sponsored", "nofollow"} & set(item.link.rel)]
    lack = one_or_more(len(unmarked), "lacks", "lack")
    says = f"{len(unmarked)} of {counted(len(links), 'affiliate link')} {lack} rel=sponsored and rel=nofollow"
    if len(links) >= LEAST_MARKED_LINKS and len(unmarked) * 2 > len(links):
        return found("P-04", Severity.NOTE, says, _proof(unmarked))
    return passed("P-04", says)
