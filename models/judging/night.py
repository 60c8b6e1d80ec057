"""The judgement of one night: affiliates with their rings and offers, and beside them their sub-ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from features.matrix import FeatureMatrix
from models.evidence.rings import find_rings
from models.judging.judge import judge
from models.judging.judgement import Judgement, JudgementSettings
from models.judging.sources import name_bad_sub_ids
from models.judging.weights import BUILT_IN, Weights

__all__ = ["NightMeasures"]


@dataclass(frozen=True)
class NightMeasures:
    """What a night measured of affiliates, ready to be judged under any settings and weights.

    Attributes:
        matrix: Features of affiliates.
        by_offer: Features of each (affiliate, offer).
        shares: Which pairs of affiliates share something, as `features.shares.shared_keys` gives them.
    """

    matrix: FeatureMatrix
    by_offer: FeatureMatrix
    shares: pd.DataFrame

    @cached_property
    def rings(self) -> pd.DataFrame:
        """The rings among the affiliates, as `models.find_rings` gives them; they depend on no settings or weights."""
        return find_rings(self.shares, self.matrix.entities)

    def judge(self, settings: JudgementSettings, weights: Weights = BUILT_IN) -> Judgement:
        """Return the judgement of the affiliates; `bad_sub_id` is named only beside sub-ids."""
        return judge(self.matrix, settings, rings=self.rings, weights=weights, by_offer=self.by_offer)

    def judge_with_sub_ids(
        self, by_sub_id: FeatureMatrix, settings: JudgementSettings, weights: Weights = BUILT_IN
    ) -> tuple[Judgement, Judgement]:
        """Return the judgement of the affiliates, and that of their sub-ids.

        Args:
            by_sub_id: Features of each (affiliate, sub-id).
            settings: Knobs of the judgement.
            weights: Multipliers of reason points.
        """
        sub_ids = judge(by_sub_id, settings, weights=weights)
        return name_bad_sub_ids(self.judge(settings, weights), sub_ids), sub_ids
