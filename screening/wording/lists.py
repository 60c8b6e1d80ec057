"""The lists of words and terms in the folder `lexicons`, by group.

A group takes in those of another lexicon by a term such as `@persons.our`: all groups of `persons` that are `our` or
belong to it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import chain
from pathlib import Path

from screening.wording.folding import folded_words

__all__ = ["LEXICONS", "entries", "groups", "word_set"]


LEXICONS = Path(__file__).parent / "lexicons"


@cache
def groups(name: str, folder: Path = LEXICONS) -> dict[str, list[str]]:
    """Return the groups of `name.toml` and its parts `name-*.toml`; those of a table within begin with its name.

    Raises:
        ValueError: If a group stands in two of the files, or takes in one that there is not.
    """
    found: dict[str, list[str]] = {}
    for path in (folder / f"{name}.toml", *sorted(folder.glob(f"{name}-*.toml"))):
        part = _flat(tomllib.loads(path.read_text(encoding="utf-8")))
        if twice := sorted(found.keys() & part.keys()):
            raise ValueError(f"{path.name}: another part of {name} has the groups {twice}, too")
        found |= part
    return {group: _with_included(terms, folder) for group, terms in found.items()}


def _with_included(terms: list[str], folder: Path) -> list[str]:
    """Return terms with those that they take in, of which each stands once in whatever number of languages."""
    taken: dict[str, None] = {}
    for term in terms:
        if term.startswith("@"):
            name, _, wanted = term[1:].partition(".")
            some = [one for group, one in groups(name, folder).items() if f"{group}.".startswith(f"{wanted}.")]
            if not some:
                raise ValueError(f"{term}: no such group")
            taken |= dict.fromkeys(chain.from_iterable(some))
    return [*taken, *(term for term in terms if not term.startswith("@"))]


@cache
def entries(name: str, group: str) -> frozenset[str]:
    """Return a group of a lexicon as it stands: hosts, capitals."""
    return frozenset(groups(name)[group])


@cache
def word_set(name: str, group: str) -> frozenset[str]:
    """Return the folded words of a group of a lexicon."""
    return frozenset(token for term in groups(name)[group] for token in folded_words(term))


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            found[prefix + name] = [str(term) for term in value]
    return found
