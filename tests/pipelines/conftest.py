"""What tests of the pipelines share: MLflow's store, whose hundred migrations each process goes through once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipelines import mlflow_store
from pipelines.home import Home

_make_store = mlflow_store._make_store


@pytest.fixture(scope="package", autouse=True)
def stores_made_by_copying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copy the first store that the process made to homes that have none, which takes MLflow seconds a home."""
    first = tmp_path_factory.mktemp("store") / "first.db"

    def make(home: Home) -> None:
        if first.exists():
            _copied(first, home)
            return
        _make_store(home)
        shutil.copyfile(home.tracking_database, first)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mlflow_store, "_make_store", make)
        yield


def _copied(first: Path, home: Home) -> None:
    shutil.copyfile(first, home.tracking_database)
    with closing(sqlite3.connect(home.tracking_database)) as connection, connection:
        connection.execute("update experiments set artifact_location = ?", [f"{home.tracking_artifacts.as_uri()}/0"])
