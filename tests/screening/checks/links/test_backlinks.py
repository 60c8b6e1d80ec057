"""Family L: what the graph and providers show, and how little of it weighs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from screening.backlinks.build import build_graph
from screening.backlinks.graph import GraphProvider
from screening.backlinks.provider import Anchor, Backlinks, ReferringDomain
from screening.checks.links.backlinks import check
from screening.checks.result import Result, Severity, State
from tests.screening.backlinks.graphs import CLIENT, make_graph
from tests.screening.page.making import CONTEXT, READ_AT_US, site_of_bodies

DAY_US = 86_400_000_000


def results(backlinks: Backlinks | None, unknown: str = "") -> dict[str, Result]:
    site = replace(site_of_bodies("<p>Hello</p>"), backlinks=backlinks, backlinks_unknown=unknown)
    found = {result.check: result for result in check(site, CONTEXT)}
    assert sorted(found) == [f"L-{number:02}" for number in range(1, 16) if number != 13]
    for result in found.values():
        for quote in result.evidence:
            assert backlinks is not None
            assert quote.quote in backlinks.raw or quote.quote in quote.url
            assert len(quote.quote) <= 160
            assert quote.body_sha256 == hashlib.sha256(backlinks.raw.encode()).hexdigest()
            assert backlinks.release in quote.url
    return found


def findings(backlinks: Backlinks) -> dict[str, Severity | None]:
    return {one.check: one.severity for one in results(backlinks).values() if one.state is State.FINDING}


def linked(domains: list[ReferringDomain], **more: object) -> Backlinks:
    raw = "\n".join(json.dumps({"domain": one.domain, "rank": one.rank}) for one in domains)
    known = Backlinks("blog.example", "made", "r1", raw=f'{{"domain": "blog.example"}}\n{raw}', rank_size=1_000,
                      referring_domain_count=len(domains), referring_domains=tuple(domains))  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]


def ordinary(count: int) -> list[ReferringDomain]:
    return [
        ReferringDomain(f"site{number}.{('com', 'org', 'de')[number % 3]}", rank=10 + 7 * number,
                        host_count=1 + number % 4, links_back=number % 5 == 0)
        for number in range(count)
    ]  # fmt: skip


def test_unknown_is_not_checked_and_says_why() -> None:
    found = results(None, "no domain graph is installed; `affguard backlinks build` makes one")
    assert {one.state for one in found.values()} == {State.NOT_CHECKED}
    assert all("backlinks build" in one.says for one in found.values())


def test_an_ordinary_site_has_no_findings_and_a_known_one_a_highlight() -> None:
    assert findings(linked(ordinary(60), internal_density=0.02)) == {}
    highlight = results(linked(ordinary(60), rank=3))["L-01"]
    assert highlight.state is State.PASS
    assert "60 domains" in highlight.says and "ranks 3 of 1,000" in highlight.says
    assert highlight.evidence


def test_no_links_and_few_links_are_no_fault() -> None:
    assert findings(linked([])) == {}
    assert results(linked([]))["L-01"].says == ""
    rotten = [ReferringDomain(f"x{n}.top", rank=None, host_count=1, links_back=True) for n in range(9)]
    assert findings(linked(rotten, internal_density=1.0)) == {}


def test_a_farm_in_the_graph_is_strong_and_its_parts_alone_are_not(tmp_path: Path) -> None:
    published = make_graph(tmp_path)
    build_graph(published.vertices, [published.edges], published.ranks, tmp_path / "graph", release="r1")
    provider = GraphProvider(tmp_path / "graph")
    found = results(provider.look_up(CLIENT))
    assert found["L-05"].severity is Severity.STRONG
    assert '"links_back": true' in found["L-05"].evidence[0].quote
    client = provider.look_up(CLIENT)
    for change in (
        {"internal_density": 0.1},
        {"referring_domains": tuple(replace(one, links_back=False) for one in client.referring_domains)},
        {"referring_domains": tuple(replace(one, host_count=5) for one in client.referring_domains)},
    ):
        assert Severity.STRONG not in findings(replace(client, **change)).values()
    for name in [name for name in published.links if name.startswith("site")][::9]:
        assert set(findings(provider.look_up(name)).values()) <= {Severity.NOTE}


@pytest.mark.parametrize(
    ("check_id", "severity", "backlinks"),
    [
        ("L-02", Severity.NOTE, linked([replace(one, rank=900) for one in ordinary(12)])),
        ("L-03", Severity.CAUTION, linked([replace(one, rank=None, host_count=1) for one in ordinary(20)])),
        ("L-04", Severity.CAUTION, linked([replace(one, links_back=True) for one in ordinary(20)])),
        ("L-05", Severity.CAUTION, linked(ordinary(20), internal_density=0.4)),
        ("L-06", Severity.NOTE, linked([replace(one, domain=f"s{n}.club") for n, one in enumerate(ordinary(20))])),
        ("L-07", Severity.CAUTION, linked([replace(one, domain=f"s{n}.{('xyz', 'top')[n % 2]}")
                                           for n, one in enumerate(ordinary(20))])),
        ("L-08", Severity.CAUTION, linked([replace(one, subnet="192.0.2.0") for one in ordinary(20)])),
        ("L-09", Severity.CAUTION, linked(ordinary(20), anchors=(Anchor("cheap boots", 9, 9), Anchor("Blog", 9, 9)))),
        ("L-10", Severity.CAUTION, linked([replace(one, first_seen_us=READ_AT_US - (0 if n > 5 else 70 * n) * DAY_US)
                                           for n, one in enumerate(ordinary(30))])),
        ("L-11", Severity.NOTE, linked(ordinary(40), followed_domain_count=1)),
        ("L-12", Severity.CAUTION, linked(ordinary(20), anchors=tuple(Anchor(f"casino {n}", 1, 1) for n in range(6)))),
        ("L-14", Severity.CAUTION, linked(ordinary(20), spam_score=75.0)),
        ("L-14", Severity.STRONG, linked(ordinary(20), spam_mass=0.97)),
    ],
)  # fmt: skip
def test_each_metric_speaks_with_enough_domains(check_id: str, severity: Severity, backlinks: Backlinks) -> None:
    found = results(backlinks)[check_id]
    assert found.severity is severity
    assert found.says.endswith(".")
    few = replace(backlinks, referring_domains=backlinks.referring_domains[:8], referring_domain_count=8)
    if check_id not in ("L-09", "L-12"):  # these count link texts
        assert results(few)[check_id].state is not State.FINDING


def test_local_and_com_neighbours_are_usual() -> None:
    for suffix in ("com", "pl", "org"):
        same = [replace(one, domain=f"s{n}.{suffix}") for n, one in enumerate(ordinary(30))]
        assert results(linked(same))["L-06"].state is State.PASS


def test_how_varied_link_texts_are_is_told() -> None:
    texts = (Anchor("blog.example", 99, 99), Anchor("https://blog.example", 1, 1))
    told = results(linked(ordinary(20), anchors=texts))["L-09"]
    assert (told.state, told.says) == (State.PASS, "Link texts are 8% as varied as they could be.")
    searched = (Anchor("cheap boots", 99, 99), Anchor("Blog", 1, 1))
    assert results(linked(ordinary(20), anchors=searched))["L-09"].says.endswith(told.says)
    assert results(linked(ordinary(20), anchors=texts[:1]))["L-09"].says == ""
