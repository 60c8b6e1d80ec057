"""Where the addresses in a script go: from where one is written to the statement that uses it.

Scripts hold addresses in lists, settings, attributes of tags or blocks of JSON, and hand them on by variables, keys,
parameters and functions. An address is followed by these names, without running anything: a variable that is given it,
a list that holds it, the parameter of the function that goes through the list. What comes out is likely, not certain.
"""

from __future__ import annotations

from collections.abc import Iterable

from screening.page.model import Hint
from screening.page.script.names import MOST_STEPS, Flow, Item
from screening.page.script.outward import Outward
from screening.page.script.sources import MOST_SOURCES, Source, addresses_in
from screening.page.script.values import Budget

__all__ = ["Flow", "flows"]


def flows(scripts: list[str], hints: Iterable[Hint] = ()) -> tuple[list[Flow], list[Hint]]:
    """Return which addresses get to a statement that uses them, and the global variables that hold one.

    Args:
        scripts: The scripts of a page, or one script of its own file.
        hints: Addresses that stand elsewhere in the page.
    """
    followed = _Follower(scripts, list(hints)[:MOST_SOURCES])
    followed.run()
    return followed.found, followed.exported


class _Follower(Outward):
    """Follows every address of the scripts of a page, and those that stand elsewhere in it."""

    def __init__(self, scripts: list[str], hints: list[Hint]) -> None:
        super().__init__(scripts)
        self._hints = hints

    def run(self) -> None:
        """Follow every address."""
        budget = Budget()
        held = [list(addresses_in(code, budget)) for code in self._sources]
        if not any(held) and not self._hints:
            return
        for number, addresses in enumerate(held):
            if addresses:
                self._add_sources(number, addresses[:MOST_SOURCES])
        for hint in self._hints:
            self.add_hint(hint)
        steps = 0
        while self._waiting and steps < MOST_STEPS:
            steps += 1
            self._ascend(self._waiting.popleft())

    def _add_sources(self, number: int, addresses: list[tuple[int, int, Source]]) -> None:
        """Start from the addresses that stand in a script, given by the characters at which they begin and end."""
        tokens = self._codes[number].tokens
        starts = {token.start: index for index, token in enumerate(tokens)}
        ends = {token.end: index for index, token in enumerate(tokens)}
        for start, end, source in addresses:
            if (first := starts.get(start)) is not None:
                self._add(Item(number, first, ends.get(end, first), source))
