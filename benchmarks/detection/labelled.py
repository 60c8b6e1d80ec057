"""What a few decisions are worth: sixty labels, and how well others are ranked with and without them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.detection.collect import Collected
from benchmarks.detection.judging import learned
from benchmarks.detection.measures import Estimate, average_precision, mean_of
from benchmarks.detection.sheet import Sheet

__all__ = ["LABELS", "drawn", "labelled_sheet"]

LABELS = 60
"""Labelled affiliates of each programme."""


def drawn(score: pd.Series, seed: int) -> pd.Index:
    """Return who is labelled: half of `LABELS` from the top of the list, as reviewers decide, half audited at random.

    Args:
        score: Of each affiliate, without labels.
        seed: Of the audit.
    """
    top = score.sort_values(ascending=False, kind="stable").index[: LABELS // 2]
    others = score.index.difference(top)
    chosen = np.random.default_rng(seed).choice(len(others), min(LABELS // 2, len(others)), replace=False)
    return top.append(others[np.sort(chosen)])


def labelled_sheet(collected: Collected, kind: str, count: int) -> tuple[Sheet, Estimate]:
    """Compare rankings before and after training on one programme's labels.

    Args:
        collected: The programmes and what was said of them without labels.
        kind: What to call them.
        count: From how many programmes labels are taken, each by itself.

    Returns:
        The table, and the average precision after training, on the programmes that labels did not come from.
    """
    tables = [rows.set_index("affiliate_id") for _, rows in collected.rows.groupby("programme")]
    found = []
    for number, rows in enumerate(tables[:count]):
        known = drawn(rows["affguard"], collected.programmes[number].spec.seed)
        ranked = learned(rows["is_bad"].loc[known], collected.points[number])
        following = (number + 1) % len(tables)
        if ranked and following != number:
            next_scores = ranked(collected.points[following])
            found.append((*_precision(tables[following], next_scores),
                          *_precision(rows.drop(index=known), ranked(collected.points[number]))))  # fmt: skip
    means = [mean_of([row[place] for row in found]) for place in range(4)]
    columns = (
        "programmes",
        "with labels",
        "labels of each",
        "next programme, before",
        "after",
        "own unlabelled, before",
        "after",
    )
    note = (
        "Average precision. Half of the labels are the top of the list, half a random audit. The next programme has "
        "another seed; of their own programme only the unlabelled affiliates count, most frauds of which are labelled."
    )
    return Sheet("With labels", columns, ((kind, len(found), LABELS, *means),), note), means[1]


def _precision(rows: pd.DataFrame, scores: pd.Series) -> tuple[float, float]:
    """Return the average precision of some affiliates' ranking before and after training."""
    is_bad = rows["is_bad"].to_numpy(dtype=np.bool_)
    before, after = (one.to_numpy(dtype=np.float64) for one in (rows["affguard"], scores.loc[rows.index]))
    return average_precision(before, is_bad), average_precision(after, is_bad)
