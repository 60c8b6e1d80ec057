"""What a run publishes: the files, their columns, and what must hold between them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup

from features.definitions import catalogue
from models.judging.judgement import FLAGGED_BANDS
from models.judging.quality import QUALITY_RATIOS
from pipelines.demo.generate import DemoFiles, DemoSize, generate
from pipelines.pages.safe_text import case_file_name
from pipelines.settings.model import Settings
from tests.homes import (
    affguard,
    assert_same_run,
    make_home,
    manifest,
    must,
    night,
    records,
    scores,
    tracked_runs,
    warehouse,
)

DAY = "2026-06-30"
SETTINGS = "[judgement]\nnull_redraws = 2000\nprior_fraud_share = 0.05\n"
PRIOR = math.log(0.05 / 0.95)
TABLES = ("clicks", "visits", "orders", "order_events", "affiliates", "offers", "coupons", "targets")
HOSTILE = '=HYPERLINK("http://example.com")</script><img src=x onerror=alert(1)>\x1b[31m'
ONE_ORDER = "one-order"
"""An affiliate with a single order, which was refunded."""

COLUMNS = {
    "scores": {
        "affiliate_id": "VARCHAR",
        "score": "DOUBLE",
        "p_value": "DOUBLE",
        "q_value": "DOUBLE",
        "band": "VARCHAR",
        "fraud_type": "VARCHAR",
        "commission_at_risk": "STRUCT(currency VARCHAR, commission_minor BIGINT)[]",
        "lock_date": "DATE",
        "reasons": 'STRUCT(code VARCHAR, feature VARCHAR, "value" DOUBLE, peer_median DOUBLE, '
        "peer_percentile DOUBLE, support DOUBLE, points DOUBLE)[]",
        "clicks": "BIGINT",
        "orders": "BIGINT",
        "peer_group": "VARCHAR",
    },
    "rings": {
        "ring_id": "VARCHAR",
        "members": "VARCHAR[]",
        "member_count": "BIGINT",
        "shared_kinds": "VARCHAR",
        "shared": "BIGINT",
        "expected_by_chance": "DOUBLE",
        "p_value": "DOUBLE",
    },
    "evidence": {"affiliate_id": "VARCHAR", "code": "VARCHAR", "kind": "VARCHAR", "id": "VARCHAR", "rank": "BIGINT"},
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """A small programme, with somebody hostile and somebody tiny in it."""
    folder = tmp_path_factory.mktemp("logs")
    size = DemoSize(affiliates=60, clicks=6_000, orders=600, days=45)
    files = generate(folder, size=size, seed=3, file_format="csv")
    with (folder / "clicks-hostile.csv").open("w", newline="", encoding="utf-8") as handle:
        rows = csv.writer(handle)
        rows.writerow(["click_id", "clicked_at", "affiliate_id", "sub_id", "ip", "user_agent", "referrer_url"])
        for n in range(400):
            agent = "curl/8.5.0"
            row = [f"h{n}", f"2026-06-30 02:{n // 60:02}:{n % 60:02}", HOSTILE, "@sub", "203.0.113.9", agent, ""]
            rows.writerow(row)
    (folder / "orders-one.csv").write_text(
        f"order_id,ordered_at,affiliate_id,amount,commission\n{ONE_ORDER},2026-05-20 12:00:00,{ONE_ORDER},10.00,1.00\n"
    )
    (folder / "order_events-one.csv").write_text(
        f"order_id,event_at,event,amount\n{ONE_ORDER},2026-05-25 12:00:00,refunded,10.00\n"
    )
    return files


def given(logs: DemoFiles, shuffled: int | None = None) -> list[str | Path]:
    """Return the words of the command line that name all files, in order or shuffled."""
    folder = logs.orders[0].parent
    words: list[tuple[str, Path]] = []
    for table in TABLES:
        found = sorted(folder.glob(f"{table}.csv")) + sorted(folder.glob(f"{table}-*.csv"))
        words += [(f"--{table.replace('_', '-')}", path) for path in found]
    if shuffled is not None:
        random.Random(shuffled).shuffle(words)
    return [word for pair in words for word in pair]


@pytest.fixture(scope="module")
def home(logs: DemoFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_home(tmp_path_factory.mktemp("one") / "home", SETTINGS)
    must(affguard(root, "run", *given(logs), "--as-of", DAY))
    return root


@pytest.fixture(scope="module")
def rows(home: Path) -> list[dict[str, Any]]:
    return scores(home, DAY)


def test_all_files_are_there(home: Path, rows: list[dict[str, Any]]) -> None:
    names = {path.name for path in (home / "runs" / DAY).iterdir()}
    expected = "features.parquet features_sub_id.parquet features_affiliate_offer.parquet "
    expected += "scores.parquet scores.csv scores_sub_id.parquet quality.parquet rings.parquet evidence.parquet "
    expected += "declared_sites.parquet scorecards.parquet "
    expected += "flagged_affiliates.csv flagged_affiliates.xlsx caps.csv report.html summary.html manifest.json cases "
    expected += "audit.csv weights.json"
    assert names == set(expected.split())
    flagged = [row for row in rows if row["band"] in ("review", "hold")]
    assert flagged
    assert len(list((home / "runs" / DAY / "cases").glob("*.html"))) == len(flagged)


@pytest.mark.parametrize("table", COLUMNS)
def test_columns(home: Path, table: str) -> None:
    found = records(f"describe from '{home / 'runs' / DAY / table}.parquet'")
    assert {row["column_name"]: row["column_type"] for row in found} == COLUMNS[table]


def outputs_page() -> dict[str, set[str]]:
    """Return file → the columns that docs/outputs.md describes; `<ratio>` stands for each quality ratio."""
    described: dict[str, set[str]] = {}
    text = (Path(__file__).resolve().parents[2] / "docs" / "outputs.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        heading, _, body = section.partition("\n")
        first_cells = re.findall(r"^\| (`[^|]*) \|", body, flags=re.M)
        named = {name for cell in first_cells for name in re.findall("`([^`]+)`", cell)}
        ratios = {name.replace("<ratio>", ratio) for name in named for ratio in QUALITY_RATIOS if "<ratio>" in name}
        for file in re.findall("`([^`]+)`", heading):
            described[file] = {name for name in named if "<ratio>" not in name} | ratios
    return described


def test_the_page_of_outputs_describes_every_file_and_column(home: Path) -> None:
    page = outputs_page()
    folder = home / "runs" / DAY
    assert set(page) == {path.name for path in folder.iterdir() if path.suffix in (".parquet", ".csv", ".xlsx")}
    known = {feature.name: feature.kind for feature in catalogue()}
    parts = {"rate": ("", "_events", "_support"), "level": ("", "_support")}
    of_features = {name + part for name, kind in known.items() for part in parts[kind]}
    grains = {"features.parquet": set[str](), "features_sub_id.parquet": {"sub_id"}}
    grains["features_affiliate_offer.parquet"] = {"offer_id"}
    for name, named in page.items():
        described = named
        if name.endswith(".parquet"):
            columns = {row["column_name"] for row in records(f"describe from '{folder / name}'")}
        elif name.endswith(".csv"):
            columns = set(next(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8")))))
        else:
            columns = {str(cell.value) for cell in openpyxl.load_workbook(folder / name).worksheets[0][1]}
        if name in grains:
            described = {one for one in described if "<feature>" not in one} - {"sub_id", "offer_id"} | grains[name]
            columns -= of_features
        assert columns == described, name


def test_quality_ratios_are_drawn_and_their_reasons_as_measured(home: Path) -> None:
    """What docs/outputs.md says of `<ratio>`."""
    apart = 0
    for row in records(f"from '{home / 'runs' / DAY / 'quality.parquet'}'"):
        for reason in row["reasons"]:
            ratio = reason["code"]
            assert reason["value"] == pytest.approx(row[f"{ratio}_events"] / row[f"{ratio}_support"])
            apart += abs(reason["value"] - row[ratio]) > 1e-6
    assert apart > 0


def test_the_grain_below_has_the_same_columns_and_the_sub_id(home: Path) -> None:
    found = records(f"describe from '{home / 'runs' / DAY / 'scores_sub_id.parquet'}'")
    expected = {**COLUMNS["scores"], "sub_id": "VARCHAR"}
    assert {row["column_name"]: row["column_type"] for row in found} == expected


def test_every_active_affiliate_has_a_row_and_nobody_else(home: Path, rows: list[dict[str, Any]]) -> None:
    windows = Settings().windows
    last = "cast(epoch(date '2026-06-30') / 86400 as integer)"
    active = warehouse(
        home,
        f"select affiliate_id from clicks where clicked_us // 86400000000 > {last} - {windows.traffic_days} union "
        f"select affiliate_id from orders where ordered_us // 86400000000 > {last} - {windows.order_days}",
    )
    assert [row["affiliate_id"] for row in rows] == sorted(name for (name,) in active)
    assert {ONE_ORDER, HOSTILE} <= {row["affiliate_id"] for row in rows}


@pytest.mark.parametrize("table", ["scores", "scores_sub_id"])
def test_score_is_the_sum_of_its_reasons(home: Path, table: str) -> None:
    for row in records(f"from '{home / 'runs' / DAY / table}.parquet'"):
        log_odds = PRIOR + sum(reason["points"] for reason in row["reasons"])
        assert row["score"] == pytest.approx(100 / (1 + math.exp(-log_odds)), abs=1e-6)
        points = [reason["points"] for reason in row["reasons"]]
        assert points == sorted(points, reverse=True)
        assert all(value > 0 for value in points)


def test_evidence_has_the_clicks_and_orders_that_case_pages_show(home: Path, rows: list[dict[str, Any]]) -> None:
    titles = {feature.name: feature.title for feature in catalogue()}
    published: dict[tuple[str, str, str], list[str]] = {}
    for row in records(f"from '{home / 'runs' / DAY / 'evidence.parquet'}'"):
        published.setdefault((row["affiliate_id"], titles[row["code"]], row["kind"]), []).append(row["id"])
    shown: dict[tuple[str, str, str], list[str]] = {}
    for name in (row["affiliate_id"] for row in rows if row["band"] in FLAGGED_BANDS):
        page = BeautifulSoup((home / "runs" / DAY / "cases" / case_file_name(name)).read_text(encoding="utf-8"), "lxml")
        for paragraph in page.select(".evidence p"):
            kind = re.search("(click|order) ids", paragraph.get_text())
            if paragraph.b is not None and kind:
                ids = [one.get_text() for one in paragraph.select("bdi.id")]
                shown[name, paragraph.b.get_text(), kind[1]] = ids
    assert {kind for _, _, kind in shown} == {"click", "order"}
    assert published == shown


@pytest.mark.parametrize("table", ["scores", "scores_sub_id"])
def test_score_p_and_q_order_alike(home: Path, table: str) -> None:
    rows = records(f"from '{home / 'runs' / DAY / table}.parquet' order by score desc")
    for above, below in pairwise(rows):
        assert above["p_value"] <= below["p_value"]
        assert above["q_value"] <= below["q_value"]


@pytest.mark.parametrize("table", ["scores", "scores_sub_id"])
def test_bands_follow_from_p_and_q(home: Path, table: str) -> None:
    options = Settings().judgement
    for row in records(f"from '{home / 'runs' / DAY / table}.parquet'"):
        assert (row["band"] in ("review", "hold")) == (row["q_value"] <= options.fdr)
        assert (row["band"] == "hold") == (row["q_value"] <= options.hold_q)
        assert 0 < row["p_value"] <= row["q_value"] <= 1


def test_one_refund_of_one_order_is_no_evidence(rows: list[dict[str, Any]]) -> None:
    (row,) = [row for row in rows if row["affiliate_id"] == ONE_ORDER]
    assert row["orders"] == 1
    assert not [reason for reason in row["reasons"] if "refund" in reason["code"]]
    assert row["band"] == "clear"


def test_four_hundred_clicks_of_a_program_are_evidence(rows: list[dict[str, Any]]) -> None:
    (row,) = [row for row in rows if row["affiliate_id"] == HOSTILE]
    assert row["band"] == "hold"
    assert "automated_agent_click_ratio" in [reason["code"] for reason in row["reasons"]]


def test_the_csv_says_what_the_parquet_says(home: Path, rows: list[dict[str, Any]]) -> None:
    told = list(csv.DictReader(io.StringIO(night(home, DAY, "scores.csv").decode())))
    assert len(told) == len(rows)
    for text, row in zip(told, rows, strict=True):
        assert text["affiliate_id"].removeprefix("'") == row["affiliate_id"]
        assert float(text["score"]) == row["score"]
        assert text["lock_date"] == (row["lock_date"].isoformat() if row["lock_date"] else "")
        assert [reason["points"] for reason in json.loads(text["reasons"])] == [r["points"] for r in row["reasons"]]


def test_no_cell_is_a_formula(home: Path) -> None:
    for name in ("scores.csv", "flagged_affiliates.csv", "caps.csv"):
        content = night(home, DAY, name).decode()
        cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
        assert name == "caps.csv" or any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell[:1] in tuple("=+@\t\r")]
        assert not [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-[\d.e-]+", cell)]
    book = openpyxl.load_workbook(io.BytesIO(night(home, DAY, "flagged_affiliates.xlsx")))
    written = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in written if cell.data_type == "f"]


def pages(home: Path) -> list[str]:
    folder = home / "runs" / DAY
    return [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))]


def test_pages_stand_alone_and_run_nothing(home: Path) -> None:
    for page in pages(home):
        assert not re.search(r"<script|<iframe|<object|<embed|<link\b|<base\b|@import|\bon\w+\s*=\s*[\"']", page, re.I)
        targets = re.findall(r"(?:src|href|action|xlink:href)\s*=\s*[\"']([^\"']*)", page)
        targets += re.findall(r"url\(\s*[\"']?([^\"')]*)", page)
        assert not [target for target in targets if re.match(r"(?:[a-z]+:)?//|javascript:", target, re.I)]
        assert not [c for c in page if ord(c) < 32 and c not in "\n\t"]


def test_pages_accuse_nobody(home: Path) -> None:
    words = re.compile("fraud" + "ster|gui" + "lty", re.IGNORECASE)
    assert not [page for page in pages(home) if words.search(page)]
    assert "Indicators consistent with" in night(home, DAY, "report.html").decode()


def test_links_between_pages_lead_somewhere(home: Path) -> None:
    from urllib.parse import unquote

    for path in sorted((home / "runs" / DAY).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r'href="([^"#]+)"', text):
            assert (path.parent / unquote(target)).is_file(), target
        anchors = set(re.findall(r'\bid="([^"]+)"', text))
        assert set(re.findall(r'href="#([^"]+)"', text)) <= anchors


def test_manifest_says_what_the_result_hangs_on(home: Path, logs: DemoFiles) -> None:
    told = manifest(home, DAY)
    for name in ("run_id", "code", "settings", "terms", "rows"):
        assert re.fullmatch(r"[0-9a-f]{64}", told[name])
    assert told["as_of"] == DAY
    assert told["model_version"]
    assert all(step["seconds"] >= 0 for step in told["steps"])
    assert {"load", "features", "scores", "report", "tracking"} <= {step["name"] for step in told["steps"]}
    assert [(told["run_id"], DAY, told["mlflow_run_id"])] == tracked_runs(home)
    files = {Path(account["path"]).name: account for account in told["input_files"]}
    folder = logs.orders[0].parent
    assert set(files) == {Path(word).name for word in given(logs)[1::2]}
    for name, account in files.items():
        assert account["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        counted = account["loaded"] + account["duplicate"] + account["revision"] + account["rejected"]
        assert account["rows_read"] == counted
        with (folder / name).open(newline="", encoding="utf-8") as handle:
            assert account["rows_read"] == sum(1 for _ in csv.reader(handle)) - 1


def test_another_home_at_another_place_with_files_in_another_order(home: Path, logs: DemoFiles, tmp_path: Path) -> None:
    """The same rows give the same bytes, wherever and in whatever order and however many loads."""
    other = make_home(tmp_path / "deeper" / "elsewhere", SETTINGS)
    words = given(logs, shuffled=5)
    half = len(words) // 4 * 2
    must(affguard(other, "load", *words[:half]))
    must(affguard(other, "run", *words[half:], "--as-of", DAY))
    assert_same_run(home, other, DAY)
