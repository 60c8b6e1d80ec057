"""The corpus itself: served as written, counted, the same every time, and printed as a matrix."""

from __future__ import annotations

import csv
import gzip
import io
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

import pytest

from screening.checks.catalogue import CLAUSE_KEYS
from tests.screening.corpus.matrix import (
    RECOMMENDATIONS,
    Outcome,
    applicants_csv,
    catch_ratio,
    matrix,
    wrong_findings,
    wrongly_held_ratio,
)
from tests.screening.corpus.model import Behaviour, CorpusSite, Label
from tests.screening.corpus.programme import COUPON_CODES, PROGRAMMES, programme
from tests.screening.corpus.server import Served, serve
from tests.screening.corpus.sites import all_sites

SITES = all_sites()
BY_NAME = {site.name: site for site in SITES}
HONEST = [site for site in SITES if site.label is Label.HONEST]
BAD = [site for site in SITES if site.label is Label.BAD]
LABEL_WORDS = re.compile(r"\b(?:honest|unverifiable|corpus|fraud\w*|decoy|cookie.stuffer)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(SITES) as running:
        yield running


def fetch(served: Served, site: CorpusSite, path: str = "/", method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=5)
    connection.request(method, path, headers={"Host": f"{site.host}:{served.port}", "Connection": "close"})
    response = connection.getresponse()
    return response, response.read()


def test_counts_are_as_stated() -> None:
    assert Counter(site.label for site in SITES) == {Label.HONEST: 47, Label.BAD: 82, Label.UNVERIFIABLE: 14}


def test_host_names_can_be_resolved_and_are_labels_of_one_level() -> None:
    assert len(BY_NAME) == len(SITES)
    assert all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", site.name) for site in SITES)


def test_every_kind_of_bad_site_is_there_at_least_twice() -> None:
    single = {kind for kind, count in Counter(site.kind for site in BAD).items() if count < 2}
    # Two ways of the same wrong; and a way that has no second form.
    assert single == {"income claims", "cure claims", "stuffing: poster"}
    assert len({site.kind for site in BAD if site.kind.startswith("stuffing: ")}) >= 8
    assert len({site.kind for site in BAD if site.kind.startswith("parked: ")}) == 3


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_labels_are_whole(site: CorpusSite) -> None:
    assert site.why.endswith(".")
    assert site.programme in PROGRAMMES
    assert bool(site.expected_checks) == (site.label is Label.BAD)
    assert not set(site.expected_checks) & set(site.must_not)
    assert all(re.fullmatch(r"[A-Z]-\d\d", check) for check in site.expected_checks + site.must_not)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_pages_never_name_the_label(site: CorpusSite) -> None:
    for path, response in site.pages.items():
        body = gzip.decompress(response.body) if ("Content-Encoding", "gzip") in response.headers else response.body
        assert not LABEL_WORDS.search(body.decode("latin-1")), path


@pytest.mark.parametrize("site", HONEST, ids=lambda site: site.name)
def test_honest_sites_answer_and_their_own_links_lead_somewhere(served: Served, site: CorpusSite) -> None:
    response, body = fetch(served, site)
    assert response.status == 200
    assert b"%origin" not in body
    links = set(
        re.findall(r'href=["\'](/[a-z][^"\'#]*)["\']', body.decode("latin-1").replace("&amp;", "&"), re.IGNORECASE)
    )
    for link in sorted(links - {"/cart"}):
        assert fetch(served, site, link)[0].status in {200, 301, 302, 307}, link


@pytest.mark.parametrize("site", HONEST, ids=lambda site: site.name)
def test_honest_sites_let_readers_in_and_list_pages_of_their_own_host(served: Served, site: CorpusSite) -> None:
    response, rules = fetch(served, site, "/robots.txt")
    if response.status == 404:
        assert site.kind in {"one-page portfolio", "photographer"}
        return
    assert b"Disallow: /\n" not in rules.partition(b"User-agent: *")[2]
    body = fetch(served, site, "/sitemap.xml")[1].decode()
    listed = re.findall(r"<loc>(.*?)</loc>", body)
    assert listed
    assert all(url.startswith(f"http://{site.host}:{served.port}/") for url in listed)


def test_head_has_no_body_and_pictures_are_pictures(served: Served) -> None:
    response, body = fetch(served, BY_NAME["halloran-photo"], "/img/c1.png", "HEAD")
    assert (response.status, body) == (200, b"")
    assert fetch(served, BY_NAME["halloran-photo"], "/img/c1.png")[1].startswith(b"\x89PNG\r\n")


def test_an_unknown_host_and_an_unknown_page_are_told_apart(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=5)
    connection.request("GET", "/", headers={"Host": "nobody.localhost"})
    assert connection.getresponse().status == 421
    assert fetch(served, BY_NAME["mossy-lane"], "/no-such-page")[0].status == 404


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("tired-server", "/robots.txt", 503),
        ("walled-garden", "/", 403),
        ("walled-garden", "/anything", 403),
        ("walled-garden", "/robots.txt", 200),
        ("check-your-browser", "/", 503),
        ("gone-fishing", "/", 503),
        ("needs-password", "/", 401),
        ("members-only", "/", 302),
        ("lakeview-angler", "/pixel.png", 302),
        ("hikerhub-online", "/kjh23kjh", 200),
        ("hikerhub-online", "/robots.txt", 404),
        ("county-library", "/browse/a/b/c/", 200),
        ("parish-hall", "/calendar/1066/10/", 200),
        ("fly-box", "/list?sid=1", 200),
        ("round-and-round", "/a/a", 302),
    ],
)
def test_answers_are_as_the_site_says(served: Served, name: str, path: str, status: int) -> None:
    assert fetch(served, BY_NAME[name], path)[0].status == status


def test_origins_are_filled_in_with_the_sister_site(served: Served) -> None:
    assert f"http://ovenbird-knits.localhost:{served.port}/".encode() in fetch(served, BY_NAME["ovenbird-bakes"])[1]


def test_old_pages_come_in_their_own_charset(served: Served) -> None:
    response, body = fetch(served, BY_NAME["szlakiem"], "/barania-gora.htm")
    assert response.headers["Content-Type"] == "text/html"
    assert "Wyszliśmy" in body.decode("iso-8859-2")


def test_the_slow_and_the_silent_keep_their_client_waiting_and_the_dead_refuse(served: Served) -> None:
    drip = socket.create_connection(("127.0.0.1", served.port), timeout=1.2)
    with drip:
        drip.sendall(b"GET / HTTP/1.1\r\nHost: honey-drip.localhost\r\n\r\n")
        begun = time.monotonic()
        received = b""
        while time.monotonic() - begun < 1.2:
            received += drip.recv(4096)
        assert 1 <= len(received.partition(b"\r\n\r\n")[2]) <= 4
    silent = socket.create_connection(("127.0.0.1", served.port), timeout=0.3)
    with silent, pytest.raises(TimeoutError):
        silent.sendall(b"GET / HTTP/1.1\r\nHost: silent-line.localhost\r\n\r\n")
        silent.recv(1)
    with pytest.raises((HTTPException, ConnectionError)):
        fetch(served, BY_NAME["cut-off"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.closed_port), timeout=1)


def test_requests_are_logged_with_their_host(served: Served) -> None:
    fetch(served, BY_NAME["mossy-lane"], "/about")
    last = served.requests[-1]
    assert (last.host, last.method, last.path) == ("mossy-lane.localhost", "GET", "/about")


def test_a_second_making_gives_the_same_bytes() -> None:
    again = {site.name: site.pages for site in all_sites.__wrapped__()}
    assert again == {site.name: site.pages for site in SITES}


def test_copies_stand_beside_their_sources() -> None:
    source = BY_NAME["mossy-lane"].pages["/walks/fog-on-brown-clee"].body.decode()
    sentence = "sheep appeared one leg at a time"
    assert sentence in source
    copied = b"".join(response.body for response in BY_NAME["country-rambles"].pages.values()).decode()
    spun = b"".join(response.body for response in BY_NAME["woodland-ways"].pages.values()).decode()
    assert sentence in copied
    assert sentence not in spun
    assert "memorial" in spun


@pytest.mark.parametrize("variant", PROGRAMMES)
def test_the_terms_cover_every_clause_key(variant: str) -> None:
    terms = programme(variant)
    assert {key for clause in terms.clauses for key in clause.covers} == set(CLAUSE_KEYS)
    assert terms.coupon_codes == COUPON_CODES
    assert ("coupon" in terms.allowed_promotion_methods) is False


def test_applicants_file_has_a_line_for_each_site(served: Served) -> None:
    rows = list(csv.DictReader(io.StringIO(applicants_csv(SITES, served))))
    assert [row["applicant_id"] for row in rows] == [site.name for site in SITES]
    first = next(row for row in rows if row["applicant_id"] == "fixitfern")
    assert first["website"] == f"http://fixitfern.localhost:{served.port}/"
    assert first["promo_methods"].split(";") == ["youtube", "social"]
    assert len(first["social_urls"].split()) == 2
    dead = next(row for row in rows if row["applicant_id"] == "nobody-home")
    assert dead["website"].endswith(f":{served.closed_port}/")


def test_matrix_counts_labels_against_recommendations() -> None:
    outcomes = [Outcome(BY_NAME["mossy-lane"], "approve"), Outcome(BY_NAME["bootlog"], "review", ("P-10", "P-04"))]
    outcomes += [Outcome(BY_NAME["nortwind"], "decline", ("D-13",)), Outcome(BY_NAME["pixel-pets"], "watch")]
    outcomes += [Outcome(BY_NAME["gone-fishing"], "review", incomplete=True), Outcome(BY_NAME["cut-off"], "review")]
    assert (catch_ratio(outcomes), wrongly_held_ratio(outcomes)) == (0.5, 0.5)
    assert wrong_findings(outcomes) == [("bootlog", "P-10")]
    lines = matrix(outcomes).splitlines()
    assert lines[0].split() == ["label", *RECOMMENDATIONS]
    assert [line.split() for line in lines[1:4]] == [
        ["honest", "1", "0", "1", "0"],
        ["bad", "0", "1", "0", "1"],
        ["unverifiable", "0", "0", "2", "0"],
    ]
    wrong = lines[lines.index("not as labelled:") + 1 :]
    assert [line.split()[0] for line in wrong] == ["pixel-pets", "bootlog", "cut-off"]
    assert matrix(reversed(outcomes)) == matrix(outcomes)


def test_no_page_is_larger_or_slower_than_it_must_be() -> None:
    assert max(len(response.body) for site in SITES for response in site.pages.values()) < 40_000
    assert {response.behaviour for site in SITES for response in site.pages.values()} >= {
        Behaviour.DRIP,
        Behaviour.HANG,
        Behaviour.CLOSE,
    }


def test_data_files_are_where_the_loader_looks() -> None:
    assert len(list((Path(__file__).parent / "written").glob("*.toml"))) == 12


def test_only_declared_or_hidden_sisters_share_an_account() -> None:
    account = re.compile(rb"ca-pub-\d{10,}|\bG-[A-Z0-9]{10}\b|GTM-[A-Z0-9]{6,}|fbq\('init','(\d+)'")
    owners: dict[bytes, set[str]] = {}
    for site in SITES:
        for found in {match[0] for response in site.pages.values() for match in account.finditer(response.body)}:
            owners.setdefault(found, set()).add(site.name)
    assert len(owners) > 20
    shared = {frozenset(names) for names in owners.values() if len(names) > 1}
    assert shared == {
        frozenset({"ovenbird-bakes", "ovenbird-knits"}),
        frozenset({"fern-hollow-tips", "granite-kitchen-tips"}),
    }


def test_addresses_of_the_network_stand_in_the_pages_as_written() -> None:
    for site in (site for site in BAD if site.kind.startswith("stuffing: ")):
        written = b"".join(response.body for response in site.pages.values()).decode("latin-1")
        targets = " ".join(value for response in site.pages.values() for name, value in response.headers)
        networks = r"awin1\.com|anrdoezrs|dpbolvw|tkqlhce|kqzyfj|jdoqocy|linksynergy|shareasale|prf\.hn|www\.anr"
        assert re.search(networks, written + targets) or site.kind == "stuffing: encoded", site.name
