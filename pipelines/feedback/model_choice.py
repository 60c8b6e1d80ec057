"""Which model a night is scored with, and how far champion and challenger disagree."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from models.judging.judgement import FLAGGED_BANDS
from pipelines.feedback.registry import BUILT_IN_MODEL
from pipelines.runs.identity import MODEL_VERSION

if TYPE_CHECKING:
    from models.judging.judgement import Judgement
    from pipelines.feedback.registry import Model

__all__ = ["disagreement", "usable"]

_log = logging.getLogger("affguard")


def usable(model: Model) -> Model:
    """Return the model, or the built-in one, with a warning, when it was trained on another version's points."""
    if not model.version or model.evidence == MODEL_VERSION:
        return model
    _log.warning(
        "The champion (version %d) was trained on %s, and this program judges by %s: nights are scored with the "
        "built-in weights until `affguard train` and `affguard promote` have run again.",
        model.version,
        model.evidence,
        MODEL_VERSION,
    )
    return BUILT_IN_MODEL


def disagreement(champion: Judgement, challenger: Judgement) -> dict[str, float]:
    """Return how far two judgements of the same affiliates differ, as metrics.

    `challenger_flag_difference`: of all affiliates that either flags, the share that only one does.
    `challenger_rank_correlation`: Spearman's, of the log-odds; 1 where nothing can be ranked.
    """
    own, other = (judgement.scores.sort_index() for judgement in (champion, challenger))
    flagged, would_flag = (set(scores.index[scores["band"].isin(FLAGGED_BANDS)]) for scores in (own, other))
    either = flagged | would_flag
    correlation = own["log_odds"].rank().corr(other["log_odds"].rank()) if len(own) > 1 else 1.0
    return {
        "challenger_flagged": float(len(would_flag)),
        "challenger_flag_difference": len(flagged ^ would_flag) / len(either) if either else 0.0,
        "challenger_rank_correlation": 1.0 if correlation != correlation else float(correlation),  # noqa: PLR0124 - NaN
    }
