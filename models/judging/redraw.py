"""Honest entities redrawn by the null model, and what they score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.arrays import FloatArray, IntArray
from models.evidence.dependence import dependence_factor
from models.evidence.gather import Evidence
from models.judging.judgement import JudgementSettings
from models.threads import map_threads

__all__ = ["redraw_points"]


REDRAWS_PER_ENTITY = 50
"""With fewer, one entity alone could not reach a q-value of 0.02."""
MOST_REDRAWS = 250_000
"""Unless the settings ask for more. A programme with over 5,000 entities has more than one flag to share the bar: with
one entity in two hundred flagged, some sixty redraws lie beyond it, which tell its p-value to an eighth."""
LEAST_COPIES = 20
"""Rather than redrawing everybody fewer times than this, a sample of the entities is redrawn so often: it is large
enough then to stand for all, and an entity's distributions are worth tabulating only for several draws."""
BLOCK_DRAWS = 10_000
"""Drawn at a time; each block has its own random numbers, so that blocks may be drawn in any order."""


def redraw_points(
    evidence: Evidence, total_points: Callable[[FloatArray], FloatArray], settings: JudgementSettings
) -> FloatArray:
    """Return the sorted total points of redrawn honest entities.

    Every entity, or every one of a sample, is redrawn equally often: counts from its fitted beta-binomial at its own
    support, levels from their fitted location and scale, tied together by the features' dependence, scored by the
    same function.

    Args:
        evidence: What was measured, and how to redraw it.
        total_points: From entities × features tails to each entity's points, as the observed ones are scored.
        settings: How many redraws, and the seed.
    """
    factor = dependence_factor(evidence.tail_p)
    entities, copies = _whom_how_often(len(evidence.tail_p), settings)
    step = max(1, BLOCK_DRAWS // copies)
    blocks = [entities[start : start + step] for start in range(0, len(entities), step)]
    seeds = np.random.SeedSequence(settings.seed).spawn(len(blocks))

    def points_of(task: tuple[IntArray, np.random.SeedSequence]) -> FloatArray:
        block, seed = task
        rng = np.random.Generator(np.random.PCG64(seed))
        rows = np.repeat(np.arange(len(block)), copies)
        normals = _dependent(rng.standard_normal((len(factor), len(rows))), factor)
        return total_points(evidence.redraw(block, rows, normals).T)

    return np.sort(np.concatenate(map_threads(points_of, list(zip(blocks, seeds, strict=True)))))


def _dependent(independent: FloatArray, factor: FloatArray) -> FloatArray:
    """Return the factor times features × draws, without what the factor is zero for.

    einsum, not a matrix product: its result does not depend on the number of threads.
    """
    normals = np.empty_like(independent)
    for row, weights in enumerate(factor):
        used = np.flatnonzero(weights)
        normals[row] = np.einsum("g,gn->n", weights[used], independent[used])
    return normals


def _whom_how_often(count: int, settings: JudgementSettings) -> tuple[IntArray, int]:
    """Return which entities are redrawn, sorted, and how often each."""
    wanted = max(settings.null_redraws, min(REDRAWS_PER_ENTITY * count, MOST_REDRAWS))
    copies = max(LEAST_COPIES, -(-wanted // count))
    chosen = -(-wanted // copies)
    if chosen >= count:
        return np.arange(count), copies
    rng = np.random.Generator(np.random.PCG64(settings.seed))
    return np.sort(rng.choice(count, chosen, replace=False)), copies
