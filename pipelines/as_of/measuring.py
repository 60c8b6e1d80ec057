"""Measuring the warehouse as of a day at several grains: what carries data and the partial states are found once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.quality import measure_quality
from features.shares import shared_keys
from pipelines.as_of.open import available_columns
from pipelines.as_of.states import open_states

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix, Grain
    from features.portable import EntityKind
    from features.store import StateStore
    from features.windows import FeatureWindows
    from models.judging.night import NightMeasures
    from pipelines.as_of.open import AsOf
    from pipelines.home import Home

__all__ = ["Measuring", "measuring"]


@dataclass(frozen=True)
class Measuring:
    """A warehouse, ready to be measured.

    Attributes:
        as_of: The warehouse as of the day.
        windows: How far back to look.
        available: Names `table.column` of the columns that carry data.
        store: Where partial states are kept.
    """

    as_of: AsOf
    windows: FeatureWindows
    available: frozenset[str]
    store: StateStore

    def at(self, grain: Grain) -> FeatureMatrix:
        """Return the features of every active entity of a grain."""
        from features.engine_duckdb import measure

        return measure(
            self.as_of.connection,
            as_of_day=self.as_of.day,
            windows=self.windows,
            grain=grain,
            available=self.available,
            store=self.store,
        )

    def quality(self, entity: EntityKind) -> pd.DataFrame:
        """Return what says how good an entity's traffic is, as `features.quality` measures it."""
        return measure_quality(
            self.as_of.connection,
            as_of_day=self.as_of.day,
            windows=self.windows,
            entity=entity,
            available=self.available,
            store=self.store,
        )

    def affiliates(self) -> NightMeasures:
        """Return what affiliates are judged by."""
        from models import NightMeasures

        matrix, by_offer = self.at("affiliate"), self.at("affiliate_offer")
        shares = shared_keys(self.as_of.connection, as_of_day=self.as_of.day, windows=self.windows)
        return NightMeasures(matrix, by_offer, shares)


def measuring(as_of: AsOf, home: Home, windows: FeatureWindows) -> Measuring:
    """Return the warehouse ready to be measured, the home folder's partial states attached for writing."""
    return Measuring(as_of, windows, available_columns(as_of), open_states(as_of, home))
