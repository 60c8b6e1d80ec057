"""What the model layer returns: scores, the reasons that add up to them, and how they were calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

__all__ = ["BANDS", "FLAGGED_BANDS", "NOT_JUDGED", "Band", "Calibration", "Judgement", "JudgementSettings"]

Band = Literal["clear", "watch", "review", "hold"]
BANDS: tuple[Band, ...] = ("clear", "watch", "review", "hold")
FLAGGED_BANDS: tuple[Band, ...] = ("review", "hold")


@dataclass(frozen=True)
class JudgementSettings:
    """Knobs of the judgement, each explained in `affguard.toml`.

    Attributes:
        fdr: Flagged (review or hold) is `q_value` ≤ this.
        hold_q: Hold is `q_value` ≤ this; smaller than `fdr`.
        watch_p: Watch is `p_value` ≤ this, when not flagged.
        prior_fraud_share: Share of affiliates assumed bad before any evidence; sets the score's prior log-odds, which
            bound the q-value as well.
        minimum_peers: A peer group smaller than this is compared with the whole programme; larger ones borrow from it
            by partial pooling.
        null_redraws: Total number of null entities drawn for the calibration, at least.
        seed: Seed of every random choice.
    """

    fdr: float = 0.05
    hold_q: float = 0.01
    watch_p: float = 0.05
    prior_fraud_share: float = 0.02
    minimum_peers: int = 8
    null_redraws: int = 20_000
    seed: int = 20_260_101


NOT_JUDGED = "not judged: too few are measured alike to compare them"
"""`Calibration.method` of a programme in which no feature could speak: nobody was cleared and nobody flagged."""


@dataclass(frozen=True)
class Calibration:
    """How sure the list is.

    Attributes:
        method: Always printed beside p-values, for example `model-based null, 20,000 redraws`; or `NOT_JUDGED`.
        flagged: Number of flagged entities.
        expected_false_flags: Expected number of false flags on this list.
        expected_false_flags_low: Lower end of its 90 % interval.
        expected_false_flags_high: Upper end of its 90 % interval.
        bulk_gap: Largest distance between the observed p-values' distribution and the uniform one over p ≥ 0.5,
            where the honest bulk of the programme lies; 0 is perfect.
    """

    method: str
    flagged: int
    expected_false_flags: float
    expected_false_flags_low: float
    expected_false_flags_high: float
    bulk_gap: float


@dataclass(frozen=True)
class Judgement:
    """Scores and reasons for every entity of a feature matrix.

    Attributes:
        scores: Indexed like the matrix, columns `score` (0–100), `log_odds`, `p_value`, `q_value`, `band`,
            `fraud_type` (best supported, or empty), `peer_group`.
        reasons: Long frame, a row per entity and reason that has points: the index levels as columns, then `rank`
            (1 = strongest), `code` (the feature name, or one of `models.judging.other_reasons`), `feature`, `value`,
            `events`, `support`, `peer_median`, `peer_percentile` (0–100: how many peers have a lower value, those that
            equal it counting half, the entity itself not), `expected` (what the entity's own offers give
            with others, NaN where that is nothing special), `tail_p`, `points`. For each entity `prior_log_odds` +
            Σ points = `log_odds`, to rounding error.
        prior_log_odds: The log-odds before any evidence.
        calibration: How sure the list is.
    """

    scores: pd.DataFrame
    reasons: pd.DataFrame
    prior_log_odds: float
    calibration: Calibration
