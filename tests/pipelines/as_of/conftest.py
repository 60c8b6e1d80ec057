"""The home folder that these tests load into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.load.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench.at(tmp_path / "home")
