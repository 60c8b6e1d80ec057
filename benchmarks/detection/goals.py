"""What the detection should reach without labels, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from benchmarks.detection.collect import Collected
from benchmarks.detection.judging import LEVELS
from benchmarks.detection.measures import Estimate, average_precision, excess_bound, mean_of
from benchmarks.detection.sheet import Goal, at_least, at_most, percent
from benchmarks.detection.sheets import bad, false_shares, flagged, over_programmes, recall_at_cut, recall_ratio

__all__ = ["goals"]


def goals(kinds: Mapping[str, Collected], everybody: Collected, labelled: Estimate) -> list[Goal]:
    """Return every goal with what was measured.

    Args:
        kinds: The programmes by size; the false discovery proportion is about the first.
        everybody: All of them.
        labelled: Average precision with labels.
    """
    made = []
    for kind, collected in kinds.items():
        people = collected.rows
        is_bad = bad(people)
        precision = over_programmes(people, "affguard", average_precision).value
        made += [
            at_least(f"average precision, {kind}", precision, 0.90),
            at_least(f"recall at ≤ 5 % false, best cut, {kind}",
                     over_programmes(people, "affguard", recall_at_cut).value, 0.80),
            at_least(f"recall of the list at nominal 5 %, {kind}", float(flagged(people)[is_bad].mean()), 0.80),
            at_least(f"recall by the oracle's, equal false discovery proportion, {kind}", recall_ratio(people), 0.85),
        ]  # fmt: skip
    name, recall = _least_recall(everybody.rows)
    made.append(at_least(f"least recall of a fraud type at nominal 5 % ({name})", recall, 0.60))
    small = next(iter(kinds))
    for level in LEVELS:
        share = mean_of(false_shares(kinds[small].rows, level)).value
        made.append(
            at_most(f"mean false discovery proportion at nominal {percent(level)}, {small}", share, 1.2 * level)
        )
    name, bound = _worst_look_alike(everybody.rows)
    made.append(at_most(f"greatest excess of a look-alike at nominal 5 %, upper bound ({name})", bound, 0.03))
    made.append(at_least("average precision with 60 labels", labelled.value, 0.95))
    return made


def _least_recall(rows: pd.DataFrame) -> tuple[str, float]:
    frame = rows.assign(listed=flagged(rows))[bad(rows)]
    recalls = frame.groupby("fraud_type")["listed"].mean()
    return str(recalls.idxmin()), float(recalls.min())


def _worst_look_alike(rows: pd.DataFrame) -> tuple[str, float]:
    frame = rows.assign(listed=flagged(rows))[~bad(rows)]
    hits, counts = (frame.groupby("look_alike")["listed"].agg(how).astype("int64") for how in ("sum", "size"))
    names = sorted(set(hits.index) - {""})
    bounds = [excess_bound(hits[name], counts[name], hits[""], counts[""]) for name in names]
    worst = int(np.argmax(bounds))
    return names[worst], bounds[worst]
