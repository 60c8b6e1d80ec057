"""The home folder that the load's tests work in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.load.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench.at(tmp_path / "home")
