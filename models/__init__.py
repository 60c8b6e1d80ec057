"""What is judged: evidence statistics, detectors, calibration and reasons. Trained models live in MLflow."""

from __future__ import annotations

from models.evidence.rings import find_rings
from models.judging.judge import judge
from models.judging.judgement import BANDS, FLAGGED_BANDS, NOT_JUDGED, Band, Calibration, Judgement, JudgementSettings
from models.judging.night import NightMeasures
from models.judging.quality import grade
from models.judging.sources import sources_of_others

__all__ = [
    "BANDS",
    "FLAGGED_BANDS",
    "NOT_JUDGED",
    "Band",
    "Calibration",
    "Judgement",
    "JudgementSettings",
    "NightMeasures",
    "find_rings",
    "grade",
    "judge",
    "sources_of_others",
]
