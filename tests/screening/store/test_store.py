"""The store keeps what it is given, gives back what need not be asked again, and survives being killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.fetch.outcome import Fetch, Hop, TlsFacts
from screening.neighbours import Fingerprint
from screening.refusal import Refusal
from screening.store import ScreeningRow, Store, StoreError

KEY = "https://a.example/"
ROOT = Path(__file__).resolve().parents[3]


def fetch(at_us: int = 1_000, body: bytes = b"<p>hello", **fields: Any) -> Fetch:
    headers = (("content-type", "text/html"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))
    whole = Fetch(
        KEY,
        KEY,
        at_us,
        5,
        200,
        headers,
        body,
        hashlib.sha256(body).hexdigest(),
        hops=(Hop(KEY, 200, "", "", "192.0.2.1", headers),),
        tls=TlsFacts("Some Authority", 1, 2, "TLSv1.3"),
    )
    return replace(whole, **fields)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "screening.duckdb")


def test_an_exchange_comes_back_as_it_was(store: Store) -> None:
    redirected = fetch(
        url="https://a.example/old",
        truncated=True,
        hops=(Hop("https://a.example/old", 301, KEY, "/ü\u2028", "2001:db8::1", (("location", "/"),)), *fetch().hops),
    )
    refused = Fetch("http://b.example/", "http://b.example/", 7, refusal=Refusal.PRIVATE_ADDRESS, detail="10.0.0.1")
    for number, kept in enumerate((redirected, refused)):
        store.save(kept, f"key{number}", purpose="page", applicant_id="a")
        assert store.find(f"key{number}", 0) == kept
    assert list(store.fetches_of("a")) == [refused, redirected]


@given(
    st.text(),
    st.text(),
    st.binary(max_size=300),
    st.lists(st.tuples(st.text(max_size=9), st.text(st.characters(codec="latin-1"), max_size=30)), max_size=4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_server_sends_is_kept(
    store: Store, url: str, key: str, body: bytes, headers: list[tuple[str, str]]
) -> None:
    kept = fetch(time.time_ns(), body, url=url, headers=tuple(headers), detail="'; drop table exchanges; --")
    store.save(kept, key)
    assert store.find(key, 0) == kept


def test_halves_of_characters_are_kept_escaped(store: Store) -> None:
    store.save(fetch(detail="half \ud800", url="https://a.example/\udcff"), KEY)
    found = store.find(KEY, 0)
    assert found is not None
    assert found.detail == "half \\ud800"


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403, 404, 410, 451])
def test_answers_that_stand(store: Store, status: int) -> None:
    store.save(fetch(status=status), KEY)
    assert store.find(KEY, 0) is not None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_answers_that_may_pass(store: Store, status: int) -> None:
    store.save(fetch(status=status), KEY)
    assert store.find(KEY, 0) is None


PASSING = {"dns_timeout", "dns_failed", "connect_refused", "connect_timeout", "connection_broken", "deadline"}


@pytest.mark.parametrize("refusal", list(Refusal))
def test_refusals(store: Store, refusal: Refusal) -> None:
    store.save(Fetch(KEY, KEY, 1, refusal=refusal), KEY)
    assert (store.find(KEY, 0) is None) is (refusal.value in PASSING)


def test_the_latest_that_stands_counts_and_no_other_purpose(store: Store) -> None:
    for at_us, status in ((10, 200), (20, 404), (30, 503)):
        store.save(fetch(at_us, b"%d" % at_us, status=status), KEY, purpose="page")
    found = store.find(KEY, 0)
    assert found is not None
    assert (found.fetched_at_us, found.status) == (20, 404)
    assert store.find(KEY, 21) is None
    assert store.find(KEY, 0, purpose="robots") is None
    assert store.find(KEY + "x", 0) is None


def test_disputes_all_exchanges_of_an_applicant_by_time(store: Store) -> None:
    for at_us in (30, 10, 20):
        store.save(fetch(at_us, status=503), KEY, applicant_id="a")
    store.save(fetch(15), KEY, applicant_id="b")
    assert store.find(KEY, 0, applicant_id="a") == fetch(15)
    assert store.find(KEY, 0, applicant_id="a") == fetch(15)
    assert [kept.fetched_at_us for kept in store.fetches_of("a")] == [10, 15, 20, 30]
    assert [kept.fetched_at_us for kept in store.fetches_of("b")] == [15]
    assert [kept.fetched_at_us for kept in store.fetches_of("a", from_us=12, until_us=20)] == [15, 20]
    assert list(store.fetches_of("'; drop table uses; --")) == []


def test_a_body_stands_once(tmp_path: Path) -> None:
    body = os.urandom(1_000_000)
    with Store(tmp_path / "s.duckdb") as store:
        for number in range(12):
            store.save(fetch(number, body), f"{KEY}{number}")
    assert (tmp_path / "s.duckdb").stat().st_size < 4_000_000


def test_fingerprints(store: Store) -> None:
    whole = Fingerprint(
        "b",
        "b.example",
        identifiers=("adsense:pub-1",),
        shingles=(2**64 - 1, 3),
        registered_us=None,
        links_to=("x", "y"),
    )
    for one in (
        whole,
        Fingerprint("a", "a.example", "banned"),
        Fingerprint("a", "a.example"),
        replace(whole, identity=4),
    ):
        store.save_fingerprint(one)
    assert store.fingerprints() == (
        Fingerprint("a", "a.example"),
        Fingerprint("a", "a.example", "banned"),
        replace(whole, identity=4),
    )


def test_screenings(store: Store) -> None:
    first = ScreeningRow("a", "a.example", "a.example", 10, "1", "review", 0.5, '{"x": "it\'s"}')
    later = replace(first, screened_at_us=20, recommendation="approve")
    other = replace(first, applicant_id="b", screened_at_us=5)
    for row in (later, other, first, replace(first, coverage=0.7)):
        store.save_screening(row)
    assert store.all_screenings() == (replace(first, coverage=0.7), later, other)


def test_threads_share_it(store: Store) -> None:
    def work(number: int) -> None:
        for step in range(25):
            store.save(fetch(step, b"%d %d" % (number, step)), f"{number}/{step}", applicant_id=str(number))
            assert store.find(f"{number}/{step}", 0) is not None

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(list(store.fetches_of(str(number)))) for number in range(6)] == [25] * 6


def test_large_bodies_within_the_memory_limit(store: Store) -> None:
    for number in range(20):
        store.save(fetch(number, os.urandom(2_000_000)), str(number), applicant_id="a")
    assert sum(len(kept.body) for kept in store.fetches_of("a")) == 40_000_000


def test_only_one_process_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with Store(path):
        other = subprocess.run(
            [sys.executable, "-c", f"from screening.store import Store; Store({str(path)!r})"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert "StoreError" in other.stderr
    assert "in use by another program" in other.stderr
    Store(path).close()


@pytest.mark.parametrize("content", [b"no database at all", b"\0" * 50_000, b"SQLite format 3\0" + b"\0" * 5000])
def test_what_is_no_store_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"s\.duckdb"):
        Store(path)
    assert path.read_bytes() == content


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "s.duckdb"
    Store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("update store_meta set schema_version = 99")
    with pytest.raises(StoreError, match="another version"):
        Store(path)


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError):
        store.find(KEY, 0)


WRITER = """
import sys, hashlib
from screening.fetch.outcome import Fetch
from screening.store import Store
store = Store(sys.argv[1])
for number in range(10_000):
    body = (b"%d " % number) * 20_000
    fetch = Fetch("u", "u", number, 0, 200, (), body, hashlib.sha256(body).hexdigest())
    store.save(fetch, str(number), applicant_id="a")
    print(number, flush=True)
"""


def test_killed_while_writing_it_opens_again_with_all_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    for round_number in range(2):
        run = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None
        last = 0
        while last < 60:
            last = int(run.stdout.readline())
        run.send_signal(signal.SIGKILL)
        rest = run.communicate()[0].split()
        last = int(rest[-1]) if rest else last
        with Store(path) as store:
            kept = list(store.fetches_of("a"))
            assert len(kept) >= last + 1
            assert all(hashlib.sha256(one.body).hexdigest() == one.body_sha256 for one in kept)
            if round_number == 0:
                path_size = path.stat().st_size
    assert path_size > 0
