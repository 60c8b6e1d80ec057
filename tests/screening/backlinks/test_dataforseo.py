"""The commercial client, against answers in the documented form: it is a paid service, they stand beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from screening.backlinks.dataforseo import DataForSeoProvider
from screening.backlinks.provider import UnknownBacklinksError

ANSWERS = Path(__file__).parent / "dataforseo"
KEY = "somebody@example.com:secret"


class Recorded:
    """Answers as recorded; remembers what was asked."""

    def __init__(self, **changed: tuple[int, bytes]) -> None:
        self.changed = changed
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        self.asked.append((url, dict(headers), json.loads(body)))
        question = url.split("/")[-2]
        return self.changed.get(question, (200, (ANSWERS / f"{question}.json").read_bytes()))


def test_the_documented_fields_are_mapped() -> None:
    service = Recorded()
    found = DataForSeoProvider(KEY, service).look_up("blog.example")
    assert (found.referring_domain_count, found.followed_domain_count, found.backlink_count) == (40, 31, 512)
    assert (found.authority, found.spam_score, found.rank) == (173, 12, None)
    first = found.referring_domains[0]
    assert (first.domain, first.links, first.authority, first.spam_score) == ("news.example", 14, 512, 0)
    assert first.first_seen_us == 1_573_822_666_000_000
    assert first.last_seen_us is None
    assert found.referring_domains[1].spam_score is None
    assert [(one.text, one.links, one.referring_domains) for one in found.anchors] == [
        ("Blog", 200, 22),
        ("boots", 3, 2),
    ]
    assert '"domain": "news.example"' in found.raw
    assert [url.rpartition("/v3/")[2] for url, _, _ in service.asked] == [
        "backlinks/summary/live",
        "backlinks/referring_domains/live",
        "backlinks/anchors/live",
    ]
    assert all(body[0]["target"] == "blog.example" for _, _, body in service.asked)
    assert all(headers["Authorization"].startswith("Basic ") for _, headers, _ in service.asked)


def refusal(code: int, message: str) -> bytes:
    return json.dumps({"status_code": code, "status_message": message, "tasks": None}).encode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, b""), "check the key"),
        ((402, b""), "top it up"),
        ((200, refusal(40100, "You are not authorized.")), "check the key"),
        ((200, refusal(40202, "Rate limit.")), "again in a minute"),
        ((200, refusal(50000, "Internal.")), "50000: Internal"),
        (
            (200, b'{"status_code": 20000, "tasks": [{"status_code": 40501, "status_message": "Invalid Field"}]}'),
            "40501",
        ),
        ((200, b"<html>"), "no JSON"),
        ((200, b"[]"), "no object"),
        ((200, b'{"status_code": 20000}'), "refused"),
    ],
)
def test_refusals_say_what_to_do(answer: tuple[int, bytes], said: str) -> None:
    with pytest.raises(UnknownBacklinksError, match=said) as caught:
        DataForSeoProvider(KEY, Recorded(summary=answer)).look_up("blog.example")
    assert "secret" not in str(caught.value)


def test_no_network_is_unknown() -> None:
    def offline(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        raise ConnectionError("no route")

    with pytest.raises(UnknownBacklinksError, match="could not be reached"):
        DataForSeoProvider(KEY, offline).look_up("blog.example")


@pytest.mark.parametrize("key", ["", "login", ":", "login:", ":password"])
def test_a_key_is_needed(key: str) -> None:
    with pytest.raises(UnknownBacklinksError, match="login:password"):
        DataForSeoProvider(key, Recorded())


def test_a_domain_without_links_has_none_and_what_is_absent_stays_unknown() -> None:
    empty = {
        "status_code": 20000,
        "tasks": [{"status_code": 20000, "result": [{"referring_domains": 0, "items": None}]}],
    }
    nothing = (200, json.dumps(empty).encode())
    found = DataForSeoProvider(KEY, Recorded(summary=nothing, referring_domains=nothing, anchors=nothing)).look_up(
        "a.example"
    )
    assert (found.referring_domain_count, found.backlink_count, found.spam_score) == (0, None, None)
    assert (found.referring_domains, found.anchors) == ((), ())
