"""Photographs of home pages: what a page says is shown, and nothing that it asks for is done."""

from __future__ import annotations

import base64
import socket
import stat
from pathlib import Path

import pytest

from pipelines.screen.screenshot import find_chromium, photograph

PNG = "data:image/png;base64,"


@pytest.fixture
def chromium() -> str:
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


def fake(folder: Path, script: str) -> str:
    """Return a browser that only does what a shell script says; its last words are those of a real call."""
    browser = folder / "browser"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    return str(browser)


def test_a_page_is_shown(chromium: str) -> None:
    white, red = (photograph(chromium, f'<body style="background:{colour}">') for colour in ("white", "red"))
    for picture in (white, red):
        assert base64.b64decode(picture.removeprefix(PNG)).startswith(b"\x89PNG")
    assert white != red


def test_nothing_that_a_page_asks_for_is_fetched_or_run(chromium: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        hostile = (
            f'<link rel="stylesheet" href="{address}/a.css"><img src="{address}/b.png">'
            f'<iframe src="{address}/c"></iframe>'
            f'<meta http-equiv="refresh" content="0;url={address}/d"><script>location="{address}/e"</script>'
            f'"></iframe><img src="{address}/f.png"><script>location="{address}/g"</script>'
        )
        assert photograph(chromium, hostile).startswith(PNG)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_source_stands_in_a_frame_that_may_do_nothing(tmp_path: Path) -> None:
    saw = tmp_path / "saw.html"
    browser = fake(tmp_path, f'for page; do :; done; cp "${{page#file://}}" {saw}')
    assert photograph(browser, '"></iframe><script>alert(1)</script>') == ""
    shown = saw.read_text()
    assert 'sandbox=""' in shown and "default-src 'none'" in shown
    assert "<script" not in shown and shown.count("</iframe>") == 1


@pytest.mark.parametrize("script", ["exit 1", "true"])
def test_a_browser_that_gives_no_picture_leaves_none(tmp_path: Path, script: str) -> None:
    assert photograph(fake(tmp_path, script), "<p>page") == ""


def test_a_browser_that_cannot_be_started_leaves_none(tmp_path: Path) -> None:
    assert photograph(str(tmp_path / "none"), "<p>page") == ""
