"""What the sub-ids of a partner say of the partner, and which stand out though their partner does not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special, stats

from features.matrix import FeatureMatrix
from models.judging.calibration import q_values
from models.judging.judgement import FLAGGED_BANDS, Judgement

__all__ = ["name_bad_sub_ids", "sources_of_others"]

TRAFFIC_TYPES = frozenset({"click_spam", "bot_clicks", "cookie_stuffing"})
"""Types that one source of clicks can have and another of the same partner not. Of orders a sub-id has too few to be
called calm."""
CALM_SUB_IDS = 2
CALM_P_VALUE = 0.02
"""A sub-id is calm where one honest sub-id in fifty looks as odd."""
SIBLING_P_VALUE = 0.05
"""Fisher's exact test, one-sided, of a source against its siblings; times their number, as the worst was chosen."""


def name_bad_sub_ids(judgement: Judgement, by_sub_id: Judgement) -> Judgement:
    """Return the judgement of affiliates with `bad_sub_id` named where one source spoils a partner's clicks.

    That is so where the type named is one of clicks, a sub-id of the affiliate is flagged, and at least `CALM_SUB_IDS`
    others are all calm.

    Args:
        judgement: Of affiliates.
        by_sub_id: Of the same programme's (affiliate, sub-id), on the same day.
    """
    sources = by_sub_id.scores[["p_value"]].assign(
        is_flagged=by_sub_id.scores["band"].isin(FLAGGED_BANDS).to_numpy(),
    )
    sources["is_calm"] = ~sources["is_flagged"] & (sources["p_value"] > CALM_P_VALUE)
    counted = sources.groupby(level="affiliate_id")[["is_flagged", "is_calm"]].sum()
    counted["others"] = sources.groupby(level="affiliate_id").size() - counted["is_flagged"]
    counted = counted.reindex(judgement.scores.index, fill_value=0)
    is_source = (counted["is_flagged"] > 0) & (counted["others"] >= CALM_SUB_IDS)
    is_source &= counted["is_calm"] == counted["others"]
    is_named = is_source & judgement.scores["fraud_type"].isin(TRAFFIC_TYPES)
    named = judgement.scores["fraud_type"].mask(is_named, "bad_sub_id")
    return replace(judgement, scores=judgement.scores.assign(fraud_type=named))


def sources_of_others(matrix: FeatureMatrix, by_sub_id: Judgement, flagged: Collection[str], fdr: float) -> pd.Series:
    """Return the q-values of the sub-ids that stand out under partners who are not flagged, the least first.

    Among all sub-ids most that are flagged belong to flagged partners, and carry the others along: of a list of the
    rest alone, far more than `fdr` would be false. So the rest is a list of its own, with q-values of its own. And what
    the partner's other sub-ids show as well is the partner's, whom the judgement of partners has let pass: a source is
    listed only where its strongest rate is higher than that of its siblings together.

    Args:
        matrix: What was measured of each (affiliate, sub-id).
        by_sub_id: Its judgement.
        flagged: The affiliates that are flagged.
        fdr: Largest share of false ones among those returned that is to be expected.
    """
    owner = by_sub_id.scores.index.get_level_values("affiliate_id")
    scores = by_sub_id.scores[~owner.isin(sorted(flagged))]
    q_value = np.maximum(q_values(scores["p_value"].to_numpy()), special.expit(-scores["log_odds"]))
    listed = pd.Series(q_value, index=scores.index)
    listed = listed[listed <= fdr].sort_values(kind="stable")
    rates = by_sub_id.reasons[by_sub_id.reasons["events"].notna()].sort_values("rank", kind="stable")
    strongest = rates.groupby(["affiliate_id", "sub_id"])["code"].first()
    differs = [_differs_from_siblings(matrix, key, strongest.get(key)) for key in listed.index]
    return listed[np.array(differs, dtype=bool)]


def _differs_from_siblings(matrix: FeatureMatrix, key: tuple[str, str], rate: str | None) -> bool:
    """Say whether a source's rate is higher than that of the partner's other sources; yes where nothing can be said."""
    if rate is None:
        return True
    events, support = (
        frame[rate].xs(key[0], level="affiliate_id").fillna(0).round() for frame in (matrix.events, matrix.support)
    )
    own, own_support = events[key[1]], support[key[1]]
    if support.sum() <= own_support:
        return True
    p_value = stats.hypergeom.sf(own - 1, support.sum(), events.sum(), own_support)
    return bool(p_value * len(support) <= SIBLING_P_VALUE)
