"""Totals of ratings that a page marks for search engines, in structured data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from screening.compare.counts import parse_count
from screening.evidence import Evidence, evidence
from screening.page.model import Page
from screening.page.quotes import source_quote

__all__ = ["MarkedRating", "marked_ratings", "nodes", "share_of", "source_of", "types_of"]

_MOST_NODES, _MOST_VALUES, _MOST_ITEMS = 5_000, 200, 500
"""Objects of a page that are looked at, and what of each object and list."""


@dataclass(frozen=True)
class MarkedRating:
    """A total of ratings.

    Attributes:
        page: Where it stands.
        rated: The types of what is rated, in lower case; none where that is not said.
        is_nested: Whether what is rated is only a part of something else, as the seller of an offer.
        share: How far the rating is from the worst to the best, 0 to 1; None where it lies outside of its scale.
        stars: The rating in words.
        count: Of how many reviews or ratings; 0 where that is not said.
        quote: Where the source says so.
    """

    page: Page
    rated: frozenset[str]
    is_nested: bool
    share: float | None
    stars: str
    count: int
    quote: Evidence


def marked_ratings(page: Page) -> Iterator[MarkedRating]:
    """Yield the totals of ratings that a page marks, whatever they are of."""
    owners = {id(node["aggregateRating"]): node for node in nodes(page) if "aggregateRating" in node}
    outermost = {id(node) for node in page.structured}
    for node in nodes(page):
        owner = owners.get(id(node))
        value, best = _number(node.get("ratingValue")), _number(node.get("bestRating"), 5.0)
        if (owner is not None or "aggregaterating" in types_of(node)) and math.isfinite(value):
            share = share_of(value, best, _number(node.get("worstRating"), 1.0 if best <= 10 else 0.0))
            rated, stars = types_of(owner) if owner else frozenset[str](), f"{value:g} of {best:g}"
            yield MarkedRating(page, rated, id(owner) not in outermost, share, stars, _count(node), _quote(page))


def share_of(rating: float, best: float, worst: float = 1.0) -> float | None:
    """Return a rating as the share of the way from worst to best, or None where the scale makes no sense."""
    if not (math.isfinite(rating) and math.isfinite(best)) or best <= worst or not worst <= rating <= best:
        return None
    return (rating - worst) / (best - worst)


def nodes(page: Page) -> Iterator[dict[str, Any]]:
    """Yield the objects in the structured data of a page, those within others included; at most 5,000."""
    queue: list[Any] = list(page.structured)
    for node in islice(queue, _MOST_NODES):
        if isinstance(node, dict):
            yield node
            queue.extend(list(node.values())[:_MOST_VALUES])
        elif isinstance(node, list):
            queue.extend(node[:_MOST_ITEMS])


def source_of(page: Page, needle: str) -> Evidence | None:
    """Return the source of a page around a text; None where it does not hold it."""
    place = page.html.find(needle)
    return evidence(source_quote(page.html, place, place + len(needle)), page) if place >= 0 else None


def _quote(page: Page) -> Evidence:
    quotes = (source_of(page, name) for name in ('"AggregateRating"', "AggregateRating", "aggregateRating"))
    return next((one for one in quotes if one is not None), evidence(page.url, page))


def types_of(node: dict[str, Any]) -> frozenset[str]:
    """Return the types of an object, in lower case."""
    types = node.get("@type")
    return frozenset(str(kind).lower() for kind in (types if isinstance(types, list) else [types]))


def _count(node: dict[str, Any]) -> int:
    stated = (parse_count(str(node.get(name, ""))) for name in ("reviewCount", "ratingCount"))
    return next((count for count in stated if count), 0)


def _number(value: object, default: float = math.nan) -> float:
    try:
        return float(str(value).strip().replace(",", ".").rstrip("%"))
    except ValueError:
        return default
