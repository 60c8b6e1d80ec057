"""`affguard demo` finds what the README shows of it, and what it knows to be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup

from tests.homes import affguard, must

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_a_case_of_the_demo(tmp_path: Path) -> None:
    told = must(affguard(tmp_path, "demo"), 0).output
    report = Path(re.findall(r"^Report: (.*)$", told, flags=re.MULTILINE)[0])
    truth = pd.read_csv(tmp_path / "demo-logs" / "truth.csv", dtype=str).set_index("affiliate_id")
    flagged = pd.read_csv(report.with_name("flagged_affiliates.csv"), dtype=str).set_index("affiliate_id")

    section = README.read_text(encoding="utf-8").partition("## What a flagged affiliate looks like")[2]
    headline, *lines = section.split("```")[1].strip().splitlines()
    name, band, log_odds, q_value = re.split(r"\s{2,}", headline)
    ((affiliate_id, row),) = flagged[flagged["name"] == name].iterrows()
    assert band == row["band"]
    assert log_odds == f"log-odds about +{float(row['log_odds']):.0f}"
    assert float(row["q_value"]) < float(q_value.removeprefix("q below "))

    (page,) = (report.parent / "cases").glob(f"*{affiliate_id}*.html")
    text = " ".join(BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").get_text(" ").split()).replace(" .", ".")
    assert [line.strip() for line in lines if line.strip() not in text] == []
    assert len(set(flagged.index) & set(truth.index[truth["fraud_type"].notna()])) >= 0.9 * len(flagged)
