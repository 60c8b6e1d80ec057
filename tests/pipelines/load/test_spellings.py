"""Spellings of one and the same thing: coupons, days of validity, mail domains, marks of paid clicks."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.pipelines.load.workbench import Workbench, clicks_csv, source


def test_a_coupon_is_the_same_in_capitals_and_small_letters(bench: Workbench) -> None:
    bench.load_text("coupon_code,affiliate_id\nSave10,a\n", table="coupons", name="c.csv")
    codes = ("save10", "SAVE10", " Save10 ", "save11")
    rows = "".join(f"{number},2026-01-01,a,{code}\n" for number, code in enumerate(codes))
    bench.load_text("order_id,ordered_at,affiliate_id,coupon_code\n" + rows, table="orders", name="o.csv")
    [found] = bench.as_of("select order_id from orders join coupons using (coupon_code) order by order_id")
    assert found == [("0",), ("1",), ("2",)]


def test_one_coupon_told_in_two_spellings_is_told_twice(bench: Workbench) -> None:
    account = bench.load_text("coupon_code,affiliate_id\nSAVE10,a\nsave10,a\nsave10,b\n", table="coupons")
    assert (account.loaded, account.duplicate, account.revision) == (1, 1, 1)


# A coupon's last moment: what the file says of it, and how it reads it; in UTC.
LAST_MOMENTS = {
    ("2026-06-30", ""): "2026-06-30 23:59:59.999999",
    (" 2026-06-30 ", ""): "2026-06-30 23:59:59.999999",
    ("2026-06-30 00:00:00", ""): "2026-06-30 00:00:00",
    ("2026-06-30T12:00:00Z", ""): "2026-06-30 12:00:00",
    ("2026-06-30", "Europe/Berlin"): "2026-06-30 21:59:59.999999",
    ("2026-10-25", "Europe/Berlin"): "2026-10-25 22:59:59.999999",
    ("30.06.2026", "%d.%m.%Y"): "2026-06-30 23:59:59.999999",
    ("30.06.2026 18:00", "%d.%m.%Y %H:%M"): "2026-06-30 18:00:00",
}


@pytest.mark.parametrize(("written", "meant"), LAST_MOMENTS.items())
def test_a_day_without_an_hour_is_valid_to_its_end(bench: Workbench, written: tuple[str, str], meant: str) -> None:
    text, how = written
    zone = [f'timezone = "{how}"'] if "/" in how else []
    pattern = f'valid_until = {{column = "valid_until", format = "{how}"}}' if "%" in how else ""
    bench.settings(source("coupons", *zone, columns=pattern))
    bench.load_text(f"coupon_code,valid_from,valid_until\nx,2026-01-01,{text}\n", table="coupons")
    asked = "select make_timestamp(valid_until_us)::varchar, valid_from_us % 1000000 from coupons"
    assert bench.as_of(asked) == [[(meant, 0)]]


@pytest.mark.parametrize(("kind", "meant"), [(pa.date32(), 23), (pa.timestamp("us"), 0)])
def test_a_day_of_a_parquet_file_is_valid_to_its_end(bench: Workbench, kind: pa.DataType, meant: int) -> None:
    packed = io.BytesIO()
    days = pa.array([20_000]).cast(pa.int32()).cast(pa.date32()).cast(kind)
    pq.write_table(pa.table({"coupon_code": ["x"], "valid_until": days}), packed)
    bench.load_text(packed.getvalue(), table="coupons", name="c.parquet")
    assert bench.as_of("select hour(make_timestamp(valid_until_us)) from coupons") == [[(meant,)]]


def test_an_impossible_last_day_is_no_time(bench: Workbench) -> None:
    assert "valid_until is not a time" in bench.refusal("coupon_code,valid_until\nx,2026-02-30\n", table="coupons")


MAIL_DOMAINS = {
    "mailinator.com": "mailinator.com",
    "MAILINATOR.com": "mailinator.com",
    "mailinator.com.": "mailinator.com",
    "user@mailinator.com": "mailinator.com",
    "user@x@Mailinator.com.": "mailinator.com",
    "@mailinator.com": "mailinator.com",
    "mail.b\u00fccher.de": "mail.xn--bcher-kva.de",
    "j\u00fcrgen@B\u00dcCHER.de": "xn--bcher-kva.de",
    "j\u00fcrgen@example.com": "example.com",
    "xn--bcher-kva.de": "xn--bcher-kva.de",
    "0a1b2c3d": "0a1b2c3d",
    "user@": None,
    "": None,
}


def test_of_a_mail_address_its_domain_is_kept_in_one_spelling(bench: Workbench) -> None:
    rows = "".join(f"{number},2026-01-01,a,{text}\n" for number, text in enumerate(MAIL_DOMAINS))
    bench.load_text("order_id,ordered_at,affiliate_id,email_domain\n" + rows, table="orders")
    [found] = bench.as_of("select email_domain from orders order by cast(order_id as integer)")
    assert {text: domain for text, (domain,) in zip(MAIL_DOMAINS, found, strict=True)} == MAIL_DOMAINS


PAID_MARKS = {
    "https://s.example/?gclid=1": 1,
    "https://s.example/?GCLID=1": 1,
    "https://s.example/?a=1&amp;gclid=1": 1,
    "https://s.example/?a=b;gclid=1": 1,
    "https://s.example/#gclid=1": 1,
    "s.example/?msclkid=1": 1,
    "https://s.example/?xgclid=1": 0,
    "https://s.example/gclid=1": 0,
    "https://s.example/?a=gclid": 0,
    **dict.fromkeys((f"https://s.example/?{mark}=1" for mark in ("gbraid", "wbraid", "dclid", "yclid")), 1),
    # Of social networks, which put them on links that nobody paid for, too.
    **dict.fromkeys(
        (f"https://s.example/?{mark}=1" for mark in ("fbclid", "igshid", "ttclid", "twclid", "li_fat_id")), 0
    ),
    "https://s.example/?fbclid=1&gclid=1": 1,
}


def test_marks_of_paid_clicks_are_seen_wherever_they_stand(bench: Workbench) -> None:
    rows = [("2026-01-08 00:00:00", "a", str(number), landed) for number, landed in enumerate(PAID_MARKS)]
    bench.load_text(clicks_csv(rows, "clicked_at,affiliate_id,click_id,landing_url"))
    [found] = bench.as_of("select has_paid_click_mark from clicks order by cast(click_id as integer)")
    assert {landed: mark for landed, (mark,) in zip(PAID_MARKS, found, strict=True)} == PAID_MARKS
