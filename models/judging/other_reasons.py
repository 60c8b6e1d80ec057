"""Reasons that are no features: being in a ring, and what the detector says."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DETECTOR", "OTHER_REASONS", "RING", "OtherReason"]


@dataclass(frozen=True)
class OtherReason:
    """What a reviewer needs to know of a reason that no catalogue entry describes.

    Attributes:
        code: Reason code.
        title: What a reviewer reads as its name.
        why: Why it is suspicious.
        innocent: The innocent explanation to rule out.
        clears: What would clear it.
        fraud_types: The types it speaks for.
    """

    code: str
    title: str
    why: str
    innocent: str
    clears: str
    fraud_types: tuple[str, ...] = ()


RING = OtherReason(
    code="ring_membership",
    title="In a ring",
    why="Affiliates that share customers, payments or addresses far beyond chance are often one operator, who divides "
    "among several accounts what would stand out in one.",
    innocent="One owner of several declared sites, an agency that acts for its clients, or shoppers of one community "
    "who use several partners.",
    clears="A declared common owner, and customers and payments that belong to different real people.",
    fraud_types=("ring",),
)
DETECTOR = OtherReason(
    code="detector_nearest_neighbours",
    title="Unlike even its nearest look-alikes",
    why="Innocent oddities come in kinds, and others of the kind look alike. This affiliate's evidence lies far even "
    "from those that resemble it most.",
    innocent="A kind of advertising that nobody else in the programme does, or the first of its kind.",
    clears="The other reasons on this page are explained; this one adds nothing of its own.",
)
OTHER_REASONS: tuple[OtherReason, ...] = (RING, DETECTOR)
"""All of them, in the order in which they follow the features."""
