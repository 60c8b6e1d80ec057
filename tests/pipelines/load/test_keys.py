"""Same file: nothing. Same row: a duplicate. Same key, other content: a revision. No key: evidence."""

from __future__ import annotations

from datetime import date

from tests.pipelines.load.workbench import Workbench, clicks_csv

TIME = "2026-01-01 00:00:00"
ORDERS = "order_id,ordered_at,affiliate_id,amount"


def counts(bench: Workbench, text: str, name: str, table: str = "clicks") -> tuple[int, int, int, int]:
    account = bench.load_text(text, name=name, table=table)
    return account.rows_read, account.loaded, account.duplicate, account.revision


def test_the_same_file_again_is_a_no_op_under_any_name(bench: Workbench) -> None:
    text = clicks_csv([(TIME, "a", "")])
    assert counts(bench, text, "a.csv") == (1, 1, 0, 0)
    before = bench.everything()
    for name in ("a.csv", "b.csv"):
        assert bench.load_text(text, name=name).already_loaded
    assert bench.everything() == before


def test_the_same_file_twice_in_one_load_counts_once(bench: Workbench) -> None:
    text = clicks_csv([(TIME, "a", "")])
    accounts = bench.load(bench.write("a.csv", text), bench.write("b.csv", text))
    assert [account.already_loaded for account in accounts] == [False, True]
    assert bench.rows("select count(*) from clicks") == [(1,)]


def test_the_same_file_may_feed_two_tables(bench: Workbench) -> None:
    text = "affiliate_id,offer_id\na,o\n"
    assert counts(bench, text, "a.csv", "affiliates") == (1, 1, 0, 0)
    assert counts(bench, text, "a.csv", "offers") == (1, 1, 0, 0)


def test_duplicates_and_revisions_in_the_same_and_in_other_files(bench: Workbench) -> None:
    assert counts(bench, clicks_csv([(TIME, "a", "1"), (TIME, "a", "1"), (TIME, "b", "1")]), "1.csv") == (3, 1, 1, 1)
    assert counts(bench, clicks_csv([(TIME, "b", "1"), (TIME, "a", "1"), (TIME, "c", "2")]), "2.csv") == (3, 1, 2, 0)
    assert counts(bench, clicks_csv([(TIME, "c", "1"), (TIME, "d", "2"), (TIME, "d", "2")]), "3.csv") == (3, 0, 1, 2)


def test_rows_without_a_key_are_never_dropped(bench: Workbench) -> None:
    text = f"clicked_at,affiliate_id\n{TIME},a\n{TIME},a\n"
    assert counts(bench, text, "1.csv") == (2, 2, 0, 0)
    assert counts(bench, text + f"{TIME},a\n", "2.csv") == (3, 3, 0, 0)
    assert counts(bench, clicks_csv([(TIME, "a", ""), (TIME, "a", ""), (TIME, "a", "1")]), "3.csv") == (3, 3, 0, 0)
    assert bench.as_of("select count(*) from clicks") == [[(8,)]]


def test_equal_content_in_another_notation_is_a_duplicate(bench: Workbench) -> None:
    assert counts(bench, f"{ORDERS}\n1,2026-01-01T12:00:00Z,a,5\n", "1.csv", "orders") == (1, 1, 0, 0)
    assert counts(bench, f"{ORDERS},currency\n1,2026-01-01T13:00:00+01:00,a ,5.00,eur\n", "2.csv", "orders") == (
        1,
        0,
        1,
        0,
    )


def test_an_absent_optional_key_column_counts_as_empty(bench: Workbench) -> None:
    assert counts(bench, f"affiliate_id,outcome,decided_at\na,fraud,{TIME}\n", "1.csv", "labels") == (1, 1, 0, 0)
    assert counts(bench, f"affiliate_id,outcome,decided_at,sub_id\na,clean,{TIME},\n", "2.csv", "labels") == (
        1,
        0,
        0,
        1,
    )
    assert counts(bench, f"affiliate_id,outcome,decided_at,sub_id\na,clean,{TIME},s\n", "3.csv", "labels") == (
        1,
        1,
        0,
        0,
    )


def test_keys_are_compared_exactly(bench: Workbench) -> None:
    ids = ["a", "A", "00a", "a\u0301", "á", "a b"]
    assert counts(bench, clicks_csv([(TIME, "x", name) for name in ids]), "1.csv") == (6, 6, 0, 0)


def test_the_later_recorded_revision_counts_whatever_came_first(bench: Workbench) -> None:
    header = ORDERS + ",recorded_at\n"
    rows = [f"1,2026-01-01,a,{n},2026-01-0{n} 00:00:00\n" for n in (3, 5, 4)] + ["1,2026-01-01,a,9,\n"]
    for n, row in enumerate(rows):
        bench.load_text(header + row, name=f"{n}.csv", table="orders")
    [current] = bench.as_of("select amount_minor from orders")
    assert current == [(500,)], "what says when it was recorded goes before what does not"


def test_what_was_recorded_after_the_day_does_not_count_yet(bench: Workbench) -> None:
    header = ORDERS + ",recorded_at\n"
    bench.load_text(
        header + "1,2026-01-01,a,1,2026-01-01 09:00\n1,2026-01-01,a,2,2026-01-03 00:00:00\n", table="orders"
    )
    amounts = [bench.as_of("select amount_minor from orders", day=date(2026, 1, day)) for day in (1, 2, 3)]
    assert amounts == [[[(100,)]], [[(100,)]], [[(200,)]]]


def test_without_a_time_of_record_the_choice_is_the_same_in_every_order(bench: Workbench) -> None:
    first = Workbench.at(bench.home.root / "other")
    for n, amount in enumerate((1, 2, 3)):
        bench.load_text(f"{ORDERS}\n1,2026-01-01,a,{amount}\n", name=f"{n}.csv", table="orders")
        first.load_text(f"{ORDERS}\n1,2026-01-01,a,{4 - amount}\n", name=f"{n}.csv", table="orders")
    assert bench.as_of("from orders") == first.as_of("from orders")
    assert bench.fingerprint() == first.fingerprint()


def test_an_event_waits_for_its_order(bench: Workbench) -> None:
    events = "order_id,event_at,event\n1,2026-01-05,refunded\n2,2026-01-05,paid\n"
    assert counts(bench, events, "e.csv", "order_events") == (2, 2, 0, 0)
    assert bench.as_of("from orders") == [[]]
    bench.load_text(f"{ORDERS}\n1,2026-01-01,a,1\n", name="o.csv", table="orders")
    [found] = bench.as_of("select order_id, make_timestamp(refunded_us)::varchar, paid_us from orders")
    assert found == [("1", "2026-01-05 00:00:00", None)]


def test_two_events_of_one_kind_are_two_and_the_first_dates_the_order(bench: Workbench) -> None:
    events = (
        "order_id,event_at,event,amount\n1,2026-01-07,refunded,2\n1,2026-01-05,Refunded,1\n1,2026-01-05,refunded,1\n"
    )
    assert counts(bench, events, "e.csv", "order_events") == (3, 2, 1, 0)
    bench.load_text(f"{ORDERS}\n1,2026-01-01,a,2\n", name="o.csv", table="orders")
    [found] = bench.as_of("select make_timestamp(refunded_us)::varchar from orders")
    assert found == [("2026-01-05 00:00:00",)]
