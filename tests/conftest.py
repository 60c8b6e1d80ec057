"""What all tests share: the folder of real logs, which is never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real logs; skip where there is none."""
    folder = Path(os.environ.get("AFFGUARD_REAL_DATA") or BESIDE)
    if not folder.is_dir():
        pytest.skip(f"no real logs: {folder} is not there; AFFGUARD_REAL_DATA may name another folder")
    return folder.resolve()
