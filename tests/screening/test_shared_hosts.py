"""Hosts that many share: each kind is read from the one table, and no host stands there twice."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from screening import shared_hosts
from screening.shared_hosts import gives_pages, is_anybodys, is_link_page, is_many_peoples, is_shared_by_path


@pytest.mark.parametrize(
    ("host", "by_path", "link_page", "pages", "many", "anybodys"),
    [
        ("linktr.ee", True, True, True, True, False),
        ("campsite.bio", True, True, True, True, False),
        ("instagram.com", True, False, True, True, False),
        ("sites.google.com", True, False, True, True, True),
        ("google.com", False, False, False, True, True),
        ("drive.google.com", False, False, False, False, True),
        ("carrd.co", False, False, True, True, False),
        ("jane.carrd.co", False, False, True, False, False),
        ("bit.ly", False, True, False, True, True),
        ("dropbox.com", False, False, False, False, True),
        ("www.dropbox.com", False, False, False, False, True),
        ("notdropbox.com", False, False, False, False, False),
        ("janebakes.test", False, False, False, False, False),
        ("", False, False, False, False, False),
    ],
)
def test_kinds(host: str, by_path: bool, link_page: bool, pages: bool, many: bool, anybodys: bool) -> None:
    told = (is_shared_by_path(host), is_link_page(host), gives_pages(host), is_many_peoples(host), is_anybodys(host))
    assert told == (by_path, link_page, pages, many, anybodys)


def test_a_host_stands_in_the_table_once() -> None:
    table = tomllib.loads(Path(shared_hosts.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    hosts = Counter(host for kinds in table.values() for hosts in kinds.values() for host in hosts)
    assert [host for host, number in hosts.items() if number > 1] == []
    assert [host for host in hosts if host != host.lower() or "/" in host or host.startswith("www.")] == []
