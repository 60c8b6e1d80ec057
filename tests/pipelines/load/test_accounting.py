"""Rows read = loaded + duplicate + revision + rejected, and a rejected row keeps file, line, reason and text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.errors import DataRefusedError
from pipelines.load.rejects import place_rows
from tests.pipelines.load.workbench import TOLERANT, Workbench, adds_up, clicks_csv, run_command

HEADER = "click_id,clicked_at,affiliate_id,sub_id"
TIME = "2026-01-01 00:00:00"
GOOD, REJECTED, BLANK = "good", "rejected", "blank"

# Each piece of a file: its text without the line end, and what it is. Values hold quotes, line breaks and both.
pieces = st.one_of(
    st.tuples(st.integers(0, 6), st.sampled_from("abc")).map(lambda v: (f"{v[0]},{TIME},{v[1]},x", GOOD)),
    st.integers(0, 3).map(lambda n: (f'q{n},{TIME},"a""b\n' + "\n" * n + 'c",x', GOOD)),
    st.sampled_from(
        [
            ("1,bad,a,x", REJECTED),
            (f"1,{TIME},,x", REJECTED),
            (f"1,{TIME},a", REJECTED),
            (f"1,{TIME},a,x,y", REJECTED),
            (f'1,{TIME},"a"b,x', REJECTED),
            ('1,bad,"a\n\nb",x', REJECTED),
            (f'"1\n\n2",{TIME},a', REJECTED),
            (f"1,{TIME},{'z' * 2000},x", REJECTED),
            (f'1,{TIME},"' + "z\n" * 1000 + '",x', REJECTED),
            ("", BLANK),
        ]
    ),
)
SMALL_ROWS = TOLERANT + "max_row_bytes = 1000\n"


def expected_rejects(parts: list[tuple[str, str]]) -> list[tuple[int, str]]:
    found, line = [], 2
    for text, kind in parts:
        if kind == REJECTED:
            found.append((line, text))
        line += 1 + text.count("\n")
    return found


@settings(max_examples=12, deadline=None)
@example(parts=[("", BLANK), ('"1\n\n2",x,a', REJECTED), ("", BLANK), ("1,bad,a,x", REJECTED)], end="\r\n")
@given(parts=st.lists(pieces, max_size=25), end=st.sampled_from(["\n", "\r\n"]))
def test_every_row_is_accounted_for_and_every_reject_found_again(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]], end: str
) -> None:
    bench = Workbench.at(Path(tmp_path_factory.mktemp("books")), SMALL_ROWS)
    text = "".join(text + "\n" for text, _ in [(HEADER, ""), *parts]).replace("\n", end)
    account = bench.load_text(text)
    assert adds_up(account)
    assert account.rows_read == sum(kind != BLANK for _, kind in parts)
    rejects = [(line, raw.replace("\r\n", "\n")) for line, _, raw in bench.rejected()]
    assert rejects == expected_rejects(parts)
    stored = bench.rows("select rows_read, loaded, duplicate, revision, rejected from files")
    assert stored == [(account.rows_read, account.loaded, account.duplicate, account.revision, account.rejected)]
    good = [text for text, kind in parts if kind == GOOD]
    assert account.loaded == len({text.split(",")[0] for text in good})
    assert account.loaded + account.revision == len(set(good))
    assert bench.rows("select count(*) from clicks") == [(account.loaded + account.revision,)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["row", "other"]), st.integers(1, 5)), max_size=40))
def test_placing_rows_agrees_with_counting_lines(parts: list[tuple[str, int]]) -> None:
    line, rank = 3, 0
    lines, breaks, others = [], [], []
    for kind, height in parts:
        if kind == "row":
            lines.append(line)
            if height > 1:
                breaks.append((rank, height - 1))
                others.append((line + 1, 1))  # a blank line inside the row
            rank += 1
        else:
            others.append((line, height))
        line += height
    for chosen in (range(rank), range(0, rank, 3)):
        assert place_rows(chosen, breaks, others=others, header_lines=2) == [lines[r] for r in chosen]


def test_a_header_of_several_lines_moves_the_rows(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    bench.load_text(f'clicked_at,affiliate_id,"two\nlines"\n{TIME},a,1\nbad,b,2\n')
    assert [line for line, *_ in bench.rejected()] == [4]


def test_a_file_of_one_column_has_no_rows_in_blank_lines(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    account = bench.load_text('affiliate_id\na\n\nb\n\n\n""\nc\n', table="affiliates")
    assert (account.rows_read, account.loaded) == (4, 3)
    assert [(line, raw) for line, _, raw in bench.rejected()] == [(7, '""')]


def test_blank_lines_are_found_across_the_borders_of_the_scan(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    border, row = 4 << 20, f"{TIME},{'a' * 43}\n"  # the scan reads 4 MiB at a time; a row has 64 bytes
    paths = []
    for shift in range(5):
        text = "clicked_at,affiliate_id\n" + row * (border // 64 - 2)
        text += f"{TIME},{'b' * (border - shift - len(text) - len(TIME) - 2)}\n"
        assert len(text) == border - shift
        paths.append(bench.write(f"{shift}.csv", text + "\n\n\n\n\nbad,x\n"))
    bench.load(*paths)
    lines = bench.rows("select path, line from rejected_rows join files using (file_id) order by path")
    assert [Path(path).read_bytes().split(b"\n")[line - 1] for path, line in lines] == [b"bad,x"] * 5


def test_a_stray_carriage_return_at_a_line_end_changes_nothing(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    text = f"clicked_at,affiliate_id\n{TIME},a\n\nbad,b\n{TIME},c\n".replace("\n", "\r\r\n")
    account = bench.load_text(text)
    assert (account.loaded, account.rejected) == (2, 1)
    assert bench.rejected()[0][0] == 4


@pytest.mark.parametrize("extra", [0, 1])
def test_the_share_of_rejected_rows_decides(bench: Workbench, extra: int) -> None:
    rows = [(TIME, f"a{n}", str(n)) for n in range(99 - extra)] + [("bad", "=cmd()", "x")] * (1 + extra)
    if not extra:
        account = bench.load_text(clicks_csv(rows))
        assert (account.loaded, account.rejected) == (99, 1)
        assert "bad,=cmd(),x" in bench.home.refused_rows.read_text()
        return
    good = bench.write("good.csv", clicks_csv([(TIME, "a", "1")]))
    bad = bench.write("bad.csv", clicks_csv(rows))
    with pytest.raises(DataRefusedError) as caught:
        bench.load(good, bad)
    message = caught.value.format_message()
    assert "2 of 100 rows cannot be used (2.0%; allowed 1.0%)" in message
    assert "line 100: clicked_at is not a time" in message
    assert "max_rejected_share" in message
    assert str(bench.home.refused_rows) in message
    assert bench.everything() == [], "the good file of the same call is not committed either"


def test_revisions_and_duplicates_do_not_count_towards_the_share(bench: Workbench) -> None:
    account = bench.load_text(clicks_csv([(TIME, f"a{n % 3}", "1") for n in range(90)]))
    assert (account.loaded, account.revision, account.duplicate, account.rejected) == (1, 2, 87, 0)


def test_refused_rows_are_written_without_formulas(bench: Workbench) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1+1", "plain"]
    bench.refusal("clicked_at,affiliate_id\n" + "".join(f"{text},a\n" for text in texts))
    with bench.home.refused_rows.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["line"], row["raw_text"]) for row in rows] == [
        (str(n), ("" if text == "plain" else "'") + f"{text},a") for n, text in enumerate(texts, start=2)
    ]
    assert all(row["file"].endswith("f.csv") and row["reason"] for row in rows)
    bench.load_text(clicks_csv([(TIME, "a", "1")]), name="mended.csv")
    assert not bench.home.refused_rows.exists(), "they belong to the last load"


def test_a_file_with_nothing_but_bad_rows_is_refused_quickly_and_shown_in_part(bench: Workbench) -> None:
    message = bench.refusal("clicked_at,affiliate_id\n" + "bad,a\n" * 50_000)
    assert "50,000 of 50,000 rows cannot be used (100.0%" in message
    assert len(bench.home.refused_rows.read_text().splitlines()) == 1_001


def test_the_command_prints_the_account(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    rows = [(TIME, "a", "1"), (TIME, "a", "1"), (TIME, "b", "1"), ("bad", "c", "2"), (TIME, "d", "3")]
    bench.write("f.csv", clicks_csv(rows))
    done = run_command(bench.home, "load", "--clicks", str(bench.home.root / "in" / "f.csv"))
    assert done.returncode == 0, done.stderr
    assert "5 rows read = 2 loaded + 1 duplicate + 1 revision + 1 rejected" in done.stdout


def test_the_command_ends_with_3_when_data_is_refused(bench: Workbench) -> None:
    bench.write("f.csv", "clicked_at,affiliate_id\nbad,a\n")
    done = run_command(bench.home, "load", "--clicks", str(bench.home.root / "in" / "f.csv"))
    assert done.returncode == 3
    assert "Nothing was loaded" in done.stderr
    assert "Traceback" not in done.stderr
