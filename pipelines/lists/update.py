"""Downloading the configured lists: each by itself, and a list that cannot be had leaves the old one in force."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from pipelines.errors import UserError
from pipelines.list_facts import ListFacts
from pipelines.lists.download import Fetched, address_shown, fetch
from pipelines.lists.install import read_list
from pipelines.lists.sources import format_of, own_date
from pipelines.lists.store import installed_list, scratch_file, write_list

if TYPE_CHECKING:
    from pipelines.settings.model import ListSource

__all__ = ["TIMEOUT_SECONDS", "ListUpdate", "update_lists"]

TIMEOUT_SECONDS = 300.0
"""For one download as a whole."""


@dataclass(frozen=True)
class ListUpdate:
    """What came of one configured list.

    Attributes:
        name: Its name.
        outcome: `updated`, `unchanged` or `failed`.
        facts: Of the list in force now; None where there is none.
        problem: Why it failed; empty otherwise.
    """

    name: str
    outcome: Literal["updated", "unchanged", "failed"]
    facts: ListFacts | None
    problem: str = ""


def update_lists(
    home_lists: Path, sources: Sequence[ListSource], today: date, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> tuple[ListUpdate, ...]:
    """Download each configured list that has changed, and install it.

    Args:
        home_lists: Folder of the installed lists, made when missing.
        sources: What is configured.
        today: Date of a list whose server names none.
        timeout_seconds: For each download.

    Returns:
        What came of each, in the order of the settings.

    Raises:
        UserError: When what is installed cannot be read.
    """
    return tuple(_update(home_lists, source, today, timeout_seconds) for source in sources)


def _update(folder: Path, source: ListSource, today: date, timeout_seconds: float) -> ListUpdate:
    old = installed_list(folder, source.name)
    request = hashlib.sha256(source.model_dump_json(exclude={"max_megabytes"}).encode()).hexdigest()
    same = old if old is not None and old.request == request else None
    name = f".{source.name}.download"
    try:
        with scratch_file(folder, name) as download:
            fetched = fetch(
                source.url,
                download,
                headers=_marks(same) if same is not None else {},
                max_megabytes=source.max_megabytes,
                timeout_seconds=timeout_seconds,
            )
            if not fetched.is_new:
                return ListUpdate(source.name, "unchanged", old)
            wanted = _facts(source, fetched, request, download, today)
            facts, entries = read_list(download, wanted)
            if same is not None and (same.sha256, same.last_modified) == (facts.sha256, facts.last_modified):
                return ListUpdate(source.name, "unchanged", same)
            write_list(folder, facts, entries)
    except UserError as error:
        # The file's name means nothing to people, the address does.
        problem = error.message.replace(str(folder / name), address_shown(source.url))
        return ListUpdate(source.name, "failed", old, problem)
    return ListUpdate(source.name, "updated", facts)


def _marks(old: ListFacts) -> dict[str, str]:
    """Return the headers by which a server tells whether it has anything new."""
    marks = {"If-None-Match": old.etag, "If-Modified-Since": old.last_modified}
    return {name: mark for name, mark in marks.items() if mark}


def _facts(source: ListSource, fetched: Fetched, request: str, download: Path, today: date) -> ListFacts:
    file_format = format_of(urlsplit(source.url).path) if source.format == "auto" else source.format
    return ListFacts(
        name=source.name,
        kind=source.kind,
        snapshot=own_date(download, file_format) or _day(fetched.last_modified, today),
        origin=address_shown(source.url),
        sha256="",
        entries=0,
        known_false_positives=source.known_false_positives,
        format=file_format,
        column=source.column,
        where=source.where,
        request=request,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
    )


def _day(last_modified: str, today: date) -> date:
    """Return the day of a server's date, in UTC; today where there is none that makes sense."""
    try:
        day = parsedate_to_datetime(last_modified).astimezone(UTC).date()
    except (ValueError, TypeError, OverflowError):
        return today
    return min(day, today)
