"""The SQL files of `features/sql`, made ready for an engine: entity columns from a closed list, values bound by name.

The files keep to the vocabulary that DuckDB and Spark understand alike (`tests/features/test_portable_sql.py` lists
what is banned and why), so an engine needs no more than this module: the text, and the parameters it names.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

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

PARTS: tuple[str, ...] = ("click_places",)
"""Files of `states/parts`: what several states begin with, so that an engine may count it only once."""


@cache
def portable_sql(name: str, entity: EntityKind) -> str:
    """Return the text of `features/sql/<name>.sql` for one kind of entity.

    The placeholder `{entity}` becomes the columns that name it, `{named}` the condition that all of them are
    given, and the name of one of `PARTS` its text. Bind parameters stay as they are (`$as_of_day`; for Spark, write
    `:` for `$`).

    Args:
        name: A feature family, `states/<name>` for a partial state, or `entities`, `quality`, `shares`.
        entity: The kind of entity that gets a row.
    """
    columns = ENTITY_COLUMNS[entity]
    text = (files("features") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    named = " and ".join(f"{column} <> ''" for column in columns)
    for part in PARTS:
        if f"{{{part}}}" in text:
            text = text.replace(f"{{{part}}}", portable_sql(f"states/parts/{part}", entity).rstrip())
    return text.replace("{entity}", ", ".join(columns)).replace("{named}", named)


def parameters(sql: str, as_of_day: int, windows: FeatureWindows) -> dict[str, int]:
    """Return the values of the bind parameters that a statement names, and no others: DuckDB refuses unused ones."""
    known = {
        "as_of_day": as_of_day,
        "traffic_days": windows.traffic_days,
        "order_days": windows.order_days,
        "change_days": windows.change_days,
    }
    return {name: known[name] for name in sorted(set(re.findall(r"\$([a-z_]+)", sql)))}
