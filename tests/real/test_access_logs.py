"""A public website's own access log: every line is a click, or is refused and kept with its reason."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from tests.homes import affguard, make_home, manifest, must, scores, warehouse

SETTINGS = """
[[sources]]
name = "web server"
table = "clicks"
format = "access_log"
files = ["{file}"]
affiliate_parameter = "utm_source"
sub_id_parameter = "utm_medium"
unattributed_affiliate = "direct"
"""
LAST_DAY = "2015-05-20"
COMBINED = re.compile(
    r'(\S+) \S+ \S+ \[([^]]+)\] "((?:[^"\\]|\\.)*)" \d{3} (?:\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"'
)
"""https://httpd.apache.org/docs/2.4/logs.html#combined"""


@pytest.fixture(scope="module")
def log(real_data: Path) -> Path:
    return real_data / "access_logs" / "apache_combined.log"


@pytest.fixture(scope="module")
def home(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_home(tmp_path_factory.mktemp("access-log") / "home", SETTINGS.format(file=log))
    must(affguard(root, "run"))
    return root


def partner_of(request: str) -> str:
    """The affiliate a request line names, by another reading than the loader's."""
    target = request.split(" ")[1] if request.count(" ") >= 2 else ""
    return parse_qs(urlsplit(target).query).get("utm_source", ["direct"])[0]


def test_every_line_is_accounted_for(home: Path, log: Path) -> None:
    (account,) = manifest(home, LAST_DAY)["input_files"]
    assert account["rows_read"] == len(log.read_text().splitlines()) == 10_000
    assert (account["loaded"], account["duplicate"], account["revision"], account["rejected"]) == (9_999, 0, 0, 1)


def test_the_malformed_line_is_kept_with_its_place_and_text(home: Path, log: Path) -> None:
    lines = log.read_text().splitlines()
    odd = [(number, line) for number, line in enumerate(lines, start=1) if not COMBINED.fullmatch(line)]
    with (home / "refused-rows.csv").open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert [(int(row["line"]), row["raw_text"])] == odd
    assert row["reason"]


def test_clicks_go_to_the_affiliate_the_address_names(home: Path, log: Path) -> None:
    requests = [found[3] for line in log.read_text().splitlines() if (found := COMBINED.fullmatch(line))]
    expected = Counter(partner_of(request) for request in requests)
    assert set(expected) == {"direct", "feedburner"}
    clicks = {row["affiliate_id"]: row["clicks"] for row in scores(home, LAST_DAY)}
    measured = pd.read_parquet(home / "runs" / LAST_DAY / "features.parquet").set_index("affiliate_id")
    bots = measured["declared_bot_click_ratio_events"].astype(int).to_dict()
    assert {partner: clicks[partner] + bots[partner] for partner in clicks} == expected
    declared = sum("Googlebot" in line or "bingbot" in line for line in log.read_text().splitlines())
    assert declared < sum(bots.values()) < sum(expected.values()) / 2


def test_what_is_parsed_of_a_line(home: Path, log: Path) -> None:
    """Address, agent and referrer of every line are kept, each text once."""
    fields = [found.groups() for line in log.read_text().splitlines() if (found := COMBINED.fullmatch(line))]
    assert {text for (text,) in warehouse(home, "select text from addresses")} == {ip for ip, *_ in fields}
    agents = {text for (text,) in warehouse(home, "select text from agents")}
    assert agents == {agent for *_, agent in fields} - {"-"}
    bots = "select count(*) > 0 from agents where is_declared_bot = 1 and text like '%Googlebot%'"
    assert warehouse(home, bots) == [(True,)]
