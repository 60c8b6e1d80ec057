"""What the fetcher's tests share: a table in place of the DNS, and a fetcher that may ask `*.localhost` sites."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.fetch import guard
from screening.fetch.addresses import address_refusal
from screening.fetch.fetcher import Fetcher
from screening.fetch.limits import Limits
from tests.screening.fetch.certificates import Authority

USER_AGENT = "affguard-test/1.0 (+https://affguard.example/bot)"

OwnHosts = ("site.localhost", "other.localhost", "third.localhost")


class Names:
    """The DNS of a test: names, and what is answered the first, second … time; the last answer stays."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._answers: dict[str, list[list[str] | Exception | Callable[[], Any]]] = {}

    def set(self, name: str, *answers: list[str] | Exception | Callable[[], Any]) -> None:
        self._answers[name] = list(answers)

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(host)
        answers = self._answers.get(host) or [socket.gaierror(socket.EAI_NONAME, "Name or service not known")]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer()
        if isinstance(answer, Exception):
            raise answer
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in answer or []
        ]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Return a table that answers instead of the DNS; what is not in it does not exist."""
    table = Names()
    monkeypatch.setattr(socket, "getaddrinfo", table.getaddrinfo)
    return table


@pytest.fixture
def make_public(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that makes loopback addresses of this machine count as public; all others stay as they are."""

    def declare(*addresses: str) -> None:
        monkeypatch.setattr(
            guard, "address_refusal", lambda address: "" if address in addresses else address_refusal(address)
        )

    return declare


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def make_fetcher() -> Iterator[MakeFetcher]:
    """Return a function that makes fetchers with a short deadline; by default they may ask the tests' own hosts."""
    made: list[Fetcher] = []

    def make(*, allow_hosts: tuple[str, ...] = OwnHosts, ca_file: Path | None = None, **limits: Any) -> Fetcher:
        chosen = Limits(**{"deadline_seconds": 5.0, **limits})
        fetcher = Fetcher(
            user_agent=USER_AGENT,
            now_us=lambda: 1_700_000_000_000_000,
            allow_hosts=allow_hosts,
            limits=chosen,
            ca_file=ca_file,
        )
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))
