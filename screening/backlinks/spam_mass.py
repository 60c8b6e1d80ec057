"""Relative spam mass of every name of a domain graph (L-14): PageRank and TrustRank, iterated in SQL.

PageRank's surfer restarts anywhere, TrustRank's only on domains that the operator trusts (Gyöngyi, Garcia-Molina,
Pedersen 2004); the share of the one that the other lacks is the spam mass (Gyöngyi, Berkhin, Garcia-Molina, Pedersen
2006). Both run together over one table of names, which lies on disk and is written anew each round.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from screening.backlinks.published import GraphBuildError
from screening.backlinks.whole_numbers import whole_numbers
from screening.hosts import BadUrlError, parse_host

__all__ = ["DAMPING", "MOST_ROUNDS", "TOLERANCE", "SpamMass", "Trusted", "add_spam_mass", "read_trusted"]

DAMPING = 0.85
"""Probability of following a link (Brin and Page 1998)."""

TOLERANCE = 1e-6
"""Iteration ends when neither rank changes by more than this in sum; all ranks together are 1."""

MOST_ROUNDS = 100
"""With a damping of 0.85 what is still to change shrinks to 0.85**100, below 1e-7, in this many rounds."""

_UNITS = 2**60
"""All ranks together. Whole numbers, since a sum of fractions depends on the order in which threads add them up."""

_MOST_TRUSTED_BYTES = 50_000_000
"""Bytes of the list of trusted domains: room for some two million names."""


@dataclass(frozen=True)
class Trusted:
    """Domains that the operator trusts.

    Attributes:
        names: Domains in ASCII, lower case, without `www.`, sorted, each once.
        sha256: Hash of the file they stand in.
    """

    names: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class SpamMass:
    """How the spam mass of a graph came about.

    Attributes:
        trusted_domains: How many of the trusted domains the graph knows.
        trusted_sha256: Hash of the file that names them.
        rank_damping: PageRank's probability of following a link.
        trust_damping: TrustRank's.
        rounds: Rounds until the ranks stood still.
        change: By how much they changed in the last round, in sum; the greater of both.
    """

    trusted_domains: int
    trusted_sha256: str
    rank_damping: float
    trust_damping: float
    rounds: int
    change: float


def read_trusted(path: Path) -> Trusted:
    """Return the domains of a text file, one a line; `#` begins a comment.

    Raises:
        GraphBuildError: When it cannot be read, names none, or a line is no domain.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_TRUSTED_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GraphBuildError(f"{path}: it cannot be read as text ({error})") from None
    if len(data) > _MOST_TRUSTED_BYTES:
        raise GraphBuildError(f"{path}: it is larger than {_MOST_TRUSTED_BYTES:,} bytes, which no list of domains is")
    names = set()
    for number, line in enumerate(text.splitlines(), start=1):
        name = line.partition("#")[0].strip()
        if name:
            names.add(_domain(name, f"{path}, line {number}"))
    if not names:
        raise GraphBuildError(f"{path}: it names no domain; a line holds one, such as university.example")
    return Trusted(tuple(sorted(names)), hashlib.sha256(data).hexdigest())


def _domain(text: str, where: str) -> str:
    try:
        name = parse_host(text).removeprefix("www.")
    except BadUrlError as error:
        raise GraphBuildError(f"{where}: {text[:80]!r} is no domain ({error}); a line holds one and no more") from None
    if "." not in name:
        raise GraphBuildError(f"{where}: {text[:80]!r} is no domain; a line holds one, such as university.example")
    return name


def add_spam_mass(
    connection: duckdb.DuckDBPyConnection,
    trusted: Trusted,
    *,
    rank_damping: float = DAMPING,
    trust_damping: float = DAMPING,
) -> SpamMass:
    """Give the table `names` a column `spam_mass`: (PageRank - TrustRank) / PageRank, at most 1.

    Names without links pass their rank to where the surfer restarts.

    Args:
        connection: Holds the tables `names` and `edges`.
        trusted: Where TrustRank's surfer restarts.
        rank_damping: PageRank's probability of following a link, above 0 and at most 1.
        trust_damping: TrustRank's, above 0 and below 1: with 1 nothing would come back to the trusted domains.

    Raises:
        GraphBuildError: When the graph knows none of the trusted domains.
        ValueError: When a damping is out of its range.
    """
    if not (0 < rank_damping <= 1 and 0 < trust_damping < 1):
        raise ValueError(f"damping {rank_damping}, {trust_damping}: a probability of following a link is needed")
    connection.execute("create or replace table trusted as select unnest($names) as name", {"names": [*trusted.names]})
    connection.execute(_START, {"units": _UNITS})
    count, known = whole_numbers(connection, "select count(*), count(*) filter (where is_trusted) from ranks")
    if not known:
        raise GraphBuildError(
            f"the graph knows none of the {len(trusted.names):,} trusted domains; it holds registrable domains, "
            "such as university.example"
        )
    rounds, change = 0, 1.0
    while rounds < MOST_ROUNDS and change > TOLERANCE:
        connection.execute(_PUSH, {"rank_damping": rank_damping, "trust_damping": trust_damping})
        # What was not passed on restarts: the share that follows no link, all of names without links, and rounding.
        sent, sent_trust = whole_numbers(connection, "select sum(rank * links), sum(trust * links) from pushed")
        bases = {"rank_base": (_UNITS - sent) // count, "trust_base": (_UNITS - sent_trust) // known}
        connection.execute(_ROUND, bases)
        moved = whole_numbers(
            connection, "select sum(abs(rank - old_rank)), sum(abs(trust - old_trust)) from next_ranks"
        )
        connection.execute("drop table ranks; alter table next_ranks rename to ranks")
        rounds, change = rounds + 1, max(moved) / _UNITS
    connection.execute(_KEEP)
    return SpamMass(known, trusted.sha256, rank_damping, trust_damping, rounds, change)


_START = """
create or replace table ranks as
with outward as (select source as id, count(*) as links from edges group by source),
    marked as (select id, name in (select name from trusted) as is_trusted from names),
    counted as (select count(*) as names, count(*) filter (where is_trusted) as trusted from marked)
select id, coalesce(links, 0) as links, is_trusted,
    $units::bigint // counted.names as rank,
    case when is_trusted then $units::bigint // counted.trusted else 0 end as trust,
    0::bigint as old_rank, 0::bigint as old_trust
from marked left join outward using (id) cross join counted;
"""
"""Both surfers begin where they restart, so that what no trusted domain reaches has no trust at all."""

_PUSH = """
create or replace table pushed as
select id, links, floor(rank * $rank_damping::double / links)::bigint as rank,
    floor(trust * $trust_damping::double / links)::bigint as trust
from ranks where links > 0
"""
"""What each name passes on over each of its links."""

_ROUND = """
create or replace table next_ranks as
with received as (
    select edges.target as id, sum(pushed.rank)::bigint as rank, sum(pushed.trust)::bigint as trust
    from edges join pushed on pushed.id = edges.source
    group by edges.target
)
select ranks.id, ranks.links, ranks.is_trusted,
    coalesce(received.rank, 0) + $rank_base::bigint as rank,
    coalesce(received.trust, 0) + case when ranks.is_trusted then $trust_base::bigint else 0 end as trust,
    ranks.rank as old_rank, ranks.trust as old_trust
from ranks left join received using (id)
"""

_KEEP = """
create or replace table massed as
select names.*, round(1 - trust / rank, 6) as spam_mass from names join ranks using (id);
drop table names;
alter table massed rename to names;
drop table ranks; drop table pushed; drop table trusted;
"""
