"""From raw files to scores, as `affguard run` does it, against the floor over the same files."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Measured, affguard, middle, python
from benchmarks.table import Line, at_most, line, peak_line

__all__ = ["RawSize", "lines_from_raw"]

TABLES = ("clicks", "orders", "order_events", "visits", "affiliates", "offers", "coupons", "targets", "labels")
STEPS = ("load", "features", "scores")
GIBIBYTE = 2**30


@dataclass(frozen=True)
class RawSize:
    """How much `affguard demo --files-only` generates.

    Attributes:
        clicks: About how many.
        affiliates: How many; a quarter of a thousandth of the clicks, 48 to 50,000.
        orders: About how many: a fiftieth of the clicks.
    """

    clicks: int

    @property
    def affiliates(self) -> int:  # noqa: D102  (described above)
        return min(50_000, max(48, self.clicks // 4_000))

    @property
    def orders(self) -> int:  # noqa: D102
        return self.clicks // 50


@dataclass(frozen=True)
class _Run:
    """One `affguard run`: its steps' seconds, and the process as a whole."""

    steps: dict[str, float]
    whole: Measured

    @property
    def seconds(self) -> float:
        return sum(self.steps[name] for name in STEPS)


def lines_from_raw(size: RawSize, runs: int, work: Path) -> list[Line]:
    """Measure load, all features and scores from CSV and from Parquet, each against its floor.

    Args:
        size: How much.
        runs: How often; the contestants take turns.
        work: Where files and homes stand.
    """
    formats = ("csv", "parquet")
    logs = {form: _written(size, form, work) for form in formats}
    floors: dict[str, list[Measured]] = {form: [] for form in formats}
    jobs: dict[str, list[_Run]] = {form: [] for form in formats}
    for _ in range(runs):
        for form in formats:
            floors[form].append(python("benchmarks.floor", *(files for _, files in _patterns(logs[form], form))))
            jobs[form].append(_job(logs[form], form, work))
    return [made for form in formats for made in _lines(form, floors[form], jobs[form])]


def _written(size: RawSize, form: str, work: Path) -> Path:
    folder = work / f"raw-{size.clicks}-{form}"
    if not (folder / "written").exists():
        shutil.rmtree(folder, ignore_errors=True)
        much = ("--clicks", size.clicks, "--affiliates", size.affiliates, "--orders", size.orders, "--format", form)
        affguard("demo", "--files-only", folder, *map(str, much))
        (folder / "written").touch()
    return folder


def _patterns(folder: Path, form: str) -> list[tuple[str, str]]:
    """Return each table at hand with the pattern of its files."""
    found = [(table, f"{table}-*" if any(folder.glob(f"{table}-*.{form}")) else table) for table in TABLES]
    return [(table, str(folder / f"{name}.{form}")) for table, name in found if any(folder.glob(f"{name}.{form}"))]


def _job(folder: Path, form: str, work: Path) -> _Run:
    """Run the main job in a new home."""
    home = work / "home"
    shutil.rmtree(home, ignore_errors=True)
    options = [word for table, files in _patterns(folder, form) for word in (f"--{table.replace('_', '-')}", files)]
    whole = affguard("--home", home, "run", *options)
    manifest = json.loads(next((home / "runs").glob("*/manifest.json")).read_text(encoding="utf-8"))
    shutil.rmtree(home)
    return _Run({step["name"]: step["seconds"] for step in manifest["steps"]}, whole)


def _lines(form: str, floors: list[Measured], jobs: list[_Run]) -> list[Line]:
    name = {"csv": "CSV", "parquet": "Parquet"}[form]
    floor = middle(floors)
    job = middle([Measured(job.seconds, job.whole.peak_bytes) for job in jobs])
    ratio = job.seconds / floor.seconds
    goal = at_most(25) if form == "csv" else None
    parts = [middle([Measured(job.steps[step], 0) for job in jobs]).seconds for step in STEPS]
    made = [
        line(f"floor over the {name} files", floor),
        line(f"load + all features + scores, {name}", job, ratio=ratio, ratio_to="its floor", goal=goal),
        *(Line(f"  {step}", seconds) for step, seconds in zip(STEPS, parts, strict=True)),
        line("  the whole command, report and tracking included", middle([job.whole for job in jobs])),
    ]
    if form == "csv":
        peak = job.peak_bytes / GIBIBYTE
        made.append(peak_line("  its peak", job, ratio=peak, ratio_to="1 GiB", goal=at_most(4)))
    return made
