"""Times: zones, daylight saving, offsets, numbers with a unit, unusual patterns, implausible years."""

from __future__ import annotations

import pytest

from tests.pipelines.load.workbench import TOLERANT, Workbench, source

BERLIN = 'timezone = "Europe/Berlin"'


def moments(bench: Workbench, *written: str) -> list[str | None]:
    """Load these times and return each in UTC, None where its row was rejected."""
    rows = "".join(f'"{text}",{n}\n' for n, text in enumerate(written))
    bench.load_text("clicked_at,affiliate_id\n" + rows)
    found = dict(bench.rows("select affiliate_id, make_timestamp(clicked_us)::varchar from clicks"))
    return [found.get(str(n)) for n in range(len(written))]


def test_local_times_follow_the_zone_through_both_changes_of_the_clock(bench: Workbench) -> None:
    bench.settings(source("clicks", BERLIN))
    assert moments(
        bench,
        "2026-03-29 01:59:59",
        "2026-03-29 03:00:00",
        "2026-10-25 01:59:59",
        "2026-10-25 03:00:00",
        "2026-07-01",
        "2026-07-01T24:00:00",
    ) == [
        "2026-03-29 00:59:59",
        "2026-03-29 01:00:00",
        "2026-10-24 23:59:59",
        "2026-10-25 02:00:00",
        "2026-06-30 22:00:00",
        "2026-07-01 22:00:00",
    ]


def test_a_time_the_clock_skips_or_shows_twice_is_read_one_way_and_kept(bench: Workbench) -> None:
    bench.settings(source("clicks", BERLIN))
    assert moments(bench, "2026-03-29 02:30:00", "2026-10-25 02:30:00") == [
        "2026-03-29 01:30:00",  # skipped: as if the clock had not been put forward
        "2026-10-25 01:30:00",  # shown twice: the second time
    ]


def test_an_explicit_offset_wins_over_the_zone(bench: Workbench) -> None:
    bench.settings(source("clicks", BERLIN))
    assert moments(
        bench,
        "2026-07-01T12:00:00Z",
        "2026-07-01T12:00:00+05:30",
        "2026-07-01 12:00:00.123456-0800",
        "2026-07-01T12:00",
    ) == ["2026-07-01 12:00:00", "2026-07-01 06:30:00", "2026-07-01 20:00:00.123456", "2026-07-01 10:00:00"]


def test_without_a_zone_times_are_utc(bench: Workbench) -> None:
    assert moments(bench, "2026-07-01 12:00:00") == ["2026-07-01 12:00:00"]


def test_each_file_has_its_own_zone_in_one_load(bench: Workbench) -> None:
    bench.settings(
        "".join(
            f'[[sources]]\nname = "{name}"\ntable = "clicks"\nfiles = ["in/{name}.csv"]\ntimezone = "{zone}"\n'
            for name, zone in (("a", "Asia/Tokyo"), ("b", "America/New_York"), ("c", "UTC"))
        )
    )
    paths = [bench.write(f"{name}.csv", f"clicked_at,affiliate_id\n2026-01-01 12:00,{name}\n") for name in "abc"]
    bench.load(*paths)
    assert bench.rows("select epoch_ms(clicked_us // 1000)::varchar from clicks order by affiliate_id") == [
        ("2026-01-01 03:00:00",),
        ("2026-01-01 17:00:00",),
        ("2026-01-01 12:00:00",),
    ]


@pytest.mark.parametrize(
    ("unit", "number", "expected"),
    [
        ("s", "1767225600", "2026-01-01 00:00:00"),
        ("s", "1767225600.25", "2026-01-01 00:00:00.25"),
        ("ms", "1767225600123", "2026-01-01 00:00:00.123"),
        ("us", "1767225600123456", "2026-01-01 00:00:00.123456"),
    ],
)
def test_numbers_are_read_in_their_declared_unit(bench: Workbench, unit: str, number: str, expected: str) -> None:
    bench.settings(source("clicks", BERLIN, columns=f'clicked_at = {{ column = "clicked_at", unit = "{unit}" }}'))
    assert moments(bench, number, "x", "9" * 40, "-5") == [expected, None, None, None]
    assert [reason for _, reason, _ in bench.rejected()] == [
        f"clicked_at is not a number of {unit} since 1970",
        f"clicked_at is not a number of {unit} since 1970",
        "clicked_at is before 1995",
    ]


def test_milliseconds_declared_as_seconds_are_noticed(bench: Workbench) -> None:
    bench.settings(source("clicks", columns='clicked_at = { column = "clicked_at", unit = "s" }'))
    assert moments(bench, "1767225600123") == [None]
    assert bench.rejected()[0][1] == "clicked_at is after 2100"


@pytest.mark.parametrize(
    ("pattern", "written", "expected"),
    [
        ("%d.%m.%Y %H:%M", "01.07.2026 12:30", "2026-07-01 10:30:00"),
        ("%m/%d/%Y %I:%M %p", "07/01/2026 02:30 PM", "2026-07-01 12:30:00"),
        ("%d/%b/%Y:%H:%M:%S %z", "01/Jul/2026:12:30:00 -0200", "2026-07-01 14:30:00"),
    ],
)
def test_patterns(bench: Workbench, pattern: str, written: str, expected: str) -> None:
    bench.settings(source("clicks", BERLIN, columns=f'clicked_at = {{ column = "clicked_at", format = "{pattern}" }}'))
    assert moments(bench, written, "2026-07-01 12:30:00") == [expected, None]
    assert bench.rejected()[0][1] == f"clicked_at is not a time like {pattern}"


def test_a_pattern_that_is_none_is_named(bench: Workbench) -> None:
    bench.settings(source("clicks", columns='clicked_at = { column = "clicked_at", format = "%Q" }'))
    message = bench.refusal("clicked_at,affiliate_id\nx,a\n")
    assert "no strptime pattern" in message
    assert "%Q" in message


def test_what_is_no_plausible_time_says_why(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    reasons = {
        "1970-01-01 00:00:00": "clicked_at is before 1995",
        "1994-12-31 23:59:59.999999": "clicked_at is before 1995",
        "2199-06-01 00:00:00": "clicked_at is after 2100",
        "2101-01-01 00:00:00": "clicked_at is after 2100",
        "1767225600": 'clicked_at is a bare number: declare its unit ("s", "ms" or "us") in the column map',
        "20260101": 'clicked_at is a bare number: declare its unit ("s", "ms" or "us") in the column map',
        **dict.fromkeys(
            ("infinity", "epoch", "now", "12:00:00", "2026-02-30 00:00:00", "2026-01-01 25:00:00", "31.12.2026"),
            "clicked_at is not a time such as 2026-01-31 13:45:00 or 2026-01-31T13:45:00Z",
        ),
    }
    assert moments(bench, *reasons) == [None] * len(reasons)
    assert [reason for _, reason, _ in bench.rejected()] == list(reasons.values())


def test_the_edges_of_the_plausible_years_are_inside(bench: Workbench) -> None:
    bench.settings("[load]\nearliest_year = 2000\nlatest_year = 2050\n")
    assert None not in moments(bench, "2000-01-01 00:00:00", "2050-12-31 23:59:59.999999")
