"""Values that can be read and yet cannot be: they count as not given, are counted, and their rows stay."""

from __future__ import annotations

import pytest

from pipelines.contract import load_contract
from tests.pipelines.load.workbench import Workbench, run_command

OFFERS: dict[tuple[str, str], int | None] = {
    ("cookie_days", "0"): 0,
    ("cookie_days", "1000"): 1000,
    ("cookie_days", "1001"): None,
    ("cookie_days", "-1"): None,
    ("cookie_days", "2147483647"): None,
    ("cookie_days", "4294967296"): None,
    ("cookie_days", "9223372036854775807"): None,
    ("cookie_days", "18446744073709551615"): None,
    ("lock_days", "200000000"): None,
    ("lock_days", "99999999999"): None,
    ("lock_days", "365"): 365,
    ("daily_cap", "3000000000"): None,
    ("daily_cap", "-1"): None,
    ("daily_cap", "500"): 500,
}


@pytest.mark.parametrize(("given", "kept"), OFFERS.items())
def test_a_number_of_an_offer_that_cannot_be_counts_as_not_given(
    bench: Workbench, given: tuple[str, str], kept: int | None
) -> None:
    column, text = given
    account = bench.load_text(f"offer_id,{column},allowed_countries\no,{text},DE\n", table="offers")
    assert (account.loaded, account.rejected) == (1, 0)
    assert [(blanked.column, blanked.values) for blanked in account.blanked] == ([(column, 1)] if kept is None else [])
    of_the_terms = {"cookie_days": 30, "lock_days": 30, "daily_cap": None}[column]
    [found] = bench.as_of(f"select {column}, allowed_countries from offers")
    assert found == [(of_the_terms if kept is None else kept, "|DE|")]


def test_what_is_no_number_is_rejected_as_ever(bench: Workbench) -> None:
    assert "cookie_days is not a whole number" in bench.refusal("offer_id,cookie_days\no,many\n", table="offers")
    assert "cookie_days is not a whole number" in bench.refusal("offer_id,cookie_days\no,2.5\n", table="offers")


def test_the_load_says_how_many_values_count_as_not_given(bench: Workbench) -> None:
    file = bench.write("offers.csv", "offer_id,cookie_days,lock_days\na,-1,30\nb,,30\nc,5000,-7\n")
    done = run_command(bench.home, "load", "--offers", str(file))
    assert done.returncode == 0, done.stderr
    assert "3 rows read = 3 loaded" in done.stdout
    assert "  cookie_days: 2 values are not from 0 to 1,000 and count as not given\n" in done.stdout
    assert "  lock_days: 1 value is not from 0 to 1,000 and counts as not given\n" in done.stdout


def test_bounds_stand_in_the_contract() -> None:
    offers = load_contract()["offers"]
    assert offers.column("cookie_days").bounds == offers.column("lock_days").bounds == (0, 1_000)
    assert offers.column("name").bounds is None
