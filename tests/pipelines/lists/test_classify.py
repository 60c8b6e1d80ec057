"""Classification says what a plain reading of the same lists by the standard library says."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.schema import CANONICAL_TABLES
from pipelines.errors import UserError
from pipelines.list_facts import NETWORK_CLASSES, ListClass
from pipelines.lists.classify import classify
from pipelines.lists.install import import_list
from tests.pipelines.lists.making import DAY, install

Flags = tuple[int | None, ...]


@contextmanager
def warehouse(home: Path, texts: list[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    path = home / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table addresses (address_id bigint, text varchar)")
        if texts:
            connection.executemany("insert into addresses values (?, ?)", list(enumerate(texts)))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as warehouse (read_only)")
        yield connection


def classified(home: Path, texts: list[str]) -> dict[str, Flags]:
    """Return address → flags, for the addresses that have a row."""
    with warehouse(home, texts) as connection:
        classify(connection, home / "lists")
        rows = connection.execute("from addresses order by address_id").fetchall()
        assert len(rows) == len({row[0] for row in rows})
        return {texts[row[0]]: row[1:] for row in rows}


IPV4 = st.integers((80 << 24), (80 << 24) + 600).map(ipaddress.IPv4Address)
IPV6 = st.one_of(
    st.integers(0, 600).map(lambda n: ipaddress.IPv6Address((0x2A00 << 112) + n)),
    st.integers(0, 600).map(lambda n: ipaddress.IPv6Address((0x2A00 << 112) + (n << 64))),
)
NETWORKS = st.one_of(
    st.tuples(IPV4, st.integers(20, 32)).map(lambda pair: ipaddress.ip_network(pair, strict=False)),
    st.tuples(IPV6, st.sampled_from([48, 60, 64, 100, 120, 127, 128])).map(
        lambda pair: ipaddress.ip_network(pair, strict=False)
    ),
)


def spelt(address: ipaddress.IPv4Address | ipaddress.IPv6Address, spelling: int) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return [str(address), f"::ffff:{address}", f"::FFFF:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"][spelling]
    return [str(address), address.exploded, str(address).upper()][spelling]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(NETWORK_CLASSES), st.lists(NETWORKS, min_size=1, max_size=6)), max_size=5),
    st.lists(st.tuples(st.one_of(IPV4, IPV6), st.integers(0, 2)), max_size=25),
)
def test_classification_is_what_the_standard_library_says(
    tmp_path_factory: pytest.TempPathFactory,
    lists: list[tuple[ListClass, list[ipaddress.IPv4Network | ipaddress.IPv6Network]]],
    addresses: list[tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]],
) -> None:
    home = tmp_path_factory.mktemp("home")
    for number, (kind, networks) in enumerate(lists):
        (home / "l.txt").write_text("\n".join(map(str, networks)))
        import_list(home / "lists", home / "l.txt", name=f"l{number}", kind=kind, snapshot=DAY, origin="x")

    def flag(address: ipaddress.IPv4Address | ipaddress.IPv6Address, kind: ListClass) -> int | None:
        of_kind = [networks for other, networks in lists if other == kind]
        hits = [address in network for networks in of_kind for network in networks]
        return int(any(hits)) if of_kind else None

    texts = {spelt(address, spelling): address for address, spelling in addresses}
    expected = {text: tuple(flag(address, kind) for kind in NETWORK_CLASSES) for text, address in texts.items()}
    assert classified(home, list(texts)) == (expected if lists else {})


def test_only_whole_real_addresses_have_a_row(tmp_path: Path) -> None:
    install(tmp_path, "198.51.100.0/24\n2001:db8::/32\n", kind="vpn")
    real = ["198.51.100.7", "0.0.0.0", "255.255.255.255", "10.0.0.1", "2001:db8::7", "::", "::ffff:198.51.100.7"]
    real.append("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
    others = ["198.51.100", "198.51.100.x", "198.51.100.256", "198.051.100.7", "198.51.100.7 ", "1.2.3.4.5", "1.2.3.-4"]
    others += [
        "2001:db8",
        "2001:db8::x",
        "2001:db8:::1",
        "fe80::1%eth0",
        "a:b",
        "9f86d081884c7d65",
        "",
        ":",
        "1.2.3.4\n",
    ]
    others += ["user:17", "٣.2.3.4", "2001:db8::7\n", "::\0"]
    found = classified(tmp_path, [*real, *others])
    assert sorted(found) == sorted(real)
    hits = {text for text, flags in found.items() if flags == (None, 1, None, None, None)}
    assert hits == {"198.51.100.7", "2001:db8::7", "::ffff:198.51.100.7"}
    assert {flags for text, flags in found.items() if text not in hits} == {(None, 0, None, None, None)}


def test_an_address_may_be_of_several_classes_and_lists_of_one_class_add_up(tmp_path: Path) -> None:
    install(tmp_path, "198.51.100.0/24\n", name="a", kind="data_centre")
    install(tmp_path, "203.0.113.0/24\n198.51.100.0/25\n", name="b", kind="data_centre")
    install(tmp_path, "198.51.100.7\n", name="c", kind="tor")
    found = classified(tmp_path, ["198.51.100.7", "198.51.100.8", "198.51.100.200", "203.0.113.1", "203.0.114.0"])
    assert [flags[0] for flags in found.values()] == [1, 1, 1, 1, 0]
    assert [flags[2] for flags in found.values()] == [1, 0, 0, 0, 0]
    assert {(flags[1], flags[3], flags[4]) for flags in found.values()} == {(None, None, None)}


def test_the_tables_are_the_canonical_ones(tmp_path: Path) -> None:
    for with_lists in (False, True):
        if with_lists:
            install(tmp_path, "198.51.100.0/24\n")
        with warehouse(tmp_path, ["198.51.100.7"]) as connection:
            assert classify(connection, tmp_path / "lists") is False
            described = connection.execute("describe addresses").fetchall()
            assert {name: kind for name, kind, *_ in described} == CANONICAL_TABLES["addresses"]
            assert connection.execute("select count(*) from addresses").fetchone() == (int(with_lists),)
            assert connection.execute("select count(domain) from spam_domains").fetchone() == (0,)


def test_without_a_list_of_networks_no_address_is_looked_at(tmp_path: Path) -> None:
    install(tmp_path, "spam.example\n", kind="referrer_spam")
    with duckdb.connect() as connection:  # no warehouse is attached
        assert classify(connection, tmp_path / "lists") is True
        assert connection.execute("select count(*) from addresses").fetchone() == (0,)


def test_spam_domains_of_all_lists(tmp_path: Path) -> None:
    install(tmp_path, "b.example\na.example\n", name="x", kind="referrer_spam")
    install(tmp_path, "b.example\nc.example\n", name="y", kind="referrer_spam")
    with warehouse(tmp_path, []) as connection:
        assert classify(connection, tmp_path / "lists") is True
        rows = connection.execute("select domain from spam_domains order by 1").fetchall()
        assert rows == [("a.example",), ("b.example",), ("c.example",)]


def test_lists_of_a_home_whose_name_has_glob_signs_are_its_own(tmp_path: Path) -> None:
    for name, network, domain in (("shop1", "203.0.113.0/24", "wrong"), ("shop[1]", "198.51.100.0/24", "right")):
        install(tmp_path / name, network, name="a")
        install(tmp_path / name, f"{domain}.example", name="b", kind="referrer_spam")
    home = tmp_path / "shop[1]"
    assert [flags[0] for flags in classified(home, ["198.51.100.7", "203.0.113.7"]).values()] == [1, 0]
    with warehouse(home, []) as connection:
        classify(connection, home / "lists")
        assert connection.execute("from spam_domains").fetchall() == [("right.example",)]


def test_many_addresses_of_both_kinds(tmp_path: Path) -> None:
    """More than a batch of IPv6 addresses, and the second call replaces what the first made."""
    install(tmp_path, "2a00:1::/32\n80.0.0.0/17\n", kind="relay")
    with warehouse(tmp_path, []) as connection:
        connection.execute("detach warehouse")
        connection.execute("attach ':memory:' as warehouse")
        connection.execute(
            "create table warehouse.addresses as "
            "select i as address_id, concat('2a00:', i % 2, '::', to_hex(i // 65536), ':', to_hex(i % 65536)) as text "
            "from range(250000) as t(i) "
            "union all select 250000 + i, concat('80.0.', i // 200, '.', i % 200) from range(50000) as t(i)"
        )
        for _ in range(2):
            classify(connection, tmp_path / "lists")
            counts = connection.execute("select count(*), sum(is_relay) from addresses").fetchone()
            assert counts == (300_000, 125_000 + 128 * 200)


def test_a_damaged_list_stops_the_night(tmp_path: Path) -> None:
    install(tmp_path, "198.51.100.0/24\n")
    (tmp_path / "lists" / "one.parquet").write_bytes(b"PAR1")
    with warehouse(tmp_path, []) as connection, pytest.raises(UserError, match="affguard lists remove one"):
        classify(connection, tmp_path / "lists")
