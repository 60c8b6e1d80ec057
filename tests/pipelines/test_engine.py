"""The engine's set-up."""

from __future__ import annotations

from pathlib import Path

import duckdb

from features.engine_faults import FAULTY_OPTIMIZERS
from pipelines.engine import configure
from pipelines.settings.model import LoadOptions


def test_what_computes_wrongly_is_left_out(tmp_path: Path) -> None:
    connection = duckdb.connect()
    configure(connection, LoadOptions(), tmp_path)
    left_out = connection.execute("select current_setting('disabled_optimizers')").fetchone()
    assert left_out is not None
    assert set(left_out[0].split(",")) == set(FAULTY_OPTIMIZERS)


def test_paths_with_quotes_are_taken(tmp_path: Path) -> None:
    spill = tmp_path / "o'clock"
    spill.mkdir()
    connection = duckdb.connect()
    configure(connection, LoadOptions(), spill)
    assert connection.execute("select current_setting('temp_directory')").fetchone() == (str(spill),)
