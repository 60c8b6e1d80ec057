"""Exchanges and fingerprints as rows of the store, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from screening.fetch.outcome import Fetch, Hop, TlsFacts
from screening.neighbours import Fingerprint
from screening.refusal import Refusal

__all__ = ["EXCHANGE_COLUMNS", "exchange_row", "fetch_of", "fingerprint_of", "fingerprint_payload", "is_settled"]

_PASSING = frozenset(
    {
        Refusal.DNS_TIMEOUT,
        Refusal.DNS_FAILED,
        Refusal.CONNECT_REFUSED,
        Refusal.CONNECT_TIMEOUT,
        Refusal.CONNECTION_BROKEN,
        Refusal.DEADLINE,
    }
)
"""Refusals that may be gone in an hour; the others are properties of the address or of the server's answers."""

_PASSING_STATUS = frozenset({408, 425, 429})

EXCHANGE_COLUMNS = (
    "url",
    "final_url",
    "fetched_at_us",
    "elapsed_us",
    "status",
    "headers",
    "hops",
    "body_sha256",
    "truncated",
    "refusal",
    "detail",
    "tls",
)
"""Columns of `exchanges` that make a `Fetch`, in the order of `exchange_row` and of `fetch_of`."""


def is_settled(fetch: Fetch) -> bool:
    """Return whether asking again soon would give the same; time-outs, 429 and faults of the server may pass."""
    if fetch.refusal is not None:
        return fetch.refusal not in _PASSING
    return fetch.status is not None and fetch.status < 500 and fetch.status not in _PASSING_STATUS


def exchange_row(fetch: Fetch) -> list[Any]:
    """Return the values of `EXCHANGE_COLUMNS`."""
    return [
        _clean(fetch.url),
        _clean(fetch.final_url),
        fetch.fetched_at_us,
        fetch.elapsed_us,
        fetch.status,
        json.dumps(fetch.headers),
        json.dumps([asdict(hop) for hop in fetch.hops]),
        fetch.body_sha256,
        fetch.truncated,
        None if fetch.refusal is None else fetch.refusal.value,
        _clean(fetch.detail),
        None if fetch.tls is None else json.dumps(asdict(fetch.tls)),
    ]


def fetch_of(row: tuple[Any, ...], body: bytes) -> Fetch:
    """Return the exchange that a row of `EXCHANGE_COLUMNS` holds."""
    values = dict(zip(EXCHANGE_COLUMNS, row, strict=True))
    values["headers"] = _pairs(json.loads(values["headers"]))
    values["hops"] = tuple(Hop(**{**hop, "headers": _pairs(hop["headers"])}) for hop in json.loads(values["hops"]))
    values["refusal"] = None if values["refusal"] is None else Refusal(values["refusal"])
    values["tls"] = None if values["tls"] is None else TlsFacts(**json.loads(values["tls"]))
    return Fetch(**values, body=body)


def fingerprint_payload(fingerprint: Fingerprint) -> str:
    """Return a fingerprint as JSON."""
    return json.dumps(asdict(fingerprint), sort_keys=True)


def fingerprint_of(payload: str) -> Fingerprint:
    """Return the fingerprint of a payload."""
    values: dict[str, Any] = json.loads(payload)
    fields: dict[str, Any] = {
        name: _tuples(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Fingerprint(**fields)


def _tuples(values: list[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values)


def _clean(text: str) -> str:
    """Return text that is valid Unicode: what a server sends may hold halves of surrogate pairs."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
