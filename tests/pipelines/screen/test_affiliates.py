"""From applicant to affiliate: nights take what screenings found; new partners are screened against their traffic."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

from pipelines.as_of.screened import open_screened
from pipelines.home import Home
from pipelines.screen.affiliates import due_affiliates
from pipelines.screen.publish import publish_screened
from screening.store.store import ScreeningRow
from tests.homes import affguard, make_home, manifest, must, records
from tests.screening.corpus.server import Served, serve
from tests.screening.corpus.sites import all_sites

DAY = "2026-06-30"
NAMES = ("mossy-lane", "garden-sheds-guide")
SITES = tuple(site for site in all_sites() if site.name in NAMES)
SETTINGS = """
[judgement]
null_redraws = 2000

[screening]
delay_seconds = 0.0
site_seconds = 10.0
register_url = "http://127.0.0.1:9/"
screenshots = false
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serve(SITES) as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, served: Served) -> Path:
    root = make_home(tmp_path_factory.mktemp("home"), SETTINGS)
    write_logs(root / "logs", served)
    must(affguard(root, "run", *(word for pair in files(root) for word in pair), "--as-of", DAY))
    return root


def host(name: str) -> str:
    return next(site.host for site in SITES if site.name == name)


def files(root: Path) -> list[tuple[str, Path]]:
    return [(f"--{name}", root / "logs" / f"{name}.csv") for name in ("clicks", "orders", "order-events", "affiliates")]


def write_logs(folder: Path, served: Served) -> None:
    folder.mkdir()
    clicks, orders, events, affiliates = [], [], [], []
    for place, name in enumerate((*NAMES, "paid-already")):
        website = (
            served.url(next(site for site in SITES if site.name == name)) if name in NAMES else "https://p.example"
        )
        affiliates.append(f"{name},{website},content")
        own = host(name) if name in NAMES else "p.example"
        for n in range(300):
            origin = own if place == 0 or n < 10 else "coupon-hub.example"
            clicks.append(
                f"2026-06-{10 + n % 15:02}T10:{n % 60:02}:00Z,{name},10.0.{place}.{n % 200},https://{origin}/x"
            )
        for n in range(8):
            orders.append(f"{name}-{n},2026-06-{12 + n}T12:00:00Z,{name},20.00,EUR,2.00")
            if name == "paid-already":
                events.append(f"{name}-{n},2026-06-29T12:00:00Z,paid")
    write(folder / "clicks.csv", "clicked_at,affiliate_id,ip,referrer_url", clicks)
    write(folder / "orders.csv", "order_id,ordered_at,affiliate_id,amount,currency,commission", orders)
    write(folder / "order-events.csv", "order_id,event_at,event", events)
    write(folder / "affiliates.csv", "affiliate_id,website,promo_method", affiliates)


def write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def screen(root: Path, served: Served, *words: str | Path) -> Result:
    allowed = [word for site in SITES for word in ("--allow-host", f"{site.host}:{served.port}")]
    allowed += [word for site in SITES for word in ("--allow-host", site.host)]
    return affguard(root, "screen", *words, *allowed)


def test_the_run_says_where_new_partners_clicks_came_from(home: Path) -> None:
    rows = records(f"from '{home / 'runs' / DAY / 'declared_sites.parquet'}'")
    told = {row["affiliate_id"]: row for row in rows}
    assert set(told) == set(NAMES)
    assert (told["mossy-lane"]["clicks_with_referrer"], told["mossy-lane"]["own_clicks"]) == (300, 300)
    assert told["garden-sheds-guide"]["own_clicks"] == 10
    assert told["garden-sheds-guide"]["referrers"][0] == {"domain": "coupon-hub.example", "clicks": 290}


def test_new_partners_are_screened_against_their_own_traffic(home: Path, served: Served) -> None:
    must(screen(home, served, "--affiliates", "--out", home / "again"))
    entries = {entry["applicant_id"]: entry for entry in json.loads((home / "again" / "applicants.json").read_text())}
    assert set(entries) == set(NAMES)
    found = {
        name: {one["check"]: one for one in entry["findings"] if one["state"] == "finding"}
        for name, entry in entries.items()
    }
    assert "V-01" not in found["mossy-lane"]
    assert found["garden-sheds-guide"]["V-01"]["severity"] == "strong"
    assert found["garden-sheds-guide"]["V-01"]["quote"] == "coupon-hub.example: 290"


def test_only_a_homes_own_run_says_who_is_due(home: Path, tmp_path: Path) -> None:
    for name in ("shop1", "shop[1]"):
        shutil.copytree(home / "runs", tmp_path / name / "runs")
    (tmp_path / "shop1" / "runs" / DAY / "declared_sites.parquet").write_bytes(b"nonsense")
    applicants, observed = due_affiliates(Home(tmp_path / "shop[1]"))
    assert {one.applicant_id for one in applicants} == set(observed) == set(NAMES)


def screening(applicant_id: str, site: str, day: str, *severities: str) -> ScreeningRow:
    findings = [
        {"check": "P-01", "state": "finding", "severity": severity, "title": "Title", "says": "Says.", "quote": "quote"}
        | {"url": "https://x.example/", "fetched_at": day, "body_sha256": "00", "clause": "1"}
        for severity in severities
    ]
    at_us = int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()) * 1_000_000
    payload = json.dumps({"site_state": "read", "findings": findings})
    return ScreeningRow(applicant_id, f"https://{site}/", site, at_us, "screening-1", "review", 1.0, payload)


def test_a_night_counts_what_was_found_by_its_day_alone(home: Path) -> None:
    before = manifest(home, DAY)["run_id"]
    late = screening("garden-sheds-guide", "x.example", "2026-07-01", "strong", "strong")
    publish_screened(Home(home), (late,))
    must(affguard(home, "run", "--as-of", DAY))
    assert manifest(home, DAY)["run_id"] == before

    rows = (
        screening("garden-sheds-guide", "x.example", "2026-06-20", "decisive", "strong", "caution", "note"),
        screening("other-id", "p.example", "2026-06-21", "caution"),
        late,
    )
    publish_screened(Home(home), rows)
    must(affguard(home, "run", "--as-of", DAY))
    found = {
        row["affiliate_id"]: (row["screening_finding_ratio_events"], row["screening_finding_ratio_support"])
        for row in records(f"from '{home / 'runs' / DAY / 'features.parquet'}'")
    }
    assert found["garden-sheds-guide"] == (3, 10)
    assert found["paid-already"] == (1, 10), "by its declared website"
    assert found["mossy-lane"] == (0, 0), "never screened"


def test_only_a_homes_own_screenings_count(tmp_path: Path) -> None:
    for name in ("shop1", "shop[1]"):
        (tmp_path / name).mkdir()
        publish_screened(Home(tmp_path / name), (screening(f"of {name}", "x.example", "2026-06-20", "strong"),))
    with duckdb.connect() as connection:
        open_screened(connection, Home(tmp_path / "shop[1]").screened, end_us=2**62)
        assert connection.execute("select applicant_id from screened").fetchall() == [("of shop[1]",)]


def test_what_many_share_by_path_is_nobodys_site(tmp_path: Path) -> None:
    rows = (
        screening("a", "facebook.com", "2026-06-20", "strong"),
        screening("b", "own.example", "2026-06-20", "strong"),
    )
    publish_screened(Home(tmp_path), rows)
    told = {row["applicant_id"]: row["site"] for row in records(f"from '{tmp_path / 'screened.parquet'}'")}
    assert told == {"a": "", "b": "own.example"}
