"""The audit list: a few unflagged affiliates, drawn at random, that each night asks people to look at.

Without it only flagged affiliates ever get a label: what the list misses would never be learned, and any estimate of
how good it is would flatter it.
"""

from __future__ import annotations

import hashlib

import pandas as pd

from models.judging.judgement import FLAGGED_BANDS
from pipelines.pages.csv_table import csv_table

__all__ = ["AUDIT_FILE", "audit_csv", "draw_audit"]

AUDIT_FILE = "audit.csv"
_COLUMNS = ("as_of", "affiliate_id", "inclusion_probability")


def draw_audit(scores: pd.DataFrame, *, as_of: str, seed: int, size: int) -> list[tuple[str, float]]:
    """Draw unflagged affiliates, each with the same probability.

    The draw is a function of seed, as-of day and ids: a hash of them orders the affiliates, and the first are taken.

    Args:
        scores: Indexed by affiliate, with `band`; a row for everybody active that night.
        as_of: The night.
        seed: The programme's seed.
        size: How many to draw; fewer when there are fewer.

    Returns:
        Affiliate and the probability with which it was drawn, sorted by affiliate.
    """
    unflagged = [str(one) for one in scores.index[~scores["band"].isin(FLAGGED_BANDS)]]
    drawn = sorted(unflagged, key=lambda one: (_ticket(seed, as_of, one), one))[:size]
    return [(affiliate_id, len(drawn) / len(unflagged)) for affiliate_id in sorted(drawn)]


def audit_csv(drawn: list[tuple[str, float]], as_of: str) -> bytes:
    """Return `audit.csv`, without scores: who looks should not know what the judgement said."""
    return csv_table(_COLUMNS, ((as_of, affiliate_id, f"{share:.9g}") for affiliate_id, share in drawn))


def _ticket(seed: int, as_of: str, affiliate_id: str) -> str:
    return hashlib.sha256(f"{seed}|{as_of}|{affiliate_id}".encode()).hexdigest()
