"""Values that can be read and yet cannot be: they count as not given, are counted, and their rows stay."""

from __future__ import annotations

import pytest

from pipelines.contract import load_contract
from tests.pipelines.load.workbench import Workbench, run_command

NUMBERS: list[tuple[str, str, str, int | None]] = [
    ("offers", "cookie_days", "0", 0),
    ("offers", "cookie_days", "1000", 1000),
    ("offers", "cookie_days", "1001", None),
    ("offers", "cookie_days", "-1", None),
    ("offers", "cookie_days", "2147483647", None),
    ("offers", "cookie_days", "4294967296", None),
    ("offers", "cookie_days", "9223372036854775807", None),
    ("offers", "cookie_days", "18446744073709551615", None),
    ("offers", "lock_days", "200000000", None),
    ("offers", "lock_days", "99999999999", None),
    ("offers", "lock_days", "365", 365),
    ("offers", "daily_cap", "3000000000", None),
    ("offers", "daily_cap", "-1", None),
    ("offers", "daily_cap", "500", 500),
    ("visits", "dwell_seconds", "0", 0),
    ("visits", "dwell_seconds", "86400", 86_400_000_000),
    ("visits", "dwell_seconds", "12.5", 12_500_000),
    ("visits", "dwell_seconds", "86400.5", None),
    ("visits", "dwell_seconds", "1000000", None),
    ("visits", "dwell_seconds", "86400000", None),
    ("visits", "dwell_seconds", "99999999999999999999", None),
    ("visits", "dwell_seconds", "-10", None),
    ("visits", "pages", "1000000", 1_000_000),
    ("visits", "pages", "9223372036854775807", None),
    ("visits", "pages", "-5", None),
]
ROWS = {"offers": ("offer_id", "o", "offer_id = 'o'"), "visits": ("visited_at,click_id", "2026-01-01,c", "true")}
"""Table → the columns that it needs, a row of them, and which of its canonical rows that is."""
OF_THE_TERMS = {"cookie_days": 30, "lock_days": 30}


@pytest.mark.parametrize(("table", "column", "text", "kept"), NUMBERS)
def test_a_number_that_cannot_be_counts_as_not_given(
    bench: Workbench, table: str, column: str, text: str, kept: int | None
) -> None:
    """What an offer does not say the terms say."""
    bench.load_text("clicked_at,affiliate_id,click_id\n2026-01-01,a,c\n")
    header, row, which = ROWS[table]
    account = bench.load_text(f"{header},{column}\n{row},{text}\n", table=table, name=f"{table}.csv")
    assert (account.loaded, account.rejected) == (1, 0)
    assert [(blanked.column, blanked.values) for blanked in account.blanked] == ([(column, 1)] if kept is None else [])
    [found] = bench.as_of(f"select {column.replace('_seconds', '_us')} from {table} where {which}")
    assert found == [(OF_THE_TERMS.get(column) if kept is None else kept,)]


COUNTRIES = {
    "DE": "DE",
    "de": "DE",
    " De ": "DE",
    "UK": "GB",
    "gb": "GB",
    "EL": "GR",
    "XK": "XK",
    "NA": "NA",
    "": None,
    "XX": None,
    "ZZ": None,
    "T1": None,
    "-": None,
    "%": None,
    "_E": None,
    "EU": None,
    "DEU": None,
    "Germany": None,
    "D\0E": None,
}


def test_a_country_is_a_known_code_or_not_given(bench: Workbench) -> None:
    rows = "".join(f"2026-01-01,a,{number},{text}\n" for number, text in enumerate(COUNTRIES))
    account = bench.load_text("clicked_at,affiliate_id,click_id,country\n" + rows)
    assert (account.loaded, account.rejected) == (len(COUNTRIES), 0)
    [found] = bench.as_of("select country from clicks order by cast(click_id as integer)")
    assert [country for (country,) in found] == list(COUNTRIES.values())
    [blanked] = account.blanked
    unknown = sum(code is None for text, code in COUNTRIES.items() if text)
    assert blanked.sentence() == f"country: {unknown} values count as not given (no ISO 3166-1 code of two letters)"


ALLOWED = {"de|GB": "|DE|GB|", "DE, UK": "|DE|GB|", "EL;fr": "|GR|FR|", "": "|AT|GB|", "|": "|AT|GB|"}


@pytest.mark.parametrize(("written", "meant"), ALLOWED.items())
def test_allowed_countries_are_read_as_those_of_clicks(bench: Workbench, written: str, meant: str) -> None:
    (bench.home.root / "terms.toml").write_text('allowed_countries = ["AT", "UK"]\n', encoding="utf-8")
    bench.load_text(f'offer_id,allowed_countries\no,"{written}"\n', table="offers")
    assert bench.as_of("select allowed_countries from offers") == [[(meant,)]]


def test_what_is_no_number_is_rejected_as_ever(bench: Workbench) -> None:
    assert "cookie_days is not a whole number" in bench.refusal("offer_id,cookie_days\no,many\n", table="offers")
    assert "cookie_days is not a whole number" in bench.refusal("offer_id,cookie_days\no,2.5\n", table="offers")


def test_the_load_says_how_many_values_count_as_not_given(bench: Workbench) -> None:
    file = bench.write("offers.csv", "offer_id,cookie_days,lock_days\na,-1,30\nb,,30\nc,5000,-7\n")
    done = run_command(bench.home, "load", "--offers", str(file))
    assert done.returncode == 0, done.stderr
    assert "3 rows read = 3 loaded" in done.stdout
    assert "  cookie_days: 2 values count as not given (not from 0 to 1,000)\n" in done.stdout
    assert "  lock_days: 1 value counts as not given (not from 0 to 1,000)\n" in done.stdout


def test_bounds_stand_in_the_contract() -> None:
    offers = load_contract()["offers"]
    assert offers.column("cookie_days").bounds == offers.column("lock_days").bounds == (0, 1_000)
    assert offers.column("name").bounds is None
