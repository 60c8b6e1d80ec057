"""The strongest measured reason of a case beside the peers that it speaks of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy import stats

from models.evidence.peers import PROGRAMME
from pipelines.report.view_case import PeerComparison, Reason

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix
    from models.judging.judgement import Judgement

__all__ = ["compare_peers"]


def compare_peers(
    affiliate_id: str,
    reasons: tuple[Reason, ...],
    rows: pd.DataFrame,
    matrix: FeatureMatrix,
    judgement: Judgement,
) -> PeerComparison | None:
    """Compare the strongest reason that has a feature with the peers that the reason speaks of.

    Where nobody else of the group has a value, the whole programme is shown instead, and said to be.
    """
    features = {feature.name: feature for feature in matrix.features}
    for reason, row in zip(reasons, rows.to_dict("records"), strict=True):
        feature = features.get(reason.code)
        if feature is None or not math.isfinite(row["value"]):
            continue
        values = matrix.values[feature.name]
        usable = values.notna() & (matrix.support[feature.name] >= feature.minimum_support)
        usable &= values.index != affiliate_id
        group = judgement.scores["peer_group"]
        name, lonely = str(group.loc[affiliate_id]), ""
        alike = usable & ((group.reindex(values.index) == name) | (name == PROGRAMME))
        if not alike.any():
            alike, name, lonely = usable, PROGRAMME, name
        peers = sorted(float(value) for value in values[alike])
        if not peers:
            continue
        low, high = _interval(row["events"], row["support"]) if feature.kind == "rate" else (None, None)
        median = float(row["peer_median"]) if math.isfinite(row["peer_median"]) else float(values[alike].median())
        return PeerComparison(
            feature.title,
            feature.unit,
            feature.kind,
            float(row["value"]),
            low,
            high,
            median,
            tuple(peers),
            name,
            lonely,
        )
    return None


def _interval(events: float, trials: float) -> tuple[float | None, float | None]:
    """Return Wilson's 95 % score interval of a rate (Wilson 1927, JASA 22, 209–212)."""
    if not (math.isfinite(events) and math.isfinite(trials)) or trials <= 0:
        return None, None
    interval = stats.binomtest(min(round(events), round(trials)), round(trials)).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)
