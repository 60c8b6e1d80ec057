"""The order of loading and the way rows are split into files leave no trace in what counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.schema import CANONICAL_TABLES
from pipelines.jobs import load_job
from tests.pipelines.load.workbench import Workbench, adds_up

HEADERS = {
    "clicks": "clicked_at,affiliate_id,click_id,ip,user_agent,referrer_url,recorded_at,converted_at",
    "orders": "order_id,ordered_at,affiliate_id,click_id,amount,recorded_at",
    "order_events": "order_id,event_at,event,amount",
    "affiliates": "affiliate_id,website,recorded_at",
}
days = st.integers(1, 5).map(lambda day: f"2026-01-0{day} 12:00:00")
recorded = st.one_of(st.just(""), days)
names = st.sampled_from(["a", "b", "c"])
ids = st.sampled_from(["1", "2", "3"])
rows = st.one_of(
    st.tuples(
        st.just("clicks"),
        days,
        names,
        st.one_of(st.just(""), ids),
        st.sampled_from(["192.0.2.1", "192.0.2.2", ""]),
        st.sampled_from(["Agent 1", "bot/1.0 (+http://bot.example)", ""]),
        st.sampled_from(["https://www.example.co.uk/x", ""]),
        recorded,
        st.one_of(st.just(""), days),
    ),
    st.tuples(st.just("orders"), ids, days, names, ids, st.sampled_from(["1", "2.5"]), recorded),
    st.tuples(st.just("order_events"), ids, days, st.sampled_from(["refunded", "paid"]), st.sampled_from(["", "1"])),
    st.tuples(st.just("affiliates"), names, st.sampled_from(["example.org", "https://e.com/p"]), recorded),
)


def load_in_pieces(bench: Workbench, told: list[tuple[str, ...]], cuts: list[int], at_once: bool) -> None:
    """Load rows, cut into pieces, one call a piece or all in one. A piece with a number is unlike every other file."""
    pieces = [told[a:b] for a, b in zip([0, *cuts], [*cuts, len(told)], strict=True)]
    together: dict[str, list[str]] = {}
    for number, piece in enumerate(pieces):
        given = {}
        for table, header in HEADERS.items():
            lines = [",".join(row[1:]) for row in piece if row[0] == table]
            path = bench.write(
                f"{table}-{number}.csv", "\n".join([f"{header},piece_{number}", *(x + "," for x in lines)])
            )
            given[table] = [str(path)]
            together.setdefault(table, []).append(str(path))
        if not at_once:
            assert all(adds_up(account) for account in load_job(bench.home, given, bench.home.root))
    if at_once:
        assert all(adds_up(account) for account in load_job(bench.home, together, bench.home.root))


@settings(max_examples=4, deadline=None)
@given(data=st.data(), told=st.lists(rows, min_size=2, max_size=24))
def test_any_order_and_any_split_count_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, told: list[tuple[str, ...]]
) -> None:
    shuffled = data.draw(st.permutations(told))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(told) - 1), max_size=2)))
    at_once = data.draw(st.booleans())
    one, other = (Workbench.at(Path(tmp_path_factory.mktemp("home"))) for _ in range(2))
    load_in_pieces(one, told, [], at_once=True)
    load_in_pieces(other, shuffled, cuts, at_once=at_once)
    canonical = [f"from {table} order by all" for table in CANONICAL_TABLES]
    for day in (date(2026, 1, 3), date(2026, 1, 31)):
        assert one.counted(*canonical, day=day) == other.counted(*canonical, day=day)
    books = [
        bench.rows(
            "select table_name, sum(rows_read), sum(loaded), sum(duplicate), sum(revision) from files "
            "group by table_name order by table_name"
        )
        for bench in (one, other)
    ]
    assert books[0] == books[1], "who came first changes which row is the duplicate, not how many there are"
    wide = [bench.rows("select text from agents union all select text from urls order by 1") for bench in (one, other)]
    assert wide[0] == wide[1], "each wide string is stored once"
