"""Every table of the contract, in every format and packing, comes out the same."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.contract import Table, load_contract
from pipelines.errors import UsageProblem
from pipelines.jobs import load_job
from tests.pipelines.load.workbench import Workbench, adds_up, run_command, source

EXAMPLES = {
    "id": "x1",
    "text": "Ünï, \"quoted\" 'text'",
    "time": "2026-01-31 13:45:00",
    "day": "2026-01-31",
    "amount": "12.34",
    "currency": "EUR",
    "integer": "7",
    "number": "1.5",
    "boolean": "yes",
    "address": "192.0.2.7",
    "agent": "Mozilla/5.0 (X11; Linux)",
    "url": "https://example.com/a?b=c",
    "country": "DE",
    "domain": "example.com",
    "code": "content",
    "coupon": "Save10",
    "rate": "1.08",
}
TABLES = [table for table in load_contract().values() if table.name != "order_lines"]


def example(table: Table, number: int) -> dict[str, str]:
    row = {column.name: (column.values or (EXAMPLES[column.type],))[0] for column in table.columns}
    row["recorded_at"] = f"2026-02-0{number} 00:00:00"
    for name in table.key[:1]:
        row[name] = f"2026-02-0{number}" if name == "day" else f"{row[name]}-{number}"
    return row


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json_lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_parquet(rows: list[dict[str, str]]) -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), packed)
    return packed.getvalue()


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


WRITTEN = {
    "f.csv": as_csv,
    "f.csv.gz": lambda rows: gzip.compress(as_csv(rows)),
    "f.csv.zst": lambda rows: zstd(as_csv(rows)),
    "f.jsonl": as_json_lines,
    "f.ndjson.gz": lambda rows: gzip.compress(as_json_lines(rows)),
    "f.json.zst": lambda rows: zstd(as_json_lines(rows)),
    "f.parquet": as_parquet,
}


def test_example_fills_every_type() -> None:
    assert {column.type for table in TABLES for column in table.columns} <= set(EXAMPLES)


@pytest.fixture(scope="module")
def plain_csv(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    return loaded_as("f.csv", tmp_path_factory.mktemp("csv"))


def loaded_as(name: str, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Load two rows of every table, written in one format, and return what stands in the warehouse."""
    bench = Workbench.at(folder)
    given = {}
    for table in TABLES:
        rows = [example(table, 1), example(table, 2)]
        given[table.name] = [str(bench.write(f"{table.name}-{name}", WRITTEN[name](rows)))]
    accounts = load_job(bench.home, given, bench.home.root)
    assert {(a.table, a.rows_read, a.loaded) for a in accounts} == {(table.name, 2, 2) for table in TABLES}
    return {table.name: bench.rows(f"select * exclude (file_id) from {table.name} order by all") for table in TABLES}


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "f.csv"])
def test_every_table_gives_the_same_rows_in_every_format(
    name: str, plain_csv: dict[str, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    assert loaded_as(name, tmp_path) == plain_csv


def test_every_column_of_the_contract_arrives(plain_csv: dict[str, list[tuple[object, ...]]]) -> None:
    assert all(len(rows) == 2 and None not in rows[0][:-2] for rows in plain_csv.values())


def test_required_columns_alone_are_enough(bench: Workbench) -> None:
    given = {}
    for table in TABLES:
        wanted = table.required + table.any_of[:1]
        row = {name: value for name, value in example(table, 1).items() if name in wanted}
        given[table.name] = [str(bench.write(f"{table.name}.csv", as_csv([row])))]
    accounts = load_job(bench.home, given, bench.home.root)
    assert {(a.table, a.loaded) for a in accounts} == {(table.name, 1) for table in TABLES}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(bench: Workbench, delimiter: str) -> None:
    others = "-".join(",;\t|".replace(delimiter, ""))
    rows = [["clicked_at", "affiliate_id", "sub_id"], ["2026-01-01 00:00:00", "a", others]]
    account = bench.load_text("".join(delimiter.join(row) + "\n" for row in rows))
    assert account.loaded == 1
    assert bench.rows("select sub_id from clicks") == [(others,)]


def test_a_declared_delimiter_wins(bench: Workbench) -> None:
    bench.settings(source("clicks", 'delimiter = "|"'))
    bench.load_text("clicked_at|affiliate_id|a,b,c\n2026-01-01 00:00:00|x,y|1\n")
    assert bench.rows("select affiliate_id from clicks") == [("x,y",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_give_the_same_rows(bench: Workbench, encoding: str, end: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    bench.settings(source("clicks", f'encoding = "{declared}"'))
    text = 'clicked_at,affiliate_id\n2026-01-01 00:00:00,Käse\n\n2026-01-01 00:00:00,"a,""b"""\nnow,ö\n'
    account = bench.load_text(text.replace("\n", end).encode(encoding))
    assert (account.loaded, account.rejected) == (2, 1)
    assert bench.rows("select affiliate_id from clicks order by 1") == [("Käse",), ('a,"b"',)]
    assert [(line, text) for line, _, text in bench.rejected()] == [(5, "now,ö")]


def test_globs_name_files_in_order_and_once(bench: Workbench) -> None:
    for name in ("b.csv", "a.csv", "other.txt"):
        bench.write(name, f"clicked_at,affiliate_id\n2026-01-01 00:00:00,{name}\n")
    accounts = bench.load("in/*.csv", "in/a.csv")
    assert [Path(account.path).name for account in accounts] == ["a.csv", "b.csv"]


def test_a_configured_glob_that_matches_nothing_yet_is_no_fault(bench: Workbench) -> None:
    bench.settings(
        source("clicks", files="in/clicks-*.csv") + '[[sources]]\nname="o"\ntable="orders"\nfiles=["o*.csv"]'
    )
    bench.write("clicks-1.csv", "clicked_at,affiliate_id\n2026-01-01 00:00:00,a\n")
    done = run_command(bench.home, "load")
    assert done.returncode == 0, done.stderr
    assert "1 rows read = 1 loaded + 0 duplicate + 0 revision + 0 rejected" in done.stdout


def test_a_file_is_read_as_the_source_that_names_it(bench: Workbench) -> None:
    bench.settings(
        '[[sources]]\nname = "x"\ntable = "clicks"\nfiles = ["in/x-*.csv"]\ncolumns = { affiliate_id = "who" }\n'
        '[[sources]]\nname = "y"\ntable = "clicks"\nfiles = ["in/y-*.csv"]\ncolumns = { affiliate_id = "partner" }\n'
    )
    x = bench.write("x-1.csv", "clicked_at,who\n2026-01-01 00:00:00,a\n")
    y = bench.write("y-1.csv", "clicked_at,partner\n2026-01-01 00:00:00,b\n")
    assert [account.source for account in bench.load(x, y)] == ["x", "y"]


def test_rename_constant_and_hash(bench: Workbench) -> None:
    columns = 'clicked_at = "when"\nsub_id = { constant = "it\'s" }\n'
    columns += 'affiliate_id = { hash_of = ["who", "cust"], buckets = 50 }'
    bench.settings(source("clicks", columns=columns))
    day = "2026-01-01 00:00:00"
    account = bench.load_text(f"when,who,cust\n{day},x,c1\n{day},,c1\n{day},,c2\n{day},,c1\n{day}, ,\n")
    assert (account.loaded, account.rejected) == (4, 1)
    tokens = [token for (token,) in bench.rows("select affiliate_id from clicks")]
    assert len(set(tokens)) == 3, "the same customer is the same affiliate, and a customer is no visitor"
    assert all(token[0] == "h" and 0 <= int(token[1:]) < 50 and len(token) == 3 for token in tokens)
    assert set(bench.rows("select sub_id from clicks")) == {("it's",)}
    assert [reason for _, reason, _ in bench.rejected()] == ["affiliate_id is empty"]


def test_without_buckets_a_hash_keeps_values_apart(bench: Workbench) -> None:
    bench.settings(source("clicks", columns='affiliate_id = { hash_of = ["who"] }'))
    bench.load_text("clicked_at,who\n" + "".join(f"2026-01-01 00:00:00,{n}\n" for n in range(1000)))
    assert bench.rows("select count(distinct affiliate_id) from clicks") == [(1000,)]


ACCESS_LOG = r"""
192.0.2.1 - - [17/May/2026:10:05:40 +0000] "GET /go?aff=p%26q&sub=s+1 HTTP/1.1" 200 123 "http://e.com/?x=\"y" "M \"q\""
2001:db8::1 - bob [17/May/2026:10:05:40 +0200] "GET /go?x=1&aff=b#f HTTP/1.1" 302 - "-" "-"
192.0.2.1 - - [17/May/2026:10:05:40 +0200] "GET /none HTTP/1.1" 404 7 "" "x"

a line of another kind
192.0.2.1 - - [17/May/2026:10:05:40 +0200] "GET /go?aff=cut HTTP/1.1" 200 1 "http://h.de/" "Moz
""".lstrip("\n")


class TestAccessLog:
    options = ('format = "access_log"', 'affiliate_parameter = "aff"', 'sub_id_parameter = "sub"')

    def test_every_line_is_accounted_for(self, bench: Workbench) -> None:
        bench.settings(source("clicks", *self.options))
        account = bench.load_text(ACCESS_LOG, name="access.log.gz.txt")
        assert adds_up(account)
        assert (account.rows_read, account.loaded, account.rejected) == (5, 2, 3)
        assert bench.rows(
            "select affiliate_id, sub_id, epoch_ms(clicked_us // 1000)::varchar from clicks order by 1"
        ) == [
            ("b", None, "2026-05-17 08:05:40"),
            ("p&q", "s 1", "2026-05-17 10:05:40"),
        ]
        assert [(line, reason) for line, reason, _ in bench.rejected()] == [
            (3, "affiliate_id is empty"),
            (5, "the line is not in combined log format"),
            (6, "the line is not in combined log format"),
        ]
        assert bench.rejected()[1][2] == "a line of another kind"

    def test_requests_without_the_parameter_can_have_an_affiliate(self, bench: Workbench) -> None:
        bench.settings(source("clicks", *self.options, 'unattributed_affiliate = "nobody"'))
        account = bench.load_text(ACCESS_LOG)
        assert account.rejected == 2
        assert ("nobody",) in bench.rows("select affiliate_id from clicks")

    def test_no_referrer_and_no_agent_are_told_from_no_column(self, bench: Workbench) -> None:
        bench.settings(source("clicks", *self.options))
        bench.load_text(ACCESS_LOG)
        [found] = bench.as_of("select affiliate_id, referrer_domain, agent_id is null from clicks order by 1")
        assert found == [("b", "", True), ("p&q", "e.com", False)]


class TestJsonLines:
    def test_a_column_is_absent_when_no_line_has_it_and_empty_when_some_have(self, bench: Workbench) -> None:
        lines = ['{"clicked_at":"2026-01-01 00:00:00","affiliate_id":7}', '{"affiliate_id":"b","clicked_at":null}']
        bench.settings(source("clicks"))
        account = bench.load_text("\n".join(lines), name="f.jsonl")
        assert (account.loaded, account.rejected) == (1, 1)
        assert bench.rows("select affiliate_id from clicks") == [("7",)]

    def test_what_is_no_object_is_rejected_with_its_line(self, bench: Workbench) -> None:
        good = '{"clicked_at":"2026-01-01 00:00:00","affiliate_id":"a"}'
        bench.settings(source("clicks"))
        account = bench.load_text(f'{good}\n\n[1]\n"x"\nnull\n{{oops\n{good}\n', name="f.jsonl")
        assert (account.rows_read, account.loaded) == (6, 2)
        assert [(line, raw) for line, _, raw in bench.rejected()] == [(3, "[1]"), (4, '"x"'), (5, "null"), (6, "{oops")]
        assert {reason for _, reason, _ in bench.rejected()} == {"the line is not a JSON object"}

    def test_a_list_is_refused_with_advice(self, bench: Workbench) -> None:
        assert "Write its objects one a line" in bench.refusal('[\n{"clicked_at": 1}\n]', name="f.json")

    def test_a_night_without_rows(self, bench: Workbench) -> None:
        assert bench.load_text("\n", name="f.jsonl").rows_read == 0


def test_parquet_takes_typed_columns(bench: Workbench) -> None:
    table = pa.table(
        {
            "clicked_at": pa.array([1767225600000, 1767225600001], pa.timestamp("ms", tz="UTC")),
            "affiliate_id": pa.array([1, 2], pa.int64()),
            "conversion_amount": pa.array([1.1, None], pa.float64()),
        }
    )
    packed = io.BytesIO()
    pq.write_table(table, packed)
    assert bench.load_text(packed.getvalue(), name="f.parquet").loaded == 2
    assert bench.rows("select clicked_us, affiliate_id, conversion_amount_minor from clicks order by 1") == [
        (1767225600000000, "1", 110),
        (1767225600001000, "2", None),
    ]


def test_an_unknown_ending_says_what_is_known(bench: Workbench) -> None:
    message = bench.refusal("clicked_at,affiliate_id\n", name="f.dat")
    assert ".csv .tsv .txt .jsonl" in message
    assert 'format = "csv"' in message


@pytest.mark.parametrize(("given", "said"), [("nope.csv", "no such file"), ("in", "is a folder, name its files")])
def test_what_is_no_file_is_named(bench: Workbench, given: str, said: str) -> None:
    bench.write("x.csv", "")
    with pytest.raises(UsageProblem, match=f"{given}: {said}"):
        bench.load(given)


def test_a_glob_on_the_command_line_that_matches_nothing_is_a_slip(bench: Workbench) -> None:
    with pytest.raises(UsageProblem, match="no file matches"):
        bench.load("in/nope-*.csv")
