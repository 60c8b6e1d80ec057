"""The tables of the benchmark, from what all contestants say of all programmes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.detection.collect import CONTESTANTS, Collected
from benchmarks.detection.judging import LEVELS
from benchmarks.detection.measures import (
    Estimate,
    average_precision,
    best_cut,
    excess_bound,
    false_share,
    mean_of,
    precision_at,
    rate_of,
)
from benchmarks.detection.sheet import Cell, Sheet, percent
from benchmarks.detection.truth import EXCESS_CLASSES

__all__ = [
    "MOST_FALSE",
    "false_shares",
    "innocents_sheet",
    "kinds_sheet",
    "lists_sheet",
    "over_programmes",
    "parts_sheet",
    "poor_sheet",
    "ranking_sheet",
    "recall_ratio",
]

MOST_FALSE = 0.05
"""The share of false ones that a list cut from a ranking may have."""
Rows = pd.DataFrame
Measure = Callable[[NDArray[np.float64], NDArray[np.bool_]], float]


def bad(rows: Rows) -> NDArray[np.bool_]:
    """Return which affiliates are dishonest."""
    return rows["is_bad"].to_numpy(dtype=np.bool_)


def flagged(rows: Rows, level: float = LEVELS[0]) -> NDArray[np.bool_]:
    """Return who is flagged at a nominal false discovery rate."""
    return rows["q_value"].le(level).to_numpy(dtype=np.bool_)


def _listed(level: float) -> str:
    return f"flagged at {percent(level)}"


def scores(rows: Rows, contestant: str) -> NDArray[np.float64]:
    """Return a contestant's scores."""
    return rows[contestant].to_numpy(dtype=np.float64)


def over_programmes(rows: Rows, contestant: str, measure: Measure) -> Estimate:
    """Return the mean over programmes of a measure of a contestant's ranking."""
    return mean_of([_measured(one, contestant, measure) for _, one in rows.groupby("programme")])


def _measured(rows: Rows, contestant: str, measure: Measure) -> float:
    values = scores(rows, contestant)
    return float("nan") if np.isnan(values).any() else measure(values, bad(rows))


def recall_at_cut(score: NDArray[np.float64], is_bad: NDArray[np.bool_]) -> float:
    """Return the share of the bad ones on the longest list that has at most `MOST_FALSE` false ones."""
    return float(best_cut(score, is_bad, MOST_FALSE)[is_bad].mean()) if is_bad.any() else float("nan")


def ranking_sheet(collected: Collected, kind: str) -> Sheet:
    """Compare the rankings of all contestants."""
    rows: list[tuple[Cell, ...]] = []
    for name in CONTESTANTS:
        if name in collected.rows:
            measures: tuple[Measure, ...] = (
                average_precision,
                lambda score, is_bad: precision_at(score, is_bad, int(is_bad.sum())),
                lambda score, is_bad: precision_at(score, is_bad, 10),
                recall_at_cut,
            )
            title = "oracle (labels of other seeds)" if name == "oracle" else name
            rows.append((title, *(over_programmes(collected.rows, name, measure) for measure in measures)))
    columns = ("who", "average precision", "precision at k", "precision at 10", "recall at ≤ 5 % false")
    note = "Means over programmes. k = number of frauds; the last column cuts each ranking at its best threshold."
    return Sheet(f"Rankings, {kind}", columns, tuple(rows), note)


def false_shares(rows: Rows, level: float) -> list[float]:
    """Return each programme's false discovery proportion, 0 for an empty list."""
    return [false_share(flagged(one, level), bad(one)) for _, one in rows.groupby("programme")]


def lists_sheet(kinds: Mapping[str, Collected]) -> Sheet:
    """Show how false and how complete the lists are, at each nominal level."""
    rows: list[tuple[Cell, ...]] = []
    for kind, collected in kinds.items():
        for level in LEVELS:
            rows.append((f"{kind}, nominal {percent(level)}", *_list_cells(collected, level)))
    columns = ("programmes", "flagged, mean", "recall", "false discovery proportion", "at most", "false", "stated",
               "stated interval holds")  # fmt: skip
    note = (
        "Recall over all frauds; the proportion is the mean over programmes, 0 where nothing is flagged. False flags "
        "are counted over all programmes, beside what the judgements stated they would be."
    )
    return Sheet("Flagged lists", columns, tuple(rows), note)


def _list_cells(collected: Collected, level: float) -> tuple[Cell, ...]:
    rows, is_flagged = collected.rows, flagged(collected.rows, level)
    is_bad, stated = bad(rows), collected.stated
    is_false = pd.Series(is_flagged & ~is_bad)
    by_programme = is_false.groupby(rows["programme"]).sum().to_numpy()
    is_stated = level == LEVELS[0]
    holds = stated["low"].le(by_programme) & stated["high"].ge(by_programme)
    return (
        float(is_flagged.sum() / len(stated)),
        rate_of(int((is_flagged & is_bad).sum()), int(is_bad.sum())),
        mean_of(false_shares(rows, level)),
        1.2 * level,
        int(is_false.sum()),
        float(stated["expected"].sum()) if is_stated else None,
        rate_of(int(holds.sum()), len(holds)) if is_stated else None,
    )


def kinds_sheet(collected: Collected, by: str) -> Sheet:
    """Show recall by fraud type or by class of intensity."""
    frame = _with_cuts(collected.rows)
    frame = frame[frame["is_bad"]]
    if by == "intensity":
        names = [name for name, _ in EXCESS_CLASSES if frame["intensity"].eq(name).any()]
    else:
        names = sorted(frame[by].unique())
    rows: list[tuple[Cell, ...]] = []
    for name in [*names, "all"]:
        one = frame if name == "all" else frame[frame[by].eq(name)]
        listed = one[one[_listed(LEVELS[0])]]
        named = rate_of(int(listed["named_type"].eq(listed["fraud_type"]).sum()), len(listed)).value
        cuts = (_share(one, column) for column in (*map(_listed, LEVELS), "affguard_cut", "oracle_cut"))
        rows.append((name, len(one), float(one["excess_events"].median()), *cuts, named))
    what = by.replace("_", " ")
    columns = (what, "frauds", "median excess events", *map(_listed, LEVELS),
               "best cut, ≤ 5 % false", "oracle's best cut", "type named right")  # fmt: skip
    note = "The last column: of those flagged at 5 %, the share whose best supported type is the true one."
    return Sheet(f"Recall by {what}", columns, tuple(rows), note)


def _with_cuts(rows: Rows) -> Rows:
    """Add who is flagged at each level, and who is on the lists that each programme's best threshold cuts."""
    frame = rows.assign(**{_listed(level): flagged(rows, level) for level in LEVELS})
    for name in ("affguard", "oracle"):
        parts = [
            pd.Series(best_cut(scores(one, name), bad(one), MOST_FALSE), index=one.index)
            for _, one in rows.groupby("programme")
        ]
        frame[f"{name}_cut"] = pd.concat(parts)
    return frame


def _share(rows: Rows, column: str) -> Estimate:
    return rate_of(int(rows[column].sum()), len(rows))


def innocents_sheet(collected: Collected) -> Sheet:
    """Show how often the innocent are flagged, look-alikes beside the plain honest."""
    honest = collected.rows[~collected.rows["is_bad"]]
    plain = honest[honest["look_alike"].eq("")]
    rows: list[tuple[Cell, ...]] = []
    for name in ["", *sorted(set(honest["look_alike"]) - {""}), "all"]:
        one = honest if name == "all" else honest[honest["look_alike"].eq(name)]
        cells: list[Cell] = [name or "plain honest", len(one)]
        for level in LEVELS:
            hits, plain_hits = int(flagged(one, level).sum()), int(flagged(plain, level).sum())
            bound = excess_bound(hits, len(one), plain_hits, len(plain)) if name not in {"", "all"} else None
            cells += [rate_of(hits, len(one)), bound]
        rows.append(tuple(cells))
    titles = [(_listed(level), "excess, upper bound") for level in LEVELS]
    columns = ("innocent", "affiliates", *(title for pair in titles for title in pair))
    note = "The bound (one-sided, 95 %) is on the excess over the plain honest."
    return Sheet("Innocent look-alikes", columns, tuple(rows), note)


def parts_sheet(kinds: Mapping[str, Collected]) -> Sheet:
    """Show the finer grain and the rings."""
    rows: list[tuple[Cell, ...]] = []
    for kind, collected in kinds.items():
        subs, people = collected.sub_ids, collected.rows
        listed = subs[flagged(subs)]
        rotten = subs[subs["is_rotten"]]
        shares = [false_share(flagged(one), bad(one)) for _, one in subs.groupby("programme")]
        ring = people[people["ring"].ge(0)]
        honest = people[~people["is_bad"]]
        rows.append(
            (
                kind,
                rate_of(int(flagged(rotten).sum()), len(rotten)),
                int((~listed["is_bad"]).sum()),
                mean_of(shares),
                _share(ring, "in_ring"),
                int(honest["in_ring"].sum()),
            )
        )
    columns = ("programmes", "rotten sub-ids flagged", "honest affiliates' sub-ids flagged",
               "false discovery proportion, sub-ids", "ring members in a ring found",
               "honest affiliates in a ring found")  # fmt: skip
    return Sheet("Sub-ids and rings, at nominal 5 %", columns, tuple(rows))


def poor_sheet(kinds: Mapping[str, Collected]) -> Sheet:
    """Show what is left where little is given."""
    rows: list[tuple[Cell, ...]] = []
    for kind, collected in kinds.items():
        people, stated = collected.rows, collected.stated
        is_bad = bad(people)
        shares = (mean_of(false_shares(people, level)) for level in LEVELS)
        counts = (float(flagged(people, level).sum() / len(stated)) for level in LEVELS)
        rows.append(
            (
                kind,
                len(stated),
                float(stated["not_available"].median()),
                over_programmes(people, "affguard", average_precision),
                *counts,
                rate_of(int((flagged(people) & is_bad).sum()), int(is_bad.sum())),
                *shares,
            )
        )
    columns = ("given", "programmes", "features not available", "average precision",
               *(f"flagged, mean, {percent(level)}" for level in LEVELS), "recall at 5 %",
               *(f"false discovery proportion, {percent(level)}" for level in LEVELS))  # fmt: skip
    note = "Recall is of all frauds, also of those that the tables given cannot show."
    return Sheet("With little at hand", columns, tuple(rows), note)


def recall_ratio(rows: Rows) -> float:
    """Return our recall at nominal 5 % by the oracle's at an equal false discovery proportion, over all programmes.

    The oracle's list is the longest from the top of its own ranking of everybody that has no greater share of false
    ones than our lists together.
    """
    is_flagged, is_bad, oracle = flagged(rows), bad(rows), scores(rows, "oracle")
    if np.isnan(oracle).any():
        return float("nan")
    theirs = best_cut(oracle, is_bad, false_share(is_flagged, is_bad))
    return float((is_flagged & is_bad).sum() / max(1, (theirs & is_bad).sum()))
