"""The thirty core features from canonical Parquet files: affguard, Polars and pandas by turns, checked equal."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.core import DAYS, FIRST_DAY
from benchmarks.process import Measured, middle, python
from benchmarks.table import Line, at_least, at_most, line, peak_line

__all__ = ["PARTS", "CoreBench"]

PARTS = ("cold", "night", "twice", "hot")
"""What can be measured here: the cold build, the next night, twice the rows, one hot address."""
LAST_DAY = FIRST_DAY + DAYS - 1


class CoreBench:
    """Logs of one size, and the contestants over them."""

    def __init__(self, clicks: int, affiliates: int, work: Path) -> None:
        self.clicks, self.affiliates, self.work = clicks, affiliates, work

    def lines(self, parts: frozenset[str], runs: int) -> list[Line]:
        """Measure some of `PARTS`, all contestants by turns, and return the lines of the table.

        Raises:
            RuntimeError: A contestant failed, or their answers differ.
        """
        contestants = self._contestants(parts)
        found: dict[str, list[Measured]] = {name: [] for name in contestants}
        for _ in range(runs):
            for name, contestant in contestants.items():
                found[name].append(contestant())
        equals = [self._answer(name) for name in contestants if name in {"affguard", "polars", "pandas", "night"}]
        if len(equals) > 1:
            python("benchmarks.core", *equals)
        return _lines({name: middle(measured) for name, measured in found.items()})

    def _contestants(self, parts: frozenset[str]) -> dict[str, Callable[[], Measured]]:
        """Return what takes turns; affguard's cold build always does, for the others are compared with it."""
        logs = self._logs()
        turns: dict[str, Callable[[], Measured]] = {"affguard": lambda: self._cold(logs, "affguard")}
        if "cold" in parts:
            turns["floor"] = lambda: python("benchmarks.floor", logs / "clicks" / "*" / "*.parquet")
            turns["pandas"] = lambda: self._other(logs, "pandas")
        if parts & {"cold", "night"}:
            turns["polars"] = lambda: self._other(logs, "polars")
        if "night" in parts:
            kept = self._kept(logs)
            turns["night"] = lambda: self._night(logs, kept)
        if "twice" in parts:
            larger = self._logs(times=2)
            turns["twice"] = lambda: self._cold(larger, "twice")
        if "hot" in parts:
            hot = self._logs(is_hot=True)
            turns["hot"] = lambda: self._cold(hot, "hot")
        return turns

    def _logs(self, times: int = 1, *, is_hot: bool = False) -> Path:
        """Return the folder of generated logs; what an earlier run has left is taken again."""
        generator = hashlib.sha256(Path(__file__).with_name("logs.py").read_bytes()).hexdigest()[:8]
        clicks = times * self.clicks
        folder = self.work / f"logs-{clicks}-{self.affiliates}{'-hot' if is_hot else ''}-{generator}"
        if not folder.exists():
            much = ("--clicks", str(clicks), "--affiliates", str(self.affiliates))
            python("benchmarks.logs", folder, *much, *(["--hot"] if is_hot else []))
        return folder

    def _answer(self, name: str) -> Path:
        return self.work / f"answer-{name}.parquet"

    def _affguard(self, logs: Path, name: str, states: Path, day: int) -> Measured:
        asked = ("--as-of-day", str(day), "--out", self._answer(name), "--states", states)
        return python("benchmarks.with_affguard", logs, *asked)

    def _cold(self, logs: Path, name: str) -> Measured:
        states = self.work / f"states-{name}.duckdb"
        states.unlink(missing_ok=True)
        return self._affguard(logs, name, states, LAST_DAY)

    def _kept(self, logs: Path) -> Path:
        """Return the states as the night before left them."""
        kept = self.work / "states-kept.duckdb"
        kept.unlink(missing_ok=True)
        self._affguard(logs, "kept", kept, LAST_DAY - 1)
        return kept

    def _night(self, logs: Path, kept: Path) -> Measured:
        states = self.work / "states-night.duckdb"
        shutil.copyfile(kept, states)
        return self._affguard(logs, "night", states, LAST_DAY)

    def _other(self, logs: Path, name: str) -> Measured:
        asked = ("--as-of-day", str(LAST_DAY), "--out", self._answer(name))
        return python(f"benchmarks.with_{name}", logs, *asked)


def _lines(found: dict[str, Measured]) -> list[Line]:
    """Return the table's lines; what was not measured has none."""
    affguard = found["affguard"]
    made = []
    if floor := found.get("floor"):
        made.append(line("floor over the click files", floor))
    made.append(line("30 core features, cold: affguard", affguard))
    for name, least in (("polars", 1), ("pandas", 5)):
        if name in found:
            other = found[name]
            ratio, peak = other.seconds / affguard.seconds, other.peak_bytes / affguard.peak_bytes
            title = name.replace("polars", "Polars")
            goal = at_least(least)
            made.append(line(f"  {title}", other, ratio=ratio, ratio_to="affguard's seconds", goal=goal))
            made.append(peak_line("    its peak", other, ratio=peak, ratio_to="affguard's peak", goal=at_least(1)))
    if night := found.get("night"):
        ratio = night.seconds / affguard.seconds
        goal = at_most(0.15)
        made.append(line("next night, one new day: affguard", night, ratio=ratio, ratio_to="its cold build", goal=goal))
        polars = found["polars"]
        ratio = polars.seconds / night.seconds
        made.append(line("  Polars anew", polars, ratio=ratio, ratio_to="affguard's night", goal=at_least(5)))
    for name, title, most in (
        ("twice", "twice the rows, cold", 2.1),
        ("hot", "one hot address, 10 % of the rows", 1.3),
    ):
        if name in found:
            ratio = found[name].seconds / affguard.seconds
            made.append(line(title, found[name], ratio=ratio, ratio_to="affguard cold", goal=at_most(most)))
    return made
