"""What is known of each affiliate of a generated programme, and how much fraud there is to be seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pipelines.demo.population import Profile, World
    from pipelines.demo.size import DemoSize

__all__ = ["EXCESS_CLASSES", "truth_of"]

EXCESS_CLASSES: tuple[tuple[str, float], ...] = (
    ("below 10", 0.0),
    ("10 to 29", 10.0),
    ("30 to 99", 30.0),
    ("100 to 999", 100.0),
    ("1,000 and more", 1_000.0),
)
"""Classes of intensity: name, and the least number of excess events."""


def truth_of(size: DemoSize, seed: int, last_day: date, entities: pd.DataFrame) -> pd.DataFrame:
    """Return what each active affiliate was made to be.

    The intensity of a fraud is its number of excess events over the peer null, defined before anything is measured:
    the clicks (of `pipelines.demo.schemes.CLICK_SCHEMES`) or orders of the affiliate in the windows, times the share of
    them that the generator makes dishonest. An honest peer of the same size would have none of these.

    Args:
        size: Size of the generated programme.
        seed: Its seed.
        last_day: Its last day.
        entities: The active affiliates with their `clicks` and `orders`, as in a feature matrix.

    Returns:
        Indexed like `entities`: `fraud_type` (empty = honest), `share` (0-1, dishonest share of its events),
        `excess_events`, `intensity` (a class of `EXCESS_CLASSES`), `look_alike` (or empty), `ring` (or -1), `sub_id`
        (the rotten one of a `bad_sub_id`, or empty).
    """
    from pipelines.demo.population import make_world
    from pipelines.demo.schemes import CLICK_SCHEMES

    world = make_world(size, seed, last_day)
    rows = {profile.affiliate_id: _known(profile, world) for profile in world.profiles}
    columns = ["fraud_type", "share", "look_alike", "ring", "sub_id"]
    truth = pd.DataFrame.from_dict(rows, orient="index", columns=columns).reindex(entities.index)
    in_clicks = truth["fraud_type"].isin(CLICK_SCHEMES)
    truth["excess_events"] = truth["share"] * entities["clicks"].where(in_clicks, entities["orders"])
    truth["intensity"] = [
        _class(excess) if kind else "" for kind, excess in zip(truth["fraud_type"], truth["excess_events"], strict=True)
    ]
    return truth


def _known(profile: Profile, world: World) -> tuple[str, float, str, int, str]:
    sub_id = _rotten_sub_id(profile, world) if profile.fraud_type == "bad_sub_id" else ""
    return profile.fraud_type, profile.intensity, profile.look_alike, profile.ring, sub_id


def _rotten_sub_id(profile: Profile, world: World) -> str:
    """Return the sub-id that a rotten stream uses."""
    from pipelines.demo.reference import SUB_IDS
    from pipelines.demo.schemes import streams
    from pipelines.demo.traffic import sub_id_place

    dishonest = streams(profile, world, 1_000.0, 1.0)[1]
    return SUB_IDS[sub_id_place(profile, dishonest.traffic.only_sub_id - 1)]


def _class(excess_events: float) -> str:
    return next(name for name, least in reversed(EXCESS_CLASSES) if excess_events >= least)
