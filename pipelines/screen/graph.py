"""The installed domain graph: building it from published files, and saying which one is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import DataRefusedError
from pipelines.lock import exclusive
from screening.backlinks.build import CURRENT_FILE, GraphBuildError, build_graph

if TYPE_CHECKING:
    from pipelines.home import Home

__all__ = ["describe_graph", "install_graph"]


def describe_graph(home: Home) -> str:
    """Return which graph is installed, in a sentence."""
    manifest = home.backlinks / CURRENT_FILE
    if not manifest.is_file():
        return (
            "No domain graph is installed: backlinks are unknown. Download a release's domain files from "
            "data.commoncrawl.org/projects/hyperlinkgraph/ and give them to `affguard backlinks build`."
        )
    told = json.loads(manifest.read_text(encoding="utf-8"))
    mass = told.get("spam_mass")
    by = f"; spam mass by {mass['trusted_domains']:,} trusted domains, {mass['rounds']} rounds" if mass else ""
    return f"{told['release']}: {told['domains']:,} domains, {told['edges']:,} edges, {told['ranked']:,} ranked{by}"


def install_graph(
    home: Home, vertices: Path, edges: Path, ranks: Path, release: str, trusted: Path | None = None
) -> str:
    """Build the graph into the home, in place of the one before, and say what it holds.

    Args:
        home: Where.
        vertices: The release's vertices.
        edges: Its edges.
        ranks: Its ranks.
        release: Its name.
        trusted: Domains that can be trusted, a text file; None = no spam mass.

    Raises:
        DataRefusedError: When a file is not there or is not what it should be.
    """
    with exclusive(home, "backlinks build", home.screening_lock):
        try:
            build_graph(vertices, [edges], ranks, home.backlinks, release=release, trusted=trusted)
        except GraphBuildError as error:
            raise DataRefusedError(f"{error}. The graph in use stays.") from error
    return f"Installed: {describe_graph(home)}"
