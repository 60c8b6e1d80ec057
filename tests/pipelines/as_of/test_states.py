"""The kept states through the command line: damage is mended, and a kept night is a rebuilt night."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.demo.generate import DemoSize, generate


def affguard(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *words])


def features(home: Path, day: str = "2026-06-30") -> pd.DataFrame:
    out = home.parent / "matrix.parquet"
    done = affguard(home, "features", "--as-of", day, "--out", str(out))
    assert done.exit_code == 0, done.output
    return pd.read_parquet(out)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("states")
    logs = generate(root / "logs", size=DemoSize(affiliates=48, clicks=4_000, orders=0, days=40), seed=2)
    files = [word for table in ("clicks", "orders") for path in getattr(logs, table) for word in (f"--{table}", path)]
    done = affguard(root / "home", "load", *map(str, files))
    assert done.exit_code == 0, done.output
    return root / "home"


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def block_overwritten(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(bytes(whole))


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def table_dropped(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table click_addresses_of_affiliate")


def foreign_ledger(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table state_days (colour varchar)")


@pytest.mark.parametrize(
    "damage", [cut_short, block_overwritten, made_a_folder, emptied, table_dropped, foreign_ledger]
)
def test_damaged_states_are_built_anew(home: Path, damage: Callable[[Path], None]) -> None:
    whole = features(home)
    damage(home / "states.duckdb")
    pd.testing.assert_frame_equal(features(home), whole, check_exact=True)
    assert (home / "states.duckdb").is_file()


def test_a_late_click_and_a_click_after_its_order_reach_the_orders_path(tmp_path: Path) -> None:
    """What an order's click says may come from rows of any day: the kept path of its day must not outlive it."""
    home = tmp_path / "home"
    files = {
        "first": "click_id,clicked_at,affiliate_id,visitor_id\nb1,2026-05-07 10:00:00,B,v1\n",
        "after": "click_id,clicked_at,affiliate_id,visitor_id\na1,2026-05-09 00:00:01,A,v1\n",
        "old": "click_id,clicked_at,affiliate_id,visitor_id\nc1,2026-03-01 10:00:00,C,v2\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (tmp_path / "orders.csv").write_text(
        "order_id,ordered_at,affiliate_id,click_id,visitor_id\n"
        "x1,2026-05-08 23:59:59,A,a1,v1\nx2,2026-05-08 12:00:00,C,c1,v2\n"
    )
    assert (
        affguard(
            home, "load", "--clicks", str(tmp_path / "first.csv"), "--orders", str(tmp_path / "orders.csv")
        ).exit_code
        == 0
    )
    features(home, "2026-05-08")
    for late in ("after", "old"):
        assert affguard(home, "load", "--clicks", str(tmp_path / f"{late}.csv")).exit_code == 0
    kept = features(home, "2026-05-09")
    (home / "states.duckdb").unlink()
    pd.testing.assert_frame_equal(kept, features(home, "2026-05-09"), check_exact=True)
    assert kept["assist_taken_order_ratio_support"].sum() > 0
