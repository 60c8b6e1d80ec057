"""What all contestants say of all programmes, side by side in plain frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from rich.console import Console
from rich.progress import track

from benchmarks.detection.judging import Verdict, judged
from benchmarks.detection.oracle import oracle_scores
from benchmarks.detection.programmes import Programme
from benchmarks.detection.rules import rule_scores
from benchmarks.detection.stock import STOCK, stock_scores

__all__ = ["CONTESTANTS", "Collected", "collect", "pooled", "with_oracle"]

CONTESTANTS: tuple[str, ...] = ("affguard", *STOCK, "rules", "oracle")
"""Who ranks affiliates; a column of scores each."""


@dataclass(frozen=True)
class Collected:
    """Programmes of one kind, judged.

    Attributes:
        programmes: What was judged, in the order of the numbers below.
        rows: A row for each affiliate: `programme` (number), the truth (`fraud_type`, `is_bad`, `intensity`,
            `excess_events`, `look_alike`, `ring`), `q_value`, `named_type`, `in_ring`, `rules_hit`, and the scores of
            those of `CONTESTANTS` that took part.
        sub_ids: A row for each sub-id: `programme`, `q_value`, `is_rotten` (the rotten one of a `bad_sub_id`),
            `is_bad` (a sub-id of a dishonest affiliate).
        stated: A row for each programme: what its judgement expects of false flags (`expected`, `low`, `high`), and
            how many features were not available.
        points: For each programme, affiliates × reason codes: the points of each reason.
    """

    programmes: tuple[Programme, ...]
    rows: pd.DataFrame
    sub_ids: pd.DataFrame
    stated: pd.DataFrame
    points: tuple[pd.DataFrame, ...]


def collect(programmes: Iterable[Programme], what: str, *, alone: bool = False) -> Collected:
    """Judge programmes and let the others judge them too, but for the oracle, which has to see all of them first.

    Args:
        programmes: Each is looked at once, so they may be made as they come.
        what: Name for the progress bar.
        alone: Affiliates alone, and without the other contestants.
    """
    seen: list[Programme] = []
    rows, sub_ids, stated, points = [], [], [], []
    for number, programme in enumerate(track(programmes, what, console=Console(stderr=True), total=None)):
        verdict = judged(programme, with_sub_ids=not alone)
        seen.append(programme)
        rows.append(_rows(programme, verdict, number, alone=alone))
        sub_ids.append(_sub_ids(programme, verdict, number))
        points.append(verdict.points)
        lacking = len(programme.matrix.not_available)
        stated.append((verdict.expected_false, verdict.expected_low, verdict.expected_high, lacking))
    return Collected(
        programmes=tuple(seen),
        rows=pd.concat(rows, ignore_index=True),
        sub_ids=pd.concat(sub_ids, ignore_index=True),
        stated=pd.DataFrame(stated, columns=["expected", "low", "high", "not_available"]),
        points=tuple(points),
    )


def with_oracle(kinds: Mapping[str, Collected]) -> dict[str, Collected]:
    """Add the oracle's scores, which has learned from programmes of all kinds."""
    scores = iter(oracle_scores([programme for one in kinds.values() for programme in one.programmes]))
    return {
        kind: replace(one, rows=one.rows.assign(oracle=np.concatenate([next(scores) for _ in one.programmes])))
        for kind, one in kinds.items()
    }


def pooled(kinds: Mapping[str, Collected]) -> Collected:
    """Return the programmes of all kinds as one, numbered through."""
    rows, sub_ids, before = [], [], 0
    for one in kinds.values():
        rows.append(one.rows.assign(programme=one.rows["programme"] + before))
        sub_ids.append(one.sub_ids.assign(programme=one.sub_ids["programme"] + before))
        before += len(one.programmes)
    return Collected(
        programmes=tuple(programme for one in kinds.values() for programme in one.programmes),
        rows=pd.concat(rows, ignore_index=True),
        sub_ids=pd.concat(sub_ids, ignore_index=True),
        stated=pd.concat([one.stated for one in kinds.values()], ignore_index=True),
        points=tuple(points for one in kinds.values() for points in one.points),
    )


def _rows(programme: Programme, verdict: Verdict, number: int, *, alone: bool) -> pd.DataFrame:
    truth = programme.truth
    table = truth.assign(programme=number, is_bad=truth["fraud_type"].ne("")).join(verdict.affiliates)
    table = table.rename(columns={"score": "affguard"})
    if not alone:
        for name, scores in stock_scores(programme.matrix).items():
            table[name] = scores
        table["rules"], table["rules_hit"] = rule_scores(programme.matrix)
    return table.reset_index(names="affiliate_id")


def _sub_ids(programme: Programme, verdict: Verdict, number: int) -> pd.DataFrame:
    table = verdict.sub_ids.reset_index()
    known = programme.truth[["fraud_type", "sub_id"]].rename(columns={"sub_id": "rotten"})
    table = table.join(known, on="affiliate_id")
    is_rotten = table["rotten"].ne("") & table["rotten"].eq(table["sub_id"])
    return table.assign(programme=number, is_rotten=is_rotten, is_bad=table["fraud_type"].ne(""))
