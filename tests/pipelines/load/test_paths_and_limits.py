"""Odd paths, files that grow, values beyond every measure: nothing read from elsewhere, nothing counted twice."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import DataRefusedError
from tests.pipelines.load.workbench import Workbench, run_command, source

CLICKS = "clicked_at,affiliate_id\n2026-01-01 10:00:00,{}\n"


def write_parquet(path: Path, query: str) -> None:
    duckdb.connect().execute(f"copy ({query}) to '{path}' (format parquet)")


@pytest.mark.parametrize(("name", "decoy"), [("c[1].csv", "c1.csv"), ("c?.csv", "cX.csv"), ("c*.csv", "cYY.csv")])
def test_a_name_with_glob_signs_is_that_file_alone(bench: Workbench, name: str, decoy: str) -> None:
    bench.write(decoy, CLICKS.format("wrong"))
    bench.load(bench.write(name, CLICKS.format("right")))
    assert bench.rows("select affiliate_id from clicks") == [("right",)]


def test_a_base_folder_with_brackets_is_no_pattern(tmp_path: Path) -> None:
    bench = Workbench.at(tmp_path / "ho[me]", source("clicks", files="in/*.csv"))
    bench.write("a.csv", CLICKS.format("a"))
    bench.load("in/*.csv")
    assert bench.rows("select affiliate_id from clicks") == [("a",)]


@pytest.mark.parametrize("folder", ["affiliate_id=evil", "c1=evil"])
def test_folder_names_are_no_columns(bench: Workbench, folder: str) -> None:
    csv = bench.home.root / "in" / folder / "a.csv"
    csv.parent.mkdir(parents=True)
    csv.write_text(CLICKS.format("good"))
    parquet = csv.with_suffix(".parquet")
    write_parquet(parquet, "select timestamp '2026-01-02' as clicked_at, 'good' as affiliate_id")
    bench.load(csv, parquet)
    assert bench.rows("select distinct affiliate_id from clicks") == [("good",)]


def test_a_json_key_that_turns_up_late_is_read(bench: Workbench) -> None:
    plain = (
        '{"clicked_at": "2026-01-01 10:00:00", "affiliate_id": "a", "landing_url": "https://shop.example/' + "x" * 200
    )
    lines = [plain + '"}'] * 6_000 + [plain + '", "sub_id": "late", "referrer_url": ""}']
    bench.load_text("\n".join(lines), name="f.jsonl")
    assert bench.rows("select count(sub_id), count(referrer_id) from clicks") == [(1, 1)]


@pytest.mark.parametrize("key", ["", "*", "$", 'a"b', "a.b"])
def test_hostile_json_keys_are_harmless(bench: Workbench, key: str) -> None:
    escaped = key.replace('"', '\\"')
    line = f'{{"{escaped}": 1, "clicked_at": "2026-01-01 10:00:00", "affiliate_id": "a"}}'
    assert bench.load_text(line, name="f.jsonl").loaded == 1


def test_deep_nesting_is_no_traceback(bench: Workbench) -> None:
    good = '{"clicked_at": "2026-01-01 10:00:00", "affiliate_id": "a"}'
    deep = '{"clicked_at": ' + "[" * 20_000 + "]" * 20_000 + "}"
    bench.settings("[load]\nmax_rejected_share = 0.6\n")
    account = bench.load_text(f"{good}\n{deep}\n", name="f.jsonl")
    assert (account.loaded, account.rejected) == (1, 1)


def test_a_file_without_keys_that_grew_is_refused(bench: Workbench) -> None:
    path = bench.write("live.csv", CLICKS.format("a"))
    bench.load(path)
    with path.open("a") as handle:
        handle.write("2026-01-01 11:00:00,a\n")
    with pytest.raises(DataRefusedError, match="has changed since"):
        bench.load(path)
    assert bench.rows("select count(*) from clicks") == [(1,)]


def test_a_file_with_keys_may_grow(bench: Workbench) -> None:
    path = bench.write("o.csv", "order_id,ordered_at,affiliate_id\n1,2026-01-01,a\n")
    bench.load(path, table="orders")
    with path.open("a") as handle:
        handle.write("2,2026-01-02,a\n")
    [account] = bench.load(path, table="orders")
    assert (account.loaded, account.duplicate) == (1, 1)


def test_two_sources_may_draw_on_one_file(tmp_path: Path) -> None:
    events = "".join(
        f'[[sources]]\nname = "{kind}"\ntable = "order_events"\nfiles = ["in/e.csv"]\n'
        f'[sources.columns]\nevent = {{constant = "{kind}"}}\nevent_at = "{kind}_at"\n'
        for kind in ("approved", "refunded")
    )
    bench = Workbench.at(tmp_path / "home", events)
    bench.write("e.csv", "order_id,approved_at,refunded_at\n1,2026-01-01,2026-01-09\n")
    assert run_command(bench.home, "load").returncode == 0
    assert bench.rows("select event from order_events order by 1") == [("approved",), ("refunded",)]
    assert run_command(bench.home, "load").returncode == 0
    assert bench.rows("select count(*) from order_events") == [(2,)]


@pytest.mark.parametrize("name", ["f.jsonl", "f.jsonl.gz"])
def test_a_file_of_lines_may_be_empty(bench: Workbench, name: str) -> None:
    assert bench.load_text(gzip.compress(b"") if name.endswith("gz") else b"", name=name).rows_read == 0


@pytest.mark.parametrize("number", ["9" * 32, "1e30", "-" + "9" * 40, "nan"])
@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_an_impossible_epoch_number_rejects_its_row_alone(tmp_path: Path, unit: str, number: str) -> None:
    bench = Workbench.at(
        tmp_path / "home", source("clicks", columns=f'clicked_at = {{column = "at", unit = "{unit}"}}')
    )
    account = bench.load_text(f"at,affiliate_id\n{number},a\n")
    assert (account.loaded, account.rejected) == (0, 1)


def test_a_line_beyond_every_measure_is_rejected_and_the_rest_judged(tmp_path: Path) -> None:
    bench = Workbench.at(tmp_path / "home", source("orders", 'layout = "order_lines"'))
    account = bench.load_text(
        "order_id,ordered_at,affiliate_id,article_id,quantity,unit_price\n"
        "1,2026-01-01,a,x,999999999999,9000000\n2,2026-01-01,a,x,2,5\n",
        table="orders",
    )
    assert (account.loaded, account.rejected) == (1, 1)
    assert bench.as_of("select order_id, amount_minor from orders") == [[("2", 1_000)]]


def test_currencies_of_one_order_are_never_added_up(tmp_path: Path) -> None:
    bench = Workbench.at(tmp_path / "home", source("orders", 'layout = "order_lines"'))
    bench.load_text(
        "order_id,ordered_at,affiliate_id,article_id,amount,currency\n"
        "1,2026-01-01,a,x,10,EUR\n1,2026-01-01,a,y,1000,JPY\n2,2026-01-01,a,x,7,USD\n",
        table="orders",
    )
    assert bench.as_of("select order_id, amount_minor, currency from orders order by 1") == [
        [("1", None, None), ("2", 700, "USD")]
    ]


@pytest.mark.parametrize(
    ("text", "minor"), [("1.234,56", 123_456), ("1234,5", 123_450), ("12", 1_200), ("12.34", None), ("1.2.3,4", None)]
)
def test_points_in_a_comma_amount_part_thousands_or_nothing(tmp_path: Path, text: str, minor: int | None) -> None:
    columns = 'amount = {column = "betrag", decimal = ","}'
    bench = Workbench.at(tmp_path / "home", source("orders", 'delimiter = ";"', columns=columns))
    account = bench.load_text(f"order_id;ordered_at;affiliate_id;betrag\n1;2026-01-01;a;{text}\n", table="orders")
    assert account.rejected == (minor is None)
    assert bench.rows("select amount_minor from orders") == ([] if minor is None else [(minor,)])


def test_a_parquet_moment_that_never_comes_is_rejected(tmp_path: Path) -> None:
    bench = Workbench.at(tmp_path / "home", source("clicks"))
    path = bench.write("c.parquet", b"")
    write_parquet(path, "select timestamp 'infinity' as clicked_at, 'a' as affiliate_id")
    [account] = bench.load(path)
    assert (account.loaded, account.rejected) == (0, 1)
