"""Reads a trained model back for MLflow (`mlflow.pyfunc.load_model`): reason points in, log-odds out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.judging.weights import Weights
from models.learning.challenger import Scale

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Scorer"]


class Scorer:
    """What `models:/affguard@champion` gives: a glass box.

    Args:
        weights: Multipliers of reason points.
        scale: What the weighted sum means among the labelled.
    """

    def __init__(self, weights: Weights, scale: Scale) -> None:
        self.weights, self.scale = weights, scale

    def predict(self, points: pd.DataFrame) -> pd.DataFrame:
        """Return the log-odds of each row.

        Args:
            points: Entities × reason codes, built-in points; a missing code or value is no points.
        """
        import pandas as pd

        codes = [str(code) for code in points.columns]
        total = np.einsum("nc,c->n", points.fillna(0.0).to_numpy(dtype=np.float64), self.weights.factors(codes))
        return pd.DataFrame({"log_odds": self.scale.log_odds(total)}, index=points.index)


def _load_pyfunc(path: str) -> Scorer:
    """Called by MLflow with the path of the weights file."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    return Scorer(Weights.of(content["multipliers"]), Scale(**content["scale"]))
