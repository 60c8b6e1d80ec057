"""Whether every name under a domain leads to one server; told from the answer to a name that cannot exist."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from screening.domain.bootstrap import NotAskedError, RegisterDirectory
from screening.domain.gather import answers_every_name, gather_facts
from screening.fetch.outcome import Fetch, Hop
from screening.refusal import Refusal

HOME_ADDRESS = "203.0.113.7"


class World:
    """Answers as a network would; remembers the hosts that were asked for."""

    def __init__(self, peer: str = "", refusal: Refusal | None = None) -> None:
        self.peer, self.refusal = peer, refusal
        self.hosts: list[str] = []
        self.redirects: set[int] = set()
        self.paths: set[str] = set()

    def fetch(self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float) -> Fetch:
        self.hosts.append(urlsplit(url).hostname or "")
        self.redirects.add(max_redirects)
        self.paths.add(urlsplit(url).path)
        hops = (Hop(url, 404, "", "", self.peer, ()),) if self.peer else ()
        return Fetch(url, url, 0, status=404 if hops else None, hops=hops, refusal=self.refusal)


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (World(HOME_ADDRESS), True),
        (World("198.51.100.1"), False),
        (World(refusal=Refusal.DNS_NOT_FOUND), False),
        (World(refusal=Refusal.DNS_TIMEOUT), None),
        (World(refusal=Refusal.CONNECT_REFUSED), None),
    ],
)
def test_a_name_that_cannot_exist(world: World, expected: bool | None) -> None:
    assert answers_every_name("blog.org", HOME_ADDRESS, world) is expected
    (host,) = world.hosts
    assert host.endswith(".blog.org")
    again = World(HOME_ADDRESS)
    answers_every_name("blog.org", HOME_ADDRESS, again)
    assert again.hosts == [host]
    answers_every_name("other.org", HOME_ADDRESS, again)
    assert again.hosts[1].partition(".")[0] != host.partition(".")[0]
    assert (world.redirects, world.paths) == ({0}, {"/robots.txt"}), "no page is asked for, no redirect followed"


class NoTime:
    """Asks nothing."""

    def fetch(self, url: str, *, accept: str, max_redirects: int, deadline_seconds: float) -> Fetch:
        raise NotAskedError("the time for this site was over")


def test_what_was_not_asked_is_unknown() -> None:
    assert answers_every_name("blog.org", HOME_ADDRESS, NoTime()) is None
    home = Fetch("https://blog.org/", "https://blog.org/", 0)
    for directory in (RegisterDirectory(override="https://register.example/"), RegisterDirectory()):
        facts = gather_facts(home, NoTime(), directory)
        assert facts.registration is None and "the time for this site was over" in facts.registration_unknown
