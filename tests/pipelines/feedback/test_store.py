"""MLflow's store when something is wrong with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.home import Home, open_home
from pipelines.mlflow_store import any_alias, experiment, open_store
from tests.homes import affguard, make_home


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = open_home(tmp_path_factory.mktemp("store") / "home")
    with open_store(home) as client:
        experiment(client, home, "affguard")
    return home.tracking_database


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Home:
    home = open_home(tmp_path / "home")
    shutil.copy(made, home.tracking_database)
    return home


def test_no_model_no_alias(home: Home) -> None:
    assert not any_alias(home)
    home.tracking_database.unlink()
    assert not any_alias(home)
    assert not home.tracking_database.exists(), "asking makes nothing"


def test_an_alias_is_seen(home: Home) -> None:
    with open_store(home) as client:
        client.create_registered_model("affguard")
        client.create_model_version("affguard", (home.root / "m").as_uri())
        client.set_registered_model_alias("affguard", "champion", "1")
    assert any_alias(home)


@pytest.mark.parametrize("damage", ["text", "cut off", "holes"])
def test_a_damaged_store_is_told_with_what_to_do(home: Home, damage: str) -> None:
    path = home.tracking_database
    if damage == "text":
        path.write_text("this was a database once\n" * 500)
    elif damage == "cut off":
        os.truncate(path, 20_000)
    else:
        content = bytearray(path.read_bytes())
        content[4_096:] = os.urandom(len(content) - 4_096)
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"mlflow\.db is damaged.*(copy|move it away)"), open_store(home) as client:
        experiment(client, home, "affguard")
        client.search_registered_models()


_KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("pragma cache_size = 2")
connection.execute("begin immediate")
for number in range(200):
    connection.execute(
        "insert into registered_model_aliases (alias, version, name) values (?, 1, ?)", [f"a{number}", "x" * 250]
    )
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_commit_that_was_cut_off_is_taken_back(home: Home) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, home.tracking_database], check=False)
    journal = home.tracking_database.with_name("mlflow.db-journal")
    assert done.returncode == -signal.SIGKILL
    assert journal.stat().st_size
    assert not any_alias(home)
    assert not journal.exists()
    with open_store(home) as client:
        assert not client.search_registered_models()


def test_a_folder_in_its_place_is_told(home: Home) -> None:
    home.tracking_database.unlink()
    home.tracking_database.mkdir()
    with pytest.raises(UserError, match=r"mlflow\.db is damaged or cannot be opened"):
        any_alias(home)
    with pytest.raises(UserError, match=r"mlflow\.db is damaged or cannot be opened"), open_store(home):
        pass


def test_a_damaged_store_stops_the_command_without_a_traceback(tmp_path: Path) -> None:
    root = make_home(tmp_path / "home", "")
    (root / "mlflow.db").write_bytes(b"no database " * 1_000)
    told = affguard(root, "promote", "--version", "0")
    assert told.exit_code == 2
    assert "is damaged" in told.output
    assert "Traceback" not in told.output
