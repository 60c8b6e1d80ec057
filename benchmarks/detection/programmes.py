"""Generated programmes as the model layer sees them: measured features, shared keys and the truth, each kept in a file.

`python -m benchmarks.detection.programmes --cache DIR --seeds 1-60 --affiliates 100` fills a cache.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import pandas as pd

from benchmarks.detection.truth import truth_of
from features.definitions import catalogue
from features.matrix import FeatureMatrix, Grain
from pipelines.days import day_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.demo.generate import DemoFiles

__all__ = ["Programme", "Spec", "programmes", "read_programme", "specs"]

CLICKS_PER_AFFILIATE = 750
"""As in the demo's own 120,000 clicks of 160 affiliates."""
LAST_DAY = date(2026, 6, 30)
FORMAT = 2
"""Goes up when cache files hold something else than before."""
TABLES: dict[str, tuple[str, ...]] = {
    "all": ("clicks", "visits", "orders", "order_events", "affiliates", "offers", "coupons"),
    "clicks": ("clicks",),
    "orders": ("orders", "order_events"),
}
"""What of a programme is loaded."""
Given = Literal["all", "clicks", "orders"]
GRAINS: tuple[Grain, ...] = ("affiliate", "sub_id", "affiliate_offer")
_log = logging.getLogger("affguard.benchmarks")


@dataclass(frozen=True)
class Spec:
    """Which programme.

    Attributes:
        seed: Of the generator.
        affiliates: How many are generated.
        clicks: About how many.
        days: Length of the history.
        given: Which tables are loaded, see `TABLES`.
        kept: How many affiliates, drawn by seed, have their rows loaded; 0 = all.
    """

    seed: int
    affiliates: int
    clicks: int
    days: int = 60
    given: Given = "all"
    kept: int = 0

    @property
    def file_name(self) -> str:
        """Name of the cache file, which changes with the code that makes it."""
        parts = (self.affiliates, self.clicks, self.days, self.given, *([f"kept{self.kept}"] if self.kept else ()))
        return f"{'-'.join(map(str, parts))}-seed{self.seed}-{code_hash()}.pickle"


@dataclass(frozen=True)
class Programme:
    """One measured programme.

    Attributes:
        spec: Which one.
        matrix: Features of the affiliates.
        sub_matrix: Features of the sub-ids.
        offer_matrix: Features of the affiliates' offers.
        shares: What pairs of affiliates share, as `features.shares.shared_keys` gives it.
        truth: A row for each active affiliate, see `benchmarks.detection.truth.truth_of`.
    """

    spec: Spec
    matrix: FeatureMatrix
    sub_matrix: FeatureMatrix
    offer_matrix: FeatureMatrix
    shares: pd.DataFrame
    truth: pd.DataFrame


def specs(
    seeds: Iterable[int], affiliates: int, clicks: int = 0, days: int = 60, given: Given = "all", kept: int = 0
) -> list[Spec]:
    """Return a specification for each seed; 0 clicks = as many for each affiliate as in the demo."""
    return [Spec(seed, affiliates, clicks or CLICKS_PER_AFFILIATE * affiliates, days, given, kept) for seed in seeds]


def programmes(wanted: Iterable[Spec], cache: Path) -> Iterator[Programme]:
    """Yield programmes one after the other, from the cache or made anew and kept there."""
    cache.mkdir(parents=True, exist_ok=True)
    for spec in wanted:
        path = cache / spec.file_name
        if not path.exists():
            started = time.perf_counter()
            _keep(_make(spec), path)
            _log.info("%s made in %.1f s", path.name, time.perf_counter() - started)
        yield read_programme(path)


def read_programme(path: Path) -> Programme:
    """Read a cache file; features get their declarations from today's catalogue, those it has no more are dropped."""
    kept: dict[str, Any] = pickle.loads(path.read_bytes())  # noqa: S301 - this module wrote it
    return Programme(
        spec=Spec(**kept["spec"]),
        matrix=_matrix(kept["matrix"]),
        sub_matrix=_matrix(kept["sub_matrix"]),
        offer_matrix=_matrix(kept["offer_matrix"]),
        shares=kept["shares"],
        truth=kept["truth"],
    )


def _keep(programme: Programme, path: Path) -> None:
    kept = {
        "spec": asdict(programme.spec),
        "matrix": _plain(programme.matrix),
        "sub_matrix": _plain(programme.sub_matrix),
        "offer_matrix": _plain(programme.offer_matrix),
        "shares": programme.shares,
        "truth": programme.truth,
    }
    new = path.with_suffix(".new")
    new.write_bytes(pickle.dumps(kept, protocol=5))
    new.replace(path)


def _plain(matrix: FeatureMatrix) -> dict[str, Any]:
    """Return a matrix without its declarations, which may be reworded without anything being measured anew."""
    names = ("values", "events", "support", "entities", "not_available")
    return {name: getattr(matrix, name) for name in names}


def _matrix(plain: Mapping[str, Any]) -> FeatureMatrix:
    features = tuple(feature for feature in catalogue() if feature.name in plain["values"].columns)
    names = [feature.name for feature in features]
    values, events, support = (plain[part][names] for part in ("values", "events", "support"))
    return FeatureMatrix(features, values, events, support, plain["entities"], plain["not_available"])


def _make(spec: Spec) -> Programme:
    """Generate, load and measure one programme in a temporary home."""
    from features.engine_duckdb import measure
    from features.shares import shared_keys
    from pipelines.as_of.open import available_columns, open_as_of
    from pipelines.demo.generate import DemoSize, generate
    from pipelines.home import open_home
    from pipelines.jobs import load_job
    from pipelines.settings.read import read_settings

    with tempfile.TemporaryDirectory(prefix="affguard-benchmark-") as folder:
        home = open_home(Path(folder))
        size = DemoSize(affiliates=spec.affiliates, clicks=spec.clicks, days=spec.days)
        logs = generate(home.root / "logs", size=size, seed=spec.seed, file_format="parquet", last_day=LAST_DAY)
        load_job(home, _given(logs, spec), home.root)
        settings, terms = read_settings(home.root)
        windows = settings.windows.for_features()
        with open_as_of(home, settings, terms, day_number(LAST_DAY)) as as_of:
            available = available_columns(as_of)
            matrix, sub_matrix, offer_matrix = (
                measure(as_of.connection, as_of_day=as_of.day, windows=windows, grain=grain, available=available)
                for grain in GRAINS
            )
            shares = shared_keys(as_of.connection, as_of_day=as_of.day, windows=windows)
    truth = truth_of(size, spec.seed, LAST_DAY, matrix.entities)
    return Programme(spec, matrix, sub_matrix, offer_matrix, shares, truth)


def _given(logs: DemoFiles, spec: Spec) -> dict[str, list[str]]:
    """Return the files to load, by table."""
    given = {table: [str(path) for path in getattr(logs, table)] for table in TABLES[spec.given]}
    if spec.kept:
        _keep_affiliates(given, spec)
    return given


def _keep_affiliates(given: dict[str, list[str]], spec: Spec) -> None:
    """Rewrite the files with the rows of `spec.kept` affiliates; public coupons and all offers stay."""
    import duckdb
    import numpy as np

    everybody = [f"A{10_000 + index}" for index in range(spec.affiliates)]
    drawn = np.random.default_rng(spec.seed).choice(everybody, spec.kept, replace=False).tolist()
    orders = "order_id in (select order_id from read_parquet(getvariable('orders')))"
    clicks = "click_id in (select click_id from read_parquet(getvariable('clicks')))"
    own = "affiliate_id is null or list_contains(getvariable('drawn'), affiliate_id)"
    kept_rows = {"order_events": orders, "visits": clicks, "offers": "true"}
    with duckdb.connect() as connection:
        connection.execute("set variable drawn = $1", [drawn])
        # Clicks and orders come first: what belongs to them is looked up in what is left of them.
        for table in sorted(given, key=lambda name: name in kept_rows):
            for path in given[table]:
                new = Path(path).with_suffix(".kept")
                rows = f"select * from read_parquet('{path}') where {kept_rows.get(table, own)}"
                connection.execute(f"copy ({rows}) to '{new}' (format parquet)")
                new.replace(path)
            connection.execute(f"set variable {table} = $1", [given[table]])


@cache
def code_hash() -> str:
    """Return a hash of what makes a programme: the generator, the load and the features, but not what is said of them.

    Weights and wordings of the catalogue are read with the programme, so that they may change without a new
    measurement.
    """
    digest = hashlib.sha256(f"{FORMAT}".encode())
    checkout = Path(__file__).parents[2]
    folders = [checkout / "features", *(checkout / "pipelines" / name for name in ("demo", "load", "as_of"))]
    for file in sorted(file for folder in folders for suffix in ("py", "sql") for file in folder.rglob(f"*.{suffix}")):
        digest.update(str(file.relative_to(checkout)).encode() + b"\0" + file.read_bytes() + b"\0")
    declared = [(feature.name, feature.family, feature.kind, feature.needs) for feature in catalogue()]
    digest.update(repr(declared).encode())
    return digest.hexdigest()[:8]


@click.command(context_settings={"show_default": True})
@click.option("--cache", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where files are kept.")
@click.option("--seeds", required=True, help="First and last seed, such as 1-60.")
@click.option("--affiliates", default=100, help="Affiliates of each programme.")
@click.option("--clicks", default=0, help="Clicks of each; 0 = 750 an affiliate.")
@click.option("--given", default="all", type=click.Choice(sorted(TABLES)), help="Which tables are loaded.")
@click.option("--kept", default=0, help="How many affiliates have their rows loaded; 0 = all.")
def main(*, cache: Path, seeds: str, affiliates: int, clicks: int, given: Given, kept: int) -> None:
    """Fill a cache of programmes."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("affguard").setLevel(logging.WARNING)
    _log.setLevel(logging.INFO)
    first, last = map(int, seeds.split("-"))
    for programme in programmes(specs(range(first, last + 1), affiliates, clicks, given=given, kept=kept), cache):
        _log.debug("%s affiliates", len(programme.truth))


if __name__ == "__main__":
    main()
