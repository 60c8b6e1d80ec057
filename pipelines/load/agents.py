"""What a user agent says of itself: a declared bot, a program, a combination that no browser sends, its browser.

Each distinct text is judged once, in the load that brings it. Declared bots come from `crawler-user-agents`, browser
and version from `ua-parser`, programs and impossible combinations from `data/agents.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.contract import data_file
from pipelines.warehouse.physical import OPAQUE_AGENT

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["judge_new_agents"]

_PATTERNS_AT_ONCE = 150
# The engine joins patterns into one automaton; past some hundreds it outgrows its cache and is ten times slower.
_LARGEST_VERSION = 999
# What is larger is a build number: "Safari/9537.73.11 CFNetwork/673.0.3".


def judge_new_agents(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill in all columns of agents that no load has judged; runs inside the load's transaction."""
    rows = connection.execute(
        "select agent_id, text from agents where is_declared_bot is null order by agent_id"
    ).fetchall()
    if not rows:
        return
    declared, automated = _matches_any(_crawler_patterns()), _matches_any(list(_rules()["automated"]))
    impossible = [_rule(rule["all"], rule["unless"]) for rule in _rules()["impossible"]]
    connection.execute(
        f"""
        create or replace temp table judged_agents as
        select agent_id, text,
            {declared[0]} as is_declared_bot,
            {automated[0]} as is_automated,
            {" or ".join(sql for sql, _ in impossible)} as is_impossible,
            -- Every agent that programs send names a product with its version, or explains itself in words.
            not regexp_matches(text, '[/( ]') as is_one_word
        from agents where is_declared_bot is null
        """,
        [*declared[1], *automated[1], *(pattern for _, patterns in impossible for pattern in patterns)],
    )
    connection.register("agent_browsers", _browsers(rows))
    # Put in anew: an update of wide rows takes ten times as long.
    connection.execute("delete from agents where is_declared_bot is null")
    connection.execute(
        f"""
        insert into agents (agent_id, text, is_declared_bot, is_automated, is_impossible, browser, browser_version)
        select agent_id, text,
            case when is_opaque then {OPAQUE_AGENT} else cast(is_declared_bot as smallint) end,
            case when not is_opaque then cast(is_automated as smallint) end,
            case when not is_opaque then cast(is_impossible as smallint) end,
            case when not is_opaque then browser end,
            case when not is_opaque then browser_version end
        from (
            select *, is_one_word and not is_declared_bot and not is_automated as is_opaque
            from judged_agents inner join agent_browsers using (agent_id)
        )
        order by agent_id
        """
    )
    connection.unregister("agent_browsers")
    connection.execute("drop table judged_agents")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(data_file("agents.toml").read_text(encoding="utf-8"))


def _crawler_patterns() -> list[str]:
    import crawleruseragents

    # The same file serves the list's Go package, whose expressions are the engine's (RE2).
    return [crawler["pattern"] for crawler in crawleruseragents.CRAWLER_USER_AGENTS_DATA]


def _matches_any(patterns: Sequence[str]) -> tuple[str, list[str]]:
    """Return SQL that is true where a text matches one of the patterns, and what to bind."""
    chunks = [
        "|".join(patterns[first : first + _PATTERNS_AT_ONCE]) for first in range(0, len(patterns), _PATTERNS_AT_ONCE)
    ]
    return "(" + " or ".join("regexp_matches(text, ?)" for _ in chunks) + ")", chunks


def _rule(every: Sequence[str], unless: str) -> tuple[str, list[str]]:
    """Return SQL that is true where a text matches every pattern and not the exception, and what to bind."""
    parts = ["regexp_matches(text, ?)"] * len(every) + ["not regexp_matches(text, ?)"] * bool(unless)
    return "(" + " and ".join(parts) + ")", [*every, unless] if unless else list(every)


def _browsers(rows: Iterable[tuple[int, str]]) -> pa.Table:
    """Return an Arrow table of each agent's browser and its major version, NULL where unknown."""
    import pyarrow as pa
    from ua_parser import Domain, load_lazy_builtins
    from ua_parser.regex import Resolver

    # Only the browser is asked for: compiling the device patterns would take longer than judging most loads.
    resolve = Resolver((load_lazy_builtins()[0], [], []))
    agent_ids, names, versions = [], [], []
    for agent_id, text in rows:
        found = resolve(text, Domain.USER_AGENT).user_agent
        agent_ids.append(agent_id)
        names.append(found.family if found else None)
        versions.append(_major(found.major) if found else None)
    return pa.table(
        {
            "agent_id": pa.array(agent_ids, pa.int64()),
            "browser": pa.array(names, pa.string()),
            "browser_version": pa.array(versions, pa.int32()),
        }
    )


def _major(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_VERSION))
    return int(text) if is_number and text else None
