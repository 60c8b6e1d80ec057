"""A small domain graph in the published layout: 1,500 edges, of which a plain-Python reader knows the answers."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NAMES = 400
FARM = [f"farm{number:02d}.top" for number in range(25)]
"""A link farm: each links to most others and to its client, which links back."""
CLIENT = "client.test"
ALIAS = "client.net"
"""The client's name under another suffix: its links are the client's own."""


@dataclass(frozen=True)
class PublishedGraph:
    """The three files, and what they say: names by id, links by name, position by name."""

    vertices: Path
    edges: Path
    ranks: Path
    links: dict[str, set[str]]
    positions: dict[str, int]


def turned(name: str) -> str:
    return ".".join(reversed(name.split(".")))


def zipped(path: Path, lines: Iterable[str]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def make_graph(folder: Path, *, with_www: bool = False) -> PublishedGraph:
    """Write a graph; `with_www` gives a fifth of the names a second vertex `www.`, as host files since May 2026 do."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(7)
    names = sorted(
        [
            *(f"site{number}.{draw.choice(['com', 'org', 'de', 'co.uk'])}" for number in range(NAMES)),
            *FARM,
            CLIENT,
            ALIAS,
        ]
    )
    links: dict[str, set[str]] = {name: set() for name in names}
    ordinary = [name for name in names if name.startswith("site")]
    for _ in range(1_000):
        one, other = draw.sample(ordinary, 2)
        links[one].add(other)
    for one in FARM:
        links[one] |= {other for other in FARM if other != one and draw.random() < 0.8} | {CLIENT}
        links[CLIENT].add(one)
    links[ALIAS].add(CLIENT)
    order = [*ordinary, CLIENT, ALIAS, *FARM]
    positions = {name: place for place, name in enumerate(order, start=1)}
    vertices = [*names, *(f"www.{name}" for name in (names[::5] if with_www else ()))]
    ids = {name: number for number, name in enumerate(sorted(vertices, key=turned))}
    edges = sorted(
        (ids[f"www.{one}"] if f"www.{one}" in ids and draw.random() < 0.5 else ids[one], ids[other])
        for one, others in links.items()
        for other in sorted(others)
    )
    return PublishedGraph(
        zipped(folder / "vertices.txt.gz", (f"{number}\t{turned(name)}\t1" for name, number in ids.items())),
        zipped(folder / "edges.txt.gz", (f"{source}\t{target}" for source, target in edges)),
        zipped(
            folder / "ranks.txt.gz",
            [
                "#harmonicc_pos\t#harmonicc_val\t#pr_pos\t#pr_val\t#host_rev\t#n_hosts",
                *(
                    f"{place}\t{1e7 / place:.6E}\t{place}\t{1 / place}\t{turned(name)}\t1"
                    for name, place in positions.items()
                ),
            ],
        ),
        links,
        positions,
    )
