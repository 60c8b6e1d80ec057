"""The judgement: from a feature matrix to scores, reasons and how sure they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.util import hash_pandas_object
from scipy import special

from features.catalogue import Feature
from features.matrix import FeatureMatrix
from models.arrays import FloatArray, IntArray
from models.evidence.detectors import Detector, fit_detector
from models.evidence.gather import Evidence, gather_evidence, positions
from models.evidence.peers import Peers, group_peers
from models.evidence.ring_evidence import RingEvidence, ring_evidence
from models.judging.calibration import (
    PValues,
    assign_bands,
    calibrate,
    q_values,
    summarise,
)
from models.judging.judgement import FLAGGED_BANDS, NOT_JUDGED, Judgement, JudgementSettings
from models.judging.naming import best_fraud_types
from models.judging.other_reasons import DETECTOR, OTHER_REASONS, RING
from models.judging.reasons import Measured, list_reasons
from models.judging.redraw import redraw_points
from models.judging.score import feature_points, score_of, tail_points
from models.judging.weights import BUILT_IN, Weights

__all__ = ["judge"]


_NOTHING = PValues(np.empty(0), np.empty(0), 0, 1.0)
QUIET_TAIL = 0.3
"""A measurement that three in ten honest peers exceed says nothing."""


def judge(
    matrix: FeatureMatrix,
    settings: JudgementSettings,
    *,
    rings: pd.DataFrame | None = None,
    weights: Weights = BUILT_IN,
    by_offer: FeatureMatrix | None = None,
) -> Judgement:
    """Score every entity against its peers, explain the scores, and calibrate them.

    The result depends on the measurements, rings, weights and settings alone, not on the names of entities, the order
    of rows, threads or the clock.

    Args:
        matrix: Measured features of affiliates, or of affiliates and sub-ids; any number of rows, also none.
        settings: Knobs of the judgement.
        rings: Rings among the affiliates, as `models.find_rings` gives them; None for none.
        weights: Multipliers of reason points, learned from labels.
        by_offer: Features of each (affiliate, offer), so that nobody is blamed for what an offer gives with everybody;
            None where they are not known, or the entities are no affiliates.

    Returns:
        Scores in the index's sorted order, the reasons that add up to them, and the calibration.
    """
    judged = _judge(_in_order(matrix, _order_of_content(matrix)), settings, rings, weights, by_offer)
    keys = [str(name) for name in matrix.values.index.names]
    reasons = judged.reasons.sort_values([*keys, "rank"], ignore_index=True)
    return replace(judged, scores=judged.scores.sort_index(), reasons=reasons)


def _judge(
    matrix: FeatureMatrix,
    settings: JudgementSettings,
    rings: pd.DataFrame | None,
    weights: Weights,
    by_offer: FeatureMatrix | None,
) -> Judgement:
    """Judge the entities in the order given, on which what is drawn at random depends."""
    features = matrix.features
    peers = group_peers(matrix.entities, settings.minimum_peers)
    evidence = gather_evidence(matrix, peers, by_offer)
    detector = fit_detector(positions(evidence.tail_p, features), settings.seed)
    found = ring_evidence(matrix.values.index, rings)
    points = _points(evidence.tail_p, detector.distance, features, detector, weights)
    ring_points = weights.apply((found.weight * tail_points(found.tail_p))[:, None], [RING.code])
    points = np.column_stack([points[:, :-1], ring_points, points[:, -1:]])
    total = _total(points)

    def redrawn(tail_p: FloatArray) -> FloatArray:
        distance = detector.decide(positions(tail_p, features))
        return _total(_points(tail_p, distance, features, detector, weights))

    prior = float(special.logit(settings.prior_fraud_share))
    values = calibrate(total, redraw_points(evidence, redrawn, settings)) if len(total) else _NOTHING
    # A list of what is rare is not yet a list of what is suspicious: the evidence itself has to outweigh the prior.
    q_value = np.maximum(q_values(values.p_value, found.hypothesis), special.expit(-(prior + total)))
    band = assign_bands(values.p_value, q_value, settings)
    scores = pd.DataFrame(
        {
            "score": score_of(prior + total),
            "log_odds": prior + total,
            "p_value": values.p_value,
            "q_value": q_value,
            "band": band,
            "fraud_type": np.where(band == "clear", "", _likeliest_types(points, evidence.tail_p, features)),
            "peer_group": peers.labels,
        },
        index=matrix.values.index,
    )
    reasons = _reasons(matrix, peers, evidence, found, detector, points)
    calibration = summarise(values, np.isin(band, FLAGGED_BANDS))
    if not np.isfinite(evidence.tail_p).any():
        calibration = replace(calibration, method=NOT_JUDGED)
    return Judgement(scores, reasons, prior, calibration)


def _reasons(
    matrix: FeatureMatrix,
    peers: Peers,
    evidence: Evidence,
    found: RingEvidence,
    detector: Detector,
    points: FloatArray,
) -> pd.DataFrame:
    """Return what each entity's points stand for: features, rings, the detector."""
    others = {
        RING.code: Measured(found.shared, found.shared, found.shared, found.expected),
        DETECTOR.code: Measured(detector.distance, None, (~np.isnan(evidence.tail_p)).sum(axis=1)),
    }
    tail_p = np.column_stack([evidence.tail_p, found.tail_p, detector.tail_p()])
    return list_reasons(matrix, peers, tail_p, points, evidence.expected, others)


def _points(
    tail_p: FloatArray, distance: FloatArray, features: tuple[Feature, ...], detector: Detector, weights: Weights
) -> FloatArray:
    """Return the points of the features and, in the last column, of the detector."""
    built_in = np.column_stack([feature_points(tail_p, features), detector.points(distance)])
    return weights.apply(built_in, [*(feature.name for feature in features), DETECTOR.code])


def _likeliest_types(points: FloatArray, tail_p: FloatArray, features: tuple[Feature, ...]) -> npt.NDArray[np.object_]:
    """Return the fraud type that each entity's reasons speak for; what a type needs and stays silent speaks against."""
    weights = np.ones(points.shape[1])
    weights[: len(features)] = [feature.weight for feature in features]
    quiet = np.zeros_like(points)
    quiet[:, : len(features)] = (tail_p > QUIET_TAIL) * weights[: len(features)]
    fraud_types = [one.fraud_types for one in features] + [one.fraud_types for one in OTHER_REASONS]
    return best_fraud_types(points, quiet, fraud_types, weights)


def _total(points: FloatArray) -> FloatArray:
    """Return each entity's sum, rounded so that ties are ties."""
    return np.asarray(np.round(points.sum(axis=1), 9), dtype=np.float64)


def _order_of_content(matrix: FeatureMatrix) -> IntArray:
    """Return the order of what was measured, whatever the entities are called; the index decides between equals."""
    tables = (matrix.support, matrix.events, matrix.values, matrix.entities)
    contents = [hash_pandas_object(table, index=False).to_numpy() for table in tables]
    names = matrix.values.index.argsort().argsort()
    return np.asarray(np.lexsort([names, *contents]), dtype=np.int64)


def _in_order(matrix: FeatureMatrix, order: IntArray) -> FeatureMatrix:
    """Return the matrix with the rows of all frames in this order."""
    index = matrix.values.index[order]
    return replace(
        matrix,
        values=matrix.values.reindex(index),
        events=matrix.events.reindex(index),
        support=matrix.support.reindex(index),
        entities=matrix.entities.reindex(index),
    )
