"""Whether every name under a domain leads to one server; told from the answer to a name that cannot exist."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from screening.domain.gather import answers_every_name
from screening.fetch.outcome import Fetch, Hop, Refusal

HOME_ADDRESS = "203.0.113.7"


class World:
    """Answers as a network would; remembers the hosts that were asked for."""

    def __init__(self, peer: str = "", refusal: Refusal | None = None) -> None:
        self.peer, self.refusal = peer, refusal
        self.hosts: list[str] = []

    def fetch(self, url: str, *, accept: str) -> Fetch:
        self.hosts.append(urlsplit(url).hostname or "")
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
