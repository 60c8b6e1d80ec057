"""The SQL files of `features/sql`, made ready for an engine: placeholders filled from closed lists, comments left out.

The files keep to the vocabulary that DuckDB and Spark understand alike (`tests/features/test_portable_sql.py` lists
what is banned and why), so an engine needs no more than this module: the text, and the parameters it names.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from features.placeholders import filled
from features.windows import FeatureWindows

__all__ = ["ENTITY_COLUMNS", "PARTS", "EntityKind", "parameters", "portable_sql"]

EntityKind = Literal["affiliate", "sub_id", "affiliate_offer", "offer"]

ENTITY_COLUMNS: dict[EntityKind, tuple[str, ...]] = {
    "affiliate": ("affiliate_id",),
    "sub_id": ("affiliate_id", "sub_id"),
    "affiliate_offer": ("affiliate_id", "offer_id"),
    "offer": ("offer_id",),
}
"""The columns that name an entity of each kind."""

PARTS: tuple[str, ...] = ("click_places", "click_times")
"""Files of `states/parts`: what several states begin with, so that an engine may count it only once."""

# A text in quotes is matched so that it is stepped over: two dashes in it begin no comment.
_TEXT_OR_COMMENT = re.compile(r"('[^']*')|[ \t]*--[^\n]*")


@cache
def portable_sql(name: str, entity: EntityKind) -> str:
    """Return the statement of `features/sql/<name>.sql` for one kind of entity.

    The placeholder `{entity}` becomes the columns that name it, `{named}` the condition that all of them are given, the
    name of one of `PARTS` its text; `features.placeholders` says what the others become. Bind parameters stay as they
    are (`$as_of_day`; for Spark, write `:` for `$`).

    Comments are left out, so that nothing that reads the statement takes their words for SQL. Their lines stay as empty
    ones: the line that an engine complains of is the line of the file.

    Args:
        name: A feature family, `states/<name>` for a partial state, or `entities`, `quality`, `shares`.
        entity: The kind of entity that gets a row.
    """
    columns = ENTITY_COLUMNS[entity]
    text = (files("features") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    text = _TEXT_OR_COMMENT.sub(lambda found: found[1] or "", text)
    parts = {part: portable_sql(f"states/parts/{part}", entity).strip() for part in PARTS if f"{{{part}}}" in text}
    named = " and ".join(f"{column} <> ''" for column in columns)
    return filled(text, entity=", ".join(columns), named=named, **parts)


def parameters(sql: str, as_of_day: int, windows: FeatureWindows) -> dict[str, int]:
    """Return the values of the bind parameters that a statement names, and no others: DuckDB refuses unused ones."""
    known = {
        "as_of_day": as_of_day,
        "traffic_days": windows.traffic_days,
        "order_days": windows.order_days,
        "change_days": windows.change_days,
    }
    return {name: known[name] for name in sorted(set(re.findall(r"\$([a-z_]+)", sql)))}
