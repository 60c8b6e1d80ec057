"""The offline provider: built from published files, asked, replaced; malformed files are refused."""

from __future__ import annotations

import gzip
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from screening.backlinks.build import CURRENT_FILE, GraphBuildError, build_graph
from screening.backlinks.graph import GraphProvider
from screening.backlinks.metrics import internal_density
from screening.backlinks.provider import UnknownBacklinksError
from tests.screening.backlinks.graphs import CLIENT, FARM, PublishedGraph, make_graph, zipped


@pytest.fixture(scope="module", params=[False, True], ids=["www stripped", "www kept"])
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PublishedGraph:
    return make_graph(tmp_path_factory.mktemp("published"), with_www=request.param)


@pytest.fixture(scope="module")
def provider(published: PublishedGraph, tmp_path_factory: pytest.TempPathFactory) -> GraphProvider:
    folder = tmp_path_factory.mktemp("graph")
    manifest = build_graph(published.vertices, [published.edges], published.ranks, folder, release="test-2026")
    assert manifest.domains == len(published.links)
    assert manifest.edges == sum(map(len, published.links.values())) > 1_400
    assert manifest.ranked == len(published.positions)
    return GraphProvider(folder)


def test_every_look_up_agrees_with_a_plain_reader(published: PublishedGraph, provider: GraphProvider) -> None:
    edges = [(one, other) for one, others in published.links.items() for other in others]
    for name in [*sorted(published.links)[::23], CLIENT, FARM[0]]:
        label = name.partition(".")[0]
        referring = {
            one for one, others in published.links.items() if name in others and one.partition(".")[0] != label
        }
        found = provider.look_up(name)
        assert {one.domain for one in found.referring_domains} == referring
        assert found.referring_domain_count == len(referring)
        assert found.rank == published.positions[name]
        assert [one.rank for one in found.referring_domains] == sorted(published.positions[one] for one in referring)
        assert all(one.links_back == (one.domain in published.links[name]) for one in found.referring_domains)
        expected = internal_density(referring, edges)
        assert found.internal_density == (None if expected is None else pytest.approx(expected))


def test_what_is_printed_can_be_quoted(provider: GraphProvider) -> None:
    found = provider.look_up(f"www.{CLIENT}")
    rows = json.loads(found.raw)
    assert [row["domain"] for row in rows["listed"]] == [one.domain for one in found.referring_domains]
    assert all(len(line) <= 160 for line in found.raw.splitlines())
    assert (found.release, found.rank_size, found.domain) == ("test-2026", 427, CLIENT)
    assert "sample" in found.coverage_note


def test_an_unknown_domain_is_unknown_not_unlinked(provider: GraphProvider) -> None:
    for name in ("nobody.example", "", "aaa", "zzz.zz"):
        with pytest.raises(UnknownBacklinksError, match="does not know"):
            provider.look_up(name)


def test_threads_get_the_same_answers(provider: GraphProvider) -> None:
    names = [*FARM, CLIENT]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(provider.look_up, names)) == [provider.look_up(name) for name in names]


def test_without_a_graph_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownBacklinksError, match="affguard backlinks build"):
        GraphProvider(tmp_path)
    (tmp_path / CURRENT_FILE).write_text('{"format": 99}')
    with pytest.raises(UnknownBacklinksError, match="another layout"):
        GraphProvider(tmp_path)


def test_a_second_build_replaces_the_first_and_changes_nothing_else(published: PublishedGraph, tmp_path: Path) -> None:
    args = (published.vertices, [published.edges], published.ranks, tmp_path)
    folders = [build_graph(*args, release=f"r{number}", threads=number).folder for number in (1, 2, 3)]
    assert len(set(folders)) == 3
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [CURRENT_FILE, *folders[1:]]
    found = GraphProvider(tmp_path).look_up(CLIENT)
    assert found.release == "r3"
    for table in ("names", "domains", "edges_by_target", "edges_by_source"):
        parts = [(tmp_path / folder / table / "0.parquet").read_bytes() for folder in folders[1:]]
        assert parts[0] == parts[1]


def test_a_folder_whose_name_has_glob_signs_is_that_folder_alone(tmp_path: Path) -> None:
    good = make_graph(tmp_path / "shop[1]")
    decoy = tmp_path / "shop1"
    shutil.copytree(good.ranks.parent, decoy)
    zipped(decoy / good.ranks.name, ["nonsense"])
    graph = tmp_path / "shop[1]" / "graph"
    build_graph(good.vertices, [good.edges], good.ranks, graph, release="r")
    shutil.copytree(graph, decoy / "graph")
    for file in (decoy / "graph").rglob("*.parquet"):
        file.write_bytes(b"nonsense")
    assert GraphProvider(graph).look_up(CLIENT).referring_domain_count == len(FARM)


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("edges", ["0\t1", "0\tone"], r"edges.txt.gz, line 2: .*malformed"),
        ("edges", ["0\t1", "0"], r"edges.txt.gz, line 2: .*malformed"),
        ("edges", ["0\t1", "0\t1\t2"], r"edges.txt.gz, line 2: .*malformed"),
        ("edges", ["0\t999999"], r"0 <tab> 999999 names an id that the vertices lack"),
        ("edges", ["0"], r"line 1: 1 columns"),
        ("vertices", ["0\tcom.a\t1", "0\tcom.b\t1", "1\tcom.c\t1"], r"id 0 stands twice"),
        ("vertices", ["0\tcom.a\t1", "x\tcom.b\t1"], r"vertices.txt.gz, line 2"),
        ("vertices", [], r"vertices.txt.gz: the file is empty"),
        ("ranks", ["#a\t#b\t#c\t#d\t#e\t#f", "1\t2\t3\t4\tcom.a\tmany"], r"ranks.txt.gz, line 2"),
    ],
)
def test_malformed_files_are_refused_with_their_line(tmp_path: Path, name: str, lines: list[str], said: str) -> None:
    good = make_graph(tmp_path / "good")
    graph = tmp_path / "graph"
    build_graph(good.vertices, [good.edges], good.ranks, graph, release="good")
    files = {"vertices": good.vertices, "edges": good.edges, "ranks": good.ranks}
    zipped(files[name], lines)
    with pytest.raises(GraphBuildError, match=said):
        build_graph(files["vertices"], [files["edges"]], files["ranks"], graph, release="bad")
    assert sorted(path.name for path in graph.iterdir()) == [CURRENT_FILE, "graph-1"]
    assert GraphProvider(graph).look_up(CLIENT).release == "good"


def test_a_torn_or_missing_file_is_refused(tmp_path: Path) -> None:
    good = make_graph(tmp_path)
    whole = good.edges.read_bytes()
    good.edges.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(GraphBuildError, match="cannot be read"):
        build_graph(good.vertices, [good.edges], good.ranks, tmp_path / "graph", release="r")
    with pytest.raises(GraphBuildError, match="no such file"):
        build_graph(good.vertices, [tmp_path / "none"], good.ranks, tmp_path / "graph", release="r")
    with pytest.raises(GraphBuildError, match="needs a name"):
        build_graph(good.vertices, [good.edges], good.ranks, tmp_path / "graph", release=" ")


def test_plain_and_host_files_are_read_too(tmp_path: Path) -> None:
    """Host files hold no number of hosts, and come in parts."""
    published = make_graph(tmp_path)
    for path in (published.vertices, published.edges, published.ranks):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
    narrow = [line.rpartition("\t")[0] for line in published.vertices.with_suffix("").read_text().splitlines()]
    edges = published.edges.with_suffix("").read_text().splitlines()
    parts = [zipped(tmp_path / f"part{number}.gz", edges[number::2]) for number in (0, 1)]
    vertices = zipped(tmp_path / "narrow.gz", narrow)
    build_graph(vertices, parts, published.ranks.with_suffix(""), tmp_path / "graph", release="hosts")
    found = GraphProvider(tmp_path / "graph").look_up(CLIENT)
    assert found.referring_domain_count == len(FARM)
