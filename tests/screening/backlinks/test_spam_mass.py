"""Spam mass from files to look-up: the literature's vector, the plain formula on other graphs, bad lists refused."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from screening.backlinks.build import CURRENT_FILE, GraphBuildError, build_graph
from screening.backlinks.graph import GraphProvider
from screening.backlinks.spam_mass import MOST_ROUNDS, TOLERANCE
from tests.homes import affguard, must
from tests.screening.backlinks.graphs import CLIENT, PublishedGraph, make_graph, turned, zipped
from tests.screening.backlinks.ranks import page_rank, relative_spam_mass
from tests.screening.backlinks.test_metrics import MMDS


def publish(folder: Path, links: Mapping[str, Iterable[str]]) -> PublishedGraph:
    """Write the three files of a graph of single letters: `A` is `a.com`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{node.lower()}.com" for node in sorted({*links, *(to for targets in links.values() for to in targets)})]
    named = {f"{node.lower()}.com": {f"{to.lower()}.com" for to in targets} for node, targets in links.items()}
    ids = {name: number for number, name in enumerate(names)}
    return PublishedGraph(
        zipped(folder / "v.gz", (f"{number}\t{turned(name)}\t1" for name, number in ids.items())),
        zipped(folder / "e.gz", (f"{ids[one]}\t{ids[to]}" for one, targets in named.items() for to in sorted(targets))),
        zipped(folder / "r.gz", (f"{number + 1}\t1\t1\t1\t{turned(name)}\t1" for name, number in ids.items())),
        named,
        ids,
    )


def listed(folder: Path, text: str) -> Path:
    path = folder / "trusted.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_vector_of_the_literature_by_way_of_the_graph(tmp_path: Path) -> None:
    graph = publish(tmp_path, MMDS)
    trusted = listed(tmp_path, "b.com\nd.com\n")
    build_graph(
        graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="mmds", trusted=trusted,
        rank_damping=1.0, trust_damping=0.8,
    )  # fmt: skip
    provider = GraphProvider(tmp_path / "graph")
    found = {node: provider.look_up(f"{node.lower()}.com").spam_mass for node in "ABCD"}
    exact = {"A": (70 - 54) / 70, "B": 1 - 59 * 9 / 210 / 2, "C": 1 - 38 * 9 / 210 / 2, "D": 1 - 59 * 9 / 210 / 2}
    assert found == pytest.approx(exact, abs=1e-5)
    assert {node: round(mass or 0, 3) for node, mass in found.items()} == {
        "A": 0.229, "B": -0.264, "C": 0.186, "D": -0.264,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_plain_formula(tmp_path: Path, seed: int) -> None:
    """Names without links, names nobody links to, parts that trust does not reach: all are in these graphs."""
    draw = random.Random(seed)
    nodes = [f"n{number}" for number in range(draw.randint(2, 40))]
    links = {node: draw.sample(nodes, draw.randint(0, min(5, len(nodes)))) for node in nodes}
    links = {node: [to for to in targets if to != node] for node, targets in links.items()}
    trusted = draw.sample(nodes, draw.randint(1, len(nodes)))
    graph = publish(tmp_path, links)
    manifest = build_graph(
        graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="r",
        trusted=listed(tmp_path, "".join(f"{node}.com\n" for node in trusted)),
    )  # fmt: skip
    rank, trust = page_rank(links), page_rank(links, trusted)
    provider = GraphProvider(tmp_path / "graph")
    for node in nodes:
        mass = provider.look_up(f"{node}.com").spam_mass
        assert mass == pytest.approx(relative_spam_mass(rank[node], trust[node]), abs=1e-4)
    assert manifest.spam_mass is not None
    assert 1 <= manifest.spam_mass.rounds <= MOST_ROUNDS
    assert manifest.spam_mass.change <= TOLERANCE


def test_a_farm_that_trust_does_not_reach_has_it_all(tmp_path: Path) -> None:
    graph = make_graph(tmp_path)
    ordinary = [name for name in sorted(graph.links) if name.startswith("site")]
    trusted = listed(tmp_path, "\n".join(ordinary[:100]))
    build_graph(graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="r", trusted=trusted)
    provider = GraphProvider(tmp_path / "graph")
    found = provider.look_up(CLIENT)
    assert found.spam_mass == 1.0
    assert found.trusted_domains == 100
    assert '"spam_mass": 1.0' in found.raw.splitlines()[0]
    masses = [provider.look_up(name).spam_mass or 0.0 for name in ordinary]
    assert sorted(masses)[len(masses) // 2] < 0.5


def test_threads_and_memory_change_nothing(tmp_path: Path) -> None:
    graph = make_graph(tmp_path, with_www=True)
    trusted = listed(tmp_path, "\n".join(sorted(graph.links)[::7]))
    folders = [
        build_graph(
            graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="r", trusted=trusted,
            threads=threads, memory_limit=memory,
        ).folder
        for threads, memory in ((1, "2GB"), (3, "100MB"))
    ]  # fmt: skip
    parts = [(tmp_path / "graph" / folder / "names" / "0.parquet").read_bytes() for folder in folders]
    assert parts[0] == parts[1]


def test_without_trusted_domains_it_is_unknown(tmp_path: Path) -> None:
    graph = publish(tmp_path, MMDS)
    build_graph(graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="r")
    current = tmp_path / "graph" / CURRENT_FILE
    told = json.loads(current.read_text())
    assert told["spam_mass"] is None
    # As graphs were written before there was any spam mass.
    del told["spam_mass"]
    current.write_text(json.dumps(told))
    found = GraphProvider(tmp_path / "graph").look_up("a.com")
    assert (found.spam_mass, found.trusted_domains) == (None, None)
    assert "spam_mass" not in found.raw


def test_the_list_is_read_as_people_write_it(tmp_path: Path) -> None:
    graph = publish(tmp_path, {"bücher": ["b"], "b": ["bücher"]} | MMDS)
    graph.vertices.unlink()
    names = ["xn--bcher-kva.com", *(f"{node}.com" for node in "abcd")]
    zipped(graph.vertices, (f"{number}\t{turned(name)}\t1" for number, name in enumerate(names)))
    text = "\ufeff# universities\n\nWWW.Bücher.com  # shop\nB.COM.\nb.com\nnobody.example\n"
    trusted = listed(tmp_path, text)
    zipped(graph.edges, ["0\t2", "2\t0", "1\t2"])
    manifest = build_graph(graph.vertices, [graph.edges], graph.ranks, tmp_path / "g", release="r", trusted=trusted)
    assert manifest.spam_mass is not None
    assert manifest.spam_mass.trusted_domains == 2
    assert manifest.spam_mass.trusted_sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing\n\n", "names no domain"),
        ("a.com\nhttps://b.com/\n", r"line 2: 'https://b.com/' is no domain"),
        ("a.com, b.com\n", r"line 1: .* is no domain"),
        ("localhost\n", r"line 1: 'localhost' is no domain"),
        ("nobody.example\nnowhere.example\n", "knows none of the 2 trusted domains"),
    ],
)
def test_a_list_of_anything_else_is_refused_and_the_graph_stays(tmp_path: Path, text: str, said: str) -> None:
    graph = publish(tmp_path, MMDS)
    files = (graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph")
    build_graph(*files, release="good")
    with pytest.raises(GraphBuildError, match=said):
        build_graph(*files, release="bad", trusted=listed(tmp_path, text))
    assert sorted(path.name for path in (tmp_path / "graph").iterdir()) == [CURRENT_FILE, "graph-1"]
    with pytest.raises(GraphBuildError, match="cannot be read"):
        build_graph(*files, release="bad", trusted=tmp_path / "none.txt")


@pytest.mark.parametrize(("rank", "trust"), [(0.0, 0.85), (1.1, 0.85), (0.85, 1.0), (0.85, -0.1)])
def test_a_damping_that_is_no_probability_is_refused(tmp_path: Path, rank: float, trust: float) -> None:
    graph = publish(tmp_path, MMDS)
    with pytest.raises(ValueError, match="probability"):
        build_graph(
            graph.vertices, [graph.edges], graph.ranks, tmp_path / "graph", release="r",
            trusted=listed(tmp_path, "a.com"), rank_damping=rank, trust_damping=trust,
        )  # fmt: skip


def test_the_command_takes_the_list_and_says_what_it_did(tmp_path: Path) -> None:
    graph = publish(tmp_path, MMDS)
    files = ("--vertices", graph.vertices, "--edges", graph.edges, "--ranks", graph.ranks, "--release", "r1")
    home = tmp_path / "home"
    assert "spam mass" not in must(affguard(home, "backlinks", "build", *files)).output
    done = must(affguard(home, "backlinks", "build", *files, "--trusted", listed(tmp_path, "b.com\nd.com\n")))
    assert "spam mass by 2 trusted domains" in done.output
    refused = affguard(home, "backlinks", "build", *files, "--trusted", listed(tmp_path, "no domain"))
    assert refused.exit_code == 3
    assert "The graph in use stays" in refused.output
    assert "spam mass by 2 trusted domains" in must(affguard(home, "backlinks")).output
