"""Orders whose credit one affiliate takes from another: the late click, honest or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo.hashing import generator
from pipelines.demo.orders import NO_CLICK, OrderRows
from pipelines.demo.population import World
from pipelines.demo.reference import HOSTS
from pipelines.demo.styles import Takeover
from pipelines.demo.traffic import CLICK, ClickRows

__all__ = ["Taker", "take_over"]

_LONGEST_US = 15 * 60 * 1_000_000


@dataclass(frozen=True)
class Taker:
    """An affiliate that takes over orders.

    Attributes:
        index: The affiliate.
        takeover: What it does.
        first: Running number of its first late click.
    """

    index: int
    takeover: Takeover
    first: int


def take_over(orders: OrderRows, takers: list[Taker], world: World) -> ClickRows:
    """Hand orders of honest affiliates to the takers, in place, and return the takers' late clicks.

    The visitor's first click stays in the logs: it is what gives a hijack away. Only orders whose own click is at
    least a quarter of an hour old are taken, so that the late click lies between the two.

    Args:
        orders: All orders of the programme; changed.
        takers: Who takes over, in order of affiliate.
        world: The programme.
    """
    honest = np.array([not p.fraud_type and p.method not in {"coupon", "cashback"} for p in world.profiles])
    open_us = orders["time_us"] - orders["click_us"]
    free = np.flatnonzero(honest[orders["affiliate"]] & (orders["click"] != NO_CLICK) & (open_us > _LONGEST_US))
    free = generator(world.seed, 6).permutation(free)
    clicks, used = [], 0
    for taker in takers:
        mine = free[used : used + taker.takeover.orders]
        used += mine.size
        orders["affiliate"][mine] = taker.index
        if taker.takeover.delay_s is None:
            continue
        rng = generator(world.seed, 7, taker.index)
        low, high = np.log(taker.takeover.delay_s)
        late: ClickRows = np.zeros(mine.size, dtype=CLICK)
        delay_us = np.exp(rng.uniform(low, high, mine.size)) * 1e6
        late["time_us"] = (orders["time_us"][mine] - delay_us.astype(np.int64)) // 1_000 * 1_000
        late["key"] = (taker.index << 32) + taker.first + np.arange(mine.size)
        for name in ("visitor", "address", "agent", "country", "page"):
            late[name] = orders[name][mine]
        late["host"] = len(HOSTS) + taker.index if taker.takeover.referred else 0
        late["landed"] = 2 if taker.takeover.referred else 0
        orders["click"][mine], orders["click_us"][mine] = late["key"], late["time_us"]
        clicks.append(late)
    return np.concatenate(clicks) if clicks else np.zeros(0, dtype=CLICK)
