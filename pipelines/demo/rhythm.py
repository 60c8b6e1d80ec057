"""When clicks come: days, weeks and hours, mail blasts, bursts of programs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from features.schema import DAY_US
from pipelines.demo.population import Profile, World
from pipelines.demo.reference import COUNTRIES
from pipelines.demo.styles import TrafficStyle

__all__ = ["click_times_us"]

Times = NDArray[np.int64]
_HOUR_US = 3_600_000_000
# Share of clicks by hour of the local clock: a night's trough, a noon shoulder, an evening peak.
_CONSUMER = np.array([9, 5, 3, 2, 2, 3, 8, 16, 24, 30, 34, 36, 40, 38, 34, 34, 36, 40, 46, 54, 62, 60, 44, 22], float)
_OFFICE = np.array([1, 0, 0, 0, 0, 0, 2, 12, 40, 55, 60, 56, 44, 50, 56, 54, 48, 32, 10, 3, 2, 2, 1, 1], float)


def _day_weights(profile: Profile, style: TrafficStyle, world: World, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return each day's share of the stream's clicks."""
    calendar = world.calendar
    days = np.arange(calendar.days)
    weekday = (days + calendar.first_day.weekday()) % 7
    weekend = 0.06 if style.rhythm == "office" else rng.uniform(0.7, 1.4)
    weights = np.where(weekday >= 5, weekend, 1.0) * rng.lognormal(0.0, 0.2, calendar.days)
    weights *= np.exp(rng.normal(0.0, 0.5) * days / calendar.days)
    weights[calendar.promotion_day] *= style.promotion
    if style.rhythm == "blast":
        sent = rng.choice(calendar.days, size=min(style.email_blasts, calendar.days), replace=False)
        weights[sent] *= rng.uniform(25, 60, size=sent.size)
    elif style.rhythm == "flat":
        weights = np.ones(calendar.days)
    elif style.rhythm == "bursts":
        weights *= rng.random(calendar.days) < 0.35
    elif style.rhythm == "last_days":
        weights = np.where(days >= calendar.days - style.last_days, rng.uniform(0.6, 1.4, calendar.days), 0.0)
    elif style.rhythm == "early":
        weights[days >= max(2, 0.45 * calendar.days)] = 0.0
    weights[days < profile.joined_day] = 0.0
    if weights.sum() <= 0:
        weights[-1] = 1.0
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _bursts_us(day: NDArray[np.int64], rng: np.random.Generator) -> Times:
    """Return times of programs: runs of clicks at an even step, to within a second or two."""
    step_us = int(rng.choice([5, 10, 15, 20, 30, 60])) * 1_000_000
    length = int(rng.integers(20, 80))
    place = np.arange(day.size)
    run = place // length
    start_us = rng.integers(0, 20 * _HOUR_US, size=int(run[-1]) + 1 if day.size else 0)
    jitter_us = rng.integers(0, int(rng.integers(50_000, 2_000_000)), size=day.size)
    # A run takes the day of its first click: it does not stop at midnight.
    return np.asarray(day[run * length] * DAY_US + start_us[run] + (place % length) * step_us + jitter_us)


def click_times_us(profile: Profile, style: TrafficStyle, world: World, count: int, rng: np.random.Generator) -> Times:
    """Return sorted click times, microseconds UTC to the millisecond, all inside the history.

    Args:
        profile: The affiliate, for its time zone and the day it joined.
        style: The stream's rhythm.
        world: The programme, for its calendar.
        count: Number of clicks.
        rng: The stream's generator.
    """
    calendar = world.calendar
    weights = _day_weights(profile, style, world, rng)
    per_day = rng.multinomial(count, weights)
    day = np.repeat(np.arange(calendar.days), per_day)
    if style.rhythm == "bursts":
        inside = _bursts_us(day, rng)
    else:
        hours = np.ones(24) if style.rhythm == "flat" else _OFFICE if style.rhythm == "office" else _CONSUMER
        local = np.searchsorted(np.cumsum(hours) / hours.sum(), rng.random(count), side="right")
        hour = (local - COUNTRIES[style.countries[0]].utc_offset_hours) % 24
        inside = day * DAY_US + hour * _HOUR_US + rng.integers(0, _HOUR_US, size=count)
        if style.rhythm == "blast":
            mailed = per_day[day] > 5 * max(1.0, float(np.median(per_day)))
            sent_us = int(rng.integers(6, 12)) * _HOUR_US
            after_us = (rng.exponential(2.2 * _HOUR_US, size=count)).astype(np.int64) % (12 * _HOUR_US)
            inside = np.where(mailed, day * DAY_US + sent_us + after_us, inside)
    times = calendar.start_us + np.minimum(inside, calendar.days * DAY_US - 1)
    return np.sort(times // 1_000 * 1_000)
