"""Generate a programme with known fraud and known innocent look-alikes, as files of the input contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from features.schema import DAY_US
from pipelines.demo import registers
from pipelines.demo.hashing import generator
from pipelines.demo.orders import ORDER, OrderRows, convert
from pipelines.demo.population import Profile, World, make_world
from pipelines.demo.schemes import planned_clicks, streams
from pipelines.demo.size import DemoSize
from pipelines.demo.styles import expected_conversion
from pipelines.demo.takeover import Taker, take_over
from pipelines.demo.traffic import CLICK, ClickRows, browse
from pipelines.demo.write import FileFormat, Writer

__all__ = ["DemoFiles", "DemoSize", "generate"]

_DAYS_PER_FILE = 7


@dataclass(frozen=True)
class DemoFiles:
    """The files of a generated programme, by table of the input contract.

    Attributes:
        clicks: A file a week, in order of time.
        visits: One file, a sample of the clicks' visits.
        orders: One file.
        order_events: One file.
        affiliates: One file.
        offers: One file.
        coupons: One file.
        targets: One file.
        labels: One file; decided on the day after the history, so that no night of the history sees it.
        truth: Not an input: `affiliate_id`, `fraud_type`, `intensity` (0–1), `look_alike`.
    """

    clicks: tuple[Path, ...]
    visits: tuple[Path, ...]
    orders: tuple[Path, ...]
    order_events: tuple[Path, ...]
    affiliates: tuple[Path, ...]
    offers: tuple[Path, ...]
    coupons: tuple[Path, ...]
    targets: tuple[Path, ...]
    labels: tuple[Path, ...]
    truth: tuple[Path, ...]


def _natural_clicks(world: World) -> list[float]:
    """Return each affiliate's expected clicks, so that all streams together make the size asked for."""
    weighted = sum(p.weight * planned_clicks(p) for p in world.profiles)
    per_weight = world.size.clicks / weighted
    # A tiny affiliate is tiny in a large programme too.
    return [p.weight * per_weight if p.look_alike != "tiny" else 6.0 + p.index % 20 for p in world.profiles]


def _conversion_scale(world: World, clicks: list[float]) -> float:
    """Return the factor on everybody's conversion that gives about the orders asked for."""
    if not world.size.orders:
        return 1.0
    natural = sum(n * expected_conversion(p, world) for p, n in zip(world.profiles, clicks, strict=True))
    return world.size.orders / natural


class _Logs:
    """Collects rows: clicks by the file they go to, orders in one list."""

    def __init__(self, world: World) -> None:
        self._start_us, days = world.calendar.start_us, world.calendar.days
        self._files: list[list[ClickRows]] = [[] for _ in range(-(-days // _DAYS_PER_FILE))]
        self.orders: list[OrderRows] = []
        self.takers: list[Taker] = []

    def add_clicks(self, rows: ClickRows) -> None:
        """Sort clicks, which are in order of time, into the files."""
        bounds = self._start_us + np.arange(1, len(self._files)) * (_DAYS_PER_FILE * DAY_US)
        for file, part in zip(self._files, np.split(rows, np.searchsorted(rows["time_us"], bounds)), strict=True):
            if part.size:
                # A copy: a view would keep the whole stream alive until the last file is written.
                file.append(part.copy())

    def take_file(self, number: int) -> ClickRows:
        """Return a file's clicks in order of time and forget them."""
        rows = np.concatenate(self._files[number]) if self._files[number] else np.zeros(0, dtype=CLICK)
        self._files[number] = []
        return rows[np.lexsort((rows["key"], rows["time_us"]))]

    def __len__(self) -> int:
        """Return the number of click files."""
        return len(self._files)


def _add_affiliate(logs: _Logs, profile: Profile, world: World, clicks: float, scale: float) -> None:
    """Draw all streams of one affiliate."""
    first = 0
    for number, stream in enumerate(streams(profile, world, clicks, scale)):
        rng = generator(world.seed, 8, profile.index, number)
        rows = browse(profile, stream.traffic, world, stream.clicks, first=first, stream=number, rng=rng)
        first += rows.size
        logs.add_clicks(rows)
        logs.orders.append(convert(profile, stream.orders, world, rows, rng))
        if stream.takeover:
            logs.takers.append(Taker(profile.index, stream.takeover, first + (number << 30)))


def generate(
    out: Path,
    *,
    size: DemoSize,
    seed: int,
    file_format: FileFormat = "csv",
    last_day: date = date(2026, 6, 30),
) -> DemoFiles:
    """Generate a programme and write its files.

    The same size, seed, format and last day give the same bytes; the clock plays no part. About 47 bytes of memory
    a click, besides what a week's file takes while it is written.

    Args:
        out: Folder to write into; made when missing, files of an earlier generation are replaced.
        size: How much.
        seed: Seed of every choice, 0 or greater.
        file_format: `csv` or `parquet`.
        last_day: Last day of the history.

    Returns:
        The paths, by table.
    """
    world = make_world(size, seed, last_day)
    clicks = _natural_clicks(world)
    scale = _conversion_scale(world, clicks)
    logs = _Logs(world)
    for profile in world.profiles:
        _add_affiliate(logs, profile, world, clicks[profile.index], scale)
    orders = np.concatenate(logs.orders) if logs.orders else np.zeros(0, dtype=ORDER)
    late = take_over(orders, logs.takers, world)
    logs.add_clicks(late[np.lexsort((late["key"], late["time_us"]))])
    orders = orders[np.lexsort((orders["customer"], orders["affiliate"], orders["time_us"]))]

    writer = Writer(out, world, file_format)
    try:
        click_files = tuple(writer.clicks(number + 1, logs.take_file(number)) for number in range(len(logs)))
        visits = writer.visits()
        order_file, event_file = writer.orders(orders)
        return DemoFiles(
            clicks=click_files,
            visits=(visits,),
            orders=(order_file,),
            order_events=(event_file,),
            affiliates=(writer.table("affiliates", registers.affiliates(world)),),
            offers=(writer.table("offers", registers.offers(world)),),
            coupons=(writer.table("coupons", registers.coupons(world)),),
            targets=(writer.table("targets", registers.targets(world, orders)),),
            labels=(writer.table("labels", registers.labels(world)),),
            truth=(writer.table("truth", registers.truth(world)),),
        )
    finally:
        writer.close()
