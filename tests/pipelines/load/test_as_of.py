"""As of a day: what is after its end, UTC, does not count, whenever it was loaded."""

from __future__ import annotations

from datetime import date

import pytest

from features.schema import CANONICAL_TABLES
from pipelines.as_of.open import available_columns, open_as_of
from pipelines.days import day_number
from pipelines.settings.read import read_settings
from tests.pipelines.load.workbench import LATE, Workbench, clicks_csv, source

DAY = date(2026, 1, 10)
ENDS = ["2026-01-10 23:59:59.999999", "2026-01-11 00:00:00"]


def test_the_day_ends_with_its_last_microsecond(bench: Workbench) -> None:
    bench.load_text(clicks_csv([(when, when[:10], "") for when in ENDS]))
    assert bench.as_of("select affiliate_id from clicks", day=DAY) == [[("2026-01-10",)]]


def test_the_day_ends_in_utc_whatever_the_zone_of_the_source(bench: Workbench) -> None:
    bench.settings(source("clicks", 'timezone = "Asia/Tokyo"'))
    bench.load_text(clicks_csv([("2026-01-11 08:59:59", "in", ""), ("2026-01-11 09:00:00", "out", "")]))
    assert bench.as_of("select affiliate_id from clicks", day=DAY) == [[("in",)]]


def test_every_kind_of_time_is_held_against_the_day(bench: Workbench) -> None:
    bench.load_text(
        "order_id,ordered_at,affiliate_id\n" + "".join(f"{n},{when},a\n" for n, when in enumerate(ENDS)), table="orders"
    )
    bench.load_text(
        "order_id,event_at,event\n"
        + "".join(f"0,{when},{event}\n" for when, event in zip(ENDS, ("paid", "refunded"), strict=True)),
        table="order_events",
    )
    bench.load_text(
        "affiliate_id,recorded_at\n" + "".join(f"{n},{when}\n" for n, when in enumerate(ENDS)), table="affiliates"
    )
    orders, affiliates = bench.as_of(
        "select order_id, paid_us is null, refunded_us is null from orders",
        "select affiliate_id from affiliates",
        day=DAY,
    )
    assert orders == [("0", False, True)]
    assert affiliates == [("0",)]


def test_a_late_row_changes_its_day_and_no_earlier_one(bench: Workbench) -> None:
    bench.load_text(clicks_csv([("2026-01-08 00:00:00", "a", "1")]))
    earlier, before = bench.fingerprint(date(2026, 1, 8)), bench.fingerprint(DAY)
    bench.load_text(clicks_csv([("2026-01-09 00:00:00", "b", "2")]), name="late.csv")
    assert bench.fingerprint(date(2026, 1, 8)) == earlier
    assert bench.fingerprint(DAY) != before


def test_canonical_tables_have_the_declared_columns_and_types(bench: Workbench) -> None:
    bench.load_text(clicks_csv([("2026-01-08 00:00:00", "a", "1")]))
    for table, columns in CANONICAL_TABLES.items():
        [described] = bench.as_of(f"select column_name, column_type from (describe {table})")
        assert columns.items() <= dict(described).items(), table


def test_strings_are_replaced_by_what_was_parsed_of_them(bench: Workbench) -> None:
    header = "clicked_at,affiliate_id,ip,user_agent,referrer_url,landing_url,country"
    rows = [
        ("2026-01-08", "1", "192.0.2.1", "Mozilla/5.0", "https://user@shop.Example.co.uk:8080/p?q", "/x?gclid=1", "de"),
        ("2026-01-08", "2", "192.0.2.x", "curl/8.5.0", "", "/x?mygclid=1", ""),
        ("2026-01-08", "3", "2001:DB8:0:1::7", "", "android-app://com.x", "", "DE"),
        ("2026-01-08", "4", "2001:db8::1", "", "not an address", "", "DE"),
        ("2026-01-08", "5", "tok-1", "", "http://203.0.113.9/", "", ""),
    ]
    bench.load_text(clicks_csv(rows, header))
    clicks, subnets = bench.as_of(
        "select a.is_automated, referrer_domain, has_paid_click_mark, country "
        "from clicks left join agents as a using (agent_id) order by affiliate_id",
        "select count(distinct subnet_id), count(subnet_id), count(distinct address_id) from clicks",
    )
    assert clicks == [
        (0, "example.co.uk", 1, "DE"),
        (1, "", 0, None),
        (None, "com.x", None, "DE"),
        (None, "", None, "DE"),
        (None, "203.0.113.9", None, None),
    ]
    assert subnets == [(2, 4, 5)], "one /24 and one /48; a token has no subnet"


def test_clicks_of_declared_bots_stand_apart_and_no_visit_is_theirs(bench: Workbench) -> None:
    """A tool names itself, too, but anybody may click with it: curl's clicks stay."""
    agents = ["Mozilla/5.0", "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "curl/8.5.0", ""]
    rows = [
        (f"2026-01-08 0{n}:00:00", "a", f"c{n}", "s", f"o{n}", f"v{n}", agent, "DE") for n, agent in enumerate(agents)
    ]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,click_id,sub_id,offer_id,visitor_id,user_agent,country"))
    visits = (
        "visited_at,click_id,visitor_id\n2026-01-08 05:00:00,c0,\n2026-01-08 05:00:00,c1,\n2026-01-08 05:00:00,,v1\n"
    )
    bench.load_text(visits, table="visits", name="v.csv")
    orders = "".join(f"{n},2026-01-08 06:00:00,a,c{n}\n" for n in range(5))
    bench.load_text("order_id,ordered_at,affiliate_id,click_id\n" + orders, table="orders", name="o.csv")
    clicks, bots, visited, ordered, offers, declared = bench.as_of(
        "select click_id from clicks order by all",
        "select click_id, affiliate_id, sub_id, offer_id, click_day from bot_clicks",
        "select offer_id from visits",
        "select click_id, click_country, has_bot_click from orders order by all",
        "select offer_id from offers order by all",
        "select is_automated from agents where is_declared_bot = 1",
    )
    assert clicks == [("c0",), ("c2",), ("c3",)]
    assert bots == [("c1", "a", "s", "o1", day_number(date(2026, 1, 8)))]
    assert visited == [("o0",)]
    assert ordered == [("c0", "DE", 0), ("c1", "DE", 1), ("c2", "DE", 0), ("c3", "DE", None), ("c4", None, None)]
    assert offers == [("",), ("o0",), ("o1",), ("o2",), ("o3",)]
    assert declared == [(0,)]


def test_only_columns_that_carry_data_are_available(bench: Workbench) -> None:
    bench.load_text("clicked_at,affiliate_id,ip,country\n2026-01-08 00:00:00,a,192.0.2.1,\n")
    settings, terms = read_settings(bench.home.root)
    with open_as_of(bench.home, settings, terms, day_number(LATE)) as as_of:
        found = available_columns(as_of)
    assert {"clicks.affiliate_id", "clicks.address_id", "clicks.subnet_id"} <= found
    assert not {"clicks.country", "clicks.sub_id", "clicks.referrer_domain", "orders.order_id"} & found


def test_an_order_takes_over_what_its_click_knows(bench: Workbench) -> None:
    bench.load_text(
        "clicked_at,affiliate_id,click_id,sub_id,offer_id,country\n2026-01-08 10:00:00,a,c,s,o,DE\n"
        "2026-01-09 10:00:00,late,c9,s9,o9,FR\n"
    )
    bench.load_text(
        "order_id,ordered_at,affiliate_id,click_id\n1,2026-01-08 11:00:00,b,c\n2,2026-01-08 11:00:00,b,unknown\n"
        "3,2026-01-08 11:00:00,a,c\n",
        table="orders",
        name="o.csv",
    )
    [orders] = bench.as_of(
        "select order_id, affiliate_id, click_affiliate_id, sub_id, offer_id, click_country, click_us is null "
        "from orders"
    )
    assert orders == [
        ("1", "b", "a", None, "o", "DE", False),  # the sub-id is another partner's
        ("2", "b", None, None, "", None, True),  # no offer: the terms hold
        ("3", "a", "a", "s", "o", "DE", False),
    ]


def test_what_an_order_takes_over_is_of_one_version_of_its_click(bench: Workbench) -> None:
    bench.load_text(
        "clicked_at,affiliate_id,click_id,sub_id,offer_id,country,recorded_at\n"
        "2026-01-08 09:00:00,a,c,s1,o1,DE,2026-01-08 10:00:00\n"
        "2026-01-08 10:00:00,b,c,,o2,,2026-01-08 10:30:00\n"
    )
    bench.load_text(
        "order_id,ordered_at,affiliate_id,click_id\n1,2026-01-08 11:00:00,b,c\n", table="orders", name="o.csv"
    )
    orders, clicks = bench.as_of(
        "select click_affiliate_id, sub_id, offer_id, click_country, hour(make_timestamp(click_us)) from orders",
        "select count(*) from current_clicks group by click_id",
    )
    assert orders == [("b", None, "o2", None, 10)]
    assert clicks == [(1,)]


@pytest.mark.parametrize(
    ("order", "events", "refunded", "given_back"),
    [
        ("100,10,EUR", ["08,,,"], "08", (10_000, 1_000)),
        ("100,10,EUR", ["08,0.01,0,"], None, (1, 0)),
        ("100,10,EUR", ["08,25,,"], None, (2_500, 250)),
        ("100,10,EUR", ["08,25,,", "09,25,,EUR"], "09", (5_000, 500)),
        ("100,10,EUR", ["08,90,9,", "09,90,9,"], "08", (10_000, 1_000)),
        ("5000,500,JPY", ["08,1000,,"], None, (1_000, 100)),
        ("100,10,EUR", ["08,9000,900,JPY"], "08", (10_000, 1_000)),  # of how much is not known
        ("0,0,EUR", ["08,5,,"], "08", (0, 0)),
        (",,", ["08,5,1,"], "08", (0, 100)),
    ],
)
def test_refunds_add_up_and_from_half_on_an_order_is_refunded(
    bench: Workbench, order: str, events: list[str], refunded: str | None, given_back: tuple[int | None, int | None]
) -> None:
    header = "order_id,ordered_at,affiliate_id,amount,commission,currency\n"
    bench.load_text(f"{header}1,2026-01-05,a,{order}\n", table="orders", name="o.csv")
    rows = "".join(f"1,refunded,2026-01-{event}\n" for event in events)
    bench.load_text(f"order_id,event,event_at,amount,commission,currency\n{rows}", table="order_events", name="e.csv")
    [found] = bench.as_of(
        "select strftime(make_timestamp(refunded_us), '%d'), refunded_amount_minor, refunded_commission_minor "
        "from orders"
    )
    assert found == [(refunded, *given_back)]


def test_an_adjustment_is_in_its_orders_currency(bench: Workbench) -> None:
    bench.load_text(
        "order_id,ordered_at,affiliate_id,amount,commission,currency\nyen,2026-01-05,a,5000,500,JPY\n"
        "euro,2026-01-05,a,100,10,EUR\n",
        table="orders",
        name="o.csv",
    )
    bench.load_text(
        "order_id,event_at,event,amount,commission,currency\nyen,2026-01-08,adjusted,4000,400,\n"
        "euro,2026-01-08,adjusted,12000,1200,JPY\n",
        table="order_events",
        name="e.csv",
    )
    [found] = bench.as_of("select order_id, amount_minor, commission_minor, currency from orders order by order_id")
    assert found == [("euro", 10_000, 1_000, "EUR"), ("yen", 4_000, 400, "JPY")]


@pytest.mark.parametrize(
    ("order", "events", "left"),
    [
        ("100,10,EUR", ["08,20,,"], (2_000, 200)),
        ("100,10,EUR", ["08,80,,", "09,20,,"], (2_000, 200)),
        ("100,10,EUR", ["09,20,,", "08,80,,"], (2_000, 200)),  # the last word counts, not the last line
        ("100,10,EUR", ["08,20,3,"], (2_000, 300)),
        ("100,10,EUR", ["08,50,3,", "09,25,,"], (2_500, 150)),
        ("100,10,EUR", ["08,,4,", "09,50,,"], (5_000, 200)),
        ("100,10,EUR", ["08,50,,", "09,,4,"], (5_000, 400)),
        ("100,10,EUR", ["08,,,"], (10_000, 1_000)),
        ("100,10,EUR", ["08,0,,"], (0, 0)),
        ("100,10,EUR", ["08,0,,", "09,50,,"], (5_000, 500)),
        ("100,10,EUR", ["08,0,0,", "09,50,,"], (5_000, 0)),
        ("100,,EUR", ["08,20,,"], (2_000, None)),
        ("0,5,EUR", ["08,20,,"], (2_000, 500)),
        (",5,EUR", ["08,20,,"], (2_000, 500)),
        ("0.01,5,EUR", ["08,100000000000,,"], (10_000_000_000_000, 10_000_000_000_000)),  # no commission is beyond it
        ("5000,500,JPY", ["08,4000,,"], (4_000, 400)),
        ("100,10,EUR", ["08,20,2,JPY"], (10_000, 1_000)),  # in yen it says nothing of an order in euros
    ],
)
def test_an_adjustment_names_the_new_amount_and_takes_the_commission_with_it(
    bench: Workbench, order: str, events: list[str], left: tuple[int, int | None]
) -> None:
    header = "order_id,ordered_at,affiliate_id,amount,commission,currency\n"
    bench.load_text(f"{header}1,2026-01-05,a,{order}\n", table="orders", name="o.csv")
    rows = "".join(f"1,adjusted,2026-01-{event}\n" for event in events)
    bench.load_text(f"order_id,event,event_at,amount,commission,currency\n{rows}", table="order_events", name="e.csv")
    [found] = bench.as_of("select amount_minor, commission_minor from orders")
    assert found == [left]


def test_a_refund_is_of_what_an_adjustment_left(bench: Workbench) -> None:
    header = "order_id,ordered_at,affiliate_id,amount,commission\n"
    bench.load_text(f"{header}1,2026-01-05,a,100,10\n", table="orders", name="o.csv")
    rows = "1,adjusted,2026-01-08,20\n1,refunded,2026-01-09,5\n"
    bench.load_text(f"order_id,event,event_at,amount\n{rows}", table="order_events", name="e.csv")
    [found] = bench.as_of("select commission_minor, refunded_amount_minor, refunded_commission_minor from orders")
    assert found == [(200, 500, 50)]


def test_offers_are_filled_from_the_terms(bench: Workbench) -> None:
    (bench.home.root / "terms.toml").write_text('cookie_days = 7\nlock_days = 14\nallowed_countries = ["DE", "AT"]\n')
    bench.load_text('offer_id,cookie_days,allowed_countries\no1,3,"us, ca"\no2,,\n', table="offers")
    bench.load_text("clicked_at,affiliate_id,offer_id\n2026-01-08,a,o3\n", name="c.csv")
    [offers] = bench.as_of("select offer_id, cookie_days, lock_days, allowed_countries from offers")
    assert offers == [("o1", 3, 14, "|US|CA|"), ("o2", 7, 14, "|DE|AT|"), ("o3", 7, 14, "|DE|AT|")]


def test_a_replaced_version_is_part_of_the_fingerprint(bench: Workbench) -> None:
    """The report says how many versions were replaced, so a run over other versions is another run."""
    bench.load_text("click_id,clicked_at,affiliate_id,recorded_at\nc,2026-01-08,a,2026-01-09\n")
    before = bench.fingerprint()
    bench.load_text("click_id,clicked_at,affiliate_id,recorded_at\nc,2026-01-08,b,2026-01-08\n", name="older.csv")
    [current] = bench.as_of("select affiliate_id from clicks")
    assert current == [("a",)], "the older version changes nothing that counts"
    assert bench.fingerprint() != before


def test_money_is_in_the_reporting_currency_where_a_rate_is_known(bench: Workbench) -> None:
    """The latest rate of the order's day or before counts; what has none stays as it is."""
    bench.load_text(
        "order_id,ordered_at,affiliate_id,amount,commission,currency\n1,2026-01-05,a,100,10,USD\n"
        "2,2026-01-07,a,100,10,USD\n3,2026-01-07,a,5000,500,JPY\n4,2026-01-07,a,100,10,EUR\n"
        "5,2026-01-07,a,100,10,GBP\n6,2026-01-01,a,100,10,USD\n",
        table="orders",
        name="o.csv",
    )
    bench.load_text("order_id,event_at,event,amount\n2,2026-01-08,refunded,25\n", table="order_events", name="e.csv")
    bench.load_text(
        "day,currency,rate\n2026-01-04,USD,0.9\n2026-01-06,USD,0.8\n2026-01-01,JPY,0.006\n",
        table="fx_rates",
        name="x.csv",
    )
    [found] = bench.as_of(
        "select order_id, amount_minor, commission_minor, refunded_amount_minor, currency from orders order by order_id"
    )
    assert found == [
        ("1", 9_000, 900, None, "EUR"),
        ("2", 8_000, 800, 2_000, "EUR"),
        ("3", 3_000, 300, None, "EUR"),
        ("4", 10_000, 1_000, None, "EUR"),
        ("5", 10_000, 1_000, None, "GBP"),
        ("6", 10_000, 1_000, None, "USD"),
    ]
