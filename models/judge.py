"""The judgement: from a feature matrix to scores, reasons and how sure they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special

from features.matrix import FeatureMatrix
from models.calibration import (
    PValues,
    assign_bands,
    benjamini_hochberg,
    calibrate,
    summarise,
)
from models.detectors import DETECTOR_WEIGHT, fit_detectors
from models.evidence import as_z, gather_evidence
from models.judgement import NOT_JUDGED, Judgement, JudgementSettings
from models.peers import group_peers
from models.reasons import list_reasons
from models.redraw import redraw_points, total_points
from models.score import best_fraud_types, feature_points, score_of, tail_points

__all__ = ["judge"]


def judge(matrix: FeatureMatrix, settings: JudgementSettings) -> Judgement:
    """Score every entity against its peers, explain the scores, and calibrate them.

    The result depends on the measurements and settings alone, not on the order of rows, threads or the clock.

    Args:
        matrix: Measured features of affiliates, or of affiliates and sub-ids; any number of rows, also none.
        settings: Knobs of the judgement.

    Returns:
        Scores in the index's sorted order, the reasons that add up to them, and the calibration.
    """
    matrix = _sorted(matrix)
    peers = group_peers(matrix.entities, settings.minimum_peers)
    evidence = gather_evidence(matrix, peers)
    detectors = fit_detectors(as_z(evidence.tail_p), settings.seed)
    points = feature_points(evidence.tail_p, evidence.features)
    detector_tail = detectors.tail_p(detectors.raw)

    total = total_points(evidence.tail_p, detector_tail, evidence)
    prior = float(special.logit(settings.prior_fraud_share))
    if len(total):
        values = calibrate(total, redraw_points(evidence, detectors, settings))
    else:
        values = PValues(np.empty(0), np.empty(0), 0, 1.0)
    q_value = benjamini_hochberg(values.p_value)
    band = assign_bands(values.p_value, q_value, settings)
    scores = pd.DataFrame(
        {
            "score": score_of(prior + total),
            "log_odds": prior + total,
            "p_value": values.p_value,
            "q_value": q_value,
            "band": band,
            "fraud_type": np.where(band == "clear", "", best_fraud_types(points, evidence.features)),
            "peer_group": peers.labels,
        },
        index=matrix.values.index,
    )
    reasons = list_reasons(
        matrix,
        peers,
        np.column_stack([evidence.tail_p, detector_tail]),
        np.column_stack([points, DETECTOR_WEIGHT * tail_points(detector_tail)]),
        detectors.raw,
    )
    flagged = np.isin(band, ["review", "hold"])
    calibration = summarise(values, flagged)
    if not np.isfinite(evidence.tail_p).any():
        calibration = replace(calibration, method=NOT_JUDGED)
    return Judgement(scores, reasons, prior, calibration)


def _sorted(matrix: FeatureMatrix) -> FeatureMatrix:
    """Return the matrix with all frames in the index's sorted order."""
    index = matrix.values.index.sort_values()
    return replace(
        matrix,
        values=matrix.values.reindex(index),
        events=matrix.events.reindex(index),
        support=matrix.support.reindex(index),
        entities=matrix.entities.reindex(index),
    )
