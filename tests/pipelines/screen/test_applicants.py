"""Reading who is to be screened."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import DataRefusedError, UsageProblem
from pipelines.screen.applicants import applicants_of_addresses, read_applicants
from screening.applicant import Applicant

WHOLE = Applicant(
    "a1",
    "Foo, Bar",
    "foo.example",
    ("https://x.com/foo", "https://instagram.com/foo"),
    "anna@foo.example",
    "DE",
    ("content", "paid search"),
    ("northwind",),
)
HEADER = "applicant_id,name,website,social_urls,email,country,promo_methods,brand_terms\n"
LINE = (
    'a1,"Foo, Bar",foo.example,https://x.com/foo https://instagram.com/foo,anna@foo.example,de,'
    "Content; Paid search,Northwind\n"
)


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "applicants.csv"
    path.write_text(HEADER + LINE + "a2,,http://two.example,,,,,\n" + LINE, encoding="utf-8")
    assert read_applicants(path) == [WHOLE, Applicant("a2", "a2", "http://two.example")]


def test_csv_compressed_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "applicants.csv.gz"
    path.write_bytes(gzip.compress(("\ufeff" + HEADER + LINE).encode()))
    assert read_applicants(path) == [WHOLE]


def test_json_lines_may_hold_lists(tmp_path: Path) -> None:
    path = tmp_path / "applicants.jsonl"
    row = {"applicant_id": "a1", "name": "Foo, Bar", "website": "foo.example", "social_urls": list(WHOLE.social_urls)}
    row |= {"email": WHOLE.email, "country": "DE", "promo_methods": ["content", "paid search"]}
    path.write_text(json.dumps({**row, "brand_terms": ["northwind"]}) + "\n", encoding="utf-8")
    assert read_applicants(path) == [WHOLE]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "applicants.parquet"
    pq.write_table(pa.table({"applicant_id": [7], "name": ["Seven"], "website": ["seven.example"]}), path)
    assert read_applicants(path) == [Applicant("7", "Seven", "seven.example")]


@pytest.mark.parametrize(("folder", "decoy"), [("shop[1]", "shop1"), ("name=acme", "other")])
def test_a_folders_name_is_no_pattern_and_no_column(tmp_path: Path, folder: str, decoy: str) -> None:
    for name, website in ((decoy, "wrong.example"), (folder, "right.example")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_text(f"applicant_id,name,website\n1,One,{website}\n")
    assert read_applicants(tmp_path / folder / "a.csv") == [Applicant("1", "One", "right.example")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("applicant_id,name,websites\na,b,c\n", r"the column website is missing\. Did you mean \"websites\"\?"),
        (HEADER, "holds no applicants"),
        (HEADER + ",Foo,foo.example,,,,,\n", "row 1: applicant_id is empty"),
        (HEADER + LINE + "a1,Other,foo.example,,,,,\n", "row 2: applicant_id 'a1' stands there twice"),
        ("", "cannot be read as csv|is missing"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "applicants.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusedError, match=told):
        read_applicants(path)


def test_who_names_no_website_is_one_of_the_applicants(tmp_path: Path) -> None:
    path = tmp_path / "applicants.csv"
    path.write_text(HEADER + "a0,Foo,,,,,,\n" + LINE, encoding="utf-8")
    assert read_applicants(path) == [Applicant("a0", "Foo", ""), WHOLE]


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "applicants.docx").write_bytes(b"PK")
    with pytest.raises(DataRefusedError, match=r"may be \.csv"):
        read_applicants(tmp_path / "applicants.docx")
    with pytest.raises(DataRefusedError, match="no such file"):
        read_applicants(tmp_path / "absent.csv")


def test_addresses_are_their_own_ids() -> None:
    found = applicants_of_addresses(["https://blog.example/", "http://other.example/x", "https://blog.example/"])
    assert [(one.applicant_id, one.website) for one in found] == [
        ("blog.example", "https://blog.example/"),
        ("other.example/x", "http://other.example/x"),
    ]
    with pytest.raises(UsageProblem, match="nobody to screen"):
        applicants_of_addresses([" "])


@pytest.mark.parametrize(
    "address",
    [
        "http://anna:s3cret@blog.example",
        "anna:s3cret@blog.example/x",
        "http://anna:s3c@s3cret@blog.example/",
        "//:s3cret@h",
    ],
)
def test_a_password_in_an_address_is_told_to_nobody(address: str) -> None:
    (one,) = applicants_of_addresses([address])
    assert "s3c" not in f"{one}"
    assert "***@" in one.website


@pytest.mark.parametrize(
    "address", ["http://bank.example@evil.example/", "blog.example:8080/a:b@c", "https://a.example/?u=x:y@z"]
)
def test_what_is_no_password_stays(address: str) -> None:
    assert applicants_of_addresses([address])[0].website == address
