"""Importing a list from a file: every entry checked, what is left out counted and shown, all kept with its facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.list_facts import DOMAIN_CLASSES, ListClass, ListFacts, ListFormat
from pipelines.lists.entries import Span, domain, merged, network
from pipelines.lists.sources import entry_texts, format_of
from pipelines.lists.store import check_name, write_list

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MAX_LEFT_OUT_SHARE", "import_list", "read_list"]

MAX_LEFT_OUT_SHARE = 0.05
"""A file with a greater share of lines that are no entry is another kind of file, and refused."""

_EXAMPLES = 3
_EXAMPLE_WIDTH = 60
_LOW = (1 << 64) - 1


def import_list(
    home_lists: Path,
    source: Path,
    *,
    name: str,
    kind: ListClass,
    snapshot: date,
    origin: str,
    known_false_positives: str = "",
    file_format: ListFormat | None = None,
    column: str = "",
    where: str = "",
) -> ListFacts:
    """Install a list from a file, in the place of a list of the same name.

    Args:
        home_lists: Folder of the installed lists, made when missing.
        source: The file.
        name: Name of the list: small letters, digits, `-`, `_`.
        kind: Class of all its entries.
        snapshot: The day whose state of the world it describes.
        origin: Where it came from, for people.
        known_false_positives: Which innocents it is known to hit.
        file_format: What the file is; None = by its ending.
        column: CSV: the column to read; empty = the first that holds entries.
        where: CSV and MMDB: `key=value` that counts; empty = all.

    Raises:
        UsageProblem: When the file is not there, or an option does not fit.
        DataRefusedError: When the file is not such a list; the list installed before stays.
    """
    facts = ListFacts(
        name=check_name(name),
        kind=kind,
        snapshot=snapshot,
        origin=origin,
        sha256="",
        entries=0,
        known_false_positives=known_false_positives,
        format=file_format or format_of(source),
        column=column,
        where=where,
    )
    facts, entries = read_list(source, facts)
    write_list(home_lists, facts, entries)
    return facts


def read_list(source: Path, facts: ListFacts) -> tuple[ListFacts, pa.Table]:
    """Read a file as a list with these facts.

    Returns:
        The facts with what the file says (`sha256`, `entries`, what was left out, `content`), and its entries in
        order: `first_high`, `first_low`, `last_high`, `last_low` (UBIGINT halves of the ends of disjoint ranges), or
        `domain`.

    Raises:
        UsageProblem: When the file is not there, or an option does not fit.
        DataRefusedError: When the file is not such a list.
    """
    try:
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        texts = entry_texts(source, facts.format, facts.kind, facts.column, facts.where)
        counted = _Counted()
        if facts.kind in DOMAIN_CLASSES:
            entries, lines = _domain_table(counted, texts)
        else:
            entries, lines = _network_table(counted, texts, facts.kind)
    except OSError as error:
        raise UsageProblem(f"{source} cannot be read: {error.strerror or error}.") from error
    counted.refuse_if_other(source, facts)
    content = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    found = replace(
        facts,
        sha256=sha256,
        entries=counted.entries,
        left_out=counted.left_out,
        left_out_examples=tuple(counted.examples),
        content=content,
    )
    return found, entries


@dataclass
class _Counted:
    """What was taken over and what was not."""

    entries: int = 0
    left_out: int = 0
    examples: list[str] = field(default_factory=list)

    def leave_out(self, text: str, reason: ValueError) -> None:
        self.left_out += 1
        if len(self.examples) < _EXAMPLES:
            shown = text if len(text) <= _EXAMPLE_WIDTH else text[: _EXAMPLE_WIDTH - 3] + "..."
            self.examples.append(f'"{shown}" {reason}')

    def refuse_if_other(self, source: Path, facts: ListFacts) -> None:
        total = self.entries + self.left_out
        what = "domains" if facts.kind in DOMAIN_CLASSES else "addresses, networks or ranges"
        if total == 0:
            told = f" that say {facts.where}" if facts.where else ""
            raise DataRefusedError(f"{source}: holds no {what}{told}. Nothing was changed.")
        if self.left_out > MAX_LEFT_OUT_SHARE * total:
            listed = "".join(f"\n  {example}" for example in self.examples)
            raise DataRefusedError(
                f"{source}: {self.left_out:,} of {total:,} entries cannot stand in a list of class {facts.kind}, which "
                f"holds {what} (allowed: {MAX_LEFT_OUT_SHARE:.0%}). The first:{listed}\n"
                f"It was read as {facts.format}; --format, --column or --class may be wrong. Nothing was changed."
            )


def _network_table(counted: _Counted, texts: Iterable[str], kind: ListClass) -> tuple[pa.Table, list[str]]:
    import pyarrow as pa

    spans: list[Span] = []
    for text in texts:
        try:
            spans.append(network(text, kind))
        except ValueError as reason:
            counted.leave_out(text, reason)
    counted.entries = len(spans)
    spans = merged(spans)
    columns = {
        f"{end}_{half}": pa.array([span[number] >> shift & _LOW for span in spans], pa.uint64())
        for number, end in enumerate(("first", "last"))
        for half, shift in (("high", 64), ("low", 0))
    }
    return pa.table(columns), [f"{first:032x}-{last:032x}" for first, last in spans]


def _domain_table(counted: _Counted, texts: Iterable[str]) -> tuple[pa.Table, list[str]]:
    import pyarrow as pa

    names: set[str] = set()
    for text in texts:
        try:
            names.add(domain(text))
            counted.entries += 1
        except ValueError as reason:
            counted.leave_out(text, reason)
    ordered = sorted(names)
    return pa.table({"domain": pa.array(ordered, pa.string())}), ordered
