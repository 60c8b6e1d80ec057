"""Fetching one file: https only, bounded in time and size, and nothing at all when the server has nothing new."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from pipelines.errors import UserError, harmless
from pipelines.settings.list_source import is_allowed_address

if TYPE_CHECKING:
    import requests

__all__ = ["DownloadError", "Fetched", "address_shown", "fetch"]

_CONNECT_SECONDS = 10
_SILENCE_SECONDS = 30
_MAX_REDIRECTS = 5
_CHUNK_BYTES = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_OK, _NOT_MODIFIED = 200, 304
_MEGABYTE = 1_000_000
_POINTS_ASTRAY = "points on to an address that is not valid. Ask whoever runs it for another address."


class DownloadError(UserError):
    """A file could not be fetched."""


@dataclass(frozen=True)
class Fetched:
    """What a server said about a file.

    Attributes:
        is_new: Whether the file was written; False = the server says that it has not changed.
        etag: Its mark of this version, or empty.
        last_modified: Its date of this version, as it wrote it, or empty.
    """

    is_new: bool
    etag: str = ""
    last_modified: str = ""


def address_shown(url: str) -> str:
    """Return an address without user, password and query: keys often stand there."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def fetch(url: str, target: Path, *, headers: Mapping[str, str], max_megabytes: int, timeout_seconds: float) -> Fetched:
    """Write what an address answers into a file.

    Args:
        url: The address.
        target: The file.
        headers: Sent along: `If-None-Match`, `If-Modified-Since`.
        max_megabytes: A longer answer, once unpacked, is broken off.
        timeout_seconds: For the whole of it.

    Raises:
        DownloadError: When there is no whole answer; the message names no secret of the address.
    """
    import requests
    from urllib3.exceptions import HTTPError

    deadline = time.monotonic() + timeout_seconds
    name = address_shown(url)
    try:
        with _session() as session, _answer(session, url, headers, timeout_seconds) as answer:
            if answer.status_code == _NOT_MODIFIED and headers:
                return Fetched(is_new=False)
            if answer.status_code != _OK:
                raise DownloadError(f"{name} answered {answer.status_code}{_hint(answer.status_code)}")
            _save(answer, target, name, max_megabytes, deadline)
            said = answer.headers
            return Fetched(True, said.get("ETag", ""), said.get("Last-Modified", ""))
    except (requests.RequestException, HTTPError) as error:
        raise DownloadError(f"{name} {_told(error)}") from error


def _session() -> requests.Session:
    """Return a session that leaves redirects alone; the library parses their addresses even when not to follow them."""
    import requests

    class Session(requests.Session):
        def get_redirect_target(self, resp: requests.Response) -> None:
            del resp

    return Session()


def _answer(
    session: requests.Session, url: str, headers: Mapping[str, str], timeout_seconds: float
) -> requests.Response:
    """Ask, and follow where the server points, as long as every address on the way is an allowed one."""
    waits = (min(_CONNECT_SECONDS, timeout_seconds), min(_SILENCE_SECONDS, timeout_seconds))
    sent = {"User-Agent": "affguard", "Accept": "*/*", **headers}
    first = url
    for _ in range(_MAX_REDIRECTS + 1):
        answer = session.get(url, headers=sent, stream=True, timeout=waits, allow_redirects=False)
        if answer.status_code not in _REDIRECTS:
            return answer
        answer.close()
        url = _further(url, answer.headers.get("Location", "").strip(), address_shown(first))
    raise DownloadError(f"{address_shown(first)} points on more than {_MAX_REDIRECTS} times.")


def _further(url: str, location: str, name: str) -> str:
    """Return the address that a redirect leads to.

    Args:
        url: The address that redirects.
        location: What it says.
        name: The address that was asked first, for messages.

    Raises:
        DownloadError: When it leads nowhere, or to an address that is not allowed.
    """
    if not location:
        raise DownloadError(f"{name} points on, but does not say to where. Ask whoever runs it for another address.")
    try:
        further = urljoin(url, location)
        parts = urlsplit(further)
        _ = parts.port  # a port that is no port is found only when it is asked for
    except ValueError as error:
        raise DownloadError(f"{name} {_POINTS_ASTRAY}") from error
    must_be_https = urlsplit(url).scheme == "https" or parts.scheme != "http"
    if must_be_https and parts.scheme != "https":
        raise DownloadError(_not_https(name, further))
    if not is_allowed_address(further):
        raise DownloadError(_not_https(name, further) if parts.scheme == "http" else f"{name} {_POINTS_ASTRAY}")
    return further


def _not_https(name: str, further: str) -> str:
    return (
        f"{name} points on to {harmless(address_shown(further))}, which is not https. "
        "Ask whoever runs it for an https address."
    )


def _save(answer: requests.Response, target: Path, name: str, max_megabytes: int, deadline: float) -> None:
    size = 0
    with target.open("wb") as file:
        # One read of the network at a time: a server that drips must not get around the deadline.
        while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > max_megabytes * _MEGABYTE:
                raise DownloadError(
                    f"{name} is longer than {max_megabytes} MB and was broken off. Raise max_megabytes of this list "
                    "in affguard.toml if it is meant to be."
                )
            if time.monotonic() > deadline:
                raise DownloadError(f"{name} took too long and was broken off. Try again later.")
            file.write(chunk)


def _hint(status: int) -> str:
    match status:
        case 401 | 403:
            return ": it wants a key or refuses this machine. Check the address of this list in affguard.toml."
        case 404 | 410:
            return ": there is no such file. Check the address of this list in affguard.toml."
        case _:
            return ". Try again later."


def _told(error: Exception) -> str:
    """Say what went wrong; the libraries' own words hold the whole address, with its keys."""
    import requests
    from urllib3.exceptions import ReadTimeoutError

    match error:
        case requests.Timeout() | ReadTimeoutError():
            return "did not answer in time. Try again later."
        case requests.exceptions.SSLError():
            return "has no certificate that this machine trusts. Check the address, and this machine's clock."
        case requests.exceptions.ProxyError():
            return "cannot be reached through the proxy that this machine is set to use."
        case requests.exceptions.InvalidURL():
            return "cannot be reached: it, or where it points on to, is no valid address."
        case requests.exceptions.ConnectionError():
            return "cannot be reached. Check the address and the network."
        case _:
            return "broke off in the middle, or sent what cannot be unpacked. Try again later."
