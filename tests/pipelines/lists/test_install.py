"""Importing: three formats, what is refused and in which words, and what a kill or damage leaves behind."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import DataRefusedError, UsageProblem, UserError
from pipelines.list_facts import ListFacts
from pipelines.lists.sources import own_date
from pipelines.lists.store import installed_list, installed_lists, list_file, lists_fingerprint, remove_list, write_list
from tests.pipelines.lists.making import DAY, domains, install, mmdb, ranges


class TestText:
    def test_comments_marks_blanks_and_line_ends_of_any_kind(self, tmp_path: Path) -> None:
        text = (
            "\ufeff# cloud ranges\r\n\r\n198.51.100.0/25\r\n  198.51.100.128/25 # second half\r\n"
            "203.0.113.9 ; SBL1\n; none\n2001:db8::/32\n198.51.100.0/25"
        )
        facts = install(tmp_path, text)
        assert ranges(tmp_path) == [
            "198.51.100.0 198.51.100.255",
            "203.0.113.9 203.0.113.9",
            "2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        ]
        assert (facts.entries, facts.left_out) == (5, 0)

    def test_domains(self, tmp_path: Path) -> None:
        facts = install(tmp_path, "# spam\nb.example\nA.example # x\n*.a.example.\n", kind="referrer_spam")
        assert domains(tmp_path) == ["a.example", "b.example"]
        assert facts.entries == 3

    def test_a_few_lines_that_are_no_entry_are_left_out_and_shown(self, tmp_path: Path) -> None:
        good = "".join(f"198.51.100.{n}\n" for n in range(100))
        facts = install(tmp_path, good + "what\n10.0.0.0/8\n" + "x" * 200 + "\n0.0.0.0/0\n")
        assert (facts.entries, facts.left_out) == (100, 4)
        assert facts.left_out_examples == (
            '"what" is no address, network or range',
            '"10.0.0.0/8" lies in 10.0.0.0/8, which is private, loopback, multicast or reserved',
            '"' + "x" * 57 + '..." is no address, network or range',
        )
        assert installed_lists(tmp_path / "lists") == (facts,)

    def test_too_many_of_them_refuse_the_file(self, tmp_path: Path) -> None:
        good = "".join(f"198.51.100.{n}\n" for n in range(95))
        install(tmp_path, good + "what\n" * 5)
        with pytest.raises(DataRefusedError) as caught:
            install(tmp_path, good + "what\n" * 6)
        assert "6 of 101 entries cannot stand in a list of class data_centre" in caught.value.message
        assert '\n  "what" is no address, network or range\n' in caught.value.message
        assert "Nothing was changed." in caught.value.message
        assert installed_lists(tmp_path / "lists")[0].left_out == 5

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ("", "holds no addresses, networks or ranges"),
            ("# only a comment\n", "holds no addresses, networks or ranges"),
            ("<!DOCTYPE html><html>404</html>", "is a web page, not a list"),
            ("\ufeff\n <HTML>", "is a web page, not a list"),
            (b"\x1f\x8b\x08\x00\x00", "is not text. Unpack it first"),
            ("198.51.100.7\n".encode("utf-16"), "is not text. Unpack it first"),
            ("10.0.0.0/8\n", 'class data_centre, which holds addresses.*\n  "10.0.0.0/8" lies in 10.0.0.0/8'),
            ("spam.example\n", '"spam.example" is no address'),
        ],
    )
    def test_other_files_are_refused(self, tmp_path: Path, content: str | bytes, expected: str) -> None:
        with pytest.raises(DataRefusedError, match=expected):
            install(tmp_path, content)
        assert installed_lists(tmp_path / "lists") == ()

    def test_carrier_nat_may_be_shared_space(self, tmp_path: Path) -> None:
        install(tmp_path, "100.64.0.0/10\n10.0.0.0/8\n", kind="carrier_nat")
        assert ranges(tmp_path) == ["10.0.0.0 10.255.255.255", "100.64.0.0 100.127.255.255"]


CSV = "who;network;type\nAcme;198.51.100.0/24;hosting\n# note\nBolt;203.0.113.0/24;vpn\n"


class TestCsv:
    @pytest.mark.parametrize(
        ("text", "options", "expected"),
        [
            (CSV, {}, ["198.51.100.0 198.51.100.255", "203.0.113.0 203.0.113.255"]),
            (CSV, {"column": "network"}, ["198.51.100.0 198.51.100.255", "203.0.113.0 203.0.113.255"]),
            (CSV, {"where": "type=vpn"}, ["203.0.113.0 203.0.113.255"]),
            (CSV.replace(";", "\t"), {"where": "who=Acme"}, ["198.51.100.0 198.51.100.255"]),
            ("203.0.113.0/24,DE,\n198.51.100.7,FR,\n", {}, ["198.51.100.7 198.51.100.7", "203.0.113.0 203.0.113.255"]),
            ("203.0.113.7\n", {}, ["203.0.113.7 203.0.113.7"]),
            ('id,from,to\n7,"203.0.113.7","203.0.113.9"\n', {}, ["203.0.113.7 203.0.113.9"]),
            ("ip,via\n203.0.113.7,203.0.113.9\n203.0.113.8,198.51.100.1\n", {}, ["203.0.113.7 203.0.113.8"]),
            ("from,to\n203.0.113.7,203.0.113.9\n", {"column": "to"}, ["203.0.113.9 203.0.113.9"]),
            ('a,b\n"x, y",203.0.113.7\n', {}, ["203.0.113.7 203.0.113.7"]),
        ],
    )
    def test_columns(self, tmp_path: Path, text: str, options: dict[str, str], expected: list[str]) -> None:
        install(tmp_path, text, file="list.csv", **options)
        assert ranges(tmp_path) == expected

    def test_domains(self, tmp_path: Path) -> None:
        install(tmp_path, "rank,domain\n1,Spam.example\n2,b.example\n", file="l.csv", kind="referrer_spam")
        assert domains(tmp_path) == ["b.example", "spam.example"]

    def test_rows_beyond_the_sample_count_as_well(self, tmp_path: Path) -> None:
        rows = [f"x,198.{n // 250}.{n % 250}.0/24" for n in range(600)]
        assert install(tmp_path, "\n".join(["a,b", *rows]), file="l.csv").entries == 600

    @pytest.mark.parametrize(
        ("text", "options", "expected"),
        [
            (
                CSV,
                {"column": "netwrok"},
                r'no column "netwrok" \(--column\). Did you mean "network"\? It has: who, net',
            ),
            (CSV, {"where": "kind=vpn"}, r'has no column "kind" \(--where\)'),
            (CSV, {"where": "vpn"}, '"vpn" is no condition; write KEY=VALUE'),
            (CSV, {"where": "type=relay"}, "holds no addresses, networks or ranges that say type=relay"),
            ("a,b\n1,2\n", {}, "no column holds addresses or networks. Name one with --column"),
            ("", {}, "no column holds"),
            ("a,network\n" + "x" * 200_000 + ",203.0.113.7\n", {"column": "network"}, "is not CSV: field larger"),
        ],
    )
    def test_what_does_not_fit(self, tmp_path: Path, text: str, options: dict[str, str], expected: str) -> None:
        with pytest.raises(UserError, match=expected):
            install(tmp_path, text, file="list.csv", **options)


class TestMmdb:
    RECORDS = (
        ("198.51.100.0/24", {"is_hosting_provider": True, "traits": {"user_type": "hosting"}, "n": 3}),
        ("203.0.113.9/32", {"is_tor_exit_node": True}),
        ("2a00:1::/32", {"is_hosting_provider": True}),
    )

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            ("", ["198.51.100.0", "203.0.113.9", "2a00:1::"]),
            ("is_hosting_provider=true", ["198.51.100.0", "2a00:1::"]),
            ("is_tor_exit_node=true", ["203.0.113.9"]),
            ("traits.user_type=hosting", ["198.51.100.0"]),
            ("n=3", ["198.51.100.0"]),
        ],
    )
    def test_records(self, tmp_path: Path, where: str, expected: list[str]) -> None:
        content = mmdb(tmp_path / "made", self.RECORDS).read_bytes()
        install(tmp_path, content, file="list.mmdb", where=where)
        assert [words.split()[0] for words in ranges(tmp_path)] == expected

    def test_it_knows_its_date(self, tmp_path: Path) -> None:
        path = mmdb(tmp_path / "made.mmdb", self.RECORDS)
        assert own_date(path, "mmdb") == DAY
        assert own_date(path, "text") is None

    def test_what_does_not_fit(self, tmp_path: Path) -> None:
        content = mmdb(tmp_path / "made", self.RECORDS).read_bytes()
        for options, expected in (
            (
                {"where": "is_hosting_providr=true"},
                'no record has the key "is_hosting_providr".*Did you mean "is_hosting',
            ),
            (
                {"where": "is_hosting_provider=yes"},
                "holds no addresses, networks or ranges that say is_hosting_provider",
            ),
            ({"column": "network"}, "--column is for CSV files"),
            ({"kind": "referrer_spam"}, "An MMDB file holds networks"),
        ):
            with pytest.raises(UserError, match=expected):
                install(tmp_path, content, file="list.mmdb", **options)
        for broken in (b"", b"no database", content[: len(content) // 2]):
            with pytest.raises(DataRefusedError, match="is no intact MMDB file"):
                install(tmp_path, broken, file="list.mmdb")
        with pytest.raises(DataRefusedError, match="is not text"):
            install(tmp_path, content, file="list.txt")


class TestStore:
    def test_facts_come_back_as_they_were_said(self, tmp_path: Path) -> None:
        said = {"known_false_positives": "Bürogateways \x1b[31m", "origin": "a, b"}
        facts = install(tmp_path, "198.51.100.7\n", name="b", kind="vpn", **said)
        other = install(tmp_path, "198.51.100.7\n", name="a", kind="tor", snapshot=date(2026, 1, 2))
        assert installed_lists(tmp_path / "lists") == (other, facts)
        assert facts.sha256 == hashlib.sha256(b"198.51.100.7\n").hexdigest()
        assert (facts.name, facts.kind, facts.snapshot, facts.entries, facts.format) == ("b", "vpn", DAY, 1, "text")
        assert facts.known_false_positives == said["known_false_positives"]

    def test_no_folder_is_no_list(self, tmp_path: Path) -> None:
        assert installed_lists(tmp_path / "absent") == ()

    def test_a_second_import_replaces_the_first(self, tmp_path: Path) -> None:
        install(tmp_path, "198.51.100.7\n")
        install(tmp_path, "spam.example\n", kind="referrer_spam")
        assert [facts.kind for facts in installed_lists(tmp_path / "lists")] == ["referrer_spam"]
        assert [path.name for path in (tmp_path / "lists").iterdir()] == ["one.parquet"]

    def test_what_a_kill_left_half_written_is_passed_over(self, tmp_path: Path) -> None:
        facts = install(tmp_path, "198.51.100.7\n")
        (tmp_path / "lists" / ".one.new").write_bytes(b"PAR1 half")
        (tmp_path / "lists" / ".one.download").write_bytes(b"half")
        assert installed_lists(tmp_path / "lists") == (facts,)
        install(tmp_path, "203.0.113.9\n")
        assert ranges(tmp_path) == ["203.0.113.9 203.0.113.9"]

    def test_a_failure_while_writing_leaves_the_old_list(self, tmp_path: Path) -> None:
        facts = install(tmp_path, "198.51.100.7\n")
        (tmp_path / "lists" / ".one.new").mkdir()
        with pytest.raises(UserError, match=r"lists.\.one\.new cannot be written: Is a directory"):
            install(tmp_path, "203.0.113.9\n")
        assert installed_list(tmp_path / "lists", "one") == facts

    @pytest.mark.parametrize("damage", ["cut", "empty", "text", "other", "renamed", "class"])
    def test_damage_is_told_with_what_to_do(self, tmp_path: Path, damage: str) -> None:
        facts = install(tmp_path, "198.51.100.7\n")
        path = list_file(tmp_path / "lists", "one")
        match damage:
            case "cut":
                path.write_bytes(path.read_bytes()[:-20])
            case "empty":
                path.write_bytes(b"")
            case "text":
                path.write_text("198.51.100.7\n")
            case "other":
                pq.write_table(pa.table({"a": [1]}), path)
            case "renamed":
                path.rename(list_file(tmp_path / "lists", "two"))
            case "class":
                odd: Any = {**vars(facts), "kind": "hosting"}
                write_list(tmp_path / "lists", ListFacts(**odd), pq.read_table(path))
        name = "two" if damage == "renamed" else "one"
        with pytest.raises(
            UserError, match=rf"lists.{name}.parquet is no list .*affguard lists remove {name}"
        ) as caught:
            installed_lists(tmp_path / "lists")
        assert caught.value.exit_code == 2
        assert installed_list(tmp_path / "lists", name) is None
        remove_list(tmp_path / "lists", name)
        assert installed_lists(tmp_path / "lists") == ()

    @pytest.mark.parametrize("name", ["", "A", "a b", "../a", ".a", "a/b", "-a", "a" * 61, "a\n"])
    def test_a_name_is_a_files_name(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(UsageProblem, match="cannot be a list's name"):
            install(tmp_path, "198.51.100.7\n", name=name)
        with pytest.raises(UsageProblem, match="cannot be a list's name"):
            remove_list(tmp_path / "lists", name)

    def test_removing_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UsageProblem, match=r'There is no list "one". No list is installed.'):
            remove_list(tmp_path / "lists", "one")
        install(tmp_path, "198.51.100.7\n", name="ones")
        with pytest.raises(UsageProblem, match=re.escape('no list "one". Did you mean "ones"? Installed: ones.')):
            remove_list(tmp_path / "lists", "one")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        install(tmp_path, "198.51.100.7\n")
        (tmp_path / "list.txt").unlink()
        (tmp_path / "list.txt").mkdir()
        with pytest.raises(UsageProblem, match=r"list\.txt cannot be read: Is a directory"):
            install_folder(tmp_path)


class TestFolder:
    """Only a folder that is missing means that no list is installed."""

    def test_a_file_or_a_dangling_link_in_its_place(self, tmp_path: Path) -> None:
        folder = tmp_path / "lists"
        folder.write_text("no folder")
        calls = (installed_lists, lists_fingerprint, lambda path: remove_list(path, "one"))
        for call in calls:
            with pytest.raises(UserError, match=r"lists cannot be read: Not a directory\. It must be a folder"):
                call(folder)
        with pytest.raises(UserError, match=r"cannot be written: .* must be a folder that this user may write to"):
            install(tmp_path, "198.51.100.7\n")
        assert folder.read_text() == "no folder"
        folder.unlink()
        folder.symlink_to(tmp_path / "absent")
        with pytest.raises(UserError, match="lists cannot be read: No such file"):
            installed_lists(folder)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
    def test_a_folder_without_rights(self, tmp_path: Path) -> None:
        install(tmp_path, "198.51.100.7\n")
        folder = tmp_path / "lists"
        try:
            folder.chmod(0o500)
            with pytest.raises(UserError, match="cannot be written: Permission denied"):
                install(tmp_path, "198.51.100.7\n")
            with pytest.raises(UserError, match="cannot be removed: Permission denied"):
                remove_list(folder, "one")
            for mode in (0, 0o400):
                folder.chmod(mode)
                with pytest.raises(UserError, match="cannot be read: Permission denied"):
                    installed_lists(folder)
        finally:
            folder.chmod(0o700)
        assert len(installed_lists(folder)) == 1

    def test_a_folder_where_a_list_should_be(self, tmp_path: Path) -> None:
        inside = tmp_path / "lists" / "one.parquet" / "kept"
        inside.mkdir(parents=True)
        told = r"lists.one\.parquet is a folder or device, not a list.*move it away or delete it yourself"
        with pytest.raises(UserError, match=told):
            installed_lists(tmp_path / "lists")
        with pytest.raises(UserError, match=told):
            remove_list(tmp_path / "lists", "one")
        with pytest.raises(UserError, match=told):
            install(tmp_path, "198.51.100.7\n")
        assert inside.is_dir()
        assert [path.name for path in (tmp_path / "lists").iterdir()] == ["one.parquet"]

    def test_a_link_that_leads_nowhere(self, tmp_path: Path) -> None:
        facts = install(tmp_path, "198.51.100.7\n", name="two")
        link = tmp_path / "lists" / "one.parquet"
        link.symlink_to(tmp_path / "absent")
        with pytest.raises(UserError, match=r"points to a file that is not there.*affguard lists remove one"):
            installed_lists(tmp_path / "lists")
        remove_list(tmp_path / "lists", "one")
        assert installed_lists(tmp_path / "lists") == (facts,)
        link.symlink_to(tmp_path / "absent")
        assert install(tmp_path, "198.51.100.7\n") in installed_lists(tmp_path / "lists")


def install_folder(home: Path) -> None:
    from pipelines.lists.install import import_list

    import_list(home / "lists", home / "list.txt", name="one", kind="vpn", snapshot=DAY, origin="x")


class TestFingerprint:
    def test_it_changes_with_what_is_said_and_with_nothing_else(self, tmp_path: Path) -> None:
        base: dict[str, Any] = {"content": "198.51.100.0/24\n"}

        def after(**change: Any) -> str:
            home = tmp_path / f"{len(list(tmp_path.iterdir()))}"
            said = {**base, **change}
            install(home, said.pop("content"), **said)
            return lists_fingerprint(home / "lists")

        same = after()
        assert after(file="other.dat") == same
        assert after(file_format="csv") == same
        changed = [
            after(origin="elsewhere"),
            after(content="# another file\n198.51.100.0/24\n"),
            after(content="198.51.100.0/25\n"),
            after(kind="vpn"),
            after(name="two"),
            after(snapshot=date(2026, 6, 2)),
            after(known_false_positives="offices"),
            lists_fingerprint(tmp_path / "absent"),
        ]
        assert len({same, *changed}) == 1 + len(changed)
