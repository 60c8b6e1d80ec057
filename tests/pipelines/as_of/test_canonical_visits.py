"""`visits`: each visit under the affiliate whose click brought it, from the clicks of two days alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any, NamedTuple

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from features.schema import CANONICAL_TABLES
from tests.pipelines.load.workbench import Workbench

DAY = 86_400_000_000
HOUR = DAY // 24


class Click(NamedTuple):
    click_id: str | None
    visitor_id: str | None
    clicked_us: int
    affiliate_id: str
    agent_id: int | None = None


class Visit(NamedTuple):
    click_id: str | None
    visitor_id: str | None
    visited_us: int


def canonical(clicks: list[Click], visits: list[Visit], where: str = "") -> list[tuple[str, int]]:
    """What the script makes of clicks and visits: (affiliate, time of the visit) of each, in order."""
    script = (resources.files("pipelines.as_of") / "visits.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table current_clicks (click_id varchar, visitor_id varchar, clicked_us bigint, affiliate_id varchar,
                sub_id varchar, offer_id varchar, agent_id bigint);
            create table declared_bots as select 1::bigint as agent_id;
            create table current_visits (click_id varchar, visitor_id varchar, visited_us bigint, pages bigint,
                dwell_seconds decimal(18, 6), bounced smallint, added_to_cart smallint)
            """
        )
        for click in clicks:
            connection.execute("insert into current_clicks values (?, ?, ?, ?, null, null, ?)", click)
        for visit in visits:
            connection.execute("insert into current_visits values (?, ?, ?, 1, 1, 0, 0)", visit)
        connection.execute(script)
        return connection.execute(f"select affiliate_id, visited_us from visits {where} order by all").fetchall()


def expected(clicks: list[Click], visits: list[Visit]) -> list[tuple[str, int]]:
    """The rule, in plain Python."""
    found = []
    for visit in visits:
        day = visit.visited_us // DAY
        near = [one for one in clicks if one.agent_id != 1 and day - 1 <= one.clicked_us // DAY <= day]
        if visit.click_id is not None:
            mine = [click for click in near if click.click_id == visit.click_id]
        else:
            mine = [
                click
                for click in near
                if visit.visitor_id is not None
                and click.visitor_id == visit.visitor_id
                and visit.visited_us - DAY <= click.clicked_us <= visit.visited_us
            ]
        if mine:
            # The last click; of several at the same moment the first affiliate's.
            last = max(click.clicked_us for click in mine)
            found.append((min(click.affiliate_id for click in mine if click.clicked_us == last), visit.visited_us))
    return sorted(found)


names = st.one_of(st.none(), st.sampled_from("xyz"))
times = st.integers(0, 16).map(lambda step: 100 * DAY + step * 6 * HOUR) | st.integers(100 * DAY, 104 * DAY)
agents = st.sampled_from([None, 0, 0, 1])
programmes = st.tuples(
    st.lists(
        st.builds(Click, names, names, times, st.sampled_from("abc"), agents),
        max_size=8,
        unique_by=lambda c: c.click_id,
    ),
    st.lists(st.builds(Visit, names, names, times), max_size=6),
)


@settings(max_examples=60, deadline=None)
@given(programmes)
def test_a_visit_belongs_to_the_click_it_names_or_the_visitors_last_one(
    programme: tuple[list[Click], list[Visit]],
) -> None:
    assert canonical(*programme) == expected(*programme)


@settings(max_examples=30, deadline=None)
@given(programmes, st.integers(100, 104))
def test_a_day_of_visits_depends_on_two_days_of_clicks(programme: tuple[list[Click], list[Visit]], day: int) -> None:
    clicks, visits = programme
    two_days = [click for click in clicks if day - 1 <= click.clicked_us // DAY <= day]
    of_day = [visit for visit in visits if visit.visited_us // DAY == day]
    assert canonical(clicks, visits, f"where visit_day = {day}") == canonical(two_days, of_day)


def test_clicks_at_the_same_moment_are_told_apart_alike_every_time() -> None:
    clicks = [Click(None, "x", 100 * DAY, affiliate) for affiliate in "cab"]
    assert {tuple(canonical(order, [Visit(None, "x", 100 * DAY)])) for order in (clicks, clicks[::-1])} == {
        (("a", 100 * DAY),)
    }


def test_the_days_asked_for_reach_the_scans_of_clicks_and_visits() -> None:
    """States are built a few days at a time: what the filter keeps out is not joined first."""
    script = (resources.files("pipelines.as_of") / "visits.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            "create table current_clicks as select cast(i as varchar) as click_id, 'v' as visitor_id, "
            f"i * {HOUR} as clicked_us, 'a' as affiliate_id, 's' as sub_id, 'o' as offer_id, 0::bigint as agent_id "
            "from range(2400) as t(i);"
            "create table declared_bots as select 1::bigint as agent_id;"
            "create table current_visits as select case when i % 2 = 0 then cast(i as varchar) end as click_id, "
            f"'v' as visitor_id, i * {HOUR} + 1 as visited_us, 1 as pages, 1.5::decimal(18, 6) as dwell_seconds, "
            "0::smallint as bounced, 0::smallint as added_to_cart from range(2400) as t(i)"
        )
        connection.execute(script)
        assert connection.execute("select count(*) from visits where visit_day between 50 and 51").fetchone() == (48,)
        [(_, plan)] = connection.execute(
            "explain (analyze, format json) select * from visits where visit_day between 50 and 51"
        ).fetchall()
    out_of_scans = [
        node["intermediate_rows"] for node in _nodes(json.loads(plan)["operator"][0]) if "SCAN" in node["type"]
    ]
    assert len(out_of_scans) == 6, "both kinds of visits, and for each the clicks of the day and of the day before"
    assert max(out_of_scans) <= 2 * 24


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("children", []):
        yield from _nodes(child)


def test_visits_of_a_load_have_the_canonical_columns(bench: Workbench) -> None:
    bench.load_text(
        "clicked_at,affiliate_id,click_id,sub_id,offer_id,visitor_id\n2026-01-08 10:00:00,a,c1,s,o,v1\n"
        "2026-01-08 11:00:00,b,c2,,,v1\n"
    )
    bench.load_text(
        "visited_at,click_id,visitor_id,pages,dwell_seconds,bounced,added_to_cart\n"
        "2026-01-08 10:00:01,c1,,3,12.345678,no,yes\n"
        "2026-01-08 12:00:00,,v1,1,,yes,\n"
        "2026-01-08 12:00:00,unknown,v1,1,,yes,\n"
        "2026-01-08 09:00:00,,v1,1,,yes,\n",
        table="visits",
        name="v.csv",
    )
    rows, described = bench.as_of(
        "select affiliate_id, sub_id, offer_id, pages, dwell_us, is_bounced, has_cart from visits order by visited_us",
        "select column_name, column_type from (describe visits)",
    )
    assert rows == [("a", "s", "o", 3, 12_345_678, 0, 1), ("b", None, None, 1, None, 1, None)], (
        "a click that is not in the logs is not guessed, nor is one after the visit"
    )
    assert dict(described) == CANONICAL_TABLES["visits"]
