"""A reference list that `affguard lists update` downloads, as a type."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipelines.list_facts import ListClass
from pipelines.settings.base import Fault, Strict
from pipelines.settings.toml_text import shown

__all__ = ["ListSource", "is_allowed_address"]


class ListSource(Strict):
    """Where a reference list is downloaded from, and what it says.

    Attributes:
        name: Unique name; small letters, digits, `-`, `_`.
        kind: What all its entries are; the key in the file is `class`.
        url: `https://…`; `http://` only of this machine itself.
        format: `auto` goes by the ending of the address (`.csv .tsv .mmdb`, else text).
        column: CSV: the column that holds the entries; empty = the first that does.
        where: CSV and MMDB: `key=value` that a row or record must say; empty = all count.
        known_false_positives: Which innocents the list is known to hit; shown wherever it is.
        max_megabytes: A longer download is broken off, and the list in force stays.
    """

    name: str
    kind: ListClass = Field(alias="class")
    url: str
    format: Literal["auto", "text", "csv", "mmdb"] = "auto"
    column: str = ""
    where: str = ""
    known_false_positives: Annotated[str, Field(max_length=1_000)] = ""
    max_megabytes: Annotated[int, Field(ge=1, le=10_000)] = 200

    @field_validator("name")
    @classmethod
    def _file_name(cls, name: str) -> str:
        if not re.fullmatch("[a-z0-9][a-z0-9_-]{0,59}", name):
            raise ValueError(f'must be 1 to 60 of a-z, 0-9, "-" and "_", such as "cloud-ranges", not {shown(name)}')
        return name

    @field_validator("url")
    @classmethod
    def _safe_address(cls, url: str) -> str:
        if not is_allowed_address(url):
            site = _site(url)
            raise ValueError(f'must begin with "https://" and name a host{f", not {shown(site)}" if site else ""}')
        return url

    @field_validator("where")
    @classmethod
    def _condition(cls, where: str) -> str:
        if where and not re.fullmatch(r"\s*[^=\s][^=]*=.*", where):
            raise ValueError(f'must be KEY=VALUE, such as "is_hosting_provider=true", not {shown(where)}')
        return where

    @classmethod
    def faults_between(cls, raw: dict[str, Any]) -> list[Fault]:
        """Return the options that have no effect in the format named."""
        kind = raw.get("format")
        faults: list[Fault] = []
        if raw.get("column", "") != "" and kind in ("text", "mmdb"):
            faults.append((("column",), f'has no effect with format "{kind}"'))
        if raw.get("where", "") != "" and kind == "text":
            faults.append((("where",), 'has no effect with format "text"'))
        return faults


def is_allowed_address(url: str) -> bool:
    """Return whether a list may be fetched from an address: `https`, or `http` of this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _site(url: str) -> str:
    """Return scheme and host of an address, empty where they cannot be told: the rest may hold a password or key."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{parts.scheme}://{host}" if parts.scheme and re.fullmatch(r"[\w.:-]+", host) else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
