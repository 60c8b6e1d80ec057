"""The thirty core features that every contestant computes, and how their answers are compared.

A contestant is a module that is run as `python -m benchmarks.with_<name> LOGS --as-of-day N --out FILE`: it reads the
canonical Parquet files, computes the core features of the affiliates, prints `{"seconds": …}` and writes its answer: a
Parquet file with `affiliate_id` and a column for each core feature, NaN or NULL where an affiliate has no support.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CORE",
    "DAYS",
    "DAY_US",
    "FIRST_DAY",
    "ORDER_DAYS",
    "SHARES",
    "TOLERANCE",
    "TRAFFIC_DAYS",
    "contest",
    "differences",
]

Frame = TypeVar("Frame")

DAY_US = 86_400_000_000
FIRST_DAY, DAYS = 20_000, 30
"""First day of the generated logs, and how many there are."""
TRAFFIC_DAYS = 28
"""Days of clicks that count, the defaults of `features.windows.FeatureWindows`."""
ORDER_DAYS = 120
"""Days of orders that count."""
TOLERANCE = 1e-9
"""Answers are equal when they differ by no more than this share."""

SHARES: dict[str, tuple[str, str]] = {
    "barren_click_ratio": ("barren", "clicks"),
    "conversion_ratio": ("hits", "clicks"),
    "repeated_click_ratio": ("repeated", "placed"),
    "burst_click_ratio": ("burst", "judged"),
    "busiest_hour_click_ratio": ("busiest", "judged"),
    "night_click_ratio": ("night", "clicks"),
    "weekend_click_ratio": ("weekend", "clicks"),
    "quarter_second_click_ratio": ("quarter", "clicks"),
    "rapid_click_ratio": ("rapid", "calm"),
    "even_click_gap_ratio": ("even", "gap_pairs"),
    "top_address_click_ratio": ("top", "placed"),
    "repeated_address_click_ratio": ("placed_again", "placed"),
    "address_collision_ratio": ("alike", "click_pairs"),
    "top_subnet_click_ratio": ("top_subnet", "routed"),
    "shared_address_click_ratio": ("shared", "placed"),
    "repeated_address_order_ratio": ("ordered_again", "placed_orders"),
    "shared_address_order_ratio": ("shared_orders", "placed_orders"),
    "top_agent_click_ratio": ("top_agent", "agent_clicks"),
    "declared_bot_click_ratio": ("bots", "readable"),
    "outdated_browser_click_ratio": ("outdated", "dated"),
    "missing_referrer_click_ratio": ("missing", "traced"),
    "undeclared_referrer_click_ratio": ("undeclared", "comparable"),
    "paid_click_mark_ratio": ("paid", "landed"),
    "referrer_spam_click_ratio": ("spam", "spam_judged"),
    "disallowed_country_click_ratio": ("disallowed", "limited"),
    "country_mismatch_order_ratio": ("moved", "located"),
    "fast_order_ratio": ("fast", "timed"),
    "late_order_ratio": ("late", "timed"),
    "repeated_customer_order_ratio": ("customer_again", "known"),
}
"""Core feature → the two counts, as Polars and pandas name them, of which it is the quotient."""

CORE: tuple[str, ...] = (*SHARES, "click_gap_distance")
"""Names of the core features; `affguard explain NAME` says what each one measures."""


def contest(compute: Callable[..., Frame], write: Callable[[Frame, Path], None], *, more: tuple[str, ...] = ()) -> None:
    """Run a contestant as the command line asks, and print the seconds from the files to the answer.

    The interpreter's start and the imports are not counted, for anybody.

    Args:
        compute: From the folder of canonical logs and the as-of day to the answer.
        write: Writes the answer; not counted.
        more: Names of further paths that it takes, each an option.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("logs", type=Path)
    parser.add_argument("--as-of-day", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    for name in more:
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    started = time.perf_counter()
    answer = compute(asked.logs, asked.as_of_day, *(getattr(asked, name) for name in more))
    seconds = time.perf_counter() - started
    write(answer, asked.out)
    json.dump({"seconds": seconds}, sys.stdout)


def differences(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Return what two answers disagree about, a line for each feature; none when they are equal.

    Args:
        one: An answer, with the columns `affiliate_id` and `CORE` in any order.
        other: Another.
    """
    import numpy as np

    one, other = (frame.set_index("affiliate_id").sort_index() for frame in (one, other))
    if list(one.index) != list(other.index):
        return [f"{len(one)} affiliates against {len(other)}, or others"]
    found = []
    for name in CORE:
        left, right = (frame[name].to_numpy(dtype="float64", na_value=np.nan) for frame in (one, other))
        wrong = ~np.isclose(left, right, rtol=TOLERANCE, atol=0, equal_nan=True)
        if wrong.any():
            place = int(np.argmax(wrong))
            found.append(f"{name}: {wrong.sum()} differ, {one.index[place]} is {left[place]!r} or {right[place]!r}")
    return found


def main() -> None:
    """Compare the answers that the command line names with the first of them; end with 1 when they differ."""
    import pandas as pd

    first, *others = sys.argv[1:]
    found = [
        f"{first} and {other}: {what}"
        for other in others
        for what in differences(pd.read_parquet(first), pd.read_parquet(other))
    ]
    sys.exit("\n".join(found) or 0)


if __name__ == "__main__":
    main()
