"""Puts visible text together with blanks folded, and knows at any time how long it is."""

from __future__ import annotations

__all__ = ["TextWriter"]


class TextWriter:
    """A text that grows by pieces; runs of blanks and the edges of blocks become one blank.

    Attributes:
        length: How long it is.
        is_blank_due: Whether a blank goes before what follows: set where a block ends.
    """

    def __init__(self, most_characters: int) -> None:
        self._parts: list[str] = []
        self.is_blank_due = False
        self._room = most_characters
        self.length = 0

    def add(self, raw: str) -> None:
        """Add a piece; beyond the cap nothing more is taken."""
        words = raw.split()
        if not words or self._room <= 0:
            self.is_blank_due = self.is_blank_due or bool(raw)
            return
        if self.length and (self.is_blank_due or raw[0].isspace()):
            self._parts.append(" ")
            self.length += 1
        piece = " ".join(words)
        self._parts.append(piece)
        self.length += len(piece)
        self._room -= len(piece)
        self.is_blank_due = raw[-1].isspace()

    @property
    def next_offset(self) -> int:
        """Where the next word would begin, after the blank that may be due."""
        return self.length + (1 if self.is_blank_due and self.length else 0)

    def text(self) -> str:
        """Return the whole."""
        return "".join(self._parts)
