"""Register answers: understood, or declined with a reason; dates to the microsecond."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.domain.rdap import DeclinedRdapError, parse_rdap
from screening.domain.timestamps import parse_moment

EXAMPLE: dict[str, Any] = {
    "objectClassName": "domain",
    "ldhName": "BLOG.EXAMPLE.",
    "status": ["clientHold https://icann.org/epp#clientHold", "server transfer prohibited", "clientHold"],
    "events": [
        {"eventAction": "registration", "eventDate": "2019-02-03T04:05:06.789Z"},
        {"eventAction": "expiration", "eventDate": "2027-02-03T04:05:06Z"},
        {"eventAction": "last changed", "eventDate": "2026-01-01T00:00:00+02:00"},
        {"eventAction": "last update of RDAP database", "eventDate": "2026-11-01T00:00:00Z"},
        "nonsense",
        {"eventAction": "registration"},
    ],
    "entities": [
        {"roles": ["technical"], "vcardArray": ["vcard", [["fn", {}, "text", "Somebody"]]]},
        {
            "roles": ["registrar"],
            "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Names Ltd"]]],
        },
    ],
    "nameservers": [{"ldhName": "NS2.Host.example"}, {"ldhName": "ns1.host.example."}, {"ldhName": None}, 7],
}


def us(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[misc,arg-type]


def answer(**changes: object) -> bytes:
    return json.dumps({**EXAMPLE, **changes}).encode()


def test_an_answer_is_read_whole() -> None:
    read = parse_rdap(answer(), "blog.example")
    assert read.domain == "blog.example"
    assert read.registered_us == us(2019, 2, 3, 4, 5, 6) + 789_000
    assert read.expires_us == us(2027, 2, 3, 4, 5, 6)
    assert read.statuses == ("client hold", "server transfer prohibited")
    assert read.registrar == "Names Ltd"
    assert read.name_servers == ("ns1.host.example", "ns2.host.example")


def test_a_name_that_was_registered_anew_is_as_old_as_that() -> None:
    events = [
        {"eventAction": "reregistration", "eventDate": "2025-06-01T00:00:00Z"},
        {"eventAction": "registration", "eventDate": "2001-01-01T00:00:00Z"},
    ]
    assert parse_rdap(answer(events=events), "").registered_us == us(2025, 6, 1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no JSON"),
        (b"Domain Name: BLOG.EXAMPLE\nCreation Date: 2001-01-01", "WHOIS text is not read"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[" * 200_000, "no JSON"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "no JSON"),
        (b"[]", "no object"),
        (b'{"errorCode": 404, "title": "no such domain"}', "error 404"),
        (b'{"objectClassName": "entity", "handle": "X"}', "describes entity"),
        (b'{"objectClassName": "domain"}', "names no domain"),
        (b'{"objectClassName": "domain", "ldhName": "other.example"}', "speaks of other.example"),
        (b" " * 1_000_001, "larger than"),
    ],
)
def test_what_says_nothing_is_declined_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(DeclinedRdapError, match=reason):
        parse_rdap(body, "blog.example")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(EXAMPLE)), JSON))
def test_whatever_stands_in_a_field_never_crashes(changes: dict[str, object]) -> None:
    try:
        read = parse_rdap(answer(**changes), "")
    except DeclinedRdapError as declined:
        assert str(declined)
    else:
        assert read.domain


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1997-09-15T04:00:00Z", us(1997, 9, 15, 4)),
        ("2026-10-10T01:55:12.0Z", us(2026, 10, 10, 1, 55, 12)),
        ("2026-10-01T12:00:00.123456789+02:00", us(2026, 10, 1, 10) + 123_456),
        ("2019-11-15 12:57:46 +00:00", us(2019, 11, 15, 12, 57, 46)),
        ("2026-10-01t12:00:00z", us(2026, 10, 1, 12)),
        ("2026-10-01T12:00:00", us(2026, 10, 1, 12)),
        ("2026.10.01 12:00", us(2026, 10, 1, 12)),
        ("20261001", us(2026, 10, 1)),
        ("01-Oct-2026", us(2026, 10, 1)),
        ("1.10.2026", us(2026, 10, 1)),
        ("2026-02-30", None),
        ("2026-10-01T25:00:00Z", None),
        ("0000-00-00T00:00:00Z", None),
        ("03/04/2020", None),
        ("soon", None),
        (None, None),
        (20261001, None),
    ],
)
def test_dates_of_many_shapes(text: object, moment: int | None) -> None:
    assert parse_moment(text) == moment


@given(st.datetimes(datetime(1985, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_every_moment_of_rfc_3339_is_read_exactly(local: datetime, minutes: int) -> None:
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_moment(moment.isoformat()) == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def test_every_real_answer_is_understood_or_declined_with_a_reason(real_data: Path) -> None:
    files = sorted(path for path in (real_data / "rdap").rglob("*") if path.is_file())
    understood = {}
    for path in files:
        try:
            understood[path.name] = parse_rdap(path.read_bytes(), "")
        except DeclinedRdapError as declined:
            assert str(declined)
    assert len(files) > 100
    real = understood["hhgames_com_response.json"]
    assert (real.domain, real.registrar) == ("hhgames.com", "Sea Wasp, LLC")
    assert real.registered_us == us(2002, 7, 4, 19, 15, 32)
    assert len(understood) >= 12
