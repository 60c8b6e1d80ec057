"""PageRank, TrustRank and spam mass in plain Python, to hold the SQL of `screening.backlinks.spam_mass` against."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def page_rank(
    links: Mapping[str, Collection[str]],
    teleport: Collection[str] | None = None,
    *,
    beta: float = 0.85,
    tolerance: float = 1e-12,
    most_rounds: int = 1_000,
) -> dict[str, float]:
    """Return PageRank, or TrustRank when the surfer restarts on trusted nodes only (Gyöngyi et al. 2004).

    Args:
        links: Node to the nodes it links to; nodes that are only linked to may be missing as keys.
        teleport: Where the surfer restarts; None = anywhere.
        beta: Probability of following a link.
        tolerance: Iteration ends when the ranks change by less in sum.
        most_rounds: Iteration ends after this many rounds at the latest.

    Returns:
        Rank a node, summing to 1. Nodes without links pass their rank to where the surfer restarts.
    """
    nodes = sorted({*links, *(target for targets in links.values() for target in targets)})
    restart = set(nodes) if teleport is None else set(teleport) & set(nodes)
    if not nodes or not restart:
        return {}
    ranks = dict.fromkeys(nodes, 1 / len(nodes))
    outward = {node: sorted(set(links.get(node, ()))) for node in nodes}
    for _ in range(most_rounds):
        lost = sum(ranks[node] for node in nodes if not outward[node])
        base = (1 - beta + beta * lost) / len(restart)
        following = {node: base if node in restart else 0.0 for node in nodes}
        for node, targets in outward.items():
            for target in targets:
                following[target] += beta * ranks[node] / len(targets)
        change = sum(abs(following[node] - ranks[node]) for node in nodes)
        ranks = following
        if change < tolerance:
            break
    return ranks


def relative_spam_mass(rank: float, trust: float) -> float | None:
    """Return (PR - TR) / PR (L-14; Gyöngyi et al. 2006): the share of a rank that does not come from trusted nodes."""
    return (rank - trust) / rank if rank > 0 else None
