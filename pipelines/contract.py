"""The input contract as types: which tables and columns affguard reads, from `data/contract.toml`.

`python -m pipelines.contract > docs/input-contract.md` writes it down for people.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Column", "Table", "data_file", "load_contract", "load_types", "markdown"]


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    Attributes:
        name: Its name.
        type: How its text is read, a key of `load_types()`.
        required: Whether a source must have it.
        meaning: What it says, in one line.
        values: The closed list of allowed values; empty = any.
        bounds: The least and the greatest number that can be; any other counts as not given. None = no such rule.
    """

    name: str
    type: str
    required: bool
    meaning: str
    values: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    Attributes:
        name: Its name.
        columns: Its columns, the required ones first.
        key: Columns that name a row; empty = rows are never de-duplicated. A key that is one optional column holds
            only where a source has it; within a longer key an absent optional column counts as empty.
        time: The column that decides whether a row counts as of a day, if any.
        any_of: At least one of these columns must be there; empty = no such rule.
        meaning: What a row is, in one line.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    time: str | None
    any_of: tuple[str, ...]
    meaning: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the required columns, in order."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises:
            KeyError: There is none; the message names the table.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def data_file(name: str) -> Path:
    """Return the path of a file in the packaged folder `data/`.

    The folder is found beside the packages and not by its name, which any other folder called `data` on the import
    path would answer to as well.
    """
    return Path(__file__).resolve().parent.parent / "data" / name


@cache
def load_contract() -> dict[str, Table]:
    """Read the contract: table name → table, in the file's order."""
    raw = _read()
    shared = tuple(_columns(raw["every_table"]))
    return {
        name: Table(
            name=name,
            columns=(*_columns(spec), *shared),
            key=tuple(spec["key"]),
            time=spec.get("time"),
            any_of=tuple(spec.get("any_of", ())),
            meaning=spec["meaning"],
        )
        for name, spec in raw["tables"].items()
    }


@cache
def load_types() -> dict[str, str]:
    """Read the column types: name → how such a column's text is read."""
    return dict(_read()["types"])


def markdown() -> str:
    """Return the contract as a Markdown page (`docs/input-contract.md`)."""
    lines = [
        "# Input contract",
        "",
        "Generated from `data/contract.toml` by `python -m pipelines.contract`; do not edit.",
        "",
        "Files may be CSV, JSON lines or Parquet, plain, gzip or zstd; a column map in `affguard.toml` names foreign",
        "columns ([how](how-to/map-columns.md)). A table works with its required columns (**bold**) alone; what an",
        'absent column would have fed is "not available", never zero.',
        "",
        "Rows with the same key and the same content are duplicates; with other content they are revisions: the later",
        "`recorded_at` counts, or without it the greater content hash. Rows without a key are never de-duplicated.",
        "A key that is one optional column holds only where a source has that column; within a longer key an absent",
        "optional column counts as empty.",
    ]
    for table in load_contract().values():
        lines += ["", *_table_section(table)]
    lines += ["", "## Types", "", "| type | is |", "| --- | --- |"]
    lines += [f"| {name} | {_cell(meaning)} |" for name, meaning in load_types().items()]
    return "\n".join(lines) + "\n"


def _table_section(table: Table) -> list[str]:
    facts = [f"Key: {_names(table.key)}" if table.key else "No key"]
    facts.append(f"own time: `{table.time}`" if table.time else "no time of its own")
    if table.any_of:
        facts.append(f"at least one of {_names(table.any_of)}")
    lines = [f"## {table.name}", "", table.meaning, "", "; ".join(facts) + ".", ""]
    lines += ["| column | type | meaning |", "| --- | --- | --- |"]
    for column in table.columns:
        name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
        values = f" One of {_names(column.values)}." if column.values else ""
        bounds = ""
        if column.bounds:
            bounds = " From {:,} to {:,}; any other number counts as not given.".format(*column.bounds)
        lines.append(f"| {name} | {column.type} | {_cell(column.meaning + values + bounds)} |")
    return lines


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(data_file("contract.toml").read_text(encoding="utf-8"))


def _columns(spec: Mapping[str, Any]) -> Iterator[Column]:
    for group in ("required", "optional"):
        for name, (kind, meaning, *limits) in spec.get(group, {}).items():
            allowed = tuple(limits[0]) if limits else ()
            column = Column(name=name, type=kind, required=group == "required", meaning=meaning)
            if kind in ("integer", "number"):
                yield replace(column, bounds=allowed or None)
            else:
                yield replace(column, values=allowed)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(markdown())
