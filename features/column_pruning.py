"""Cuts a family's statement down to some of its columns, and drops the joins that no remaining column needs.

An engine's optimizer drops unused columns by itself, but keeps a join even when none of its columns is used. All
families end in the same way, which makes this simple:

    select {entity},
        expression as column,
        …
    from (select {entity} from active_entities) as active
    left join name using ({entity})
    …

where each `name` is a common table expression with one row per entity: a join adds columns, never rows. So little
of SQL is read here that a parser of all of it would be one more thing that every night needs and loads; tests hold
each feature's cut statement against the whole one.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from features.portable import EntityKind, portable_sql

__all__ = ["asked_sql", "only_asked"]

_STEP = re.compile(r"^(?:with )?(?P<name>\w+) as \(\n(?P<text>.*?)^\)", re.MULTILINE | re.DOTALL)
_END = re.compile(r"^select (?P<items>.*?)^(?P<source>from .*)", re.MULTILINE | re.DOTALL)
_JOIN = re.compile(r"^left join (?P<name>\w+) using \(.*\)\n", re.MULTILINE)
_SELECTED = re.compile(r"^ {4}select (?:distinct )?(.*?)(?:^ {4}| )from ", re.MULTILINE | re.DOTALL)


def asked_sql(name: str, entity: EntityKind, columns: Collection[str] = ()) -> str:
    """Return the statement of `features/sql/<name>.sql` with only the named columns, or whole when none are named."""
    sql = portable_sql(name, entity)
    return only_asked(sql, columns) if columns else sql


def only_asked(sql: str, columns: Collection[str]) -> str:
    """Return a family's statement with only the columns asked for, after those that name the entity.

    Args:
        sql: The statement, for one kind of entity and without comments; see `features.portable.portable_sql`.
        columns: Names of columns of the statement.

    Raises:
        ValueError: The statement has no such column, or does not end as a family's does.
    """
    end = _END.search(sql)
    if end is None:
        raise ValueError("the statement does not end as a family's does")
    entity, *items = _at_commas(end["items"])
    while items and " as " not in items[0]:
        entity = f"{entity}, {items.pop(0)}"
    kept = [item for item in items if _output(item) in columns]
    if lost := set(columns) - {_output(item) for item in kept}:
        raise ValueError(f"the statement has no column {min(lost)}")
    used = set(re.findall(r"\w+", " ".join(kept)))
    given = {step["name"]: _outputs(step["text"]) for step in _STEP.finditer(sql)}
    source = _JOIN.sub(lambda join: join[0] if given[join["name"]] & used else "", end["source"])
    chosen = ",\n    ".join((entity, *kept))
    return f"{sql[: end.start()]}select {chosen}\n{source}"


def _outputs(step: str) -> set[str]:
    """Return the names of a common table expression's columns; in a union, the first part names them."""
    selected = _SELECTED.search(step)
    return {_output(item) for item in _at_commas(selected[1])} if selected else set()


def _output(item: str) -> str:
    """Return the name of a selected item: its last word."""
    return str(re.findall(r"\w+", item)[-1])


def _at_commas(items: str) -> list[str]:
    """Split a list of selected items at its commas, except those within brackets."""
    parts, depth = [""], 0
    for character in items:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]
