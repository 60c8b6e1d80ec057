"""`affguard lists` on the command line: what people read."""

from __future__ import annotations

import os
import socket
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from pipelines.commands.lists import lists
from pipelines.lists.store import installed_lists
from tests.pipelines.lists.making import DAY, mmdb

TODAY = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's own look at the calendar: a test may run past midnight."""
    monkeypatch.setattr("pipelines.commands.lists._today", lambda: TODAY)


def command(home: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(lists, [str(word) for word in words], obj=home)


def written(home: Path, text: str, name: str = "list.txt") -> Path:
    home.mkdir(exist_ok=True)
    (home / name).write_text(text)
    return home / name


def test_import_show_and_remove(tmp_path: Path) -> None:
    lines = "".join(f"198.51.100.{n}\n" for n in range(1, 41)) + "0.0.0.0/0\n"
    file = written(tmp_path, lines)
    day = TODAY - timedelta(days=12)
    said = ["--date", str(day), "--known-false-positives", "offices\x1b[31m\nbehind gateways", "--origin", "x.example"]
    done = command(tmp_path, "import", file, "--name", "cloud", "--class", "data_centre", *said)
    assert done.exit_code == 0, done.output
    assert done.output == (
        f"cloud: 40 entries of class data_centre, snapshot of {day}\n"
        "left out, being no such entries: 1.\n"
        '  "0.0.0.0/0" is wider than /8 (IPv4) or /19 (IPv6): no operator holds that much\n'
    )
    command(tmp_path, "import", written(tmp_path, "203.0.113.9\n"), "--name", "tor-exits", "--class", "tor")
    shown = command(tmp_path)
    assert shown.exit_code == 0
    assert shown.output == (
        "name       class        entries  snapshot        age\n"
        f"cloud      data_centre       40  {day}  12 days\n"
        "    from x.example\n"
        "    known false positives: offices\N{REPLACEMENT CHARACTER}[31m behind gateways\n"
        "    left out, being no such entries: 1.\n"
        '      "0.0.0.0/0" is wider than /8 (IPv4) or /19 (IPv6): no operator holds that much\n'
        f"tor-exits  tor                1  {TODAY}   0 days\n"
        f"    from {file}\n"
        "    known false positives: none stated\n"
        "No list of class vpn, relay, carrier_nat, referrer_spam: features that need one are not available.\n"
        "Install one with `affguard lists import FILE --name NAME --class CLASS`, or name addresses under [[lists]] in "
        "affguard.toml and run `affguard lists update`.\n"
    )
    assert command(tmp_path, "remove", "cloud").output == "cloud: removed\n"
    assert [facts.name for facts in installed_lists(tmp_path / "lists")] == ["tor-exits"]


def test_nothing_installed(tmp_path: Path) -> None:
    shown = command(tmp_path)
    assert shown.exit_code == 0
    assert shown.output.startswith(
        "No list of class data_centre, vpn, tor, relay, carrier_nat, referrer_spam: features"
    )


def test_every_class_has_a_list(tmp_path: Path) -> None:
    for kind in ("data_centre", "vpn", "tor", "relay", "carrier_nat", "referrer_spam"):
        entry = "spam.example" if kind == "referrer_spam" else "198.51.100.7"
        command(tmp_path, "import", written(tmp_path, entry), "--name", "l", "--class", kind)
        command(tmp_path, "import", written(tmp_path, entry), "--name", kind, "--class", kind)
    assert "not available" not in command(tmp_path).output


def test_an_mmdb_file_brings_its_date(tmp_path: Path) -> None:
    file = mmdb(tmp_path / "x.mmdb", [("198.51.100.0/24", {"vpn": True})])
    given = ["import", str(file), "--name", "x", "--class", "vpn", "--where", "vpn=true"]
    assert command(tmp_path, *given, "--date", "2026-01-02").exit_code == 0
    assert installed_lists(tmp_path / "lists")[0].snapshot == date(2026, 1, 2)
    assert command(tmp_path, *given).exit_code == 0
    assert installed_lists(tmp_path / "lists")[0].snapshot == DAY


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["import", "absent.txt", "--name", "x", "--class", "vpn"], 2, "absent.txt is not there, or is no file"),
        (["import", "{file}", "--name", "x", "--class", "hosting"], 2, "'hosting' is not one of 'data_centre', 'vpn'"),
        (["import", "{file}", "--name", "X", "--class", "vpn"], 2, '"X" cannot be a list\'s name'),
        (
            ["import", "{file}", "--name", "x", "--class", "vpn", "--date", "2999-01-01"],
            2,
            "has not come yet; today is",
        ),
        (["import", "{file}", "--name", "x", "--class", "referrer_spam"], 3, "1 of 1 entries cannot stand in a list"),
        (["import", "{file}", "--name", "x", "--class", "vpn", "--format", "mmdb"], 3, "is no intact MMDB file"),
        (["import", "{file}", "--name", "x", "--class", "vpn", "--where", "a=b"], 2, "--where is for CSV and MMDB"),
        (["remove", "x"], 2, 'There is no list "x". No list is installed.'),
        (["update"], 2, "No lists are configured. Add [[lists]] to"),
    ],
)
def test_mistakes_get_a_sentence(tmp_path: Path, words: list[str], exit_code: int, said: str) -> None:
    file = written(tmp_path, "198.51.100.7\n")
    done = command(tmp_path, *(word.format(file=file) for word in words))
    assert done.exit_code == exit_code, done.output
    assert said in done.output
    assert not (tmp_path / "lists").exists()


def test_update_says_what_came_of_each_and_fails_if_one_did(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
    written(tmp_path, f'[[lists]]\nname = "one"\nclass = "vpn"\nurl = "{url}"\n', "affguard.toml")
    done = command(tmp_path, "update")
    assert done.exit_code == 3
    assert done.output == (
        f"one: failed. {url} cannot be reached. Check the address and the network.\n  None is installed.\n"
    )
    command(
        tmp_path, "import", written(tmp_path, "203.0.113.9"), "--name", "one", "--class", "vpn", "--date", "2026-01-02"
    )
    assert "  The one of 2026-01-02 stays in force.\n" in command(tmp_path, "update").output


def test_a_file_in_the_place_of_the_folder_of_lists(tmp_path: Path) -> None:
    file = written(tmp_path, "198.51.100.7\n")
    written(tmp_path, "no folder", "lists")
    for words in ([], ["import", file, "--name", "one", "--class", "vpn"], ["remove", "one"]):
        done = command(tmp_path, *words)
        assert done.exit_code == 2, done.output
        assert "must be a folder that this user may" in done.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("left", [False, True], ids=["only the lock", "a killed job's note"])
def test_a_home_folder_without_write_right_but_with_a_lock_file(tmp_path: Path, left: bool) -> None:
    file = written(tmp_path, "198.51.100.7\n")
    (tmp_path / "affguard.lock").touch()
    if left:
        (tmp_path / "affguard.holder.json").touch()
    tmp_path.chmod(0o500)
    try:
        done = command(tmp_path, "import", file, "--name", "one", "--class", "vpn")
    finally:
        tmp_path.chmod(0o700)
    assert done.exit_code == 2, done.output
    assert "cannot be written to by this user" in done.output
    assert "Traceback" not in done.output


def test_a_job_that_runs_is_not_disturbed(tmp_path: Path) -> None:
    file = written(tmp_path, "198.51.100.7\n")
    command(tmp_path, "import", file, "--name", "one", "--class", "vpn")
    with FileLock(tmp_path / "affguard.lock"):
        for words in (["import", file, "--name", "one", "--class", "tor"], ["remove", "one"]):
            done = command(tmp_path, *words)
            assert done.exit_code == 4
            assert "is in use by" in done.output
        assert "one" in command(tmp_path).output, "looking takes no lock"
    assert installed_lists(tmp_path / "lists")[0].kind == "vpn"
