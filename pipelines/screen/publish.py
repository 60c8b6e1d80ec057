"""A screening's folder appears whole or not at all, and never in the place of something else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import UsageProblem

if TYPE_CHECKING:
    from pipelines.home import Home
    from screening.store.store import ScreeningRow

__all__ = ["APPLICANTS_FILE", "building", "place_for", "publish_screened"]

APPLICANTS_FILE = "applicants.json"
_COUNTED = ("decisive", "strong", "caution")


def place_for(home: Home, out: Path | None, today: date) -> Path:
    """Return the folder that a screening will be published in.

    Without `--out` it is `screenings/<date>` in the home, or `<date>-2` and so on where that is taken.

    Raises:
        UsageProblem: When `--out` names something that no screening wrote.
    """
    if out is not None:
        taken = out.exists() and not (out.is_dir() and ((out / APPLICANTS_FILE).is_file() or not any(out.iterdir())))
        if taken:
            raise UsageProblem(f"--out {out} holds something that no screening wrote. Name a new or an empty folder.")
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
    """Give a folder to write into; when all went well it takes its place, an earlier screening's there gives way.

    Raises:
        UsageProblem: When it cannot be written.
    """
    place = place.resolve()
    aside = place.with_name(f".{place.name}.part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
    except OSError as error:
        raise UsageProblem(f"{place} cannot be written ({error.strerror}). Name another folder with --out.") from error
    try:
        yield aside
        if place.exists():
            former = place.with_name(f".{place.name}.former")
            shutil.rmtree(former, ignore_errors=True)
            place.rename(former)
            aside.rename(place)
            shutil.rmtree(former, ignore_errors=True)
        else:
            aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def publish_screened(home: Home, rows: tuple[ScreeningRow, ...]) -> None:
    """Write `screened.parquet`, from which nights take what screenings found; replaced as a whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = [_night_row(row) for row in rows]
    schema = pa.schema(
        [
            *((name, pa.string()) for name in ("applicant_id", "site")),
            ("screened_us", pa.int64()),
            ("recommendation", pa.string()),
            ("finding_count", pa.int32()),
            ("findings", pa.string()),
        ]
    )
    aside = home.screened.with_name(f".{home.screened.name}.part")
    pq.write_table(pa.Table.from_pylist(found, schema=schema), aside)
    aside.replace(home.screened)


def _night_row(row: ScreeningRow) -> dict[str, Any]:
    entry = json.loads(row.payload)
    findings = [one for one in entry["findings"] if one["state"] == "finding" and one["severity"] in _COUNTED]
    told = ("check", "severity", "title", "says", "quote", "url", "fetched_at", "body_sha256", "clause")
    return {
        "applicant_id": row.applicant_id,
        "site": row.site,
        "screened_us": row.screened_at_us,
        "recommendation": row.recommendation,
        "finding_count": len(findings) if entry["site_state"] == "read" else None,
        "findings": json.dumps([{key: one[key] for key in told} for one in findings], sort_keys=True),
    }
