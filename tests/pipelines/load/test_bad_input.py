"""Bad input gets a message that says what to do; the good rows are loaded, or the load is refused whole."""

from __future__ import annotations

import gzip
import io
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.pipelines.load.workbench import TOLERANT, Workbench, adds_up, clicks_csv, run_command, source

TIME = "2026-01-01 00:00:00"
HEADER = "clicked_at,affiliate_id,click_id\n"
GOOD = HEADER + f"{TIME},a,1\n"
ORDERS = "order_id,ordered_at,affiliate_id\n1,2026-01-01,a\n"


def parquet() -> bytes:
    packed = io.BytesIO()
    pq.write_table(pa.table({"clicked_at": [TIME] * 5000, "affiliate_id": [str(n) for n in range(5000)]}), packed)
    return packed.getvalue()


MANY = (HEADER + "".join(f"{TIME},a{n * n % 977},{n}\n" for n in range(20_000))).encode()
GZIP, ZSTD, PARQUET = gzip.compress(MANY), bytes(pa.compress(MANY, codec="zstd", asbytes=True)), parquet()

REFUSED: dict[str, tuple[str, str | bytes, tuple[str, ...]]] = {
    "orders given as clicks": ("f.csv", ORDERS, ("clicked_at", "was it meant for the table orders")),
    "empty": ("f.csv", b"", ("is empty (0 bytes)", "check the transfer, or leave the file out")),
    "empty gzip": ("f.csv.gz", gzip.compress(b""), ("holds no text", "leave the file out")),
    "blank lines only": ("f.csv", "\n\n", ("holds no text", "header line")),
    "PNG": ("f.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ("a PNG picture", "Export it as text")),
    "workbook": (
        "f.csv",
        b"PK\x03\x04" + bytes(100),
        ("a ZIP archive (an .xlsx workbook is one)", "Export it as text"),
    ),
    "gzip named csv": ("f.csv", GZIP, ("a gzip file", "correct its ending")),
    "zstd named csv": ("f.csv", ZSTD, ("a zstd file", "correct its ending")),
    "Parquet named csv": ("f.csv", PARQUET, ("a Parquet file", "correct its ending")),
    "csv named gzip": ("f.csv.gz", GOOD, ("the ending says gzip, the content does not", "Correct the ending")),
    "csv named zstd": ("f.csv.zst", GOOD, ("the ending says zstd, the content does not", "Correct the ending")),
    "csv named Parquet": ("f.parquet", GOOD, ("the ending says Parquet, the content does not", "Correct the ending")),
    "binary noise": ("f.csv", bytes(range(1, 256)) * 20, ("characters that no text has", "Export it as text")),
    "zeros": ("f.csv", bytes(5000), ("100% of its bytes are zero", 'encoding = "utf-16"')),
    "UTF-16 not declared": ("f.csv", GOOD.encode("utf-16"), ("bytes are zero", 'set encoding = "utf-16"')),
    "other names": (
        "f.csv",
        "click_at;affilliate\n1;2\n",
        ('clicked_at Did you mean "click_at"?', 'affiliate_id Did you mean "affilliate"?', "column map"),
    ),
    "no header": ("f.csv", f"{TIME},a,1\n{TIME},b,2\n", ("these columns are needed", "may be a row of data", "header")),
    "a name twice": ("f.csv", f"clicked_at,affiliate_id,affiliate_id\n{TIME},a,b\n", ("more than once", "Rename one")),
    "missing required column": ("f.csv", "clicked_at,click_id\n", ("affiliate_id", "column map")),
    "quote never closed": (
        "f.csv",
        GOOD + f'{TIME},"b,2\n' + f"{TIME},c,3\n" * 200_000,
        ("a quote opened on line 3 is never closed", "Correct that line"),
    ),
    "quote never closed between mixed line ends": (
        "f.csv",
        GOOD + f'{TIME},c,3\r\n{TIME},b,"2\n' + f"{TIME},c,3\n" * 10,
        ("a quote opened on line 4 is never closed", "Correct that line"),
    ),
    "bare carriage returns": ("f.csv", GOOD.replace("\n", "\r"), ("bare carriage return", "Save it with line feeds")),
    "one bare carriage return": (
        "f.csv",
        GOOD + f"{TIME},b\rc,2\n",
        ("on line 3 a carriage return stands alone", "quotes"),
    ),
    "JSON list": ("f.json", '[{"clicked_at": 1}]', ("one JSON list", "Write its objects one a line")),
    "cut gzip": ("f.csv.gz", GZIP[: len(GZIP) // 2], ("cannot be read to its end", "send it again")),
    "gzip cut in its last bytes": ("f.csv.gz", GZIP[:-4], ("cannot be read to its end", "send it again")),
    "damaged gzip": ("f.csv.gz", GZIP[:-8] + b"\0" * 8, ("cannot be read to its end", "send it again")),
    "cut zstd": ("f.csv.zst", ZSTD[: len(ZSTD) // 2], ("cannot be read to its end", "send it again")),
    "cut Parquet": ("f.parquet", PARQUET[:-30], ("not a whole Parquet file", "send it again")),
    "damaged Parquet": ("f.parquet", PARQUET[:40] + bytes(400) + PARQUET[440:], ("cannot be read", "send it again")),
}


@pytest.mark.parametrize(
    "content",
    [
        f"{TIME},a,203.0.113.77,jane.doe@mail.example\n",
        "partner,Jane Doe\n",
        "partner,DE89370400440532013000\n",
        GOOD + f'{TIME},"jane.doe@mail.example visited\n' + f"{TIME},203.0.113.77,x\n" * 5,
    ],
    ids=["no header", "no header and a name", "no header and an account", "quote never closed"],
)
def test_no_text_of_a_row_is_shown(bench: Workbench, content: str) -> None:
    message = bench.refusal(content)
    assert not [told for told in ("203.0", "Jane", "jane", "DE89", TIME) if told in message], message


def test_a_plain_header_is_shown(bench: Workbench) -> None:
    assert "The file has: click_at, Partner-ID, größe." in bench.refusal("click_at;Partner-ID;größe;\n1;2;3;4\n")


@pytest.mark.parametrize("case", REFUSED)
def test_refused_whole_with_advice(bench: Workbench, case: str) -> None:
    name, content, said = REFUSED[case]
    message = bench.refusal(content, name=name)
    assert name in message
    assert all(words in message for words in said), message


def test_a_refused_file_takes_the_others_of_the_call_with_it(bench: Workbench) -> None:
    bench.load_text(GOOD)
    before = bench.everything()
    bench.write("good.csv", clicks_csv([(TIME, "b", "2")]))
    bench.write("bad.csv.gz", GZIP[:100])
    done = run_command(
        bench.home, "load", "--clicks", *(str(bench.home.root / "in" / n) for n in ("good.csv", "bad.csv.gz"))
    )
    assert done.returncode == 3
    assert "bad.csv.gz: cannot be read to its end" in done.stderr
    assert "Traceback" not in done.stderr
    assert bench.everything() == before


def test_declared_utf_16_that_is_none(bench: Workbench) -> None:
    bench.settings(source("clicks", 'encoding = "utf-16"'))
    assert "is not UTF-16" in bench.refusal(GOOD)


def test_utf_16_cut_in_the_middle_of_a_letter(bench: Workbench) -> None:
    bench.settings(source("clicks", 'encoding = "utf-16"'))
    assert "send it again" in bench.refusal(GOOD.encode("utf-16")[:-1])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_permission(bench: Workbench) -> None:
    bench.write("f.csv", GOOD).chmod(0)
    done = run_command(bench.home, "load", "--clicks", str(bench.home.root / "in" / "f.csv"))
    assert done.returncode == 3
    assert "Give read permission" in done.stderr


@pytest.mark.parametrize("text", [HEADER, HEADER.strip(), "\ufeff" + HEADER, HEADER + "\n\n"])
def test_a_header_alone_is_a_night_without_rows(bench: Workbench, text: str) -> None:
    account = bench.load_text(text)
    assert (account.rows_read, account.loaded) == (0, 0)
    assert bench.as_of("from clicks") == [[]]


# Rows that stand between two good ones: (rows, reasons, good rows among them).
LOADED_AROUND: dict[str, tuple[bytes, list[str], int]] = {
    "byte of another encoding": (f"{TIME},caf".encode() + b"\xe9,x\n", ["not text in the declared encoding"], 0),
    "header again": (HEADER.encode(), ["clicked_at is not a time"], 0),
    "quoted newline": (f'{TIME},"b\nc",x\n'.encode(), [], 1),
    "field of 10 MB": (f"{TIME},{'x' * 10_000_000},x\n".encode(), ["longer than max_row_bytes"], 0),
    "quoted field of 10 MB with line breaks": (
        f'{TIME},"'.encode() + (b"x," * 500 + b"\n") * 10_000 + b'",x\n',
        ["longer than max_row_bytes"],
        0,
    ),
    "long user field": (f"{TIME},{'x' * 513},x\n".encode(), ["affiliate_id is longer than 512 characters"], 0),
    "longest id": (f"{TIME},{'x' * 512},x\n".encode(), [], 1),
    "NUL byte": (f"{TIME},a\0b,x\n".encode(), ["affiliate_id contains a NUL byte"], 0),
    "1970 and 2199": (b"1970-01-01 00:00:00,a,x\n2199-01-01 00:00:00,a,y\n", ["before 1995", "after 2100"], 0),
    "number without unit": (b"1767225600,a,x\n", ["declare its unit"], 0),
    "empty required value": (
        f"{TIME},,x\n{TIME},  ,y\n,a,z\n".encode(),
        ["affiliate_id is empty"] * 2 + ["clicked_at is empty"],
        0,
    ),
    "row too short": (f"{TIME}\n".encode(), ["fewer columns than the header"], 0),
    "row too long": (f"{TIME},a,x,y,z\n".encode(), ["more columns than the header"], 0),
    "text after a closing quote": (f'{TIME},"b"c,x\n'.encode(), ["goes on after its closing quote"], 0),
    "hostile ids": (
        "".join(
            f"{TIME},{who},{n}x\n"
            for n, who in enumerate(
                [
                    "'; drop table clicks; --",
                    "=HYPERLINK(1)",
                    "<script>alert(1)</script>",
                    "\u202eevil",
                    '"a""b"',
                    "\x1b[2J",
                ]
            )
        ).encode(),
        [],
        6,
    ),
}


@pytest.mark.parametrize("case", LOADED_AROUND)
@pytest.mark.parametrize("end", ["\n", "mixed"])
def test_the_good_rows_around_it_are_loaded(bench: Workbench, case: str, end: str) -> None:
    if end == "mixed" and "10 MB" in case:
        pytest.skip("once is enough")
    bench.settings(TOLERANT)
    content, reasons, good = LOADED_AROUND[case]
    before = f"{TIME},before,1\n" if end == "\n" else f"{TIME},before,1\r\n"
    account = bench.load_text(HEADER.encode() + before.encode() + content + f"{TIME},after,2\nbad,a,3\n".encode())
    assert adds_up(account)
    assert (account.loaded, account.rejected) == (2 + good, len(reasons) + 1), bench.rejected()
    found = bench.rejected()
    assert all(reason in said for reason, (_, said, _) in zip(reasons, found, strict=False)), found
    last = HEADER.encode() + before.encode() + content
    assert found[-1][0] == last.count(b"\n") + 2, "the row after it still stands on its own line"
    assert found[-1][2] == "bad,a,3"
    who = {str(name) for (name,) in bench.rows("select affiliate_id from clicks")}
    assert {"before", "after"} < who or not good


def test_raw_text_is_kept_as_it_stands(bench: Workbench) -> None:
    bench.settings(TOLERANT)
    bench.load_text(GOOD.encode() + b'bad,"caf\xc3\xa9 ""q""\nsecond line",1\nbad,caf\xe9,2\nshort\n')
    assert [(line, raw) for line, _, raw in bench.rejected()] == [
        (3, 'bad,"café ""q""\nsecond line",1'),
        (5, "bad,caf\N{REPLACEMENT CHARACTER},2"),
        (6, "short"),
    ]


def test_messages_do_not_obey_the_file(bench: Workbench) -> None:
    message = bench.refusal("click\u202e_at,\u200bx\n1,2\n")
    assert "\u202e" not in message
    assert "\u200b" not in message
