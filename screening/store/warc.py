"""Exchanges as a WARC file (ISO 28500), the form in which archives and lawyers expect them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from screening.fetch.outcome import Fetch, Hop

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord
    from warcio.warcwriter import WARCWriter

__all__ = ["export_warc"]

_ABOUT_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that are untrue of the decoded body; kept under `x-archive-orig-…`, the archives' own custom."""


def export_warc(fetches: Iterable[Fetch], path: Path) -> int:
    """Write exchanges to a gzipped WARC 1.1 file.

    Each answer on the way is a `response` record, redirects without a body; the last one has the decoded body. A
    `metadata` record of each exchange has what was asked, when, how long it took, why it was refused, and the hash.
    The file depends on the exchanges alone. It is written beside `path` and moved there when whole.

    Args:
        fetches: For example `store.fetches_of(applicant_id)`; they are read one by one.
        path: The file, by custom `*.warc.gz`.

    Returns:
        The number of exchanges written.
    """
    from warcio.warcwriter import WARCWriter

    count = 0
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for fetch in fetches:
            _write(writer, fetch, count)
            count += 1
    unfinished.replace(path)
    return count


def _write(writer: WARCWriter, fetch: Fetch, number: int) -> None:
    date = datetime.fromtimestamp(fetch.fetched_at_us / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    ids = [_record_id(fetch, number, part) for part in range(len(fetch.hops) + 1)]
    for hop, record_id in zip(fetch.hops, ids, strict=False):
        last = hop is fetch.hops[-1]
        writer.write_record(
            _response(writer, hop, fetch if last else None, {"WARC-Record-ID": record_id, "WARC-Date": date})
        )
    about = {"WARC-Record-ID": ids[-1], "WARC-Date": date}
    if fetch.hops:
        about["WARC-Concurrent-To"] = ids[-2]
    payload = _metadata(fetch)
    writer.write_record(
        writer.create_warc_record(
            _one_line(fetch.url), "metadata", payload=BytesIO(payload), length=len(payload), warc_headers_dict=about
        )
    )


def _response(writer: WARCWriter, hop: Hop, fetch: Fetch | None, about: dict[str, str]) -> ArcWarcRecord:
    from warcio.statusandheaders import StatusAndHeaders

    body = b"" if fetch is None else fetch.body
    headers = [
        (f"x-archive-orig-{name}" if name in _ABOUT_TRANSFER else name, _one_line(value)) for name, value in hop.headers
    ]
    headers.append(("content-length", str(len(body))))
    reason = HTTPStatus(hop.status).phrase if hop.status in set(HTTPStatus) else "Unknown"
    if hop.peer_address:
        about["WARC-IP-Address"] = _one_line(hop.peer_address)
    if fetch is not None and fetch.truncated:
        about["WARC-Truncated"] = "length"
    return writer.create_warc_record(
        _one_line(hop.url),
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"{hop.status} {reason}", headers, protocol="HTTP/1.1"),
        warc_headers_dict=about,
    )


def _metadata(fetch: Fetch) -> bytes:
    fields = {
        "asked-url": fetch.url,
        "final-url": fetch.final_url,
        "fetched-at-us": str(fetch.fetched_at_us),
        "elapsed-us": str(fetch.elapsed_us),
        "body-sha256": fetch.body_sha256,
        "refusal": "" if fetch.refusal is None else fetch.refusal.value,
        "detail": fetch.detail,
        "tls": "" if fetch.tls is None else json.dumps(asdict(fetch.tls), sort_keys=True),
    }
    lines = [f"{name}: {_one_line(value)}\r\n" for name, value in fields.items() if value]
    return "".join(lines).encode()


def _record_id(fetch: Fetch, number: int, part: int) -> str:
    identity = json.dumps([number, part, fetch.url, fetch.fetched_at_us, fetch.body_sha256])
    return f"<urn:uuid:{UUID(bytes=hashlib.sha256(identity.encode()).digest()[:16], version=5)}>"


def _one_line(text: str) -> str:
    """Return text that cannot end its header line or break its encoding."""
    return " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", " ").split())
