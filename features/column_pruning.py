"""Leaves out of a family's statement what nobody asked for: columns, and joins that could only have given those.

Optimizers leave out columns, but keep a join of which no column is left. Families end alike, which makes this simple:

    select {entity},
        expression as column,
        …
    from (select {entity} from active_entities) as active
    left join name using ({entity})
    …

where each `name` is a common table expression with one row an entity, so that a join adds columns and no rows.
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
    """Return the text of `features/sql/<name>.sql` with some columns of a family alone, or with all it gives."""
    sql = portable_sql(name, entity)
    return only_asked(sql, columns) if columns else sql


def only_asked(sql: str, columns: Collection[str]) -> str:
    """Return a family's statement with the asked columns alone, its entity's first.

    Args:
        sql: The statement, for one kind of entity; see `features.portable.portable_sql`.
        columns: Names of its columns.

    Raises:
        ValueError: The statement gives a column that was asked for not at all.
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
    """Return the names of what a common table expression gives; a union's first part names them."""
    selected = _SELECTED.search(step)
    return {_output(item) for item in _at_commas(selected[1])} if selected else set()


def _output(item: str) -> str:
    return str(re.findall(r"\w+", item)[-1])


def _at_commas(items: str) -> list[str]:
    """Split what a statement selects at the commas that stand in no bracket."""
    parts, depth = [""], 0
    for character in re.sub(r"--.*", "", items):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]
