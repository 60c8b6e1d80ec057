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
        pytest.skip(f"no real data: {folder} is not there; AFFGUARD_REAL_DATA may name another folder")
    return folder.resolve()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as `shown`, also where they ran in other processes."""
    for report in [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]:
        for name, text in getattr(report, "user_properties", ()):
            if name == "shown" and report.when == "call":
                terminalreporter.section(report.nodeid)
                terminalreporter.write_line(str(text))
