"""What is judged: evidence statistics, detectors, calibration and reasons. Trained models live in MLflow."""

from __future__ import annotations

from models.judge import judge
from models.judgement import BANDS, NOT_JUDGED, Band, Calibration, Judgement, JudgementSettings
from models.quality import grade
from models.rings import find_rings

__all__ = [
    "BANDS",
    "NOT_JUDGED",
    "Band",
    "Calibration",
    "Judgement",
    "JudgementSettings",
    "find_rings",
    "grade",
    "judge",
]
