"""The audit list: random, repeatable, only unflagged affiliates, each with its probability."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.feedback.audit import audit_csv, draw_audit


def scores(clear: int, flagged: int = 3) -> pd.DataFrame:
    ids = [f"c{number}" for number in range(clear)] + [f"f{number}" for number in range(flagged)]
    bands = ["clear" if number % 4 else "watch" for number in range(clear)] + ["review", "hold", "review"][:flagged]
    return pd.DataFrame({"band": bands}, index=pd.Index(ids, name="affiliate_id"))


@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 2**62))
def test_only_unflagged_each_once_with_its_probability(clear: int, size: int, seed: int) -> None:
    drawn = draw_audit(scores(clear), as_of="2026-03-01", seed=seed, size=size)
    ids = [who for who, _ in drawn]
    assert len(ids) == len(set(ids)) == min(size, clear)
    assert all(who.startswith("c") for who in ids)
    assert sum(1 / share for _, share in drawn) == pytest.approx(clear if drawn else 0)


def test_the_same_night_draws_the_same_whatever_the_order_of_rows() -> None:
    one = draw_audit(scores(50), as_of="2026-03-01", seed=1, size=5)
    assert one == draw_audit(scores(50).iloc[::-1], as_of="2026-03-01", seed=1, size=5)
    assert one != draw_audit(scores(50), as_of="2026-03-02", seed=1, size=5)
    assert one != draw_audit(scores(50), as_of="2026-03-01", seed=2, size=5)


def test_over_many_nights_everybody_is_drawn_equally_often() -> None:
    counts: Counter[str] = Counter()
    for night in range(400):
        counts.update(who for who, _ in draw_audit(scores(40), as_of=f"night {night}", seed=7, size=5))
    assert len(counts) == 40
    assert 25 < min(counts.values()) <= max(counts.values()) < 80  # 50 ± 4 standard deviations


def test_the_file_is_safe_to_open_in_a_spreadsheet_and_says_no_score() -> None:
    text = audit_csv([("=cmd()", 0.1), ("a17", 0.1)], "2026-03-01").decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["affiliate_id"] for row in rows] == ["'=cmd()", "a17"]
    assert set(rows[0]) == {"as_of", "affiliate_id", "inclusion_probability"}
