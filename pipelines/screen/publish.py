"""A screening's folder appears whole or not at all, and never in the place of something else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.as_of.screened import SCREENED_COLUMNS
from pipelines.errors import UsageProblem
from screening.page.social_urls import platform_of
from screening.shared_hosts import is_shared_by_path

if TYPE_CHECKING:
    from pipelines.home import Home
    from screening.store.store import ScreeningRow

__all__ = ["APPLICANTS_FILE", "PAGES", "building", "place_for", "publish_screened"]

APPLICANTS_FILE = "applicants.json"
PAGES = "applicants"
"""Folder of the applicants' pages."""
_OURS = (PAGES, "summary.html", "summary.csv", "summary.xlsx", APPLICANTS_FILE)
_MARK = ".affguard-screening"
"""Says that a folder's files of our names are ours."""
_COUNTED = ("decisive", "strong", "caution")


def place_for(home: Home, out: Path | None, today: date) -> Path:
    """Return the folder that a screening will be published in.

    Without `--out` it is `screenings/<date>` in the home, or `<date>-2` and so on where that is taken. A folder that
    `--out` names may hold other things; what an earlier screening wrote there gives way.

    Raises:
        UsageProblem: When `--out` is no folder, or holds a file of a name of ours that no screening wrote.
    """
    if out is not None:
        if out.exists() and not out.is_dir():
            raise UsageProblem(f"--out {out} is not a folder. Name a folder.")
        foreign = [name for name in _OURS if (out / name).exists() and not (out / _MARK).is_file()]
        if foreign:
            raise UsageProblem(f"--out {out} holds {foreign[0]}, which no screening wrote. Name another folder.")
        return out
    first = home.screenings / today.isoformat()
    number = 2
    place = first
    while place.exists():
        place = first.with_name(f"{first.name}-{number}")
        number += 1
    return place


@contextmanager
def building(place: Path) -> Iterator[Path]:
    """Give a folder to write into; when all went well, what was written takes its place, and nothing else is touched.

    Raises:
        UsageProblem: When it cannot be written.
    """
    place = place.resolve()
    aside = place.with_name(f".{place.name}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        (aside / PAGES).mkdir(parents=True)
        (aside / _MARK).write_text("Written by affguard screen.\n", encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"{place} cannot be written ({error.strerror}). Name another folder with --out.") from error
    try:
        yield aside
        _put(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, place: Path) -> None:
    """Move what was written: the folder as a whole where there is none, else name by name."""
    if not place.exists():
        aside.rename(place)
        return
    shutil.rmtree(place / PAGES, ignore_errors=True)
    for name in (_MARK, *_OURS):
        (aside / name).replace(place / name)


def publish_screened(home: Home, rows: tuple[ScreeningRow, ...]) -> None:
    """Write `screened.parquet`, from which nights take what screenings found; replaced as a whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = [_night_row(row) for row in rows]
    types = {"varchar": pa.string(), "bigint": pa.int64(), "integer": pa.int32()}
    schema = pa.schema([(name, types[kind]) for name, kind in SCREENED_COLUMNS.items()])
    aside = home.screened.with_name(f".{home.screened.name}.part")
    pq.write_table(pa.Table.from_pylist(found, schema=schema), aside)
    aside.replace(home.screened)


def _night_row(row: ScreeningRow) -> dict[str, Any]:
    entry = json.loads(row.payload)
    findings = [one for one in entry["findings"] if one["state"] == "finding" and one["severity"] in _COUNTED]
    told = ("check", "severity", "title", "says", "quote", "url", "fetched_at", "body_sha256", "clause")
    return {
        "applicant_id": row.applicant_id,
        # What many share by path says nothing of another who is there.
        "site": "" if is_shared_by_path(row.site) or platform_of(f"https://{row.site}/") else row.site,
        "screened_us": row.screened_at_us,
        "recommendation": row.recommendation,
        "finding_count": len(findings) if entry["site_state"] == "read" else None,
        "findings": json.dumps([{key: one[key] for key in told} for one in findings], sort_keys=True),
    }
