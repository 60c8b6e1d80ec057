"""The feature matrix as one plain table, for files and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from features.matrix import FeatureMatrix

__all__ = ["as_table"]


def as_table(matrix: FeatureMatrix) -> pd.DataFrame:
    """Return a row an entity: its ids, `clicks`, `orders`, `promo_method`, `main_offer`, then each feature.

    A rate gives `<name>`, `<name>_events` and `<name>_support`, a level `<name>` and `<name>_support`. A feature
    that is not available has no column.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {str(name): matrix.entities[name] for name in matrix.entities}
    for feature in matrix.features:
        columns[feature.name] = matrix.values[feature.name]
        if feature.kind == "rate":
            columns[f"{feature.name}_events"] = matrix.events[feature.name].astype("int64")
        columns[f"{feature.name}_support"] = matrix.support[feature.name].astype("int64")
    return pd.DataFrame(columns, index=matrix.entities.index).reset_index()
