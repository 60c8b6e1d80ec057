"""Since last night: who is new on the list, who left it, whose band changed."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.judging.judgement import FLAGGED_BANDS
from pipelines.report.view_summary import Moved

if TYPE_CHECKING:
    from pipelines.home import Home

__all__ = ["since_last_night"]

Row = dict[str, Any]
_log = logging.getLogger("affguard")


def since_last_night(
    home: Home, previous: str | None, scores_now: bytes, names: Mapping[str, str]
) -> tuple[tuple[Moved, ...], tuple[Moved, ...], tuple[Moved, ...]] | None:
    """Compare the flagged of two runs.

    Args:
        home: Where the earlier run is published.
        previous: Its day, or None when there is none.
        scores_now: `scores.parquet` of the run at hand.
        names: Affiliate id → name, where one is known.

    Returns:
        The new, the gone, and those in another band; None without an earlier run, or, with a warning, when its file is
        damaged: an older night never stops tonight's.
    """
    import pyarrow as pa

    if previous is None:
        return None
    now = _bands(scores_now)
    path = home.runs / previous / "scores.parquet"
    try:
        before = _bands(path.read_bytes())
    except (OSError, KeyError, pa.ArrowException) as error:
        _log.warning("%s is missing or damaged (%s): nothing is compared with it.", path, error)
        return None
    new, gone, changed = [], [], []
    for affiliate_id in sorted({*now, *before}):
        then, today = before.get(affiliate_id), now.get(affiliate_id)
        was, is_now = _is_flagged(then), _is_flagged(today)
        if not was and not is_now:
            continue
        moved = Moved(
            affiliate_id,
            names.get(affiliate_id, ""),
            _band(then),
            _band(today),
            then["score"] if then else None,
            today["score"] if today else None,
        )
        if is_now and not was:
            new.append(moved)
        elif was and not is_now:
            gone.append(moved)
        elif _band(then) != _band(today):
            changed.append(moved)
    return tuple(new), tuple(gone), tuple(changed)


def _bands(scores: bytes) -> dict[str, Row]:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(scores), columns=["affiliate_id", "band", "score"])
    return {str(row["affiliate_id"]): row for row in table.to_pylist()}


def _is_flagged(row: Row | None) -> bool:
    return row is not None and row["band"] in FLAGGED_BANDS


def _band(row: Row | None) -> str:
    return str(row["band"]) if row else ""
