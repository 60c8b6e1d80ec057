"""The second look and the list of malicious hosts as an operator turns them on: options, dossiers, repeats."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.homes import affguard, must
from tests.screening.crawl.test_second_look import CASINO, GARDEN, html, text
from tests.screening.crawl.web import Web, serve

HOST, BAD = "garden.localhost", "bad.localhost"
SETTINGS = """
[screening]
delay_seconds = 0.0
site_seconds = 20.0
register_url = "http://127.0.0.1:9/"
screenshots = false
"""
LIST = f"# test list\r\n0.0.0.0 {BAD}\r\n0.0.0.0 worse.test\r\n"


@pytest.fixture
def web() -> Iterator[Web]:
    pages = {
        "/": html(text(GARDEN), ("/shop", f"http://www.{BAD}/offer")),
        "/ search": html(text(CASINO), ("/shop",)),
        "/shop": html(text(GARDEN, 120, 4)),
    }
    with serve({HOST: pages}) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "affguard.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "bad-hosts.txt").write_text(LIST, encoding="utf-8", newline="")
    return tmp_path


def screen(home: Path, web: Web, out: str, *words: str) -> Result:
    return affguard(home, "screen", web.url(HOST), "--allow-host", f"{HOST}:{web.port}", "--out", home / out, *words)


def setting(home: Path, line: str) -> None:
    (home / "affguard.toml").write_text(SETTINGS + line + "\n", encoding="utf-8")


def told(folder: Path) -> dict[str, Any]:
    (entry,) = json.loads((folder / "applicants.json").read_text(encoding="utf-8"))
    return {**entry, **{one["check"]: one for one in entry["findings"]}}


def test_both_are_off_and_say_how_to_turn_them_on(home: Path, web: Web) -> None:
    must(screen(home, web, "plain"))
    entry = told(home / "plain")
    assert {entry[check]["state"] for check in ("K-11", "D-16")} == {"not_checked"}
    assert "--second-look" in entry["K-11"]["says"]
    assert "malicious_hosts" in entry["D-16"]["says"]
    assert all(not referrer for _, referrer in web.referrers)


@pytest.mark.parametrize("by", ["option", "setting"])
def test_the_second_look_finds_and_repeats_without_a_request(home: Path, web: Web, by: str) -> None:
    words = ("--second-look",) if by == "option" else ()
    if by == "setting":
        setting(home, "second_look = true")
    must(screen(home, web, "first", *words))
    first = told(home / "first")
    assert (first["K-11"]["state"], first["K-11"]["severity"]) == ("finding", "strong")
    assert first["recommendation"] in ("review", "decline")
    assert first["K-11"]["quote"]
    assert first["K-11"]["further_evidence"][0]["quote"]
    page = (home / "first" / first["page"]).read_text(encoding="utf-8")
    assert first["K-11"]["quote"] in page
    asked = len(web.asked)
    must(screen(home, web, "second", *words))
    assert len(web.asked) == asked
    assert (home / "second" / "applicants.json").read_bytes() == (home / "first" / "applicants.json").read_bytes()


def test_a_listed_host_is_found_with_the_lists_name_size_and_hash(home: Path, web: Web) -> None:
    setting(home, 'malicious_hosts = "bad-hosts.txt"')
    must(screen(home, web, "first"))
    found = told(home / "first")["D-16"]
    assert (found["state"], found["severity"]) == ("finding", "caution")
    assert f"www.{BAD}" in found["quote"]
    assert "bad-hosts.txt, 2 entries" in found["says"]
    assert found["further_evidence"] == [
        {
            "quote": "bad-hosts.txt: 2 entries",
            "url": "list:bad-hosts.txt",
            "fetched_at": "",
            "body_sha256": hashlib.sha256(LIST.encode()).hexdigest(),
        }
    ]
    # A list of the same name with other entries is another list, and no page is asked for again.
    (home / "bad-hosts.txt").write_text(f"{HOST}\n", encoding="utf-8")
    asked = len(web.asked)
    must(screen(home, web, "second"))
    assert len(web.asked) == asked
    assert told(home / "second")["D-16"]["severity"] == "strong"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body>Please log in</body></html>\n", "one host a line"),
        (b"\x1f\x8b\x08\x00\xff", "no text"),
        (b"# nothing\n", "names no host"),
        (b"0.0.0.0 www.google-analytics.com\n0.0.0.0 bad.test\n", "against advertising"),
        (None, "No such file"),
    ],
)
def test_what_is_no_list_is_refused_before_anything_is_read(
    home: Path, web: Web, content: bytes | None, said: str
) -> None:
    setting(home, 'malicious_hosts = "list.txt"')
    if content is not None:
        (home / "list.txt").write_bytes(content)
    done = screen(home, web, "out")
    assert done.exit_code == 2
    assert "malicious_hosts" in done.output
    assert said in done.output
    assert web.asked == []
