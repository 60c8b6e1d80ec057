"""Which lists a run was made with: in its manifest, in its report, and in its identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.lists.store import provenance
from pipelines.report.render import report_html
from tests.homes import affguard, make_home, manifest, must, night
from tests.pipelines.lists.making import install
from tests.pipelines.report_sample import AS_OF, RUN, Page, sample_view

DAY = "2026-06-30"
CLICKS = "click_id,clicked_at,affiliate_id,ip\n" + "".join(
    f"c{n},2026-06-{n:02} 12:00:00,a{n % 3},198.51.100.{n}\n" for n in range(1, 31)
)
EPOCH = date(1970, 1, 1)


def test_the_manifest_and_the_report_of_a_run(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", "[judgement]\nnull_redraws = 1000\n")
    (tmp_path / "clicks.csv").write_text(CLICKS)
    words = ("run", "--clicks", tmp_path / "clicks.csv", "--as-of", DAY)
    must(affguard(home, *words))
    bare = manifest(home, DAY)
    assert bare["lists"] == []
    assert (
        "No list is installed, so the features of data centres" in Page(night(home, DAY, "report.html").decode()).text
    )

    said: dict[str, Any] = {
        "name": "cloud",
        "snapshot": date(2026, 6, 18),
        "origin": "<b>x</b>",
        "known_false_positives": "<i>&",
    }
    facts = install(home, "198.51.100.0/24\n198.51.100.7\n", **said)
    must(affguard(home, *words))
    told = manifest(home, DAY)
    assert told["lists"] == [provenance(facts)]
    assert told["lists"] == [
        {
            "name": "cloud",
            "class": "data_centre",
            "snapshot": "2026-06-18",
            "entries": 2,
            "origin": "<b>x</b>",
            "sha256": facts.sha256,
            "known_false_positives": "<i>&",
        }
    ]
    assert told["run_id"] != bare["run_id"]
    assert told["lists_fingerprint"] != bare["lists_fingerprint"]
    html = night(home, DAY, "report.html").decode()
    row = html[html.index('<th scope="row">cloud</th>') :].partition("</tr>")[0]
    for cell in ("data_centre", "2026-06-18", "12 days", ">2<", "&lt;b&gt;x&lt;/b&gt;", "&lt;i&gt;&amp;"):
        assert cell in row
    assert "No list of class vpn, tor, relay, carrier_nat, referrer_spam" in Page(html).text

    again = make_home(tmp_path / "again", "[judgement]\nnull_redraws = 1000\n")
    install(again, "198.51.100.0/24\n198.51.100.7\n", **said)
    must(affguard(again, *words))
    assert night(again, DAY, "report.html") == night(home, DAY, "report.html")
    assert (manifest(again, DAY)["run_id"], manifest(again, DAY)["lists"]) == (told["run_id"], told["lists"])


def test_a_list_from_after_the_day_says_so(tmp_path: Path) -> None:
    later = install(tmp_path, "198.51.100.7\n", snapshot=date.fromordinal(EPOCH.toordinal() + AS_OF + 1))
    view = sample_view()
    text = Page(report_html(replace(view, run=replace(RUN, lists=(later,))))).text
    assert "1 day after it" in text
    assert "none stated" in text
